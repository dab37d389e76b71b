"""What does the network look like when all ties of a pair are one?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from kg.columns import Tables
from kg.model import slug_of
from kg.network.compact import Compact
from kg.network.fromcolumns import Drawing, Drawn

if TYPE_CHECKING:
    import networkx as nx

_KINDS: Final = {"tenure": "holds-office", "post": "post-of"}
_KEYS: Final = {"post": "organisation"}


def folded_graph(
    tables: Tables, drawing: Drawing, net: Compact, members: dict[str, dict[str, Any]]
) -> nx.Graph[str]:
    """The weighed graph of a drawing, its edges with `weight`, `kinds` and `ties`.

    `net` are the simple arrays of the drawing, `members` its members with their attributes.
    Equals: kg.network.networkx_graph, simple
    Cost:   some 2 µs for each tie; no record is read.
    """
    import networkx as nx  # noqa: PLC0415  (0.3 s that a timeline does not pay)

    graph: Any = nx.DiGraph() if drawing.directed else nx.Graph()
    graph.add_nodes_from(members.items())
    kinds: list[str] = []
    keys: list[str] = []
    for drawn in drawing.ties:
        kinds += _kinds(tables, drawn)
        keys += _keys(tables, drawn)
    one = np.concatenate([np.empty(0, np.int64), *(drawn.one for drawn in drawing.ties)])
    two = np.concatenate([np.empty(0, np.int64), *(drawn.two for drawn in drawing.ties)])
    first = np.ones(len(net.others), bool) if drawing.directed else net.owners <= net.others
    pairs = net.owners[first] * net.size + net.others[first]
    if not drawing.directed:
        one, two = np.minimum(one, two), np.maximum(one, two)
    tied = one * net.size + two
    order = np.argsort(tied, kind="stable")
    starts = np.searchsorted(tied[order], pairs)
    stops = starts + net.weights[first].astype(np.int64)
    ends = zip(
        net.names[net.owners[first]].tolist(),
        net.names[net.others[first]].tolist(),
        starts.tolist(),
        stops.tolist(),
        strict=True,
    )
    of = order.tolist()
    graph.add_edges_from(
        (
            a,
            b,
            {
                "weight": stop - start,
                "kinds": " ".join(sorted({kinds[at] for at in of[start:stop]})),
                "ties": " ".join(sorted({keys[at] for at in of[start:stop]})),
            },
        )
        for a, b, start, stop in ends
    )
    folded: nx.Graph[str] = graph
    return folded


def _kinds(tables: Tables, drawn: Drawn) -> list[str]:
    rows = drawn.row.astype(np.uint32)
    if drawn.kind == "relation":
        return [slug_of(kind) for kind in tables.view("relation", "kind").take(rows)]
    return [_KINDS.get(drawn.kind, drawn.kind)] * len(drawn.row)


def _keys(tables: Tables, drawn: Drawn) -> list[str]:
    """What tells ties of one pair apart: the id of a record, or the key of a part."""
    rows = drawn.row.astype(np.uint32)
    if drawn.kind in ("shared-event", "relation", "tenure"):
        return [text or "" for text in tables.words(drawn.table, "id").many(rows)]
    if drawn.kind in ("participation", "place"):
        return list(tables.view(drawn.table, "key").take(rows))
    if drawn.kind == "party":
        return [f"party-{key}" for key in tables.view(drawn.table, "key").take(rows)]
    return [_KEYS.get(drawn.kind, drawn.kind)] * len(drawn.row)
