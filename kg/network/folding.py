"""What does the network look like when all ties of a pair are one?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from kg.columns import Tables
from kg.model import slug_of
from kg.network.compact import Compact, Ints
from kg.network.drawn import Drawn
from kg.network.fromcolumns import Drawing
from kg.temporal import NEG_INF, POS_INF

if TYPE_CHECKING:
    import networkx as nx

_KINDS: Final = {"tenure": "holds-office", "post": "post-of"}
_KEYS: Final = {"post": "organisation"}


class Folded(NamedTuple):
    """All ties of a pair as one: what they are, and when there was one of them.

    `spells` are first and last days, merged and in order; none when some tie has no bound.
    """

    one: str
    two: str
    about: dict[str, Any]
    spells: list[tuple[int, int]]


Days = Callable[[Drawn], "tuple[Ints, Ints] | None"]
"""The first and last possible day of each tie of a sort; None where these have no time."""


def folded_graph(
    tables: Tables, drawing: Drawing, net: Compact, members: Mapping[str, dict[str, Any]]
) -> nx.Graph[str]:
    """The weighed graph of a drawing, its edges with `weight`, `kinds` and `ties`.

    `net` are the simple arrays of the drawing, `members` its members with their attributes.
    Equals: kg.network.networkx_graph, simple
    Cost:   some 2 µs for each tie; no record is read.
    """
    import networkx as nx  # noqa: PLC0415  (0.3 s that a timeline does not pay)

    graph: Any = nx.DiGraph() if drawing.directed else nx.Graph()
    graph.add_nodes_from(members.items())
    folded = folded_ties(tables, drawing, net)
    graph.add_edges_from((tie.one, tie.two, tie.about) for tie in folded)
    made: nx.Graph[str] = graph
    return made


def folded_ties(
    tables: Tables, drawing: Drawing, net: Compact, days: Days = lambda _: None
) -> Iterator[Folded]:
    """Every pair that is tied, in the order of the arrays; with spells where `days` are given."""
    kinds = [kind for drawn in drawing.ties for kind in _kinds(tables, drawn)]
    keys = [key for drawn in drawing.ties for key in _keys(tables, drawn)]
    first, last = _bounds(drawing, days)
    one, two = drawing.ends()
    once = np.ones(len(net.others), bool) if drawing.directed else net.owners <= net.others
    pairs = net.owners[once] * net.size + net.others[once]
    if not drawing.directed:
        one, two = np.minimum(one, two), np.maximum(one, two)
    tied = one * net.size + two
    order = np.argsort(tied, kind="stable")
    starts = np.searchsorted(tied[order], pairs)
    stops = starts + net.weights[once].astype(np.int64)
    of = order.tolist()
    for a, b, start, stop in zip(
        net.names[net.owners[once]].tolist(),
        net.names[net.others[once]].tolist(),
        starts.tolist(),
        stops.tolist(),
        strict=True,
    ):
        group = of[start:stop]
        about = {
            "weight": stop - start,
            "kinds": " ".join(sorted({kinds[at] for at in group})),
            "ties": " ".join(sorted({keys[at] for at in group})),
        }
        yield Folded(a, b, about, merged_spells([(first[at], last[at]) for at in group]))


def _bounds(drawing: Drawing, days: Days) -> tuple[list[int], list[int]]:
    first: list[int] = []
    last: list[int] = []
    for drawn in drawing.ties:
        found = days(drawn)
        size = len(drawn.one)
        first += [NEG_INF] * size if found is None else found[0].tolist()
        last += [POS_INF] * size if found is None else found[1].tolist()
    return first, last


def merged_spells(spells: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spells of days as few as there can be, in order; none when one has no bound at all."""
    if (NEG_INF, POS_INF) in spells:
        return []
    merged: list[tuple[int, int]] = []
    for first, last in sorted(set(spells)):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(last, merged[-1][1])
        else:
            merged.append((first, last))
    return [] if (NEG_INF, POS_INF) in merged else merged


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
    if drawn.kind in ("participation", "place", "use"):
        return list(tables.view(drawn.table, "key").take(rows))
    if drawn.kind == "party":
        return [f"party-{key}" for key in tables.view(drawn.table, "key").take(rows)]
    if drawn.kind == "within":
        owner = tables.column(drawn.table, "owner")[rows]
        return [f"within-{slug_of(text or '')}" for text in tables.words("place", "id").many(owner)]
    return [_KEYS.get(drawn.kind, drawn.kind)] * len(drawn.row)
