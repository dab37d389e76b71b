"""How are the statements of a block of rows written in JSON-LD?

Equals: `kg.export.jsonld.record_nodes` of the statements that `kg.rdf.encode` says.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.errors import InternalError
from kg.export.jsonld import Name, names, short
from kg.export.names import relative
from kg.export.ropes import Piece, Pool, Rope, beside_each_other, folded, side_by_side
from kg.export.spelling import Spelling
from kg.export.terms import Node, Parts, Proposition, Said, Sort, Terms
from kg.export.texts import TEXT, Ends, Escapes, Texts, wrapped
from kg.rdf import Context
from kg.rdf.terms import Iri
from kg.rdf.vocab import BOOLEAN, INTEGER, STRING

_STEP: Final = "  "
_OUTER: Final = "\n" + 2 * _STEP  # records are members of `@graph`
_LONGEST: Final = 19  # digits and sign of a number that JSON says as such
_UNSAFE: Final = '"\\' + "".join(map(chr, range(0x20)))


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


ESCAPES: Final = Escapes(_string, _UNSAFE)


class Values(Spelling):
    """The values of one property, on lines that begin with `line`."""

    escapes = ESCAPES

    def __init__(self, context: Context, name: Name, line: str) -> None:
        super().__init__(context)
        self._name, self._line = name, line
        self._open, self._shut = f"{{{line}{_STEP}", f"{line}}}"
        below = relative(f"{context.base}event/x", context.base) is not None
        self.start, self.close = '"' if below else f'"{context.base}', '"'
        if name.type != "@id":
            self.start, self.close = f'{self._open}"@id": {self.start}', f'"{self._shut}'

    def iri(self, iri: str) -> str:
        """A word of a code list, or the IRI, relative to the base where that is safe."""
        if iri in self._name.codes:
            return _string(self._name.codes[iri])
        cut = _string(short(Iri(iri), self.context.base))
        return cut if self._name.type == "@id" else f'{self._open}"@id": {cut}{self._shut}'

    def quotes(self, datatype: str) -> tuple[str, str]:
        """A bare text, number or flag where the context tells the type, else an object."""
        if datatype in (INTEGER, BOOLEAN):
            return "", ""
        if datatype in (STRING, self._name.type):
            return '"', '"'
        return self._typed(datatype)

    def pieces(self, terms: Terms, before: str, after: str) -> Sequence[Piece]:
        """Each word between two texts; a number too long for JSON is an object."""
        if terms.sort is Sort.PART and self._name.type != "@id":
            return f'{before}{self._open}"@id": ', terms.words, self.close + after
        pieces = super().pieces(terms, before, after)
        if terms.sort is Sort.LITERAL and terms.datatype == INTEGER:
            long = pc.greater(pc.utf8_length(terms.words), _LONGEST)
            if pc.any(long).as_py():
                first, last = self._typed(INTEGER)
                whole = wrapped(before + first, terms.words, last + after)
                return (pc.if_else(long, whole, beside_each_other(pieces)),)
        return pieces

    def _typed(self, datatype: str) -> tuple[str, str]:
        name = names().get(datatype)
        said = _string(name.key if name else datatype)
        return f'{self._open}"@value": "', f'",{self._line}{_STEP}"@type": {said}{self._shut}'


class Objects:
    """JSON-LD: an object for each record, its parts nested."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._opening = Values(context, Name("", "@id", "", {}), "")

    def opened(self, ids: Texts) -> Texts:
        """The IRIs of records, without the mark at their end."""
        return self._opening.opened(ids)

    def records(self, node: Node) -> Texts:
        """The object of each record, after the comma that parts it from the last."""
        pool = Pool()
        begin = pool.constant(f",{_OUTER}", node.size)
        return pool.written(side_by_side(begin, self._object(pool, node, _OUTER)))

    def _object(self, pool: Pool, node: Node, line: str) -> Rope:
        """Objects whose braces stand on lines that begin with `line`."""
        inner = line + _STEP
        types = [f'",{inner}"@type": {_types(some, inner)}' for some in node.types]
        pieces = [pool.rows(f'{{{inner}"@id": ', node.subject), pool.chosen(types, node.kinds)]
        for said in node.said:
            name = _name(said.predicate)
            lead = f',{inner}"{name.key}": '
            if isinstance(said, Parts):
                within = inner + _STEP if name.container == "@set" else inner
                objects = self._object(pool, said.node, within)
                pieces.append(_listed(pool, name, objects, said.ends, lead, inner))
            elif name.container == "@language":
                pieces.append(_by_language(pool, said, lead, inner))
            else:
                pieces.append(self._values(pool, said, name, lead, inner))
        if node.proposition is not None:
            pieces.append(self._proposition(pool, node, node.proposition, inner))
        return side_by_side(*pieces, pool.constant(f"{line}}}", node.size))

    def _values(self, pool: Pool, said: Said, name: Name, lead: str, line: str) -> Rope:
        several = name.container == "@set"
        values = Values(self._context, name, line + _STEP if several else line)
        if said.ends is not None:
            each = values.said(pool, said.terms, "", "")
            return _listed(pool, name, each, said.ends, lead, line)
        if several:
            return values.said(pool, said.terms, f"{lead}[{line}{_STEP}", f"{line}]")
        return values.said(pool, said.terms, lead, "")

    def _proposition(self, pool: Pool, node: Node, said: Proposition, line: str) -> Rope:
        """A nested object with its graph: one statement, by no name of the context."""
        one, two, three, four = (line + _STEP * n for n in (1, 2, 3, 4))
        subjects = Values(self._context, Name("", "@id", "", {}), three)
        objects = Values(self._context, Name("", "", "", {}), four)
        whole = Values(self._context, Name("", "@id", "", {}), three)
        inside = side_by_side(
            pool.rows(f',{line}"proposition": {{{one}"@id": ', node.subject, '/proposition"'),
            subjects.said(pool, said.subject, f',{one}"@graph": [{two}{{{three}"@id": ', ""),
            _whole(pool, whole, said.predicate, f",{three}"),
            *(objects.said(pool, terms, f": [{four}", f"{three}]") for terms in said.objects),
            pool.constant(f"{two}}}{one}]{line}}}", node.size),
        )
        return inside.only(said.there)


def _whole(pool: Pool, values: Values, terms: Terms, before: str) -> Rope:
    """Records by their whole IRIs, as names of members."""
    context = values.context
    said = [i and f"{before}{_string(context.record(i).value)}" for i in terms.words.to_pylist()]
    return pool.spread((pa.array(said, TEXT),), terms.codes)


def _name(predicate: Iri) -> Name:
    """What the context says of a property; one that it does not know is a list in full."""
    return names().get(predicate.value) or Name(predicate.value, "", "@set", {})


def _types(types: tuple[Iri, ...], line: str) -> str:
    keys = [_string(_name(one).key) for one in types]
    inner = line + _STEP
    return keys[0] if len(keys) == 1 else f"[{inner}{f',{inner}'.join(keys)}{line}]"


def _listed(pool: Pool, name: Name, values: Rope, ends: Ends, lead: str, line: str) -> Rope:
    """The values of each row, in a list where the context says so."""
    if name.container != "@set":
        if values.size and np.diff(ends).max() > 1:
            raise InternalError(f"the context must say that {name.key!r} is a set")
        return folded(side_by_side(pool.constant(lead, values.size), values), ends)
    inner = line + _STEP
    first, last = _outermost(ends)
    before = _chosen(pool, first, f",{inner}", f"{lead}[{inner}")
    return folded(side_by_side(before, values, _chosen(pool, last, None, f"{line}]")), ends)


def _outermost(ends: Ends) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which members are the first of their row, and which the last."""
    some = np.diff(ends) > 0
    first, last = np.zeros(ends[-1], dtype=bool), np.zeros(ends[-1], dtype=bool)
    first[ends[:-1][some]] = True
    last[ends[1:][some] - 1] = True
    return first, last


def _chosen(pool: Pool, which: npt.NDArray[np.bool_], no: str | None, yes: str | None) -> Rope:
    return pool.chosen([no, yes], which.astype(np.int32))


def _by_language(pool: Pool, said: Said, lead: str, line: str) -> Rope:
    """An object of texts by language; a list where a row has several in one language."""
    ends = np.arange(len(said.terms.words) + 1) if said.ends is None else said.ends
    inner, deep = line + _STEP, line + 2 * _STEP
    langs = pa.array(said.terms.langs).dictionary_encode()
    first, last = _outermost(ends)
    codes = np.asarray(langs.indices)
    begins = first | np.append(True, codes[1:] != codes[:-1])[: len(codes)]
    stops = np.append(begins[1:], True)[: len(codes)]
    begun = [f"{_string(w)}: " for w in langs.dictionary.to_pylist()]
    pieces = (
        _chosen(pool, first, None, f"{lead}{{{inner}"),
        _chosen(pool, begins & ~first, None, f",{inner}"),
        pool.chosen(begun, codes).only(begins),
        _chosen(pool, begins & ~stops, None, f"[{deep}"),
        _chosen(pool, ~begins, None, f",{deep}"),
        pool.rows('"', ESCAPES(said.terms.words), '"'),
        _chosen(pool, stops & ~begins, None, f"{inner}]"),
        _chosen(pool, last, None, f"{line}}}"),
    )
    return folded(side_by_side(*pieces), ends)
