"""How do statements come in from a text?

Turtle, TriG, N-Quads and JSON-LD, by Oxigraph's parser, which opens no connection. Blank
nodes get an IRI from the digest of the text and their order in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from kg.errors import FormatError
from kg.rdf.contexts import contexts_embedded
from kg.rdf.terms import Iri, Literal, Quad

if TYPE_CHECKING:
    import pyoxigraph as ox

FORMATS: Final = MappingProxyType(
    {"turtle": "TURTLE", "trig": "TRIG", "nquads": "N_QUADS", "jsonld": "JSON_LD"}
)
_KEPT: Final = 10_000  # properties that are kept for when they return
_GENID: Final = "https://daybook.example/.well-known/genid/"


def parse(
    source: bytes | BinaryIO, form: str, base: str | None = None, names: Names | None = None
) -> Iterator[Quad]:
    """The statements of a text, or of a file that is read as they are asked for.

    `names` are those of its blank nodes, when it is a piece of a longer one.
    Raises: FormatError when the text is broken, or says what RDF 1.1 cannot.
    """
    import pyoxigraph as ox  # noqa: PLC0415  (loads Oxigraph)

    if form not in FORMATS:
        raise FormatError(f"no such format {form!r}", hint=f"one of {', '.join(FORMATS)}")
    syntax = getattr(ox.RdfFormat, FORMATS[form])
    names = names or Names(source)
    text = source
    if form == "jsonld":
        text = contexts_embedded(source if isinstance(source, bytes) else source.read())
    try:
        yield from _converted(ox.parse(text, format=syntax, base_iri=base), names)
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


class Names:
    """Gives blank nodes their IRIs, in the order in which they come."""

    def __init__(self, source: bytes | BinaryIO) -> None:
        self.source = source
        self.known: dict[str, Iri] = {}

    def __getitem__(self, label: str) -> Iri:
        """The IRI of a blank node."""
        if label not in self.known:
            self.known[label] = Iri(f"{_GENID}{self.digest}-{len(self.known) + 1}")
        return self.known[label]

    @cached_property
    def digest(self) -> str:
        """The beginning of the sha256 of the text. Cost: O(size); only with blank nodes."""
        if isinstance(self.source, bytes):
            return sha256(self.source).hexdigest()[:16]
        here = self.source.tell()
        self.source.seek(0)
        found = sha256()
        while block := self.source.read(1 << 20):
            found.update(block)
        self.source.seek(here)
        return found.hexdigest()[:16]


def _converted(quads: Iterable[ox.Quad], names: Names) -> Iterator[Quad]:
    """Our quads for Oxigraph's; a subject or property that returns is one object.

    Cost:   some 3 µs for each.
    Raises: FormatError for triple terms and texts with a direction (RDF 1.2).
    """
    import pyoxigraph as ox  # noqa: PLC0415  (loads Oxigraph)

    plain, nowhere = ox.NamedNode, ox.DefaultGraph
    known: dict[str, Iri] = {}
    subject = Iri("")
    for s, p, o, g in quads:
        if type(s) is not plain:
            subject = _node(s, names)
        elif (value := s.value) != subject.value:
            subject = Iri(value)
        graph = None if type(g) is nowhere else _node(g, names)
        value = p.value
        predicate = known.get(value)
        if predicate is None:
            if len(known) > _KEPT:
                known.clear()
            predicate = known[value] = Iri(value)
        yield Quad(subject, predicate, Iri(o.value) if type(o) is plain else _term(o, names), graph)


def _node(node: Any, names: Names) -> Iri:
    kind = type(node).__name__
    if kind == "BlankNode":
        return names[node.value]
    if kind != "NamedNode":
        raise FormatError("holds a statement about a statement (RDF 1.2)", hint="use a claim")
    return Iri(node.value)


def _term(term: Any, names: Names) -> Iri | Literal:
    if type(term).__name__ != "Literal":
        return _node(term, names)
    if term.direction is not None:
        raise FormatError(f"the text {term.value[:80]!r} has a direction (RDF 1.2)")
    return Literal(term.value, term.datatype.value, term.language or "")
