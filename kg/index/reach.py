"""Which events can a window have to do with, before any date is looked at?

Events lie by their earliest start. One that starts long before the window reaches into it only
when it is long itself, and those are known: for each of a few lengths, the rows of all events
that are longer. So a window is a stretch of rows, found by binary search, and a few long ones.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from kg.columns.postings import NO_ROWS, Ints, Mask, Rows
from kg.columns.views import Lists
from kg.index.timeline import Judged, Times
from kg.temporal import MAX_DAY, NEG_INF, POS_INF, Relation, box, window_days

LENGTHS: Final = (31, 366, 3_660)
_BLOCK: Final = 65_536  # events measured at a time, to bound the memory
_LENGTHS: Final = np.array(LENGTHS, dtype=np.int64)
_LIGHT: Final = 16  # so many neighbouring rows cost as much as one long one


class Reach(NamedTuple):
    """Rows of events that may stand in a relation to a window; all others do not.

    Shape: `early` ascending, before `first`; then `first` to `stop`, then `undated` to `size`.
           Those from `inside` on start when the window has begun, those before it may be over;
           before `nearest` only those can last that are longer than the least of `LENGTHS`.
    """

    early: Rows
    first: int
    inside: int
    stop: int
    undated: int
    size: int
    nearest: int = 0

    @property
    def room(self) -> int:
        """How many rows at most."""
        return len(self.early) + max(self.stop - self.first, 0) + self.size - self.undated

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

    def meet(self, other: Reach) -> Reach:
        """What is within reach of both; undated ones are not."""
        narrow, wide = (self, other) if self.first >= other.first else (other, self)
        first, stop = narrow.first, min(self.stop, other.stop)
        early = wide.events(narrow.early) if len(narrow.early) else NO_ROWS
        inside = max(self.inside, first)
        return Reach(early, min(first, stop), min(inside, stop), stop, self.size, self.size)

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
        longer = [self._longer_than(length) for length in LENGTHS]
        self._longer = np.concatenate(longer)
        self._begins: Ints = np.cumsum([0, *map(len, longer)])

    def _longer_than(self, length: int) -> Rows:
        found = [np.zeros(0, dtype=np.uint32)]
        for at in range(0, self._dated, _BLOCK):
            some = slice(at, at + _BLOCK)
            lasting = self._ends[some].astype(np.float64) - self._starts[some]
            found.append(np.flatnonzero(lasting > length).astype(np.uint32) + np.uint32(at))
        return np.concatenate(found)

    def reach(
        self, relation: Relation, from_day: int | None, to_day: int | None, *, undated: bool
    ) -> Reach:
        """What a window can have to do with; undated events are left out, or all of them in.

        Cost: O(log n + long events before the window).
        """
        soonest, latest = window_days(from_day, to_day)
        if relation is not Relation.OVERLAPS:  # whose box is the window
            wanted = box(relation, soonest, latest)
            latest = max(min(wanted.start_high, wanted.end_high), NEG_INF)
            soonest = min(max(wanted.start_low, wanted.end_low), POS_INF)
        stop_day, bounds = min(latest, MAX_DAY) + 1, self._times.bounds
        late = self._dated if undated else self._size
        if bounds is None:
            nearest, first, inside, stop, low, high = self._near(stop_day, soonest)
        else:
            nearest, first, inside, stop, low, high = bounds.reach(
                stop_day, soonest, _LENGTHS, self._longer, self._begins, _LIGHT
            )
        if soonest <= NEG_INF:
            return Reach(NO_ROWS, 0, inside, stop, late, self._size)
        early = self._lasting(self._longer[low:high], soonest) if low < high else NO_ROWS
        return Reach(early, first, inside, stop, late, self._size, nearest)

    @property
    def longer(self) -> Rows:
        """The events that are longer than the least of `LENGTHS`, ascending."""
        return self._longer[: self._begins[1]]

    def all(self, *, undated: bool) -> Reach:
        """Every event, undated ones left out or in."""
        late = self._dated if undated else self._size
        return Reach(NO_ROWS, 0, 0, self._dated, late, self._size)

    def overlapping(self, rows: Rows, from_day: int | None, to_day: int | None) -> Judged:
        """Whether events, ascending, share a day with a window.

        One that starts in the window needs no other look, whatever else is vague about it.
        Cost:   two columns are read, of early ones one more.
        Equals: Times.judged(rows, Relation.OVERLAPS, from_day, to_day)
        """
        bounds = self._times.bounds
        if bounds is None:
            found, odd = self._overlapping(rows, from_day, to_day), bool(len(self._odd))
        else:
            days = window_days(from_day, to_day)
            possible, certain = np.empty(len(rows), np.uint8), np.empty(len(rows), np.uint8)
            odd = bounds.overlapping(rows, *days, possible, certain)
            found = Judged(possible.view(bool), certain.view(bool))
        if odd:
            at = self._among_odd(rows)
            judged = self._times.judged(rows[at], Relation.OVERLAPS, from_day, to_day)
            found.possible[at], found.certain[at] = judged
        return found

    def within(
        self, rows: Rows, sure: Mask, from_day: int | None, to_day: int | None
    ) -> tuple[Rows, Mask]:
        """Those events, ascending, that share a day with a window; which do certainly and are sure.

        Equals: what kg.index.reach.Lengths.overlapping tells of them
        """
        bounds = self._times.bounds
        if bounds is not None:
            found, certain = np.empty(len(rows), np.uint32), np.empty(len(rows), np.uint8)
            days = window_days(from_day, to_day)
            count = bounds.within(rows, sure.view(np.uint8), *days, found, certain)
            if count >= 0:
                return found[:count], certain[:count].view(bool)
        judged = self.overlapping(rows, from_day, to_day)
        return rows[judged.possible], (sure & judged.certain)[judged.possible]

    def _overlapping(self, rows: Rows, from_day: int | None, to_day: int | None) -> Judged:
        """The same by bounds alone."""
        if not len(rows):
            return Judged(rows > 0, rows > 0)
        last = POS_INF if to_day is None else to_day
        possible = np.ones(len(rows), dtype=bool)
        certain = self._times.start_latest[rows] <= last
        if from_day is not None and self._start(rows[0]) < from_day:
            begin = np.uint32(self._starts.searchsorted(from_day))
            early = rows[: int(rows.searchsorted(begin))]
            possible[: len(early)] = self._ends[early] >= from_day
            certain[: len(early)] &= self._times.end_earliest[early] >= from_day
        if to_day is not None and self._start(rows[-1]) > to_day:
            beyond = np.uint32(self._starts.searchsorted(to_day, "right"))
            possible[int(rows.searchsorted(beyond)) :] = False
        if rows[-1] >= self._dated:
            undated = int(rows.searchsorted(np.uint32(self._dated)))
            possible[undated:], certain[undated:] = True, False
        certain &= possible
        return Judged(possible, certain)

    def touching(self, rows: Rows, from_day: int | None, to_day: int | None) -> Mask | None:
        """Which of these rows within reach of a window possibly share a day with it; None: all.

        The rows need not ascend; undated ones are not among them.
        Cost:   one comparison of rows, and a look at the ends of early ones.
        Equals: kg.index.reach.Lengths.overlapping, what is possible
        """
        found: Mask | None = None
        if from_day is not None:
            early = (rows < np.uint32(self._starts.searchsorted(from_day))).nonzero()[0]
            over = early[self._ends[rows[early]] < from_day] if len(early) else early
            if len(over):
                found = np.ones(len(rows), dtype=bool)
                found[over] = False
        at = self._among_odd(rows).nonzero()[0] if len(self._odd) and len(rows) else NO_ROWS
        if len(at):
            found = np.ones(len(rows), dtype=bool) if found is None else found
            found[at] = self._times.judged(rows[at], Relation.OVERLAPS, from_day, to_day).possible
        return found

    def plain(self, reach: Reach) -> bool:
        """Whether the bounds say all of every event that starts in the window."""
        if not len(self._odd):
            return True
        marks = np.array((reach.inside, reach.stop), dtype=self._odd.dtype)
        first, stop = self._odd.searchsorted(marks).tolist()
        return bool(first >= stop)

    def _start(self, row: int) -> int:
        """The earliest start of an event; of an undated one none that is before or after."""
        return int(self._starts[row]) if row < self._dated else POS_INF

    def _among_odd(self, rows: Rows) -> Mask:
        """Which rows have a date of which the bounds do not say all."""
        at = np.minimum(self._odd.searchsorted(rows), len(self._odd) - 1)
        found: Mask = self._odd[at] == rows
        return found

    def _near(self, stop_day: int, soonest: int) -> tuple[int, int, int, int, int, int]:
        """Where those begin that may be short, that start near enough, are inside, and stop; and
        the longer ones before, as a stretch of all of these.
        """
        days = [max(soonest - n, NEG_INF) for n in (0, *LENGTHS)]
        ends = self._starts.searchsorted([*days, stop_day]).tolist()
        inside, *near, stop = (min(end, ends[-1]) for end in ends)
        found = []
        for at, first in enumerate(near):
            low, high = self._begins[at : at + 2].tolist()
            long = int(self._longer[low:high].searchsorted(np.uint32(first)))
            found.append((long + (stop - first) // _LIGHT, at, first, low, low + long))
        _, _, first, low, high = min(found)
        return near[0], first, inside, stop, low, high

    def _lasting(self, rows: Rows, day: int) -> Rows:
        """Those of these rows that last until a day or longer."""
        bounds = self._times.bounds
        if bounds is None:
            return rows[self._ends[rows] >= day]
        found = np.empty(len(rows), dtype=np.uint32)
        return found[: bounds.lasting(rows, day, found)]
