"""In which formats do records leave, and how is each record written?

Each format takes the records one by one, in the order in which they come, and gives bytes
as soon as a record is said; the caller decides which records, and whether they are current.
The fast twin, which takes rows of columns instead, is `kg.export.stream`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import BinaryIO, Final

from kg.errors import FormatError
from kg.export import jsonld
from kg.export.turtle import turtle_block, turtle_header
from kg.model import Dataset, Record
from kg.rdf import context_of, encode, encode_dataset, statements
from kg.rdf.syntax import nquads_line
from kg.rdf.terms import Iri, Quad, Triple

ALIASES: Final = MappingProxyType(
    {"ttl": "turtle", "nq": "nquads", "n-quads": "nquads", "json-ld": "jsonld"}
)


@dataclass(frozen=True, slots=True)
class Form:
    """One format: what stands at the head of a file, between records, and at its end.

    `said` writes the statements of one record, `foreign` those outside the vocabulary that
    have one graph and subject; `current`: only the default graph is written.
    """

    name: str
    said: Callable[[Sequence[Quad], str], str]
    foreign: Callable[[Sequence[Quad], str], str]
    head: Callable[[str], str] = lambda _base: ""
    between: str = ""
    tail: str = ""
    current: bool = False


def form_of(name: str) -> Form:
    """The format of that name: turtle (ttl), jsonld, trig or nquads (nq).

    Raises: FormatError when there is none.
    """
    form = _FORMS.get(ALIASES.get(name, name))
    if form is None:
        raise FormatError(
            f"no such format {name!r}", hint=f"one of {', '.join((*_FORMS, *ALIASES))}"
        )
    return form


def write(
    form: str,
    dataset: Dataset,
    records: Iterable[Record],
    foreign: Iterable[str],
    out: BinaryIO,
) -> None:
    """Write the dataset in `form`.

    Turtle says the default graph only: current records; the others say everything.
    `foreign` are N-Quads lines. Cost: one record in memory at a time.
    Raises: FormatError when there is no such format, or a value cannot be said in RDF.
    """
    for piece in pieces(form, dataset, records, foreign):
        out.write(piece)


def pieces(
    form: str, dataset: Dataset, records: Iterable[Record], foreign: Iterable[str] = ()
) -> Iterator[bytes]:
    """The same, as pieces of bytes for a stream: the head, then one for each record.

    Raises: as `write`; an unknown format at once, not at the first piece.
    """
    chosen = form_of(form)
    return (text.encode() for text in _texts(chosen, dataset, records, foreign))


def _texts(
    form: Form, dataset: Dataset, records: Iterable[Record], foreign: Iterable[str]
) -> Iterator[str]:
    context = context_of(dataset)
    yield opening(form, dataset)
    for record in records:
        if not (form.current and record.clock.withdrawn is not None):
            yield form.between + form.said(list(encode(record, context)), dataset.base)
    yield from closing(form, dataset, foreign)


def opening(form: Form, dataset: Dataset) -> str:
    """What a file begins with: its head, and what is said of the dataset."""
    said = form.said(list(encode_dataset(dataset, context_of(dataset))), dataset.base)
    return form.head(dataset.base) + said


def closing(form: Form, dataset: Dataset, foreign: Iterable[str]) -> Iterator[str]:
    """What a file ends with: the foreign statements by graph and subject, and its tail."""

    def key(quad: Quad) -> tuple[str, Iri]:
        return (quad.g.value if quad.g else "", quad.s)

    quads = {q for q in statements(foreign) if not (form.current and q.g is not None)}
    ordered = sorted(quads, key=lambda q: (key(q), nquads_line(q)))
    for _, group in groupby(ordered, key):
        yield form.between + form.foreign(list(group), dataset.base)
    yield form.tail


def _turtle(quads: Sequence[Quad], base: str) -> str:
    return "\n" + turtle_block(_triples(quads, None), base)


def _trig(quads: Sequence[Quad], base: str) -> str:
    return "".join(_in_graph(quads, graph, base) for graph in dict.fromkeys(q.g for q in quads))


def _in_graph(quads: Sequence[Quad], graph: Iri | None, base: str) -> str:
    triples = _triples(quads, graph)
    if graph is None:
        return "\n" + turtle_block(triples, base)
    return f"\n<{graph.value}> {{\n{turtle_block(triples, base, '  ')}}}\n"


def _triples(quads: Iterable[Quad], graph: Iri | None) -> list[Triple]:
    return [Triple(s, p, o) for s, p, o, g in quads if g == graph]


def _nquads(quads: Sequence[Quad], _base: str) -> str:
    return "".join(f"{nquads_line(quad)}\n" for quad in quads)


def _jsonld(quads: Sequence[Quad], base: str) -> str:
    return ",\n".join(map(jsonld.shown, jsonld.record_nodes(quads, base)))


def _jsonld_foreign(quads: Sequence[Quad], _base: str) -> str:
    return ",\n".join(map(jsonld.shown, jsonld.foreign_nodes(quads)))


_FORMS: Final = {
    form.name: form
    for form in (
        Form("turtle", _turtle, _turtle, turtle_header, current=True),
        Form("jsonld", _jsonld, _jsonld_foreign, jsonld.head, ",\n", jsonld.TAIL),
        Form("trig", _trig, _trig, turtle_header),
        Form("nquads", _nquads, _nquads),
    )
}
FORMATS: Final = tuple(_FORMS)
