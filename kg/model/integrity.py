"""Do these records hold together?

Rules over records, whatever road they came by: references lead somewhere, what lies in
something does not contain it, ends do not lie before starts, numbers and dates say what
they must. One class of record or part has its rules in `kg.model.rules`; here stand those
that need the other records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from kg.errors import DateError, IdentifierError, InputError, KgError, SeedError
from kg.model.circles import circles
from kg.model.claim import Claim
from kg.model.concept import Concept
from kg.model.dataset import Dataset
from kg.model.event import Event
from kg.model.evidence import Evidence
from kg.model.extents import extent_in
from kg.model.fields import FieldType, Many, fields_of
from kg.model.forms import form_fault
from kg.model.ids import SCHEMES, kind_of, slug_of
from kg.model.lengths import length_of
from kg.model.office import Tenure
from kg.model.records import Record
from kg.model.relation import Relation
from kg.model.rules import Path, parts_of, rules_of
from kg.model.time import When
from kg.model.tombstone import Tombstone
from kg.model.versions import latest, version_faults

EVIDENCED: Final = (Event, Claim, Relation, Tenure)


class Finding(NamedTuple):
    """A fault of one version of a record, at the field that `path` leads to.

    A step in brackets is the key of a part or the id in a list of references.
    """

    record: Any
    path: Path
    error: KgError


def check(records: Sequence[Record], dataset: Dataset) -> list[KgError]:
    """Every fault of `records` (all versions), each with its record and field.

    Cost: linear in the records and their references. Raises nothing.
    """
    faults = []
    for record, path, error in findings(records, dataset):
        error.where.pop("unknown", None)
        error.where.setdefault("record", record.id)
        if path:
            error.where.setdefault("field", field_name(path))
        faults.append(error)
    return faults


def field_name(path: Path) -> str:
    """A path as people read it: `participations[ice-conducts].role`."""
    text = ""
    for number, step in enumerate(path):
        bracket = step.startswith("[")
        if bracket and "/" in step and number == len(path) - 1:
            break  # the message names the reference
        text += step if bracket or not text else f".{step}"
    return text


def findings(
    records: Sequence[Record],
    dataset: Dataset,
    *,
    excused: Collection[str] = (),
    all_excused: bool = False,
) -> Iterator[Finding]:
    """Every fault of `records` with its path.

    A reference to one of the `excused` ids (records that were refused before) is no fault;
    with `all_excused` no dangling reference is.
    """
    known = _Known(records, frozenset(excused), all_excused=all_excused)
    for record in records:
        for path, part in parts_of(record):
            yield from _texts(record, path, part)
            for steps, error in rules_of(part, dataset):
                yield Finding(record, (*path, *steps), error)
            for steps, identifier, kinds in _refs(part):
                fault = known.fault(identifier, kinds, current=record.clock.withdrawn is None)
                if fault is not None:
                    yield Finding(record, (*path, *steps), fault)
        yield from _of_record(record, known, dataset)
    for record, field, error in version_faults(records):
        yield Finding(record, (field,) if field else (), error)
    yield from _circles(records)
    yield from _removed(records)


class _Known:
    """The records that there are, for looking up references."""

    def __init__(
        self, records: Sequence[Record], excused: frozenset[str], *, all_excused: bool
    ) -> None:
        self.by_id = latest(records)
        self.counting = {r.id for r in records if r.clock.withdrawn is None}
        self.excused = excused
        self.all_excused = all_excused
        self._kinds: dict[str, list[str]] | None = None

    def fault(self, identifier: str, kinds: tuple[str, ...], *, current: bool) -> KgError | None:
        """Why a field for `kinds` may not refer to `identifier`, or None.

        `current`: the reference stands in a version that is not withdrawn; then what it
        refers to must not be withdrawn either.
        """
        if kind_of(identifier) not in kinds:
            allowed = kinds[0] if len(kinds) == 1 else f"one of {', '.join(kinds)}"
            return IdentifierError(
                f"{identifier!r} is of a kind that may not stand here", hint=f"it must be {allowed}"
            )
        if {identifier, slug_of(identifier)} & self.excused:
            return None
        if identifier in self.by_id:
            if current and identifier not in self.counting:
                day = self.by_id[identifier].clock.withdrawn
                return IdentifierError(
                    f"{identifier} was withdrawn on {day}",
                    hint="withdraw this record too, or correct the reference",
                )
            return None
        if self.all_excused:
            return None
        return IdentifierError(f"there is no {identifier}", **self._hint(identifier))

    def _hint(self, identifier: str) -> dict[str, str]:
        if self._kinds is None:
            self._kinds = defaultdict(list)
            for known in self.by_id:
                self._kinds[slug_of(known)].append(known)
        concept = kind_of(identifier) in SCHEMES
        same = self._kinds.get(slug_of(identifier), [])
        if alike := sorted(one for one in same if (kind_of(one) in SCHEMES) is concept):
            return {"hint": f"there is {' and '.join(alike)}"}
        hint = "add the record, or correct the reference"
        if concept:
            hint = "add it under concepts:, or take one that comes with Daybook (schema/*.ttl)"
        return {"unknown": identifier, "hint": hint}


def _texts(record: Record, path: Path, part: Any) -> Iterator[Finding]:
    for field in fields_of(type(part)):
        value = getattr(part, field.name)
        if field.many is Many.MANY and field.required and not value:
            fault: KgError = SeedError(f"{field.name} is empty", hint="give at least one")
            yield Finding(record, (*path, field.name), fault)
        if field.sort is not FieldType.TEXT or value is None:
            continue
        for text in value if field.many is Many.MANY else (value,):
            found = form_fault(field.form, text)
            if found is not None:
                yield Finding(record, (*path, field.name), found)


def _refs(part: Any) -> Iterator[tuple[Path, str, tuple[str, ...]]]:
    for field in fields_of(type(part)):
        if field.sort is not FieldType.REF or field.name == "id":
            continue
        value = getattr(part, field.name)
        if field.many is Many.MANY:
            for one in value:
                yield (field.name, f"[{one}]"), one, field.kinds
        elif value is not None:
            yield (field.name,), value, field.kinds


def _of_record(record: Record, known: _Known, dataset: Dataset) -> Iterator[Finding]:
    if isinstance(record, EVIDENCED) and not record.evidence:
        yield Finding(
            record,
            ("evidence",),
            SeedError("evidence is missing", hint="add evidence: and the slug of a locator"),
        )
    if isinstance(record, Evidence):
        length = length_of(record.source, known.by_id)
        if length is not None and record.end is not None and record.end > length:
            yield Finding(
                record,
                ("end",),
                InputError(
                    f"the passage ends at {record.end}, its source has {length} code points",
                    hint="count code points of the decoded text, not bytes",
                ),
            )
    if isinstance(record, Tenure):
        began, ended = (known.by_id.get(e or "") for e in (record.began_by, record.ended_by))
        if (
            isinstance(began, Event)
            and isinstance(ended, Event)
            and _before(ended.time, began.time, dataset)
        ):
            yield Finding(
                record,
                ("ended_by",),
                InputError(
                    f"{ended.id} ended before {began.id}, which began the tenure",
                    hint="look at the dates of both events",
                ),
            )


def _before(one: When, other: When, dataset: Dataset) -> bool:
    """Whether every reading of `one` ends before any of `other` starts."""
    try:
        first, second = extent_in(dataset, one), extent_in(dataset, other)
    except DateError:  # told where the date stands
        return False
    return first is not None and second is not None and first.end_latest < second.start_earliest


def _circles(records: Iterable[Record]) -> Iterator[Finding]:
    for field, circle in circles(records):
        first, last = circle[0], circle[-1]
        step = (f"[{first.id}]",) if isinstance(getattr(last, field), tuple) else ()
        ids = " > ".join(record.id for record in (*circle, first))
        fault = InputError(f"{field} leads in a circle: {ids}", hint="remove one of the steps")
        yield Finding(last, (field, *step), fault)


def _removed(records: Sequence[Record]) -> Iterator[Finding]:
    gone = {slug_of(r.id): r.id for r in records if isinstance(r, Tombstone)}
    if not gone:
        return
    for record in records:
        if not isinstance(record, Tombstone | Concept) and slug_of(record.id) in gone:
            yield Finding(
                record,
                ("id",),
                IdentifierError(
                    f"{record.id} was removed: {gone[slug_of(record.id)]}",
                    hint="remove the record in every version, or take the tombstone back",
                ),
            )
