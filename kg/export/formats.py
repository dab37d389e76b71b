"""In which formats do records leave, and how are they written?

Each format takes the records one by one, in the order in which they come, and gives bytes
as soon as a record is said; the caller decides which records, and whether they are current.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
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

Parts = Iterator[list[Quad]]
ALIASES: Final = MappingProxyType(
    {"ttl": "turtle", "nq": "nquads", "n-quads": "nquads", "json-ld": "jsonld"}
)


def write(
    form: str,
    dataset: Dataset,
    records: Iterable[Record],
    foreign: Iterable[str],
    out: BinaryIO,
) -> None:
    """Write the dataset in `form`: turtle (ttl), jsonld, trig or nquads (nq).

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
    writer = _WRITERS.get(ALIASES.get(form, form))
    if writer is None:
        raise FormatError(
            f"no such format {form!r}", hint=f"one of {', '.join((*_WRITERS, *ALIASES))}"
        )
    return (text.encode() for text in writer(dataset, records, foreign))


def _parts(dataset: Dataset, records: Iterable[Record], *, current: bool = False) -> Parts:
    """The statements of the dataset, then of each record."""
    context = context_of(dataset)
    yield list(encode_dataset(dataset, context))
    for record in records:
        if not (current and record.clock.withdrawn is not None):
            yield list(encode(record, context))


def _triples(quads: Iterable[Quad], graph: Iri | None) -> list[Triple]:
    return [Triple(s, p, o) for s, p, o, g in quads if g == graph]


def _turtle(dataset: Dataset, records: Iterable[Record], foreign: Iterable[str]) -> Iterator[str]:
    base = dataset.base
    yield turtle_header(base)
    for quads in _parts(dataset, records, current=True):
        yield "\n" + turtle_block(_triples(quads, None), base)
    for _, group in _by_subject(q for q in statements(foreign) if q.g is None):
        yield "\n" + turtle_block(_triples(group, None), base)


def _trig(dataset: Dataset, records: Iterable[Record], foreign: Iterable[str]) -> Iterator[str]:
    base = dataset.base
    yield turtle_header(base)
    for quads in _parts(dataset, records):
        yield from _in_graphs(quads, base)
    for _, group in _by_subject(statements(foreign)):
        yield from _in_graphs(list(group), base)


def _in_graphs(quads: list[Quad], base: str) -> Iterator[str]:
    for graph in dict.fromkeys(quad.g for quad in quads):
        triples = _triples(quads, graph)
        if graph is None:
            yield "\n" + turtle_block(triples, base)
        else:
            yield f"\n<{graph.value}> {{\n{turtle_block(triples, base, '  ')}}}\n"


def _nquads(dataset: Dataset, records: Iterable[Record], foreign: Iterable[str]) -> Iterator[str]:
    for quads in _parts(dataset, records):
        yield "".join(f"{nquads_line(quad)}\n" for quad in quads)
    yield from (f"{nquads_line(quad)}\n" for quad in statements(foreign))


def _jsonld(dataset: Dataset, records: Iterable[Record], foreign: Iterable[str]) -> Iterator[str]:
    base = dataset.base
    yield jsonld.head(base)
    first = True
    for node in _jsonld_nodes(dataset, records, foreign, base):
        yield ("" if first else ",\n") + jsonld.shown(node)
        first = False
    yield jsonld.TAIL


def _jsonld_nodes(
    dataset: Dataset, records: Iterable[Record], foreign: Iterable[str], base: str
) -> Iterator[jsonld.Node]:
    for quads in _parts(dataset, records):
        yield from jsonld.record_nodes(quads, base)
    for _, group in _by_subject(statements(foreign)):
        yield from jsonld.foreign_nodes(group)


def _by_subject(quads: Iterable[Quad]) -> Iterator[tuple[tuple[str, Iri], Iterator[Quad]]]:
    """Foreign statements grouped by graph and subject, in a fixed order."""

    def key(quad: Quad) -> tuple[str, Iri]:
        return (quad.g.value if quad.g else "", quad.s)

    return groupby(sorted(set(quads), key=lambda q: (key(q), nquads_line(q))), key)


_WRITERS: Final[dict[str, Callable[[Dataset, Iterable[Record], Iterable[str]], Iterator[str]]]] = {
    "turtle": _turtle,
    "jsonld": _jsonld,
    "trig": _trig,
    "nquads": _nquads,
}
FORMATS: Final = tuple(_WRITERS)
