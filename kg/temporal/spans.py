"""Which days can one written date touch?

Source: ISO 8601-2:2019 4.8 (seasons and other divisions of the year), 4.4 (long years).
"""

from __future__ import annotations

from typing import Final, Literal

from kg.errors import DateError
from kg.temporal.blocks import (
    Block,
    Blocks,
    YearlyBlocks,
    YearPattern,
    YearRuns,
    has_leap,
    hull,
    numbers_matching,
)
from kg.temporal.days import MAX_DAY, MIN_DAY, first_of_month, month_length
from kg.temporal.values import Date, Year

Hemisphere = Literal["north", "south"]

MAX_EXPONENT: Final = 17  # 10 ** 17 years are already more days than can be counted

_NORTH: Final = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_SOUTH: Final = {"spring": 9, "summer": 12, "autumn": 3, "winter": 6}
_NAMES: Final = ("spring", "summer", "autumn", "winter")


def season_months(season: int, hemisphere: Hemisphere) -> tuple[int, int]:
    """First month and number of months of a season code, 21 to 41.

    Winter (summer in the south) of a year starts in December of that year. `hemisphere`
    decides 21 to 24 only: the other codes say which they are.
    """
    if season <= 32:
        south = hemisphere == "south" if season <= 24 else season >= 29
        return (_SOUTH if south else _NORTH)[_NAMES[(season - 21) % 4]], 3
    if season <= 36:
        return (season - 33) * 3 + 1, 3
    if season <= 39:
        return (season - 37) * 4 + 1, 4
    return (season - 40) * 6 + 1, 6


def convention(season: int | None, hemisphere: Hemisphere | None) -> str | None:
    """The name of the convention that gives a season its months; None where none is needed."""
    if season is None or season > 32:
        return None
    if season > 24:
        hemisphere = "north" if season <= 28 else "south"
    if hemisphere is None:
        return "northern or southern meteorological seasons"
    return f"{hemisphere}ern meteorological seasons"


def year_range(year: Year) -> tuple[int, int]:
    """First and last year that an exact year, or one with significant digits, can mean."""
    value = year.value
    if value is None:
        raise ValueError(year)
    if year.significant is None:
        return value, value
    size = abs(value)
    width = 10 ** max(len(str(size)) - year.significant, 0)
    low = size // width * width
    return (-(low + width - 1), -low) if year.negative else (low, low + width - 1)


def span(date: Date, hemisphere: Hemisphere = "north") -> Block | Blocks:
    """The days of a date: one block, or several where unspecified digits leave gaps.

    Raises: DateError when the calendar has no such day or it cannot be counted.
    """
    if date.year.unspecified or "X" in (date.month or "") or "X" in (date.day or ""):
        return _pattern(date, hemisphere)
    first, last = year_range(date.year)
    start, months = 1, 12
    if date.season is not None:
        start, months = season_months(date.season, hemisphere)
    elif date.month is not None:
        start, months = int(date.month), 1
    low = first_of_month(first, start)
    high = first_of_month(last, start + months) - 1
    if date.day is not None:
        length = month_length(first, start)
        if not 1 <= int(date.day) <= length:
            raise DateError(
                f"there is no day {date.day} in {date.year}-{date.month}",
                hint=f"that month has {length} days",
            )
        low = high = low + int(date.day) - 1
    return _countable(Block(low, high), date)


def _pattern(date: Date, hemisphere: Hemisphere) -> Block | Blocks:
    """The days of a date with unspecified digits."""
    years = YearPattern(date.year.digits, date.year.negative)
    blocks: Blocks
    if date.season is not None:
        start, length = season_months(date.season, hemisphere)
        blocks = YearlyBlocks(years, (start,), None, length)
    elif date.month in (None, "XX") and date.day in (None, "XX"):
        blocks = YearRuns(years)
    else:
        blocks = _months_and_days(date, years)
    found = hull(blocks)
    if found is None:
        raise DateError(f"no day of the calendar is {date}", hint="check the digits that are given")
    first = blocks.first_from(found.first)
    return found if first == found else blocks


def _months_and_days(date: Date, years: YearPattern) -> Blocks:
    months = numbers_matching(date.month or "XX", 1, 12)
    if date.day in (None, "XX"):
        return YearlyBlocks(years, months)
    days = numbers_matching(date.day or "XX", 1, 31)
    longest = longest_month(years, months)
    if not days or days[0] > longest:
        raise DateError(
            f"there is no day {date.day} in {date.year}-{date.month}",
            hint=f"the longest month that fits has {longest} days",
        )
    return YearlyBlocks(years, months, days)


def longest_month(years: YearPattern, months: tuple[int, ...]) -> int:
    """How many days the longest of some months has, in the years of a pattern."""
    leap_february = 29 if has_leap(years) else 28
    return max(leap_february if month == 2 else month_length(2001, month) for month in months)


def _countable(block: Block, date: Date) -> Block:
    if block.first >= MIN_DAY and block.last <= MAX_DAY:
        return block
    raise DateError(
        f"{date} is too far away to be counted in days",
        hint="days must fit a signed 64-bit number, about 25,000,000,000,000,000 years either way",
    )
