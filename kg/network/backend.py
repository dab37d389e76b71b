"""Which of NetworkX's algorithms run on arrays?

A backend as NetworkX dispatches to (entry point `networkx.backends`): functions of the names
and arguments of NetworkX's own, on `Compact` instead of a graph. Lazy graphs are taken without
being asked; any other graph with `backend="daybook"`. What is not here, or `can_run` refuses,
NetworkX runs itself.
Source: the dispatch of networkx.utils.backends, 3.5 to 3.7.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import networkx as nx
import numpy as np

from kg.network import measures
from kg.network.compact import Compact, compact_of
from kg.network.lazy import Lazy

SHORTEST: Final = "shortest_path_length"


def can_run(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool | str:
    """Whether a call is one that the arrays answer; else why not."""
    graph: Any = _argument("G", 0, args, kwargs)
    if not issubclass(type(graph), nx.Graph | Compact):
        return "NetworkX runs itself what is of no class of its own"
    if name == "pagerank":
        weight = _argument("weight", 6, args, kwargs, "weight")
        if isinstance(graph, Lazy) and weight not in (None, "weight"):
            return f"ties have no numbers called {weight!r}"
    if name == "core_number" and graph.is_multigraph():
        return "NetworkX says what is wrong with a multigraph"
    if name == SHORTEST:
        if _argument("source", 1, args, kwargs) is None:
            return "only lengths from one source are here"
        if _argument("target", 2, args, kwargs) is not None:
            return "only lengths to all targets are here"
        if _argument("weight", 3, args, kwargs) is not None:
            return "only steps are counted here"
        if _argument("method", 4, args, kwargs, "dijkstra") != "dijkstra":
            return "NetworkX says what is wrong with a method"
    return True


def should_run(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    """Whether to take a call that did not ask for this backend: only for a lazy graph."""
    del name
    return isinstance(_argument("G", 0, args, kwargs), Lazy)


def _argument(
    name: str, place: int, args: tuple[Any, ...], kwargs: dict[str, Any], default: Any = None
) -> Any:
    return args[place] if place < len(args) else kwargs.get(name, default)


def convert_from_nx(
    graph: Any, *, edge_attrs: Mapping[str, Any] | None = None, **_: Any
) -> Compact:
    """The arrays of a graph: its own, if it is lazy."""
    own: Compact | None = graph.__dict__.get("compact")
    if own is not None:
        return own
    for weight, default in (edge_attrs or {}).items():
        return compact_of(graph, weight, default)
    return compact_of(graph)


def convert_to_nx(result: Any, **_: Any) -> Any:
    """Results are what NetworkX would give."""
    return result


def pagerank(
    G: Compact,  # noqa: N803  (NetworkX's name)
    alpha: float = 0.85,
    personalization: Mapping[Any, float] | None = None,
    max_iter: int = 100,
    tol: float = 1.0e-6,
    nstart: Mapping[Any, float] | None = None,
    weight: str | None = "weight",
    dangling: Mapping[Any, float] | None = None,
) -> dict[Any, float]:
    """See `kg.network.measures.pagerank`."""
    try:
        found = measures.pagerank(
            G,
            G.counts.astype(np.float64) if weight is None else G.weights,
            alpha=alpha,
            personalization=personalization,
            max_iter=max_iter,
            tol=tol,
            nstart=nstart,
            dangling=dangling,
        )
    except measures.NotConvergedError:
        raise nx.PowerIterationFailedConvergence(max_iter) from None
    return _by_member(G, found)


def core_number(G: Compact) -> dict[Any, int]:  # noqa: N803  (NetworkX's name)
    """See `kg.network.measures.core_numbers`."""
    if G.loops.any():
        raise nx.NetworkXNotImplemented(
            "Input graph has self loops which is not permitted; "
            "Consider using G.remove_edges_from(nx.selfloop_edges(G))."
        )
    return _by_member(G, measures.core_numbers(G))


def degree_centrality(G: Compact) -> dict[Any, float]:  # noqa: N803  (NetworkX's name)
    """The degree of each member as a share of all others."""
    if G.size <= 1:
        return dict.fromkeys(G.nodes, 1)
    return _by_member(G, measures.degrees(G) * (1.0 / (G.size - 1.0)))


def connected_components(G: Compact) -> Iterator[set[Any]]:  # noqa: N803  (NetworkX's name)
    """See `kg.network.measures.components`."""
    groups = measures.components(G)
    names = G.names[np.argsort(groups, kind="stable")].tolist()
    start = 0
    for stop in np.cumsum(np.bincount(groups)).tolist():
        yield set(names[start:stop])
        start = stop


def number_connected_components(G: Compact) -> int:  # noqa: N803  (NetworkX's name)
    """How many groups hang together."""
    return int(measures.components(G).max(initial=-1)) + 1


def is_connected(G: Compact) -> bool:  # noqa: N803  (NetworkX's name)
    """Whether all members hang together."""
    if not G.size:
        raise nx.NetworkXPointlessConcept("Connectivity is undefined for the null graph.")
    return number_connected_components(G) == 1


weakly_connected_components = connected_components
number_weakly_connected_components = number_connected_components
is_weakly_connected = is_connected


def single_source_shortest_path_length(
    G: Compact,  # noqa: N803  (NetworkX's name)
    source: Any,
    cutoff: float | None = None,
) -> dict[Any, int]:
    """See `kg.network.measures.reached`."""
    if source not in G.number:
        raise nx.NodeNotFound(f"Source {source} is not in G")
    members, steps = measures.reached(G, G.number[source])
    if cutoff is not None:  # NetworkX goes one step further while it has not reached the cutoff
        near = int(np.searchsorted(steps, max(cutoff + 1, 1)))
        members, steps = members[:near], steps[:near]
    return dict(zip(G.names[members].tolist(), steps.tolist(), strict=True))


def shortest_path_length(
    G: Compact,  # noqa: N803  (NetworkX's name)
    source: Any = None,
    target: Any = None,
    weight: None = None,
    method: str = "dijkstra",
) -> dict[Any, int]:
    """The lengths from one source; `can_run` lets nothing else come here."""
    del target, weight, method
    return single_source_shortest_path_length(G, source)


def _by_member(net: Compact, values: Any) -> dict[Any, Any]:
    return dict(zip(net.nodes, values.tolist(), strict=True))
