"""Which stretches of days can a date with gaps mean?

`1985-XX-15` is one of twelve days, `156X-12` one of ten Decembers, `[1670..1999]` one of 330
years. Such a value is an ordered row of disjoint blocks (maximal stretches of consecutive
possible days; whole units for a range in a set). The blocks are never listed: everything
that is ever asked of them is the last block that starts by a day and the first block that
ends from a day on, and both are found by arithmetic on digits.

Units: day numbers, both ends inclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Literal, NamedTuple, Protocol

from kg.temporal.days import (
    MAX_DAY,
    MIN_DAY,
    NEG_INF,
    POS_INF,
    civil,
    first_of_month,
    is_leap,
    month_length,
)


class Block(NamedTuple):
    """One stretch of consecutive days."""

    first: int
    last: int


class Blocks(Protocol):
    """An ordered row of disjoint blocks."""

    def last_by(self, day: int) -> Block | None:
        """The last block that starts by this day."""
        ...

    def first_from(self, day: int) -> Block | None:
        """The first block that ends on this day or later."""
        ...


def hull(blocks: Blocks) -> Block | None:
    """From the first day of the first block to the last of the last; None without blocks."""
    first, last = blocks.first_from(NEG_INF), blocks.last_by(POS_INF)
    return Block(first.first, last.last) if first and last else None


@dataclass(frozen=True, slots=True)
class YearPattern:
    """Years by their four digits, some of them X.

    Cost: O(1) for each question, by trying the places of the number from the right.
    """

    digits: str
    negative: bool = False

    def at_most(self, year: int) -> int | None:
        """The greatest matching year that is not above this one."""
        if not self.negative:
            return _at_most(self.digits, year)
        size = _at_least(self.digits, max(-year, 1))  # there is no year -0000
        return None if size is None else -size

    def at_least(self, year: int) -> int | None:
        """The smallest matching year that is not below this one."""
        if not self.negative:
            return _at_least(self.digits, year)
        size = _at_most(self.digits, -year)
        return None if size is None or size == 0 else -size

    def matches(self, year: int) -> bool:
        """Whether a year has these digits."""
        return self.at_most(year) == year


@dataclass(frozen=True, slots=True)
class YearRuns:
    """Whole years with unspecified digits: `156X`, `1X85`, `1X0X`."""

    years: YearPattern

    def last_by(self, day: int) -> Block | None:
        """The last run of years that starts by this day."""
        year = self.years.at_most(_year_of(day))
        return None if year is None else self._run(year)

    def first_from(self, day: int) -> Block | None:
        """The first run of years that ends on this day or later."""
        year = self.years.at_least(_year_of(day))
        return None if year is None else self._run(year)

    def _run(self, year: int) -> Block:
        digits = self.years.digits
        width = 10 ** (len(digits) - len(digits.rstrip("X")))
        low = abs(year) // width * width
        first, last = low, low + width - 1
        if self.years.negative:
            first, last = -last, -max(first, 1)
        return Block(first_of_month(first, 1), first_of_month(last + 1, 1) - 1)


@dataclass(frozen=True, slots=True)
class YearlyBlocks:
    """Blocks that return in each matching year: `156X-12-25`, `1985-XX-15`, `199X-21`.

    `months` are the months that match, in order. `days` are the days of the month that match,
    or None for whole months. `length` above 1 makes each month the first of that many
    (a season, which may run into the next year).
    """

    years: YearPattern
    months: tuple[int, ...]
    days: tuple[int, ...] | None = None
    length: int = 1

    def last_by(self, day: int) -> Block | None:
        """The last block that starts by this day."""
        year = self.years.at_most(_year_of(day))
        while year is not None:
            for block in reversed(_of_year(self, year)):
                if block.first <= day:
                    return block
            year = self.years.at_most(year - 1)
        return None

    def first_from(self, day: int) -> Block | None:
        """The first block that ends on this day or later."""
        year = self.years.at_least(_year_of(day) - 1)  # a block may have begun last year
        while year is not None:
            for block in _of_year(self, year):
                if block.last >= day:
                    return block
            year = self.years.at_least(year + 1)
        return None

    def wraps(self) -> bool:
        """Whether 31 December and 1 January both match, so that a block crosses the year."""
        both_days = self.days is not None and {1, 31} <= set(self.days)
        return both_days and {1, 12} <= set(self.months)


@dataclass(frozen=True, slots=True)
class UnitBlocks:
    """Consecutive years, months or days: a range in a set. None: without limit on that side.

    `low` and `high` count years, months (year * 12 + month - 1) or days.
    """

    unit: Literal["year", "month", "day"]
    low: int | None
    high: int | None

    def last_by(self, day: int) -> Block | None:
        """The last unit that starts by this day."""
        if day < MIN_DAY:
            return None
        index = self._index(day)
        if self.high is not None:
            index = min(index, self.high)
        return None if self.low is not None and index < self.low else self.block(index)

    def first_from(self, day: int) -> Block | None:
        """The first unit that ends on this day or later."""
        if day > MAX_DAY:
            return None
        index = self._index(day)
        if self.low is not None:
            index = max(index, self.low)
        return None if self.high is not None and index > self.high else self.block(index)

    def block(self, index: int) -> Block:
        """The countable days of one unit."""
        if self.unit == "day":
            return Block(index, index)
        months = 12 if self.unit == "year" else 1
        first, following = (first_of_month(0, at * months + 1) for at in (index, index + 1))
        return Block(max(first, MIN_DAY), min(following - 1, MAX_DAY))

    def _index(self, day: int) -> int:
        day = min(max(day, MIN_DAY), MAX_DAY)
        if self.unit == "day":
            return day
        year, month, _ = civil(day)
        return year if self.unit == "year" else year * 12 + month - 1


def digits_match(pattern: str, number: int) -> bool:
    """Whether a number, written as wide as the pattern, agrees with its digits."""
    written = f"{number:0{len(pattern)}}"
    return all(p in ("X", d) for p, d in zip(pattern, written, strict=True))


@lru_cache(maxsize=1024)
def numbers_matching(pattern: str, low: int, high: int) -> tuple[int, ...]:
    """The months or days (two digits, low to high) that agree with a pattern."""
    return tuple(n for n in range(low, high + 1) if digits_match(pattern, n))


@lru_cache(maxsize=4096)
def _of_year(blocks: YearlyBlocks, year: int) -> tuple[Block, ...]:
    """The blocks that start in a year: at most one per matching day."""
    if blocks.length > 1:
        return tuple(_stretch(year, month, blocks.length) for month in blocks.months)
    if blocks.days is None:
        runs = groupby(enumerate(blocks.months), key=lambda pair: pair[1] - pair[0])
        months = [[month for _, month in run] for _, run in runs]
        return tuple(_stretch(year, run[0], len(run)) for run in months)
    found = [
        first_of_month(year, month) + day - 1
        for month in blocks.months
        for day in blocks.days
        if day <= month_length(year, month)
    ]
    if blocks.wraps():
        if blocks.years.matches(year - 1):
            del found[0]  # 1 January belongs to the block that began on 31 December
        if blocks.years.matches(year + 1):
            found.append(found[-1] + 1)
    joined = groupby(enumerate(found), key=lambda pair: pair[1] - pair[0])
    stretches = [[day for _, day in run] for _, run in joined]
    return tuple(Block(run[0], run[-1]) for run in stretches)


def _stretch(year: int, month: int, months: int) -> Block:
    return Block(first_of_month(year, month), first_of_month(year, month + months) - 1)


@lru_cache(maxsize=1024)
def has_leap(years: YearPattern) -> bool:
    """Whether some matching year has a 29 February."""
    year = years.at_least(-9999)
    while year is not None and not is_leap(year):
        year = years.at_least(year + 1)
    return year is not None


def _year_of(day: int) -> int:
    return civil(min(max(day, MIN_DAY), MAX_DAY))[0]


def _at_most(pattern: str, number: int) -> int | None:
    """Greatest number of the pattern that is not above a number."""
    if number < 0:
        return None
    if number > 9999:
        return int(pattern.replace("X", "9"))
    written = f"{number:04}"
    best: str | None = None
    for place, (want, have) in enumerate(zip(pattern, written, strict=True)):
        tail = pattern[place + 1 :].replace("X", "9")
        if want == "X":
            if have != "0":
                best = written[:place] + chr(ord(have) - 1) + tail
        elif want < have:
            return int(written[:place] + want + tail)
        elif want > have:
            return None if best is None else int(best)
    return number


def _at_least(pattern: str, number: int) -> int | None:
    """Smallest number of the pattern that is not below a number."""
    if number > 9999:
        return None
    if number < 0:
        return int(pattern.replace("X", "0"))
    written = f"{number:04}"
    best: str | None = None
    for place, (want, have) in enumerate(zip(pattern, written, strict=True)):
        tail = pattern[place + 1 :].replace("X", "0")
        if want == "X":
            if have != "9":
                best = written[:place] + chr(ord(have) + 1) + tail
        elif want > have:
            return int(written[:place] + want + tail)
        elif want < have:
            return None if best is None else int(best)
    return number
