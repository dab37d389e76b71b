"""The slow twin of questions about ties: every tie found record by record, paths by NetworkX.

The datasets are those of `query_world`, with relations between events that rest on claims,
instruments with issuers, parties and periods of force, and offices with organisations.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import combinations
from random import Random
from typing import Any, NamedTuple

import networkx as nx
import numpy as np

from kg.model import (
    Actor,
    ActorType,
    Claim,
    Clock,
    Event,
    ForcePeriod,
    ForceState,
    Instrument,
    Label,
    Office,
    Party,
    Place,
    Relation,
    Stance,
    Tenure,
    When,
)
from kg.network import SETTINGS, TieKind
from kg.query.ask import Window
from kg.query.scene import Through
from kg.temporal import (
    NEG_INF,
    POS_INF,
    UNDATED,
    Extent,
    Match,
    judge,
    latest,
    soonest,
    surely_by,
)
from kg.temporal import Relation as Standing
from tests.properties.query_brute import (
    ALWAYS,
    DAYS,
    Brute,
    Levels,
    Period,
    begun,
    ids,
    in_force,
    levels,
    rank,
)
from tests.properties.query_world import ROLES, World, ground_of, window, world

FORCES = (
    *("2018-12-03/2019-02-08", "2019/..", "2010/2018-12-03", "[2017,2019-02]", "2019-02"),
    *("2019-02-09", "{2018-12-03,2019-02-05,2019-03-01}", "2019-02-05/2019-02-10", "2018/.."),
)
STATES = (*[ForceState.IN_FORCE] * 3, ForceState.ENDED, ForceState.SUSPENDED)


@cache
def tied_world(seed: int, events: int = 12) -> World:
    """A world with ties of every kind."""
    plain = world(seed, events)
    random = Random(seed)  # noqa: S311 (nothing secret)
    clock = next(r.clock for r in plain.records if isinstance(r, Office))
    name = (Label("en", "Of a tie"),)

    def force(n: int) -> ForcePeriod:
        state = random.choice(STATES)
        return ForcePeriod(
            key=f"f{n}",
            state=state,
            time=When(edtf=random.choice((*FORCES, None))),
            evidence=cited(),
        )

    def cited() -> tuple[str, ...]:
        return random.choice(((), (), (f"evidence/e{random.randrange(5)}",)))

    extra: list[Any] = [
        Instrument(
            id=f"instrument/j{n}",
            labels=name,
            issuer=f"actor/a{random.randrange(5)}",
            jurisdiction=f"place/p{random.randrange(5)}",
            parties=tuple(
                Party(key=f"p{a}", actor=f"actor/a{a}", evidence=cited())
                for a in random.sample(range(5), 2)
            ),
            force=tuple(force(k) for k in range(random.randrange(4))),
            clock=clock,
        )
        for n in range(3)
    ]
    extra += [
        Relation(
            id=f"relation/e{n}",
            kind="relation-kind/part-of",
            subject=f"event/v{random.randrange(events // 2)}",
            object=random.choice((f"event/v{events // 2 + n}", f"actor/a{n}")),
            time=random.choice((None, When(edtf="2019-02"), When(edtf="2018/.."))),
            claims=tuple(f"claim/c{m}" for m in random.sample(range(6), random.randrange(3))),
            clock=clock,
        )
        for n in range(3)
    ]
    claim = next(r for r in plain.records if isinstance(r, Claim))
    extra += [replace(claim, id="claim/no", stance=Stance.DENIES, clock=clock)]
    extra += [  # what nobody says: one only denied, the other said by none that is there
        Relation(
            id=f"relation/{name}",
            kind="relation-kind/part-of",
            subject="actor/body",
            object="actor/a1",
            claims=claims,
            clock=clock,
        )
        for name, claims in (("no", ("claim/no",)), ("gone", ("claim/nowhere",)))
    ]
    extra += [Actor(id="actor/body", type=ActorType.ORGANISATION, labels=name, clock=clock)]
    kept = [r for r in plain.records if r.id != "office/o0"] + [
        Office(id="office/o0", labels=name, organisation="actor/body", clock=clock)
    ]
    records = tuple(v for r in [*kept, *extra] for v in versions(r, random))
    return World(plain.dataset, records, ground_of(plain.dataset, records))


def versions(record: Any, random: Random) -> list[Any]:
    """A record that says who is tied to it, perhaps with an earlier version that said otherwise."""
    change: dict[str, Any] = {}
    if isinstance(record, Place | Office | Instrument) and random.random() < 0.5:
        record = replace(record, evidence=(f"evidence/e{random.randrange(5)}",))
    if isinstance(record, Place):
        wider = random.choice(((), ("place/p0",), ("place/p1", "place/p0")))
        change["within"] = tuple(place for place in wider if place != record.id)
    elif isinstance(record, Office):
        change["organisation"] = random.choice((None, "actor/body", "actor/a0"))
    elif isinstance(record, Instrument):
        change |= {"issuer": "actor/a1", "force": record.force[:1], "parties": record.parties[:1]}
    if not (change or isinstance(record, Actor)) or random.random() < 0.5:
        return [record]
    first = Clock(recorded="2020-01-01", withdrawn="2020-02-01", reason="corrected")
    gone = "2020-03-01" if random.random() < 0.1 else None
    second = Clock(recorded="2020-02-01", withdrawn=gone, reason=gone and "wrong", version=2)
    return [replace(record, clock=first, **change), replace(record, clock=second)]


def through(random: Random) -> Through:
    """What a question may look through."""
    return Through(
        window=random.choice((None, window(random), overlapping(random))),
        ties=random.choice(
            (None, None, frozenset(random.sample(list(TieKind), 5)), frozenset(TieKind))
        ),
        roles=random.choice(((), (), (f"role/{random.choice(ROLES)}",))),
    )


def overlapping(random: Random) -> Window:
    found = window(random)
    return Window(from_day=found.from_day, to_day=found.to_day, match=found.match)


class Held(NamedTuple):
    """One tie: its kind, the record that makes it, and how surely it counts."""

    kind: TieKind
    record: str
    level: int
    when: Any = UNDATED  # an Extent, or a Stretch


@dataclass
class Ties:
    """All ties that count, by their two ends in order."""

    brute: Brute
    every: tuple[Any, ...]
    through: Through
    ends: tuple[str, ...] = ()
    asked: bool = True  # the kinds of tie of `through` were named, not taken for want of others
    found: dict[tuple[str, str], list[Held]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.kinds = self._kinds()
        self.related = set(self.ends)
        if self.asked and TieKind.PARTICIPATION in (self.through.ties or ()):
            self.related |= {i for i in self.brute.seen if i.startswith("event/")}
        for r in self.brute.seen.values():
            if isinstance(r, Relation) and self.brute.asserted(r) and self._holds(r):
                ends = r.subject, r.object
                if r.subject != r.object and set(ends) <= self.brute.seen.keys():
                    self.related |= set(ends)
        for record in self.brute.seen.values():
            if isinstance(record, Event):
                self._event(record)
            else:
                self._direct(record)

    def _kinds(self) -> frozenset[TieKind]:
        if self.through.ties is not None:
            return self.through.ties
        settings = any(end.startswith(("place/", "instrument/")) for end in self.ends)
        return frozenset(TieKind) if settings else frozenset(TieKind) - SETTINGS

    def _windowed(self, extent: Extent) -> int:
        w = self.through.window
        return 2 if w is None else rank(judge(extent, w.relation, w.from_day, w.to_day))

    def _kept(self, level: int) -> int:
        w = self.through.window
        return 0 if w is not None and w.match is Match.CERTAIN and level < 2 else level

    def _add(
        self, one: str, two: str, kind: TieKind, record: str, level: int, when: Any = None
    ) -> None:
        there = self._member(one) and self._member(two) and one != two
        if there and kind in self.kinds and self._kept(level):
            own = getattr(self.brute.seen[record], "time", None)
            extent = self.brute.extent(own) if when is None else when
            self.found[min(one, two), max(one, two)].append(Held(kind, record, level, extent))

    def _member(self, name: str) -> bool:
        """Whether a record can be tied: an event where it counts, or where it is asked about."""
        record = self.brute.seen.get(name)
        if not isinstance(record, Event) or name in self.ends:
            return record is not None
        extent = self.brute.extent(record.time)
        if self.through.window is not None and extent.undated:
            return False
        return self._kept(min(self.brute.level(record), self._windowed(extent))) > 0

    def _event(self, event: Event) -> None:
        extent = self.brute.extent(event.time)
        if self.through.window is not None and extent.undated:
            return
        own = self._kept(min(self.brute.level(event), self._windowed(extent)))
        members: dict[str, int] = {}
        for who, level in self._members(event):
            members[who] = max(members.get(who, 0), min(own, level))
        if event.id in self.related:
            members[event.id] = own
        for one, two in combinations(sorted(m for m, level in members.items() if level), 2):
            kind = by_event(one, two)
            if kind is not None:
                self._add(one, two, kind, event.id, min(members[one], members[two]))

    def _members(self, event: Event) -> Iterator[tuple[str, int]]:
        roles = self.brute.below(ids("role", self.through.roles), None, "broader")
        for p in event.participations:
            if not roles or p.role in roles:
                who = self.brute.holder(p) or (p.office if p.tenure is None else None)
                if who:
                    yield who, self.brute.taken(p)
        for part in event.places:
            yield part.place, self.brute.part(part)
        for use in event.instruments:
            yield use.instrument, self.brute.part(use)

    def _direct(self, record: Any) -> None:
        level = self.brute.level(record)
        if isinstance(record, Tenure):
            level = min(level, self._holds(record), self._windowed(self.brute.extent(record.time)))
            self._add(record.holder, record.office, TieKind.TENURE, record.id, level)
        elif isinstance(record, Relation) and self.brute.asserted(record):
            level = min(level, self._holds(record), self._windowed(self.brute.extent(record.time)))
            self._add(record.subject, record.object, TieKind.RELATION, record.id, level)
        else:
            self._standing(record, level, self._told(record))

    def _standing(self, record: Any, level: int, told: int) -> None:
        """What records say once and for all, or for the periods of their force."""
        own = min(level, told)
        if isinstance(record, Office) and record.organisation:
            self._add(record.id, record.organisation, TieKind.POST, record.id, own)
        elif isinstance(record, Instrument):
            ends = [(p.actor, TieKind.PARTY, self._told(p, told)) for p in record.parties]
            ends += [(record.issuer, TieKind.ISSUER, told)] if record.issuer else []
            if record.jurisdiction:
                ends.append((record.jurisdiction, TieKind.JURISDICTION, told))
            for held, when in self._force(record):
                for other, kind, said in ends:
                    self._add(record.id, other, kind, record.id, min(level, held, said), when)
        elif isinstance(record, Place):
            for wider in record.within:
                self._add(record.id, wider, TieKind.WITHIN, record.id, own)

    def _told(self, record: Any, untold: int = 1) -> int:
        """How surely it was reported what a record says of itself, by its evidence."""
        if self.brute.clocks.reported_by is None:
            return 2
        return max(map(self.brute.cited, getattr(record, "evidence", ())), default=untold)

    def _holds(self, record: Tenure | Relation) -> int:
        """How surely it stands on the day of `asOf`."""
        as_of = self.brute.clocks.as_of
        if as_of is None:
            return 2
        days = self.brute.daily(record, timeless=isinstance(record, Relation))
        return int(days[DAYS.index(as_of)])

    def _force(self, record: Instrument) -> list[tuple[int, Extent | Stretch]]:
        """Its periods in force, as ends and suspensions leave them; how surely each counts."""
        w, as_of = self.through.window, self.brute.clocks.as_of
        given = self.brute.periods(record)
        found: list[tuple[int, Extent | Stretch]] = []
        for (_, own, said), held in in_force(given):
            touched = touching(own, given)
            whole = not touched.any() and said == 2
            level = said if w is None else min(said, in_window(own, held, touched, w))
            if as_of is not None:
                level = min(level, int(held[DAYS.index(as_of)]))
            found.append((level, own if whole else Stretch(held, own.undated)))
        return found or [(2 if w is None and as_of is None else 1, UNDATED)]

    def graph(self) -> nx.Graph:
        """The members as a simple graph."""
        graph = nx.Graph()
        graph.add_nodes_from(i for i in self.brute.seen)
        graph.add_edges_from(self.found)
        return graph


def touching(own: Extent, given: list[Period]) -> Levels:
    """The days of a period that ends and suspensions take away, surely or perhaps."""
    periods = [p for p in given if p.state == "in_force"]
    ends = [(p, begun([q.extent for q in periods], p) == 1) for p in given if p.state == "ended"]
    found = taken(own, ends)
    for pause in (p for p in given if p.state == "suspended"):
        found = np.maximum(found, np.minimum(levels(pause.extent), 1))
    return np.minimum(found, levels(own))


def taken(own: Extent, ends: list[tuple[Period, bool]]) -> Levels:
    if own.members:
        sure = [e for e, only in ends if only and e.said == 2 and begun([own], e)]
        if own.members_mode == "one" and not all(begun([m], e) for m in own.members for e in sure):
            return ALWAYS  # one of the readings cannot be
        return np.max([taken(member, ends) for member in own.members], axis=0)
    found = np.zeros(len(DAYS), dtype=np.int8)
    for (_, end, said), only in ends:
        if own.start_earliest <= end.start_latest:
            over = np.array([d >= end.start_earliest for d in DAYS], dtype=np.int8)
            again = own.members_mode == "all" or not (only and said == 2)
            if own.blocks is not None and again:
                over[[d > own.blocks.last_by(end.start_latest).last for d in DAYS]] = 0
            found = np.maximum(found, over)
    return found


def in_window(own: Extent, held: Levels, touched: Levels, w: Window) -> int:
    """How surely a period lies in a window, of which these days are left."""
    first = 0 if w.from_day is None else DAYS.index(w.from_day)
    last = len(DAYS) - 1 if w.to_day is None else DAYS.index(w.to_day)
    window = slice(first, last + 1)
    if w.relation is Standing.OVERLAPS and touched[window].any():
        return int(held[window].max())
    if w.relation is not Standing.OVERLAPS and touched.any():
        days, sure = np.flatnonzero(held > 0), np.flatnonzero(held == 2)
        if not len(days):
            return 0
        bounds = [days[0], *((sure[0], sure[-1]) if len(sure) else (days[-1], days[0])), days[-1]]
        numbers = [DAYS[at] for at in bounds]
        ends = {DAYS[0]: NEG_INF, DAYS[-1]: POS_INF}
        whole = Extent(*(ends.get(day, day) for day in numbers))
        level = rank(judge(whole, w.relation, w.from_day, w.to_day))
        return level if len(sure) else min(level, 1)
    return rank(judge(own, w.relation, w.from_day, w.to_day))


class Stretch(NamedTuple):
    """The days that are left of a period."""

    held: Levels
    undated: bool

    def from_on(self, day: int, least: int) -> int | None:
        if day > DAYS[-1]:
            return day if self.held[-1] >= least else None
        if day < DAYS[0] and self.held[0] >= least:
            return day
        there = np.flatnonzero(self.held >= least)
        return next((DAYS[at] for at in there if DAYS[at] >= day), None)

    def up_to(self, day: int) -> int | None:
        if day < DAYS[0]:
            return day if self.held[0] else None
        if day > DAYS[-1] and self.held[-1]:
            return day
        there = np.flatnonzero(self.held)
        return next((DAYS[at] for at in there[::-1] if DAYS[at] <= day), None)


def first_day(when: Extent | Stretch, day: int) -> int | None:
    return when.from_on(day, 1) if isinstance(when, Stretch) else soonest(when, day)


def last_day(when: Extent | Stretch, day: int) -> int | None:
    return when.up_to(day) if isinstance(when, Stretch) else latest(when, day)


def sure_day(when: Extent | Stretch, day: int) -> int | None:
    return when.from_on(day, 2) if isinstance(when, Stretch) else surely_by(when, day)


def by_event(one: str, two: str) -> TieKind | None:
    """By what an event ties two that it lists."""
    sorts = {i.partition("/")[0] for i in (one, two)}
    people = sorts & {"actor", "office"}
    if sorts <= {"actor", "office"}:
        return TieKind.SHARED_EVENT
    if not people and "event" not in sorts:
        return None
    if "place" in sorts:
        return TieKind.PLACE
    return TieKind.USE if "instrument" in sorts else TieKind.PARTICIPATION
