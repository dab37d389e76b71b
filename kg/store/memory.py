"""How are statements made ready for SPARQL?"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import StoreBusyError, StoreError
from kg.rdf import Quad
from kg.rdf.views import oxigraph_quad, rdflib_term

if TYPE_CHECKING:
    import pyoxigraph as ox
    import rdflib


def memory_store(quads: Iterable[Quad]) -> ox.Store:
    """An Oxigraph store in memory over the statements.

    Cost: linear; the store keeps its own copy.
    """
    import pyoxigraph as ox  # noqa: PLC0415  (only who asks SPARQL pays for it)

    store = ox.Store()
    store.bulk_extend(map(oxigraph_quad, quads))
    return store


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
