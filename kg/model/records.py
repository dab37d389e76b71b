"""Which record classes are there, and which order have their lists?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, TypeVar

from kg.errors import IdentifierError
from kg.model.actor import Actor
from kg.model.claim import Claim
from kg.model.concept import Concept
from kg.model.event import Event
from kg.model.evidence import Evidence
from kg.model.fields import FieldType, Many, fields_of
from kg.model.ids import KINDS, SCHEMES, kind_of
from kg.model.instrument import Instrument
from kg.model.labels import Label
from kg.model.office import Office, Tenure
from kg.model.place import Place
from kg.model.relation import Relation
from kg.model.source import Source
from kg.model.tombstone import Tombstone

Record = (
    Event
    | Actor
    | Office
    | Tenure
    | Place
    | Instrument
    | Relation
    | Claim
    | Source
    | Evidence
    | Concept
    | Tombstone
)
T = TypeVar("T")

CLASSES: Final[dict[str, type[Any]]] = {
    "event": Event,
    "actor": Actor,
    "office": Office,
    "tenure": Tenure,
    "place": Place,
    "instrument": Instrument,
    "relation": Relation,
    "claim": Claim,
    "source": Source,
    "evidence": Evidence,
    "tombstone": Tombstone,
    "concept": Concept,
}


def record_class(identifier: str) -> type[Any]:
    """The class of the record that `identifier` (`kind/slug`) names.

    Raises: IdentifierError when the kind is unknown.
    """
    kind = kind_of(identifier)
    if kind in SCHEMES:
        return Concept
    try:
        return CLASSES[kind]
    except KeyError:
        raise IdentifierError(
            f"{identifier!r} names no kind of record", hint=f"one of {', '.join(KINDS)}"
        ) from None


def canonical(record: T) -> T:
    """The record with every list in its one order, and no double entries.

    Order: references and texts by code point, labels by language and text, parts by key.
    Two records that say the same are equal after this. Raises nothing; cost O(n log n).
    """
    changes: dict[str, Any] = {}
    for field in fields_of(type(record)):
        value = getattr(record, field.name)
        if field.many is Many.MANY:
            changes[field.name] = _ordered(value, parts=field.sort is FieldType.PART)
        elif field.sort is FieldType.PART and value is not None:
            changes[field.name] = canonical(value)
    return replace(record, **changes)  # type: ignore[type-var]  # T is always a dataclass


def _ordered(values: tuple[Any, ...], *, parts: bool) -> tuple[Any, ...]:
    if not parts:
        return tuple(sorted(set(values)))
    whole = {canonical(v) if not isinstance(v, Label) else v for v in values}
    return tuple(sorted(whole, key=lambda p: p if isinstance(p, Label) else p.key))
