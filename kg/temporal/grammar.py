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
from typing import Final, cast

from kg.errors import DateError
from kg.temporal.blocks import Block, hull, numbers_matching
from kg.temporal.days import month_length
from kg.temporal.faults import explain, shown
from kg.temporal.spans import MAX_EXPONENT, Hemisphere, span
from kg.temporal.values import Date, DateSet, Edtf, Interval, Limit, Mark, Range, Year

MAX_LENGTH: Final = 1000

_COMMON: Final = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12][0-9]|3[01]))?)?")
_DATE: Final = re.compile(
    r"([?~%]?)(?:(-?)([0-9X]{4})|(Y-?)([0-9]+)(?:E([0-9]+))?)(?:S([0-9]+))?([?~%]?)"
    r"(?:-([?~%]?)([0-9X]{2})([?~%]?)(?:-([?~%]?)([0-9X]{2})([?~%]?))?)?"
)
_TIMED: Final = re.compile(
    r"(-?[0-9]{4}-[0-9]{2}-[0-9]{2})(T([0-9]{2}):([0-9]{2}):([0-9]{2})"
    r"(?:Z|([+-])([0-9]{2})(?::([0-9]{2}))?)?)"
)
_LEVEL_1_YEAR: Final = re.compile(r"[0-9]{2}(?:[0-9][0-9X]|XX)")
_PLAIN: Final[tuple[tuple[Mark, ...], ...]] = ((), ("",), ("", ""), ("", "", ""))


def parse(text: str) -> Edtf:
    """What an EDTF text says.

    Cost: O(length); a few microseconds for a common date.
    Raises: DateError with the column when the text is not EDTF, when the calendar has no such
    day, when an interval or range ends before it starts, or when days cannot be counted.
    """
    common = _COMMON.fullmatch(text)
    if common is not None:
        year, month, day = common.groups()
        if day is None or day < "29" or int(day) <= month_length(int(year), int(month)):
            marks = _PLAIN[1 if month is None else 2 if day is None else 3]
            return Edtf(text, 0, Date(Year(year), month, None, day, None, marks))
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
    date, level = _date(text, 0, len(text))
    return Edtf(text, level, date)


def _interval(text: str) -> Edtf:
    """`start/end`: dates, `..` or nothing."""
    slash = text.index("/")
    if (second := text.find("/", slash + 1)) >= 0:
        raise DateError(
            f"{shown(text)} has more than one slash",
            column=second,
            hint="a slash stands between the start and the end: 2019-02-05/2019-03",
        )
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
    date, level = _date(text, start, stop)
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
        date, _ = _date(text, start, stop)
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
    date, _ = _date(text, start, stop)
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


def _date(text: str, start: int, stop: int) -> tuple[Date, int]:
    """One date in a text, and its level."""
    found = _DATE.fullmatch(text, start, stop)
    if found is None:
        timed = _TIMED.fullmatch(text, start, stop)
        if timed is None:
            raise explain(text, start, stop)
        return _timed(text, start, timed)
    date = _assemble(found)
    try:
        span(date)
    except DateError as error:
        raise DateError(error.message, column=start, hint=error.hint) from None
    return date, _level(date, found)


def _assemble(found: re.Match[str]) -> Date:
    """The parts of a date; marks after a component hold for all before it too."""
    month, day = found[10], found[13]
    before, after = (found[1], found[9], found[12]), (found[8], found[11], found[14])
    size = 1 if month is None else 2 if day is None else 3
    marks = tuple(_joined(before[i] + "".join(after[i:size])) for i in range(size))
    year = _year(found)
    if month is not None and (year.long or year.significant is not None):
        raise DateError(
            f"{shown(found[0])} has a month after a year in long form",
            column=found.start(10),
            hint="only the year can be given in this form",
        )
    if month is None or not ("2" <= month[0] <= "9"):
        _check_month(found)
        return Date(year, month, None, day, None, marks)
    if "X" in month or not 21 <= int(month) <= 41:
        raise _no_month(found)
    if day is not None:
        raise DateError(
            f"{shown(found[0])} has a day in a season",
            column=found.start(13),
            hint="a season stands alone: 2001-21",
        )
    return Date(year, None, int(month), None, None, marks)


def _check_month(found: re.Match[str]) -> None:
    month, day = found[10], found[13]
    if month is not None and not numbers_matching(month, 1, 12):
        raise _no_month(found)
    if day is not None and not numbers_matching(day, 1, 31):
        raise DateError(
            f"there is no day {day}", column=found.start(13), hint="days are 01 to 31, or XX"
        )


def _no_month(found: re.Match[str]) -> DateError:
    return DateError(
        f"there is no month {found[10]}",
        column=found.start(10),
        hint="months are 01 to 12, or XX; 21 to 41 are seasons and other parts of a year",
    )


def _year(found: re.Match[str]) -> Year:
    column = found.start(3) if found[3] else found.start(5)
    negative = (found[2] or found[4] or "").endswith("-")
    digits, long = found[3] or found[5], found[3] is None
    exponent = None if found[6] is None else int(found[6])
    if negative and digits == "0000":
        raise DateError(
            "there is no year -0000", column=column - 1, hint="1 BCE is 0000, 2 BCE is -0001"
        )
    if long and digits[0] == "0":
        raise DateError(
            f"the year {shown(digits)} begins with 0", column=column, hint="leave the zeros out"
        )
    if long and exponent is None and len(digits) < 5:
        raise DateError(
            f"Y stands before a year of only {len(digits)} digits",
            column=column,
            hint="years of four digits have no Y: 2019, -0044",
        )
    if len(digits) + (exponent or 0) > MAX_EXPONENT:
        raise DateError(
            f"the year {shown(found[0])} is too far away to be counted in days",
            column=column,
            hint="days must fit a signed 64-bit number: about 25,000,000,000,000,000 years",
        )
    significant = None if found[7] is None else int(found[7])
    year = Year(digits, negative, long, exponent, significant)
    if significant is not None:
        _check_significant(year, found)
    return year


def _check_significant(year: Year, found: re.Match[str]) -> None:
    if year.value is None:
        raise DateError(
            f"{shown(found[0])} has unspecified and significant digits",
            column=found.start(7) - 1,
            hint="write either 195X or 1950S3",
        )
    width = len(str(abs(year.value)))
    if not 1 <= (year.significant or 0) <= width:
        raise DateError(
            f"{shown(found[0])} cannot have {found[7]} significant digits",
            column=found.start(7),
            hint=f"write a number from 1 to {width} after S",
        )


def _joined(marks: str) -> Mark:
    both = "%" in marks or ("?" in marks and "~" in marks)
    return "%" if both else cast("Mark", marks[:1])


def _level(date: Date, found: re.Match[str]) -> int:
    """The lowest level whose rules allow this writing of a date."""
    year, month, day = date.year, date.month, date.day
    before = found[1] or found[9] or found[12]
    inner = (found[8] if month or date.season else "") or (found[11] if day else "")
    if before or inner or year.exponent is not None or year.significant is not None:
        return 2
    if date.season is not None and date.season > 24:
        return 2
    written = (month or "") + (day or "")
    if year.unspecified or "X" in written:
        tail = written in ("", "XX", "XXXX") or (written[2:] == "XX" and "X" not in written[:2])
        known = _LEVEL_1_YEAR.fullmatch(year.digits) is not None
        return 1 if tail and known and not (year.unspecified and written) else 2
    return 1 if year.negative or year.long or date.season or any(date.marks) else 0


def _timed(text: str, start: int, found: re.Match[str]) -> tuple[Date, int]:
    """A calendar day with a time of day; the day is taken as written."""
    date, level = _date(text, start, found.end(1))
    hour, minute, second = found[3], found[4], found[5]
    midnight = (hour, minute, second) == ("24", "00", "00")
    if not midnight and (hour > "23" or minute > "59" or second > "59"):
        raise DateError(
            f"there is no time {hour}:{minute}:{second}",
            column=found.start(3),
            hint="hours are 00 to 23, minutes and seconds 00 to 59",
        )
    if found[7] is not None:
        shift = found[7] + (found[8] or "00")
        if shift > "1400" or shift[2:] > "59":
            raise DateError(
                f"there is no time zone {found[0][found.start(6) - found.start() :]}",
                column=found.start(6),
                hint="offsets go from -14:00 to +14:00",
            )
    return Date(date.year, date.month, None, date.day, found[2], date.marks), level


@lru_cache(maxsize=16_384)
def parsed(text: str) -> Edtf:
    """As `parse`, remembering what was read lately.

    Equals: parse
    """
    return parse(text)
