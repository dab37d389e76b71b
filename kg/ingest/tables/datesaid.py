"""What has been said of a date so far, and what is it in EDTF?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg.errors import DateError
from kg.ingest.tables.datelexicon import NotInWordsError, Token
from kg.temporal import day_number
from kg.temporal.changes import joined, year_of
from kg.temporal.faults import shown
from kg.temporal.julian import julian_day_number
from kg.temporal.values import Mark


@dataclass(frozen=True, slots=True)
class Said:
    """One date as far as it is said; `bare` is a number that is a day or a year.

    `year` is without era, `digits` a decade or century as EDTF writes it.
    """

    year: str | None = None
    era: str | None = None
    digits: str | None = None
    month: int | None = None
    season: int | None = None
    day: int | None = None
    bare: str | None = None
    weekday: Token | None = None
    before: Mark = ""
    behind: Mark = ""

    @property
    def parts(self) -> tuple[bool, ...]:
        """Which parts of a date are said."""
        said = (self.digits, self.month, self.season, self.day)
        return tuple(part is not None for part in said)

    @property
    def only_year(self) -> bool:
        """Whether nothing but a year is said, perhaps with its era."""
        return self.year is not None and self.bare is None and not any(self.parts)


def decade(token: Token, *, named: bool) -> Said:
    """A decade by its first year."""
    digits = token.text
    if token.role not in ("number", "decades") or len(digits) != 4 or digits[3] != "0":
        raise NotInWordsError(f"{shown(token.text)} is no decade")
    if digits[2] == "0" and not named:
        raise NotInWordsError(
            f"{digits}s is a decade or a century: write {digits[:3]}X or {digits[:2]}XX"
        )
    return Said(digits=f"{digits[:3]}X")


def century(token: Token, *, before: bool) -> Said:
    """A century by its number, before our era or in it."""
    number = token.number or (int(token.text) if token.role in ("number", "ordinal") else 0)
    if not 1 <= number <= 99:
        raise NotInWordsError("a century is without its number")
    return Said(digits=f"{'-' if before else ''}{number - 1:02}XX")


def written(said: Said, *, julian: bool) -> str:
    """A date as EDTF; `julian` says by which calendar its weekday is checked.

    Raises: NotInWordsError when a part is missing; DateError when the weekday is wrong.
    """
    text = said.digits or str(year_of(_year(said)))
    if said.season is not None:
        text += f"-{said.season}"
    if said.month is not None:
        text += f"-{said.month:02}"
    if said.day is not None:
        if said.month is None:
            raise NotInWordsError("a day is without its month")
        text += f"-{said.day:02}"
    if said.weekday is not None:
        _check_weekday(said, said.weekday, julian=julian)
    return text + joined((said.before, said.behind))


def _check_weekday(said: Said, weekday: Token, *, julian: bool) -> None:
    """Refuse a weekday that is not that of the day."""
    if said.month is None or said.day is None:
        raise NotInWordsError("a weekday is without its day")
    count = julian_day_number if julian else day_number
    if (count(_year(said), said.month, said.day) + 3) % 7 != weekday.number:
        raise DateError(
            f"day {said.day} of month {said.month} of {said.year} is no {weekday.text}",
            hint="one of the two is wrong, or the day stands in another calendar",
        )


def earliest(text: str) -> str:
    """The first year of a decade or century that EDTF writes with X."""
    return text.replace("X", "9" if text.startswith("-") else "0")


def latest(text: str) -> str:
    """The last year of a decade or century that EDTF writes with X."""
    year = text.replace("X", "0" if text.startswith("-") else "9")
    return year.removeprefix("-") if year.startswith("-0000") else year


def _year(said: Said) -> int:
    """The astronomical year of a date."""
    if said.bare is not None or said.year is None:
        raise NotInWordsError(
            "the year is missing"
            if said.bare is None
            else f"{said.bare} is no year: one has four digits, or an era (AD, BC)"
        )
    number = int(said.year)
    if not number or (said.era is None and len(said.year) != 4):
        raise NotInWordsError(f"{said.year} is no year: one has four digits, or an era (AD, BC)")
    return 1 - number if said.era == "bce" else number


def shared(first: Said, last: Said) -> tuple[Said, Said]:
    """Two dates of a pair, each with what only the other says."""
    first, last = _first_number(first, last), _last_number(first, last)
    if first.year is None and not last.only_year:
        first = replace(first, year=last.year, era=last.era)
    elif first.only_year and first.era is None:
        first = replace(first, era=last.era)
    if last.year is None and not first.only_year:
        last = replace(last, year=first.year, era=first.era)
    elif last.only_year and last.era is None and first.era == "ce":
        last = replace(last, era="ce")
    return first, last


def _first_number(first: Said, last: Said) -> Said:
    """`5` in *5-9 May 1542* is a day, `500` in *500-400 BC* a year."""
    if first.bare is not None:
        if last.month is not None and last.day is not None:
            return replace(first, bare=None, day=int(first.bare), month=last.month)
        if last.only_year and last.era is not None and first.year is None:
            return replace(first, bare=None, year=first.bare)
    return first


def _last_number(first: Said, last: Said) -> Said:
    """`9` in *May 5-9, 1542* is a day, `79` in *AD 50-79* a year."""
    if last.bare is not None:
        if first.month is not None and first.day is not None:
            return replace(last, bare=None, day=int(last.bare), month=first.month)
        if first.only_year and first.era == "ce" and last.year is None:
            return replace(last, bare=None, year=last.bare)
    return last
