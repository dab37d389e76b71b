"""How is a value written as an RDF term, and read back?

Numbers are integers, else decimals in plain digits: the two forms that rdflib and Oxigraph
both leave as they are. Times without a zone for the same reason.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from math import isfinite
from typing import Any, Final

from kg.errors import FormatError
from kg.model import Field, FieldType, Label
from kg.model.forms import form_fault
from kg.model.writing import is_iri, language_tag
from kg.rdf.graphs import Context
from kg.rdf.properties import Property
from kg.rdf.terms import Iri, Literal, Term
from kg.rdf.vocab import (
    BOOLEAN,
    DATE,
    DATE_TIME,
    DECIMAL,
    INTEGER,
    LANG_STRING,
    STRING,
    XSD,
    code_iri,
    code_list,
    code_of,
)

_DOUBLE: Final = XSD("double").value
_FORMS: Final = {"day": DATE}
MIDNIGHT: Final = "T00:00:00"
_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,400}")
_NUMBERS: Final = frozenset({INTEGER, DECIMAL, _DOUBLE})
_NAMES: Final = {
    STRING: "a plain text",
    INTEGER: "an xsd:integer",
    DATE: "an xsd:date",
    DATE_TIME: "an xsd:dateTime at midnight without a zone",
    BOOLEAN: "true or false",
}


def text(value: str) -> Literal:
    """A plain text."""
    return Literal(value, STRING)


def integer(value: int) -> Literal:
    """A whole number."""
    return Literal(str(value), INTEGER)


def tagged(label: Label) -> Literal:
    """A text in a language."""
    return Literal(label.text, LANG_STRING, label.lang.lower())


def number(value: float) -> Literal:
    """A number: an integer where it is whole, else a decimal.

    Raises: FormatError when it is infinite or not a number.
    """
    if not isfinite(value):
        raise FormatError(f"{value!r} is not a number that can be said", hint="leave it out")
    if value == int(value):
        return integer(int(value))
    return Literal(f"{Decimal(repr(value)):f}", DECIMAL)


def to_term(field: Field, said: Property, value: Any, context: Context) -> Term:
    """The term of one value of a field that is neither a part nor a sibling.

    Raises: FormatError when the value cannot be said in RDF.
    """
    if field.sort is FieldType.REF:
        return context.record(value)
    if field.sort is FieldType.CODE:
        return code_iri(value)
    if field.sort is FieldType.NUMBER:
        return integer(value)
    if field.sort is FieldType.REAL:
        return number(value)
    if field.sort is FieldType.FLAG:
        return Literal("true" if value else "false", BOOLEAN)
    if field.form == "iri" and not said.datatype:
        if not is_iri(value):
            raise FormatError(
                f"{value!r} is not an IRI", hint="percent-encode what it may not hold"
            )
        return Iri(value)
    datatype = datatype_of(field, said)
    return Literal(value + MIDNIGHT if datatype == DATE_TIME else value, datatype)


def from_term(field: Field, said: Property, term: Term, context: Context) -> Any:
    """The value that a term stands for. Equals: the inverse of `to_term`.

    Raises: FormatError that says what was wanted.
    """
    if field.sort is FieldType.REF:
        return _ref(field, term, context)
    if field.sort is FieldType.CODE:
        return _code(field, term)
    if isinstance(term, Literal):
        if field.sort is FieldType.FLAG:
            return _checked(term, BOOLEAN, {"true": True, "1": True, "false": False, "0": False})
        if field.sort is FieldType.NUMBER:
            return _whole(term)
        if field.sort is FieldType.REAL:
            return _real(term)
        return _text(field, said, term)
    if field.form == "iri":
        return term.value
    raise FormatError(f"<{term.value}> stands where {_wanted(field, said)} is expected")


def label_of(term: Term) -> Label:
    """The label of a text in a language.

    Raises: FormatError when it has no language.
    """
    if isinstance(term, Literal) and term.lang:
        if fault := form_fault(None, term.value):
            raise fault
        return Label(language_tag(term.lang), term.value)
    raise FormatError(f"{shown(term)} has no language", hint='write it as "text"@en')


def shown(term: Term) -> str:
    """The term for a message, cut when it is long."""
    value = term.value if len(term.value) <= 80 else term.value[:77] + "..."
    return f"<{value}>" if isinstance(term, Iri) else repr(value)


def _ref(field: Field, term: Term, context: Context) -> str:
    identifier = context.identifier(term) if isinstance(term, Iri) else None
    if identifier is None or identifier.partition("/")[0] not in field.kinds:
        raise FormatError(
            f"{shown(term)} is not {' or '.join(field.kinds[:3])} of this dataset",
            hint=f"IRIs of records begin with {context.base}",
        )
    return identifier


def _code(field: Field, term: Term) -> StrEnum:
    assert field.codes is not None  # noqa: S101  (a code field has its codes by construction)
    code = code_of(field.codes, term) if isinstance(term, Iri) else None
    if code is None:
        allowed = ", ".join(code_iri(c).value.partition("#")[2] for c in field.codes)
        raise FormatError(
            f"{shown(term)} is no {code_list(field.codes).value.partition('#')[2]}",
            hint=f"one of kg: {allowed}",
        )
    return code


def _checked(term: Literal, datatype: str, values: dict[str, Any]) -> Any:
    if term.datatype == datatype and term.value in values:
        return values[term.value]
    raise FormatError(f"{shown(term)} is not {_NAMES[datatype]}")


def _whole(term: Literal) -> int:
    if term.datatype != INTEGER or not _WHOLE.fullmatch(term.value):
        raise FormatError(f"{shown(term)} is not an xsd:integer")
    return int(term.value)


def _real(term: Literal) -> float:
    try:
        value = float(term.value) if term.datatype in _NUMBERS else float("nan")
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        raise FormatError(f"{shown(term)} is not a number", hint="an xsd:integer or xsd:decimal")
    return value


def _text(field: Field, said: Property, term: Literal) -> str:
    datatype = datatype_of(field, said)
    value = term.value
    if datatype == DATE_TIME and value.endswith(MIDNIGHT):
        value = value[: -len(MIDNIGHT)]
    elif datatype == DATE_TIME:
        raise FormatError(f"{shown(term)} is not {_wanted(field, said)}")
    if term.datatype != datatype:
        raise FormatError(f"{shown(term)} is not {_wanted(field, said)}")
    if fault := form_fault(field.form, value):
        raise fault
    return value


def datatype_of(field: Field, said: Property) -> str:
    """The datatype of the texts of a field."""
    return said.datatype or _FORMS.get(field.form or "", STRING)


def _wanted(field: Field, said: Property) -> str:
    if field.form == "iri" and not said.datatype:
        return "an IRI"
    datatype = datatype_of(field, said)
    return _NAMES.get(datatype, f"a literal of type <{datatype}>")
