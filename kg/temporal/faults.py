"""Why is this text not a date, and how is it mended?

Only reached when a text was refused: each common mistake gets its own hint, anything else
the column at which it stops looking like a date.
"""

from __future__ import annotations

import re
from typing import Final

from kg.errors import DateError

_EXAMPLE: Final = "write a date as in 2019, 2019-02, 2019-02-05, 199X or 2019-02?"
_SHAPE: Final = re.compile(
    r"[?~%]?-?[0-9X]{0,4}(?<=[0-9X]{4})[?~%]?"
    r"(?:-[?~%]?(?:[0-9X]{2}[?~%]?(?:-[?~%]?(?:[0-9X]{2}[?~%]?)?)?)?)?"
)
_MISTAKES: Final = tuple(
    (re.compile(pattern), hint)
    for pattern, hint in (
        (
            r"(?i:\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b)",
            "write year, month and day in numbers, as in 2019-02-05",
        ),
        (
            r"(?i:\b(?:spring|summer|autumn|fall|winter)\b)",
            "write 2019-21 for spring, -22 for summer, -23 for autumn, -24 for winter",
        ),
        (r"(?i:^c(irca|a?\.)? ?[0-9])", "write 1990~ for about 1990"),
        (r"\s", "leave the spaces out"),
        (r"[\u2010-\u2015\u2212]", "write a plain hyphen-minus (-)"),
        (r"[?~%]{2}", "write % for both uncertain and approximate"),
        (r"\(|\)", "brackets were in the draft of 2012: put ? or ~ after the part it qualifies"),
        (r"(?i:unknown|open)", "write .. for an open end, nothing for an unknown one"),
        (r"[0-9]{2,3}0s", "write 199X for the nineties"),
        (r"(?<=[0-9])[ux]+|(?<=-)[ux]{2}", "write X, in capitals, for a digit that is not known"),
        (r"\by", "write Y in capitals before a year of more than four digits"),
        (r"(?i:b\.?c|a\.? ?c\.)", "years before 1 are astronomical: 44 BCE is -0043"),
        (r"[0-9]t[0-9]", "write T in capitals between day and time"),
        (r"T", "write the time of day in full, as in 2019-02-05T10:00:00Z"),
        (r"\+", "a year has no plus sign"),
        (r"\.\.", "an open end stands in an interval (2019/..) or in a set ([2019..])"),
        (r"Y", "after Y comes a whole number, as in Y-17000 or Y17E7"),
        (r"[0-9]{5}", "a year has four digits; write Y before a longer one"),
        (r"[.,;|]", "join year, month and day with hyphens, as in 2019-02-05"),
    )
)
_PARTS: Final = re.compile(r"-?([0-9X]*)[?~%]?(?:-[?~%]?([0-9X]*)[?~%]?(?:-[?~%]?([0-9X]*))?)?")


def shown(text: str) -> str:
    """A text as it may stand in a message: quoted, printable, short."""
    return ascii(text if len(text) <= 60 else text[:57] + "...")


def explain(text: str, start: int, stop: int) -> DateError:
    """The error for a text that is no date, with the column and what to do."""
    part = text[start:stop]
    if not part:
        return DateError(
            "a date is missing here" if text else "an empty text is not a date",
            column=start,
            hint=_EXAMPLE if text else "write XXXX where no date is known",
        )
    for pattern, hint in _MISTAKES:
        if found := pattern.search(part):
            return DateError(
                f"{shown(part)} is not a date", column=start + found.start(), hint=hint
            )
    column, hint = _first_misfit(part)
    return DateError(f"{shown(part)} is not a date", column=start + column, hint=hint)


def _first_misfit(part: str) -> tuple[int, str]:
    """The column at which a text stops looking like a date, and a hint."""
    parts = _PARTS.match(part)
    if parts is not None and parts.end() == len(part):
        year, month, day = parts.groups()
        if len(year) in (2, 3):
            hint = f"a year has four digits; write {year:X<4} for a decade or century"
            return parts.start(1), hint
        if len(year) != 4:
            return parts.start(1), "a year has four digits, as in 2019 or 0079"
        if month is not None and len(month) != 2:
            return parts.start(2), "a month has two digits, as in 2019-02"
        if day is not None and len(day) != 2:
            return parts.start(3), "a day has two digits, as in 2019-02-05"
    shape = _SHAPE.match(part)
    return (shape.end() if shape else 0), _EXAMPLE
