"""What date do columns of year, month and day say?"""

from __future__ import annotations

import re
from typing import Final

from kg.errors import DateError
from kg.ingest.tables.dateforms import DateForms
from kg.ingest.tables.datenames import folded, months
from kg.ingest.tables.datepatterns import expanded
from kg.ingest.tables.dateread import Read, parse_in, read_text, short_year
from kg.temporal.changes import year_of
from kg.temporal.faults import shown

_WHOLE: Final = re.compile(r"([+-]?)([0-9]{1,16})(?:\.0+)?")


def read_columns(year: str | None, month: str | None, day: str | None, forms: DateForms) -> Read:
    """Year, month and day, each perhaps unknown."""
    number = _month(month, forms)
    of_month = _day(day)
    if year is not None and _WHOLE.fullmatch(year) is None:
        if number is None and of_month is None:
            return read_text(year, forms)
        raise DateError(f"{shown(year)} is no year", hint="write it in numbers: 2019, 0850, -0043")
    read = Read("XXXX") if year is None else _year(year, forms)
    if number is None and of_month is None:
        return read if year is not None else Read(None)
    text = f"{read.text}-{'XX' if number is None else f'{number:02}'}"
    if of_month is not None:
        text += f"-{of_month:02}"
    parse_in(text, forms)
    return read._replace(text=text)


def _year(text: str, forms: DateForms) -> Read:
    """A year in numbers, whose two digits need a century."""
    found = _WHOLE.fullmatch(text)
    sign, digits = found.groups() if found else ("", text)
    if len(digits) == 2 and not sign:
        return short_year(str(year_of(expanded(digits, forms.century))), forms)
    number = int(sign + digits)
    if not number and (sign or digits != "0000"):
        raise DateError(
            f"there is no year {sign}{digits}",
            hint="leave the cell empty where no year is known; 1 BCE is 0000, 2 BCE is -0001",
        )
    return Read(str(year_of(number)))


def _part(text: str | None) -> int | str | None:
    """A number, a text that is none, or None for unknown."""
    found = None if text is None else _WHOLE.fullmatch(text)
    if found is None:
        return text
    number = int(found[2])
    if found[1] == "-":
        return text
    return None if number in (0, 99) else number


def _month(text: str | None, forms: DateForms) -> int | None:
    found = _part(text)
    if isinstance(found, str):
        name = folded(found).rstrip(".")
        found = months(forms.languages).get(name, found)
    if found is None or (isinstance(found, int) and found <= 12):
        return found
    raise DateError(
        f"there is no month {shown(str(found))}",
        hint="1 to 12, a name, or 0, 00 or 99 where it is not known",
    )


def _day(text: str | None) -> int | None:
    found = _part(text)
    if found is None or (isinstance(found, int) and found <= 31):
        return found
    raise DateError(
        f"there is no day {shown(str(found))}",
        hint="1 to 31, or 0, 00 or 99 where it is not known",
    )
