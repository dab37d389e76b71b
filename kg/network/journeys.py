"""By which chains of ties could one thing have led to another in time?

Days t1 ≤ t2 ≤ … must exist, each on a day of its tie. The earliest day at a member after some
hops follows from those of its neighbours one hop before, for all at once; from the other end
the latest day at which one can be there and still arrive. The two searches meet where a member
is reached by a day from which the end can be reached.

Source: Wu, Cheng, Huang, Ke, Lu, Xu, "Path problems in temporal graphs", 2014 (earliest
        arrival and latest departure; ties here last, and are vague).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from kg.network.adjacency import Ints
from kg.network.arrivals import Calendar, latest_departure, reaches, soonest_arrival
from kg.network.shared import Steps, between
from kg.network.shortest import Path
from kg.network.sieve import Levels, Mask
from kg.network.walk import Block, Walk
from kg.temporal import NEG_INF, POS_INF

LOOK: Final = 2
MANY: Final = 8
"""What a partial path spends of the budget: `LOOK` ties, and one for each `MANY` of the ties of the
member that it ends at, which were counted when they were first gone along."""


FIRST_OF_ALL: Final = NEG_INF + 1
LAST_OF_ALL: Final = POS_INF - 1
"""The days of what nothing bounds; beyond them is no day."""


class Prefer(StrEnum):
    """Which chains in time come first."""

    FEWEST_HOPS = "fewest-hops"
    EARLIEST_ARRIVAL = "earliest-arrival"
    LATEST_DEPARTURE = "latest-departure"


class Trip(NamedTuple):
    """From where to where, over how many hops, on and after a day, arriving by another."""

    origin: int
    target: int
    max_hops: int
    after: int = NEG_INF
    by: int = POS_INF


class Journey(NamedTuple):
    """A chain in time.

    `steps` are, hop by hop, those that lie on some way along these members; `arrival` is the
    earliest possible day of the last hop, `departure` the latest possible of the first; `sure`
    says that in every reading of all dates there is a way along it, by steps that surely count.
    """

    members: Path
    steps: tuple[Steps, ...]
    departure: int
    arrival: int
    sure: bool


def journeys(
    walk: Walk, calendar: Calendar, trip: Trip, first: int, prefer: Prefer = Prefer.FEWEST_HOPS
) -> list[Journey]:
    """Up to `first` chains along distinct members, fewest hops first, then by their numbers.

    With another preference only those that arrive on the earliest possible day, or set out on
    the latest.
    Raises: LimitExceededError when more ties are touched than the budget allows.
    """
    if trip.origin == trip.target or not first:
        return []
    if prefer is Prefer.EARLIEST_ARRIVAL:
        soonest = max(_arrival(walk, calendar, trip), FIRST_OF_ALL)
        trip = trip._replace(by=min(trip.by, soonest))
    elif prefer is Prefer.LATEST_DEPARTURE:
        latest = min(_departure(walk, calendar, trip), LAST_OF_ALL)
        trip = trip._replace(after=max(trip.after, latest))
    if not calendar.include_undated:
        walk = walk.on_days(trip.after, trip.by)
    search = _Search(walk, calendar, trip)
    found: list[Journey] = []
    for members in search.paths():
        found.append(along(walk, calendar, trip, members))
        if len(found) == first:
            break
    return found


def _arrival(walk: Walk, calendar: Calendar, trip: Trip) -> int:
    if not reaches(walk, calendar):
        return arrival_hop_by_hop(walk, calendar, trip)
    ends = trip.origin, trip.target
    return soonest_arrival(walk, calendar, ends, trip.after, trip.by, trip.max_hops)


def _departure(walk: Walk, calendar: Calendar, trip: Trip) -> int:
    if not reaches(walk, calendar):
        return departure_hop_by_hop(walk, calendar, trip)
    ends = trip.origin, trip.target
    return latest_departure(walk, calendar, ends, trip.after, trip.by, trip.max_hops)


def arrival_hop_by_hop(walk: Walk, calendar: Calendar, trip: Trip) -> int:
    """The earliest day on which the target can be reached; POS_INF when it cannot."""
    front = _Front(walk, calendar.soonest, trip.origin, trip.after, later=False)
    for _ in range(trip.max_hops):
        front.go()
    return int(front.days[-1][front.small(trip.target)])


def departure_hop_by_hop(walk: Walk, calendar: Calendar, trip: Trip) -> int:
    """The latest day on which the origin can be left; NEG_INF when the target is out of reach."""
    front = _Front(walk, calendar.latest, trip.target, trip.by, later=True)
    for _ in range(trip.max_hops):
        front.go()
    return int(front.days[-1][front.small(trip.origin)])


class _Front:
    """The best day at each member after so many hops, from one end; worked out hop by hop.

    `later` says which days are better: late ones, seen from the target.
    """

    def __init__(
        self, walk: Walk, step: Callable[..., Ints], start: int, day: int, *, later: bool
    ) -> None:
        self.walk, self.step = walk, step
        self.none = NEG_INF if later else POS_INF
        self.best = np.maximum if later else np.minimum
        self.days = [np.full(walk.numbers.size, self.none, dtype=np.int64)]
        self.level = np.array([start])
        self.days[0][walk.numbers.small(self.level)] = day

    def small(self, member: int) -> int:
        """The number of a member without gaps."""
        return int(self.walk.numbers.small(np.array([member]))[0])

    @property
    def cost(self) -> int:
        """What one hop further touches."""
        return self.walk.listed.cost(self.level)

    def go(self, kept: Callable[[Ints], Mask] | None = None) -> None:
        """One hop further, from the members whose day the last hop made better.

        `kept` says of the days that were found which members are worth going on from.
        """
        before = self.days[-1]
        days = before.copy()
        for block in self.walk.wave(self.level):
            self.along(block, before, days)
        self.days.append(days)
        better = days != before
        if kept is not None:
            better &= kept(days)
        self.level = self.walk.numbers.large(np.flatnonzero(better))

    def along(self, block: Block, before: Ints, days: Ints) -> None:
        """Make the days at the members of a block better, from those where its ties begin."""
        small = self.walk.numbers.small
        reached = np.full(len(block.events), self.none, dtype=np.int64)
        rows = block.events[block.up_at]
        self.best.at(
            reached, block.up_at, self.step(rows, before[small(block.up_member)], direct=False)
        )
        seen = self.walk.sieve.members(block.down_member)
        member, at = block.down_member, block.down_at
        if seen is not None:
            member, at = member[seen], at[seen]
        self.best.at(days, small(member), reached[at])
        straight = block.straight
        if len(straight.tie):
            came = self.step(straight.tie, before[small(straight.origin)], direct=True)
            seen = self.walk.sieve.members(straight.target)
            kept = np.ones(len(came), dtype=bool) if seen is None else seen
            self.best.at(days, small(straight.target[kept]), came[kept])


class _Search:
    def __init__(self, walk: Walk, calendar: Calendar, trip: Trip) -> None:
        self.walk, self.calendar, self.trip = walk, calendar, trip
        self.there = _Front(walk, calendar.soonest, trip.origin, trip.after, later=False)
        self.back = _Front(walk, calendar.latest, trip.target, trip.by, later=True)
        self._around: dict[int, tuple[list[Block], Ints, int]] = {}
        # Nobody's days, but while one member's ties are looked at: to fill them anew is dear.
        self._before = np.full(walk.numbers.size, POS_INF, dtype=np.int64)
        self._reached = self._before.copy()

    def paths(self) -> Iterator[Path]:
        """Simple paths that can be gone along in time, fewest hops first."""
        shortest = self._distance()
        if shortest is None:
            return
        back, level = self.back.days, self.back.level  # which looked at everybody
        for length in range(shortest, self.trip.max_hops + 1):
            while len(self.there.days) + len(back) <= length:
                self.there.go()
            self.back.days, self.back.level = [*back], level
            while len(self.back.days) < length:
                self.back.go(self._worth)
            yield from self._of_length(length)

    def _distance(self) -> int | None:
        """How many hops the shortest has; None when there is none so short."""
        for hops in range(1, self.trip.max_hops + 1):
            if not len(self.there.level) or not len(self.back.level):
                return None
            min((self.there, self.back), key=lambda front: front.cost).go()
            if bool(self._worth(self.back.days[-1]).any()):
                return hops
        return None

    def _worth(self, days: Ints) -> Mask:
        """Who can be reached by a day from which the target can be reached."""
        here: Mask = (self.there.days[-1] <= days) & (days > NEG_INF)
        here &= self.there.days[-1] < POS_INF
        return here

    def _of_length(self, length: int) -> Iterator[Path]:
        origin: Path = (self.trip.origin,)
        stack = [(origin, self._onward(origin, self.trip.after, length))]
        while stack:
            path, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                stack.pop()
                continue
            member, day = following
            longer = (*path, member)
            if len(longer) > length:
                yield longer
            else:
                stack.append((longer, self._onward(longer, day, length)))

    def _onward(self, path: Path, day: int, length: int) -> Iterator[tuple[int, int]]:
        """The members that a path of this length may go on to, and the earliest day there."""
        numbers, left = self.walk.numbers, length - len(path)
        last = path[-1]
        blocks, near, ties = self._near(last)
        self.walk.spend(LOOK + ties // MANY)
        here = numbers.small(np.array([last]))
        self._before[here] = day
        for block in blocks:
            self.there.along(block, self._before, self._reached)
        reached = self._reached[near]
        self._before[here] = self._reached[near] = POS_INF
        open_ = reached <= self.back.days[min(left, len(self.back.days) - 1)][near]
        open_ &= reached < POS_INF
        members = numbers.large(near[open_]).tolist()
        for member, when in zip(members, reached[open_].tolist(), strict=True):
            if member not in path and (member == self.trip.target) == (left == 0):
                yield member, when

    def _near(self, member: int) -> tuple[list[Block], Ints, int]:
        """A member's ties, where they lead without gaps, and how many there are; kept."""
        if member not in self._around:
            blocks = self.walk.wave(np.array([member]))
            small = self.walk.numbers.small
            ends = [small(e) for b in blocks for e in (b.down_member, b.straight.target)]
            near = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *ends]))
            self._around[member] = blocks, near, sum(map(len, ends))
        return self._around[member]


class _Hop(NamedTuple):
    """The steps of one hop, and the calendar they stand in."""

    steps: Steps
    calendar: Calendar

    def days(self, ask: Callable[..., Ints], day: int) -> Ints:
        """What the calendar says of each step, events first."""
        s = self.steps
        return np.concatenate(
            [
                ask(s.events, np.full(len(s.events), day), direct=False),
                ask(s.ties, np.full(len(s.ties), day), direct=True),
            ]
        )

    @property
    def levels(self) -> Levels:
        """How surely each step counts."""
        return np.concatenate([self.steps.event_levels, self.steps.tie_levels])

    def kept(self, mask: Mask) -> Steps:
        """Some of the steps."""
        s, split = self.steps, len(self.steps.events)
        one, two = mask[:split], mask[split:]
        return s._replace(
            events=s.events[one],
            event_levels=s.event_levels[one],
            ties=s.ties[two],
            tie_levels=s.tie_levels[two],
        )


def along(walk: Walk, calendar: Calendar, trip: Trip, members: Path) -> Journey:
    """What can be said of a chain along these members."""
    hops = [_Hop(between(walk, *ends), calendar) for ends in pairwise(members)]
    came, sure = [trip.after], trip.after
    for hop in hops:
        came.append(int(hop.days(calendar.soonest, came[-1]).min(initial=POS_INF)))
        known = hop.days(calendar.surely_by, sure)[hop.levels == 2] if sure < POS_INF else came[:0]
        sure = int(np.min(known, initial=POS_INF))
    left = [trip.by]
    for hop in reversed(hops):
        left.append(int(hop.days(calendar.latest, left[-1]).max(initial=NEG_INF)))
    left.reverse()
    days = [hop.days(calendar.soonest, day) for hop, day in zip(hops, came, strict=False)]
    steps = tuple(
        hop.kept((first < POS_INF) & (first <= last))
        for hop, first, last in zip(hops, days, left[1:], strict=True)
    )
    certain = sure < POS_INF and sure <= trip.by
    return Journey(members, steps, left[0], came[-1], certain)
