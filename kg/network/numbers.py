"""What numbers do members have, and what sort is each of?

People come first, then instruments, then places: these lie dense. Of all others, events last,
only those can be met that have direct ties or are asked about.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np

from kg.network.adjacency import SETTINGS, Adjacency, Ints
from kg.network.sieve import EVENT, INSTRUMENT, OTHER, PERSON, PLACE

_SORTS: Final = (PERSON, INSTRUMENT, PLACE, OTHER, EVENT)
_SORTED: Final = np.array(_SORTS)


class Numbers:
    """The members that can be met in one question, `ends` among them, and `events`: all of them.

    Shape: `extra` are those who do not lie dense, ascending; `size` is how many members can.
    Cost:  O(members that do not lie dense), and with `events` of all events.
    """

    def __init__(self, net: Adjacency, ends: Iterable[int] = (), *, events: bool = False) -> None:
        beyond = [end for end in ends if end >= net.dense]
        tied, self.events = net.tied, events
        self.extra = np.unique(np.append(tied, beyond)) if beyond else tied
        if events:
            first = net.base["event"]
            others = self.extra[: self.extra.searchsorted(first)]
            self.extra = np.append(others, first + np.arange(net.tables.count("event")))
        self.dense, self.size = net.dense, net.dense + len(self.extra)
        instruments, places = (net.base[name] for name in SETTINGS)
        self.people = instruments
        self._marks = [instruments, places, net.dense, net.base["event"]]

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
        beyond = members >= self.dense
        if not beyond.any():
            return members
        found = members.copy()
        found[beyond] = self.dense + np.searchsorted(self.extra, members[beyond])
        return found

    def large(self, small: Ints) -> Ints:
        """The members of numbers without gaps.

        Equals: kg.network.numbers.Numbers.small, the other way round
        """
        if not len(self.extra):
            return small
        beyond = small >= self.dense
        found = small.copy()
        found[beyond] = self.extra[small[beyond] - self.dense]
        return found

    def by_sort(self, members: Ints) -> Iterator[tuple[int, Ints]]:
        """Members, which ascend, sort by sort."""
        at = 0
        if len(members) and members[-1] < self.people:
            yield PERSON, members
            return
        ends = [*members.searchsorted(self._marks).tolist(), len(members)]
        for sort, stop in zip(_SORTS, ends, strict=True):
            if at < stop:
                yield sort, members[at:stop]
            at = stop
