"""Into which slots does a window fall?

Slots are units of the calendar, clipped to the window. Decades, centuries and millennia
are counted by their digits, as EDTF writes them: 199X is 1990 to 1999, 19XX is 1900 to 1999.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import Final

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


_MONTHS: Final = {
    Unit.MONTH: 1,
    Unit.QUARTER: 3,
    Unit.YEAR: 12,
    Unit.DECADE: 120,
    Unit.CENTURY: 1_200,
    Unit.MILLENNIUM: 12_000,
}


def bins(
    from_day: int | None, to_day: int | None, unit: Unit, maximum: int
) -> tuple[Unit, list[tuple[int, int]]]:
    """The unit taken and its slots, first and last day of each, in order.

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
    units = tuple(Unit)
    for coarser in units[units.index(unit) :]:
        low, high = _index(from_day, coarser), _index(to_day, coarser)
        if high - low < maximum:
            starts = [from_day, *(_first(at, coarser) for at in range(low + 1, high + 1))]
            ends = [*(start - 1 for start in starts[1:]), to_day]
            return coarser, list(zip(starts, ends, strict=True))
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
    year, month, _ = civil(day)
    return (year * 12 + month - 1) // _MONTHS[unit]


@lru_cache(maxsize=4_096)
def _first(index: int, unit: Unit) -> int:
    """First day of a unit."""
    return index if unit is Unit.DAY else first_of_month(0, index * _MONTHS[unit] + 1)
