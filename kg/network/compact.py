"""Which arrays hold a whole network?

One row of neighbours for each member, end to end. Neighbours stand in the order in which
NetworkX's own dicts would have them, so that what is found in that order is found in the
same order.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import networkx as nx

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Compact:
    """A network as arrays; an undirected tie stands under both its ends.

    Shape:  `others` are the neighbours of all members, those of member i from `starts[i]` to
            `starts[i + 1]`; `counts` says how many parallel ties there are to each of them,
            `weights` what they weigh together.
    Order:  `nodes` as NetworkX has them, neighbours as in its dicts.
    """

    nodes: Sequence[Hashable]
    starts: Ints
    others: Ints
    counts: Ints
    weights: Floats
    directed: bool = False

    @property
    def size(self) -> int:
        """How many members."""
        return len(self.nodes)

    @property
    def pairs(self) -> int:
        """How many pairs of members are tied."""
        if self.directed:
            return len(self.others)
        return int((self.owners <= self.others).sum())

    @cached_property
    def number(self) -> dict[Hashable, int]:
        """The place of each member."""
        return {node: at for at, node in enumerate(self.nodes)}

    @cached_property
    def names(self) -> NDArray[np.object_]:
        """The members as an array, to take many at once."""
        return np.fromiter(self.nodes, dtype=object, count=self.size)

    @cached_property
    def owners(self) -> Ints:
        """To whom each of `others` is a neighbour."""
        return np.repeat(np.arange(self.size), np.diff(self.starts))

    @cached_property
    def loops(self) -> NDArray[np.bool_]:
        """Which of `others` are the member itself."""
        same: NDArray[np.bool_] = self.owners == self.others
        return same

    def matrix(self, values: NDArray[Any]) -> Any:
        """The network as a sparse matrix of these values, one for each of `others`."""
        from scipy.sparse import csr_array  # noqa: PLC0415  (0.2 s that a path does not pay)

        return csr_array((values, *self._places), shape=(self.size, self.size))

    @cached_property
    def pattern(self) -> Any:
        """The network as a sparse matrix of ones."""
        return self.matrix(np.ones(len(self.others)))

    @cached_property
    def _places(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """The neighbours and starts in as few bytes as SciPy would make them, once."""
        few = max(self.size, len(self.others)) < 2**31
        kind = np.int32 if few else np.int64
        return self.others.astype(kind), self.starts.astype(kind)

    def without_loops(self) -> Compact:
        """The same network without ties to oneself."""
        kept = ~self.loops
        lengths = np.bincount(self.owners[kept], minlength=self.size)
        return replace(
            self,
            starts=np.append(0, np.cumsum(lengths)),
            others=self.others[kept],
            counts=self.counts[kept],
            weights=self.weights[kept],
        )

    def reversed(self) -> Compact:
        """The same ties read from their other ends."""
        order = np.argsort(self.others, kind="stable")
        starts = np.searchsorted(self.others[order], np.arange(self.size + 1))
        return replace(
            self,
            starts=starts,
            others=self.owners[order],
            counts=self.counts[order],
            weights=self.weights[order],
        )


def compact(
    nodes: Sequence[Hashable], one: Ints, two: Ints, *, directed: bool, simple: bool
) -> Compact:
    """The arrays of a network that is drawn tie by tie, from `one[i]` to `two[i]`.

    Parallel ties are counted; with `simple` they are one tie that weighs as much.
    Equals: compact_of(graph, "weight") of what `kg.network.networkx_graph` draws
    Cost:   one sort of the ties.
    """
    size = max(len(nodes), 1)
    a, b = one, two
    if not directed:  # each tie under both ends; one to oneself only once
        kept = np.stack([np.ones(len(one), bool), one != two], axis=1).ravel()
        a = np.stack([one, two], axis=1).ravel()[kept]
        b = np.stack([two, one], axis=1).ravel()[kept]
    pairs = a.astype(np.int64) * size + b
    order = np.argsort(pairs, kind="stable")
    ordered = pairs[order]
    new = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)])
    counts = np.diff(np.append(new, len(ordered)))
    a, b, first = ordered[new] // size, ordered[new] % size, order[new]
    if simple and not directed:
        # NetworkX folds parallel ties edge by edge: a member that comes before has had its
        # turn before, and in the order of members.
        first = np.where(b < a, b, size + first)
    order = np.lexsort((first, a))
    counts = counts[order]
    return Compact(
        nodes=nodes,
        starts=np.searchsorted(a[order], np.arange(len(nodes) + 1)),
        others=b[order],
        counts=np.ones(len(counts), np.int64) if simple else counts,
        weights=counts.astype(np.float64),
        directed=directed,
    )


def folded(nodes: Sequence[Hashable], blocks: Iterable[tuple[Ints, Ints]]) -> Compact:
    """The arrays of an undirected network with one weighed tie for each pair, drawn in blocks.

    Cost:   memory for the pairs that there are, not for the ties.
    Equals: compact(nodes, *blocks end to end, directed=False, simple=True)
    """
    size = max(len(nodes), 1)
    none = np.empty(0, np.int64)
    known, waiting, at = (none, none, none), [], 0
    for one, two in blocks:
        pairs = np.minimum(one, two).astype(np.int64) * size + np.maximum(one, two)
        waiting.append(_counted(pairs, np.arange(at, at + len(pairs)), np.ones(len(pairs), int)))
        at += len(pairs)
        if sum(len(pairs) for pairs, _, _ in waiting) > max(len(known[0]), _WAITING):
            known, waiting = _counted(*map(np.concatenate, zip(known, *waiting, strict=True))), []
    pairs, first, counts = _counted(*map(np.concatenate, zip(known, *waiting, strict=True)))
    low, high = np.divmod(pairs, size)
    apart = low != high
    a, b = np.concatenate([low, high[apart]]), np.concatenate([high, low[apart]])
    rank = np.concatenate([size + first, low[apart]])  # as in `compact`
    weights = np.concatenate([counts, counts[apart]])
    del pairs, first, counts, low, high, apart
    order = np.lexsort((rank, a))
    return Compact(
        nodes=nodes,
        starts=np.append(0, np.cumsum(np.bincount(a, minlength=len(nodes)))),
        others=b[order],
        counts=np.ones(len(order), np.int64),
        weights=weights[order].astype(np.float64),
    )


_WAITING: Final = 2_000_000  # pairs


def _counted(pairs: Ints, first: Ints, counts: Ints) -> tuple[Ints, Ints, Ints]:
    """The distinct pairs, ascending; where each stands first, and how often."""
    order = np.argsort(pairs, kind="stable")
    ordered = pairs[order]
    new = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)])
    if not len(new):
        return pairs, first, counts
    return ordered[new], np.minimum.reduceat(first[order], new), np.add.reduceat(counts[order], new)


def compact_of(graph: nx.Graph[Any], weight: str | None = None, default: Any = 1) -> Compact:
    """The arrays of any NetworkX graph; ties without the attribute `weight` weigh `default`.

    Cost: O(n + m), a Python step for each tie.
    """
    # The dicts themselves: NetworkX's views of them cost a call for each tie.
    adjacency: Mapping[Any, Mapping[Any, Any]] = graph._adj  # type: ignore[attr-defined]  # noqa: SLF001  (not in the stubs)
    nodes = list(graph)
    number = {node: at for at, node in enumerate(nodes)}
    rows = [adjacency[node] for node in nodes]
    lengths = [len(row) for row in rows]
    starts = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
    others = np.fromiter((number[n] for row in rows for n in row), np.int64, int(starts[-1]))
    counts = np.ones(len(others), np.int64)
    if graph.is_multigraph():
        counts = np.fromiter((len(d) for row in rows for d in row.values()), np.int64, len(others))
        weighed = (
            sum(about.get(weight, default) for about in keyed.values())
            for row in rows
            for keyed in row.values()
        )
    else:
        weighed = (about.get(weight, default) for row in rows for about in row.values())
    weights = counts.astype(np.float64)
    if weight is not None:
        weights = np.fromiter(weighed, np.float64, len(others))
    return Compact(nodes, starts, others, counts, weights, graph.is_directed())
