"""How fine and how sure is a date, as a column beside it says?

`cut_to` and `mark_with` apply such a cell to a value; `kg.ingest.tables.dates` lists the words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from kg.errors import DateError
from kg.ingest.tables.datenames import folded
from kg.temporal import Date, Precision
from kg.temporal.changes import cut, each, marked, year_of
from kg.temporal.faults import shown
from kg.temporal.values import Mark, Value

_WORDS: Final = {
    Precision.DAY: "day d exact full dia time hour minute second 11 12 13 14",
    Precision.MONTH: "month m mes 10",
    Precision.YEAR: "year y ano annual 9",
    Precision.DECADE: "decade decada 8",
    Precision.CENTURY: "century siglo 7",
    Precision.MILLENNIUM: "millennium milenio 6",
}
_PRECISIONS: Final[Mapping[str, Precision]] = MappingProxyType(
    {word: precision for precision, words in _WORDS.items() for word in words.split()}
)
_ROUND: Final = {"7": 100, "6": 1000}  # Wikidata counts a century from 1801 to 1900
_MARK_WORDS: Final[Mapping[Mark, str]] = {
    "?": "?,uncertain,incierto,incierta,doubtful,dudoso,dudosa,possible,possibly,posible,"
    "probable,probably,probablemente,presumably,presumed",
    "~": "~,approximate,approximately,approx,approx.,aproximado,aproximada,circa,ca,ca.,c,c.,"
    "about,around,hacia,estimated",
    "%": "%,both,?~,~?,uncertain and approximate,incierto y aproximado",
    "": "certain,exact,none,cierto,exacto,precise",
}
_MARKS: Final[Mapping[str, Mark]] = MappingProxyType(
    {word: mark for mark, words in _MARK_WORDS.items() for word in words.split(",")}
)


def cut_to(value: Value, code: str) -> Value:
    """The value as fine as a precision column says, or coarser as it stands.

    Raises: DateError when the column says something else.
    """
    word = folded(code)
    precision = _PRECISIONS.get(word)
    if precision is None:
        raise DateError(
            f"{shown(code)} is no precision of a date",
            hint=f"{', '.join(words.split()[0] for words in _WORDS.values())}, "
            "their first letters, or Wikidata's numbers 11 to 6",
        )
    size = _ROUND.get(word)

    def change(date: Date) -> Date:
        return cut(date if size is None else _before_round(date, size), precision)

    return each(value, change)


def _before_round(date: Date, size: int) -> Date:
    """The date, a year earlier where its year ends a century or millennium."""
    year = date.year.value
    ends = year is not None and year > 0 and year % size == 0 and not date.year.long
    return replace(date, year=year_of(year - 1)) if year is not None and ends else date


def mark_with(value: Value, said: str) -> Value:
    """The value with a qualifier on all of it.

    Raises: DateError when the column says something else.
    """
    mark = _MARKS.get(folded(said))
    if mark is None:
        raise DateError(
            f"{shown(said)} is no qualifier of a date",
            hint="? or uncertain, ~ or approximate, % or both, or nothing",
        )
    return each(value, lambda date: marked(date, mark))
