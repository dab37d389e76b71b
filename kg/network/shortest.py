"""What is the one shortest path between two members?

Two searches go out at once, one from each end, and meet. Of all shortest paths the one is taken
whose members have the lowest numbers, from its beginning on.
"""

from __future__ import annotations

import numpy as np

from kg.network.adjacency import Ints
from kg.network.lists import once
from kg.network.reached import reached
from kg.network.walk import Walk

Path = tuple[int, ...]
"""The members of a path, from its beginning to its end."""


def shortest_path(walk: Walk, origin: int, target: int, max_hops: int) -> Path | None:
    """The first of the shortest paths by the numbers of their members; None when there is none.

    Raises: LimitExceededError when more ties are touched than the budget allows.
    Equals: kg.network.paths.k_shortest_paths, the first of many
    """
    left, right = _Side(walk, origin), _Side(walk, target)
    for _ in range(max_hops):
        if not len(left.level) or not len(right.level):
            return None
        side, other = (left, right) if left.cost <= right.cost else (right, left)
        side.go()
        if bool((other.steps[side.level] > 0).any()):
            return _least(walk, left, right)
    return None


class _Side:
    """The search from one end: one more than the steps to each member met, 0 for others.

    All numbers are without gaps (`Walk.small`).
    """

    def __init__(self, walk: Walk, start: int) -> None:
        self.walk, self.depth = walk, 0
        self.steps = np.zeros(walk.numbers.size, dtype=np.int8)
        self.start = self.level = walk.numbers.small(np.array([start]))
        self.steps[self.level] = 1
        self.cost = walk.listed.cost(np.array([start]))

    def go(self) -> None:
        """One step further."""
        near = tied(self.walk, self.level)
        near = near[self.steps[near] == 0]
        self.depth += 1
        self.steps[near] = self.depth + 1
        self.level = once(near, self.walk.numbers.size)
        self.cost = self.walk.listed.cost(self.walk.numbers.large(self.level))

    def at(self, hops: int, members: Ints) -> Ints:
        """Those of these members that are so many hops away."""
        found: Ints = members[self.steps[members] == hops + 1]
        return found


def tied(walk: Walk, members: Ints) -> Ints:
    """Who is tied to one of these, with repeats; all in numbers without gaps."""
    return walk.numbers.small(reached(walk, walk.numbers.large(members)))


def _least(walk: Walk, left: _Side, right: _Side) -> Path:
    """The first path of two searches that have met just now.

    Who may stand after so many hops is known from the right, where that has been; before, it is
    worked out backwards from where the two met.
    """
    length = left.depth + right.depth
    hopeful: list[Ints] = []
    if 0 < left.depth < length:
        hopeful.append(right.at(right.depth, left.level))
    for hops in range(left.depth - 1, 0, -1):
        behind = hopeful[-1] if hopeful else right.start
        hopeful.append(once(left.at(hops, tied(walk, behind)), walk.numbers.size))
    hopeful.reverse()  # the first is for one hop, where there is one
    path = [left.start]
    for hops in range(1, length):
        if hops == 1 and hopeful:
            near = hopeful[0]
        elif hops <= len(hopeful):
            near = tied(walk, path[-1])
            near = near[np.isin(near, hopeful[hops - 1])]
        else:
            near = right.at(length - hops, tied(walk, path[-1]))
        path.append(near.min(keepdims=True))
    return tuple(walk.numbers.large(np.concatenate([*path, right.start])).tolist())
