"""Which events does each member list, within the reach of a window, before any is judged?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np

from kg.columns.postings import Rows, flat, gathered
from kg.network.adjacency import Adjacency, Ints, Layer
from kg.network.lists import bisected
from kg.network.numbers import Numbers
from kg.network.sieve import EVENT, OTHER, PERSON, Mask, Reach, Sieve

_NO_EVENTS: Final = np.zeros(0, dtype=np.uint32)


class Listed:
    """The lists of one question. `spend` is told of the ties that are touched to lay some out."""

    def __init__(
        self, net: Adjacency, numbers: Numbers, sieve: Sieve, spend: Callable[[int], None]
    ) -> None:
        self.net, self.numbers, self.sieve, self._spend = net, numbers, sieve, spend
        self._early: dict[int, tuple[Ints, Rows]] = {}

    def of(self, member: int) -> Rows:
        """The events of a member within reach, ascending, before any is judged."""
        sort = self.numbers.sort(member)
        if sort in {EVENT, OTHER}:
            rows = self.net.rows_of(np.array([member]))[1] if sort == EVENT else _NO_EVENTS
            return np.sort(rows)
        layer = self._layer(sort)
        rows = layer.events.of(member - layer.first)
        reach = self.sieve.reach
        return rows if reach is None else reach.events(rows)

    def have(self, member: int, events: Rows) -> Mask:
        """Which of these events have a member. Cost: O(events log n)."""
        sort = self.numbers.sort(member)
        if sort == EVENT:
            same: Mask = self.net.of_events(events) == member
            return same
        layer = self._layer(sort)
        rows = layer.events.of(member - layer.first) if sort != OTHER else _NO_EVENTS
        if not len(rows):
            return np.zeros(len(events), dtype=bool)
        at = np.minimum(rows.searchsorted(events), len(rows) - 1)
        found: Mask = rows[at] == events
        return found

    def length(self, member: int) -> int:
        """How many events a member lists, within reach or not. Cost: O(1)."""
        sort = self.numbers.sort(member)
        if sort in {EVENT, OTHER}:
            return int(sort == EVENT)
        layer = self._layer(sort)
        begin, stop = layer.events.offsets[member - layer.first : member - layer.first + 2].tolist()
        return int(stop - begin)

    def cost(self, members: Ints) -> int:
        """How many events these members list, within reach or not. They ascend."""
        if len(members) == 1:
            return 1 + self.length(int(members[0]))
        total = len(members)
        for sort, some in self.numbers.by_sort(members):
            if sort not in {EVENT, OTHER}:
                layer = self._layer(sort)
                own, offsets = some - layer.first, layer.events.offsets
                total += int((offsets[own + 1] - offsets[own]).sum(dtype=np.int64))
        return total

    def lengths(self, members: Ints) -> Ints:
        """How many events within reach each of these lists, before any is judged.

        Cost: O(members log n).
        """
        found = np.zeros(len(members), dtype=np.int64)
        for layer in (self.net.people, self.net.settings):
            own = members - layer.first
            mine = (own >= 0) & (own < len(layer.events.offsets) - 1)
            begins, stops = self._stretches(layer, own[mine])
            found[mine] = stops - begins
        return found

    def pairs(self, sort: int, members: Ints) -> Iterator[tuple[Ints, Rows]]:
        """Members of one sort and their events within reach, pair by pair."""
        if sort == OTHER:
            return
        if sort == EVENT:
            yield self.net.rows_of(members)
            return
        layer, reach = self._layer(sort), self.sieve.reach
        if reach is not None and len(reach.early):
            listed, event = self._of_early(layer, reach)
            begins, stops = listed.searchsorted(members), listed.searchsorted(members, "right")
            at = flat(begins, stops - begins)
            yield listed[at], event[at]
        begins, stops = self._stretches(layer, members - layer.first)
        counts = stops - begins
        yield np.repeat(members, counts), layer.events.rows[flat(begins, counts)]

    def _layer(self, sort: int) -> Layer:
        """The layer in which events list members of a sort."""
        return self.net.people if sort == PERSON else self.net.settings

    def _stretches(self, layer: Layer, own: Ints) -> tuple[Ints, Ints]:
        """Where the events of members begin and end in their layer, cut to the reach."""
        lists, reach = layer.events, self.sieve.reach
        begins = lists.offsets[own].astype(np.int64)
        stops = lists.offsets[own + 1].astype(np.int64)
        if reach is None:
            return begins, stops
        begins = bisected(lists.rows, begins, stops, reach.first)
        return begins, bisected(lists.rows, begins, stops, max(reach.first, reach.stop))

    def _of_early(self, layer: Layer, reach: Reach) -> tuple[Ints, Rows]:
        """What the long events before a window list, by member."""
        if layer.first not in self._early:
            listed, counts = gathered(layer.members, reach.early)
            order = np.argsort(listed, kind="stable")
            event = np.repeat(reach.early, counts)[order]
            self._early[layer.first] = listed[order].astype(np.int64), event
            self._spend(len(event))
        return self._early[layer.first]
