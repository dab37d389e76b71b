"""What does the network look like to NetworkX?

Nodes are record ids, edges are keyed by what ties them; see `kg.network.fromrecords`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from kg.network.fromrecords import TIES, Drawer, NetworkParts, drawn_of

if TYPE_CHECKING:
    import networkx as nx


def networkx_graph(
    parts: NetworkParts,
    *,
    include: Iterable[str] = (),
    ties: Iterable[str] = TIES,
    simple: bool = False,
    directed: bool = False,
) -> nx.Graph[str]:
    """The network as a MultiGraph of actors; with `include` of more kinds of record too.

    Without events, two actors are tied once per event that both took part in (edge key: the
    event's id; `roles_1` are those of the lesser id). With events, each actor is tied to the
    event (edge key: the participation's). Relations (key: their id) join whatever is
    included; a tenure ties the holder to the office, or to the office's organisation where
    offices are left out. Only `ties` of these sorts are drawn. `simple` folds parallel edges
    into one with a `weight`; `directed` keeps the direction of relations (shared events then
    run both ways).
    Raises: FilterError for a kind of record that cannot be included, or an unknown sort of tie.
    """
    import networkx as nx  # noqa: PLC0415  (0.3 s that a timeline does not pay)

    chosen, sorts = drawn_of(include, ties)
    graph: nx.Graph[str] = nx.MultiDiGraph() if directed else nx.MultiGraph()
    drawer = Drawer(parts, chosen, sorts, directed=directed)
    graph.add_nodes_from(drawer.members())
    for tie in drawer.ties():
        graph.add_edge(tie.one, tie.two, key=tie.key, **tie.about)
    return _folded(graph) if simple else graph


def network_members(parts: NetworkParts, include: Iterable[str] = ()) -> dict[str, dict[str, str]]:
    """The members of a network alone, with their attributes.

    Equals: networkx_graph(parts, include=include).nodes
    """
    return dict(Drawer(parts, frozenset(include)).members())


def _folded(graph: Any) -> Any:
    """One edge per pair: its weight, its kinds, the keys of what it stands for."""
    import networkx as nx  # noqa: PLC0415  (as above)

    simple: Any = nx.DiGraph() if graph.is_directed() else nx.Graph()
    simple.add_nodes_from(graph.nodes(data=True))
    for one, two, key, about in graph.edges(keys=True, data=True):
        if not simple.has_edge(one, two):
            simple.add_edge(one, two, weight=0, kinds="", ties="")
        edge = simple.edges[one, two]
        edge["weight"] += 1
        edge["kinds"] = " ".join(sorted({*edge["kinds"].split(), about["kind"]}))
        edge["ties"] = " ".join(sorted({*edge["ties"].split(), key}))
    return simple
