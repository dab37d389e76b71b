"""Who is near whom, as one question sees the network?

A `Walk` goes from members to all that they are tied to, many at once, and counts every tie it
touches. What counts is the question's business: its `Sieve` cuts lists to the reach of a window
before anything is judged, and judges only the rows that are touched.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from kg.columns.postings import Rows, flat, gathered
from kg.errors import LimitExceededError
from kg.network.adjacency import SETTINGS, Adjacency, Ints, Layer
from kg.network.kinds import SOURCES
from kg.network.lists import bisected, distinct
from kg.network.sieve import (
    BY_EVENT,
    EVENT,
    INSTRUMENT,
    OTHER,
    PERSON,
    PLACE,
    Levels,
    Mask,
    Reach,
    Sieve,
)

_SORTS: Final = (PERSON, INSTRUMENT, PLACE, OTHER, EVENT)
_SORTED: Final = np.array(_SORTS)
_NONE: Final = np.zeros(0, dtype=np.int64)
_NO_EVENTS: Final = np.zeros(0, dtype=np.uint32)
_NO_LEVELS: Final = np.zeros(0, dtype=np.int8)


class Straight(NamedTuple):
    """Direct ties that count, from one of the asked members to another."""

    origin: Ints
    target: Ints
    tie: Ints
    level: Levels


class Block(NamedTuple):
    """The ties of members of one sort: up to their events, down to members, and direct ones.

    Shape: `events` are distinct and ascend, `level` is theirs. The `up` arrays, and the `down`
           arrays, lie side by side: a member, the place of an event, how surely both count.
    """

    events: Rows
    level: Levels
    up_member: Ints
    up_at: Ints
    up_level: Levels
    down_member: Ints
    down_at: Ints
    down_level: Levels
    straight: Straight


class Walk:
    """The network as one question sees it.

    `ends` are members though they be events without direct ties; `budget` bounds the ties that
    are touched.
    """

    def __init__(self, net: Adjacency, sieve: Sieve, budget: int, ends: Iterable[int] = ()) -> None:
        self.net, self.sieve, self.budget = net, sieve, budget
        self.touched = 0
        beyond = [end for end in ends if end >= net.dense]
        tied = net.tied
        self.extra = np.unique(np.append(tied, beyond)) if beyond else tied
        self.size = net.dense + len(self.extra)
        instruments, places = (net.base[name] for name in SETTINGS)
        self._marks = [instruments, places, net.dense, net.base["event"]]
        self._early: dict[int, tuple[Ints, Rows]] = {}
        self._events: dict[int, tuple[Rows, Levels]] = {}

    # ---- numbers

    def sort(self, member: int) -> int:
        """What a member is to events."""
        return _SORTS[bisect_right(self._marks, member)]

    def sorts(self, members: Ints) -> Ints:
        """The same for many."""
        found: Ints = _SORTED[np.searchsorted(self._marks, members, "right")]
        return found

    def small(self, members: Ints) -> Ints:
        """The numbers of members among those that can be met here, without gaps."""
        if not len(self.extra):
            return members
        beyond = members >= self.net.dense
        if not beyond.any():
            return members
        found = members.copy()
        found[beyond] = self.net.dense + np.searchsorted(self.extra, members[beyond])
        return found

    def large(self, small: Ints) -> Ints:
        """The members of numbers without gaps.

        Equals: kg.network.walk.Walk.small, the other way round
        """
        if not len(self.extra):
            return small
        beyond = small >= self.net.dense
        found = small.copy()
        found[beyond] = self.extra[small[beyond] - self.net.dense]
        return found

    def on_days(self, first: int, last: int) -> Walk:
        """The same network, only ties that may hold on one of these days; one budget for all."""
        found = Walk(self.net, self.sieve.cut(first, last), self.budget)
        found.extra, found.size, found.touched = self.extra, self.size, self.touched
        return found

    def spend(self, ties: int) -> None:
        """Note that ties were touched.

        Raises: LimitExceededError when they are more than the budget.
        """
        self.touched += ties
        if self.touched > self.budget:
            raise LimitExceededError(
                f"the question touches more than {self.budget} ties",
                asked=self.touched,
                allowed=self.budget,
                hint="narrow the window, name kinds of tie, or ask for less depth or fewer hops",
            )

    def followed(self, parts: int) -> None:
        """Note how many partial paths a search has followed.

        Raises: LimitExceededError when they are more than the budget.
        """
        if parts > self.budget:
            raise LimitExceededError(
                f"the search followed more than {self.budget} partial paths",
                asked=parts,
                allowed=self.budget,
                hint="narrow the window, or ask for fewer hops or fewer paths",
            )

    # ---- lists of events

    def layer(self, sort: int) -> Layer:
        """The layer in which events list members of a sort."""
        return self.net.people if sort == PERSON else self.net.settings

    def listed(self, member: int) -> Rows:
        """The events of a member within reach, ascending, before any is judged."""
        sort = self.sort(member)
        if sort in {EVENT, OTHER}:
            rows = self.net.rows_of(np.array([member]))[1] if sort == EVENT else _NO_EVENTS
            return np.sort(rows)
        layer = self.layer(sort)
        rows = layer.events.of(member - layer.first)
        reach = self.sieve.reach
        return rows if reach is None else reach.events(rows)

    def lists(self, member: int, events: Rows) -> Mask:
        """Which of these events have a member. Cost: O(events log n)."""
        sort = self.sort(member)
        if sort == EVENT:
            same: Mask = self.net.of_events(events) == member
            return same
        layer = self.layer(sort)
        rows = layer.events.of(member - layer.first) if sort != OTHER else _NO_EVENTS
        if not len(rows):
            return np.zeros(len(events), dtype=bool)
        at = np.minimum(rows.searchsorted(events), len(rows) - 1)
        found: Mask = rows[at] == events
        return found

    def length(self, member: int) -> int:
        """How many events a member lists, within reach or not. Cost: O(1)."""
        sort = self.sort(member)
        if sort in {EVENT, OTHER}:
            return int(sort == EVENT)
        layer = self.layer(sort)
        begin, stop = layer.events.offsets[member - layer.first : member - layer.first + 2].tolist()
        return int(stop - begin)

    def lengths(self, members: Ints) -> Ints:
        """How many events within reach each of these lists, before any is judged.

        Cost: O(members log n).
        """
        found = np.zeros(len(members), dtype=np.int64)
        for layer in (self.net.people, self.net.settings):
            own = members - layer.first
            mine = (own >= 0) & (own < len(layer.events.offsets) - 1)
            begins, stops = self.stretches(layer, own[mine])
            found[mine] = stops - begins
        return found

    def stretches(self, layer: Layer, own: Ints) -> tuple[Ints, Ints]:
        """Where the events of members begin and end in their layer, cut to the reach."""
        lists, reach = layer.events, self.sieve.reach
        begins = lists.offsets[own].astype(np.int64)
        stops = lists.offsets[own + 1].astype(np.int64)
        if reach is None:
            return begins, stops
        begins = bisected(lists.rows, begins, stops, reach.first)
        return begins, bisected(lists.rows, begins, stops, max(reach.first, reach.stop))

    def all_listed(self, sort: int, members: Ints) -> Iterator[tuple[Ints, Rows]]:
        """Members of one sort and their events within reach, pair by pair."""
        if sort == OTHER:
            return
        if sort == EVENT:
            yield self.net.rows_of(members)
            return
        layer, reach = self.layer(sort), self.sieve.reach
        if reach is not None and len(reach.early):
            listed, event = self.of_early(layer, reach)
            begins, stops = listed.searchsorted(members), listed.searchsorted(members, "right")
            at = flat(begins, stops - begins)
            yield listed[at], event[at]
        begins, stops = self.stretches(layer, members - layer.first)
        counts = stops - begins
        yield np.repeat(members, counts), layer.events.rows[flat(begins, counts)]

    def of_early(self, layer: Layer, reach: Reach) -> tuple[Ints, Rows]:
        """What the long events before a window list, by member."""
        if layer.first not in self._early:
            listed, counts = gathered(layer.members, reach.early)
            order = np.argsort(listed, kind="stable")
            event = np.repeat(reach.early, counts)[order]
            self._early[layer.first] = listed[order].astype(np.int64), event
            self.spend(len(event))
        return self._early[layer.first]

    # ---- steps

    def cost(self, members: Ints) -> int:
        """How many events these members list, within reach or not. They ascend."""
        if len(members) == 1:
            return 1 + self.length(int(members[0]))
        total = len(members)
        for sort, some in self.by_sort(members):
            if sort in {PERSON, INSTRUMENT, PLACE}:
                layer = self.layer(sort)
                own, offsets = some - layer.first, layer.events.offsets
                total += int((offsets[own + 1] - offsets[own]).sum(dtype=np.int64))
        return total

    def events_of(self, member: int) -> tuple[Rows, Levels]:
        """The events of one member that count, ascending, and how surely; kept."""
        if member not in self._events:
            self._events[member] = self._events_of(member)
        return self._events[member]

    def _events_of(self, member: int) -> tuple[Rows, Levels]:
        rows = self.listed(member)
        self.spend(len(rows))
        taken = self.sieve.taking(rows)
        level = self.sieve.events(rows)
        if taken is not None and self.sort(member) != EVENT:
            mine = taken.member == member
            own = np.zeros(len(rows), dtype=np.int8)
            own[taken.at[mine]] = taken.level[mine]
            level = np.minimum(level, own)
        return (rows, level) if level.all() else (rows[level > 0], level[level > 0])

    def people_in(self, events: Rows) -> tuple[npt.NDArray[Any], Ints, Levels | None]:
        """Who took part in these events: members, how many in each event, and how surely.

        Of members whom the arrays alone name the level is that of the event: then it is None.
        """
        taken = self.sieve.taking(events)
        if taken is None:
            member, counts = gathered(self.net.people.members, events)
            self.spend(len(member))
            return member, counts, None
        mask = taken.member < self._marks[0]
        counts = np.bincount(taken.at[mask], minlength=len(events))
        self.spend(len(taken.at))
        return taken.member[mask], counts, taken.level[mask]

    def wave(self, members: Ints) -> list[Block]:
        """All ties of these members, in one block for each sort of them. They ascend."""
        found = []
        for sort, some in self.by_sort(members):
            to = self.sorts_from(sort)
            if not len(self.extra):
                to.discard(EVENT)
            found.append(self._block(sort, some, to))
        return found

    def by_sort(self, members: Ints) -> Iterator[tuple[int, Ints]]:
        """Members, which ascend, sort by sort."""
        at = 0
        if len(members) and members[-1] < self._marks[0]:
            yield PERSON, members
            return
        ends = [*members.searchsorted(self._marks).tolist(), len(members)]
        for sort, stop in zip(_SORTS, ends, strict=True):
            if at < stop:
                yield sort, members[at:stop]
            at = stop

    def _block(self, sort: int, members: Ints, to: set[int]) -> Block:
        straight = self.straight(members)
        if not to or sort == OTHER:
            none = (_NONE, _NONE, _NO_LEVELS)
            return Block(_NO_EVENTS, _NO_LEVELS, *none, *none, straight)
        if len(members) == 1:
            events, level = self.events_of(int(members[0]))
            up = (np.full(len(events), members[0]), np.arange(len(events)), level)
        else:
            events, level, up = self._up(sort, members)
        return Block(events, level, *up, *self._down(events, level, to), straight)

    def _up(self, sort: int, members: Ints) -> tuple[Rows, Levels, tuple[Ints, Ints, Levels]]:
        pairs = list(self.all_listed(sort, members))
        member, event = pairs[0]
        if len(pairs) > 1:
            member, event = (np.concatenate(column) for column in zip(*pairs, strict=True))
        self.spend(len(event))
        events, at = distinct(event)
        level = self.sieve.events(events)
        taken = self.sieve.taking(events) if sort != EVENT else None
        if taken is not None:
            mine = np.isin(taken.member, members)
            member, at = taken.member[mine], taken.at[mine]
            own = np.minimum(taken.level[mine], level[at])
        else:
            own = level[at]
        kept = own > 0
        if not kept.all():
            member, at, own = member[kept], at[kept], own[kept]
        there = np.zeros(len(events), dtype=bool)
        there[at] = True
        if there.all():
            return events, level, (member, at, own)
        place = np.cumsum(there) - 1
        return events[there], level[there], (member, place[at], own)

    def _down(self, events: Rows, level: Levels, to: set[int]) -> tuple[Ints, Ints, Levels]:
        """Who was in these events, of some sorts."""
        found: list[tuple[Ints, Ints, Levels]] = []
        taken = self.sieve.taking(events)
        if taken is not None:
            mask = np.isin(self.sorts(taken.member), list(to))
            at = taken.at[mask]
            found.append((taken.member[mask], at, np.minimum(taken.level[mask], level[at])))
        else:
            for layer, of in (
                (self.net.people, {PERSON}),
                (self.net.settings, {PLACE, INSTRUMENT}),
            ):
                if of & to:
                    found.append(self._members_in(layer, events, level, to if of - to else None))
        if EVENT in to:
            numbers = self.net.of_events(events)
            at = np.flatnonzero(np.isin(numbers, self.extra))
            found.append((numbers[at], at, level[at]))
        if not found:
            return _NONE, _NONE, _NO_LEVELS
        member, at, own = found[0]
        if len(found) > 1:
            member, at = (np.concatenate([one[i] for one in found]) for i in (0, 1))
            own = np.concatenate([own for _, _, own in found])
        self.spend(len(member))
        return member, at, own

    def _members_in(
        self, layer: Layer, events: Rows, level: Levels, to: set[int] | None
    ) -> tuple[Ints, Ints, Levels]:
        """What a layer lists for these events; only some sorts, if they are named."""
        listed, counts = gathered(layer.members, events)
        member, at = listed.astype(np.int64), np.repeat(np.arange(len(events)), counts)
        if to is not None:
            mask = np.isin(self.sorts(member), list(to))
            member, at = member[mask], at[mask]
        return member, at, level[at]

    def straight(self, members: Ints) -> Straight:
        """The direct ties of these members that count."""
        direct = self.net.direct
        if not len(direct.ends):
            return Straight(_NONE, _NONE, _NONE, _NO_LEVELS)
        place = np.minimum(np.searchsorted(direct.ends, members), len(direct.ends) - 1)
        there = direct.ends[place] == members
        ties, counts = gathered(direct.at, place[there])
        origin, tie = np.repeat(members[there], counts), ties.astype(np.int64)
        self.spend(len(tie))
        known = [at for at, source in enumerate(SOURCES) if source.kind in self.sieve.kinds]
        if len(known) < len(SOURCES):
            mask = np.isin(direct.source[tie], known)
            origin, tie = origin[mask], tie[mask]
        level = self.sieve.ties(tie)
        origin, tie, level = origin[level > 0], tie[level > 0], level[level > 0]
        one, two = direct.one[tie], direct.two[tie]
        return Straight(origin, np.where(one == origin, two, one), tie, level)

    def targets(self, block: Block) -> Ints:
        """The members that a block leads to, those that are not seen left out; with repeats."""
        ends = block.down_member
        if len(block.straight.target):
            ends = np.concatenate([ends, block.straight.target])
        seen = self.sieve.members(ends)
        return ends if seen is None else ends[seen]

    def sorts_from(self, sort: int) -> set[int]:
        """Of which sorts members are that an event ties to members of this one."""
        kinds = self.sieve.kinds
        return {two for (one, two), kind in BY_EVENT.items() if one == sort and kind in kinds}
