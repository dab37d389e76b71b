"""Which record do these lines say, when they are just what we would write of it?

Most N-Quads that come in went out from here. A record is read from its lines by the same
table as ever, then said again: only where that gives the very same lines does it count. So
whatever is foreign, out of date, faulty or written otherwise is left to `kg.rdf.decode`.
Parts that many records have alike, a day or a status, are read and said once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

from kg.errors import KgError
from kg.model import Claim, Field, Label, Many, Record, canonical, record_class
from kg.rdf.encode import apart, node, said_fields, unread
from kg.rdf.graphs import Context
from kg.rdf.literals import from_term, label_of, tagged, to_term
from kg.rdf.nodes import NodeReader, by_subject
from kg.rdf.properties import Property
from kg.rdf.syntax import nquads_term
from kg.rdf.terms import Iri, Literal, Quad, Term
from kg.rdf.vocab import LANG_STRING, STRING

_IRI: Final = r"<([^>\\\n]*)>"
_TERM: Final = r'(<[^>\\\n]*>|"[^"\\\n]*(?:\\.[^"\\\n]*)*"(?:@[A-Za-z0-9-]+|\^\^<[^>\\\n]*>)?)'
LINE: Final = re.compile(rf"^{_IRI} {_IRI} {_TERM}(?: {_IRI})? \.$", re.MULTILINE)
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_PLAIN: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_KEPT: Final = 200_000  # parts and terms that are kept for when they return


Line = tuple[str, str, str, str]  # as `LINE` finds it; an empty graph is the default graph


def written(line: Line) -> str:
    """The statement as a line."""
    s, p, o, g = line
    return f"<{s}> <{p}> {o} <{g}> ." if g else f"<{s}> <{p}> {o} ."


class _OtherwiseError(Exception):
    """The lines are not just what we write."""


class QuickReader:
    """Reads records of one dataset from their lines.

    Equals: kg.rdf.decode of the same lines, where it gives one record and nothing beside it
    """

    def __init__(self, context: Context) -> None:
        self.context = context
        self._parts: dict[Any, Any] = {}
        self._values: dict[tuple[int, str], Any] = {}

    def record(self, lines: Sequence[Line]) -> Record | None:
        """The record that these lines are, wholly and alone; None when they are not."""
        try:
            return self._record(lines)
        except (_OtherwiseError, KgError):
            return None

    def _record(self, lines: Sequence[Line]) -> Record:
        subject, _, _, graph = lines[0]
        iri = Iri(subject)
        identifier = self.context.identifier(iri)
        if identifier is None:
            raise _OtherwiseError
        own, below, aside = _sorted_out(lines, subject, graph)
        values: dict[str, Any] = {"id": identifier}
        cls = record_class(identifier)
        for field, how in said_fields(cls):
            if how.hop is None:
                terms = own.pop(how.iri.value, None)
            else:
                terms = _beyond(how, below.get(f"{subject}/{how.hop.segment}"))
            if terms:
                values[field.name] = self._field(field, how, terms, iri, below)
        try:
            found = cls(**values)
        except TypeError:  # a required field has no value
            raise _OtherwiseError from None
        record: Record = found if _in_order(found) else canonical(found)
        left = {(subject, p, o) for p, terms in own.items() for o in terms}
        left.update(line[:3] for part in below.values() for line in part)
        if not self._follow(record, iri, graph, left, aside):
            raise _OtherwiseError
        return record

    def _follow(
        self,
        record: Record,
        iri: Iri,
        graph: str,
        left: set[tuple[str, str, str]],
        aside: list[Line],
    ) -> bool:
        """Whether what is left, after all values were taken, is what follows from the record."""
        where = Iri(graph) if graph else None
        if where and graph != f"{iri.value}/version/{record.clock.version}":
            return False
        follows = {
            (s.value, p.value, nquads_term(o)) for s, p, o in unread(record, iri, self.context)
        }
        more: set[Line] = set()
        if isinstance(record, Claim):
            for s, p, o, g in apart(record, iri, self.context, where):
                if g == where:
                    follows.add((s.value, p.value, nquads_term(o)))
                else:
                    more.add((s.value, p.value, nquads_term(o), g.value if g else ""))
        return follows == left and more == set(aside)

    def _field(
        self, field: Field, how: Property, terms: list[str], iri: Iri, below: dict[str, list[Line]]
    ) -> Any:
        if how.ordered or how.sibling:
            raise _OtherwiseError
        if field.part is Label:
            found = [_label(o) for o in terms]
        elif field.part is not None:
            found = [self._part(field.part, how, iri, o, below) for o in terms]
        else:
            found = [self._value(field, how, o) for o in terms]
        if field.many is Many.MANY:
            return tuple(found)
        if len(found) > 1:
            raise _OtherwiseError
        return found[0]

    def _value(self, field: Field, how: Property, o: str) -> Any:
        key = (id(field), o)
        found = self._values.get(key)
        if found is None:
            found = from_term(field, how, term_of(o), self.context)
            if found is False or nquads_term(to_term(field, how, found, self.context)) != o:
                raise _OtherwiseError  # we say it otherwise, or not at all
            if len(self._values) > _KEPT:
                self._values.clear()
            self._values[key] = found
        return found

    def _part(
        self, cls: type[Any], how: Property, iri: Iri, o: str, below: dict[str, list[Line]]
    ) -> Any:
        """The part that an object names; its statements are taken out of those below."""
        name = o[1:-1]
        lines = below.pop(name, None)
        if not lines:
            raise _OtherwiseError
        start = len(iri.value)
        whole = f"<{iri.value}>"
        inner = f"<{iri.value}/"
        key = (
            cls,
            *(
                (s[start:], p, "\0" + o[start:] if o == whole or o.startswith(inner) else o)
                for s, p, o, _ in lines
            ),
        )
        found = self._parts.get(key)
        if found is None:
            if len(self._parts) > _KEPT:
                self._parts.clear()
            found = self._parts[key] = self._first(cls, how, iri, Iri(name), lines)
        return found

    def _first(
        self, cls: type[Any], how: Property, iri: Iri, at: Iri, lines: Sequence[Line]
    ) -> Any:
        """A part that is read for the first time, and said again."""
        quads = [Quad(Iri(s), Iri(p), term_of(o)) for s, p, o, _ in lines]
        faults: list[KgError] = []
        reader = NodeReader(by_subject(quads).get(None, {}), self.context, faults)
        found = reader.part(cls, how, iri, at)
        if found is None or faults:
            raise _OtherwiseError
        found = canonical(found)
        again = {
            (s.value, p.value, nquads_term(o)) for s, p, o in node(found, at, iri, self.context)
        }
        if again != {line[:3] for line in lines}:
            raise _OtherwiseError
        return found


def _sorted_out(
    lines: Sequence[Line], subject: str, graph: str
) -> tuple[dict[str, list[str]], dict[str, list[Line]], list[Line]]:
    """The statements about the record, those about each part that it names, those of other graphs.

    Raises: _OtherwiseError when a part is not described right after it was named.
    """
    inner = f"<{subject}/"
    own: dict[str, list[str]] = {}
    below: dict[str, list[Line]] = {}
    aside: list[Line] = []
    now = deeper = ""
    part = aside
    for line in lines:
        s, p, o, g = line
        if g != graph:
            aside.append(line)
        elif s == subject:
            own.setdefault(p, []).append(o)
            if o.startswith(inner):
                now, deeper = o[1:-1], f"{o[1:-1]}/"
                part = below.setdefault(now, [])
        elif now and (s == now or s.startswith(deeper)):
            part.append(line)
        else:
            raise _OtherwiseError
    return own, below, aside


def _beyond(how: Property, lines: list[Line] | None) -> list[str]:
    """What a node between the record and its value says of a field; it is taken out of there."""
    found = [line for line in lines or () if line[1] == how.iri.value]
    for line in found:
        lines.remove(line)  # type: ignore[union-attr]  # something was found in it
    return [line[2] for line in found]


def _label(o: str) -> Label:
    found = label_of(term_of(o))
    if nquads_term(tagged(found)) != o:
        raise _OtherwiseError
    return found


def _in_order(record: Any) -> bool:
    """Whether every list of a record is in its one order; its parts are."""
    for field, _ in said_fields(type(record)):
        if field.many is not Many.MANY:
            continue
        values = getattr(record, field.name)
        if len(values) < 2:
            continue
        keys = [v.key for v in values] if hasattr(values[0], "key") else values
        if any(not one < two for one, two in pairwise(keys)):
            return False
    return True


def term_of(text: str) -> Term:
    """The term that is written so.

    Shape: an object of `LINE`.
    """
    if text[0] == "<":
        return Iri(text[1:-1])
    end = text.rindex('"')
    value, mark = text[1:end], text[end + 1 :]
    if "\\" in value:
        value = _ESCAPE.sub(_unescaped, value)
    if not mark:
        return Literal(value, STRING)
    if mark[0] == "@":
        return Literal(value, LANG_STRING, mark[1:])
    return Literal(value, mark[3:-1])


def _unescaped(found: re.Match[str]) -> str:
    short, long, sign = found.groups()
    if sign is not None:
        return _PLAIN.get(sign, sign)
    number = int(short or long, 16)
    return chr(number) if number < 0x110000 else "\ufffd"  # what it says is compared anyway
