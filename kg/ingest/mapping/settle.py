"""Which values stand for what the cells of one part say?

What both roads ask for each distinct combination of texts: a number with its comparator, a
date, the keys of a list. Nothing here knows rows or columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from kg.errors import DateError, SeedError
from kg.ingest.mapping.parts import TimeTemplate, Unread
from kg.ingest.records import key_of
from kg.ingest.shorthands import number_fields
from kg.ingest.tables.dates import DateCells, dated
from kg.ingest.values import value_of
from kg.model import (
    Comparator,
    Dataset,
    Field,
    Obtained,
    Participation,
    Quantity,
    QuantityState,
    Via,
    When,
    fields_of,
)
from kg.model.extents import side
from kg.model.forms import form_fault
from kg.model.ids import MAX_SLUG
from kg.model.rules import rules_of
from kg.temporal import NEG_INF, POS_INF, extent_of, iso_day, parse_day

# Of these fields at least one must have a value, or the part is left out.
NEEDED: Final[dict[type[Any], tuple[str, ...]]] = {
    Participation: ("actor", "office", "tenure"),
    Via: ("actor", "source"),
}
NUMBERS: Final = ("state", "value", "low", "high", "comparator")


class Number(NamedTuple):
    """The fields of a quantity that say how many."""

    state: QuantityState
    value: float | None
    low: float | None
    high: float | None
    comparator: Comparator


class Moment(NamedTuple):
    """The fields of a date, as both roads keep them."""

    edtf: str | None
    verbatim: str | None
    obtained: Obtained
    reasoning: str | None
    ongoing: bool
    attested: str | None
    calendar: str | None
    start: int  # earliest; POS_INF when undated


NO_MOMENT: Final = Moment(
    edtf=None,
    verbatim=None,
    obtained=Obtained.UNKNOWN,
    reasoning=None,
    ongoing=False,
    attested=None,
    calendar=None,
    start=POS_INF,
)
_FIELDS: Final = {field.name: field for field in fields_of(Quantity)}
_WHEN: Final = {field.name: field for field in fields_of(When)}


@lru_cache(maxsize=65_536)
def number(
    state: str | None,
    value: str | None,
    low: str | None,
    high: str | None,
    comparator: str | None,
) -> Number | None:
    """How many the texts of a quantity say; None when they say nothing.

    `value` may have its comparator before it, or be a span (`200..250`). A span of one number
    is that number; a span with one end is at least, or at most, so many; where a span is wider
    than one number it goes before the value.
    Raises: SeedError when a text is no number.
    """
    texts = {"state": state, "value": value, "low": low, "high": high, "comparator": comparator}
    given = {name: text for name, text in texts.items() if text is not None}
    if value is not None:
        del given["value"]
        given = number_fields(value) | given
    if not {"value", "low", "high"} & given.keys() and given.get("state") not in (
        "none",
        "unknown",
    ):
        return None
    said = {name: value_of(_FIELDS[name], text, None, _NOBODY) for name, text in given.items()}
    bottom, top = said.get("low"), said.get("high")
    how = said.get("comparator", Comparator.EQ)
    if bottom is not None and top is not None and bottom > top:
        raise SeedError(f"low {bottom:g} is above high {top:g}", hint="look at the two columns")
    if said.get("state", QuantityState.VALUE) is not QuantityState.VALUE:
        return Number(said["state"], None, None, None, Comparator.EQ)
    if bottom is not None and top is not None and bottom < top:
        return Number(QuantityState.VALUE, None, bottom, top, how)
    plain = said.get("value")
    if plain is None:
        plain = bottom if bottom is not None else top
        if bottom is None or top is None:
            how = Comparator.GE if top is None else Comparator.LE
    return Number(QuantityState.VALUE, plain, None, None, how)


class _Nobody:
    """Suggests nothing: a cell is no slip of a keyword."""

    def nearest(self, _word: str, _candidates: Iterable[str]) -> None:
        """Never anything."""


_NOBODY: Final[Any] = _Nobody()


def value_in(field: Field, text: str, kind: str | None = None) -> Any:
    """The value that a filled text stands for in a field.

    Raises: KgError when it stands for none.
    """
    try:
        return value_of(field, text, kind, _NOBODY)
    except SeedError as fault:
        # Among rejects a hint has no place of its own, and which codes there are must be told.
        if fault.hint is not None and fault.hint.startswith("one of "):
            raise SeedError(f"{fault.message}: {fault.hint}") from None
        raise


class Told(NamedTuple):
    """What cells say of a date beside the date itself."""

    verbatim: str | None
    obtained: str | None
    reasoning: str | None
    ongoing: str | None
    attested: str | None


def moment(
    how: TimeTemplate, cells: DateCells, told: Told, *, recorded: str, dataset: Dataset
) -> Moment:
    """The date that the texts of one row say.

    What is ongoing is attested to the day that is written, else to the record day.
    Raises: DateError when it cannot be read, or is not to be believed; KgError when its texts
            together break a rule of dates.
    """
    verbatim, obtained, reasoning, ongoing, attested = told
    try:
        read = dated(cells, how.forms)
        start = _believed(read.edtf, how, dataset) if read.edtf is not None else POS_INF
    except DateError:
        if how.unread is not Unread.UNDATED:
            raise
        words = " ".join(text for text in cells if text is not None)
        return _held(NO_MOMENT._replace(verbatim=verbatim or words or None), dataset)
    flag = ongoing is not None and value_in(_WHEN["ongoing"], ongoing) and read.edtf is not None
    until = _attested(str(read.edtf), attested, recorded, start) if flag else None
    said = read.obtained
    if obtained is not None and read.edtf is not None:
        said = value_in(_WHEN["obtained"], obtained)
    calendar = None if read.calendar is None or read.edtf is None else str(read.calendar)
    found = Moment(
        read.edtf,
        verbatim or read.verbatim,
        said if read.edtf is not None else Obtained.UNKNOWN,
        reasoning or read.reasoning,
        bool(flag),
        until,
        calendar,
        start,
    )
    return _held(found, dataset, written=any((obtained, ongoing, attested)))


def _held(found: Moment, dataset: Dataset, *, written: bool = False) -> Moment:
    """The same date, which breaks no rule.

    `written` says that cells tell how it was obtained, or that it is ongoing: what `dated`
    tells of itself needs no second look.
    Raises: KgError when it breaks one.
    """
    for text in (found.verbatim, found.reasoning):
        if text is not None and (fault := form_fault(None, text)):
            raise fault
    if written:
        when = When(
            edtf=found.edtf,
            obtained=found.obtained,
            ongoing=found.ongoing,
            attested=found.attested,
        )
        for _, fault in rules_of(when, dataset):
            raise fault
    return found


def _attested(edtf: str, written: str | None, recorded: str, start: int) -> str | None:
    """The day to which something ongoing is attested: none where it lies ahead.

    Raises: DateError when it has an end, or is said to be attested before it began.
    """
    extent_of(edtf, ongoing=True)
    if written is None:
        return recorded if parse_day(recorded) >= start else None
    day: str = value_in(_WHEN["attested"], written)
    if parse_day(day) < start:
        raise DateError(f"attested on {day}, before {edtf} begins", hint="look at both cells")
    return day


def _believed(edtf: str, how: TimeTemplate, dataset: Dataset) -> int:
    """The earliest start. Raises: DateError when it lies beyond what the mapping believes."""
    extent = extent_of(edtf, hemisphere=side(dataset))
    low, high = how.earliest, how.latest
    last = extent.end_latest if extent.end_latest < POS_INF else extent.start_latest
    if low is not None and NEG_INF < extent.start_earliest < low:
        raise DateError(f"{edtf} lies before {iso_day(low)}", hint="look at between:")
    if high is not None and high < last < POS_INF:
        raise DateError(
            f"{edtf} lies after {iso_day(high)}",
            hint="correct the cell, or say between: [first, last] in the mapping",
        )
    return extent.start_earliest


def keyed(parts: Sequence[Any], numbered: bool) -> list[str]:  # noqa: FBT001  (one caller)
    """A key for each part of a list, in order, none twice.

    `numbered` parts count from 1; others have what they say of themselves, or the key that is
    written, with -2, -3 … behind the second and third of a kind.
    """
    if numbered:
        return [str(place) for place in range(1, len(parts) + 1)]
    return distinct([part.key or key_of(part) for part in parts])


def distinct(naturals: Sequence[str]) -> list[str]:
    """The same keys, none twice."""
    taken: set[str] = set()
    done = []
    for natural in naturals:
        key, count = natural, 1
        while key in taken:
            count += 1
            key = f"{natural[: MAX_SLUG - 7]}-{count}"
        taken.add(key)
        done.append(key)
    return done


def commonest(counts: Counter[Any]) -> Any:
    """The value that stands most often; of several the first in order.

    Order: texts by code point, numbers by size, parts by the texts of their fields.
    """
    if not counts:
        return None
    most = max(counts.values())
    return min((value for value, count in counts.items() if count == most), key=_rank)


def _rank(value: Any) -> Any:
    if isinstance(value, str):
        return str(value)
    if isinstance(value, (bool, int, float)):
        return value
    return tuple(str(getattr(value, field.name) or "") for field in fields_of(type(value)))
