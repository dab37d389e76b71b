"""How does a dataset look in JSON-LD?

Made for people: the context first and embedded, then one object for each record with its
parts nested, short names for everything in the context (`schema/context.jsonld`), labels by
language, codes as words. The proposition of a claim is a nested object with `@id` and
`@graph`. Foreign statements come last, each under a null context, so that nothing of ours
can bend their names. Objects are written one by one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from kg.errors import FormatError
from kg.export.names import relative
from kg.rdf import our_context
from kg.rdf.terms import Iri, Literal, Quad, Term, Triple
from kg.rdf.vocab import BOOLEAN, INTEGER, KG, STRING, TYPE

Node = dict[str, Any]
_PROPOSITION: Final = KG("proposition")


@dataclass(frozen=True, slots=True)
class Name:
    """What the context says of one property."""

    key: str
    type: str
    container: str
    codes: Mapping[str, str]


@cache
def names() -> Mapping[str, Name]:
    """The names of the context by the IRI that they stand for."""
    found = {}
    for key, said in our_context().items():
        if isinstance(said, dict):
            words = said.get("@context", {})
            codes = MappingProxyType({one["@id"]: word for word, one in words.items()})
            name = Name(key, said.get("@type", ""), said.get("@container", ""), codes)
            found[said["@id"]] = name
    return found


def head(base: str) -> str:
    """The beginning of a document: the context, and the graph opened."""
    lines = [f"    {json.dumps(k)}: {_dumps(v)}" for k, v in our_context().items()]
    lines.insert(1, f'    "@base": {_dumps(base)}')
    return '{\n  "@context": {\n' + ",\n".join(lines) + '\n  },\n  "@graph": [\n'


TAIL: Final = "\n  ]\n}\n"


def shown(node: Node) -> str:
    """One object of the graph, indented.

    Raises: FormatError when a text holds half a character.
    """
    try:
        text = json.dumps(node, ensure_ascii=False, indent=2)
        text.encode()
    except UnicodeEncodeError as error:
        raise FormatError(
            f"{error.object[error.start : error.end]!r} is half a character"
        ) from None
    return "    " + text.replace("\n", "\n    ")


def record_nodes(quads: Iterable[Quad], base: str) -> Iterator[Node]:
    """The objects of one record: itself, or its version graph around it."""
    graphs: dict[Iri | None, list[Triple]] = {}
    for s, p, o, g in quads:
        graphs.setdefault(g, []).append(Triple(s, p, o))
    said = {o for triples in graphs.values() for _, p, o in triples if p == _PROPOSITION}
    for graph, triples in graphs.items():
        if graph in said:
            continue  # nested where the claim names it
        nodes = _Nest(triples, graphs, base).nodes()
        if graph is None:
            yield from nodes
        else:
            yield {"@id": short(graph, base), "@graph": nodes}


def foreign_nodes(quads: Iterable[Quad]) -> Iterator[Node]:
    """The objects of foreign statements, one for each graph and subject that follow each other."""
    groups: dict[tuple[Iri | None, Iri], dict[Iri, list[Term]]] = {}
    for s, p, o, g in quads:
        groups.setdefault((g, s), {}).setdefault(p, []).append(o)
    for (graph, subject), said in groups.items():
        node: Node = {"@id": subject.value}
        for p, terms in said.items():
            if p == TYPE and all(isinstance(term, Iri) for term in terms):
                node["@type"] = [term.value for term in terms]
            else:
                node[p.value] = [_full(term, "") for term in terms]
        if graph is None:
            yield {"@context": None, **node}
        else:
            yield {"@context": None, "@id": graph.value, "@graph": [node]}


def short(iri: Iri, base: str) -> str:
    """The IRI relative to the base where that is safe, else in full."""
    cut = relative(iri.value, base)
    return iri.value if cut is None else cut


class _Nest:
    """The statements of one graph as nested objects."""

    def __init__(
        self,
        triples: Sequence[Triple],
        graphs: Mapping[Iri | None, Sequence[Triple]],
        base: str,
    ) -> None:
        self.graphs = graphs
        self.base = base
        self.done: set[Iri] = set()
        self.said: dict[Iri, dict[Iri, list[Term]]] = {}
        for s, p, o in dict.fromkeys(triples):
            self.said.setdefault(s, {}).setdefault(p, []).append(o)

    def nodes(self) -> list[Node]:
        """The outermost objects: usually one, the record."""
        return [self._node(subject) for subject in self.said if subject not in self.done]

    def _node(self, subject: Iri) -> Node:
        self.done.add(subject)
        node: Node = {"@id": short(subject, self.base)}
        for p, terms in self.said[subject].items():
            if p == TYPE:
                types = [t.value for t in terms]
                keys = [names()[t].key if t in names() else t for t in types]
                node["@type"] = keys if len(keys) > 1 else keys[0]
            else:
                self._put(node, subject, p, terms)
        return node

    def _put(self, node: Node, subject: Iri, p: Iri, terms: Sequence[Term]) -> None:
        name = names().get(p.value)
        if name is None:
            node[p.value] = [_full(term, self.base) for term in terms]
        elif name.container == "@language":
            node[name.key] = _by_language(terms)
        else:
            values = [self._value(term, subject, name) for term in terms]
            many = name.container == "@set" or len(values) > 1
            node[name.key] = values if many else values[0]

    def _value(self, term: Term, subject: Iri, name: Name) -> Any:
        if isinstance(term, Literal):
            return term.value if term.datatype == name.type else _full(term, self.base)
        if term.value in name.codes:
            return name.codes[term.value]
        if name.key == "proposition" and term in self.graphs:
            inner = _Nest(self.graphs[term], {}, self.base).nodes()
            return {"@id": short(term, self.base), "@graph": inner}
        nests = term in self.said and term not in self.done
        if nests and term.value.startswith(f"{subject.value}/"):
            return self._node(term)
        return short(term, self.base) if name.type == "@id" else {"@id": short(term, self.base)}


def _by_language(terms: Sequence[Term]) -> dict[str, Any]:
    found: dict[str, list[str]] = {}
    for term in terms:
        found.setdefault(term.lang if isinstance(term, Literal) else "", []).append(term.value)
    return {lang: texts if len(texts) > 1 else texts[0] for lang, texts in found.items()}


def _full(term: Term, base: str) -> Any:
    """The value without help of the context."""
    if isinstance(term, Iri):
        return {"@id": short(term, base) if base else term.value}
    if term.lang:
        return {"@value": term.value, "@language": term.lang}
    if term.datatype == STRING:
        return term.value if base else {"@value": term.value}
    if base and term.datatype == INTEGER and str(_int(term.value)) == term.value:
        return int(term.value)
    if base and term.datatype == BOOLEAN and term.value in ("true", "false"):
        return term.value == "true"
    name = names().get(term.datatype) if base else None
    return {"@value": term.value, "@type": name.key if name else term.datatype}


def _int(text: str) -> int | None:
    try:
        return int(text) if len(text) < 20 else None
    except ValueError:
        return None


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
