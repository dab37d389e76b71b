"""Which events answer a timeline question?

The plan is performed once, when something is first asked of the answer; pages, totals,
histogram and facets then read the same rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from kg.index import Rows, counts, finite_bounds
from kg.query.answers import Bin, FacetValue, Histogram, Hit, Page
from kg.query.ask import FacetBy, Order, Paging, TimelineQuestion
from kg.query.cursor import Place, write_cursors
from kg.query.facets import facet
from kg.query.limits import within
from kg.query.paging import Sequel, rows_between, stretch
from kg.query.plan import Plan, found, plan
from kg.query.rows import Chosen
from kg.query.search import checked_count
from kg.query.sight import Sight
from kg.temporal import Match, Unit, bins


@dataclass(frozen=True, eq=False)
class RowPage:
    """A page of a timeline as rows; cursors are written for those that are asked for."""

    rows: Rows
    matches: list[Match | None]
    has_next: bool
    has_previous: bool
    snapshot_changed: bool
    written: Callable[[Rows], list[str]]

    @cached_property
    def cursors(self) -> list[str]:
        """The cursor of each row."""
        return self.written(self.rows)

    @property
    def start_cursor(self) -> str | None:
        """The cursor of the first row."""
        return self.written(self.rows[:1])[0] if len(self.rows) else None

    @property
    def end_cursor(self) -> str | None:
        """The cursor of the last row."""
        return self.written(self.rows[-1:])[0] if len(self.rows) else None


class TimelineAnswer:
    """The events of one timeline question, in order.

    Raises, when made: FilterError, LimitExceededError naming the argument.
    """

    def __init__(self, sight: Sight, question: TimelineQuestion) -> None:
        self.sight, self.question = sight, question
        self.plan: Plan = plan(sight, question)

    @cached_property
    def chosen(self) -> Chosen:
        """The rows of the answer, in row order: timeline order, undated ones last."""
        rows = found([step.rows() for step in self.plan.finds])
        for step in self.plan.keeps:
            rows = step.apply(rows)
        return rows

    def page(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Page[Hit]:
        """A page of hits: the first ones after a cursor, or the last ones before one.

        Raises: QuestionError, CursorError, LimitExceededError.
        """
        return self.hydrated(self.stretch(first, after, last, before))

    def stretch(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> RowPage:
        """The same page as rows, before any event is read.

        Raises: as `page`.
        """
        paging = Paging(first=first, after=after, last=last, before=before)
        part = stretch(self._sequel, paging, self.sight.digest, self.sight.limits)
        rows = rows_between(self._sequel, part.first, part.stop)
        at = np.searchsorted(self.chosen.rows, rows)
        windowed = self.question.window is not None
        return RowPage(
            rows,
            [_match(sure, windowed=windowed) for sure in self.chosen.certain[at].tolist()],
            part.stop < self._sequel.size,
            part.first > 0,
            part.changed,
            self._cursors,
        )

    def hydrated(self, found: RowPage) -> Page[Hit]:
        """The page with its events."""
        events = self.sight.records("event", found.rows)
        hits = zip(events, found.cursors, found.matches, strict=True)
        return Page(
            [Hit(*hit) for hit in hits],
            found.has_next,
            found.has_previous,
            found.start_cursor,
            found.end_cursor,
            found.snapshot_changed,
        )

    def _cursors(self, rows: Rows) -> list[str]:
        times, dated = self.sight.index.times("event"), self.sight.index.dated_events
        keys = zip(
            (rows >= dated).astype(int).tolist(),
            times.start_earliest[rows].tolist(),
            times.end_latest[rows].tolist(),
            times.start_latest[rows].tolist(),
            strict=True,
        )
        name, digest = self._sequel.name, self.sight.digest
        ids = self.sight.ids("event", rows)
        return write_cursors(name, map(Place, keys, ids), digest)

    def total(self) -> int:
        """How many events there are, certain and possible ones."""
        return len(self.chosen.rows)

    def totals(self) -> tuple[int, int]:
        """How many events there certainly are, and how many at most."""
        return int(np.count_nonzero(self.chosen.certain)), len(self.chosen.rows)

    def ids(self) -> list[str]:
        """The ids of all events, in order."""
        return self.sight.ids("event", rows_between(self._sequel, 0, self.total()))

    def histogram(self, unit: Unit | None = None, max: int | None = None) -> Histogram:  # noqa: A002 (named as in GraphQL)
        """How many of the events certainly and possibly share a day with each slot.

        Slots are clipped to the window, or to the finite bounds of the events; without `unit`
        the finest one that gives at most `max` slots is taken.
        Raises: FilterError, LimitExceededError.
        """
        limits = self.sight.limits
        most = limits.bins_default if max is None else max
        within(most, limits.bins, "max", "max")
        days = self._days()
        if days is None:
            return Histogram(unit or Unit.DAY, [])
        taken, slots = bins(*days, unit or Unit.DAY, most)
        certain, possible = counts(self.sight.index.times("event"), self.chosen.rows, slots)
        numbers = zip(slots, certain.tolist(), possible.tolist(), strict=True)
        return Histogram(taken, [Bin(low, high, c, p) for (low, high), c, p in numbers])

    def facets(self, by: FacetBy, first: int | None = None) -> list[FacetValue]:
        """The values of the events, those of most events first.

        Raises: FilterError, LimitExceededError.
        """
        limits = self.sight.limits
        count = checked_count(first, limits.facets_default, limits.facets)
        return facet(self.sight, self.chosen, by, count)

    def _days(self) -> tuple[int, int] | None:
        """The days of the histogram: the window's, and where it has none the events'."""
        window = self.question.window
        first, last = (window.from_day, window.to_day) if window else (None, None)
        if first is not None and last is not None:
            return first, last
        finite = finite_bounds(self.sight.index.times("event"), self.chosen.rows)
        low, high = finite or (None, None)
        first = next((day for day in (first, low, last) if day is not None), None)
        last = next((day for day in (last, high, first) if day is not None), None)
        return None if first is None or last is None else (min(first, last), last)

    @cached_property
    def _sequel(self) -> Sequel:
        dated = self.sight.index.dated_events
        split = int(np.searchsorted(self.chosen.rows, dated))
        return Sequel(
            str(self.question.order),
            (self.chosen.rows[:split], self.chosen.rows[split:]),
            self.question.order is Order.TIME_DESC,
            4,
            partial(_place, self.sight),  # of the answer itself it would make a circle
            lambda place: min(max(place.key[0], 0), 1),
        )


def _place(sight: Sight, row: int) -> Place:
    """Undated or not, start earliest, end latest, start latest, id: the timeline order."""
    times = sight.index.times("event")
    key = (
        int(row >= sight.index.dated_events),
        int(times.start_earliest[row]),
        int(times.end_latest[row]),
        int(times.start_latest[row]),
    )
    return Place(key, sight.ids("event", [row])[0])


def _match(sure: bool, *, windowed: bool) -> Match | None:  # noqa: FBT001 (a value, not a switch)
    if not sure:
        return Match.POSSIBLE
    return Match.CERTAIN if windowed else None
