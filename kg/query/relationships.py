"""Who is tied to whom, seen at the clocks of a view and through a window?

Here the arrays of `kg.network` meet what a view lets through: a tie counts certainly when
its record is certainly seen and its date certainly overlaps the window. A relation or
tenure without a date may hold at any time: possibly. An undated event counts only without
a window.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

import numpy as np

from kg.columns import Tables
from kg.index import Rows
from kg.model import Actor, Participation, Record, When
from kg.network import (
    Adjacency,
    Hop,
    NetworkParts,
    Step,
    adjacency_of,
    k_shortest_paths,
    neighbours,
    networkx_graph,
)
from kg.network import co_participants as shared_by
from kg.network.paths import Bounds, Search
from kg.query.ask import TimelineQuestion, Window
from kg.query.limits import within
from kg.query.names import named
from kg.query.view import View
from kg.temporal import Extent, Match, Relation

if TYPE_CHECKING:
    import networkx as nx

MAX_DEPTH: Final = 3
MAX_HOPS: Final = 8
MAX_PATHS: Final = 20
BUDGET: Final = 200_000  # ties that one search may touch
_DATED: Final = frozenset({"event", "relation", "tenure"})
_NETWORKS: WeakKeyDictionary[Tables, Adjacency] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class CoParticipant:
    """Somebody who took part in the same events: in how many certainly, in how many at most."""

    actor: Record
    certain: int
    possible: int
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tie:
    """Two members, what ties them, and the records that say so."""

    origin: Record
    target: Record
    kind: str
    records: tuple[Record, ...]
    evidence: tuple[str, ...]
    claims: tuple[str, ...]
    match: Match


@dataclass(frozen=True, slots=True)
class Member:
    """A record near another, and in how many steps."""

    record: Record
    distance: int


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The members near a record, the ties between them, and how many members were left out."""

    members: tuple[Member, ...]
    ties: tuple[Tie, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Path:
    """A chain of ties; certain when every one of them certainly holds (and follows)."""

    hops: tuple[Tie, ...]
    match: Match


def co_participants(
    view: View, actor: str, window: Window | None = None, first: int = 20
) -> list[CoParticipant]:
    """Who took part in the same events as `actor`, most shared events first.

    Order:  possible count, certain count (both falling), then id.
    Raises: FilterError when there is no such actor; LimitExceededError.
    """
    within(first, view.limits.page, "first", "first")
    sight = _Scene(view, window)
    member = sight.member(named(view, "actor", [actor], "actor")[0])
    if member is None:
        return []
    found = shared_by(sight.net, member, sight.mask)[:first]
    own = sight.event_rows(member)
    people = view.get_many([sight.net.members[s.member] for s in found])
    answer = []
    for shared, record in zip(found, people, strict=True):
        if record is not None:
            rows = np.intersect1d(own, sight.event_rows(shared.member))
            events = tuple(view.ids("event", rows))
            answer.append(CoParticipant(record, shared.certain, shared.possible, events))
    return answer


def neighbourhood(
    view: View, of: str, depth: int = 1, window: Window | None = None, first: int = 100
) -> Neighbourhood:
    """The members within `depth` steps of a record, nearest and most tied first.

    Beyond `first` members the rest are counted in `more`, not listed.
    Raises: FilterError when there is no such record; LimitExceededError.
    """
    within(depth, MAX_DEPTH, "depth", "depth")
    within(first, view.limits.page, "first", "first")
    scene = _Scene(view, window)
    start = scene.member(named(view, None, [of], "of")[0])
    if start is None:
        return Neighbourhood((), (), 0)
    distance = {start: 0}
    level = [start]
    for step in range(1, depth + 1):
        reached = {n.member: len(scene.near(m)) for m in level for n in scene.near(m)}
        level = sorted(set(reached) - distance.keys())
        distance |= dict.fromkeys(level, step)
        scene.spend(sum(reached.values()))
    order = sorted(distance, key=lambda m: (distance[m], -len(scene.near(m)), m))
    shown = order[: first + 1]
    records = dict(zip(shown, scene.records(shown), strict=True))
    members = tuple(Member(r, distance[m]) for m, r in records.items() if r and m != start)
    ties = tuple(
        scene.tie(hop, records)
        for one in shown
        for hop in scene.hops(one)
        if one < hop.target and hop.target in records and records[one] and records[hop.target]
    )
    return Neighbourhood(members, ties, len(order) - len(shown))


def paths(  # noqa: PLR0913  (the arguments of the GraphQL field, each with its own name)
    view: View,
    from_: str,
    to: str,
    window: Window | None = None,
    max_hops: int = 6,
    *,
    time_respecting: bool = False,
    first: int = 1,
) -> list[Path]:
    """Chains of ties from one record to another, shortest first.

    With `time_respecting` only chains whose ties can follow one another in time; undated ties
    have no place in them.
    Raises: FilterError when there is no such record; LimitExceededError when the search would
    touch more than BUDGET ties.
    """
    within(max_hops, MAX_HOPS, "maxHops", "maxHops")
    within(first, MAX_PATHS, "first", "first")
    scene = _Scene(view, window)
    one, two = (
        scene.member(named(view, None, [i], name)[0]) for i, name in ((from_, "from"), (to, "to"))
    )
    if one is None or two is None:
        return []
    ends = frozenset({one, two})
    search = Search(
        near=lambda m: neighbours(scene.net, m, scene.mask, ends),
        bounds=scene.bounds,
        max_hops=max_hops,
        budget=BUDGET,
        time_respecting=time_respecting,
    )
    answer = []
    for found in k_shortest_paths(search, one, two, first):
        members = [one, *(hop.target for hop in found)]
        records = dict(zip(members, scene.records(members), strict=True))
        sure = all(hop.certain for hop in found)
        hops = tuple(scene.tie(hop, records) for hop in found)
        answer.append(Path(hops, Match.CERTAIN if sure else Match.POSSIBLE))
    return answer


def network_of(
    view: View,
    window: Window | None = None,
    *,
    include: Iterable[str] = (),
    simple: bool = False,
    directed: bool = False,
) -> nx.Graph[str]:
    """The network at the clocks of a view as NetworkX sees it; through a window, if one is given.

    Equals: kg.network.networkx_graph of the records seen
    """
    question = TimelineQuestion(window=window, include_undated=window is None)
    events = [e for e in view.get_many(view.timeline(question).ids()) if e is not None]
    dated: dict[str, list[Any]] = {}
    scene = _Scene(view, window)
    for table in ("relation", "tenure"):
        dated[table] = view.records(table, np.flatnonzero(scene.mask(table)).astype(np.uint32))
    parts = NetworkParts(
        actors=view.all("actor"),
        events=events,
        relations=dated["relation"],
        tenures=dated["tenure"],
        offices=view.all("office"),
        places=view.all("place"),
        instruments=view.all("instrument"),
        claims=view.all("claim"),
        extents=_Extents(view),
        langs=tuple(view.dataset.languages),
    )
    return networkx_graph(parts, include=include, simple=simple, directed=directed)


class _Extents(dict[When, Extent]):
    """Bounds of dates, computed when asked for."""

    def __init__(self, view: View) -> None:
        super().__init__()
        self._view = view

    def get(self, key: When, default: Any = None) -> Any:  # noqa: ARG002  (a mapping's face)
        return self._view.extent(key)


class _Scene:
    """A view, a window, and the network between them; made for one question."""

    def __init__(self, view: View, window: Window | None) -> None:
        self.view = view
        self.window = window
        self.net = _network(view.tables)
        self.mask = cache(self._mask)
        self.near = cache(lambda member: neighbours(self.net, member, self.mask))
        self._spent = 0

    def _mask(self, table: str) -> Any:
        """How surely each row of a table counts: 2, 1, 0."""
        rows: Rows = np.arange(self.view.tables.count(table), dtype=np.uint32)
        levels = self.view.levels(table, rows)
        if self.window is None or table not in _DATED:
            return levels
        window = self.window
        times = self.view.index.times(table)
        judged = times.judged(rows, window.relation, window.from_day, window.to_day)
        possible = judged.possible & times.dated if table == "event" else judged.possible
        if window.match is Match.CERTAIN:
            possible = judged.certain
        return np.where(possible, np.where(judged.certain, levels, np.minimum(levels, 1)), 0)

    def bounds(self, table: str, row: int) -> Bounds | None:
        """When the record in a row held; None where it has no date."""
        if table not in _DATED:
            return None
        times = self.view.index.times(table)
        if not times.dated[row]:
            return None
        columns = (times.start_earliest, times.start_latest, times.end_earliest, times.end_latest)
        se, sl, ee, el = (int(c[row]) for c in columns)
        return se, sl, ee, el

    def member(self, identifier: str) -> int | None:
        """The number of a record in the network; None when it is not seen or ties nothing."""
        if not identifier.startswith("event/"):
            seen = self.view.get(identifier) is not None
            return self.net.number.get(identifier) if seen else None
        row = self.view.row(identifier)
        return None if row is None else self.net.event(row)

    def event_rows(self, member: int) -> Any:
        """The rows of the events of a member that count."""
        rows = np.unique(self.net.part_event[self.net.parts(member)])
        return rows[self.mask("event")[rows] > 0]

    def spend(self, ties: int) -> None:
        """Count ties against the budget."""
        self._spent += ties
        within(self._spent, BUDGET, "the number of ties touched", "depth")

    def records(self, members: Iterable[int]) -> list[Record | None]:
        """The records of members."""
        base = len(self.net.members)
        ids = [
            self.net.members[m] if m < base else self.view.ids("event", [m - base])[0]
            for m in members
        ]
        return self.view.get_many(ids)

    def hops(self, member: int) -> list[Hop]:
        """The direct ties of a member, one hop each."""
        found = []
        for near in self.near(member):
            steps = tuple(Step(near.table, row, (0, 0, 0, 0), near.match) for row in near.rows)
            certain = tuple(s for s in steps if near.match == 2)
            found.append(Hop(member, near.member, str(near.kind), steps, certain))
        return found

    def tie(self, hop: Hop, records: dict[int, Record | None]) -> Tie:
        """A hop with its records, the claims about them, and the passages that show it."""
        origin, target = records[hop.origin], records[hop.target]
        assert origin is not None  # noqa: S101  (asked for by the callers)
        assert target is not None  # noqa: S101
        said: list[Record] = []
        evidence: dict[str, None] = {}
        claims: dict[str, None] = {}
        for step in hop.steps:
            (record,) = self.view.records(step.table, [step.row])
            said.append(record)
            evidence |= dict.fromkeys(_evidence(record, origin.id, target.id))
            claims |= dict.fromkeys(getattr(record, "claims", ()))
        match = Match.CERTAIN if hop.certain else Match.POSSIBLE
        return Tie(origin, target, hop.kind, tuple(said), tuple(evidence), tuple(claims), match)


def _evidence(record: Any, one: str, two: str) -> tuple[str, ...]:
    """The passages that tie two members in a record: their own parts', else the record's."""
    own = [
        e
        for part in (*getattr(record, "participations", ()), *getattr(record, "parties", ()))
        if _who(part) & {one, two}
        for e in part.evidence
    ]
    return tuple(own) or record.evidence


def _who(part: Any) -> set[str | None]:
    if isinstance(part, Participation):
        return {part.actor, part.office, part.tenure}
    return {part.actor}


def _network(tables: Tables) -> Adjacency:
    """The adjacency of a snapshot, built once for all its readers."""
    if tables not in _NETWORKS:
        _NETWORKS[tables] = adjacency_of(tables)
    return _NETWORKS[tables]
