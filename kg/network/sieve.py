"""What of the network counts for a question?

A walk knows the ties, its sieve what of them is to be seen, and how surely.
"""

from __future__ import annotations

from typing import Final, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from kg.columns.postings import Rows
from kg.network.adjacency import Ints
from kg.network.kinds import TieKind

Levels = npt.NDArray[np.int8]
"""How surely something counts: 2 certainly, 1 possibly, 0 not."""
Mask = npt.NDArray[np.bool_]
PERSON, INSTRUMENT, PLACE, EVENT, OTHER = range(5)
"""What a member is to events: who takes part, with what, where, the event itself, nothing."""
_THROUGH: Final = {
    (PERSON, PERSON): TieKind.SHARED_EVENT,
    (PERSON, EVENT): TieKind.PARTICIPATION,
    **{(one, PLACE): TieKind.PLACE for one in (PERSON, EVENT)},
    **{(one, INSTRUMENT): TieKind.USE for one in (PERSON, EVENT)},
}
BY_EVENT: Final = {**_THROUGH, **{(two, one): kind for (one, two), kind in _THROUGH.items()}}
"""By what an event ties two that it lists; two places or instruments are not tied so."""


class Reach(Protocol):
    """Event rows beyond which nothing counts: a few early ones, and a stretch."""

    @property
    def early(self) -> Rows:
        """The early ones, before `first`."""
        ...

    @property
    def first(self) -> int:
        """Where the stretch begins."""
        ...

    @property
    def stop(self) -> int:
        """The row after its last."""
        ...

    def events(self, rows: Rows) -> Rows:
        """Those of these rows, ascending, that are within reach."""
        ...


class Taken(NamedTuple):
    """Who was in which event: the place of the event among those asked, the member, how surely."""

    at: Ints
    member: Ints
    level: Levels


class Solid(NamedTuple):
    """Event rows from `first` up to before `stop` of which each counts; surely, if it has begun
    `by` that day at the latest (None: surely in any case).

    Before them only those from `near` on may count which last until `after` or longer, and the
    `early` ones before that. `seen` says for each number whether the member is to be seen; None
    where all are.
    """

    first: int
    stop: int
    by: int | None
    near: int
    after: int
    early: Rows
    seen: Mask | None


class Sieve(Protocol):
    """What of the network counts for a question."""

    @property
    def reach(self) -> Reach | None:
        """The events within reach of the window; None without one."""
        ...

    @property
    def kinds(self) -> frozenset[TieKind]:
        """Which kinds of tie are walked."""
        ...

    @property
    def plain(self) -> bool:
        """Whether the arrays alone say who was in which event."""
        ...

    def events(self, rows: Rows) -> Levels:
        """How surely events count. Rows ascend."""
        ...

    @property
    def solid(self) -> Solid | None:
        """Events that need no look; None where there are none to name."""
        ...

    def counting(self, rows: Rows) -> Mask | None:
        """Which of these events, within reach and in any order, count at all; None for all."""
        ...

    def on_days(self, first: int, last: int) -> Rows:
        """The events that count and may hold on one of these days, ascending."""
        ...

    def starts(self) -> tuple[int, int] | tuple[()]:
        """The earliest starts of the first and the last dated event within reach, if any."""
        ...

    def cut(self, first: int, last: int) -> Sieve:
        """The same without dated events that hold on none of these days."""
        ...

    def ties(self, ties: Ints) -> Levels:
        """How surely direct ties count."""
        ...

    def members(self, members: Ints) -> Mask | None:
        """Which members are to be seen; None for all."""
        ...

    def related(self, events: Ints) -> Mask | None:
        """Which of these events are members themselves; None for all.

        Those asked about, and those of which a direct tie counts at the clocks, in whatever window;
        all, where the question names their ties.
        """
        ...

    def taking(self, rows: Rows) -> Taken | None:
        """Who was in these events, where that is not for the arrays alone to say; else None."""
        ...
