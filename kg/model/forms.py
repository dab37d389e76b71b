"""Is this text of the form that its field asks for?"""

from __future__ import annotations

import re
import string
from typing import Final

from kg.errors import DateError, IdentifierError, InputError, KgError
from kg.model.ids import MAX_SLUG, is_slug
from kg.model.writing import is_iri, is_language_tag
from kg.temporal import iso_day, parse, parse_day

_HEX: Final = frozenset(string.digits + "abcdef")
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def form_fault(form: str | None, text: str) -> KgError | None:
    """What is wrong with `text` as a text of `form` (`kg.model.ids.Text`), or None.

    A text of no form must not be empty, not begin or end with white space, and hold no
    control characters but tab and line feed.
    """
    if form == "day":
        return _day_fault(text)
    if form == "edtf":
        return _edtf_fault(text)
    if form == "lang" and not is_language_tag(text):
        return InputError(
            f"{text!r} is not a language tag", hint="BCP 47, for example en, es or es-MX"
        )
    if form == "sha256" and not (len(text) == 64 and set(text) <= _HEX):
        return InputError(
            f"{text!r} is not a sha256 digest",
            hint=f"64 digits 0-9 a-f in small letters; this has {len(text)}",
        )
    if form == "iri" and not is_iri(text):
        return IdentifierError(
            f"{text!r} is not an IRI", hint="absolute, for example https://example.org/page"
        )
    if form == "key" and not is_slug(text):
        return IdentifierError(
            f"{text!r} is not a key",
            hint=f"small letters a-z, digits and - . _ ~, at most {MAX_SLUG} long",
        )
    return _text_fault(text)


def _text_fault(text: str) -> KgError | None:
    if found := _CONTROL.search(text):
        return InputError(
            f"the text holds the character U+{ord(found.group()):04X}", hint="remove it"
        )
    if not text:
        return InputError("the text is empty", hint="leave the field out")
    if text != text.strip():
        return InputError("the text begins or ends with white space", hint="remove it")
    return None


def _day_fault(text: str) -> KgError | None:
    try:
        day = parse_day(text)
    except DateError as error:
        return error
    if iso_day(day) != text:
        return DateError(f"{text!r} is not written as usual", hint=f"write {iso_day(day)}")
    return None


def _edtf_fault(text: str) -> KgError | None:
    try:
        parse(text)
    except DateError as error:
        return error
    return None
