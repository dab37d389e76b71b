"""Who is near whom, as one question sees the network?

A `Walk` goes from members to all that they are tied to, many at once, and counts every tie it
touches. What counts is the question's business: its `Sieve` cuts lists to the reach of a window
before anything is judged, and judges only the rows that are touched.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from kg.columns.postings import Rows, gathered
from kg.errors import LimitExceededError
from kg.network.adjacency import Adjacency, Ints, Layer
from kg.network.kinds import SOURCES
from kg.network.listed import Listed
from kg.network.lists import distinct
from kg.network.numbers import Numbers
from kg.network.sieve import (
    BY_EVENT,
    EVENT,
    INSTRUMENT,
    OTHER,
    PERSON,
    PLACE,
    Levels,
    Mask,
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

    def some(self, mask: Mask) -> Straight:
        """Some of them."""
        origin, target, tie, level = self
        return Straight(origin[mask], target[mask], tie[mask], level[mask])


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

    `numbers` are the members that can be met; `budget` bounds the ties that are touched.
    """

    def __init__(self, net: Adjacency, sieve: Sieve, budget: int, numbers: Numbers) -> None:
        self.net, self.sieve, self.budget, self.numbers = net, sieve, budget, numbers
        self.listed = Listed(net, numbers, sieve, self.spend)
        self.touched = 0
        self._events: dict[int, tuple[Rows, Levels]] = {}

    def on_days(self, first: int, last: int) -> Walk:
        """The same network, only ties that may hold on one of these days; one budget for all."""
        found = Walk(self.net, self.sieve.cut(first, last), self.budget, self.numbers)
        found.touched = self.touched
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

    def events_of(self, member: int) -> tuple[Rows, Levels]:
        """The events of one member that count, ascending, and how surely; kept."""
        if member not in self._events:
            self._events[member] = self._events_of(member)
        return self._events[member]

    def _events_of(self, member: int) -> tuple[Rows, Levels]:
        rows = self.listed.of(member)
        self.spend(len(rows))
        taken = self.sieve.taking(rows)
        level = self.sieve.events(rows)
        if taken is not None and self.numbers.sort(member) != EVENT:
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
        mask = taken.member < self.numbers.people
        counts = np.bincount(taken.at[mask], minlength=len(events))
        self.spend(len(taken.at))
        return taken.member[mask], counts, taken.level[mask]

    def wave(self, members: Ints) -> list[Block]:
        """All ties of these members, in one block for each sort of them. They ascend."""
        found = []
        for sort, some in self.numbers.by_sort(members):
            to = self.sorts_from(sort)
            if not len(self.numbers.extra):
                to.discard(EVENT)
            found.append(self._block(sort, some, to))
        return found

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
        down = self.down(events, level, to)
        self.spend(len(down[0]))
        return Block(events, level, *up, *down, straight)

    def _up(self, sort: int, members: Ints) -> tuple[Rows, Levels, tuple[Ints, Ints, Levels]]:
        pairs = list(self.listed.pairs(sort, members))
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

    def down(self, events: Rows, level: Levels, to: set[int]) -> tuple[Ints, Ints, Levels]:
        """Who was in these events, of some sorts; no tie is spent.

        Shape: a member, the place of an event, how surely both count, side by side.
        """
        found: list[tuple[Ints, Ints, Levels]] = []
        taken = self.sieve.taking(events)
        if taken is not None:
            mask = np.isin(self.numbers.sorts(taken.member), list(to))
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
            known = self.numbers.events or np.isin(numbers, self.numbers.extra)
            at = np.flatnonzero(np.broadcast_to(known, numbers.shape))
            related = self.sieve.related(numbers[at])
            at = at if related is None else at[related]
            found.append((numbers[at], at, level[at]))
        if not found:
            return _NONE, _NONE, _NO_LEVELS
        member, at, own = found[0]
        if len(found) > 1:
            member, at = (np.concatenate([one[i] for one in found]) for i in (0, 1))
            own = np.concatenate([own for _, _, own in found])
        return member, at, own

    def _members_in(
        self, layer: Layer, events: Rows, level: Levels, to: set[int] | None
    ) -> tuple[Ints, Ints, Levels]:
        """What a layer lists for these events; only some sorts, if they are named."""
        listed, counts = gathered(layer.members, events)
        member, at = listed.astype(np.int64), np.repeat(np.arange(len(events)), counts)
        if to is not None:
            mask = np.isin(self.numbers.sorts(member), list(to))
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
