"""How is one member connected to another, and could the steps follow one another?

Best-first search over simple paths, guided by the exact number of steps still to go, so
that paths come out shortest first. A time-respecting path is one whose steps can follow
one another: days t1 ≤ t2 ≤ … exist, each in its tie.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Iterator
from typing import NamedTuple

from kg.errors import LimitExceededError
from kg.network.shared import Near

Bounds = tuple[int, int, int, int]
"""start earliest, start latest, end earliest, end latest: day numbers, ends inclusive."""


class Step(NamedTuple):
    """One row that ties two members, with when it held."""

    table: str
    row: int
    bounds: Bounds
    match: int


class Hop(NamedTuple):
    """From one member to the next, by every step that can be taken there.

    `steps` follow the hops before them possibly, `certain` are those that do so certainly.
    """

    origin: int
    target: int
    kind: str
    steps: tuple[Step, ...]
    certain: tuple[Step, ...]


class Search(NamedTuple):
    """What a search needs: who is near whom, when a tie held, and how far it may go.

    `budget` bounds the ties touched; more is an error with a hint, never a hang.
    """

    near: Callable[[int], list[Near]]
    bounds: Callable[[str, int], Bounds | None]
    max_hops: int
    budget: int
    time_respecting: bool = False


def k_shortest_paths(search: Search, origin: int, target: int, first: int) -> list[tuple[Hop, ...]]:
    """Up to `first` simple paths, shortest first, then by the numbers of their members.

    In a time-respecting path days t1 ≤ t2 ≤ … exist, each in a step of its hop: possibly when
    start earliest(i) ≤ end latest(j) for all i < j, certainly when start latest(i) ≤ end
    earliest(j). The path is certain when every hop has a certain step.
    Raises: LimitExceededError when more ties were touched than the budget allows.
    """
    walk = _Walk(search, target)
    if origin == target or origin not in walk.distance:
        return []
    found: list[tuple[Hop, ...]] = []
    for path in walk.paths(origin):
        found.append(path)
        if len(found) == first:
            break
    return found


class _Walk:
    def __init__(self, search: Search, target: int) -> None:
        self.search = search
        self.target = target
        self.touched = 0
        self.known: dict[int, list[Near]] = {}
        self.distance = self._distances()

    def near(self, member: int) -> list[Near]:
        """The ties of a member, read once and counted against the budget."""
        if member not in self.known:
            self.known[member] = self.search.near(member)
            self.touched += len(self.known[member])
            if self.touched > self.search.budget:
                raise LimitExceededError(
                    f"the search touched more than {self.search.budget} ties",
                    asked=self.touched,
                    allowed=self.search.budget,
                    hint="narrow the window, or ask for fewer hops",
                )
        return self.known[member]

    def _distances(self) -> dict[int, int]:
        """Steps from each member to the target, up to the bound."""
        distance = {self.target: 0}
        queue = deque([self.target])
        while queue:
            member = queue.popleft()
            if distance[member] == self.search.max_hops:
                continue
            for near in self.near(member):
                if near.member not in distance:
                    distance[near.member] = distance[member] + 1
                    queue.append(near.member)
        return distance

    def paths(self, origin: int) -> Iterator[tuple[Hop, ...]]:
        heap: list[tuple[int, tuple[int, ...], tuple[Hop, ...]]] = []
        heapq.heappush(heap, (self.distance[origin], (origin,), ()))
        pushes = 0
        while heap:
            _, members, hops = heapq.heappop(heap)
            if members[-1] == self.target:
                yield hops
                continue
            for hop in self._hops(members, hops):
                ahead = self.distance.get(hop.target)
                length = len(hops) + 1
                if ahead is None or length + ahead > self.search.max_hops:
                    continue
                pushes += 1
                if pushes > self.search.budget:
                    raise LimitExceededError(
                        f"the search followed more than {self.search.budget} partial paths",
                        asked=pushes,
                        allowed=self.search.budget,
                        hint="narrow the window, or ask for fewer hops or fewer paths",
                    )
                heapq.heappush(heap, (length + ahead, (*members, hop.target), (*hops, hop)))

    def _hops(self, members: tuple[int, ...], hops: tuple[Hop, ...]) -> Iterator[Hop]:
        """The hops that may follow; ties of several kinds to one member are one hop each."""
        seen: dict[int, list[Near]] = {}
        for near in self.near(members[-1]):
            if near.member not in members:
                seen.setdefault(near.member, []).append(near)
        for member, ties in seen.items():
            steps = tuple(
                s for near in ties for s in self._steps(near) if self._can_follow(s, hops)
            )
            if steps:
                certain = tuple(s for s in steps if s.match == 2 and self._must_follow(s, hops))
                kind = ties[0].kind if len({t.kind for t in ties}) == 1 else "several"
                yield Hop(members[-1], member, str(kind), steps, certain)

    def _steps(self, near: Near) -> Iterator[Step]:
        for row in near.rows:
            bounds = self.search.bounds(near.table, row)
            if bounds is None and self.search.time_respecting:
                continue  # undated: it cannot be said to follow anything
            yield Step(near.table, row, bounds or (0, 0, 0, 0), near.match)

    def _can_follow(self, step: Step, hops: tuple[Hop, ...]) -> bool:
        """Possible when, choosing the earliest step of each hop, no start passes this end."""
        if not self.search.time_respecting:
            return True
        return all(min(s.bounds[0] for s in hop.steps) <= step.bounds[3] for hop in hops)

    def _must_follow(self, step: Step, hops: tuple[Hop, ...]) -> bool:
        if not self.search.time_respecting:
            return True
        return all(
            hop.certain and min(s.bounds[1] for s in hop.certain) <= step.bounds[2] for hop in hops
        )
