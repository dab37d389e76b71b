"""What does this text say, letter by letter?

EDTF levels 0, 1 and 2 (ISO 8601-2:2019 as profiled by the Library of Congress, 2019-02-04).
Every pattern here has fixed widths or one repetition per character class, so that reading
takes linear time; digits are ASCII digits and the text is limited in length.

Where readers of EDTF disagree, this one decides so (`tests/conformance/edtf/PROVENANCE.md`):
seasons may end an interval; a space may follow a comma in a set; `24:00:00` is the end of
the written day; `193` and `19` are refused (write `193X`, `19XX`), as is a year of five digits
without `Y`; a month never follows `Y...` or significant digits.

Source: ISO 8601-2:2019; Library of Congress, Extended Date/Time Format Specification.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from kg.errors import DateError
from kg.temporal.blocks import Block, hull
from kg.temporal.dates import read_date
from kg.temporal.days import month_length
from kg.temporal.faults import shown
from kg.temporal.spans import Hemisphere, span
from kg.temporal.values import Date, DateSet, Edtf, Interval, Limit, Mark, Range, Year

MAX_LENGTH: Final = 1000

_COMMON: Final = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12][0-9]|3[01]))?)?")
_PLAIN: Final[tuple[tuple[Mark, ...], ...]] = ((), ("",), ("", ""), ("", "", ""))


def parse(text: str) -> Edtf:
    """What an EDTF text says.

    Cost: O(length); a few microseconds for a common date.
    Raises: DateError with the column when the text is not EDTF, when the calendar has no such
    day, when an interval or range ends before it starts, or when days cannot be counted.
    """
    common = _common(text)
    if common is not None:
        return Edtf(text, 0, common)
    if len(text) > MAX_LENGTH:
        raise DateError(
            f"a date of {len(text):,} characters is too long",
            column=MAX_LENGTH,
            hint=f"at most {MAX_LENGTH:,} characters are read",
        )
    if text[:1] in ("[", "{"):
        return _set(text)
    if "/" in text:
        return _interval(text)
    date, level = read_date(text, 0, len(text))
    return Edtf(text, level, date)


def _common(text: str) -> Date | None:
    """The date of the commonest writings: a year, a month or a day without any mark.

    Equals: read_date(text, 0, len(text))
    """
    found = _COMMON.fullmatch(text)
    if found is None:
        return None
    year, month, day = found.groups()
    if day is not None and day >= "29" and int(day) > month_length(int(year), int(month)):
        return None  # and `read_date` says why
    marks = _PLAIN[1 if month is None else 2 if day is None else 3]
    return Date(Year(year), month, None, day, None, marks)


def _interval(text: str) -> Edtf:
    """`start/end`: dates, `..` or nothing."""
    slash = text.index("/")
    if (second := text.find("/", slash + 1)) >= 0:
        raise DateError(
            f"{shown(text)} has more than one slash",
            column=second,
            hint="a day is written 2019-02-05; a slash makes an interval: 2019-02-05/2019-03",
        )
    first, last = text[:slash], text[slash + 1 :]
    width = min(len(first), len(last))
    if first[:width] <= last[:width]:  # digits sort as the days do that they stand for
        begun, ended = _common(first), _common(last)
        if begun is not None and ended is not None:
            return Edtf(text, 0, Interval(begun, ended))
    start, start_level = _endpoint(text, 0, slash)
    end, end_level = _endpoint(text, slash + 1, len(text))
    if start is Limit.UNKNOWN and end is Limit.UNKNOWN:
        raise DateError(
            f"{shown(text)} has neither start nor end", column=0, hint="write XXXX for no date"
        )
    interval = Interval(start, end)
    if reversed_in_every_hemisphere(interval):
        raise DateError(
            f"{shown(text)} ends before it starts",
            column=slash + 1,
            hint="put the earlier date first",
        )
    return Edtf(text, max(start_level, end_level), interval)


def _endpoint(text: str, start: int, stop: int) -> tuple[Date | Limit, int]:
    if start == stop:
        return Limit.UNKNOWN, 1
    if text[start:stop] == "..":
        return Limit.OPEN, 1
    date, level = read_date(text, start, stop)
    unspecified = date.year.unspecified or "X" in (date.month or "") + (date.day or "")
    return date, 2 if unspecified else level


def reversed_in(interval: Interval, hemisphere: Hemisphere) -> bool:
    """Whether no reading of an interval starts before it ends, seasons 21 to 24 read so."""
    start, end = interval.start, interval.end
    if isinstance(start, Limit) or isinstance(end, Limit):
        return False
    return _hull(end, hemisphere).last < _hull(start, hemisphere).first


def reversed_in_every_hemisphere(interval: Interval) -> bool:
    """Whether an interval is reversed, however its seasons are read."""
    return reversed_in(interval, "north") and reversed_in(interval, "south")


def _hull(date: Date, hemisphere: Hemisphere) -> Block:
    days = span(date, hemisphere)
    found = days if isinstance(days, Block) else hull(days)
    if found is None:
        raise DateError(f"no day of the calendar is {date}")
    return found


def _set(text: str) -> Edtf:
    """`[...]` or `{...}`: dates and ranges between commas."""
    every = text[0] == "{"
    if text[-1] != ("}" if every else "]") or len(text) == 1:
        raise DateError(
            f"{shown(text)} is a set that is not closed",
            column=len(text),
            hint=f"end it with {'}' if every else ']'}",
        )
    items: list[Date | Range] = []
    start, stop = 1, len(text) - 1
    while start <= stop:
        comma = text.find(",", start, stop)
        item_stop = stop if comma < 0 else comma
        items.append(_item(text, start, item_stop, has_next=comma >= 0))
        start = item_stop + 1
        if comma >= 0 and text[start : start + 1] == " ":
            start += 1
    return Edtf(text, 2, DateSet(every, tuple(items)))


def _item(text: str, start: int, stop: int, *, has_next: bool) -> Date | Range:
    """One member of a set; a range without limit only stands first or last."""
    dots = text.find("..", start, stop)
    if dots < 0:
        date, _ = read_date(text, start, stop)
        if date.time is not None:
            raise DateError(
                f"{shown(text[start:stop])} in a set has a time of day",
                column=start,
                hint="leave the time of day out",
            )
        return date
    first = _range_end(text, start, dots)
    last = _range_end(text, dots + 2, stop)
    if first is None and last is None:
        raise DateError(
            f"{shown(text)} has a range without ends",
            column=dots,
            hint="write a date before or after the two dots",
        )
    if (first is None and start != 1) or (last is None and has_next):
        raise DateError(
            f"{shown(text)} has a range without limit in its middle",
            column=dots,
            hint="it may only be open before the first or after the last member",
        )
    found = Range(first, last)
    _check_range(text, start, found)
    return found


def _range_end(text: str, start: int, stop: int) -> Date | None:
    if start == stop:
        return None
    date, _ = read_date(text, start, stop)
    exact = not date.year.unspecified and date.year.significant is None
    exact = exact and "X" not in (date.month or "") + (date.day or "")
    if not exact or date.season is not None or date.time is not None:
        raise DateError(
            f"{shown(text[start:stop])} cannot be the end of a range",
            column=start,
            hint="a range goes from year to year, month to month or day to day",
        )
    return date


def _check_range(text: str, column: int, found: Range) -> None:
    first, last = found.first, found.last
    if first is None or last is None:
        return
    if first.precision != last.precision:
        raise DateError(
            f"{shown(str(found))} goes from a {first.precision} to a {last.precision}",
            column=column,
            hint="write both ends with the same precision",
        )
    if _hull(last, "north").last < _hull(first, "north").first:
        raise DateError(
            f"{shown(str(found))} in {shown(text)} ends before it starts",
            column=column,
            hint="put the earlier date first",
        )


@lru_cache(maxsize=16_384)
def parsed(text: str) -> Edtf:
    """As `parse`, remembering what was read lately.

    Equals: `parse`
    """
    return parse(text)
