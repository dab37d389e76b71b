"""Which rows make this page, and no others?

No more of a timeline is taken than the page holds, and one row. Every row of the table has
a *position* in the order of reading, and a cursor lies between two of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final

import numpy as np

from kg import native
from kg.index import Mask, Rows
from kg.query.ask import Order, Paging, TimelineQuestion
from kg.query.cursor import Place, write_cursors
from kg.query.paging import Sequel, between, wanted
from kg.query.rows import NOTHING, Chosen, Part, joined
from kg.query.sight import Sight
from kg.query.written import cursor
from kg.temporal import Match

WIDTH: Final = 4
"""Numbers in the key of an event: undated or not, and the three days of the order."""


@dataclass(eq=False)
class RowPage:
    """A page of a timeline as rows; cursors are written for those that are asked for.

    `certain` says which are surely in the answer; without a window there is no word for it.
    """

    rows: Rows
    certain: Mask
    windowed: bool
    order: Order
    snapshot_changed: bool
    written: Callable[[Rows], list[str]]
    ahead: Callable[[], bool]
    behind: Callable[[], bool]

    @cached_property
    def matches(self) -> list[Match | None]:
        """How surely each row is in the answer; certain ones need no word without a window."""
        possible, sure = self.match_codes
        return [sure if certain else possible for certain in self.certain.tolist()]

    @property
    def match_codes(self) -> tuple[Match, Match | None]:
        """How surely a row is in the answer that is not certain, and one that is."""
        return Match.POSSIBLE, Match.CERTAIN if self.windowed else None

    @property
    def has_next(self) -> bool:
        """Whether the answer goes on after the page."""
        return self.ahead()

    @property
    def has_previous(self) -> bool:
        """Whether something comes before the page."""
        return self.behind()

    @cached_property
    def cursors(self) -> list[str]:
        """The cursor of each row."""
        return self.written(self.rows)

    @property
    def start_cursor(self) -> str | None:
        """The cursor of the first row."""
        return self._cursor(self.rows[:1], 0)

    @property
    def end_cursor(self) -> str | None:
        """The cursor of the last row."""
        return self._cursor(self.rows[-1:], -1)

    def _cursor(self, row: Rows, at: int) -> str | None:
        if not len(row):
            return None
        written = "cursors" in self.__dict__
        return self.cursors[at] if written else self.written(row)[0]


Take = Callable[[Part], Chosen]
"""What gives a part of an answer, in row order."""


def row_page(sight: Sight, question: TimelineQuestion, take: Take, paging: Paging) -> RowPage:
    """A page of the answer that `take` gives parts of.

    Cost:   O(log n) for each cursor, besides what is taken.
    Equals: kg.query.paging.stretch of all rows of the answer, in reading order
    Raises: QuestionError, CursorError, LimitExceededError.
    """
    order = _Order(sight, question.order, take)
    count, from_end = wanted(paging, sight.limits)
    low, high, changed = 0, order.size, False
    if paging.after is not None or paging.before is not None:
        low, high, changed = between(order.sequel, paging, sight.digest, sight.limits)
    found = order.taken(low, high, count + 1, from_end=from_end)
    more = len(found.rows) > count
    if more:
        kept = slice(1, None) if from_end else slice(count)
        found = Chosen(found.rows[kept], found.certain[kept])
    return RowPage(
        found.rows,
        found.certain,
        question.window is not None,
        question.order,
        changed,
        partial(_cursors, sight, question.order),
        lambda: (more and not from_end) or order.any(high, order.size, from_end=False),
        lambda: (more and from_end) or order.any(0, low, from_end=True),
    )


class _Order:
    """The events of a table in an order of reading: dated ones come before all others.

    Shape: a *position* is a row where dates ascend; where they descend, rows of the dated and
           of the others are counted from their ends.
    """

    def __init__(self, sight: Sight, order: Order, take: Take) -> None:
        self._sight, self._order, self._take = sight, order, take
        self._dated, self.size = sight.index.dated_events, sight.index.events

    @cached_property
    def sequel(self) -> Sequel:
        """All rows of the table, among which cursors find their places."""
        return Sequel(
            str(self._order),
            (range(self._dated), range(self._dated, self.size)),
            self._order is Order.TIME_DESC,
            WIDTH,
            partial(_place, self._sight),
            lambda place: min(max(place.key[0], 0), 1),
        )

    def taken(self, low: int, high: int, count: int, *, from_end: bool) -> Chosen:
        """At most so many rows between two positions, from one end, in reading order."""
        if self._order is Order.TIME_ASC:
            return self._take(Part(low, high, count, from_end))
        segments = [(0, self._dated), (self._dated, self.size)]
        found = NOTHING
        for begin, end in reversed(segments) if from_end else segments:
            first, last = max(begin, low), min(end, high)
            if first < last and len(found.rows) < count:
                whole = begin + end
                rest = count - len(found.rows)
                part = self._take(Part(whole - last, whole - first, rest, not from_end))
                turned = Chosen(part.rows[::-1], part.certain[::-1])
                found = joined(turned, found) if from_end else joined(found, turned)
        return found

    def any(self, low: int, high: int, *, from_end: bool) -> bool:
        """Whether any row lies between two positions; looked for from one end."""
        return low < high and len(self.taken(low, high, 1, from_end=from_end).rows) > 0


def _place(sight: Sight, row: int) -> Place:
    """Undated or not, start earliest, end latest, start latest, id: the timeline order."""
    at = np.array([row], dtype=np.uint32)
    (key,) = _keys(sight, at)
    return Place(key, sight.ids("event", at)[0])


def _keys(sight: Sight, rows: Rows) -> Iterator[tuple[int, int, int, int]]:
    times = sight.index.times("event")
    columns = (times.start_earliest, times.end_latest, times.start_latest)
    undated: Mask = rows >= sight.index.dated_events
    return zip(
        undated.astype(int).tolist(), *(column[rows].tolist() for column in columns), strict=True
    )


def _cursors(sight: Sight, order: Order, rows: Rows) -> list[str]:
    if native.there():
        return native.pages.written(cursor(sight, str(order)), None, rows, None)[0]
    pairs = zip(_keys(sight, rows), sight.ids("event", rows), strict=True)
    return write_cursors(str(order), WIDTH, pairs, sight.digest)
