"""What date does one text say, by the forms that a mapping declares?"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from kg.errors import DateError
from kg.ingest.tables.dateforms import DateForms
from kg.ingest.tables.dateiso import read_iso
from kg.ingest.tables.datelexicon import NotInWordsError
from kg.ingest.tables.datepatterns import compiled
from kg.ingest.tables.datewords import read_words
from kg.temporal import Edtf, parsed
from kg.temporal.faults import shown
from kg.temporal.julian import parse_julian

_NUMERIC: Final = re.compile(
    r"[0-9]{1,2}\s?[./-]\s?[0-9]{1,2}\s?[./-]\s?[0-9]{2,4}|[0-9]{2}/[0-9]{4,6}"
)


_COUNTED: Final = "counted from the begin of 1970: the day in UTC"


class Read(NamedTuple):
    """What one reading found, by which rules; `text` None says that there is no date."""

    text: str | None
    notes: tuple[str, ...] = ()
    computed: bool = False


def parse_in(text: str, forms: DateForms) -> Edtf:
    """What an EDTF text says in the calendar of the forms.

    Raises: DateError; one that says how to go on for a day that only the Julian calendar has.
    """
    if forms.convert:
        return parse_julian(text)
    try:
        return parsed(text)
    except DateError as error:
        if "02" in text and "29" in text and _only_julian(text):
            add = "" if forms.julian else "calendar: julian and "
            raise DateError(
                f"{shown(text)} has a day that only the Julian calendar has",
                hint=f"set {add}convert: true; EDTF cannot say it as it stands",
            ) from error
        raise


def _only_julian(text: str) -> bool:
    try:
        parse_julian(text)
    except DateError:
        return False
    return True


def read_text(text: str, forms: DateForms) -> Read:
    """One text by the forms, in order.

    Raises: DateError when none understands it, or one does and there is no such day.
    """
    why: dict[str, str] = {}
    for form in forms.forms:
        try:
            found = _by_form(form, text, forms)
        except NotInWordsError as reason:
            why[form] = str(reason)
            continue
        except DateError as error:
            if form != "edtf" or len(forms.forms) == 1:
                raise
            why[form] = str(error)
            continue
        if found is not None:
            return found
    raise _not_understood(text, forms, why)


def _by_form(form: str, text: str, forms: DateForms) -> Read | None:
    """A text by one form; None when it is not of that form."""
    if form == "edtf":
        return Read(parse_in(text, forms).text)
    if form == "words":
        words = read_words(text, forms.languages, julian=forms.julian)
        return _checked(Read(words.edtf, () if words.note is None else (words.note,)), forms)
    if form == "iso":
        iso = read_iso(text, julian=forms.julian)
        return None if iso is None else _checked(Read(iso), forms)
    pattern = compiled(form, forms.languages)
    found = pattern.read(text, century=forms.century, julian=forms.julian)
    if found is None:
        return None
    if pattern.counted:
        return Read(found, (_COUNTED,), computed=True)
    return _checked(short_year(found, forms) if pattern.short_year else Read(found), forms)


def _checked(found: Read, forms: DateForms) -> Read:
    """What was found, if the calendar has it."""
    if found.text is not None:
        parse_in(found.text, forms)
    return found


def short_year(text: str, forms: DateForms) -> Read:
    """A date whose year was written with two digits, and the rule by which it was read."""
    first = forms.century or 0
    note = f"two-digit year read as {first:04} to {first + 99:04}"
    return Read(text, (note,), computed=True)


def _not_understood(text: str, forms: DateForms, why: dict[str, str]) -> DateError:
    if _NUMERIC.fullmatch(text) and not any("%" in form for form in forms.forms):
        hint = "day and month are never guessed: declare a pattern such as %d/%m/%Y"
    else:
        hint = "; ".join(f"as {form}: {reason}" for form, reason in why.items())
    tried = f"tried: {', '.join(forms.forms)}"
    return DateError(
        f"{shown(text)} is not understood as a date", hint=f"{tried}; {hint}" if hint else tried
    )
