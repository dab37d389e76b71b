"""Which rows make this page, and no others?

A timeline is read in blocks from where the page begins until it is full: what a page costs
depends on the page, not on how many events would answer. Every row of the table has a
*position* in the order of reading, and a cursor lies between two of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final

import numpy as np

from kg.index import Mask, Rows
from kg.query.ask import Order, Paging, TimelineQuestion
from kg.query.cursor import Place, write_cursors
from kg.query.paging import Sequel, between, wanted
from kg.query.plan import Plan
from kg.query.rows import NOTHING, Chosen, within
from kg.query.sight import Sight
from kg.temporal import Match

WIDTH: Final = 4
"""Numbers in the key of an event: undated or not, and the three days of the order."""
_LEAST: Final = 64  # rows looked at together
_GROWTH: Final = 4  # so many times as many in the next block


@dataclass(frozen=True, eq=False)
class RowPage:
    """A page of a timeline as rows; cursors are written for those that are asked for."""

    rows: Rows
    matches: list[Match | None]
    snapshot_changed: bool
    written: Callable[[Rows], list[str]]
    ahead: Callable[[], bool]
    behind: Callable[[], bool]

    @cached_property
    def has_next(self) -> bool:
        """Whether the answer goes on after the page."""
        return self.ahead()

    @cached_property
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


def row_page(
    sight: Sight, question: TimelineQuestion, plan: Plan, paging: Paging, whole: Chosen | None
) -> RowPage:
    """A page of the answer, of which `whole` are all rows where they have been found already.

    Cost:   O(page), where what is asked for lies evenly in time.
    Equals: kg.query.paging.stretch of all rows of the answer, in reading order
    Raises: QuestionError, CursorError, LimitExceededError.
    """
    reader = _Reader(sight, question, plan, whole)
    low, high, changed = between(reader.sequel, paging, sight.digest, sight.limits)
    count, from_end = wanted(paging, sight.limits)
    found = reader.taken(low, high, count + 1, from_end=from_end)
    more = len(found.rows) > count
    if from_end:
        found = Chosen(found.rows[-count:], found.certain[-count:]) if count else NOTHING
    else:
        found = Chosen(found.rows[:count], found.certain[:count])
    windowed = question.window is not None
    end = reader.sequel.size
    return RowPage(
        found.rows,
        _matches(found, windowed=windowed),
        changed,
        partial(_cursors, sight, question.order),
        lambda: (more and not from_end) or reader.any(high, end, from_end=False),
        lambda: (more and from_end) or reader.any(0, low, from_end=True),
    )


class _Reader:
    """Reads the rows of an answer between two positions."""

    def __init__(
        self, sight: Sight, question: TimelineQuestion, plan: Plan, whole: Chosen | None
    ) -> None:
        self._plan, self._whole = plan, whole
        self._dated, self._size = sight.index.dated_events, sight.tables.count("event")
        self._descending = question.order is Order.TIME_DESC
        self.sequel = Sequel(
            str(question.order),
            (range(self._dated), range(self._dated, self._size)),
            self._descending,
            WIDTH,
            partial(_place, sight),
            lambda place: min(max(place.key[0], 0), 1),
        )

    def taken(self, low: int, high: int, count: int, *, from_end: bool) -> Chosen:
        """At most so many rows between two positions, from one end, in reading order."""
        blocks, size = [], 0
        for block in self._blocks(low, high, count, from_end=from_end):
            blocks.append(block)
            size += len(block.rows)
            if size >= count:
                break
        if from_end:
            blocks.reverse()
        if len(blocks) == 1:
            return blocks[0]
        rows = np.concatenate([NOTHING.rows, *(block.rows for block in blocks)])
        return Chosen(rows, np.concatenate([NOTHING.certain, *(b.certain for b in blocks)]))

    def any(self, low: int, high: int, *, from_end: bool) -> bool:
        """Whether any row lies between two positions; looked for from one end."""
        return any(len(block.rows) for block in self._blocks(low, high, 1, from_end=from_end))

    def _blocks(self, low: int, high: int, count: int, *, from_end: bool) -> Iterator[Chosen]:
        zones = self._zones(self._width(count))
        for begin, end, width in reversed(zones) if from_end else zones:
            first, last = max(begin, low), min(end, high)
            while first < last:
                if from_end:
                    yield self._between(max(first, last - width), last)
                    last -= width
                else:
                    yield self._between(first, min(first + width, last))
                    first += width
                width *= _GROWTH  # noqa: PLW2901  (each zone begins with its own)

    def _width(self, count: int) -> int:
        """How many rows of the table are likely to hold twice as many rows of the answer."""
        reach, share = self._plan.reach, 1.0
        whole = max(1, reach.stop - reach.first + reach.size - reach.undated)
        for step in self._plan.finds:
            if step.size is not None:
                share *= min(1.0, step.size(reach) / whole)
        likely = max(_LEAST, 2 * count)
        return whole if share * whole < 2 * likely else int(likely / share)

    def _zones(self, width: int) -> list[tuple[int, int, int]]:
        """The positions at which there may be rows, and how many to look at first."""
        reach = self._plan.reach
        late = (reach.undated, reach.size, width)
        before = reach.first if len(reach.early) else 0
        if not self._descending:  # the few early ones and the first block are read at once
            zones = [(reach.first - before, reach.stop, before + width), late]
        else:
            zones = [(reach.first, reach.stop, width), (0, before, before), late]
            zones = [(*self._turned(low, high), width) for low, high, width in zones]
        return [zone for zone in zones if zone[0] < zone[1]]

    def _turned(self, low: int, high: int) -> tuple[int, int]:
        """Rows as positions, or positions as rows, in a descending order; of one segment."""
        whole = self._dated if high <= self._dated else self._dated + self._size
        return whole - high, whole - low

    def _between(self, low: int, high: int) -> Chosen:
        first, last = self._turned(low, high) if self._descending else (low, high)
        reach = self._plan.reach.cut(first, last)
        rows = self._plan.rows(reach) if self._whole is None else within(self._whole, reach)
        return Chosen(rows.rows[::-1], rows.certain[::-1]) if self._descending else rows


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
    pairs = zip(_keys(sight, rows), sight.ids("event", rows), strict=True)
    return write_cursors(str(order), WIDTH, pairs, sight.digest)


def _matches(found: Chosen, *, windowed: bool) -> list[Match | None]:
    """How surely each row is in the answer; certain ones need no word without a window."""
    sure = Match.CERTAIN if windowed else None
    if found.certain.all():
        return [sure] * len(found.rows)
    return [sure if certain else Match.POSSIBLE for certain in found.certain.tolist()]
