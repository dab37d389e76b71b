"""What else follows from the records in some rows?

Equals: `kg.rdf.derived`, rule by rule, for a whole block of rows at once. Datasets and
concepts are few and go by the record road.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.columns import Tables
from kg.columns.layout import Shape
from kg.export.dates import said_of_dates, when
from kg.export.terms import Block, Codes, Node, Parts, Proposition, Said, Say, Says, Sort, Terms
from kg.export.texts import TEXT, counted, joined, wrapped
from kg.export.values import column, distinct, needed, tagged, words
from kg.model import (
    Actor,
    ActorType,
    Claim,
    Clock,
    Event,
    Instrument,
    Name,
    Place,
    PlaceRole,
    Source,
    When,
)
from kg.rdf.derived import ACTOR_TYPES, CITED, LEGAL, LEGISLATION, PLACED, licence_iri
from kg.rdf.literals import number
from kg.rdf.properties import CLASSES
from kg.rdf.terms import Iri
from kg.rdf.vocab import DCTERMS, GEO, PROV, RDFS, SCHEMA, SEM, WKT

Types = Callable[[Block], tuple[list[tuple[Iri, ...]], Codes | None]]
_DATINGS: Final = {name: SCHEMA(name) for name in ("startDate", "endDate", "temporalCoverage")}
_PUBLISHED: Final = {"startDate": SCHEMA("datePublished")}


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
    dates = said_of_dates(tables, table, _inner(shape, "time"), _DATINGS)
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
    dates = said_of_dates(tables, table, _inner(shape, "published"), _PUBLISHED, spans=False)
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
        When: when,
    }
)
