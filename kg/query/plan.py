"""By which steps is a timeline question answered?

Finding steps read posting lists, and only rows that all of them find go on; keeping steps
look at the columns of those. Both can be asked about a stretch of the timeline alone.
`kg.query.run` performs them, `kg.query.explain` shows them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Final, NamedTuple

import numpy as np
from msgspec.structs import replace

from kg import native
from kg.index import NO_ROWS, Reach, Rows, gathered
from kg.model import Status
from kg.query.ask import ActorFilter, PlaceFilter, Qualified, TimelineQuestion, Window
from kg.query.disputes import disputed_events, events_of_claims
from kg.query.force import while_in_force
from kg.query.names import named
from kg.query.rows import (
    Chosen,
    Posting,
    both,
    distinct,
    either,
    kept,
    leveled,
    met,
    sure,
    within,
    without,
)
from kg.query.search import asked_words
from kg.query.sight import Sight
from kg.query.states import PROGRESS, status_codes
from kg.query.who import PARTS, during_tenures, in_office, part_levels, with_actors
from kg.temporal import Match, Relation, iso_day

MOST: Final = 4
"""Posting lists that are met at once."""


class Listed(NamedTuple):
    """Posting lists that hold at least the rows of a finding step.

    `table` is the list table whose rows they are; None for events themselves.
    """

    lists: Sequence[Rows]
    table: str | None = None


class Find(NamedTuple):
    """A step that gives the rows of a stretch of the timeline.

    `listed` are posting lists that hold them, of events or of parts in a list table; None where
    nobody knows them before they are found. `whole` is the one list of which each row counts,
    certainly, where there is one.
    """

    name: str
    detail: str | Callable[[], str]
    rows: Callable[[Reach], Chosen]
    listed: Listed | None = None
    whole: Posting | None = None


class Keep(NamedTuple):
    """A step that takes rows, and keeps some of them."""

    name: str
    detail: str | Callable[[], str]
    apply: Callable[[Chosen], Chosen]


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of one question, in the order in which they are performed.

    `reach` are the events that its window and its clocks leave.
    """

    reach: Reach
    finds: tuple[Find, ...]
    keeps: tuple[Keep, ...]

    def rows(self, reach: Reach) -> Chosen:
        """The rows of the answer in a stretch of the timeline, in row order.

        Order: timeline order, undated ones last.  Cost: O(what the finding steps have there).
        """
        rows = self._found(reach)
        for step in self.keeps:
            rows = step.apply(rows)
        return rows

    def _found(self, reach: Reach) -> Chosen:
        """What all finding steps have there."""
        lists = [step.whole for step in self.finds if step.whole is not None]
        if native.there() and len(lists) == len(self.finds) <= MOST:
            at_once = met(lists, reach)
            if at_once is not None:
                return at_once
        return found([step.rows(reach) for step in self.finds])


def plan(sight: Sight, asked: TimelineQuestion) -> Plan:
    """The plan of a question: ids are resolved here, and kinds, roles and places widened.

    Raises: FilterError, LimitExceededError naming the argument.
    """
    finds = [*_simple_finds(sight, asked)]
    keeps = [Keep("seen", partial(_clocks, sight), lambda rows: _seen(sight, rows))]
    if asked.actors is not None:
        wanted, unwanted = with_actors(sight, _resolved(sight, asked.actors))
        shown = partial(_shown, asked.actors)
        finds += [
            Find("actors", shown, one.events, Listed(one.lists, PARTS), one.whole) for one in wanted
        ]
        keeps += [_without("actors", "none of", one.events) for one in unwanted]
    if asked.disputed is not None:
        disputed = partial(within, disputed_events(sight))
        if asked.disputed:
            finds.append(Find("disputed", "by authored links", disputed))
        else:
            keeps.append(_without("disputed", "not, by authored links", disputed))
    if not finds:
        finds = [Find("scan", "events in time order", lambda reach: sure(reach.every()))]
    return Plan(reach_of(sight, asked), tuple(finds), (*keeps, *_keeps(sight, asked)))


def reach_of(sight: Sight, asked: TimelineQuestion) -> Reach:
    """The events that the window can have to do with, and that had begun on the day of `asOf`."""
    window, lengths = asked.window, sight.index.lengths()
    if window is None:
        reach = lengths.all(undated=asked.include_undated)
    else:
        first, last = window.from_day, window.to_day
        reach = lengths.reach(window.relation, first, last, undated=asked.include_undated)
    if sight.clocks.as_of is None:
        return reach
    starts = sight.index.times("event").start_earliest[: sight.index.dated_events]
    begun = int(np.searchsorted(starts, sight.clocks.as_of, "right"))
    return reach._replace(stop=min(reach.stop, begun))


def _simple_finds(sight: Sight, asked: TimelineQuestion) -> Iterator[Find]:
    """The steps of the keys that are a list of ids, and of the text."""
    if asked.kinds:
        kinds = sight.below("concept.broader", named(sight, "event-kind", asked.kinds, "kinds"))
        yield _listed("kinds", kinds, sight.find("event.kind", kinds))
    if asked.offices:
        offices = named(sight, "office", asked.offices, "offices")
        yield Find("offices", ", ".join(offices), _once(lambda: in_office(sight, offices)))
    if asked.during_tenure:
        tenures = named(sight, "tenure", asked.during_tenure, "duringTenure")
        yield Find(
            "duringTenure", ", ".join(tenures), _once(lambda: during_tenures(sight, tenures))
        )
    if asked.while_in_force:
        forced = named(sight, "instrument", asked.while_in_force, "whileInForce")
        yield Find("whileInForce", ", ".join(forced), _once(lambda: while_in_force(sight, forced)))
    if asked.places is not None and (asked.places.in_ or asked.places.role):
        yield _places(sight, asked.places)
    if asked.instruments:
        instruments = named(sight, "instrument", asked.instruments, "instruments")
        yield Find("instruments", ", ".join(instruments), _once(lambda: _used(sight, instruments)))
    if asked.sources:
        sources = named(sight, "source", asked.sources, "sources")
        yield Find("sources", ", ".join(sources), _once(lambda: _sourced(sight, sources)))
    if asked.part_of:
        wholes = named(sight, "event", asked.part_of, "partOf")
        yield Find("partOf", ", ".join(wholes), _once(lambda: _parts(sight, wholes)))
    if asked.text is not None:
        words = asked_words(sight, asked.text, "text")
        yield Find("text", " ".join(words) + "…", _once(lambda: _saying(sight, words)))


def _listed(name: str, ids: Sequence[str], rows: Rows) -> Find:
    """The events of a posting list."""
    found = Listed([rows])
    return Find(
        name, ", ".join(ids), lambda reach: distinct(reach.events(rows)), found, Posting(rows)
    )


def _once(find: Callable[[], Chosen]) -> Callable[[Reach], Chosen]:
    """Rows that can only be found all at once; they are found when first asked for."""
    kept = cache(find)
    return lambda reach: within(kept(), reach)


def _without(name: str, detail: str, rows: Callable[[Reach], Chosen]) -> Keep:
    def apply(chosen: Chosen) -> Chosen:
        if not len(chosen.rows):
            return chosen
        first, last = int(chosen.rows[0]), int(chosen.rows[-1]) + 1
        return without(chosen, rows(Reach(NO_ROWS, first, first, last, last, last)))

    return Keep(name, detail, apply)


def _resolved(sight: Sight, asked: ActorFilter) -> ActorFilter:
    roles = named(sight, "role", asked.role, "actors.role")
    return replace(
        asked,
        all_of=tuple(named(sight, "actor", asked.all_of, "actors.allOf")),
        any_of=tuple(named(sight, "actor", asked.any_of, "actors.anyOf")),
        none_of=tuple(named(sight, "actor", asked.none_of, "actors.noneOf")),
        role=tuple(sight.below("concept.broader", roles)),
    )


def _shown(asked: ActorFilter) -> str:
    who = ", ".join((*asked.all_of, *asked.any_of)) or "anybody"
    role = f" as {', '.join(asked.role)}" if asked.role else ""
    return f"{who}{role}{', with members and parts' if asked.include_parts else ''}"


def _places(sight: Sight, asked: PlaceFilter) -> Find:
    places = sight.below("place.within", named(sight, "place", asked.in_, "places.in"))
    roles, tables, table = set(asked.role), sight.tables, "event.places"
    whole = (
        sight.find("event.place", places)
        if places
        else np.arange(tables.count(table), dtype=np.uint32)
    )

    def find(reach: Reach) -> Chosen:
        parts = reach.parts(tables.lists(table), whole)
        if roles:
            codes = [tables.code(table, "role", role) for role in roles]
            known = [code for code in codes if code is not None]
            parts = parts[np.isin(tables.column(table, "role")[parts], known)]
        return _owners(sight, table, parts)

    detail = ", ".join(places) or "anywhere"
    shown = f"{detail} as {', '.join(sorted(roles))}" if roles else detail
    plain = not roles and sight.reported is None
    listed = Posting.of_parts(whole, tables.lists(table)) if plain else None
    return Find("places", shown, find, Listed([whole], table), listed)


def _owners(sight: Sight, table: str, parts: Rows) -> Chosen:
    owner = sight.tables.column(table, "owner")[parts]
    if sight.reported is None:
        return sure(owner)
    return leveled(owner, part_levels(sight, table, parts))


def _used(sight: Sight, instruments: Sequence[str]) -> Chosen:
    return _owners(sight, "event.instruments", sight.find("event.instrument", instruments))


def _sourced(sight: Sight, sources: Sequence[str]) -> Chosen:
    """Events with evidence in one of these sources, at any depth."""
    rows = sight.index.rows("evidence.source", sources, past=sight.past)
    levels = sight.levels("evidence", rows)
    rows, levels = rows[levels > 0], levels[levels > 0]
    found = []
    for lists in sight.index.event_evidence if sight.past else sight.index.event_evidence[:1]:
        events, counts = gathered(lists, sight.index.evidence_first[rows])
        found.append(leveled(events, np.repeat(levels, counts)))
    return either(found)


def _parts(sight: Sight, wholes: Sequence[str]) -> Chosen:
    below = sight.below("event.whole", wholes)
    return sure(sight.found("event.whole", below))


def _saying(sight: Sight, words: Sequence[str]) -> Chosen:
    """Events that say these words, or about which a claim says them."""
    docs = sight.index.words.saying(words, prose=True)
    claims = sight.index.words.within(docs, "claim")
    told = leveled(claims, sight.levels("claim", claims))
    own = sure(sight.index.words.within(docs, "event"))
    return either([own, events_of_claims(sight, told)])


def _keeps(sight: Sight, asked: TimelineQuestion) -> Iterator[Keep]:
    """The steps that look at the columns of the event itself."""
    dated = sight.index.dated_events
    if not asked.include_undated:
        yield Keep("dated", "undated events are left out", lambda c: _before(c, dated))
    if asked.status:
        ranks = [PROGRESS.index(Status(status)) for status in asked.status]
        yield Keep(
            "status",
            ", ".join(asked.status),
            lambda c: kept(c, np.isin(status_codes(sight, c.rows), ranks)),
        )
    if asked.qualified is not Qualified.INCLUDE:
        flag = asked.qualified is Qualified.ONLY
        yield Keep(
            "qualified",
            asked.qualified,
            lambda c: kept(c, sight.index.qualified[c.rows] == flag),
        )
    if asked.obtained:
        codes = [sight.tables.code("event", "time_obtained", o) for o in asked.obtained]
        known = [code for code in codes if code is not None]
        column = sight.tables.column("event", "time_obtained")
        yield Keep(
            "obtained",
            ", ".join(asked.obtained),
            lambda c: kept(c, np.isin(column[c.rows], known)),
        )
    if asked.window is not None:
        yield from _windowed(sight, asked.window)


def _windowed(sight: Sight, window: Window) -> Iterator[Keep]:
    times = sight.index.times("event")

    def judged(chosen: Chosen) -> Chosen:
        first, last = window.from_day, window.to_day
        if window.relation is Relation.OVERLAPS:
            return Chosen(*sight.index.lengths().within(*chosen, first, last))
        found = times.judged(chosen.rows, window.relation, first, last)
        return kept(chosen, found.possible, found.certain)

    def shown() -> str:
        bounds = (window.from_day, window.to_day)
        days = ("…" if day is None else iso_day(day) for day in bounds)
        return f"{window.relation} {' to '.join(days)}"

    yield Keep("window", shown, judged)
    if window.match is Match.CERTAIN:
        yield Keep("match", "certain only", lambda c: kept(c, c.certain))


def _clocks(sight: Sight) -> str:
    clocks = sight.clocks
    days = (
        ("asOf", clocks.as_of),
        ("knownAt", clocks.known_at),
        ("reportedBy", clocks.reported_by),
    )
    return ", ".join(f"{name} {iso_day(day)}" for name, day in days if day is not None) or "now"


def _before(chosen: Chosen, row: int) -> Chosen:
    rows = chosen.rows
    return kept(chosen, rows < row) if len(rows) and int(rows[-1]) >= row else chosen


def _seen(sight: Sight, chosen: Chosen) -> Chosen:
    if sight.now and sight.unchanged("event"):
        return chosen
    levels = sight.levels("event", chosen.rows)
    return kept(chosen, levels > 0, levels == 2)


def found(steps: Sequence[Chosen]) -> Chosen:
    """The rows that all finding steps gave, smallest first."""
    smallest, *others = sorted(steps, key=lambda chosen: len(chosen.rows))
    for other in others:
        smallest = both(smallest, other)
    return smallest
