"""Which events can a window have to do with, before any date is looked at?

Events lie by their earliest start. One that starts long before the window reaches into it only
when it is long itself, and those are known: for each of a few lengths, the rows of all events
that are longer. So a window is a stretch of rows, found by binary search, and a few long ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from kg.columns.postings import NO_ROWS, Rows
from kg.columns.views import Lists
from kg.index.timeline import Judged, Times
from kg.temporal import NEG_INF, POS_INF, Relation, box

LENGTHS: Final = (31, 366, 3_660)
_LIGHT: Final = 16  # so many neighbouring rows cost as much as one long one


class Reach(NamedTuple):
    """Rows of events that may stand in a relation to a window; all others do not.

    Shape: `early` ascending, before `first`; then `first` to `stop`, then `undated` to `size`.
           Those from `inside` on start when the window has begun, those before it may be over.
    """

    early: Rows
    first: int
    inside: int
    stop: int
    undated: int
    size: int

    def events(self, rows: Rows) -> Rows:
        """Those of these rows, ascending, that are within reach. Cost: O(log n + answer)."""
        return self._joined(rows, self.early, rows.searchsorted(self._marks(rows)).tolist())

    def parts(self, lists: Lists, rows: Rows) -> Rows:
        """Those of these rows of a list table whose events are within reach."""
        at = rows.searchsorted(lists.begins()[self._marks(NO_ROWS)].astype(rows.dtype)).tolist()
        early = lists.of(self.early)[0] if len(self.early) and at[0] else NO_ROWS
        return self._joined(rows, early, at)

    def every(self) -> Rows:
        """All rows within reach."""
        middle = np.arange(self.first, max(self.first, self.stop), dtype=np.uint32)
        late = np.arange(self.undated, self.size, dtype=np.uint32)
        return np.concatenate([self.early, middle, late])

    def cut(self, low: int, high: int) -> Reach:
        """What of it lies from one row up to before another. Cost: O(log n)."""
        early = self.early
        if len(early):
            begin, end = early.searchsorted(np.array([low, high], dtype=early.dtype)).tolist()
            early = early[begin:end]
        marks = (self.first, self.inside, self.stop, self.undated, self.size)
        return Reach(early, *(min(max(mark, low), high) for mark in marks))

    def _marks(self, rows: Rows) -> Rows:
        marks = (self.first, max(self.first, self.stop), self.undated, self.size)
        return np.array(marks, dtype=rows.dtype)

    @staticmethod
    def _joined(rows: Rows, early: Rows, at: list[int]) -> Rows:
        first, stop, undated, size = at
        found = [rows[first:stop]]
        if len(early) and first:
            places = np.minimum(rows[:first].searchsorted(early), first - 1)
            found.insert(0, early[rows[places] == early])
        if undated < size:
            found.append(rows[undated:size])
        return found[0] if len(found) == 1 else np.concatenate(found)


def nth(rows: Rows, low: int, high: int, count: int) -> int:
    """The number that ends a stretch from `low` on which holds so many of these rows.

    `high` where there are fewer before it; with a negative count the number that begins such a
    stretch up to `high`. Cost: O(log n).
    """
    if count >= 0:
        at = int(rows.searchsorted(rows.dtype.type(low))) + count
        return min(int(rows[at]), high) if at < len(rows) else high
    at = int(rows.searchsorted(rows.dtype.type(high))) + count
    return max(int(rows[at]), low) if at >= 0 else low


class Lengths:
    """The events of one snapshot that are longer than each of `LENGTHS`, and the others.

    Cost: O(events), once.
    """

    def __init__(self, times: Times, dated: int) -> None:
        self._starts = times.start_earliest[:dated]
        self._ends = times.end_latest[:dated]
        self._times = times
        self._odd = np.flatnonzero(~times.simple[:dated]).astype(np.uint32)
        self._dated, self._size = dated, len(times.start_earliest)
        lasting = self._ends.astype(np.float64) - self._starts
        self._longer = [np.flatnonzero(lasting > n).astype(np.uint32) for n in LENGTHS]

    def reach(
        self, relation: Relation, from_day: int | None, to_day: int | None, *, undated: bool
    ) -> Reach:
        """What a window can have to do with; undated events are left out, or all of them in.

        Cost: O(log n + long events before the window).
        """
        first = NEG_INF if from_day is None else from_day
        wanted = box(relation, first, POS_INF if to_day is None else to_day)
        latest = max(min(wanted.start_high, wanted.end_high), NEG_INF)
        soonest = min(max(wanted.start_low, wanted.end_low), POS_INF)
        late = self._dated if undated else self._size
        stop = int(self._starts.searchsorted(latest, "right"))
        if soonest == NEG_INF:
            return Reach(NO_ROWS, 0, 0, stop, late, self._size)
        days = [soonest, *(max(soonest - length, NEG_INF) for length in LENGTHS)]
        inside, *near = self._starts.searchsorted(np.array(days, dtype=np.int64)).tolist()
        low, early = self._early(soonest, near, stop)
        return Reach(early, min(low, stop), min(inside, stop), stop, late, self._size)

    def all(self, *, undated: bool) -> Reach:
        """Every event, undated ones left out or in."""
        late = self._dated if undated else self._size
        return Reach(NO_ROWS, 0, 0, self._dated, late, self._size)

    def overlapping(
        self, rows: Rows, from_day: int | None, to_day: int | None, reach: Reach | None = None
    ) -> Judged:
        """Whether events, ascending, share a day with a window.

        One that starts in the window needs no other look, whatever else is vague about it.
        `reach` is that of the window, where it is known already.
        Cost:   two columns are read, of early ones one more.
        Equals: Times.judged(rows, Relation.OVERLAPS, from_day, to_day)
        """
        if reach is None:
            reach = self.reach(Relation.OVERLAPS, from_day, to_day, undated=True)
        last = POS_INF if to_day is None else to_day
        possible = np.ones(len(rows), dtype=bool)
        certain = self._times.start_latest[rows] <= last
        marks = np.array((reach.inside, reach.stop, self._dated), dtype=np.uint32)
        begin, beyond, undated = rows.searchsorted(marks).tolist()
        if begin and from_day is not None:
            early = rows[:begin]
            possible[:begin] = self._ends[early] >= from_day
            certain[:begin] &= self._times.end_earliest[early] >= from_day
        if beyond < len(rows):
            possible[beyond:] = False
            possible[undated:], certain[undated:] = True, False
        certain &= possible
        if len(self._odd) and len(rows):
            at = self._odd[np.minimum(self._odd.searchsorted(rows), len(self._odd) - 1)] == rows
            if at.any():
                judged = self._times.judged(rows[at], Relation.OVERLAPS, from_day, to_day)
                possible[at], certain[at] = judged
        return Judged(possible, certain)

    def _early(self, soonest: int, near: Sequence[int], stop: int) -> tuple[int, Rows]:
        """Where those begin that start near enough, and the long ones before that.

        `near` is where those begin that start within each of `LENGTHS`.
        """
        chosen: tuple[int, int, Rows] | None = None
        for longer, begin in zip(self._longer, near, strict=True):
            far = int(longer.searchsorted(np.uint32(min(begin, stop))))
            cost = far + max(0, stop - begin) // _LIGHT
            if chosen is None or cost < chosen[0]:
                chosen = cost, begin, longer[:far]
        _, begin, before = chosen or (0, 0, NO_ROWS)
        return begin, before[self._ends[before] >= soonest] if len(before) else before
