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

from kg import native
from kg.index import Mask, Rows, nth
from kg.query.ask import Order, Paging, TimelineQuestion
from kg.query.cursor import Place, write_cursors
from kg.query.paging import Sequel, Stretch, between, wanted
from kg.query.plan import Listed, Plan
from kg.query.rows import NOTHING, Chosen, within
from kg.query.sight import Sight
from kg.query.written import cursor
from kg.temporal import Match

WIDTH: Final = 4
"""Numbers in the key of an event: undated or not, and the three days of the order."""
_LEAST: Final = 64  # rows looked at together
_GROWTH: Final = 4  # so many times as many in the next block


@dataclass(frozen=True, eq=False)
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
    count, from_end = wanted(paging, sight.limits)
    low, high, changed = Stretch(0, reader.size, changed=False)
    if paging.after is not None or paging.before is not None:
        low, high, changed = between(reader.sequel, paging, sight.digest, sight.limits)
    found = reader.taken(low, high, count + 1, from_end=from_end)
    more = len(found.rows) > count
    if from_end:
        found = Chosen(found.rows[-count:], found.certain[-count:]) if count else NOTHING
    else:
        found = Chosen(found.rows[:count], found.certain[:count])
    end = reader.size
    return RowPage(
        found.rows,
        found.certain,
        question.window is not None,
        question.order,
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
        self._sight, self._plan, self._whole = sight, plan, whole
        self._dated, self.size = sight.index.dated_events, sight.tables.count("event")
        self._descending = question.order is Order.TIME_DESC
        self.order = str(question.order)

    @cached_property
    def sequel(self) -> Sequel:
        """All rows of the table, in reading order, among which cursors find their places."""
        return Sequel(
            self.order,
            (range(self._dated), range(self._dated, self.size)),
            self._descending,
            WIDTH,
            partial(_place, self._sight),
            lambda place: min(max(place.key[0], 0), 1),
        )

    def taken(self, low: int, high: int, count: int, *, from_end: bool) -> Chosen:
        """At most so many rows between two positions, from one end, in reading order."""
        if self._whole is not None and not self._descending:
            return self._cut(self._whole, low, high, count, from_end=from_end)
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

    @staticmethod
    def _cut(whole: Chosen, low: int, high: int, count: int, *, from_end: bool) -> Chosen:
        """The same of all rows of an answer, which are known."""
        marks = np.array((low, high), dtype=whole.rows.dtype)
        first, last = whole.rows.searchsorted(marks).tolist()
        first = max(first, last - count) if from_end else first
        last = last if from_end else min(last, first + count)
        return Chosen(whole.rows[first:last], whole.certain[first:last])

    def any(self, low: int, high: int, *, from_end: bool) -> bool:
        """Whether any row lies between two positions; looked for from one end."""
        return any(len(block.rows) for block in self._blocks(low, high, 1, from_end=from_end))

    def _blocks(self, low: int, high: int, count: int, *, from_end: bool) -> Iterator[Chosen]:
        zones = self._zones()
        alone = len(self._plan.finds) == 1 and self._rarest[0] is not None
        for begin, end, inside in reversed(zones) if from_end else zones:
            first, last = max(begin, low), min(end, high)
            wanted = max(_LEAST, count if alone else 2 * count)
            while first < last:
                if from_end:
                    mark = self._mark(first, last, -wanted)
                    yield self._between(mark, last)
                    last = mark
                else:
                    mark = self._mark(min(max(first, inside), last), last, wanted)
                    yield self._between(first, mark)
                    first = mark
                wanted *= _GROWTH

    def _zones(self) -> list[tuple[int, int, int]]:
        """The positions at which there may be rows, and from where on most of them are rows."""
        reach = self._plan.reach
        begin = 0 if len(reach.early) else reach.first
        rows = [(begin, reach.stop, reach.inside), (reach.undated, reach.size, reach.undated)]
        zones = [zone for zone in rows if zone[0] < zone[1]]
        if not self._descending:
            return zones
        return [(*self._turned(low, high), 0) for low, high, _ in zones]

    def _mark(self, first: int, last: int, count: int) -> int:
        """The position up to which, from another one on, about so many rows lie.

        With a negative count the position from which on they lie.
        """
        if self._descending:
            low, high = self._turned(first, last)
            row = self._row(low, high, -count)
            return self._turned(row, high)[1] if count > 0 else self._turned(low, row)[0]
        return self._row(first, last, count)

    def _row(self, low: int, high: int, count: int) -> int:
        """The same in rows: found in the rarest posting list."""
        rarest, others = self._rarest
        asked: int = int(min(abs(count) / max(others, 1e-9), self.size)) or 1
        asked = asked if count > 0 else -asked
        if low >= high:
            return high
        if rarest is None:
            return min(low + asked, high) if asked > 0 else max(high + asked, low)
        if rarest.table is None:
            marks = [nth(rows, low, high, asked) for rows in rarest.lists]
        else:
            marks = [self._owner(rows, rarest.table, low, high, asked) for rows in rarest.lists]
        if not marks:
            return high if asked > 0 else low
        return max(min(marks), low + 1) if asked > 0 else min(max(marks), high - 1)

    def _owner(self, rows: Rows, table: str, low: int, high: int, count: int) -> int:
        lists = self._sight.tables.lists(table)
        begins = lists.begins()
        part = nth(rows, int(begins[low]), int(begins[high]), count)
        return int(lists.owner[part]) if part < int(begins[high]) else high

    @cached_property
    def _rarest(self) -> tuple[Listed | None, float]:
        """The shortest posting lists of a finding step, and how often the others agree."""
        listed = [step.listed for step in self._plan.finds if step.listed is not None]
        sized = sorted(listed, key=lambda one: sum(map(len, one.lists)))
        share = 1.0
        for one in sized[1:]:
            share *= min(1.0, sum(map(len, one.lists)) / max(1, self.size))
        return (sized[0] if sized else None), share

    def _turned(self, low: int, high: int) -> tuple[int, int]:
        """Rows as positions, or positions as rows, in a descending order; of one segment."""
        whole = self._dated if high <= self._dated else self._dated + self.size
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
    if native.there():
        return native.texts.written(cursor(sight, str(order)), None, rows, None)[0]
    pairs = zip(_keys(sight, rows), sight.ids("event", rows), strict=True)
    return write_cursors(str(order), WIDTH, pairs, sight.digest)
