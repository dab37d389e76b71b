"""Which terms is a statement made of?

Plain named tuples, so that encoding a million records needs no library; pyoxigraph's
terms appear only at the edge (`kg.rdf.parsing`, `kg.rdf.views`). There is no blank node:
everything we say has an IRI, and foreign blank nodes get one when they come in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Iri(NamedTuple):
    """An absolute IRI."""

    value: str


class Literal(NamedTuple):
    """A text with its datatype and, for `rdf:langString`, a language in small letters."""

    value: str
    datatype: str
    lang: str = ""


Term = Iri | Literal


class Triple(NamedTuple):
    """Subject, predicate, object."""

    s: Iri
    p: Iri
    o: Term


class Quad(NamedTuple):
    """A triple in a graph; `g` None is the default graph."""

    s: Iri
    p: Iri
    o: Term
    g: Iri | None = None


class Namespace:
    """Makes the IRIs of one vocabulary: `SKOS("broader")`."""

    def __init__(self, start: str) -> None:
        self.start = start

    def __call__(self, name: str) -> Iri:
        """The term of that name."""
        return Iri(self.start + name)


def in_graph(triples: Iterable[Triple], graph: Iri | None) -> Iterator[Quad]:
    """The triples as quads of one graph."""
    for s, p, o in triples:
        yield Quad(s, p, o, graph)
