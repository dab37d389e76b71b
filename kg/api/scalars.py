"""Which texts have a form of their own?

Every one is checked at the border: ASCII, bounded in length, read in linear time. What
comes out of the program was checked when it came in, and is handed on as it is.
"""

from __future__ import annotations

import string
from typing import Any, Final, NewType

from strawberry.schema.config import StrawberryConfig
from strawberry.types.scalar import ScalarDefinition

from kg.errors import DateError, FilterError, IdentifierError
from kg.temporal import iso_day, parse, parse_day, plain_day

EDTF = NewType("EDTF", str)
Day = NewType("Day", str)
URI = NewType("URI", str)
LanguageTag = NewType("LanguageTag", str)
Ref = NewType("Ref", str)

LONGEST: Final = 1_000
_TAG: Final = frozenset(string.ascii_letters + string.digits)


def _text(value: Any, what: str, longest: int = LONGEST) -> str:
    if not isinstance(value, str):
        raise FilterError(f"{what} is a text, not {_shown(value)}", hint="put it in quotes")
    if len(value) > longest:
        raise FilterError(f"{what} of {len(value)} characters is too long; {longest} are allowed")
    return value


def _shown(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 40 else f"{shown[:40]}…"


def _edtf(value: Any) -> str:
    text = _text(value, "an EDTF date")
    if plain_day(text) is None:
        parse(text)
    return text


def _day(value: Any) -> str:
    text = _text(value, "a day", 40)
    try:
        return iso_day(parse_day(text))
    except DateError as error:
        error.hint = error.hint or "write a whole day: 2019-02-05"
        raise


def _uri(value: Any) -> str:
    text = _text(value, "an IRI")
    scheme, colon, rest = text.partition(":")
    if not (colon and rest and scheme.isascii() and scheme[:1].isalpha()):
        raise IdentifierError(f"{_shown(text)} is not an absolute IRI", hint="https://…")
    return text


def _tag(value: Any) -> str:
    text = _text(value, "a language tag", 35)
    parts = text.split("-")
    if not all(0 < len(part) <= 8 and _TAG.issuperset(part) for part in parts):
        raise FilterError(f"{_shown(text)} is not a language tag", hint="en, es, es-MX")
    return text


def _ref(value: Any) -> str:
    text = _text(value, "a reference")
    if not text:
        raise IdentifierError("an empty text names no record", hint="a slug or kind/slug")
    return text


def _scalar(name: str, parse_value: Any, description: str, url: str | None) -> ScalarDefinition:
    return ScalarDefinition(
        name=name,
        description=description,
        specified_by_url=url,
        serialize=str,
        parse_value=parse_value,
        parse_literal=None,
    )


SCALARS: Final[dict[object, ScalarDefinition]] = {
    EDTF: _scalar(
        "EDTF",
        _edtf,
        "A date in the Extended Date/Time Format (ISO 8601-2:2019), levels 0 to 2: "
        "`2019-02-05`, `2019-02`, `2018?`, `2019-02-05/2019-02-09`, `2018-11/..`, `201X`. "
        "Years are astronomical: 0000 is 1 BCE.",
        "https://www.loc.gov/standards/datetime/",
    ),
    Day: _scalar(
        "Day",
        _day,
        "A calendar day of the proleptic Gregorian calendar: `2019-02-05`; year 0000 is 1 BCE, "
        "`-0043-03-15` the Ides of March of 44 BCE; years beyond 9999 are written out.",
        "https://www.w3.org/TR/xmlschema11-2/#date",
    ),
    URI: _scalar("URI", _uri, "An absolute IRI.", "https://www.rfc-editor.org/rfc/rfc3987"),
    LanguageTag: _scalar(
        "LanguageTag",
        _tag,
        "A language tag (BCP 47): `en`, `es`, `es-MX`. A tag also finds its longer forms.",
        "https://www.rfc-editor.org/rfc/rfc5646",
    ),
    Ref: _scalar(
        "Ref",
        _ref,
        "Names a record: by its slug where the kind is clear (`wake-county`), by kind and slug "
        "(`place/wake-county`), by its IRI, or by its opaque node id.",
        None,
    ),
}


def config(**more: Any) -> StrawberryConfig:
    """Strawberry's configuration with our scalars."""
    return StrawberryConfig(scalar_map=SCALARS, **more)
