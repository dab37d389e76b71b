"""How are statements made ready for SPARQL?

As quads, or as pieces of an N-Quads text, which Oxigraph reads in bulk while it is written.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from kg.errors import StoreBusyError, StoreError
from kg.rdf import Quad
from kg.rdf.views import oxigraph_quad, rdflib_term

if TYPE_CHECKING:
    import pyoxigraph as ox
    import rdflib

Bytes = bytes | memoryview


def memory_store(quads: Iterable[Quad]) -> ox.Store:
    """An Oxigraph store in memory over the statements.

    Cost: linear; the store keeps its own copy.
    """
    import pyoxigraph as ox  # noqa: PLC0415  (only who asks SPARQL pays for it)

    store = ox.Store()
    store.bulk_extend(map(oxigraph_quad, quads))
    return store


def loaded_store(pieces: Iterable[Bytes], path: Path | None = None) -> ox.Store:
    """A store over the statements of an N-Quads text, in memory or in the folder `path`.

    Cost:   some 3 µs for each statement; the text is read piece by piece.
    Raises: as `disk_store`.
    Equals: `memory_store` of the same statements
    """
    import pyoxigraph as ox  # noqa: PLC0415  (see above)

    store = ox.Store() if path is None else disk_store(path)
    # What we wrote needs no second check of each IRI.
    text = cast("IO[bytes]", _Pieces(iter(pieces)))
    store.bulk_load(text, format=ox.RdfFormat.N_QUADS, lenient=True)
    if path is not None:
        store.flush()
    return store


def kept_store(path: Path) -> ox.Store:
    """The store that was filled in the folder `path`, to read from; several may at once.

    Raises: StoreError when the folder cannot be used.
    """
    import pyoxigraph as ox  # noqa: PLC0415  (see above)

    try:
        return ox.Store.read_only(str(path))
    except OSError as error:
        raise StoreError(
            "the store cannot be opened", hint="run kg build --sparql again", store=path.name
        ) from error


class _Pieces(io.RawIOBase):
    """A file to read from, made of pieces as they come."""

    def __init__(self, pieces: Iterator[Bytes]) -> None:
        super().__init__()
        self._pieces = pieces
        self._left = memoryview(b"")

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, target: Any, /) -> int:
        """Fill the target with what comes next; 0 at the end."""
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = memoryview(piece).cast("B")
        view = memoryview(target).cast("B")
        size = min(len(view), len(self._left))
        view[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


def disk_store(path: Path, quads: Iterable[Quad] | None = None) -> ox.Store:
    """An Oxigraph store in the folder `path`, filled and flushed when `quads` are given.

    One process at a time may hold it.
    Raises: StoreBusyError when another does; StoreError when the folder cannot be used.
    """
    import pyoxigraph as ox  # noqa: PLC0415  (see above)

    try:
        store = ox.Store(path)
        if quads is not None:
            store.bulk_extend(map(oxigraph_quad, quads))
            store.flush()
    except OSError as error:
        if "lock" in str(error).lower():
            raise StoreBusyError(
                "another process holds the store", hint="close it first", store=path.name
            ) from None
        raise StoreError(
            "the store cannot be opened", hint="look at its folder and its rights", store=path.name
        ) from error
    return store


def rdflib_dataset(quads: Iterable[Quad]) -> rdflib.Dataset:
    """An rdflib `Dataset` over the statements; queries see the default graph unless told.

    Cost: linear, some 40 µs a statement.
    """
    import rdflib  # noqa: PLC0415  (only who wants rdflib pays for it)

    dataset = rdflib.Dataset(default_union=False)
    for s, p, o, g in quads:
        graph = dataset.default_graph if g is None else dataset.graph(rdflib.URIRef(g.value))
        graph.add((rdflib_term(s), rdflib_term(p), rdflib_term(o)))
    return dataset
