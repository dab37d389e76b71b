"""What does an answer look like?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from kg.model import Event
from kg.temporal import Match, Unit

E = TypeVar("E")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Hit:
    """One event of a timeline.

    `match` is None without a window, unless another key of the filter (an office held only
    possibly, a source of unknown date) makes the hit only possible: then it is POSSIBLE.
    """

    event: Event
    cursor: str
    match: Match | None


@dataclass(frozen=True, slots=True)
class Found(Generic[R]):
    """One record of a listing; `match` is POSSIBLE where it is only possibly one, else None."""

    record: R
    cursor: str
    match: Match | None


@dataclass(frozen=True, slots=True)
class Page(Generic[E]):
    """A stretch of an answer, and whether there is more on either side.

    `snapshot_changed` says that a cursor came from another snapshot: the stretch was found by
    the key that it holds.
    """

    edges: list[E]
    has_next: bool
    has_previous: bool
    start_cursor: str | None
    end_cursor: str | None
    snapshot_changed: bool


class Bin(NamedTuple):
    """A slot of a histogram. The true number of events lies between the two counts.

    Units: day numbers, both inclusive; `possible` counts the certain ones too.
    """

    from_day: int
    to_day: int
    certain: int
    possible: int


class Histogram(NamedTuple):
    """Slots of one unit, perhaps coarser than the one asked for.

    Shape: `starts` and `ends` are first and last days, `certain` and `possible` the counts of
           each.
    """

    unit: Unit
    starts: Sequence[int] = ()
    ends: Sequence[int] = ()
    certain: Sequence[int] = ()
    possible: Sequence[int] = ()

    @property
    def bins(self) -> list[Bin]:
        """The slots with their counts."""
        columns = (self.starts, self.ends, self.certain, self.possible)
        return [Bin(*numbers) for numbers in zip(*columns, strict=True)]


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value and how many events of the answer have it; `possible` counts certain ones too.

    `id` is a whole id; for STATUS and OBTAINED a code.
    """

    id: str
    certain: int
    possible: int
