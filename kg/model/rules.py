"""What must be so within one record or part?

One function per class; each says which field breaks the rule. Records written by hand go
through all of them (`kg.model.integrity`), rows of tables through the same ones
(`kg.ingest.mapping.ruled`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import isfinite
from typing import Any, Final

from kg.errors import DateError, IdentifierError, InputError, KgError, SeedError
from kg.model.claim import Claim, Via
from kg.model.clock import Clock
from kg.model.dataset import Dataset
from kg.model.event import Event
from kg.model.evidence import Evidence
from kg.model.extents import extent_in, side
from kg.model.fields import FieldType, Many, fields_of
from kg.model.forms import form_fault
from kg.model.ids import kind_of
from kg.model.participation import Participation
from kg.model.place import Place
from kg.model.quantity import Quantity, QuantityState
from kg.model.relation import Relation
from kg.model.source import Source
from kg.model.time import Obtained, When
from kg.temporal import extent_of, parse_day

Path = tuple[str, ...]
Broken = tuple[Path, KgError]
CLAIMED: Final = frozenset(
    {"relation-kind/causes", "relation-kind/enables", "relation-kind/responds-to"}
)


def broken(record: Any, dataset: Dataset) -> Iterator[Broken]:
    """Every rule that a record or one of its parts breaks, with the path from the record."""
    for path, part in parts_of(record):
        for steps, error in rules_of(part, dataset):
            yield (*path, *steps), error


def parts_of(part: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The record and every part in it, each with its path."""
    yield path, part
    for field in fields_of(type(part)):
        if field.sort is not FieldType.PART:
            continue
        value = getattr(part, field.name)
        if field.many is Many.MANY:
            for one in value:
                key = getattr(one, "key", None) or getattr(one, "lang", "")
                yield from parts_of(one, (*path, field.name, f"[{key}]"))
        elif value is not None:
            yield from parts_of(value, (*path, field.name))


def rules_of(part: Any, dataset: Dataset) -> Iterator[Broken]:
    """The rules that `part` breaks: the path of the field below it, and the fault."""
    rule = RULES.get(type(part))
    if rule is not None:
        yield from rule(part, dataset)


def _when(when: When, dataset: Dataset) -> Iterator[Broken]:
    unknown = when.obtained is Obtained.UNKNOWN
    if when.edtf is None:
        if not unknown:
            yield (
                ("edtf",),
                SeedError(
                    f"there is no date, but it is said to be {when.obtained}",
                    hint="add edtf:, or write obtained: unknown",
                ),
            )
        if when.ongoing or when.attested or when.ended:
            said = "to have ended" if when.ended else "to be ongoing"
            yield (
                ("ended" if when.ended else "ongoing",),
                SeedError(
                    f"something undated is said {said}",
                    hint="give the start, as in edtf: /.. with obtained: stated",
                ),
            )
        return
    if unknown:
        yield (
            ("obtained",),
            SeedError(
                f"{when.edtf!r} is a date, but it is said to be unknown",
                hint="write stated, computed or inferred, or leave edtf: out",
            ),
        )
    if when.attested is not None and not when.ongoing:
        yield (
            ("attested",),
            SeedError(
                "attested is for what is ongoing", hint="add ongoing: true, or leave attested: out"
            ),
        )
    if (
        form_fault("edtf", when.edtf)
        or (when.attested and form_fault("day", when.attested))
        or (when.ended and form_fault("edtf", when.ended))
    ):
        return  # no date at all, which is told as a fault of form
    try:
        start = extent_of(when.edtf, hemisphere=side(dataset)).start_earliest
        extent_in(dataset, when)
    except DateError as error:
        yield ("ended" if when.ended else "edtf",), error
        return
    if when.attested is not None and parse_day(when.attested) < start:
        yield (
            ("attested",),
            DateError(
                f"attested on {when.attested}, before {when.edtf} begins",
                hint="it is the last day on which it is known not to have ended",
            ),
        )


def _quantity(quantity: Quantity, _: Dataset) -> Iterator[Broken]:
    given = [n for n in ("value", "low", "high") if getattr(quantity, n) is not None]
    if quantity.state is not QuantityState.VALUE:
        if given:
            yield (
                (given[0],),
                SeedError(
                    f"a number is given, but the state is {quantity.state}",
                    hint="leave the number or the state out",
                ),
            )
        return
    endless = [name for name in given if not isfinite(getattr(quantity, name))]
    if endless:
        number = getattr(quantity, endless[0])
        fault = InputError(f"{endless[0]} is {number}", hint="write a finite number")
        yield (endless[0],), fault
    elif not given:
        yield (
            ("value",),
            SeedError("there is no number", hint="add value:, or state: unknown, or state: none"),
        )
    elif "value" in given and len(given) > 1:
        yield (
            ("value",),
            SeedError("there is a value and a span", hint="write value: alone, or low: and high:"),
        )
    elif len(given) == 1 and given[0] != "value":
        yield (
            (given[0],),
            SeedError("a span has two ends", hint='write low: and high:, or value: ">= 200"'),
        )
    elif quantity.low is not None and quantity.high is not None and quantity.low > quantity.high:
        yield (
            ("low",),
            InputError(
                f"low {quantity.low:g} is above high {quantity.high:g}", hint="exchange them"
            ),
        )


def _event(event: Event, _: Dataset) -> Iterator[Broken]:
    counted = {quantity.key for quantity in event.quantities}
    parts = {participation.key for participation in event.participations}
    for quantity in event.quantities:
        path = ("quantities", f"[{quantity.key}]")
        if quantity.total is not None and quantity.total not in counted - {quantity.key}:
            yield (*path, "total"), _no_key(quantity.total, counted - {quantity.key}, "quantity")
        if quantity.participation is not None and quantity.participation not in parts:
            yield (*path, "participation"), _no_key(quantity.participation, parts, "participation")


def _no_key(key: str, known: set[str], what: str) -> KgError:
    return IdentifierError(
        f"there is no other {what} with the key {key!r} in this event",
        hint=f"one of {', '.join(sorted(known))}" if known else f"give the {what} a key:",
    )


def _participation(part: Participation, _: Dataset) -> Iterator[Broken]:
    if not (part.actor or part.office or part.tenure):
        yield (), SeedError("nobody takes part", hint="add actor:, office: or tenure:")


def _claim(claim: Claim, _: Dataset) -> Iterator[Broken]:
    said = [n for n in ("object", "value", "quantity", "time") if getattr(claim, n) is not None]
    if len(said) > 1:
        yield (
            (said[1],),
            SeedError(
                f"the claim says {' and '.join(said)}",
                hint="a claim says one thing: make it two claims",
            ),
        )
    if said and claim.predicate is None:
        yield (
            (said[0],),
            SeedError(f"there is {said[0]}:, but no predicate", hint="add subject: and predicate:"),
        )
    if claim.predicate is not None and claim.subject is None:
        yield ("predicate",), SeedError("there is a predicate, but no subject", hint="add subject:")
    for link in claim.links:
        if link.claim == claim.id:
            yield (
                ("links", f"[{link.key}]"),
                SeedError("the claim is linked to itself", hint="name another claim"),
            )


def _via(via: Via, _: Dataset) -> Iterator[Broken]:
    if (via.actor is None) is (via.source is None):
        yield (), SeedError("an outlet is one actor or one source", hint="write one of the two")


def _relation(relation: Relation, _: Dataset) -> Iterator[Broken]:
    if relation.subject == relation.object:
        yield (
            ("object",),
            SeedError(f"{relation.subject} is related to itself", hint="name another record"),
        )
    ends = (kind_of(relation.subject), kind_of(relation.object))
    if relation.kind in CLAIMED and ends == ("event", "event") and not relation.claims:
        yield (
            ("claims",),
            SeedError(
                f"{relation.kind} between events is always claimed by somebody",
                hint="name in claims: the claims that say so",
            ),
        )


def _evidence(evidence: Evidence, _: Dataset) -> Iterator[Broken]:
    place = {"start": evidence.start, "end": evidence.end, "sha256": evidence.sha256}
    if missing := [name for name, value in place.items() if value is None]:
        if len(missing) < len(place):
            yield (
                (missing[0],),
                SeedError(
                    f"{missing[0]} is missing",
                    hint="give start, end and sha256 of the passage, or none of them",
                ),
            )
        return
    assert evidence.start is not None  # noqa: S101  (none is missing)
    assert evidence.end is not None  # noqa: S101  (as above)
    if evidence.start < 0:
        yield (
            ("start",),
            InputError(f"the passage starts at {evidence.start}", hint="the first code point is 0"),
        )
    if evidence.end <= evidence.start:
        yield (
            ("end",),
            InputError(
                f"the passage ends at {evidence.end} and starts at {evidence.start}",
                hint="end is exclusive and lies after start",
            ),
        )


def _place(place: Place, _: Dataset) -> Iterator[Broken]:
    if (place.latitude is None) is not (place.longitude is None):
        missing = "latitude" if place.latitude is None else "longitude"
        yield (missing,), SeedError(f"there is no {missing}", hint="give both, or neither")
    for name, most in (("latitude", 90), ("longitude", 180)):
        value = getattr(place, name)
        if value is not None and not -most <= value <= most:
            yield (
                (name,),
                InputError(
                    f"{value:g} degrees is no {name}", hint=f"from -{most} to {most}, WGS 84"
                ),
            )


def _source(source: Source, _: Dataset) -> Iterator[Broken]:
    for name in ("number", "length"):
        value = getattr(source, name)
        if value is not None and value < 0:
            yield (name,), InputError(f"{name} is {value}", hint="0 or more")


def _clock(clock: Clock, _: Dataset) -> Iterator[Broken]:
    if clock.version < 1:
        yield ("version",), InputError(f"the version is {clock.version}", hint="1, 2, 3 …")


RULES: Final[dict[type[Any], Callable[[Any, Dataset], Iterator[Broken]]]] = {
    Claim: _claim,
    Clock: _clock,
    Event: _event,
    Evidence: _evidence,
    Participation: _participation,
    Place: _place,
    Quantity: _quantity,
    Relation: _relation,
    Source: _source,
    Via: _via,
    When: _when,
}
