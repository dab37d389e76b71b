"""Which date do these words say?

A reader of tokens from left to right. Each reading is fixed, and what is not understood is
refused; the table of what is read stands in `kg.ingest.tables.dates`.

What one side of a pair leaves out is that of the other: the year, the month of a day, the
era. A qualifier before a pair holds for both, one behind it for the last, in *or* and *and*
for both.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

from kg.ingest.tables.datelexicon import NotInWordsError, Token, tokens
from kg.ingest.tables.datesaid import Said, century, decade, earliest, latest, shared, written
from kg.temporal.changes import joined
from kg.temporal.faults import shown
from kg.temporal.values import Mark

_END: Final = Token("", "the end")
_ERAS: Final = ("bce", "ce")
_ACROSS: Final = {22: 30, 24: 28}  # a summer in two years is a southern one, a winter a northern
_DUAL_NOTE: Final = "of the two years that are written the second begins on 1 January"
_PART_NOTE: Final = "EDTF has no early, mid or late: the whole time is given"


class Words(NamedTuple):
    """What words say: an EDTF text, None for no date; whether a part of the time was named."""

    edtf: str | None
    note: str | None = None


def read_words(text: str, languages: tuple[str, ...], *, julian: bool = False) -> Words:
    """What a date in words says; `julian` says by which calendar a weekday is checked.

    Raises: NotInWordsError when it is none; DateError when its weekday is wrong.
    """
    found = tokens(text, languages)
    if [token.role for token in found] == ["undated"]:
        return Words(None)
    return _Reader(found, julian=julian).whole()


def says_present(text: str, languages: tuple[str, ...]) -> bool:
    """Whether a text only says that something goes on."""
    try:
        return [token.role for token in tokens(text, languages)] == ["present"]
    except NotInWordsError:
        return False


class _Reader:
    """Reads tokens from left to right, never back."""

    def __init__(self, found: list[Token], *, julian: bool) -> None:
        self.found = found
        self.at = 0
        self.julian = julian
        self.part = False
        self.dual = False

    @property
    def role(self) -> str:
        """The role of the next token."""
        return self.next.role

    @property
    def next(self) -> Token:
        """The next token."""
        return self.found[self.at] if self.at < len(self.found) else _END

    def take(self) -> Token:
        """The next token, which is left behind."""
        token = self.next
        self.at += 1
        return token

    def skip(self, *roles: str) -> bool:
        """Leave the next token behind if it has one of these roles."""
        if self.role in roles:
            self.at += 1
            return True
        return False

    def whole(self) -> Words:
        """All tokens as one value."""
        start = self.role
        if start == "between":
            edtf = self.between()
        elif start == "before" or (start == "to" and len(self.next.text) > 2):
            self.take()
            edtf = f"/{self.alone()}"
        elif start == "after":
            self.take()
            edtf = f"{self.alone()}/"
        elif start in ("from", "of"):
            self.take()
            first = self.date()
            if start == "of" and self.role != "to":
                raise NotInWordsError("it has a start without end")
            edtf = self.pair(first, since=True)
        else:
            edtf = self.pair(self.date())
        if self.at < len(self.found):
            raise NotInWordsError(f"{shown(self.next.text)} is not understood there")
        notes = ((self.part, _PART_NOTE), (self.dual, _DUAL_NOTE))
        return Words(edtf, "; ".join(note for said, note in notes if said) or None)

    def alone(self) -> str:
        """One date, in full."""
        self.skip("of")
        return self.text_of(self.date())

    def between(self) -> str:
        """`between a and b`: one of the range."""
        self.take()
        first = self.date()
        if not self.skip("and", "to", "dash"):
            raise NotInWordsError("between is without and")
        first, last = shared(first, self.date())
        return f"[{earliest(self.text_of(first))}..{latest(self.text_of(last))}]"

    def pair(self, first: Said, *, since: bool = False) -> str:
        """What follows a first date: another, an end that is not known, or nothing."""
        joint = self.role
        if joint in ("to", "dash"):
            self.take()
            if self.skip("present") or (joint == "dash" and self.role == ""):
                return f"{self.text_of(first)}/"
            last = self.date()
            first, last = shared(first, last)
            if not since:
                last = replace(last, before=joined((first.before, last.before)))
            return f"{self.text_of(first)}/{self.text_of(last)}"
        if since:
            return f"{self.text_of(first)}/"
        if joint in ("or", "and"):
            self.take()
            first, last = shared(first, self.date())
            if first.parts != last.parts:
                raise NotInWordsError("its two dates are not equally fine")
            first = replace(first, behind=joined((first.behind, last.behind)))
            last = replace(last, before=joined((first.before, last.before)))
            inside = f"{self.text_of(first)},{self.text_of(last)}"
            return f"[{inside}]" if joint == "or" else f"{{{inside}}}"
        return self.text_of(first)

    def date(self) -> Said:
        """One date with what shades it."""
        before: list[Mark] = []
        weekday = None
        while (role := self.role) in ("about", "perhaps", "part", "the", "weekday"):
            token = self.take()
            if role == "part":
                self.part = True
                self.skip("dash")
            elif role == "weekday":
                if weekday is not None:
                    raise NotInWordsError("it has two weekdays")
                weekday = token
                self.skip("comma")
            elif role != "the":
                before.append("~" if role == "about" else "?")
        said = self.core()
        behind: list[Mark] = []
        while self.role == "perhaps" or self.next.text == "~":
            behind.append("?" if self.take().role == "perhaps" else "~")
        return replace(
            said, weekday=weekday, before=joined(tuple(before)), behind=joined(tuple(behind))
        )

    def core(self) -> Said:
        """A date without what shades it."""
        token = self.take()
        role = token.role
        if role == "iso":
            year, month, day = token.text.split("-")
            return Said(year=year, month=int(month), day=int(day))
        if role == "month":
            return self.year_of(self.day_of(Said(month=token.number)))
        if role == "season":
            return self.year_of(Said(season=token.number))
        if role == "century":
            return self.century_of(self.take())
        if role in ("decade", "decades"):
            return decade(self.take() if role == "decade" else token, named=role == "decade")
        return self.numbered(token)

    def numbered(self, token: Token) -> Said:
        """What begins with a number or an era: a century, a year or a day."""
        role = token.role
        if role in ("number", "ordinal", "roman") and self.skip("century"):
            return self.century_of(token)
        if role in ("number", "thousands") and self.role in _ERAS:
            return Said(year=token.text, era=self.take().role)
        if role == "ce" and self.role == "number":
            return Said(year=self.take().text, era="ce")
        if role in ("number", "ordinal"):
            return self.day_or_year(token)
        if role == "":
            raise NotInWordsError("it ends too soon")
        raise NotInWordsError(f"{shown(token.text)} is not understood there")

    def day_or_year(self, token: Token) -> Said:
        """What begins with a number without era."""
        number = token.text
        linked = self.role == "of"
        ahead = self.found[self.at + linked : self.at + linked + 1]
        if len(number) <= 2 and ahead and ahead[0].role == "month":
            self.at += 1 + linked
            return self.year_of(Said(day=int(number), month=ahead[0].number))
        if token.role == "ordinal" or len(number) != 4:
            # the day of a month that another date names, perhaps with its year: `9, 2019`
            said = Said(bare=number)
            return self.year_of(said) if self.role in ("comma", "number") else said
        said = Said(year=number)
        if self.role == "month":
            said = self.day_of(replace(said, month=self.take().number))
        return said

    def day_of(self, said: Said) -> Said:
        """The day behind a month."""
        token = self.next
        after = self.found[self.at + 1 : self.at + 2]
        day = token.role in ("number", "ordinal") and len(token.text) <= 2
        if not day or (after and after[0].role in _ERAS):
            return said
        self.take()
        return replace(said, day=int(token.text))

    def year_of(self, said: Said) -> Said:
        """The year behind a day, month or season."""
        linked = self.skip("comma", "of")
        if self.role == "ce":
            self.take()
            if self.role != "number":
                raise NotInWordsError("an era is without its year")
            return replace(said, year=self.take().text, era="ce")
        if self.role == "number":
            digits = self.take().text
            if self.role in ("slash", "dash") and (both := self.two_years(said, digits)):
                return both
            era = self.take().role if self.role in _ERAS else None
            if era is None and len(digits) == 2:
                raise NotInWordsError(
                    f"the year {digits} has two digits: declare a pattern with %y, and century"
                )
            return replace(said, year=digits, era=era)
        if linked:
            raise NotInWordsError(f"{shown(self.next.text)} is not understood there")
        return said

    def two_years(self, said: Said, digits: str) -> Said | None:
        """A year and the one after it: of a winter, or of a day when years began in March."""
        after = self.found[self.at + 1 : self.at + 2]
        later = f"{int(digits) + 1:04}"
        if len(digits) != 4 or not after or after[0].text not in (later, later[2:]):
            return None
        if said.season in _ACROSS:
            self.at += 2
            return replace(said, season=_ACROSS[said.season], year=digits)
        if self.role == "slash" and said.month is not None and said.month <= 3:
            self.at += 2
            self.dual = True
            return replace(said, year=later)
        return None

    def century_of(self, token: Token) -> Said:
        """A century by its number, with the era behind it."""
        before = self.role == "bce"
        self.skip(*_ERAS)
        return century(token, before=before)

    def text_of(self, said: Said) -> str:
        """A date as EDTF."""
        return written(said, julian=self.julian)
