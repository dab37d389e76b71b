"""How does a mapping say that its dates are written?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kg.errors import InputError
from kg.ingest.tables.datenames import NAMES
from kg.ingest.tables.datepatterns import compiled
from kg.model import Calendar
from kg.temporal.faults import shown

NAMED_FORMS: Final = ("edtf", "iso", "words")


@dataclass(frozen=True, slots=True, kw_only=True)
class DateForms:
    """How the cells of a date are read.

    `forms` are tried in order: `edtf`, `iso`, `words` or patterns. `century` is the first of
    the 100 years that two digits can mean; `languages` are those of names of months and of
    words. `convert` turns Julian days into Gregorian ones.
    Raises: InputError when a form or language is not known or the parts contradict each other.
    """

    forms: tuple[str, ...] = ("edtf",)
    calendar: Calendar | None = None
    convert: bool = False
    century: int | None = None
    languages: tuple[str, ...] = ("en", "es")

    def __post_init__(self) -> None:
        """Refuse what cannot be read by."""
        if not self.forms:
            raise InputError("no form of a date is given", hint="write forms: [edtf]")
        if unknown := [lang for lang in self.languages if lang not in NAMES]:
            raise InputError(
                f"dates are not read in the language {shown(unknown[0])}",
                hint=f"one of {', '.join(NAMES)}",
            )
        if self.convert and not self.julian:
            raise InputError("there is nothing to convert from", hint="set calendar: julian too")
        if self.century is not None and not 0 <= self.century <= 9900:
            raise InputError(
                f"century: {self.century} is out of range",
                hint="the first of the 100 years that two digits mean, from 0 to 9900",
            )
        for form in self.forms:
            if form not in NAMED_FORMS:
                self._check_pattern(form)

    def _check_pattern(self, form: str) -> None:
        if "%" not in form:
            raise InputError(
                f"{shown(form)} is no form of a date",
                hint=f"{', '.join(NAMED_FORMS)}, or a pattern such as %d/%m/%Y",
            )
        compiled(form, self.languages)

    @property
    def julian(self) -> bool:
        """Whether the days stand in the Julian calendar."""
        return self.calendar is Calendar.JULIAN
