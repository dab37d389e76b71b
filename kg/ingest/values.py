"""Which value does this text stand for?"""

from __future__ import annotations

import re
from typing import Any, Final

from kg.errors import IdentifierError, KgError, SeedError
from kg.ingest.report import Suggester
from kg.model import Field, FieldType, record_id
from kg.model.forms import form_fault
from kg.model.writing import language_tag

_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,19}")
_REAL: Final = re.compile(r"[+-]?[0-9]{1,300}(\.[0-9]{1,300})?([eE][+-]?[0-9]{1,3})?")
_FLAGS: Final = {"true": True, "false": False, "yes": True, "no": False}


def value_of(field: Field, text: str, scheme: str | None, suggester: Suggester) -> Any:
    """The value that `text` stands for in `field`.

    `scheme` is the kind of the record that is read: a concept refers to its own scheme.

    Raises: KgError when it stands for none.
    """
    if field.sort is FieldType.TEXT:
        return _text(field, text)
    if field.sort is FieldType.REF:
        return _ref(field, text, scheme)
    if field.sort is FieldType.CODE:
        return _code(field, text, suggester)
    if field.sort is FieldType.FLAG:
        if text not in _FLAGS:
            raise SeedError(f"{text!r} is neither true nor false", hint="write true or false")
        return _FLAGS[text]
    return _number(field, text)


def _text(field: Field, text: str) -> str:
    text = text.strip()
    if fault := form_fault(field.form, text):
        raise fault
    return language_tag(text) if field.form == "lang" else text


def _ref(field: Field, text: str, scheme: str | None) -> str:
    kind, slash, _ = text.partition("/")
    if not slash:
        if len(field.kinds) == 1:
            return record_id(field.kinds[0], text)
        if scheme in field.kinds and len(field.kinds) < 20:
            return record_id(str(scheme), text)
        raise IdentifierError(
            f"{text!r} does not say of which kind it is", hint=f"write kind/{text}"
        )
    if kind not in field.kinds:
        if len(field.kinds) == 1:
            return record_id(field.kinds[0], text)  # raises with the kind that is wanted
        raise IdentifierError(
            f"{text!r} is not of a kind that may stand here",
            hint=f"one of {', '.join(field.kinds)}",
        )
    return record_id(kind, text)


def _code(field: Field, text: str, suggester: Suggester) -> Any:
    assert field.codes is not None  # noqa: S101  (a code field has its codes by construction)
    allowed = [str(code) for code in field.codes]
    if text in allowed:
        return field.codes(text)
    near = suggester.nearest(text, allowed)
    raise SeedError(
        f"{text!r} is not a value of {field.name}",
        hint=(f"did you mean {near}? " if near else "") + f"one of {', '.join(allowed)}",
    )


def _number(field: Field, text: str) -> float | int:
    whole = field.sort is FieldType.NUMBER
    if whole and _WHOLE.fullmatch(text) and abs(int(text)) < 2**63:
        return int(text)
    if not whole and _REAL.fullmatch(text):
        number = float(text)
        if abs(number) != float("inf"):
            return number
    raise _no_number(text, whole=whole)


def _no_number(text: str, *, whole: bool) -> KgError:
    hint = "digits only, for example 200" if whole else "for example 200 or 2.5"
    if "," in text or " " in text.strip():
        hint += "; no separators between the thousands"
    return SeedError(f"{text!r} is not a {'whole ' if whole else ''}number", hint=hint)
