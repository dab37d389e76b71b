"""What does the whole network look like, at the clocks of a view and through a window?"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.model import Event
from kg.network import (
    TIES,
    Compact,
    Drawing,
    NetworkParts,
    compact_of,
    draw_ties,
    drawn_of,
    folded_graph,
    network_members,
    networkx_graph,
)
from kg.query.ask import TimelineQuestion, Window
from kg.query.view import View

if TYPE_CHECKING:
    import networkx as nx


def network_of(
    view: View,
    window: Window | None = None,
    *,
    include: Iterable[str] = (),
    ties: Iterable[str] = TIES,
    simple: bool = False,
    directed: bool = False,
) -> nx.Graph[str]:
    """The network as a NetworkX graph over arrays; it draws its dicts when they are touched.

    Under `reportedBy` parts of records count one by one, so the network is drawn at once.
    Equals: drawn_network
    Raises: FilterError for an unknown kind of record or sort of tie.
    """
    from kg.network.lazy import lazy_class, preferred  # noqa: PLC0415  (loads NetworkX)

    preferred()
    chosen, sorts = drawn_of(include, ties)

    if view.reported is not None:
        return drawn_network(
            view, window, include=chosen, ties=sorts, simple=simple, directed=directed
        )
    drawing = drawing_of(view, window, include=chosen, ties=sorts, directed=directed)
    net = drawing.compact(simple=simple)

    def members() -> dict[str, dict[str, Any]]:
        return network_members(_parts(view, window, chosen, alone=True), chosen)

    def draw() -> nx.Graph[str]:
        if simple:
            return folded_graph(view.tables, drawing, net, members())
        return drawn_network(view, window, include=chosen, ties=sorts, directed=directed)

    made: nx.Graph[str] = lazy_class(simple=simple, directed=directed).over(
        net, net.pairs if simple else drawing.size, members, draw
    )
    return made


def drawing_of(
    view: View,
    window: Window | None = None,
    *,
    include: Iterable[str] = (),
    ties: Iterable[str] = TIES,
    directed: bool = False,
) -> Drawing:
    """The members and ties of the network as arrays; parts of records count as their records do.

    Equals: drawn_network, where the view has no day for `reportedBy`
    """
    mask = cache(lambda table: view.mask(table, window))
    chosen, sorts = drawn_of(include, ties)
    return draw_ties(view.tables, mask, include=chosen, ties=sorts, directed=directed)


def simple_network(view: View, window: Window | None, include: Iterable[str] = ()) -> Compact:
    """The arrays of the network with one weighed tie for each pair.

    Equals: kg.network.compact_of(drawn_network(view, window, simple=True), "weight")
    """
    if view.reported is not None:
        return compact_of(drawn_network(view, window, include=include, simple=True), "weight")
    return drawing_of(view, window, include=include).compact(simple=True)


def drawn_network(
    view: View,
    window: Window | None = None,
    *,
    include: Iterable[str] = (),
    ties: Iterable[str] = TIES,
    simple: bool = False,
    directed: bool = False,
) -> nx.Graph[str]:
    """The network as NetworkX's own graph, drawn from records with all that is known of ties.

    Equals: kg.network.networkx_graph of the records seen
    """
    parts = _parts(view, window, frozenset(include))
    return networkx_graph(parts, include=include, ties=ties, simple=simple, directed=directed)


def _parts(
    view: View, window: Window | None, include: frozenset[str], *, alone: bool = False
) -> NetworkParts:
    """The records that a network is drawn from; for its members `alone` only those included."""

    def seen(table: str) -> list[Any]:
        return view.records(table, np.flatnonzero(view.mask(table, window)).astype(np.uint32))

    def every(kind: str) -> list[Any]:
        return view.all(kind) if not alone or f"{kind}s" in include else []

    events: list[Any] = []
    if not alone or "events" in include:
        question = TimelineQuestion(window=window, include_undated=window is None)
        events = view.get_many(view.timeline(question).ids())
    return NetworkParts(
        actors=view.all("actor"),
        events=[event for event in events if isinstance(event, Event)],
        relations=[] if alone else seen("relation"),
        tenures=[] if alone else seen("tenure"),
        offices=every("office"),
        places=every("place"),
        instruments=every("instrument"),
        claims=[] if alone else view.all("claim"),
        extent=view.extent,
        langs=tuple(view.dataset.languages),
    )
