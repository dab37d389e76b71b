"""On which days can a tie be gone along?

The bounds of events and of direct ties, many at once; where they do not say all (sets, gaps),
the date itself is asked (`kg.temporal.following`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np

from kg.index import Rows
from kg.network import SOURCES
from kg.network.adjacency import Ints
from kg.query.periods import Held
from kg.query.scene import Scene
from kg.temporal import NEG_INF, POS_INF, UNDATED, Extent, latest, soonest, surely_by

Asked = Callable[[Extent, int], int | None]
_OF_PERIOD: Final[dict[Asked, Callable[[Held, int], int | None]]] = {
    soonest: Held.soonest,
    latest: Held.latest,
    surely_by: Held.surely_by,
}


class _Bounds(NamedTuple):
    """The four bounds of some ties, side by side, and which need another look."""

    start_earliest: Ints
    start_latest: Ints
    end_earliest: Ints
    end_latest: Ints
    dated: Any
    odd: Ints  # places


class Days:
    """The calendar of one question (`kg.network.journeys.Calendar`).

    Undated ties hold possibly on every day when they are included, else on none.
    """

    def __init__(self, scene: Scene, *, include_undated: bool) -> None:
        self.scene, self.include_undated = scene, include_undated
        self._times = scene.view.index.times("event")

    def soonest(self, rows: Rows | Ints, days: Ints, *, direct: bool) -> Ints:
        """The first possible day from a day on; POS_INF where there is none.

        Equals: kg.temporal.following.soonest of each
        """
        b = self._bounds(rows, direct=direct)
        found = np.maximum(days, b.start_earliest)
        found[(found > b.end_latest) | (days == POS_INF)] = POS_INF
        self._asked(soonest, rows, days, b, found, POS_INF, direct=direct)
        return self._undated(found, days, b, POS_INF)

    def latest(self, rows: Rows | Ints, days: Ints, *, direct: bool) -> Ints:
        """The last possible day up to a day; NEG_INF where there is none.

        Equals: kg.temporal.following.latest of each
        """
        b = self._bounds(rows, direct=direct)
        found = np.minimum(days, b.end_latest)
        found[(found < b.start_earliest) | (days == NEG_INF)] = NEG_INF
        self._asked(latest, rows, days, b, found, NEG_INF, direct=direct)
        return self._undated(found, days, b, NEG_INF)

    def surely_by(self, rows: Rows | Ints, days: Ints, *, direct: bool) -> Ints:
        """The day by which it surely came, from a day on; POS_INF where it may not.

        Equals: kg.temporal.following.surely_by of each
        """
        b = self._bounds(rows, direct=direct)
        found = np.maximum(days, b.start_latest)
        found[(b.end_earliest < days) | ~b.dated] = POS_INF
        self._asked(surely_by, rows, days, b, found, POS_INF, direct=direct)
        return found

    def _undated(self, found: Ints, days: Ints, b: _Bounds, none: int) -> Ints:
        if not b.dated.all():
            found[~b.dated] = days[~b.dated] if self.include_undated else none
        return found

    def _bounds(self, rows: Rows | Ints, *, direct: bool) -> _Bounds:
        source: Any = self.scene.net.direct if direct else self._times
        dated, asks = source.dated[rows].astype(bool), source.simple[rows] == 0
        if direct and self.scene.view.reported is not None:  # is there such a period at all?
            asks |= source.part[rows] >= 0
        if direct and self.include_undated:  # an end or a suspension may date what is not dated
            dated |= source.part[rows] >= 0
        odd = np.flatnonzero(dated & asks)
        return _Bounds(
            source.start_earliest[rows],
            source.start_latest[rows],
            source.end_earliest[rows],
            source.end_latest[rows],
            dated,
            odd,
        )

    def _asked(
        self,
        ask: Asked,
        rows: Rows | Ints,
        days: Ints,
        b: _Bounds,
        found: Ints,
        none: int,
        *,
        direct: bool,
    ) -> None:
        """Ask the dates themselves, where their bounds do not say all."""
        for at in b.odd.tolist():
            if int(days[at]) == none:
                continue
            day = self._day(ask, int(rows[at]), int(days[at]), direct=direct)
            found[at] = none if day is None else day

    def _day(self, ask: Asked, row: int, day: int, *, direct: bool) -> int | None:
        """What one date says; of a tie that a period of force dates, what that leaves of it."""
        ties, index = self.scene.net.direct, self.scene.view.index
        if not direct:
            return ask(self._times.extent(row), day)
        record, part = int(ties.row[row]), int(ties.part[row])
        if part < 0:
            return ask(index.times(SOURCES[int(ties.source[row])].table).extent(record), day)
        held = self.scene.direct.forced.period(record, part)
        if held is not None:
            return _OF_PERIOD[ask](held, day)
        bare = self.include_undated and self.scene.direct.forced.bare(record)
        return ask(UNDATED, day) if bare else None
