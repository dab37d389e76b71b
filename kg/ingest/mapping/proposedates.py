"""By which forms are the dates of a column written?

Every form is tried on texts of every shape that the column has; the fewest forms that read
them win. Nothing is guessed in silence: what could be day first or month first is told, and
what no form reads is shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kg.errors import KgError
from kg.ingest.mapping.proposelook import Column
from kg.ingest.tables.dates import DateCells, DateForms, dated
from kg.ingest.tables.datewords import says_present

MOST: Final = 600  # texts that are tried
_FORMS: Final = (
    *("edtf", "iso", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y"),
    *("%Y/%m/%d", "%Y.%m.%d", "%d/%m/%y", "%m/%d/%y", "%d.%m.%y", "%d-%m-%y", "%m-%d-%y"),
    *("%d-%b-%Y", "%d-%b-%y", "%d/%b/%Y", "%b-%y", "%b-%Y", "%m/%Y", "%m-%Y", "%m.%Y"),
    *("%d/%m/%y %H:%M", "%m/%d/%y %H:%M"),
    *("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S"),
    *("%m/%d/%Y %H:%M %p", "%m/%d/%Y %H:%M:%S %p", "%d.%m.%Y %H:%M", "%Y/%m/%d %H:%M"),
    *("%Y/%m/%d %H:%M:%S", "%B %d, %Y %H:%M %p"),
)
_MAYBE: Final = re.compile(r".*[0-9]{2}.*|.*\b[ivx]+\b.*", re.DOTALL | re.IGNORECASE)
_BARE: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_SHORT_YEAR: Final = re.compile(r"(?<![0-9])[0-9]{2}( [0-9]{1,2}:[0-9]{2})?$")
EPOCHS: Final = {"%Q": re.compile(r"-?[0-9]{12,13}"), "%s": re.compile(r"-?[0-9]{9,10}")}
_SPOKEN: Final = ("en", "es")
_MORE: Final = ("de", "fr")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a column of dates is read: `read` of `tried` cells; some that are not, with counts.

    `other` is the form that would read as many, with day and month the other way round.
    """

    forms: tuple[str, ...]
    languages: tuple[str, ...] = _SPOKEN
    century: int | None = None
    read: int = 0
    tried: int = 0
    unread: tuple[tuple[str, int], ...] = ()
    other: str | None = None

    @property
    def share(self) -> float:
        """How many of the cells are read, as a part of one."""
        return self.read / self.tried if self.tried else 0.0

    @property
    def how(self) -> DateForms:
        """The same as a mapping declares it."""
        return DateForms(forms=self.forms, languages=self.languages, century=self.century)


def reading_of(column: Column, *, american: bool) -> Reading | None:
    """How the cells of a column are read as dates, or None when hardly any is one.

    `american` says that of two orders the month goes first.
    """
    texts = [pair for pair in column.some(MOST) if not says_present(pair[0], _SPOKEN)]
    likely = sum(count for text, count in texts if len(text) <= 60 and _MAYBE.fullmatch(text))
    tried = sum(count for _, count in texts)
    if not tried or likely < tried / 2:
        return None
    for form, count in EPOCHS.items():
        if all(count.fullmatch(text) for text, _ in texts):
            return Reading(forms=(form,), read=tried, tried=tried)
    return chosen(texts, american=american)


def chosen(texts: Sequence[tuple[str, int]], *, american: bool) -> Reading | None:
    """The fewest forms that read most of these texts."""
    century = 1930 if any(_SHORT_YEAR.search(text) for text, _ in texts) else None
    able = {form: _reads(texts, (form,), _SPOKEN, century) for form in _FORMS}
    able["words"] = _reads(texts, ("words",), _SPOKEN, century)
    languages: tuple[str, ...] = _SPOKEN
    more = _reads(texts, ("words",), (*_SPOKEN, *_MORE), century)
    if len(more) > len(able["words"]):
        able["words"], languages = more, (*_SPOKEN, *_MORE)
    weights = dict(enumerate(count for _, count in texts))
    forms: list[str] = []
    left = set(weights)
    other = None
    while able:
        gains = {form: sum(weights[at] for at in read & left) for form, read in able.items()}
        best = max(gains, key=lambda form: (gains[form], american and form.startswith("%m")))
        if not gains[best] or len(forms) == 4:
            break
        twin = _turned(best)
        if not forms and twin in gains and gains[twin] == gains[best]:
            other = twin
        forms.append(best)
        left -= able.pop(best)
        able = {form: read for form, read in able.items() if not _against(form, forms)}
    if not forms:
        return None
    return Reading(
        forms=tuple(forms),
        languages=languages if "words" in forms else _SPOKEN,
        century=century if any("%y" in form for form in forms) else None,
        read=sum(count for at, (_, count) in enumerate(texts) if at not in left),
        tried=sum(count for _, count in texts),
        unread=tuple(texts[at] for at in sorted(left)),
        other=other,
    )


def _reads(
    texts: Sequence[tuple[str, int]],
    forms: tuple[str, ...],
    languages: tuple[str, ...],
    century: int | None,
) -> set[int]:
    how = DateForms(forms=forms, languages=languages, century=century)
    return {at for at, (text, _) in enumerate(texts) if reads(DateCells(date=text), how)}


def reads(cells: DateCells, how: DateForms) -> bool:
    """Whether these cells are a date."""
    try:
        dated(cells, how)
    except KgError:
        return False
    return True


def bare_numbers(column: Column) -> bool:
    """Whether every cell is a number, so that only its name can say that it is a date."""
    return all(_BARE.fullmatch(text) for text, _ in column.some(200))


def _turned(form: str) -> str:
    """The pattern with day and month the other way round."""
    return form.translate(str.maketrans("dm", "md")) if "%d" in form and "%m" in form else ""


def _against(form: str, forms: Sequence[str]) -> bool:
    """Whether a form would read another order of day and month than those that are chosen."""
    first = _order(form)
    return first is not None and any(_order(one) not in (None, first) for one in forms)


def _order(form: str) -> str | None:
    if "%d" not in form or "%m" not in form or form.startswith("%Y"):
        return None
    return "d" if form.index("%d") < form.index("%m") else "m"
