"""Which date does a text give that is written by a declared pattern?

A pattern is literal text and the letters of `strptime`: `%d` day, `%m` month, `%b` or `%B` name of
a month (either, in full or short, with or without its full stop), `%Y` year of four digits, `%y`
of two, `%j` day of the year, `%H %M %S %p` time of day (checked and cut off), `%%` a per cent
sign. `%s` and `%Q` stand alone: seconds and thousandths since 1970 began, of which the day in UTC
is taken. A space stands for any white space. Case does not matter. Leading zeros may be left out
except where digits touch, as in `%Y%m%d`. The whole text must fit.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kg.errors import DateError, InputError
from kg.ingest.tables.dateiso import ordinal_day
from kg.ingest.tables.datenames import folded, months
from kg.temporal import iso_day
from kg.temporal.faults import shown

_FIELD: Final = re.compile(r"%(.?)|(\s+)|([^%\s]+)", re.DOTALL)
_NAME: Final = r"[^\W\d_]+"
_LETTERS: Final = {
    "d": "[0-9]{1,2}",
    "m": "[0-9]{1,2}",
    "b": rf"{_NAME}\.?",
    "B": rf"{_NAME}\.?",
    "Y": "[0-9]{4}",
    "y": "[0-9]{2}",
    "j": "[0-9]{1,3}",
    "H": "(?:[01]?[0-9]|2[0-4])",
    "M": "[0-5]?[0-9]",
    "S": "(?:[0-5]?[0-9]|60)",
    "p": r"[ap]\.?\s?m\.?",
}
_COUNTS: Final = {"s": 86_400, "Q": 86_400_000}  # of which a day has so many
_COUNT: Final = r"[+-]?[0-9]{1,15}(?:\.[0-9]*)?"
_WIDE: Final = {"d": "[0-9]{2}", "m": "[0-9]{2}", "j": "[0-9]{3}"} | {
    "H": "(?:[01][0-9]|2[0-4])",
    "M": "[0-5][0-9]",
    "S": "(?:[0-5][0-9]|60)",
}
_Piece = tuple[str | None, ...]  # letter, white space, literal text: one of them
_PARTS: Final = {"y": "Y", "b": "m", "B": "m"}  # what says the same stands once
_ORDERS: Final = ("Y", "Ym", "Ydm", "Yj")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that can read; made by `compiled`."""

    text: str
    expression: re.Pattern[str]
    languages: tuple[str, ...]

    def read(self, text: str, *, century: int | None, julian: bool = False) -> str | None:
        """The EDTF text of a date, at the precision of the pattern; None where it does not fit.

        Raises: DateError for a year of two digits without `century`, a day of the year that is
        not there or is counted in another calendar. Days of a month are not checked here.
        """
        found = self.expression.fullmatch(unicodedata.normalize("NFC", text))
        if found is None:
            return None
        parts = found.groupdict()
        if self.counted:
            return _counted(found, text, julian=julian)
        month = self._month(parts)
        if month == 0:
            return None
        day = parts.get("d")
        if day is not None and not 1 <= int(day) <= 31:
            return None
        year = parts.get("Y") or f"{expanded(parts['y'], century):04}"
        if (ordinal := parts.get("j")) is not None:
            if julian:
                raise DateError(
                    f"{shown(text)} counts the days of a Gregorian year",
                    hint="write a Julian day with its month",
                )
            return ordinal_day(int(year), int(ordinal))
        written = year if month is None else f"{year}-{month:02}"
        return written if day is None else f"{written}-{int(day):02}"

    @property
    def short_year(self) -> bool:
        """Whether the year has two digits."""
        return "y" in self.expression.groupindex

    @property
    def counted(self) -> bool:
        """Whether the text is a count since 1970."""
        return bool(_COUNTS.keys() & self.expression.groupindex.keys())

    def _month(self, parts: dict[str, str | None]) -> int | None:
        """The month; 0 when it is none, None when the pattern has none."""
        if (name := parts.get("b") or parts.get("B")) is not None:
            return months(self.languages).get(folded(name).rstrip("."), 0)
        if (number := parts.get("m")) is not None:
            return int(number) if 1 <= int(number) <= 12 else 0
        return None


def _counted(found: re.Match[str], text: str, *, julian: bool) -> str:
    """The day in UTC of a count since 1970."""
    if julian:
        raise DateError(
            f"{shown(text)} counts the days of the Gregorian calendar",
            hint="write a Julian day with its month",
        )
    letter = str(found.lastgroup)
    return iso_day(int(found[letter].partition(".")[0]) // _COUNTS[letter])


def expanded(digits: str, century: int | None) -> int:
    """The year that two digits mean within the 100 years from `century` on.

    Raises: DateError without `century`.
    """
    if century is None:
        raise DateError(
            f"the year {shown(digits)} has two digits",
            hint="set century: to the first of the 100 years that are meant, as in century: 1970",
        )
    return century + (int(digits) - century) % 100


@lru_cache(maxsize=1024)
def compiled(pattern: str, languages: tuple[str, ...]) -> Pattern:
    """A pattern made ready to read.

    Raises: InputError when the pattern has other letters, lacks the year, or says it twice.
    """
    pieces: list[_Piece] = [found.groups() for found in _FIELD.finditer(pattern)]
    letters = [letter for letter, _, _ in pieces if letter not in (None, "%")]
    if pattern[1:] in _COUNTS and pattern[:1] == "%":
        return Pattern(pattern, re.compile(f"(?P<{pattern[1:]}>{_COUNT})"), languages)
    for letter in letters:
        if letter not in _LETTERS:
            known = " ".join(f"%{one}" for one in _LETTERS)
            alone = " or ".join(f"%{one}" for one in _COUNTS)
            raise InputError(
                f"%{letter} in {shown(pattern)} is not known", hint=f"use {known}; {alone} alone"
            )
    parts = [_PARTS.get(letter, letter) for letter in letters]
    order = "".join(sorted(set(parts) & set("Ymdj")))
    if "Y" not in parts:
        raise InputError(f"the pattern {shown(pattern)} has no year", hint="add %Y or %y")
    if len(set(parts)) < len(parts) or order not in _ORDERS:
        raise InputError(
            f"the pattern {shown(pattern)} does not make one date",
            hint="a year, with month, with month and day, or with the day of the year",
        )
    return Pattern(pattern, re.compile(_expression(pieces), re.IGNORECASE), languages)


def _expression(pieces: list[_Piece]) -> str:
    """One group for each letter; each repeats one class of letters, so that reading is linear."""
    found = ""
    for at, (letter, space, literal) in enumerate(pieces):
        if letter == "%":
            found += "%"
        elif letter is not None:
            touched = _digits(pieces, at - 1, -1) or _digits(pieces, at + 1, 0)
            one = _WIDE.get(letter, _LETTERS[letter]) if touched else _LETTERS[letter]
            found += f"(?P<{letter}>{one})"
        else:
            found += r"\s+" if space else re.escape(unicodedata.normalize("NFC", literal or ""))
    return found


def _digits(pieces: list[_Piece], at: int, end: int) -> bool:
    """Whether a neighbouring piece has a digit at its near end."""
    if not 0 <= at < len(pieces):
        return False
    letter, _, literal = pieces[at]
    if letter is not None:
        return letter in "dmYyjHMS"
    return literal is not None and literal[end].isdigit()
