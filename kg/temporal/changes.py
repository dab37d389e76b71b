"""What becomes of a value when each of its dates is changed?

Marking with a qualifier, cutting to a coarser precision. Only the written parts change;
whoever needs levels and bounds reads the new text again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final, cast

from kg.errors import DateError
from kg.temporal.values import Date, Interval, Limit, Mark, Precision, Range, Value, Year

_ORDER: Final = tuple(Precision)
_VAGUE: Final = {Precision.DECADE: 1, Precision.CENTURY: 2, Precision.MILLENNIUM: 3}


def year_of(number: int) -> Year:
    """An astronomical year as EDTF writes it: `0850`, `-0043`, `Y12345`."""
    return Year(f"{abs(number):04}", number < 0, abs(number) > 9999)


def each(value: Value, change: Callable[[Date], Date]) -> Value:
    """The value with every date changed, in the order of the text; limits stay."""
    if isinstance(value, Date):
        return change(value)
    if isinstance(value, Interval):
        start, end = (one if isinstance(one, Limit) else change(one) for one in _ends(value))
        return Interval(start, end)
    return replace(value, items=tuple(_item(item, change) for item in value.items))


def _ends(value: Interval) -> tuple[Date | Limit, Date | Limit]:
    return value.start, value.end


def _item(item: Date | Range, change: Callable[[Date], Date]) -> Date | Range:
    if isinstance(item, Date):
        return change(item)
    first, last = item.first, item.last
    return Range(None if first is None else change(first), None if last is None else change(last))


def joined(marks: tuple[Mark, ...]) -> Mark:
    """What several qualifiers say together: `?` and `~` make `%`."""
    found = "".join(marks)
    both = "%" in found or ("?" in found and "~" in found)
    return "%" if both else cast("Mark", found[:1])


def marked(date: Date, mark: Mark) -> Date:
    """The date with a qualifier on all of it, beside those that it has.

    A time of day cannot stand beside a qualifier in EDTF: it goes. An undated date stays.
    """
    if date.undated or not mark:
        return date
    return replace(date, marks=tuple(joined((one, mark)) for one in date.marks), time=None)


def cut(date: Date, to: Precision) -> Date:
    """The date with nothing finer than a precision (DAY and coarser); a coarser one stays.

    Raises: DateError for a year in long form or with significant digits, whose digits cannot
    be left unspecified.
    """
    if date.undated or _ORDER.index(date.precision) >= _ORDER.index(to):
        return date
    if to is Precision.DAY:
        return replace(date, time=None)
    month = None if date.month == "XX" else date.month
    if to is Precision.MONTH and month is not None:
        return Date(date.year, month, marks=date.marks[:2])
    year = date.year
    if (size := _VAGUE.get(to)) is not None:
        if year.long or year.significant is not None:
            raise DateError(
                f"the year {year} cannot be cut to its {to}",
                hint="only years of four digits can have unspecified digits",
            )
        year = replace(year, digits=year.digits[:-size] + "X" * size)
    return Date(year, marks=date.marks[:1])
