"""Which property says a field, and which class a record?

The one table between the model and RDF: a field has exactly one property, and decoding
reads nothing else. What else is said for the convenience of others is in
`kg.rdf.derived`. How a value is written follows from the field itself (`kg.model.fields`).
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from kg.model import (
    Absence,
    Actor,
    Claim,
    ClaimLink,
    Clock,
    Concept,
    ConceptMatch,
    Confidence,
    Dataset,
    Event,
    EventPlace,
    EventStatus,
    Evidence,
    ForcePeriod,
    Identifier,
    Instrument,
    InstrumentUse,
    Name,
    Office,
    Participation,
    Party,
    Place,
    Quantity,
    Relation,
    Source,
    Tenure,
    Tombstone,
    Via,
    When,
)
from kg.rdf.terms import Iri
from kg.rdf.vocab import (
    DATE_TIME,
    DCAT,
    DCTERMS,
    EDTF_TYPE,
    ELI,
    KG,
    OA,
    ORG,
    PROV,
    RDFS,
    SCHEMA,
    SEM,
    SKOS,
    STRING,
    TIME,
    VOID,
    WGS,
)


@dataclass(frozen=True, slots=True)
class Hop:
    """A node between the record and the value: `<record>` `link` `<record>/segment`."""

    link: Iri
    segment: str
    type: Iri


@dataclass(frozen=True, slots=True)
class Property:
    """How one field is said.

    `segment` stands in the IRIs of parts (`<event>/participation/<key>`); `datatype` is that
    of a literal which the field alone does not tell; a `sibling` is the key of another part
    of the same owner, said as the IRI of that part. A list is `ordered` when its order means
    something: it is said as one text, with spaces between.
    """

    iri: Iri
    segment: str = ""
    datatype: str = ""
    sibling: str = ""
    ordered: bool = False
    hop: Hop | None = None


Fields = dict[str, Property]

CLASSES: Final = MappingProxyType[type[Any], Iri](
    {
        Absence: KG("Absence"),
        Actor: SEM("Actor"),
        Claim: SCHEMA("Claim"),
        ClaimLink: KG("ClaimLink"),
        Clock: PROV("Entity"),
        Concept: SKOS("Concept"),
        ConceptMatch: KG("ConceptMatch"),
        Confidence: KG("Confidence"),
        Dataset: DCAT("Dataset"),
        Event: SEM("Event"),
        EventPlace: KG("EventPlace"),
        EventStatus: KG("EventStatus"),
        Evidence: OA("SpecificResource"),
        ForcePeriod: KG("ForcePeriod"),
        Identifier: SCHEMA("PropertyValue"),
        Instrument: KG("Instrument"),
        InstrumentUse: KG("InstrumentUse"),
        Name: KG("Name"),
        Office: ORG("Post"),
        Participation: KG("Participation"),
        Party: KG("Party"),
        Place: SCHEMA("Place"),
        Quantity: KG("Quantity"),
        Relation: KG("Relation"),
        Source: SCHEMA("CreativeWork"),
        Tenure: ORG("Membership"),
        Tombstone: KG("Tombstone"),
        Via: KG("Via"),
        When: TIME("TemporalEntity"),
    }
)

_CLOCK: Final = Property(KG("version"), segment="version")
_EVIDENCE: Final = Property(KG("evidence"))
_ABSENCES: Final = Property(KG("absence"), segment="absence")
_IDENTIFIERS: Final = Property(SCHEMA("identifier"), segment="identifier")
_NOTES: Final = Property(SKOS("note"))
_TIME: Final = Property(TIME("hasTime"), segment="time")
_LABELS: Final = Property(RDFS("label"))
_ACTOR: Final = Property(KG("actor"))
_PLACE: Final = Property(KG("place"))
_INSTRUMENT: Final = Property(KG("instrument"))
_ROLE: Final = Property(SEM("roleType"))
_CAPACITY: Final = Property(KG("capacity"))
_SUBJECT: Final = Property(KG("subject"))
_OBJECT: Final = Property(KG("object"))
_CAUSE: Final = Property(PROV("wasGeneratedBy"))
_PART_OF: Final = Property(DCTERMS("isPartOf"))
_AUTHOR: Final = Property(SCHEMA("author"))
_PUBLISHER: Final = Property(SCHEMA("publisher"))
_REASON: Final = Property(KG("reason"))
_SHA256: Final = Property(SCHEMA("sha256"))
_SELECTOR: Final = Hop(OA("hasSelector"), "selector", OA("TextPositionSelector"))

_NAMED: Final[Fields] = {
    "labels": _LABELS,
    "aliases": Property(SKOS("altLabel")),
    "descriptions": Property(DCTERMS("description")),
}
_RECORD: Final[Fields] = {"absences": _ABSENCES, "evidence": _EVIDENCE, "clock": _CLOCK}
_THING: Final[Fields] = {
    **_NAMED,
    **_RECORD,
    "names": Property(KG("name"), segment="name"),
    "identifiers": _IDENTIFIERS,
}

_RECORDS: Final[dict[type[Any], Fields]] = {
    Event: {
        **_THING,
        "kinds": Property(SEM("eventType")),
        "statuses": Property(KG("eventStatus"), segment="status"),
        "time": _TIME,
        "places": Property(KG("eventPlace"), segment="place"),
        "participations": Property(KG("participation"), segment="participation"),
        "quantities": Property(KG("quantity"), segment="quantity"),
        "instruments": Property(KG("instrumentUse"), segment="instrument"),
        "whole": Property(SCHEMA("superEvent")),
    },
    Actor: {
        **_THING,
        "type": Property(KG("actorType")),
        "kinds": Property(SEM("actorType")),
        "jurisdiction": Property(SCHEMA("areaServed")),
    },
    Office: {
        **_THING,
        "kinds": Property(ORG("role")),
        "organisation": Property(ORG("postIn")),
        "jurisdiction": Property(KG("jurisdiction")),
    },
    Tenure: {
        **_RECORD,
        "office": Property(KG("post")),
        "holder": Property(ORG("member")),
        "time": Property(ORG("memberDuring"), segment="time"),
        "capacity": _CAPACITY,
        "began_by": _CAUSE,
        "ended_by": Property(PROV("wasInvalidatedBy")),
    },
    Place: {
        **_THING,
        "kinds": Property(SEM("placeType")),
        "within": Property(SCHEMA("containedInPlace")),
        "address": Property(SCHEMA("address")),
        "latitude": Property(WGS("lat")),
        "longitude": Property(WGS("long")),
        "precision": Property(KG("placePrecision")),
    },
    Instrument: {
        **_THING,
        "kinds": Property(DCTERMS("type")),
        "jurisdiction": Property(SCHEMA("legislationJurisdiction")),
        "issuer": Property(DCTERMS("creator")),
        "parties": Property(KG("party"), segment="party"),
        "part_of": _PART_OF,
        "based_on": Property(ELI("based_on")),
        "force": Property(KG("force"), segment="force"),
    },
    Relation: {
        "kind": Property(KG("relationKind")),
        "subject": _SUBJECT,
        "object": _OBJECT,
        "time": _TIME,
        "claims": Property(KG("claim")),
        "notes": _NOTES,
        "evidence": _EVIDENCE,
        "clock": _CLOCK,
    },
    Claim: {
        **_RECORD,
        "labels": _LABELS,
        "dimension": Property(KG("dimension")),
        "stance": Property(KG("stance")),
        "about": Property(SCHEMA("about")),
        "topic": Property(DCTERMS("subject")),
        "subject": _SUBJECT,
        "predicate": Property(KG("predicate")),
        "object": _OBJECT,
        "value": Property(KG("value")),
        "quantity": Property(KG("quantity"), segment="quantity"),
        "time": Property(KG("claimedTime"), segment="time"),
        "speaker": _AUTHOR,
        "speaker_office": Property(KG("speakerOffice")),
        "publisher": _PUBLISHER,
        "document": Property(SCHEMA("appearance")),
        "recorder": Property(KG("recorder")),
        "via": Property(KG("via"), segment="via"),
        "said": Property(KG("said"), segment="said"),
        "confidence": Property(KG("confidence"), segment="confidence"),
        "links": Property(KG("claimLink"), segment="link"),
    },
    Source: {
        **_NAMED,
        **_RECORD,
        "identifiers": _IDENTIFIERS,
        "kinds": Property(DCTERMS("type")),
        "publisher": _PUBLISHER,
        "authors": _AUTHOR,
        "published": Property(KG("published"), segment="published"),
        "part_of": _PART_OF,
        "number": Property(SCHEMA("position")),
        "mentioned": Property(KG("onlyMentioned")),
        "derived_from": Property(PROV("wasDerivedFrom")),
        "languages": Property(SCHEMA("inLanguage")),
        "file": Property(KG("file")),
        "sha256": _SHA256,
        "length": Property(KG("length")),
        "url": Property(SCHEMA("url")),
        "licence": Property(SCHEMA("license")),
    },
    Evidence: {
        "source": Property(OA("hasSource")),
        "start": Property(OA("start"), hop=_SELECTOR),
        "end": Property(OA("end"), hop=_SELECTOR),
        "sha256": _SHA256,
        "clock": _CLOCK,
    },
    Concept: {
        "labels": Property(SKOS("prefLabel")),
        "aliases": Property(SKOS("altLabel")),
        "definitions": Property(SKOS("definition")),
        "inverse": Property(KG("inverseLabel")),
        "broader": Property(SKOS("broader")),
        "matches": Property(KG("match"), segment="match"),
        "clock": _CLOCK,
    },
    Tombstone: {
        "removed": Property(KG("removed")),
        "reason": Property(KG("removalReason")),
        "clock": _CLOCK,
    },
}

_PARTS: Final[dict[type[Any], Fields]] = {
    When: {
        "edtf": Property(KG("edtf"), datatype=EDTF_TYPE),
        "verbatim": Property(KG("verbatimDate")),
        "obtained": Property(KG("obtained")),
        "reasoning": Property(KG("reasoning")),
        "ongoing": Property(KG("ongoing")),
        "attested": Property(KG("attested")),
        "ended": Property(KG("ended"), datatype=EDTF_TYPE),
        "calendar": Property(KG("calendar")),
        "evidence": _EVIDENCE,
    },
    Clock: {
        "recorded": Property(PROV("generatedAtTime"), datatype=DATE_TIME),
        "withdrawn": Property(PROV("invalidatedAtTime"), datatype=DATE_TIME),
        "version": Property(KG("versionNumber")),
        "reason": _REASON,
        "by": Property(KG("withdrawnBy")),
        "repair": Property(KG("repair")),
    },
    Name: {
        "text": Property(SCHEMA("name")),
        "lang": Property(SCHEMA("inLanguage")),
        "kind": Property(KG("nameKind")),
        "time": _TIME,
    },
    Identifier: {
        "scheme": Property(SCHEMA("propertyID")),
        "value": Property(SCHEMA("value")),
        "iri": Property(SCHEMA("url")),
    },
    Absence: {
        "aspect": Property(KG("aspect")),
        "state": Property(KG("absenceState")),
        "notes": _NOTES,
    },
    EventStatus: {
        "status": Property(KG("status")),
        "time": _TIME,
        "evidence": _EVIDENCE,
    },
    EventPlace: {
        "place": _PLACE,
        "role": Property(KG("placeRole")),
        "evidence": _EVIDENCE,
    },
    InstrumentUse: {
        "instrument": _INSTRUMENT,
        "role": Property(KG("instrumentRole")),
        "evidence": _EVIDENCE,
    },
    Participation: {
        "role": _ROLE,
        "actor": _ACTOR,
        "office": Property(KG("office")),
        "tenure": Property(KG("inCapacityOf")),
        "capacity": _CAPACITY,
        "on_behalf_of": Property(KG("onBehalfOf")),
        "time": _TIME,
        "notes": _NOTES,
        "evidence": _EVIDENCE,
    },
    Quantity: {
        "state": Property(KG("quantityState")),
        "value": Property(SCHEMA("value")),
        "low": Property(SCHEMA("minValue")),
        "high": Property(SCHEMA("maxValue")),
        "comparator": Property(KG("comparator")),
        "unit": Property(SCHEMA("unitCode")),
        "labels": _LABELS,
        "total": Property(KG("partOfTotal"), sibling="quantity"),
        "participation": Property(KG("counts"), sibling="participation"),
        "speaker": Property(KG("speaker")),
        "evidence": _EVIDENCE,
    },
    ForcePeriod: {
        "state": Property(KG("forceState")),
        "time": _TIME,
        "scheduled": Property(KG("scheduledState")),
        "cause": _CAUSE,
        "version": Property(SCHEMA("version")),
        "evidence": _EVIDENCE,
    },
    Party: {"actor": _ACTOR, "role": _ROLE, "evidence": _EVIDENCE},
    Confidence: {"level": Property(KG("confidenceLevel")), "reason": _REASON},
    Via: {"actor": _ACTOR, "source": Property(KG("source"))},
    ClaimLink: {
        "kind": Property(KG("linkKind")),
        "claim": Property(KG("claim")),
        "note": Property(RDFS("comment")),
    },
    ConceptMatch: {
        "relation": Property(KG("matchRelation")),
        "iri": Property(KG("matchOf")),
    },
}

_DATASET: Final[Fields] = {
    "id": Property(DCTERMS("identifier")),
    "base": Property(VOID("uriSpace"), datatype=STRING),
    "labels": Property(DCTERMS("title")),
    "descriptions": Property(DCTERMS("description")),
    "licence": Property(SCHEMA("license")),
    "creator": Property(SCHEMA("creator")),
    "languages": Property(KG("languages"), ordered=True),
    "hemisphere": Property(KG("hemisphere")),
    "recorded": Property(KG("recorded")),
    "version": Property(DCAT("version")),
}

PROPERTIES: Final = MappingProxyType[type[Any], Fields]({**_RECORDS, **_PARTS, Dataset: _DATASET})
