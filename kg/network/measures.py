"""How does a member stand in the whole network?

Every measure is taken on the arrays of a network (`Compact`) and gives one number for each
member, in their order. What NetworkX calls by the same name is the same.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np

from kg.network.compact import Compact, Floats, Ints

FEW: Final = 16  # members of a layer from which on arrays are quicker than a loop
THIN: Final = 4  # cores in which there may be long chains


class NotConvergedError(Exception):
    """The power iteration did not come to rest within its steps."""


class Reached(NamedTuple):
    """Members in the order in which a search by breadth comes upon them, and in how many steps."""

    members: Ints
    steps: Ints


def degrees(net: Compact) -> Ints:
    """How many ties each member has; parallel ties count each, a tie to oneself twice.

    Of a directed network, those that leave and those that arrive.
    Source: Freeman 1978, Centrality in social networks, Social Networks 1:215-239.
    """
    return _summed(net, net.counts).astype(np.int64)


def weighted_degrees(net: Compact) -> Floats:
    """What the ties of each member weigh together; for ties by events, how many are shared.

    Source: Barrat et al. 2004, The architecture of complex weighted networks, PNAS 101:3747.
    """
    return _summed(net, net.weights)


def _summed(net: Compact, values: Any) -> Floats:
    found = np.bincount(net.owners, weights=values, minlength=net.size).astype(np.float64)
    if net.directed:
        found += np.bincount(net.others, weights=values, minlength=net.size)
        return found
    loops = net.loops
    found += np.bincount(net.others[loops], weights=values[loops], minlength=net.size)
    return found


def pagerank(
    net: Compact,
    values: Floats | None = None,
    *,
    alpha: float = 0.85,
    personalization: Mapping[Any, float] | None = None,
    max_iter: int = 100,
    tol: float = 1.0e-6,
    nstart: Mapping[Any, float] | None = None,
    dangling: Mapping[Any, float] | None = None,
) -> Floats:
    """How often a walker comes by, who follows ties by weight and starts anew every so often.

    `alpha` is the chance to go on; a walker without a way on starts anew. `values` are the
    weights of `net.others`, by default `net.weights`.
    Source: Brin and Page 1998, The anatomy of a large-scale hypertextual web search engine.
    Equals: kg.network.backend.nx.pagerank, to rounding
    Raises: NotConvergedError; ZeroDivisionError when the personalization is all zero.
    """
    size = net.size
    if not size:
        return np.zeros(0)
    values = net.weights if values is None else values
    leaving = np.bincount(net.owners, weights=values, minlength=size)
    with np.errstate(divide="ignore"):
        share = np.where(leaving != 0, 1.0 / leaving, 0.0)
    if net.directed:
        follow = net.matrix(values * share[net.owners]).T.tocsr()
    else:  # a tie is there from both sides: the other side's row is the column
        follow = net.matrix(values * share[net.others])
    even = np.full(size, 1.0 / size)
    x: Floats = even if nstart is None else _scaled(_given(net, nstart))
    start = even
    if personalization is not None:
        start = _given(net, personalization)
        if start.sum() == 0:
            raise ZeroDivisionError
        start = _scaled(start)
    lost = start if dangling is None else _scaled(_given(net, dangling))
    stuck = np.flatnonzero(leaving == 0)
    for _ in range(max_iter):
        last = x
        x = alpha * (follow @ last + last[stuck].sum() * lost) + (1 - alpha) * start
        if np.abs(x - last).sum() < size * tol:
            break
    else:
        raise NotConvergedError
    return x


def _given(net: Compact, values: Mapping[Any, float]) -> Floats:
    return np.fromiter((values.get(node, 0) for node in net.nodes), np.float64, net.size)


def _scaled(values: Floats) -> Floats:
    scaled: Floats = values / values.sum()
    return scaled


def core_numbers(net: Compact) -> Ints:
    """The largest k such that a member belongs to a group in which all have k ties to others.

    Members of few ties are peeled off, all of one layer at once, and with them the ties to
    those that stay. Nobody may be tied to oneself. Of a directed network, ties in either
    direction count.
    Source: Seidman 1983, Network structure and minimum degree, Social Networks 5:269-287;
            peeling by Batagelj and Zaversnik 2003.
    Equals: kg.network.backend.nx.core_number
    """
    if net.directed:
        net = _both_ways(net)
    left = np.diff(net.starts)
    core = np.zeros(net.size, np.int64)
    staying = np.ones(net.size, bool)
    members = np.arange(net.size)
    k = 0
    while len(members):
        k = max(k, int(left[members].min()))
        layer = members[left[members] <= k]
        while len(layer):
            if len(layer) < FEW and k < THIN:
                layer = _peel_few(net, left, staying, layer, k)
                continue
            staying[layer] = False
            others = neighbours_of(net, layer)
            others = others[staying[others]]
            np.subtract.at(left, others, 1)
            layer = np.unique(others[left[others] <= k])
        core[members] = np.where(staying[members], 0, k)
        members = members[staying[members]]
    return core


def _peel_few(net: Compact, left: Ints, staying: Any, layer: Ints, k: int) -> Ints:
    """Peel members one by one until a layer is large again; give that layer, or none.

    A chain is peeled two by two: arrays would be slow at that.
    """
    peeled = layer.tolist()
    while peeled and len(peeled) < FEW:
        at = peeled.pop()
        staying[at] = False
        for other in net.others[net.starts[at] : net.starts[at + 1]].tolist():
            if staying[other]:
                left[other] -= 1
                if left[other] == k:  # it was above until now
                    peeled.append(other)
    return np.array(peeled, np.int64)


def _both_ways(net: Compact) -> Compact:
    back = net.reversed()
    owners = np.concatenate([net.owners, back.owners])
    order = np.argsort(owners, kind="stable")
    others = np.concatenate([net.others, back.others])[order]
    counts = np.concatenate([net.counts, back.counts])[order]
    weights = np.concatenate([net.weights, back.weights])[order]
    return Compact(net.nodes, net.starts + back.starts, others, counts, weights)


def neighbours_of(net: Compact, members: Ints) -> Ints:
    """The neighbours of these members, one after another."""
    starts = net.starts[members]
    lengths = net.starts[members + 1] - starts
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    found: Ints = net.others[np.arange(total) + np.repeat(starts - (ends - lengths), lengths)]
    return found


def components(net: Compact) -> Ints:
    """Which members hang together, whatever the direction of ties: the number of their group.

    Order:  groups are numbered by their first members.
    Source: Hopcroft and Tarjan 1973, Algorithm 447, CACM 16:372-378.
    Equals: kg.network.backend.nx.connected_components
    """
    from scipy.sparse.csgraph import breadth_first_order as search  # noqa: PLC0415  (as in matrix)
    from scipy.sparse.csgraph import connected_components as connected  # noqa: PLC0415  (as above)

    if not net.size:
        return np.zeros(0, np.int64)
    if net.directed:
        _, labels = connected(net.pattern, connection="weak")
    else:
        # Mostly nearly all hang together: those a search finds at once, and looks at the rest.
        busiest = int(np.diff(net.starts).argmax())
        labels = np.ones(net.size, np.int64)
        labels[search(net.pattern, busiest, return_predecessors=False)] = 0
        rest = np.flatnonzero(labels)
        if len(rest):  # who is reached reaches back; SciPy is quicker at that
            _, found = connected(_part(net, rest).pattern, connection="strong")
            labels[rest] += found
    _, first, group = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))
    numbered: Ints = rank[group]
    return numbered


def _part(net: Compact, members: Ints) -> Compact:
    """The network of members that are tied to nobody else."""
    number = np.zeros(net.size, np.int64)
    number[members] = np.arange(len(members))
    others = number[neighbours_of(net, members)]
    lengths = np.diff(net.starts)[members]
    starts = np.append(0, np.cumsum(lengths))
    ones = np.ones(len(others))
    return Compact(range(len(members)), starts, others, ones.astype(np.int64), ones)


def component_sizes(net: Compact) -> Ints:
    """How many members hang together with each, itself included. See `components`."""
    groups = components(net)
    found: Ints = np.bincount(groups)[groups] if len(groups) else groups
    return found


def reached(net: Compact, source: int) -> Reached:
    """All that can be reached from a member, nearest first.

    Order:  as a search by breadth comes upon them.
    Source: Moore 1959, The shortest path through a maze.
    Equals: kg.network.backend.nx.single_source_shortest_path_length
    """
    from scipy.sparse.csgraph import breadth_first_order  # noqa: PLC0415  (as in Compact.matrix)

    found, before = breadth_first_order(net.pattern, source)
    members = found.astype(np.int64)
    place = np.zeros(net.size, np.int64)
    place[members] = np.arange(len(members))
    # Ascending: who was found first is left first.
    came_from = place[before[members[1:]]].tolist()
    marks = [0, 1]  # where each level begins
    while marks[-1] < len(members):
        marks.append(1 + bisect_left(came_from, marks[-1], marks[-2]))
    return Reached(members, np.repeat(np.arange(len(marks) - 1), np.diff(marks)))
