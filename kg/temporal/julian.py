"""Which days of our calendar are these Julian ones?

A value whose days stand in the Julian calendar becomes one in the proleptic Gregorian
calendar. A day becomes a day. A month, a year, or digits that are not specified become one
of the days of a range (`1541` is `[1541-01-11..1542-01-10]`), or of several ranges. What EDTF
cannot say is refused: an end of an interval that is one of several days, all days of a month
in a set, a season by its weather, a day beyond the years of four digits.

`?`, `~` and `%` stay: on a day with all its parts, and on both ends of a range; one on a part
only moves to the whole, because the parts of a converted day are not those that were marked.

Source: E. G. Richards, Calendars, in: Explanatory Supplement to the Astronomical Almanac,
3rd ed. 2013, 15.11; the arithmetic is that of `kg.temporal.days` without its centuries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Final

from kg.errors import DateError
from kg.temporal.blocks import Block, YearPattern, numbers_matching
from kg.temporal.changes import each, joined, year_of
from kg.temporal.days import civil, is_leap, month_length
from kg.temporal.grammar import parse
from kg.temporal.spans import season_months, year_range
from kg.temporal.values import Date, DateSet, Edtf, Interval, Limit, Mark, Range, Value

MOST_RANGES: Final = 40  # as many as a text of a date can hold

_EPOCH: Final = 719_470  # days from Julian 0000-03-01 to 1970-01-01
_CYCLE: Final = 1_461  # days of four Julian years
_LEAP_DAY: Final = re.compile(r"([?~%]?(-?[0-9]{2}00)[?~%]?-[?~%]?02[?~%]?-[?~%]?)29([?~%]?|T.*)")
_DATE: Final = re.compile(r"[^\[\]{},/ .]+")


def julian_month_length(year: int, month: int) -> int:
    """How many days a month (1 to 12) of a Julian year has."""
    return 29 if month == 2 and year % 4 == 0 else month_length(1, month)


def julian_day_number(year: int, month: int, day: int) -> int:
    """Which number a Julian day has, 0 = 1970-01-01 Gregorian.

    Raises: DateError when there is no such month or day.
    """
    if not 1 <= month <= 12:
        raise DateError(f"there is no month {month}", hint="months are 1 to 12")
    length = julian_month_length(year, month)
    if not 1 <= day <= length:
        raise DateError(
            f"there is no day {day} in month {month} of the Julian year {year}",
            hint=f"that month has {length} days",
        )
    return _first_of_month(year, month) + day - 1


def _first_of_month(year: int, month: int) -> int:
    """Day number of the first day of a month; months beyond 1 to 12 run into other years."""
    year, month = divmod(year * 12 + month - 3, 12)  # from March, so that leap days come last
    return year * 365 + year // 4 + (153 * month + 2) // 5 - _EPOCH


def julian_civil(day: int) -> tuple[int, int, int]:
    """Julian year, month and day of a day number."""
    cycle, of_cycle = divmod(day + _EPOCH, _CYCLE)
    year = min(of_cycle // 365, 3)
    of_year = of_cycle - 365 * year
    month = (5 * of_year + 2) // 153
    of_month = of_year - (153 * month + 2) // 5 + 1
    year += cycle * 4
    return (year, month + 3, of_month) if month < 10 else (year + 1, month - 9, of_month)


def parse_julian(text: str) -> Edtf:
    """What an EDTF text says whose days stand in the Julian calendar.

    As `parse`, but 29 February is there in every fourth year, `1500-02-29` too. Such a value
    is for `gregorian` only: our calendar has no bounds for it.
    Raises: DateError as `parse`.
    """
    leaps: list[bool] = []

    def masked(found: re.Match[str]) -> str:
        leap = _LEAP_DAY.fullmatch(found[0])
        only_julian = leap is not None and not is_leap(int(leap[2]))
        leaps.append(only_julian)
        return f"{leap[1]}28{leap[3]}" if leap is not None and only_julian else found[0]

    plain = parse(_DATE.sub(masked, text))
    if not any(leaps):
        return plain
    flags = iter(leaps)
    value = each(plain.value, lambda date: replace(date, day="29") if next(flags) else date)
    return Edtf(text, plain.level, value)


def gregorian(value: Edtf) -> Edtf:
    """The value in the proleptic Gregorian calendar, its days taken as Julian.

    Raises: DateError when EDTF has no words for it.
    """
    return parse(str(_converted(value.value)))


def _converted(value: Value) -> Value:
    if isinstance(value, Interval):
        return Interval(_end(value.start), _end(value.end))
    if isinstance(value, DateSet):
        change = _all_of if value.every else _one_of
        items = tuple(chain.from_iterable(map(change, value.items)))
        _check_count(len(items))
        return DateSet(value.every, items)
    found = _dates(value)
    only = found[0]
    if len(found) == 1 and isinstance(only, Date):
        return only
    return DateSet(every=False, items=found)


def _end(end: Date | Limit) -> Date | Limit:
    """An end of an interval."""
    found = (end,) if isinstance(end, Limit) else _dates(end)
    if len(found) > 1 or isinstance(found[0], Range):
        raise DateError(
            f"the Julian {end} is one of several days, and an interval cannot end so",
            hint="give a day, or leave the Julian days as they stand, without convert: true",
        )
    return found[0]


def _all_of(item: Date | Range) -> tuple[Date | Range, ...]:
    """A member of a set of which all happen: days, or days that follow one another."""
    if isinstance(item, Range):
        ends = [end for end in (item.first, item.last) if end is not None]
        if all(end.day is not None for end in ends):
            return (_range(item),)
    elif len(found := _dates(item)) == 1 and isinstance(found[0], Date):
        return found
    raise DateError(
        f"the Julian {item} cannot be said among days that all happened",
        hint="give days, or leave the Julian days as they stand, without convert: true",
    )


def _one_of(item: Date | Range) -> tuple[Date | Range, ...]:
    return (_range(item),) if isinstance(item, Range) else _dates(item)


def _range(item: Range) -> Range:
    """From the first day of the first to the last day of the last."""
    first = None if item.first is None else _day(_hull(item.first).first, item.first)
    last = None if item.last is None else _day(_hull(item.last).last, item.last)
    return Range(first, last)


def _hull(date: Date) -> Block:
    blocks = tuple(_blocks(date))
    return Block(blocks[0].first, blocks[-1].last)


def _dates(date: Date) -> tuple[Date | Range, ...]:
    """What a date becomes: one day, or days and ranges of which it is one."""
    if date.undated:
        return (date,)
    found: list[Date | Range] = []
    for block in _blocks(date):
        _check_count(len(found) + 1)
        first = _day(block.first, date)
        found.append(first if block.first == block.last else Range(first, _day(block.last, date)))
    if not found:
        raise DateError(f"no day of the Julian calendar is {date}")
    return tuple(found)


def _check_count(count: int) -> None:
    if count > MOST_RANGES:
        raise DateError(
            f"these Julian days make more than {MOST_RANGES} ranges of our calendar",
            hint="leave the Julian days as they stand, without convert: true",
        )


def _day(number: int, date: Date) -> Date:
    """A day of our calendar in place of a date, with its time of day and its qualifiers."""
    year, month, day = civil(number)
    if abs(year) > 9999:
        raise DateError(
            f"the Julian {date} has days in the year {year}",
            hint="EDTF has days only in years of four digits",
        )
    mark: Mark = joined(date.marks)
    return Date(year_of(year), f"{month:02}", None, f"{day:02}", date.time, (mark, mark, mark))


def _blocks(date: Date) -> Iterator[Block]:
    """The stretches of consecutive days that a Julian date can mean, in order."""
    known: Block | None = None
    for first, last in _units(date):
        if known is not None and known.last + 1 == first:
            known = Block(known.first, last)
            continue
        if known is not None:
            yield known
        known = Block(first, last)
    if known is not None:
        yield known


def _units(date: Date) -> Iterator[tuple[int, int]]:
    """First and last day of each year, run of months, month or day that a date can mean."""
    months = numbers_matching(date.month or "XX", 1, 12)
    whole = date.day in (None, "XX")
    for year in _years(date):
        if date.season is not None:
            start, length = _season(date, date.season)
            yield _first_of_month(year, start), _first_of_month(year, start + length) - 1
        elif whole and len(months) == 12:
            yield _first_of_month(year, 1), _first_of_month(year, 13) - 1
        elif whole:
            for month in months:
                yield _first_of_month(year, month), _first_of_month(year, month + 1) - 1
        else:
            yield from _days(year, months, date.day or "")


def _days(year: int, months: tuple[int, ...], day: str) -> Iterator[tuple[int, int]]:
    for month in months:
        before = _first_of_month(year, month) - 1
        for of_month in numbers_matching(day, 1, julian_month_length(year, month)):
            yield before + of_month, before + of_month


def _years(date: Date) -> Iterator[int]:
    """The years that a date can mean, in order."""
    year = date.year
    if year.value is not None:
        first, last = year_range(year)
        if max(-first, last) > 9999:
            raise DateError(
                f"the Julian {date} is too far away to be written in days",
                hint="EDTF has days only in years of four digits",
            )
        yield from range(first, last + 1)
        return
    pattern = YearPattern(year.digits, year.negative)
    at = pattern.at_least(-9999)
    while at is not None:
        yield at
        at = pattern.at_least(at + 1)


def _season(date: Date, code: int) -> tuple[int, int]:
    """First month and number of months of a quarter, third or half of a year."""
    if code <= 32:
        raise DateError(
            f"the Julian season {date} has no days that everybody agrees on",
            hint="leave it as it stands, without convert: true",
        )
    return season_months(code, "north")
