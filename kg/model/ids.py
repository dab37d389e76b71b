"""How is a record named?

A record id is `kind/slug`: `event/nc-operation-2019`. The IRI is the dataset's base
followed by the id. Parts of a record have no id of their own but a key, unique in
their list: `event/nc-operation-2019/participation/ice-conducts`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Final

from kg.errors import IdentifierError

RECORDS: Final = (
    "event",
    "actor",
    "office",
    "tenure",
    "place",
    "instrument",
    "relation",
    "claim",
    "source",
    "evidence",
    "tombstone",
)
SCHEMES: Final = (
    "event-kind",
    "actor-kind",
    "office-kind",
    "place-kind",
    "instrument-kind",
    "source-kind",
    "role",
    "capacity",
    "instrument-role",
    "relation-kind",
    "predicate",
    "topic",
    "unit",
)
KINDS: Final = RECORDS + SCHEMES
MAX_SLUG: Final = 200
_SLUG: Final = re.compile(f"[a-z0-9][a-z0-9._~-]{{0,{MAX_SLUG - 1}}}")


@dataclass(frozen=True, slots=True)
class Ref:
    """Marks a string field as the id of a record of one of `kinds`."""

    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """Marks a string field as text of a certain form."""

    form: str  # "day" (ISO calendar day), "lang" (BCP 47 tag), "sha256", "iri", "key", "edtf"


AnyId = Annotated[str, Ref(KINDS)]
EventId = Annotated[str, Ref(("event",))]
ActorId = Annotated[str, Ref(("actor",))]
OfficeId = Annotated[str, Ref(("office",))]
TenureId = Annotated[str, Ref(("tenure",))]
PlaceId = Annotated[str, Ref(("place",))]
InstrumentId = Annotated[str, Ref(("instrument",))]
ClaimId = Annotated[str, Ref(("claim",))]
SourceId = Annotated[str, Ref(("source",))]
RelationId = Annotated[str, Ref(("relation",))]
TombstoneId = Annotated[str, Ref(("tombstone",))]
EvidenceId = Annotated[str, Ref(("evidence",))]
EventKindId = Annotated[str, Ref(("event-kind",))]
ActorKindId = Annotated[str, Ref(("actor-kind",))]
OfficeKindId = Annotated[str, Ref(("office-kind",))]
PlaceKindId = Annotated[str, Ref(("place-kind",))]
InstrumentKindId = Annotated[str, Ref(("instrument-kind",))]
SourceKindId = Annotated[str, Ref(("source-kind",))]
RoleId = Annotated[str, Ref(("role",))]
CapacityId = Annotated[str, Ref(("capacity",))]
InstrumentRoleId = Annotated[str, Ref(("instrument-role",))]
RelationKindId = Annotated[str, Ref(("relation-kind",))]
PredicateId = Annotated[str, Ref(("predicate",))]
TopicId = Annotated[str, Ref(("topic",))]
UnitId = Annotated[str, Ref(("unit",))]
ConceptId = Annotated[str, Ref(SCHEMES)]
Day = Annotated[str, Text("day")]
Lang = Annotated[str, Text("lang")]
Sha256 = Annotated[str, Text("sha256")]
Iri = Annotated[str, Text("iri")]
Key = Annotated[str, Text("key")]
EdtfText = Annotated[str, Text("edtf")]


def is_slug(text: str) -> bool:
    """Whether `text` may stand after the slash of an id. Cost: O(len)."""
    return _SLUG.fullmatch(text) is not None


def record_id(kind: str, slug: str) -> str:
    """The id of a record of `kind`; `slug` may already be a whole id of that kind.

    Raises: IdentifierError when the kind is unknown or the slug is malformed.
    """
    prefix, slash, rest = slug.partition("/")
    if slash:
        if prefix != kind:
            raise IdentifierError(
                f"{slug!r} is not {_a(kind)}", hint=f"write {kind}/… or the slug alone"
            )
        slug = rest
    if kind not in KINDS:
        raise IdentifierError(f"unknown kind of record {kind!r}", hint=f"one of {', '.join(KINDS)}")
    if not is_slug(slug):
        raise IdentifierError(
            f"{slug!r} is not a slug",
            hint="small letters a-z, digits and - . _ ~, beginning with a letter or digit, "
            f"at most {MAX_SLUG} long",
        )
    return f"{kind}/{slug}"


def kind_of(identifier: str) -> str:
    """The part of an id before its slash."""
    return identifier.partition("/")[0]


def slug_of(identifier: str) -> str:
    """The part of an id after its slash."""
    return identifier.partition("/")[2]


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind} id"
