"""How is one member connected to another?

Two searches go out at once, one from each end, a step at a time and always on the side that
touches less; where they meet is the shortest distance. Paths of a length are then written out
in order, going on only where an end can still be reached: the ties that the two searches have
touched are all that is needed for that.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kg.network.adjacency import Ints
from kg.network.reached import near
from kg.network.shortest import Path, shortest_path
from kg.network.sieve import Mask
from kg.network.walk import Block, Walk


def k_shortest_paths(walk: Walk, origin: int, target: int, max_hops: int, first: int) -> list[Path]:
    """Up to `first` simple paths, shortest first, then by the numbers of their members.

    Raises: LimitExceededError when more ties are touched than the budget allows.
    Equals: tests/properties/test_ties.py, where NetworkX lists all simple paths
    """
    if origin == target or not first:
        return []
    if first == 1:
        path = shortest_path(walk, origin, target, max_hops)
        return [] if path is None else [path]
    search = _Search(walk, origin, target)
    found: list[Path] = []
    length = search.distance(max_hops)
    while length is not None and length <= max_hops and len(found) < first:
        for path in search.paths(length):
            found.append(path)
            if len(found) == first:
                break
        length += 1
        if len(found) < first and not search.widen(length):
            break
    return found


class _Side:
    """The search from one end: the steps to each member met, and the ties that were touched."""

    def __init__(self, walk: Walk, start: int) -> None:
        self.walk = walk
        self.depth = 0
        self.steps = np.zeros(walk.numbers.size, dtype=np.int8)  # and one; 0: not met
        self.level = np.array([start])
        self.steps[walk.numbers.small(self.level)] = 1
        self.blocks: list[list[Block]] = []
        self._cost: int | None = None

    @property
    def cost(self) -> int:
        """What one step further touches."""
        if self._cost is None:
            self._cost = self.walk.listed.cost(self.level)
        return self._cost

    def go(self) -> None:
        """One step further."""
        blocks = self.walk.wave(self.level)
        self.blocks.append(blocks)
        self.depth, self._cost = self.depth + 1, None
        ends = np.concatenate([np.zeros(0, np.int64), *(self.walk.targets(b) for b in blocks)])
        small = self.walk.numbers.small(ends)
        new = self.steps[small] == 0
        ends, small = ends[new], small[new]
        self.steps[small] = self.depth + 1
        self.level = _once(ends, small, self.walk.numbers.size)


def _once(members: Ints, small: Ints, size: int) -> Ints:
    """The distinct members, ascending; `small` are their numbers without gaps."""
    last = np.empty(size, dtype=np.int64)
    places = np.arange(len(members))
    last[small] = places
    return np.sort(members[last[small] == places])


class _Search:
    def __init__(self, walk: Walk, origin: int, target: int) -> None:
        self.walk, self.origin, self.target = walk, origin, target
        self.left, self.right = _Side(walk, origin), _Side(walk, target)
        self._near: dict[int, Ints] = {}
        self._parts = 0

    def distance(self, max_hops: int) -> int | None:
        """How many hops the shortest path has; None when there is none so short."""
        while self.left.depth + self.right.depth < max_hops:
            side = self._cheaper()
            if side is None:
                return None
            side.go()
            other = self.left if side is self.right else self.right
            if bool((other.steps[self.walk.numbers.small(side.level)] > 0).any()):
                return self.left.depth + self.right.depth
        return None

    def _cheaper(self) -> _Side | None:
        """The side that has less to touch; None when one of them has been everywhere."""
        if not len(self.left.level) or not len(self.right.level):
            return None
        return min((self.left, self.right), key=lambda side: side.cost)

    def widen(self, length: int) -> bool:
        """Go on until paths of a length are within what was touched; whether any may be left."""
        while self.left.depth + self.right.depth < length:
            open_ = [side for side in (self.left, self.right) if len(side.level)]
            if not open_:
                return length <= len(np.flatnonzero(self.left.steps))  # simple paths end there
            min(open_, key=lambda side: side.cost).go()
        return True

    def paths(self, length: int) -> Iterator[Path]:
        """The simple paths of exactly this length, in order."""
        hopeful = self._hopeful(length)
        stack: list[tuple[Path, Iterator[int]]] = [
            ((self.origin,), self._onward((self.origin,), length, hopeful))
        ]
        while stack:
            path, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                stack.pop()
                continue
            self._count()
            longer = (*path, following)
            if len(longer) > length:
                yield longer
            else:
                stack.append((longer, self._onward(longer, length, hopeful)))

    def _onward(self, path: Path, length: int, hopeful: list[Mask]) -> Iterator[int]:
        """The members that a path of this length may go on to, ascending."""
        left = length - len(path)  # hops that are left after the next one
        last = path[-1]
        if not left:
            at = int(self.walk.numbers.small(np.array([last]))[0])
            known = len(path) < len(hopeful)  # then it was chosen for being tied to the target
            tied = (known and length > 1) or bool(self.left.steps[at] == 1 and known) or (
                self.right.steps[at] == 2)  # fmt: skip
            if tied:
                yield self.target
            return
        if len(path) == 1 and len(hopeful) > 1:  # all of these are tied to the origin
            near = self.walk.numbers.large(np.flatnonzero(hopeful[1]))
        else:
            near = self._tied(last)
        small = self.walk.numbers.small(near)
        if len(path) < len(hopeful):
            near = near[hopeful[len(path)][small]]
        else:
            steps = self.right.steps[small]
            near = near[(steps > 0) & (steps <= left + 1)]
        for member in near.tolist():
            if member != self.target and member not in path:
                yield member

    def _tied(self, member: int) -> Ints:
        if member not in self._near:
            self._near[member] = near(self.walk, member)
        return self._near[member]

    def _count(self) -> None:
        self._parts += 1
        self.walk.followed(self._parts)

    def _hopeful(self, length: int) -> list[Mask]:
        """For each number of hops from the origin, who can then still make it in time.

        Worked out backwards through what the search from the origin has touched; beyond that,
        the steps from the target say so themselves.
        """
        middle = min(self.left.depth, length)
        steps = self.right.steps
        here = (steps > 0) & (steps <= length - middle + 1)
        found = [here & (self.left.steps > 0)]
        for hops in range(middle - 1, 0, -1):
            before = np.zeros(self.walk.numbers.size, dtype=bool)
            for blocks in self.left.blocks[: hops + 1]:
                for block in blocks:
                    self._reaching(block, found[-1], before)
            found.append(before)
        return [found[0], *found[::-1]] if middle else found

    def _reaching(self, block: Block, wanted: Mask, before: Mask) -> None:
        """Mark the members of a block that are tied to one that is wanted."""
        small = self.walk.numbers.small
        events = np.zeros(len(block.events), dtype=bool)
        events[block.down_at[wanted[small(block.down_member)]]] = True
        before[small(block.up_member[events[block.up_at]])] = True
        straight = block.straight
        if len(straight.target):
            before[small(straight.origin[wanted[small(straight.target)]])] = True
