"""What does the whole network look like, at the clocks of a view and through a window?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import numpy as np

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
    write_network,
)
from kg.query.ask import Window
from kg.query.view import View

if TYPE_CHECKING:
    import networkx as nx

_BLOCK: Final = 2_048  # events in memory at once where they are gone through


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
    Equals: kg.query.networks.drawn_network
    Raises: FilterError for an unknown kind of record or sort of tie.
    """
    from kg.network.lazy import lazy_class  # noqa: PLC0415  (loads NetworkX)

    chosen, sorts = drawn_of(include, ties)

    if view.reported is not None:
        return drawn_network(
            view, window, include=chosen, ties=sorts, simple=simple, directed=directed
        )
    drawing = drawing_of(view, window, include=chosen, ties=sorts, directed=directed)
    net = drawing.compact(simple=simple)

    def members() -> dict[str, dict[str, str]]:
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
    most: int | None = None,
) -> Drawing:
    """The members and ties of the network as arrays; parts of records count as their records do.

    Equals: kg.query.networks.drawn_network, for a view without a day of reports
    """
    mask = cache(lambda table: view.mask(table, window))
    chosen, sorts = drawn_of(include, ties)
    return draw_ties(view.tables, mask, include=chosen, ties=sorts, directed=directed, most=most)


def simple_network(view: View, window: Window | None, include: Iterable[str] = ()) -> Compact:
    """The arrays of the network with one weighed tie for each pair.

    Equals: kg.network.compact_of(drawn_network(view, window, simple=True), "weight")
    Raises: LimitExceededError when shared events make more ties than `view.limits.drawn`.
    """
    if view.reported is not None:
        return compact_of(drawn_network(view, window, include=include, simple=True), "weight")
    drawing = drawing_of(view, window, include=include, most=view.limits.drawn)
    return drawing.compact(simple=True)


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


def write_network_of(
    view: View,
    form: str,
    out: BinaryIO,
    window: Window | None = None,
    *,
    include: Iterable[str] = (),
    ties: Iterable[str] = TIES,
) -> None:
    """Write the network as GraphML or GEXF; events pass by in blocks.

    Equals: kg.query.networks.drawn_network, the same members and ties
    Raises: FormatError, FilterError.
    """
    parts = _parts(view, window, frozenset(include))
    write_network(form, parts, out, include=include, ties=ties)


class _Events:
    """The events that count, in time order, read anew each time they are gone through."""

    def __init__(self, view: View, window: Window | None) -> None:
        self.view = view
        self.rows = np.flatnonzero(view.mask("event", window) > 0).astype(np.uint32)

    def __iter__(self) -> Iterator[Any]:
        """The records, a block at a time; none is kept."""
        view = self.view
        for at in range(0, len(self.rows), _BLOCK):
            block = view.tables.assemble("event", self.rows[at : at + _BLOCK])
            yield from block if view.reported is None else map(view.reported.pruned, block)


def _parts(
    view: View, window: Window | None, include: frozenset[str], *, alone: bool = False
) -> NetworkParts:
    """The records that a network is drawn from; for its members `alone` only those included."""

    def seen(table: str) -> list[Any]:
        return view.records(table, np.flatnonzero(view.mask(table, window)).astype(np.uint32))

    def every(kind: str) -> list[Any]:
        return view.all(kind) if not alone or f"{kind}s" in include else []

    return NetworkParts(
        actors=view.all("actor"),
        events=_Events(view, window) if not alone or "events" in include else (),
        relations=[] if alone else seen("relation"),
        tenures=[] if alone else seen("tenure"),
        offices=every("office"),
        places=every("place"),
        instruments=every("instrument"),
        claims=[] if alone else view.all("claim"),
        extent=view.extent,
        langs=tuple(view.dataset.languages),
    )
