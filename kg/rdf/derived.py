"""What else follows from a record, for readers who know the usual vocabularies?

Everything here is computed from the record and said again at every encoding; decoding
takes none of it as a value. The four bounds are what queries compare; `sem:` time stamps
and `schema:` dates stand beside them for display, only at a precision that is known.
Statements whose subject is another record are left out (SPARQL reads a property backwards
with `^`), so that each record is said in one place.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from types import MappingProxyType
from typing import Any, Final

from kg.model import (
    Actor,
    ActorType,
    Claim,
    Clock,
    Concept,
    Dataset,
    Event,
    Evidence,
    Instrument,
    LinkKind,
    Name,
    Place,
    PlaceRole,
    Source,
    When,
    kind_of,
)
from kg.model.labels import Label
from kg.model.writing import is_iri
from kg.rdf.dates import BOUNDS, STATES, datings, stamps
from kg.rdf.graphs import Context, keyed_iri, versioned
from kg.rdf.literals import number, tagged, text
from kg.rdf.properties import CLASSES
from kg.rdf.terms import Iri, Literal, Term, Triple
from kg.rdf.vocab import (
    CITO,
    DCTERMS,
    ELI,
    FOAF,
    GEO,
    KG,
    NS,
    ORG,
    PROV,
    RDFS,
    SCHEMA,
    SEM,
    SKOS,
    TYPE,
    VOID,
    WKT,
)

ACTOR_TYPES: Final = MappingProxyType(
    {
        ActorType.PERSON: (FOAF("Person"), SCHEMA("Person")),
        ActorType.ORGANISATION: (ORG("Organization"), SCHEMA("Organization")),
        ActorType.GROUP: (FOAF("Group"),),
        ActorType.UNIDENTIFIED: (KG("UnidentifiedActor"),),
    }
)
ALSO: Final = MappingProxyType[type[Any], tuple[Iri, ...]](
    {
        Claim: (PROV("Entity"),),
        Dataset: (VOID("Dataset"),),
        Event: (SCHEMA("Event"),),
        Evidence: (PROV("Entity"),),
        Source: (FOAF("Document"), PROV("Entity")),
    }
)
LEGAL: Final = (ELI("LegalResource"), SCHEMA("Legislation"))
PLACED: Final = (SEM("hasPlace"), SCHEMA("location"))
LEGISLATION: Final = frozenset(
    f"instrument-kind/{slug}"
    for slug in (
        "constitution",
        "constitutional-amendment",
        "statute",
        "statute-section",
        "ordinance",
        "executive-order",
    )
)
CITED: Final = MappingProxyType(
    {
        LinkKind.CONTRADICTS: CITO("disputes"),
        LinkKind.QUALIFIES: CITO("qualifies"),
        LinkKind.SUPPORTS: CITO("supports"),
        LinkKind.CORRECTS: CITO("corrects"),
        LinkKind.REPEATS: PROV("wasDerivedFrom"),
    }
)
MATCHES: Final = MappingProxyType(
    {name: SKOS(f"{name}Match") for name in ("exact", "close", "broad", "narrow", "related")}
)
LICENCES: Final = MappingProxyType(
    {
        name: Iri(f"http://spdx.org/licenses/{name}")
        for name in (
            "CC0-1.0",
            "CC-BY-3.0",
            "CC-BY-4.0",
            "CC-BY-SA-4.0",
            "ODC-By-1.0",
            "ODbL-1.0",
            "PDDL-1.0",
        )
    }
)


def types_of(value: Any) -> tuple[Iri, ...]:
    """The classes of a record or part: its own, then those that others know it by."""
    cls = type(value)
    more = ALSO.get(cls, ())
    if cls is Actor:
        more = ACTOR_TYPES[value.type]
    elif cls is Instrument and not LEGISLATION.isdisjoint(value.kinds):
        more = LEGAL
    return (CLASSES[cls], *more)


def derived(value: Any, subject: Iri, context: Context) -> Iterator[Triple]:
    """What follows from a record or part, said of `subject` (or of a node of its own)."""
    rule = RULES.get(type(value))
    if rule is not None:
        yield from rule(value, subject, context)


def licence_iri(licence: str | None) -> Iri | None:
    """The IRI of a licence that is named by a well-known SPDX identifier or by an IRI."""
    if licence is None:
        return None
    if licence.startswith(("https://", "http://")) and is_iri(licence):
        return Iri(licence)
    return LICENCES.get(licence)


def _event(event: Event, subject: Iri, context: Context) -> Iterator[Triple]:
    yield Triple(subject, SEM("hasTime"), keyed_iri(subject, "time", None))
    for actor in sorted({p.actor for p in event.participations if p.actor}):
        yield Triple(subject, SEM("hasActor"), context.record(actor))
    places = sorted({p.place for p in event.places if p.role is PlaceRole.AT})
    for said in PLACED:
        for place in places:
            yield Triple(subject, said, context.record(place))
    for name, literal in datings(event.time):
        yield Triple(subject, SCHEMA(name), literal)


def _when(when: When, subject: Iri, context: Context) -> Iterator[Triple]:
    for said, literal in stamps(when, context.dataset):
        yield Triple(subject, said, literal)


def _clock(_clock: Clock, subject: Iri, _context: Context) -> Iterator[Triple]:
    found = versioned(subject)
    if found is not None:
        yield Triple(subject, PROV("specializationOf"), found[0])


def _name(name: Name, subject: Iri, _context: Context) -> Iterator[Triple]:
    yield Triple(subject, RDFS("label"), tagged(Label(name.lang, name.text)))


def _place(place: Place, subject: Iri, context: Context) -> Iterator[Triple]:
    for within in place.within:
        yield Triple(subject, GEO("sfWithin"), context.record(within))
    if place.latitude is not None and place.longitude is not None:
        node = keyed_iri(subject, "geometry", None)
        point = f"POINT({number(place.longitude).value} {number(place.latitude).value})"
        yield Triple(subject, GEO("hasGeometry"), node)
        yield Triple(node, TYPE, GEO("Geometry"))
        yield Triple(node, GEO("asWKT"), Literal(point, WKT))


def _claim(claim: Claim, subject: Iri, context: Context) -> Iterator[Triple]:
    if claim.speaker is not None:
        yield Triple(subject, PROV("wasAttributedTo"), context.record(claim.speaker))
    for source in sorted({v.source for v in claim.via if v.source}):
        yield Triple(subject, PROV("wasQuotedFrom"), context.record(source))
    cited = sorted({(CITED[link.kind], link.claim) for link in claim.links})
    for said, other in cited:
        yield Triple(subject, said, context.record(other))


def _source(source: Source, subject: Iri, _context: Context) -> Iterator[Triple]:
    for name, literal in datings(source.published):
        if name == "startDate" and source.published and "/" not in (source.published.edtf or ""):
            yield Triple(subject, SCHEMA("datePublished"), literal)
    if (licence := licence_iri(source.licence)) is not None:
        yield Triple(subject, DCTERMS("license"), licence)


def _concept(concept: Concept, subject: Iri, _context: Context) -> Iterator[Triple]:
    for label in concept.labels:
        yield Triple(subject, RDFS("label"), tagged(label))
    yield Triple(subject, SKOS("inScheme"), Iri(NS + kind_of(concept.id)))
    for match in concept.matches:
        if match.relation in MATCHES:
            yield Triple(subject, MATCHES[match.relation], Iri(match.iri))


def _dataset(dataset: Dataset, subject: Iri, _context: Context) -> Iterator[Triple]:
    for lang in sorted(set(dataset.languages)):
        yield Triple(subject, DCTERMS("language"), text(lang))
    if (licence := licence_iri(dataset.licence)) is not None:
        yield Triple(subject, DCTERMS("license"), licence)


Rule = Callable[[Any, Iri, Context], Iterator[Triple]]
RULES: Final = MappingProxyType[type[Any], Rule](
    {
        Claim: _claim,
        Clock: _clock,
        Concept: _concept,
        Dataset: _dataset,
        Event: _event,
        Name: _name,
        Place: _place,
        Source: _source,
        When: _when,
    }
)

_STALE: Final = frozenset(
    {
        *(said for pair in BOUNDS for said in pair),
        *STATES,
        *(KG(name) for name in ("undated", "hull", "proposition")),
        *(SEM(name) for name in ("hasTime", "hasActor", "hasPlace")),
        *(SCHEMA(name) for name in ("location", "startDate", "endDate")),
        *(SCHEMA(name) for name in ("temporalCoverage", "datePublished")),
        PROV("specializationOf"),
        PROV("wasAttributedTo"),
        *(said for said in CITED.values() if said.value.startswith(CITO.start)),
    }
)
_STALE_TYPES: Final = frozenset(
    {one for types in ACTOR_TYPES.values() for one in types} | set(LEGAL)
)
_RENAMED: Final = frozenset({CLASSES[Concept], CLASSES[Name]})


def computed(predicate: Iri, value: Term, types: Collection[Term]) -> bool:
    """Whether such a statement about a record is one that only we compute.

    Where it is not what the record gives now it is out of date (somebody has edited a
    date or a participation and not what followed from it), and would contradict the record.
    """
    if predicate == TYPE:
        return value in _STALE_TYPES
    return predicate in _STALE or (predicate == RDFS("label") and not _RENAMED.isdisjoint(types))
