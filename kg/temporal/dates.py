"""What does one written date say, and of which level is it?

The grammar of a single date: year, month or season, day, time of day, qualifiers.

Source: ISO 8601-2:2019; Library of Congress, Extended Date/Time Format Specification.
"""

from __future__ import annotations

import re
from typing import Final, cast

from kg.errors import DateError
from kg.temporal.blocks import numbers_matching
from kg.temporal.faults import explain, shown
from kg.temporal.spans import MAX_EXPONENT, span
from kg.temporal.values import Date, Mark, Year

_DATE: Final = re.compile(
    r"([?~%]?)(?:(-?)([0-9X]{4})|(Y-?)([0-9]+)(?:E([0-9]+))?)(?:S([0-9]+))?([?~%]?)"
    r"(?:-([?~%]?)([0-9X]{2})([?~%]?)(?:-([?~%]?)([0-9X]{2})([?~%]?))?)?"
)
_TIMED: Final = re.compile(
    r"(-?[0-9]{4}-[0-9]{2}-[0-9]{2})(T([0-9]{2}):([0-9]{2}):([0-9]{2})"
    r"(?:Z|([+-])([0-9]{2})(?::([0-9]{2}))?)?)"
)
_LEVEL_1_YEAR: Final = re.compile(r"[0-9]{2}(?:[0-9][0-9X]|XX)")


def read_date(text: str, start: int, stop: int) -> tuple[Date, int]:
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
    date, level = read_date(text, start, found.end(1))
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
