"""What becomes of a record that its table no longer lists?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from kg.ingest.mapping.merging import finished
from kg.ingest.mapping.parts import Gone
from kg.model import Absence, AbsenceState, FieldType, Label, Many, When, fields_of

ASPECT: Final = "listing"


def gone(record: Any, means: Gone, day: str) -> Any:
    """The record as it is known after a list of `day` that has it no longer.

    *Ended*: what was ongoing ended between the day to which it is attested and this one.
    *Unlisted*, or where nothing was ongoing: only that it is no longer listed is known.
    """
    if means is Gone.ENDED:
        ended = _ended(record, day)
        if ended != record:
            return finished(ended)
    return _unlisted(record, day)


def _ended(value: Any, day: str) -> Any:
    if isinstance(value, When):
        return _closed(value, day)
    changes: dict[str, Any] = {}
    for field in fields_of(type(value)):
        inner = getattr(value, field.name)
        if field.sort is not FieldType.PART or inner is None:
            continue
        if field.many is Many.MANY:
            changes[field.name] = tuple(_ended(part, day) for part in inner)
        else:
            changes[field.name] = _ended(inner, day)
    return replace(value, **changes)


def _closed(when: When, day: str) -> When:
    """The date of something ongoing, ended between two days."""
    if not when.ongoing or when.edtf is None or when.attested is None:
        return when
    return replace(when, ongoing=False, attested=None, ended=f"[{when.attested}..{day}]")


def _unlisted(record: Any, day: str) -> Any:
    """The same record, of which is noted that the list has it no longer."""
    notes = (
        Label("en", f"Not in the list of {day}, but in the one before it."),
        Label("es", f"No figura en la lista del {day}, pero sí en la anterior."),
    )
    names = {field.name for field in fields_of(type(record))}
    if "absences" in names:
        if any(absence.aspect == ASPECT for absence in record.absences):
            return record
        absence = Absence(key="", aspect=ASPECT, state=AbsenceState.UNKNOWN, notes=notes)
        return finished(replace(record, absences=(*record.absences, absence)))
    if any(note.text.startswith("Not in the list of ") for note in record.notes):
        return record
    return finished(replace(record, notes=(*record.notes, *notes)))
