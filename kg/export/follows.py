"""What else follows from the records in some rows?

Equals: `kg.rdf.derived`, rule by rule, for a whole block of rows at once. Datasets and
concepts are few and go by the record road.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.columns import Tables
from kg.columns.layout import Shape
from kg.export.terms import Block, Codes, Node, Parts, Proposition, Said, Sort, Terms
from kg.export.texts import TEXT, counted, joined, wrapped
from kg.export.values import column, distinct, needed, same, tagged, words
from kg.model import (
    Actor,
    ActorType,
    Claim,
    Clock,
    Event,
    Field,
    Instrument,
    Name,
    Place,
    PlaceRole,
    Source,
    When,
)
from kg.rdf.dates import BOUNDS, SAFE, STATES, datings
from kg.rdf.derived import ACTOR_TYPES, CITED, LEGAL, LEGISLATION, PLACED, licence_iri
from kg.rdf.literals import number
from kg.rdf.properties import CLASSES
from kg.rdf.terms import Iri, Literal
from kg.rdf.vocab import (
    BOOLEAN,
    DATE,
    DCTERMS,
    GEO,
    INTEGER,
    KG,
    PROV,
    RDFS,
    SCHEMA,
    SEM,
    WKT,
)
from kg.temporal import NEG_INF, POS_INF

Says = Iterator[Said | Parts]
Say = Callable[["Block"], Says]
Types = Callable[["Block"], tuple[list[tuple[Iri, ...]], Codes | None]]


_FREE: Final = frozenset({"verbatim", "reasoning"})  # what schema.org's dates do not follow from
_DATINGS: Final = {name: SCHEMA(name) for name in ("startDate", "endDate", "temporalCoverage")}
_PUBLISHED: Final = {"startDate": SCHEMA("datePublished")}


@lru_cache(maxsize=1 << 16)
def _dated(when: When) -> dict[str, Literal]:
    return dict(datings(when))


def _listed(tables: Tables, table: str, name: str, block: Block) -> tuple[Any, Any]:
    """The values of a column of a list table for the owners in the block, and their places."""
    flat, counts = tables.lists(table).of(block.places)
    values = column(tables, table, name)
    rows = pa.array(flat)
    taken = pa.nulls(len(flat), pa.int32()) if values is None else values.take(rows)
    return taken, np.repeat(np.arange(block.size), counts)


def _sets(values: Any, owner: Any, size: int, there: Any = None) -> tuple[Terms, Any] | None:
    """The distinct references of each owner, in order, as records. None when there are none.

    Shape: `values` is a dictionary column sorted by code point, so that codes sort as ids do.
    """
    if not pa.types.is_dictionary(values.type):
        return None
    codes = np.asarray(values.indices.fill_null(-1)).astype(np.int64)
    width = len(values.dictionary)
    kept = codes >= 0 if there is None else (codes >= 0) & there
    keys = np.sort(owner[kept] * width + codes[kept])  # a hash, as of np.unique, takes longer
    if not len(keys):
        return None
    keys = keys[np.append(True, keys[1:] != keys[:-1])]
    found = pa.array(keys % width).dictionary_encode()
    terms = Terms(Sort.RECORD, values.dictionary.take(found.dictionary).cast(TEXT), found.indices)
    return terms, counted(np.bincount(keys // width, minlength=size))


def _event(tables: Tables, table: str, shape: Shape) -> Say:
    dates = _datings(tables, table, _inner(shape, "time"), _DATINGS)
    actors, places = f"{table}.participations", f"{table}.places"

    def say(block: Block) -> Says:
        yield Said(SEM("hasTime"), Terms(Sort.PART, wrapped("", block.subject, "/time")))
        if tables.count(actors):
            found = _sets(*_listed(tables, actors, "actor", block), block.size)
            if found:
                yield Said(SEM("hasActor"), *found)
        if tables.count(places):
            values, owner = _listed(tables, places, "place", block)
            roles, _ = _listed(tables, places, "role", block)
            at = np.asarray(pc.equal(roles.cast(TEXT), PlaceRole.AT.value))
            found = _sets(values, owner, block.size, at)
            if found:
                yield from (Said(said, *found) for said in PLACED)
        yield from dates(block)

    return say


def _inner(shape: Shape, field: str) -> Shape:
    """The shape of a single part."""
    return next(whole.shape for whole in shape.wholes if whole.field.name == field)


def _datings(
    tables: Tables, table: str, shape: Shape, wanted: Mapping[str, Iri], *, spans: bool = True
) -> Say:
    """What `kg.rdf.dates.datings` says of the dates of this shape, once for each distinct one.

    `wanted` names the properties; without `spans` intervals are passed over.
    """
    fields = [
        (single.field, values)
        for single in shape.singles
        if single.field.name not in _FREE
        and (values := column(tables, table, single.column.name)) is not None
    ]

    def say(block: Block) -> Says:
        whens, codes = _distinct_dates(fields, block)
        dated = [_dated(w) if w and (spans or "/" not in (w.edtf or "")) else {} for w in whens]
        for name, predicate in wanted.items():
            said = [one.get(name) for one in dated]
            for datatype in sorted({one.datatype for one in said if one is not None}):
                texts = [s.value if s and s.datatype == datatype else None for s in said]
                yield Said(predicate, Terms(Sort.LITERAL, pa.array(texts, TEXT), codes, datatype))

    return say


def _distinct_dates(
    fields: list[tuple[Field, Any]], block: Block
) -> tuple[list[When | None], Codes]:
    """The different dates of a block, and which of them each row has; None is undated."""
    keys, words = np.zeros(block.size, dtype=np.int64), []
    for field, values in fields:
        found, codes = distinct(values.take(block.rows))
        texts = [*found.to_pylist(), None]
        words.append([t and field.codes(t) for t in texts] if field.codes else texts)
        keys = keys * len(texts) + np.asarray(codes.fill_null(len(found)))
    kept, which = np.unique(keys, return_inverse=True)
    given: dict[str, list[Any]] = {}
    for (field, _), texts in zip(reversed(fields), reversed(words), strict=True):
        kept, places = np.divmod(kept, len(texts))
        given[field.name] = [texts[place] for place in places.tolist()]
    whens = [
        When(**dict(zip(given, values, strict=True)))
        for values in zip(*given.values(), strict=True)
    ]
    return [when if when.edtf else None for when in whens], pa.array(which)


def _when(tables: Tables, table: str, shape: Shape) -> Say:
    names = ("start_earliest", "start_latest", "end_earliest", "end_latest")
    days = [needed(tables, table, shape.prefix + name) for name in names]
    states = [needed(tables, table, shape.prefix + n) for n in ("start_state", "end_state")]
    dated = needed(tables, table, shape.prefix + "dated")
    simple = needed(tables, table, shape.prefix + "simple")

    def say(block: Block) -> Says:
        for (own, _), values in zip(BOUNDS, days, strict=True):
            taken = values.take(block.rows)
            yield Said(own, words(_between(taken, NEG_INF + 1, POS_INF - 1), Sort.LITERAL, INTEGER))
        for (_, sem), values in zip(BOUNDS, days, strict=True):
            found, codes = distinct(_between(values.take(block.rows), *SAFE))
            shown = found.cast(pa.int32()).cast(pa.date32()).cast(TEXT)
            yield Said(sem, Terms(Sort.LITERAL, shown, codes, DATE))
        for said, values in zip(STATES, states, strict=True):
            found, codes = distinct(values.take(block.rows))
            iris = [KG(f"end-state-{state}").value for state in found.to_pylist()]
            yield Said(said, Terms(Sort.IRI, pa.array(iris, TEXT), codes))
        known, plain = np.asarray(dated.take(block.rows)), np.asarray(simple.take(block.rows))
        for name, there in (("undated", ~known), ("hull", known & ~plain)):
            if there.any():
                yield Said(KG(name), same("true", Sort.LITERAL, there, BOOLEAN))

    return say


def _between(days: Any, low: int, high: int) -> Any:
    within = pc.and_(pc.greater_equal(days, low), pc.less_equal(days, high))
    return pc.if_else(within, days, None)


def _clock(_tables: Tables, _table: str, _shape: Shape) -> Say:
    said = PROV("specializationOf")
    return lambda block: iter((Said(said, Terms(Sort.PART, block.owner)),))


def _name(tables: Tables, table: str, _shape: Shape) -> Say:
    texts, langs = needed(tables, table, "text"), needed(tables, table, "lang")

    def say(block: Block) -> Says:
        terms = tagged(texts.take(block.rows), langs.take(block.rows))
        yield Said(RDFS("label"), terms, np.arange(block.size + 1))

    return say


def _place(tables: Tables, table: str, _shape: Shape) -> Say:
    within = f"{table}.within"
    degrees = [
        given
        for name in ("longitude", "latitude")
        if (given := column(tables, table, name)) is not None
    ]

    def say(block: Block) -> Says:
        if tables.count(within):
            values, owner = _listed(tables, within, "value", block)
            ends = counted(np.bincount(owner, minlength=block.size))
            if len(values):
                yield Said(GEO("sfWithin"), words(values, Sort.RECORD), ends)
        if len(degrees) < 2:
            return
        there = np.asarray(pc.and_(*(d.take(block.rows).is_valid() for d in degrees)))
        some = block.only(there)
        pairs = zip(*(d.take(some.rows).to_pylist() for d in degrees), strict=True)
        points = [f"POINT({number(x).value} {number(y).value})" for x, y in pairs]
        text = Terms(Sort.LITERAL, pa.array(points, TEXT), None, WKT)
        subject = wrapped("", some.subject, "/geometry")
        node = Node(subject, ((GEO("Geometry"),),), None, [Said(GEO("asWKT"), text)])
        if points:
            yield Parts(GEO("hasGeometry"), node, counted(there))

    return say


def _claim(tables: Tables, table: str, _shape: Shape) -> Say:
    speaker = column(tables, table, "speaker")
    via, links = f"{table}.via", f"{table}.links"
    cited = sorted((said.value, kind.value) for kind, said in CITED.items())

    def say(block: Block) -> Says:
        if speaker is not None:
            terms = words(speaker.take(block.rows), Sort.RECORD)
            yield Said(PROV("wasAttributedTo"), terms)
        if tables.count(via):
            found = _sets(*_listed(tables, via, "source", block), block.size)
            if found:
                yield Said(PROV("wasQuotedFrom"), *found)
        if tables.count(links):
            values, owner = _listed(tables, links, "claim", block)
            kinds, _ = _listed(tables, links, "kind", block)
            for said, kind in cited:
                found = _sets(
                    values, owner, block.size, np.asarray(pc.equal(kinds.cast(TEXT), kind))
                )
                if found:
                    yield Said(Iri(said), *found)

    return say


def _source(tables: Tables, table: str, shape: Shape) -> Say:
    dates = _datings(tables, table, _inner(shape, "published"), _PUBLISHED, spans=False)
    licences = column(tables, table, "licence")

    def say(block: Block) -> Says:
        yield from dates(block)
        if licences is not None:
            found, codes = distinct(licences.take(block.rows))
            iris = [licence_iri(text) for text in found.to_pylist()]
            texts = pa.array([iri and iri.value for iri in iris], TEXT)
            yield Said(DCTERMS("license"), Terms(Sort.IRI, texts, codes))

    return say


def _actor_types(tables: Tables, table: str, _shape: Shape) -> Types:
    types = needed(tables, table, "type")

    def say(block: Block) -> tuple[list[tuple[Iri, ...]], Codes]:
        found, codes = distinct(types.take(block.rows))
        return [(CLASSES[Actor], *ACTOR_TYPES[ActorType(t)]) for t in found.to_pylist()], codes

    return say


def _instrument_types(tables: Tables, table: str, _shape: Shape) -> Types:
    kinds = f"{table}.kinds"

    def say(block: Block) -> tuple[list[tuple[Iri, ...]], Codes]:
        legal = np.zeros(block.size, dtype=np.int32)
        if tables.count(kinds):
            values, owner = _listed(tables, kinds, "value", block)
            laws = pc.is_in(values.cast(TEXT), pa.array(sorted(LEGISLATION), TEXT))
            legal[owner[np.asarray(laws)]] = 1
        own = CLASSES[Instrument]
        return [(own,), (own, *LEGAL)], pa.array(legal)

    return say


def proposition(tables: Tables, table: str, shape: Shape) -> Callable[[Block], Proposition | None]:
    """What the claims of a block say, each in a graph of its own.

    Equals: what `kg.rdf.encode` says in the graph of the proposition; the rules of the model
    see to it that a claim says one thing.
    """
    subjects, predicates = column(tables, table, "subject"), column(tables, table, "predicate")
    objects, values = column(tables, table, "object"), column(tables, table, "value")
    keys = column(tables, table, "quantity_key")
    times = column(
        tables, table, next(w.given for w in shape.wholes if w.field.name == "time") or ""
    )

    def say(block: Block) -> Proposition | None:
        if subjects is None or predicates is None:
            return None
        said = []
        if objects is not None:
            said.append(words(objects.take(block.rows), Sort.ANY))
        if values is not None:
            said.append(words(values.take(block.rows), Sort.LITERAL))
        if keys is not None:
            given = keys.take(block.rows).cast(TEXT)
            iris = joined(block.subject, wrapped("/quantity/", given, ""))
            said.append(Terms(Sort.PART, pc.if_else(given.is_valid(), iris, None)))
        if times is not None:
            given = times.take(block.rows).is_valid()
            said.append(
                Terms(Sort.PART, pc.if_else(given, wrapped("", block.subject, "/time"), None))
            )
        about, how = subjects.take(block.rows), predicates.take(block.rows)
        there = np.zeros(block.size, dtype=bool)
        for terms in said:
            there |= terms.there
        there &= np.asarray(about.is_valid()) & np.asarray(how.is_valid())
        if not there.any():
            return None
        return Proposition(
            pa.array(there), words(about, Sort.ANY), words(how, Sort.ANY), tuple(said)
        )

    return say


TYPES: Final = MappingProxyType[type[Any], Callable[[Tables, str, Shape], Types]](
    {Actor: _actor_types, Instrument: _instrument_types}
)
FOLLOWS: Final = MappingProxyType[type[Any], Callable[[Tables, str, Shape], Say]](
    {
        Claim: _claim,
        Clock: _clock,
        Event: _event,
        Name: _name,
        Place: _place,
        Source: _source,
        When: _when,
    }
)
