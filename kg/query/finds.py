"""Which events does a key of a timeline question find?

Each is a step that reads posting lists, and can be asked about a stretch of the timeline alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import Final, NamedTuple

import numpy as np

from kg.errors import FilterError
from kg.index import Reach, Rows, gathered
from kg.model.ids import kind_of
from kg.query.ask import POSTS, PlaceFilter, TimelineQuestion
from kg.query.disputes import events_of_claims
from kg.query.force import while_in_force
from kg.query.names import named
from kg.query.rows import Chosen, Posting, distinct, either, leveled, sure, within
from kg.query.search import asked_words
from kg.query.sight import Sight
from kg.query.stated import part_levels
from kg.query.who import during_tenures, in_capacity, in_office


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


def simple_finds(sight: Sight, asked: TimelineQuestion) -> Iterator[Find]:
    """The steps of the keys that are a list of ids, and of the text."""
    if asked.kinds:
        every = sight.below("concept.broader", named(sight, "event-kind", asked.kinds, "kinds"))
        yield _listed("kinds", every, sight.find("event.kind", every))
    for key, kinds, argument, find in _LISTS:
        if refs := getattr(asked, key):
            ids = _named(sight, kinds, refs, argument)
            yield Find(argument, ", ".join(ids), _once(partial(find, sight, ids)))
    if asked.places is not None and (asked.places.in_ or asked.places.role):
        yield _places(sight, asked.places)
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


def _named(sight: Sight, kinds: tuple[str, ...], texts: Sequence[str], argument: str) -> list[str]:
    """Whole ids of records; of several kinds only whole ids are taken. Raises: FilterError."""
    if len(kinds) == 1:
        return named(sight, kinds[0], texts, argument)
    for text in texts:
        if kind_of(text) not in kinds:
            raise FilterError(
                f"{argument}: {text!r} is of none of the kinds {', '.join(kinds)}",
                hint=f"write the kind before it, as in {kinds[0]}/{text.rpartition('/')[2]}",
                argument=argument,
            )
    return named(sight, None, texts, argument)


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


_LISTS: Final[tuple[tuple[str, tuple[str, ...], str, Callable[..., Chosen]], ...]] = (
    ("offices", ("office",), "offices", in_office),
    ("in_capacity_of", POSTS, "inCapacityOf", in_capacity),
    ("during_tenure", ("tenure",), "duringTenure", during_tenures),
    ("while_in_force", ("instrument",), "whileInForce", while_in_force),
    ("instruments", ("instrument",), "instruments", _used),
    ("sources", ("source",), "sources", _sourced),
    ("part_of", ("event",), "partOf", _parts),
)
"""Keys that are lists of ids: of which kinds, their names in the schema, and what they find."""
