"""How do statements come in from a text?

Turtle, TriG, N-Quads and JSON-LD, by Oxigraph's parser, which opens no connection. Blank
nodes get an IRI from the digest of the text and their order in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from kg.errors import FormatError
from kg.rdf.contexts import contexts_embedded
from kg.rdf.terms import Iri, Literal, Quad

if TYPE_CHECKING:
    import pyoxigraph as ox

FORMATS: Final = MappingProxyType(
    {"turtle": "TURTLE", "trig": "TRIG", "nquads": "N_QUADS", "jsonld": "JSON_LD"}
)
_GENID: Final = "https://daybook.example/.well-known/genid/"


def parse(data: bytes, form: str, base: str | None = None) -> Iterator[Quad]:
    """The statements of a text.

    Raises: FormatError when the text is broken, or says what RDF 1.1 cannot.
    """
    import pyoxigraph as ox  # noqa: PLC0415  (loads Oxigraph)

    if form not in FORMATS:
        raise FormatError(f"no such format {form!r}", hint=f"one of {', '.join(FORMATS)}")
    syntax = getattr(ox.RdfFormat, FORMATS[form])
    text = contexts_embedded(data) if form == "jsonld" else data
    names = _Names(sha256(data).hexdigest()[:16])
    try:
        for quad in ox.parse(text, format=syntax, base_iri=base):
            yield from_oxigraph(quad, names)
    except SyntaxError as error:
        raise FormatError(f"is not {form}: {error.msg}", line=error.lineno) from None
    except ValueError as error:
        raise FormatError(f"cannot be read: {error}") from None
    except MemoryError:  # Oxigraph's buffer for one token is bounded
        raise FormatError("holds a text that is too long", hint="16 MiB are allowed") from None


def statements(lines: Iterable[str]) -> Iterator[Quad]:
    """The statements of N-Quads lines, as foreign ones are kept."""
    text = "\n".join(lines)
    if text:
        yield from parse(text.encode(), "nquads")


class _Names:
    """Gives blank nodes their IRIs, in the order in which they come."""

    def __init__(self, digest: str) -> None:
        self.digest = digest
        self.known: dict[str, Iri] = {}

    def __getitem__(self, label: str) -> Iri:
        """The IRI of a blank node."""
        if label not in self.known:
            self.known[label] = Iri(f"{_GENID}{self.digest}-{len(self.known) + 1}")
        return self.known[label]


def from_oxigraph(quad: ox.Quad, names: _Names) -> Quad:
    """Our quad for Oxigraph's.

    Raises: FormatError for triple terms and texts with a direction (RDF 1.2).
    """
    subject, graph = _node(quad.subject, names), _graph(quad.graph_name, names)
    return Quad(subject, Iri(quad.predicate.value), _term(quad.object, names), graph)


def _graph(graph: Any, names: _Names) -> Iri | None:
    return _node(graph, names) if hasattr(graph, "value") else None


def _node(node: Any, names: _Names) -> Iri:
    kind = type(node).__name__
    if kind == "BlankNode":
        return names[node.value]
    if kind != "NamedNode":
        raise FormatError("holds a statement about a statement (RDF 1.2)", hint="use a claim")
    return Iri(node.value)


def _term(term: Any, names: _Names) -> Iri | Literal:
    if type(term).__name__ != "Literal":
        return _node(term, names)
    if term.direction is not None:
        raise FormatError(f"the text {term.value[:80]!r} has a direction (RDF 1.2)")
    return Literal(term.value, term.datatype.value, term.language or "")
