"""Which record do the statements about one subject make?

Reads by the same table that encoding writes by (`kg.rdf.properties`), and nothing else.
Every fault is collected with its subject and property; a node with a fault gives None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from kg.errors import FormatError, KgError
from kg.model import Clock, Dataset, Field, Label, Many, canonical, fields_of
from kg.rdf.encode import said_fields
from kg.rdf.graphs import Context, key_in, keyed_iri
from kg.rdf.literals import from_term, label_of, shown
from kg.rdf.properties import Property
from kg.rdf.terms import Iri, Quad, Term, Triple
from kg.rdf.vocab import PREFIXES

Subjects = dict[Iri, dict[Iri, list[Term]]]


def by_subject(quads: Iterable[Quad]) -> dict[Iri | None, Subjects]:
    """The distinct statements by graph, subject and property, in the order they came."""
    graphs: dict[Iri | None, Subjects] = {}
    for s, p, o, g in dict.fromkeys(quads):
        graphs.setdefault(g, {}).setdefault(s, {}).setdefault(p, []).append(o)
    return graphs


def short(iri: Iri) -> str:
    """The IRI with its usual prefix, for a message."""
    for prefix, start in PREFIXES.items():
        if iri.value.startswith(start):
            return f"{prefix}:{iri.value[len(start) :]}"
    return f"<{iri.value}>"


class NodeReader:
    """Reads records and parts from the statements of one graph.

    `seen` are the subjects that were read, `taken` the statements that gave a value.
    """

    def __init__(self, subjects: Subjects, context: Context, faults: list[KgError]) -> None:
        self.subjects = subjects
        self.context = context
        self.faults = faults
        self.seen: set[Iri] = set()
        self.taken: set[Triple] = set()

    def record(self, cls: type[Any], iri: Iri, identifier: str) -> Any | None:
        """The record of this class that `iri` is, in canonical order; None after a fault."""
        found = self._node(cls, iri, None, {"id": identifier})
        return None if found is None else canonical(found)

    def dataset(self, iri: Iri) -> Dataset | None:
        """The dataset that `iri` is; its languages stay in their order."""
        found = self._node(Dataset, iri, None, {})
        if found is None:
            return None
        texts = {name: tuple(sorted(getattr(found, name))) for name in ("labels", "descriptions")}
        whole: Dataset = replace(found, **texts)
        return whole

    def _node(
        self, cls: type[Any], iri: Iri, owner: Iri | None, values: dict[str, Any]
    ) -> Any | None:
        self.seen.add(iri)
        before = len(self.faults)
        own = self.subjects.get(iri, {})
        for field, said in said_fields(cls):
            at, here = iri, own
            if said.hop is not None:
                at = keyed_iri(iri, said.hop.segment, None)
                here = self.subjects.get(at, {})
                self.seen.add(at)
            terms = here.get(said.iri)
            if terms is None:  # as most fields are
                if field.required:
                    self._put(values, field, said, [], at)
                continue
            read = self._reader(field, said, at, owner)
            found = [v for t in terms if (v := self._tried(read, t, at, said)) is not None]
            if len(terms) == len(found):
                self._put(values, field, said, found, at)
        return cls(**values) if len(self.faults) == before else None

    def _put(
        self, values: dict[str, Any], field: Field, said: Property, found: list[Any], at: Iri
    ) -> None:
        """Give the field its value, or leave it at its default, or tell the fault."""
        if field.many is Many.MANY and not said.ordered:
            if found or field.required:
                values[field.name] = tuple(found)
        elif len(found) > 1:
            self._fault(at, said, FormatError(f"has {len(found)} values", hint="leave one"))
        elif found:
            values[field.name] = tuple(found[0].split()) if said.ordered else found[0]
        elif field.required:
            self._fault(at, said, FormatError("has no value", hint="it is required"))

    def _reader(
        self, field: Field, said: Property, at: Iri, owner: Iri | None
    ) -> Callable[[Term], Any]:
        """How one term of the field is read."""
        part = field.part
        if part is Label:
            return label_of
        if part is not None:
            return lambda term: self.part(part, said, at, term)
        if said.sibling:
            return lambda term: _sibling(term, owner or at, said.sibling)
        if said.ordered:
            return _plain_text
        return lambda term: from_term(field, said, term, self.context)

    def part(self, part: type[Any], said: Property, at: Iri, term: Term) -> Any:
        """The part of `at` that a term names; None after a fault of its own.

        Raises: FormatError when it is not named as such a part is.
        """
        keyed = any(field.name == "key" for field in fields_of(part))
        key = None
        if isinstance(term, Iri) and (keyed or part is Clock):
            key = key_in(term, at, said.segment)
        if term != keyed_iri(at, said.segment, key) or (keyed and key is None):
            place = f"<{at.value}/{said.segment}{'/<key>' if keyed else ''}>"
            raise FormatError(
                f"{shown(term)} is not the IRI of such a part", hint=f"name it {place}"
            )
        assert isinstance(term, Iri)  # noqa: S101  (it equals an Iri)
        found = self._node(part, term, at, {"key": key} if keyed else {})
        if part is Clock and found is not None and str(found.version) != key:
            raise FormatError(f"{shown(term)} is version {found.version} by its number")
        return found

    def _tried(
        self, read: Callable[[Term], Any], term: Term, at: Iri, said: Property
    ) -> Any | None:
        try:
            value = read(term)
        except KgError as fault:
            self._fault(at, said, fault)
            return None
        self.taken.add(Triple(at, said.iri, term))
        return value

    def _fault(self, at: Iri, said: Property, fault: KgError) -> None:
        fault.where.setdefault("record", f"<{at.value}>")
        fault.where.setdefault("field", short(said.iri))
        self.faults.append(fault)


def _plain_text(term: Term) -> str:
    """The text of a plain literal.

    Raises: FormatError when the term is an IRI.
    """
    if isinstance(term, Iri):
        raise FormatError(f"{shown(term)} is not a text")
    return term.value


def _sibling(term: Term, owner: Iri, segment: str) -> str:
    key = key_in(term, owner, segment) if isinstance(term, Iri) else None
    if key is None:
        raise FormatError(
            f"{shown(term)} is not a part beside it", hint=f"one of <{owner.value}/{segment}/…>"
        )
    return key
