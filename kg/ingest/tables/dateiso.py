"""Which day does an ISO 8601 text name?

Calendar dates (`2019-02-05`, `20190205`, `2019-02`, `2019`), ordinal dates (`2019-036`,
`2019036`), week dates (`2019-W06-2`, `2019W062`, `2019-W06`: one of its days), each with a
time of day behind `T` or a space, which is checked and cut off: the day counts as written,
whatever its time zone. A sign may stand before the year, and more than four digits behind
a sign; month and day may be `00` for unknown (as Wikidata writes them).

Source: ISO 8601-1:2019, 5.2 (dates), 5.3 (times of day), 5.4 (both).
"""

from __future__ import annotations

import re
from typing import Final

from kg.errors import DateError
from kg.temporal import civil, day_number, iso_day, month_length
from kg.temporal.changes import year_of
from kg.temporal.faults import shown

_DATE: Final = re.compile(
    r"(?:(?P<year>[+-]?[0-9]{4})|(?P<long>[+-][0-9]{5,16}))"
    r"(?:(?:-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})|(?P<month8>[0-9]{2})(?P<day8>[0-9]{2})"
    r"|-?(?P<ordinal>[0-9]{3})|-?W(?P<week>[0-9]{2})-?(?P<weekday>[1-7]))"
    r"(?:(?:T|\s)(?:[01][0-9]|2[0-4])(?::?[0-5][0-9](?::?(?:[0-5][0-9]|60)(?:[.,][0-9]+)?)?)?"
    r"\s?(?:Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
    r"|-(?P<only>[0-9]{2})|-?W(?P<whole>[0-9]{2}))?",
    re.ASCII | re.IGNORECASE,
)


def read_iso(text: str, *, julian: bool = False) -> str | None:
    """The EDTF text of an ISO 8601 date; None when the text is none.

    Raises: DateError for a week or a day of the year that is not there, or (`julian`) that
    is counted in another calendar. Days of a month are not checked here.
    """
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year = int(found["year"] or found["long"])
    written = "-0000" if found["year"] == "-0000" else str(year_of(year))
    month = found["month"] or found["month8"] or found["only"]
    if month is not None:
        day = found["day"] or found["day8"] or "00"
        if month > "12":
            raise DateError(
                f"there is no month {month} in {shown(text)}", hint="months are 01 to 12"
            )
        if month == "00":
            return written if day == "00" else f"{written}-XX-{day}"
        return f"{written}-{month}" if day == "00" else f"{written}-{month}-{day}"
    week = found["week"] or found["whole"]
    if week is None and found["ordinal"] is None:
        return written
    if julian:
        raise DateError(
            f"{shown(text)} counts the days of Gregorian weeks or years",
            hint="write a Julian day with its month",
        )
    if found["ordinal"] is not None:
        return ordinal_day(year, int(found["ordinal"]))
    return _week(text, year, int(week), found["weekday"])


def ordinal_day(year: int, ordinal: int) -> str:
    """The calendar day of a day of the year, 1 to 366.

    Raises: DateError when the year has no such day.
    """
    length = 337 + month_length(year, 2)
    if not 1 <= ordinal <= length:
        raise DateError(f"there is no day {ordinal} in {year}", hint=f"it has {length} days")
    return iso_day(day_number(year, 1, 1) + ordinal - 1)


def _week(text: str, year: int, week: int, weekday: str | None) -> str:
    """A day of a week, or one of all its days; the first week has 4 January."""
    fourth = day_number(year, 1, 4)
    monday = fourth - (fourth + 3) % 7 + 7 * (week - 1)
    if not week or civil(monday + 3)[0] != year:
        raise DateError(
            f"there is no week {week} in {year}: {shown(text)}", hint="weeks are 01 to 52 or 53"
        )
    if weekday is not None:
        return iso_day(monday + int(weekday) - 1)
    return f"[{iso_day(monday)}..{iso_day(monday + 6)}]"
