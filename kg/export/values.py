"""How is a column read as terms?

As `kg.rdf.literals` writes single values; a word that stands in many rows is looked at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.columns import Tables
from kg.columns.views import ConstantView, FlagView, NoneView, NumberView, TextView, WordView
from kg.errors import InternalError
from kg.export.terms import Codes, Sort, Terms
from kg.export.texts import TEXT, Texts, wrapped
from kg.model import Field, FieldType
from kg.model.ids import RECORDS
from kg.model.writing import is_iri
from kg.rdf.literals import MIDNIGHT, datatype_of, number
from kg.rdf.properties import Property
from kg.rdf.vocab import BOOLEAN, DATE_TIME, DECIMAL, INTEGER, STRING, code_iri

_FEW: Final = 64  # words that are not worth a look at which of them there are
_SLUG: Final = r"^[a-z0-9][a-z0-9._~-]{0,199}$"


class UnsayableError(Exception):
    """A row holds what cannot be said in RDF: the record road tells where and why."""


def column(tables: Tables, table: str, name: str) -> Any | None:
    """One column as an Arrow array, None when no row has a value in it.

    Shape: texts with wide offsets and numbers plain, whatever the file keeps small.
    Cost:  what a file keeps small is made anew, at most eight bytes for each row.
    """
    view = tables.view(table, name)
    if not tables.count(table) or isinstance(view, NoneView):
        return None
    if not isinstance(view, FlagView | NumberView | ConstantView | TextView | WordView):
        raise InternalError(f"{table}.{name} is kept in a way that no export knows")
    array = view.array
    if pa.types.is_string(array.type):
        return array.cast(TEXT)
    return array.dictionary_decode() if isinstance(view, ConstantView) else array


def needed(tables: Tables, table: str, name: str) -> Any:
    """The same of a column in which every part has a value."""
    values = column(tables, table, name)
    if values is None:
        raise InternalError(f"no row of {table} has a value for {name}")
    return values


def distinct(values: Any) -> tuple[Any, Codes]:
    """The distinct values of a column, and which of them each row has.

    Shape: words for a column of words, numbers for numbers; a null has a null code. Of a small
           dictionary all words, whether a row has them or not.
    Cost:  O(rows), whatever the size of the dictionary.
    """
    if pa.types.is_dictionary(values.type):
        if len(values.dictionary) <= _FEW:
            return values.dictionary, values.indices
        found = values.indices.dictionary_encode()
        return values.dictionary.take(found.dictionary), found.indices
    found = values.dictionary_encode()
    return found.dictionary, found.indices


def words(values: Any, sort: Sort, datatype: str = STRING) -> Terms:
    """Terms of the texts, words or whole numbers of a column."""
    if pa.types.is_large_string(values.type):
        return Terms(sort, values, None, datatype)
    found, codes = distinct(values)
    return Terms(sort, found.cast(TEXT), codes, datatype)


def same(text: str, sort: Sort, there: Any, datatype: str = STRING) -> Terms:
    """The same term in every row in which `there` is true."""
    given = np.array(there, dtype=bool)  # a null is not true
    codes = pa.array(np.zeros(len(given), np.int32), mask=~given)
    return Terms(sort, pa.array([text], TEXT), codes, datatype)


def reader(field: Field, said: Property) -> Callable[[Any], list[Terms]]:
    """How the values of a field are read as terms: of one sort, or of two kinds of numbers."""
    if field.sort is FieldType.REF:
        sort = Sort.RECORD if set(field.kinds) <= set(RECORDS) else Sort.ANY
        return lambda values: [words(values, sort)]
    if field.sort is FieldType.CODE:
        assert field.codes is not None  # noqa: S101  (a code field has its codes by construction)
        names = {code.value: code_iri(code).value for code in field.codes}
        return lambda values: [_renamed(values, names)]
    if field.sort is FieldType.NUMBER:
        return lambda values: [words(values, Sort.LITERAL, INTEGER)]
    if field.sort is FieldType.REAL:
        return numbers
    if field.sort is FieldType.FLAG:
        return lambda values: [same("true", Sort.LITERAL, values, BOOLEAN)]
    if field.form == "iri" and not said.datatype:
        return lambda values: [_iris(values)]
    datatype = datatype_of(field, said)
    if datatype == DATE_TIME:
        return lambda values: [_midnight(words(values, Sort.LITERAL, datatype))]
    return lambda values: [words(values, Sort.LITERAL, datatype)]


def _renamed(values: Any, names: dict[str, str]) -> Terms:
    found, codes = distinct(values)
    return Terms(Sort.IRI, pa.array([names[w] for w in found.to_pylist()], TEXT), codes)


def _iris(values: Any) -> Terms:
    terms = words(values, Sort.IRI)
    if not all(is_iri(text) for text in terms.words.to_pylist() if text is not None):
        raise UnsayableError
    return terms


def _midnight(days: Terms) -> Terms:
    return Terms(days.sort, wrapped("", days.words, MIDNIGHT), days.codes, days.datatype)


def numbers(values: Any) -> list[Terms]:
    """Real numbers: whole ones as integers, the others as decimals."""
    found, codes = distinct(values)
    said = [number(value) for value in found.to_pylist()]
    terms = []
    for datatype in (INTEGER, DECIMAL):
        texts = pa.array([s.value if s.datatype == datatype else None for s in said], TEXT)
        if texts.null_count < len(texts):
            terms.append(Terms(Sort.LITERAL, texts, codes, datatype))
    return terms


def tagged(texts: Texts, langs: Any) -> Terms:
    """Texts with their languages, in small letters."""
    found, codes = distinct(langs)
    small = pa.array([lang.lower() for lang in found.to_pylist()], TEXT)
    return Terms(Sort.TAGGED, texts, None, langs=small.take(codes))


def checked(keys: Any) -> None:
    """Raises: UnsayableError when a key cannot stand in an IRI."""
    texts = keys.dictionary if pa.types.is_dictionary(keys.type) else keys
    if not pc.all(pc.match_substring_regex(texts, _SLUG), min_count=0).as_py():
        raise UnsayableError
