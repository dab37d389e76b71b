"""The slow twin of the query room: every question answered record by record.

Plain Python over the records themselves, with `judge` for every date; it shares with the
room only the folding of words. Levels: 2 certainly, 1 possibly, 0 not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from kg.index.words import kept_words, words_of
from kg.model import (
    Claim,
    Concept,
    Dataset,
    Event,
    FieldType,
    LinkKind,
    Many,
    Participation,
    PlaceRole,
    When,
    fields_of,
)
from kg.model.extents import extent_for
from kg.query.ask import Clocks, FacetBy, Order, Qualified, TimelineQuestion
from kg.query.states import PROGRESS
from kg.temporal import NEG_INF, POS_INF, Extent, Match, Relation, judge, parse_day

MEMBERS = ("relation-kind/member-of", "relation-kind/part-of", "relation-kind/subordinate-to")
DENYING = ("denies", "declines")
DAYS = range(parse_day("2009-12-01"), parse_day("2021-07-01"))
"""All days on which the dates of the worlds differ; the first and the last stand for what is
beyond."""
Levels = npt.NDArray[np.int8]  # of these days
ALWAYS: Levels = np.full(len(DAYS), 2, dtype=np.int8)


@cache
def levels(extent: Extent) -> Levels:
    """How surely a date holds on each day."""
    if extent.undated:
        return ALWAYS // 2
    return np.array([rank(judge(extent, Relation.OVERLAPS, d, d)) for d in DAYS], dtype=np.int8)


def at(held: Levels, extent: Extent) -> int:
    """How surely it holds while a date lasts: on each day of each reading, or on some."""
    met = held[levels(extent) > 0]
    return 0 if not met.any() else 1 + bool(met.min() == 2)


class Period(NamedTuple):
    """A period of force: its state, its date, and how surely it was reported."""

    state: str
    extent: Extent
    said: int = 2


def until(extent: Extent, ends: list[tuple[Period, bool]]) -> Levels:
    """How surely a date holds on each day when what began by an end does not go beyond it.

    Whether it began by the end: surely, when the end ended nothing else.
    """
    sure = [e for e, only in ends if only and e.said == 2]
    ended = [e for e in sure if begun([extent], e)]  # what it had begun by
    if extent.members:
        every = extent.members_mode == "all"
        could = [m for m in extent.members if every or all(begun([m], e) for e in ended)]
        mine = [(e, only and not (every and begun(extent.members, e) > 1)) for e, only in ends]
        each = np.array([until(m, mine) for m in could])
        if every:
            return each.max(axis=0)
        return np.where(each.min(axis=0) == 2, 2, np.minimum(each.max(axis=0), 1))
    found = levels(extent)
    for (_, end, said), only in ends:
        if extent.start_earliest <= end.start_latest:
            over = np.array([(d > end.start_latest) + (d >= end.start_earliest) for d in DAYS])
            again = extent.members_mode == "all" or not (only and said == 2)
            if extent.blocks is not None and again:
                over[[d > extent.blocks.last_by(end.start_latest).last for d in DAYS]] = 0
            began = only or extent.start_latest <= end.start_earliest
            found = np.minimum(found, 2 - (over if began and said == 2 else np.minimum(over, 1)))
    return found


def begun(extents: Iterable[Extent], end: Period) -> int:
    """How many may have begun by an end."""
    return sum(extent.start_earliest <= end.extent.start_latest for extent in extents)


def in_force(periods: list[Period]) -> list[tuple[Period, Levels]]:
    """The periods in force of an instrument, and how surely each left it so on each day."""
    forces = [period for period in periods if period.state == "in_force"]
    extents = [period.extent for period in forces]
    ends = [(p, begun(extents, p) == 1) for p in periods if p.state == "ended"]
    found = []
    for period in forces:
        held = until(period.extent, ends)
        for pause in (p for p in periods if p.state == "suspended"):
            held = np.minimum(held, 2 - np.minimum(levels(pause.extent), pause.said))
        found.append((period, np.minimum(held, period.said)))
    return found


def refs(value: Any, kind: str) -> Iterator[str]:
    for f in fields_of(type(value)):
        inner = getattr(value, f.name)
        many = inner if f.many is Many.MANY else () if inner is None else (inner,)
        for one in many:
            if f.sort is FieldType.PART:
                if not (kind == "evidence" and f.part is When):  # a date's evidence asserts nothing
                    yield from refs(one, kind)
            elif f.sort is FieldType.REF and f.name != "id" and one.startswith(kind + "/"):
                yield one


class Brute:
    def __init__(self, dataset: Dataset, records: Iterable[Any], clocks: Clocks) -> None:
        self.dataset, self.clocks = dataset, clocks
        self.now = {r.id: r for r in records if self.standing(r)}
        self.seen = {i: r for i, r in self.now.items() if self.level(r)}

    # ---- clocks

    def standing(self, record: Any) -> bool:
        known, clock = self.clocks.known_at, record.clock
        if known is None:
            return clock.withdrawn is None
        gone = clock.withdrawn is not None and parse_day(clock.withdrawn) <= known
        return parse_day(clock.recorded) <= known and not gone

    def extent(self, when: Any) -> Extent:
        return extent_for(when, self.dataset.hemisphere)

    def level(self, record: Any) -> int:
        level = self.reported(record)
        as_of = self.clocks.as_of
        if isinstance(record, Event) and as_of is not None:
            extent = self.extent(record.time)
            begun = (extent.start_earliest <= as_of) + (extent.start_latest <= as_of)
            return min(level, begun - (begun == 2 and extent.undated))
        return level

    def reported(self, record: Any) -> int:
        day = self.clocks.reported_by
        kind = record.id.partition("/")[0]
        if day is None:
            return 2
        own = [self.cited(i) for i in getattr(record, "evidence", ())]
        if kind == "source":
            return self.published(record.id)
        if kind == "evidence":
            return self.cited(record.id)
        if kind == "event":
            every = own or [self.cited(i) for i in refs(record, "evidence")]
            return max(every, default=0)
        if kind == "claim":
            return max([self.published(record.document), *own])
        if kind == "relation":
            claims = [self.now[c] for c in record.claims if c in self.now]
            said = [self.reported(claim) for claim in claims if claim.stance not in DENYING]
            return max([*said, *own], default=0)
        return max(own, default=0) if kind == "tenure" else 2

    def published(self, source: str) -> int:
        day = self.clocks.reported_by
        extent = self.extent(self.now[source].published if source in self.now else None)
        if day is None or extent.undated:
            return 2 if day is None else 1
        return 0 if extent.start_earliest > day else 1 + (extent.end_latest <= day)

    def cited(self, evidence: str) -> int:
        if evidence not in self.now:
            return 0
        return self.published(self.now[evidence].source)

    def part(self, part: Any) -> int:
        if self.clocks.reported_by is None or not part.evidence:
            return 2
        return max(self.cited(i) for i in part.evidence)

    # ---- the answer

    def answer(self, asked: TimelineQuestion) -> list[tuple[Event, bool]]:
        found = []
        for record in self.seen.values():
            if isinstance(record, Event):
                level = self.event(record, asked)
                if level and not (
                    asked.window and asked.window.match is Match.CERTAIN and level < 2
                ):
                    found.append((record, level == 2))
        found.sort(key=lambda hit: self.place(hit[0]))
        dated = [hit for hit in found if not self.extent(hit[0].time).undated]
        undated = [hit for hit in found if self.extent(hit[0].time).undated]
        if asked.order is Order.TIME_DESC:
            return [*dated[::-1], *undated[::-1]]
        return [*dated, *undated]

    def place(self, event: Event) -> tuple[int, int, int, str]:
        extent = self.extent(event.time)
        return (extent.start_earliest, extent.end_latest, extent.start_latest, event.id)

    def event(self, event: Event, asked: TimelineQuestion) -> int:
        extent = self.extent(event.time)
        if extent.undated and not asked.include_undated:
            return 0
        levels = [self.level(event), *self.own(event, asked), *self.linked(event, asked)]
        if asked.window is not None:
            w = asked.window
            levels.append(rank(judge(extent, w.relation, w.from_day, w.to_day)))
        if asked.actors is not None:
            levels += self.actors(event, asked.actors)
        if asked.disputed is not None:
            disputed = self.disputed(event)
            levels.append(disputed if asked.disputed else 2 - disputed)
        return min(levels)

    def own(self, event: Event, asked: TimelineQuestion) -> Iterator[int]:
        if asked.kinds:
            kinds = self.below(ids("event-kind", asked.kinds), Concept, "broader")
            yield 2 * bool(kinds & set(event.kinds))
        if asked.status:
            fits = {status in asked.status for status in self.statuses(event)}
            yield 2 * (fits == {True}) or 1 * (True in fits)
        if asked.part_of:
            yield 2 * self.is_part(event, ids("event", asked.part_of))
        if asked.text is not None:
            yield self.says(event, asked.text)
        if asked.qualified is not Qualified.INCLUDE:
            marked = any(c in (event.time.edtf or "") for c in "?~%")
            yield 2 * (marked is (asked.qualified is Qualified.ONLY))
        if asked.obtained:
            yield 2 * (event.time.obtained in asked.obtained)

    def linked(self, event: Event, asked: TimelineQuestion) -> Iterator[int]:
        if asked.offices:
            yield self.offices(event, ids("office", asked.offices))
        if asked.in_capacity_of:
            yield self.in_capacity(event, ids("office", asked.in_capacity_of))
        if asked.during_tenure:
            yield self.during(event, ids("tenure", asked.during_tenure))
        if asked.while_in_force:
            forced = ids("instrument", asked.while_in_force)
            yield max(
                (self.forced(event, self.seen[i]) for i in forced if i in self.seen), default=0
            )
        if asked.places is not None:
            places = self.below(ids("place", asked.places.in_), None, "within")
            roles = asked.places.role or tuple(PlaceRole)
            there = [p for p in event.places if p.place in places and p.role in roles]
            yield max(map(self.part, there), default=0)
        if asked.instruments:
            wanted = ids("instrument", asked.instruments)
            used = [u for u in event.instruments if u.instrument in wanted]
            yield max(map(self.part, used), default=0)
        if asked.sources:
            yield self.sources(event, ids("source", asked.sources))

    def below(self, found: set[str], cls: Any, field: str) -> set[str]:
        grown = set(found)
        for record in self.seen.values():
            fits = hasattr(record, field) and (cls is None or isinstance(record, cls))
            if fits and set(getattr(record, field)) & found:
                grown.add(record.id)
        return grown if grown == found else self.below(grown, cls, field)

    def statuses(self, event: Event) -> set[str | None]:
        """The status that counts in each reading of what was reported; None for none."""
        as_of = POS_INF if self.clocks.as_of is None else self.clocks.as_of
        begun = []
        for status in event.statuses:
            extent = self.extent(status.time)
            since = (NEG_INF, NEG_INF) if extent.undated else extent.bounds[:2]
            if self.part(status) and since[0] <= as_of:
                key = (*since, PROGRESS.index(status.status), status.key)
                begun.append((key, str(status.status), self.part(status)))
        found: set[str | None] = set()
        for _, name, level in sorted(begun, reverse=True):
            found.add(name)
            if level == 2:
                return found
        return {*found, None}

    def is_part(self, event: Event, wholes: set[str]) -> bool:
        seen: set[str] = set()
        while event.whole is not None and event.whole not in seen:
            if event.whole in wholes:
                return True
            seen.add(event.whole)
            whole = self.seen.get(event.whole)
            if whole is None:
                return False
            event = whole
        return False

    # ---- who

    def holder(self, p: Participation) -> str | None:
        tenure = self.seen.get(p.tenure or "")
        return p.actor or (tenure.holder if tenure else None)

    def taken(self, p: Participation) -> int:
        """How surely it was reported who took part."""
        if p.actor or not p.tenure:
            return self.part(p)
        return min(self.part(p), self.level(self.seen[p.tenure]) if p.tenure in self.seen else 0)

    def by_tenure(self, p: Participation) -> int:
        return min(self.part(p), self.level(self.seen[p.tenure or ""]))

    def actors(self, event: Event, asked: Any) -> list[int]:
        roles = self.below(ids("role", asked.role), Concept, "broader") if asked.role else None

        def took_part(actor: str) -> int:
            held: dict[str, Levels] = {}
            for member, days in self.members(actor) if asked.include_parts else ():
                held[member] = np.maximum(days, held.get(member, 0))
            held[actor] = ALWAYS
            fits = [
                min(self.taken(p), self.held(event, p, held[self.holder(p)]))
                for p in event.participations
                if self.holder(p) in held and (roles is None or p.role in roles)
            ]
            return max(fits, default=0)

        levels = [took_part(actor) for actor in ids("actor", asked.all_of)]
        if asked.any_of:
            levels.append(max(took_part(actor) for actor in ids("actor", asked.any_of)))
        levels += [2 - took_part(actor) for actor in ids("actor", asked.none_of)]
        if roles is not None and not (asked.all_of or asked.any_of or asked.none_of):
            levels.append(
                max([self.part(p) for p in event.participations if p.role in roles], default=0)
            )
        return levels

    def held(self, event: Event, p: Participation, held: Levels) -> int:
        if (held == 2).all():
            return 2
        own = self.extent(p.time)
        return at(held, self.extent(event.time) if own.undated else own)

    def daily(self, record: Any, *, timeless: bool) -> Levels:
        extent, sure = self.extent(record.time), self.reported(record)
        edtf = (record.time and record.time.edtf) or ""
        days = ALWAYS if extent.undated and timeless else levels(extent)
        if timeless and not (extent.undated or "/" in edtf or record.time.ongoing):
            later = np.array([d >= extent.start_earliest for d in DAYS], dtype=np.int8)
            days = np.maximum(days, later)  # it came about then, and may stand since
        return days if sure == 2 else np.minimum(days, sure)

    def members(
        self, actor: str, held: Levels = ALWAYS, path: tuple[str, ...] = ()
    ) -> Iterator[tuple[str, Levels]]:
        yield actor, held
        for r in self.seen.values():
            if (
                r.id.startswith("relation/")
                and r.object == actor
                and r.kind in MEMBERS
                and self.asserted(r)
            ):
                met = np.minimum(held, self.daily(r, timeless=True))
                if met.any() and r.subject not in (*path, actor):
                    yield from self.members(r.subject, met, (*path, actor))

    def offices(self, event: Event, offices: set[str]) -> int:
        named = {i for i, t in self.seen.items() if i.startswith("tenure/") and t.office in offices}
        posts = [p for p in event.participations if p.office in offices]
        return max([*map(self.part, posts), self.during(event, named)])

    def in_capacity(self, event: Event, posts: set[str]) -> int:
        found = [self.part(p) for p in event.participations if p.office in posts]
        for p in event.participations:
            tenure = self.seen.get(p.tenure or "")
            if tenure and {tenure.id, tenure.office} & posts:
                found.append(self.by_tenure(p))
        return max(found, default=0)

    def during(self, event: Event, tenures: set[str]) -> int:
        seen = [self.seen[i] for i in tenures if i in self.seen]
        fits = [0]
        for p in event.participations:
            if p.tenure in {t.id for t in seen}:
                fits.append(self.by_tenure(p))
            own = [self.daily(t, timeless=False) for t in seen if t.holder == self.holder(p)]
            if own:
                fits.append(min(self.taken(p), self.held(event, p, np.max(own, axis=0))))
        return max(fits)

    def forced(self, event: Event, instrument: Any) -> int:
        extent = self.extent(event.time)
        held = in_force(self.periods(instrument))
        return at(np.max([days for _, days in held], axis=0), extent) if held else 0

    def periods(self, instrument: Any) -> list[Period]:
        given = [Period(str(p.state), self.extent(p.time), self.part(p)) for p in instrument.force]
        return [period for period in given if period.said]

    def asserted(self, relation: Any) -> bool:
        """Whether a claim says it, or it needs none."""
        if not relation.claims or any(i in self.seen for i in relation.evidence):
            return True
        ends = {relation.subject, relation.object, relation.id}
        return any(
            c.stance not in DENYING
            for c in self.seen.values()
            if isinstance(c, Claim)
            and (c.id in relation.claims or {c.subject, c.object} <= ends or relation.id in c.about)
        )

    # ---- sources, words, disputes

    def sources(self, event: Event, sources: set[str]) -> int:
        return max(
            (self.cited(i) for i in refs(event, "evidence")
             if i in self.now and self.now[i].source in sources),
            default=0,
        )  # fmt: skip

    def about(self, event: Event) -> list[Claim]:
        claims = [r for r in self.seen.values() if isinstance(r, Claim)]
        return [c for c in claims if event.id in (*c.about, c.subject, c.object)]

    def says(self, event: Event, text: str) -> int:
        said = [(2, event), *((self.level(c), c) for c in self.about(event))]
        return max((level for level, r in said if self.has_words(r, text)), default=0)

    def has_words(self, record: Any, text: str) -> bool:
        labels = (
            *record.labels,
            *getattr(record, "aliases", ()),
            *getattr(record, "descriptions", ()),
        )
        kept: set[str] = set().union(*(kept_words(label.text) for label in labels))
        *whole, begun = words_of(text)
        return set(whole) <= kept and any(word.startswith(begun) for word in kept)

    def disputed(self, event: Event) -> int:
        about = {c.id for c in self.about(event)}
        claims = [r for r in self.seen.values() if isinstance(r, Claim)]
        return max(
            (min(self.level(c), self.level(self.seen[link.claim]))
             for c in claims for link in c.links
             if link.kind is LinkKind.CONTRADICTS and link.claim in self.seen
             and {c.id, link.claim} & about),
            default=0,
        )  # fmt: skip

    # ---- facets

    def values(self, event: Event, by: FacetBy) -> dict[str, int]:
        """The values of an event, and how surely it has each."""
        found: dict[str, int] = {}
        for value, level in self._values(event, by):
            if value is not None and level:
                found[value] = max(level, found.get(value, 0))
        return found

    def _values(self, event: Event, by: FacetBy) -> Iterator[tuple[str | None, int]]:
        parts = event.participations
        if by is FacetBy.KIND:
            yield from ((kind, 2) for kind in event.kinds)
        elif by is FacetBy.STATUS:
            every = self.statuses(event)
            yield from ((status, 2 if len(every) == 1 else 1) for status in every)
        elif by is FacetBy.ACTOR:
            yield from ((self.holder(p), self.taken(p)) for p in parts)
        elif by is FacetBy.ROLE:
            yield from ((p.role, self.part(p)) for p in parts)
        elif by is FacetBy.OFFICE:
            yield from ((p.office, self.part(p)) for p in parts)
            named = [p for p in parts if p.tenure in self.seen]
            yield from ((self.seen[p.tenure or ""].office, self.by_tenure(p)) for p in named)
        elif by is FacetBy.PLACE:
            yield from ((p.place, self.part(p)) for p in event.places)
        elif by is FacetBy.INSTRUMENT:
            yield from ((u.instrument, self.part(u)) for u in event.instruments)
        elif by is FacetBy.SOURCE:
            cited = [i for i in refs(event, "evidence") if i in self.now]
            yield from ((self.now[i].source, self.cited(i)) for i in cited)
        else:
            yield str(event.time.obtained), 2


def rank(match: Match | None) -> int:
    return {None: 0, Match.POSSIBLE: 1, Match.CERTAIN: 2}[match]


def ids(kind: str, texts: Iterable[str]) -> set[str]:
    return {text if "/" in text else f"{kind}/{text}" for text in texts}
