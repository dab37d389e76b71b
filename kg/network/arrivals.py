"""On which day can a member be reached soonest, or left latest?

One pass over ties in the order of time: days are gone through stretch by stretch, and in each
the best days over one hop, two hops, … follow from one another. When the best day of the member
lies in what was gone through, nothing later can better it, and the rest is not looked at.

Source: Wu, Cheng, Huang, Ke, Lu, Xu, "Path problems in temporal graphs", 2014, one-pass
        algorithms over a stream of edges; ties here last, so that a stretch holds those open.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from kg.columns.postings import Rows, gathered
from kg.network.adjacency import Ints, Layer
from kg.network.kinds import SOURCES
from kg.network.sieve import EVENT, INSTRUMENT, PERSON, PLACE
from kg.network.walk import Walk
from kg.temporal import MAX_DAY, MIN_DAY, NEG_INF, POS_INF

FIRST_STRETCH: Final = 8
"""Days of the first stretch; each is twice as long as the one before."""


class Calendar(Protocol):
    """When ties hold. Of events and of direct ties the same is asked, day beside row."""

    @property
    def include_undated(self) -> bool:
        """Whether ties without a date may stand anywhere."""
        ...

    def soonest(self, rows: Rows | Ints, days: Ints, *, direct: bool) -> Ints:
        """The first possible day from a day on; POS_INF where there is none."""
        ...

    def latest(self, rows: Rows | Ints, days: Ints, *, direct: bool) -> Ints:
        """The last possible day up to a day; NEG_INF where there is none."""
        ...

    def surely_by(self, rows: Rows | Ints, days: Ints, *, direct: bool) -> Ints:
        """The day by which it surely came, from a day on; POS_INF where it may not."""
        ...


class _Way(NamedTuple):
    """In which direction of time one goes: what is better, and what is nothing."""

    step: Callable[..., Ints]
    best: Any
    none: int
    sign: int


def reaches(walk: Walk, calendar: Calendar) -> bool:
    """Whether one pass can tell: events tie people, or all that they list, as the arrays say."""
    kinds = walk.sorts_from(PERSON) - {EVENT}
    whole = kinds in ({PERSON}, {PERSON, PLACE, INSTRUMENT})
    plain = walk.sieve.plain and not len(walk.numbers.extra)
    return whole and plain and not calendar.include_undated


def soonest_arrival(
    walk: Walk, calendar: Calendar, ends: tuple[int, int], after: int, by: int, hops: int
) -> int:
    """The earliest day up to `by` on which the second can be reached from the first; POS_INF
    when it cannot.

    Raises: LimitExceededError when more ties are touched than the budget allows.
    Equals: kg.network.journeys.arrival_hop_by_hop
    """
    found = _passed(walk, _Way(calendar.soonest, np.minimum, POS_INF, 1), ends, (after, by), hops)
    return found if found <= by else POS_INF


def latest_departure(
    walk: Walk, calendar: Calendar, ends: tuple[int, int], after: int, by: int, hops: int
) -> int:
    """The latest day from `after` on on which the first can be left for the second; NEG_INF when
    there is none.

    Raises: LimitExceededError when more ties are touched than the budget allows.
    Equals: kg.network.journeys.departure_hop_by_hop
    """
    way = _Way(calendar.latest, np.maximum, NEG_INF, -1)
    found = _passed(walk, way, (ends[1], ends[0]), (by, after), hops)
    return found if found >= after else NEG_INF


def _passed(
    walk: Walk, way: _Way, ends: tuple[int, int], bounds: tuple[int, int], hops: int
) -> int:
    """The best day at the second end, from the first bound on towards the other."""
    days = np.full((hops + 1, walk.numbers.size), way.none, dtype=np.int64)
    days[:, ends[0]] = bounds[0]
    at, length = _begin(walk, way, ends[0], bounds[0]), FIRST_STRETCH
    while at != way.none and (bounds[1] - at) * way.sign >= 0:
        last = min(max(at + way.sign * (length - 1), MIN_DAY), MAX_DAY)
        if (last - bounds[1]) * way.sign >= 0:
            last = bounds[1]
        _Stretch(walk, way, min(at, last), max(at, last)).go(days)
        found = int(days[-1][ends[1]])
        if found != way.none and (last - found) * way.sign >= 0:
            return found
        if last in (MIN_DAY, MAX_DAY, bounds[1]) or _is_over(walk, way, last):
            break
        at, length = last + way.sign, 2 * length
    return int(days[-1][ends[1]])


def _is_over(walk: Walk, way: _Way, last: int) -> bool:
    """Whether no tie begins later (or, backwards, sooner): all that are open were looked at."""
    starts = walk.net.direct.start_earliest[: walk.net.dated_ties]
    days = [*walk.sieve.starts(), *((int(starts[0]), int(starts[-1])) if len(starts) else ())]
    return not days or (last >= max(days) if way.sign > 0 else last <= min(days))


def _begin(walk: Walk, way: _Way, member: int, bound: int) -> int:
    """The best day of any tie of a member: before it there is nothing to be gone through."""
    events, _ = walk.events_of(member)
    ties = walk.straight(np.array([member])).tie
    found = [way.step(events, np.full(len(events), bound), direct=False)]
    found.append(way.step(ties, np.full(len(ties), bound), direct=True))
    return int(way.best.reduce(np.concatenate(found), initial=way.none))


class _Lists(NamedTuple):
    """Who is in each of some events, one event after another.

    Shape: `begins` says for the events in `there` where each begins; `at` which event it is.
    """

    member: Ints
    at: Ints
    there: Ints
    begins: Ints

    @classmethod
    def of(cls, walk: Walk, layer: Layer, events: Rows) -> _Lists:
        """Those of a layer who are seen."""
        listed, counts = gathered(layer.members, events)
        walk.spend(len(listed))
        member, at = listed.astype(np.int64), np.arange(len(events)).repeat(counts)
        seen = walk.sieve.members(member)
        if seen is not None:
            member, at = member[seen], at[seen]
            counts = np.bincount(at, minlength=len(events))
        there = counts.nonzero()[0]
        return cls(member, at, there, (counts.cumsum() - counts)[there])

    def come(self, way: _Way, before: Ints, size: int) -> Ints:
        """The best day at which somebody comes to each event."""
        found = np.full(size, way.none, dtype=np.int64)
        if len(self.there):
            found[self.there] = way.best.reduceat(before[self.member], self.begins)
        return found

    def leave(self, way: _Way, now: Ints, days: Ints) -> None:
        """Make the days at the members better, from those at which events hold."""
        mine = (days[self.at] != way.none).nonzero()[0]
        way.best.at(now, self.member[mine], days[self.at[mine]])


class _Stretch:
    """The ties that may hold on some days."""

    def __init__(self, walk: Walk, way: _Way, first: int, last: int) -> None:
        self.way = way
        self.events = walk.sieve.on_days(first, last)
        self.people = _Lists.of(walk, walk.net.people, self.events)
        self.settings: _Lists | None = None
        if PLACE in walk.sorts_from(PERSON):
            self.settings = _Lists.of(walk, walk.net.settings, self.events)
        self.ties = _direct(walk, first, last)
        self.one, self.two = walk.net.direct.one[self.ties], walk.net.direct.two[self.ties]
        walk.spend(len(self.ties))

    def go(self, days: npt.NDArray[np.int64]) -> None:
        """Make the best days over one hop, two hops, … better by these ties."""
        way = self.way
        for hops in range(1, len(days)):
            before, now = days[hops - 1], days[hops]
            way.best(now, before, out=now)
            if len(self.events):
                self._by_events(before, now)
            if len(self.ties):
                came = way.best(before[self.one], before[self.two])
                came = way.step(self.ties, came, direct=True)
                for end in (self.one, self.two):
                    way.best.at(now, end, came)

    def _by_events(self, before: Ints, now: Ints) -> None:
        """A place or an instrument is tied to people alone."""
        way, size = self.way, len(self.events)
        of_people = came = self.people.come(way, before, size)
        if self.settings is not None:
            came = way.best(came, self.settings.come(way, before, size))
            self.settings.leave(way, now, self._hold(of_people))
        self.people.leave(way, now, self._hold(came))

    def _hold(self, came: Ints) -> Ints:
        """On which days the events hold for those who have come to them."""
        there = (came != self.way.none).nonzero()[0]
        found = np.full(len(came), self.way.none, dtype=np.int64)
        if len(there):
            found[there] = self.way.step(self.events[there], came[there], direct=False)
        return found


def _direct(walk: Walk, first: int, last: int) -> Ints:
    """The direct ties that may hold on some days and count; both ends are seen."""
    direct = walk.net.direct
    stop = int(direct.start_earliest[: walk.net.dated_ties].searchsorted(last, "right"))
    ties = (direct.end_latest[:stop] >= first).nonzero()[0]
    kinds = [at for at, source in enumerate(SOURCES) if source.kind in walk.sieve.kinds]
    ties = ties[np.isin(direct.source[ties], kinds)]
    ties = ties[walk.sieve.ties(ties) > 0] if len(ties) else ties
    for ends in (direct.one, direct.two):
        seen = walk.sieve.members(ends[ties])
        ties = ties if seen is None else ties[seen]
    return ties
