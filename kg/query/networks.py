"""What does the whole network look like, at the clocks of a view and through a window?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TypeVar

import numpy as np

from kg.model import Instrument
from kg.network import (
    FORCED,
    HOLDERS,
    OWN,
    PARTS,
    TIES,
    Compact,
    Drawing,
    Drawn,
    Forces,
    NetworkParts,
    draw_ties,
    drawn_of,
    fold_ties,
    folded_graph,
    folded_ties,
    network_members,
    networkx_graph,
    write_folded,
    write_network,
)
from kg.query.ask import Window
from kg.query.forced import Forced, forces_of
from kg.query.names import named
from kg.query.reported import Levels
from kg.query.said import asserted
from kg.query.stated import PARTIES, UNTOLD, own_levels, part_levels, party_levels
from kg.query.view import TIMED, View
from kg.query.who import PARTS as PARTICIPATIONS
from kg.temporal import NEG_INF, POS_INF, Match

if TYPE_CHECKING:
    import networkx as nx

R = TypeVar("R")
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

    Equals: kg.query.networks.drawn_network
    Raises: FilterError for an unknown kind of record or sort of tie.
    """
    from kg.network.lazy import lazy_class  # noqa: PLC0415  (loads NetworkX)

    chosen, sorts = drawn_of(include, ties)
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
) -> Drawing:
    """The members and ties of the network as arrays.

    Equals: kg.query.networks.drawn_network
    """
    chosen, sorts = drawn_of(include, ties)
    mask = _mask(view, window)
    return draw_ties(view.tables, mask, include=chosen, ties=sorts, directed=directed)


def _mask(view: View, window: Window | None, roles: Sequence[str] = ()) -> Callable[[str], Any]:
    """How surely each row of a table counts; of participations, those in some roles or narrower."""
    wanted = view.below("concept.broader", named(view, "role", roles, "roles"))

    def counting(levels: Levels) -> Levels:
        return np.where(levels >= _least(window), levels, np.int8(0))

    @cache
    def mask(table: str) -> Any:
        if table == FORCED:
            return Forced(view).of_instruments(window)
        if table == HOLDERS:
            rows = np.arange(view.tables.count("tenure"), dtype=np.uint32)
            return counting(view.levels("tenure", rows))
        if table == "relation":
            found = view.mask(table, window)
            rows = np.flatnonzero(found).astype(np.uint32)
            found[rows[~asserted(view, rows)]] = 0
            return found
        if table in OWN:
            rows = np.arange(view.tables.count(OWN[table]), dtype=np.uint32)
            return counting(own_levels(view, OWN[table], rows))
        if table not in PARTS:
            return view.mask(table, window)
        every = np.arange(view.tables.count(table), dtype=np.uint32)
        parties = table == PARTIES
        found = counting(party_levels(view, every) if parties else part_levels(view, table, every))
        if wanted and table == PARTICIPATIONS:
            codes = view.index.codes("event.role", wanted)
            found = np.where(np.isin(view.tables.column(table, "role"), codes), found, np.int8(0))
        return found

    return mask


def simple_network(
    view: View,
    window: Window | None,
    include: Iterable[str] = (),
    ties: Iterable[str] = TIES,
    roles: Sequence[str] = (),
) -> Compact:
    """The arrays of the network with one weighed tie for each pair.

    Equals: kg.network.compact_of(drawn_network(view, window, simple=True), "weight")
    Raises: LimitExceededError when shared events make more ties than `view.limits.drawn`.
    """
    chosen, sorts = drawn_of(include, ties)
    mask = _mask(view, window, roles)
    return fold_ties(view.tables, mask, include=chosen, ties=sorts, most=view.limits.drawn)


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
    simple: bool = False,
) -> None:
    """Write the network as GraphML or GEXF; events pass by in blocks.

    Equals: kg.query.networks.drawn_network, the same members and ties
    Raises: FormatError, FilterError.
    """
    chosen, sorts = drawn_of(include, ties)
    parts = _parts(view, window, chosen, alone=simple)
    if not simple:
        write_network(form, parts, out, include=chosen, ties=sorts)
        return
    drawing = drawing_of(view, window, include=chosen, ties=sorts)
    days = partial(_days, view, window)
    folded = folded_ties(view.tables, drawing, drawing.compact(simple=True), days)
    write_folded(form, parts, folded, out, include=chosen)


def _days(view: View, window: Window | None, drawn: Drawn) -> tuple[Any, Any] | None:
    """The first and last possible day of each tie of a sort; None where ties have no time."""
    table, rows = drawn.table, drawn.row
    if table in PARTS:
        table, rows = table.partition(".")[0], view.tables.column(table, "owner")[rows]
    if table == "instrument":
        return _forced(view, window, rows)
    if table not in TIMED:
        return None
    times = view.index.times(table)
    dated = times.dated[rows]
    first = np.where(dated, times.start_earliest[rows], NEG_INF)
    return first, np.where(dated, times.end_latest[rows], POS_INF)


def _forced(view: View, window: Window | None, rows: Any) -> tuple[Any, Any]:
    """The first and last possible day of the ties of instruments, row by row."""
    distinct, at = np.unique(rows, return_inverse=True)
    found = [
        forces_of(view, window, record) or Forces()
        for record in view.records("instrument", distinct.astype(np.uint32))
    ]
    first, last = (np.array([one[n] for one in found], dtype=np.int64) for n in (1, 2))
    return first[at], last[at]


def _least(window: Window | None) -> int:
    """How surely a part must have been reported to count in a window."""
    return 2 if window is not None and window.match is Match.CERTAIN else 1


class _Events:
    """The events that count, in time order, read anew each time they are gone through."""

    def __init__(self, view: View, window: Window | None) -> None:
        self.view, self.least = view, _least(window)
        self.rows = np.flatnonzero(view.mask("event", window) > 0).astype(np.uint32)

    def __iter__(self) -> Iterator[Any]:
        """The records, a block at a time; none is kept."""
        view = self.view
        for at in range(0, len(self.rows), _BLOCK):
            block = view.tables.assemble("event", self.rows[at : at + _BLOCK])
            yield from (
                (view.reported.pruned(r, self.least) for r in block) if view.reported else block
            )


def _stated(view: View, record: R, least: int) -> R:
    """A record with what of itself counts: what ties it to others, its parties one by one."""
    told = view.reported
    if told is None:
        return record
    level = told.of_part(record, UNTOLD)
    changes: dict[str, Any] = {
        name: () if name == "within" else None
        for name in ("organisation", "jurisdiction", "issuer", "within")
        if hasattr(record, name) and level < least
    }
    if isinstance(record, Instrument):
        kept = [party for party in record.parties if told.of_part(party, level) >= least]
        changes["parties"] = tuple(kept)
    return replace(record, **changes) if changes else record  # type: ignore[type-var]  # R is a dataclass


def _parts(
    view: View, window: Window | None, include: frozenset[str], *, alone: bool = False
) -> NetworkParts:
    """The records that a network is drawn from; for its members `alone` only those included."""
    mask = _mask(view, window)

    def seen(table: str) -> list[Any]:
        return view.records(table, np.flatnonzero(mask(table)).astype(np.uint32))

    def every(kind: str) -> list[Any]:
        wanted = not alone or kind == "actor" or f"{kind}s" in include
        return [_stated(view, record, _least(window)) for record in view.all(kind) if wanted]

    told: Any = np.flatnonzero(mask(HOLDERS))
    return NetworkParts(
        actors=every("actor"),
        events=_Events(view, window) if not alone or "events" in include else (),
        relations=[] if alone else seen("relation"),
        tenures=[] if alone else seen("tenure"),
        offices=every("office"),
        places=every("place"),
        instruments=every("instrument"),
        claims=[] if alone else view.all("claim"),
        extent=view.extent,
        force=partial(forces_of, view, window),
        holders={} if alone else {t.id: t.holder for t in view.records("tenure", told)},
        langs=tuple(view.dataset.languages),
    )
