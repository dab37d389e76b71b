"""Which events answer a timeline question?

All rows are found once, when a total, a histogram or facets are first asked for; a page that
is asked for before takes no more than it holds.
"""

from __future__ import annotations

from array import array
from functools import cached_property

import numpy as np

from kg.index import counts, finite_bounds
from kg.query.answers import FacetValue, Histogram, Hit, Page
from kg.query.ask import FacetBy, Order, Paging, TimelineQuestion
from kg.query.blocks import Blocks
from kg.query.facets import facet
from kg.query.leaf import RowPage, row_page
from kg.query.limits import within
from kg.query.plan import Plan, plan
from kg.query.posted import posted
from kg.query.rows import Chosen, Part, cut
from kg.query.search import checked_count
from kg.query.sight import Sight
from kg.temporal import Unit, bins


class TimelineAnswer:
    """The events of one timeline question, in order.

    Raises, when made: FilterError, LimitExceededError naming the argument.
    """

    def __init__(self, sight: Sight, question: TimelineQuestion) -> None:
        self.sight, self.question = sight, question
        self._posted = posted(sight, question)
        self._steps = Blocks(sight, plan(sight, question)) if self._posted is None else None

    @property
    def plan(self) -> Plan:
        """The steps by which the question is answered where posting lists alone do not."""
        return self._blocks().plan

    def _blocks(self) -> Blocks:
        if self._steps is None:
            self._steps = Blocks(self.sight, plan(self.sight, self.question))
        return self._steps

    @cached_property
    def chosen(self) -> Chosen:
        """The rows of the answer, in row order: timeline order, undated ones last."""
        everything = Part(0, self.sight.index.events, None, from_end=False)
        found = None if self._posted is None else self._posted.take(everything)
        return self.plan.rows(self.plan.reach) if found is None else found

    def take(self, part: Part) -> Chosen:
        """A part of the answer, in row order.

        Cost: O(part), where what is asked for lies evenly in time.
        """
        if "chosen" in self.__dict__:
            return cut(self.chosen, part)
        found = None if self._posted is None else self._posted.take(part)
        return self._blocks().take(part) if found is None else found

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
        return row_page(self.sight, self.question, self.take, paging)

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

    def total(self) -> int:
        """How many events there are, certain and possible ones."""
        return len(self.chosen.rows)

    def totals(self) -> tuple[int, int]:
        """How many events there certainly are, and how many at most."""
        return int(np.count_nonzero(self.chosen.certain)), len(self.chosen.rows)

    def ids(self) -> list[str]:
        """The ids of all events, in order."""
        rows, dated = self.chosen.rows, self.sight.index.dated_events
        if self.question.order is Order.TIME_DESC:
            split = int(rows.searchsorted(dated))
            rows = np.concatenate([rows[:split][::-1], rows[split:][::-1]])
        return self.sight.ids("event", rows)

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
            return Histogram(unit or Unit.DAY)
        slots = bins(*days, unit or Unit.DAY, most)
        certain, possible = counts(self.sight.index.times("event"), self.chosen.rows, slots)
        numbers = (array("q", found.tobytes()) for found in (certain, possible))
        return Histogram(*slots, *numbers)

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
