"""Into which slots does a window fall?

Slots are units of the calendar, clipped to the window. Decades, centuries and millennia
are counted by their digits, as EDTF writes them: 199X is 1990 to 1999, 19XX is 1900 to 1999.
"""

from __future__ import annotations

from array import array
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from kg.errors import FilterError, LimitExceededError
from kg.temporal.days import MAX_DAY, MIN_DAY, civil, first_of_month


class Unit(StrEnum):
    """A unit of the calendar, finest first."""

    DAY = "DAY"
    MONTH = "MONTH"
    QUARTER = "QUARTER"
    YEAR = "YEAR"
    DECADE = "DECADE"
    CENTURY = "CENTURY"
    MILLENNIUM = "MILLENNIUM"


class Slots(NamedTuple):
    """Slots of one unit, end to end: the first day of each, and the last.

    Shape: signed 64-bit numbers.
    """

    unit: Unit
    starts: array[int]
    ends: array[int]


_UNITS: Final = tuple(Unit)
_ORDINAL: Final = date(1970, 1, 1).toordinal()
_LAST: Final = date.max.toordinal()
_BLOCK: Final = 64  # units whose first days are worked out together
_MONTHS: Final = {
    Unit.MONTH: 1,
    Unit.QUARTER: 3,
    Unit.YEAR: 12,
    Unit.DECADE: 120,
    Unit.CENTURY: 1_200,
    Unit.MILLENNIUM: 12_000,
}


def bins(from_day: int | None, to_day: int | None, unit: Unit, maximum: int) -> Slots:
    """The unit taken and its slots, in order.

    The slots tile the window without gap. Where a unit gives more than `maximum` slots, the
    next coarser one is taken.
    Raises: FilterError when a bound is missing or infinite, or the window is reversed;
    LimitExceededError when even millennia are too many.
    """
    if from_day is None or to_day is None or from_day < MIN_DAY or to_day > MAX_DAY:
        raise FilterError(
            "a histogram needs a first and a last day", hint="give the window `from` and `to`"
        )
    if from_day > to_day:
        raise FilterError(
            "the window of a histogram ends before it starts",
            hint="put the earlier day into `from`",
        )
    if maximum < 1:
        raise FilterError(f"{maximum} is no number of bins", hint="ask for at least one")
    for coarser in _UNITS[_UNITS.index(unit) :]:
        low, high = _index(from_day, coarser), _index(to_day, coarser)
        if high - low < maximum:
            return _slots(from_day, to_day, coarser, low, high)
    raise LimitExceededError(
        f"the window has {high - low + 1:,} millennia, more than {maximum:,} bins",
        asked=high - low + 1,
        allowed=maximum,
        hint="narrow the window",
    )


def _index(day: int, unit: Unit) -> int:
    """Which unit a day falls into, counted on."""
    if unit is Unit.DAY:
        return day
    ordinal = day + _ORDINAL
    if 0 < ordinal <= _LAST:  # as most days are
        found = date.fromordinal(ordinal)
        year, month = found.year, found.month
    else:
        year, month, _ = civil(day)
    return (year * 12 + month - 1) // _MONTHS[unit]


def _slots(from_day: int, to_day: int, unit: Unit, low: int, high: int) -> Slots:
    """The days of some units, the last one included."""
    if unit is Unit.DAY:
        days = array("q", range(from_day, to_day + 1))
        return Slots(unit, days, days)
    starts, ends = array("q"), array("q")
    begin = low - low % _BLOCK
    for at in range(begin, high + 1, _BLOCK):
        firsts, lasts = _block(at, unit)
        kept = slice(max(low - at, 0), high + 1 - at)
        starts += firsts[kept]
        ends += lasts[kept]
    starts[0], ends[-1] = from_day, to_day
    return Slots(unit, starts, ends)


@lru_cache(maxsize=1_024)
def _block(begin: int, unit: Unit) -> tuple[array[int], array[int]]:
    """The first and the last days of some units."""
    months = range(
        begin * _MONTHS[unit] + 1, (begin + _BLOCK + 1) * _MONTHS[unit] + 1, _MONTHS[unit]
    )
    firsts = array("q", (first_of_month(0, month) for month in months))
    return firsts[:-1], array("q", (day - 1 for day in firsts[1:]))
