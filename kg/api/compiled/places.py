"""Where in the answer does a value stand?

Values are worked out by batches; where one of them stands is only asked when it fails. Each
batch knows the batch it hangs from, and for each of its values the one it belongs to.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple, Protocol


class Step(NamedTuple):
    """One step of a path: the place among its siblings, the name or number, and whether a
    failure ends here.
    """

    order: int
    key: str | int
    nullable: bool


Path = tuple[Step, ...]


class Places(Protocol):
    """Where the values of a batch stand."""

    def path(self, at: int, /) -> Path:
        """The path of one value."""
        ...


class Top:
    """The one root."""

    def path(self, _at: int, /) -> Path:
        """No step at all."""
        return ()


class Under:
    """The values of one field, as many as there are sources."""

    __slots__ = ("_sources", "_step")

    def __init__(self, sources: Places, step: Step) -> None:
        self._sources, self._step = sources, step

    def path(self, at: int) -> Path:
        """The path of the source, and the field."""
        return (*self._sources.path(at), self._step)


class Members:
    """The members of lists, end to end."""

    __slots__ = ("_counts", "_lists", "_nullable")

    def __init__(self, lists: Places, counts: Sequence[int], *, nullable: bool) -> None:
        self._lists, self._counts, self._nullable = lists, counts, nullable

    def path(self, at: int) -> Path:
        """The path of the list, and the number in it."""
        ends = list(accumulate(self._counts))
        owner = bisect_right(ends, at)
        number = at - (ends[owner] - self._counts[owner])
        return (*self._lists.path(owner), Step(number, number, self._nullable))


class Some:
    """Some of the values of another batch."""

    __slots__ = ("_among", "_chosen")

    def __init__(self, among: Places, chosen: Sequence[int]) -> None:
        self._among, self._chosen = among, chosen

    def path(self, at: int) -> Path:
        """The path that it has there."""
        return self._among.path(self._chosen[at])
