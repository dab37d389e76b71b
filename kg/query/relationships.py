"""Who is tied to whom, seen at the clocks of a view and through a window?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np

from kg.model import Record
from kg.model.ids import record_id
from kg.network import (
    Prefer,
    Steps,
    TieKind,
    Trip,
    around,
    between,
    journeys,
    k_shortest_paths,
    ties_among,
    weights,
)
from kg.network import co_participants as shared_by
from kg.network.adjacency import Ints
from kg.query.answers import Page
from kg.query.ask import ActorFilter, Paging, TimelineQuestion
from kg.query.cursor import Place
from kg.query.days import Days
from kg.query.limits import within
from kg.query.paging import Sequel, page
from kg.query.run import TimelineAnswer
from kg.query.scene import ANYHOW, Scene, Through
from kg.query.ties import Tie
from kg.query.view import View
from kg.temporal import NEG_INF, POS_INF, Match

MAX_DEPTH: Final = 3
MAX_HOPS: Final = 8
MAX_PATHS: Final = 20
FAN_OUT: Final = 100
"""Events within reach above which a neighbourhood does not go on from a member."""


class CoParticipant(NamedTuple):
    """Somebody who took part in the same events: in how many certainly, in how many at most."""

    view: View
    origin: str
    actor: str
    certain: int
    possible: int
    through: Through

    def events(self) -> TimelineAnswer:
        """The events that they share: `possible` of them, `certain` certainly."""
        who = ActorFilter(all_of=(self.origin, self.actor), role=self.through.roles)
        window = self.through.window
        question = TimelineQuestion(window=window, actors=who, include_undated=window is None)
        return self.view.timeline(question)


def co_participants(
    view: View, actor: str, through: Through = ANYHOW, first: int = 20
) -> list[CoParticipant]:
    """Who took part in the same events as `actor`, most shared events first.

    Order:  possible count, certain count (both falling), then id.
    Cost:   O(participations in the actor's events within reach of the window).
    Raises: FilterError when there is no such actor; LimitExceededError.
    Equals: for each, the totals of `events`
    """
    within(first, view.limits.page, "first", "first")
    origin = record_id("actor", actor)
    scene = Scene(view, through, actor=origin)
    (member,) = scene.ends
    if member is None:
        return []
    found = shared_by(scene.walk, member, first)
    names = view.ids("actor", found.member.tolist())  # actors have the first numbers
    counts = zip(names, found.certain.tolist(), found.possible.tolist(), strict=True)
    return [CoParticipant(view, origin, *counted, through) for counted in counts]


@dataclass(frozen=True, slots=True)
class Member:
    """A record near another: in how many steps, by how many ties to nearer ones.

    `closed`: it lists too many events to be gone on from.
    """

    record: Record
    distance: int
    ties: int
    closed: bool
    cursor: str


class Neighbourhood:
    """The members near a record, nearest and most tied first, page by page."""

    def __init__(self, scene: Scene, depth: int) -> None:
        self.scene = scene
        start = scene.ends[0]
        self.start = -1 if start is None else start
        self.depth = depth

    @cached_property
    def _around(self) -> Any:
        return around(self.scene.walk, self.start, self.depth, FAN_OUT)

    @cached_property
    def _order(self) -> Ints:
        """The places of the members in the order of the answer; events are numbered by time, so
        that their ids decide.
        """
        found = self._around
        events = np.flatnonzero(found.member >= self.scene.net.base["event"])
        rank = found.member.copy()
        if len(events):
            names = self.scene.net.identifiers(found.member[events].tolist())
            rank[events] = self.scene.net.base["event"] + np.argsort(np.argsort(names))
        return np.lexsort((rank, -found.weight, found.distance))

    def total(self) -> int:
        """How many members there are."""
        return 0 if self.start < 0 else len(self._around.member)

    def page(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Page[Member]:
        """A page of members.

        Raises: QuestionError, CursorError, LimitExceededError.
        """
        view = self.scene.view
        paging = Paging(first=first, after=after, last=last, before=before)
        places = np.arange(self.total(), dtype=np.uint32)
        sequel = Sequel(
            name="near",
            segments=(places,),
            descending=False,
            width=3,
            place=self._place,
            segment=lambda _: 0,
        )
        return page(sequel, paging, view.digest, view.limits, self._members)

    def _place(self, at: int) -> Place:
        found, place = self._around, int(self._order[at])
        member = int(found.member[place])
        table, _ = self.scene.net.table(member)
        rank = [*self.scene.net.base].index(table)
        key = (int(found.distance[place]), -int(found.weight[place]), rank)
        return Place(key, self.scene.net.identifiers([member])[0])

    def _members(self, places: Any, cursors: list[str]) -> list[Member]:
        found = self._around
        at = self._order[places.astype(np.int64)]
        names = self.scene.net.identifiers(found.member[at].tolist())
        records = self.scene.view.get_many(names)
        columns: Any = [c[at].tolist() for c in (found.distance, found.weight, found.closed)]
        rows: list[tuple[Any, ...]] = [*zip(records, *columns, cursors, strict=True)]
        return [Member(record, *rest) for record, *rest in rows if record is not None]

    def more(self, member: Member) -> int:
        """How many ties of a closed member were not gone along; 0 for others."""
        if not member.closed:
            return 0
        number = self.scene.net.number(member.record.id)
        return 0 if number is None else ties_of(self.scene, number) - member.ties

    def ties(self, members: Sequence[Member]) -> list[Tie]:
        """The ties between these members, and with the record itself; of two closed ones none."""
        numbers = {self.scene.net.number(m.record.id): m for m in members}
        shown = np.array(sorted({self.start, *(n for n in numbers if n is not None)}))
        open_ = np.array([n for n in shown.tolist() if n == self.start or not numbers[n].closed])
        return _ties(self.scene, open_, shown)


def ties_of(scene: Scene, member: int) -> int:
    """How many events and direct ties of a member count."""
    events, _ = scene.walk.events_of(member)
    return len(events) + len(scene.walk.straight(np.array([member])).tie)


def _ties(scene: Scene, open_: Ints, shown: Ints) -> list[Tie]:
    found = list(ties_among(scene.walk, open_, shown)) if len(open_) else []
    seen = scene.members(np.array([[s.one, s.two] for s in found], dtype=np.int64).reshape(-1, 2))
    if seen is not None:
        found = [found[at] for at in np.flatnonzero(seen.all(axis=1)).tolist()]
    names = scene.net.identifiers([member for s in found for member in (s.one, s.two)])
    ends = zip(names[::2], names[1::2], found, strict=True)
    return [Tie(scene, one, two, steps) for one, two, steps in ends]


def neighbourhood(view: View, of: str, depth: int = 1, through: Through = ANYHOW) -> Neighbourhood:
    """The members within `depth` steps of a record, nearest and most tied first.

    The search does not go on from members that list more than `FAN_OUT` events within reach.
    Raises: FilterError when there is no such record; LimitExceededError.
    """
    within(depth, MAX_DEPTH, "depth", "depth")
    return Neighbourhood(Scene(view, through, of=of), depth)


@dataclass(frozen=True, slots=True)
class Weighted:
    """A record in the network, and how many events and direct ties it has."""

    record: Record
    ties: int


@dataclass(frozen=True, slots=True)
class Network:
    """The most tied records, the ties between them, and how many records were left out."""

    members: tuple[Weighted, ...]
    ties: tuple[Tie, ...]
    more: int


def network(
    view: View, kinds: Iterable[str] = ("actor",), through: Through = ANYHOW, first: int = 100
) -> Network:
    """The most tied records of some kinds, and the ties between them.

    Order:  number of events and direct ties that count (falling), then number.
    Raises: LimitExceededError, also when the records shown have more ties than may be touched.
    """
    within(first, view.limits.page, "first", "first")
    scene = Scene(view, through)
    counts = weights(scene.walk, scene.every_event())
    bounds = [*scene.net.base.values()]
    tables = [*scene.net.base]
    of_kind = np.zeros(len(counts), dtype=bool)
    for kind in kinds:
        at = tables.index(kind) if kind in tables else -1
        if 0 <= at < len(bounds) - 1:
            of_kind[bounds[at] : bounds[at + 1]] = True
    tied = np.flatnonzero((counts > 0) & of_kind)
    seen = scene.members(tied)
    tied = tied if seen is None else tied[seen]
    order = tied[np.lexsort((tied, -counts[tied]))]
    shown = order[:first]
    records = view.get_many(scene.net.identifiers(shown.tolist()))
    members = tuple(
        Weighted(record, int(counts[member]))
        for record, member in zip(records, shown.tolist(), strict=True)
        if record is not None
    )
    shown = np.sort(shown)
    return Network(members, tuple(_ties(scene, shown, shown)), len(order) - len(shown))


@dataclass(frozen=True, slots=True, kw_only=True)
class InTime:
    """That the ties of a path must be able to follow one another.

    `after` and `by` bound the days of the first and the last; None bounds nothing. Undated ties
    may stand anywhere when they are included.
    """

    after: int | None = None
    by: int | None = None
    prefer: Prefer = Prefer.FEWEST_HOPS
    include_undated: bool = False


@dataclass(frozen=True, eq=False)
class Path:
    """A chain of ties; certain when every one of them certainly holds (and, in time, follows).

    In time, `departure` is the latest day of the first tie on which it can be gone along, and
    `arrival` the earliest of the last; None where nothing bounds them.
    """

    hops: tuple[Tie, ...]
    match: Match
    departure: int | None = None
    arrival: int | None = None

    @cached_property
    def weakest(self) -> Tie:
        """The hop with the fewest independent origins; the first of several."""
        return min(self.hops, key=lambda hop: hop.support(SUPPORTING))


SUPPORTING: Final = 20
"""Records of a hop that are looked at for its support, earliest first."""


def paths(
    view: View,
    from_: str,
    to: str,
    through: Through = ANYHOW,
    max_hops: int = 6,
    *,
    in_time: InTime | None = None,
    first: int = 1,
) -> list[Path]:
    """Chains of ties from one record to another, shortest first.

    `in_time`: only chains whose ties can follow one another: days t1 ≤ t2 ≤ … exist, each on a
    day of its tie; possibly in some reading of the dates, certainly in every one.
    Where nothing is said of kinds of tie, those of settings are gone along only when there is no
    chain without them.
    Raises: FilterError when there is no such record; LimitExceededError.
    """
    within(max_hops, MAX_HOPS, "maxHops", "maxHops")
    within(first, MAX_PATHS, "first", "first")
    scene = Scene(view, through, **{"from": from_, "to": to})
    found = _paths(scene, max_hops, in_time, first)
    if found or through.ties is not None or len(scene.kinds) == len(TieKind):
        return found
    wider = replace(through, ties=frozenset(TieKind))
    return _paths(Scene(view, wider, **{"from": from_, "to": to}), max_hops, in_time, first)


def _paths(scene: Scene, max_hops: int, in_time: InTime | None, first: int) -> list[Path]:
    one, two = scene.ends
    if one is None or two is None:
        return []
    if in_time is not None:
        return _in_time(scene, (one, two), max_hops, in_time, first)
    answer = []
    for members in k_shortest_paths(scene.walk, one, two, max_hops, first):
        steps = [between(scene.walk, *ends) for ends in pairwise(members)]
        hops = _hops(scene, members, steps)
        sure = all(hop.match is Match.CERTAIN for hop in hops)
        answer.append(Path(hops, Match.CERTAIN if sure else Match.POSSIBLE))
    return answer


def _hops(scene: Scene, members: Sequence[int], steps: Sequence[Steps]) -> tuple[Tie, ...]:
    names = pairwise(scene.net.identifiers(members))
    return tuple(Tie(scene, *ends, step) for ends, step in zip(names, steps, strict=True))


def _in_time(
    scene: Scene, ends: tuple[int, int], max_hops: int, asked: InTime, first: int
) -> list[Path]:
    trip = Trip(
        *ends,
        max_hops,
        NEG_INF if asked.after is None else asked.after,
        POS_INF if asked.by is None else asked.by,
    )
    days = Days(scene, include_undated=asked.include_undated)
    return [
        Path(
            _hops(scene, found.members, found.steps),
            Match.CERTAIN if found.sure else Match.POSSIBLE,
            None if found.departure == POS_INF else found.departure,
            None if found.arrival == NEG_INF else found.arrival,
        )
        for found in journeys(scene.walk, days, trip, first, asked.prefer)
    ]
