"""How surely does something hold, day by day?

What `judge` says of each single day, for all of them at once: stretches of days of one level.
So dates with gaps keep their gaps, and what holds can be joined, cut and taken away.

Units: day numbers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Final, NamedTuple

from kg.temporal.blocks import Block, Blocks, UnitBlocks
from kg.temporal.days import NEG_INF, POS_INF
from kg.temporal.extents import Extent
from kg.temporal.relations import Match, Relation, judge

NOT, PERHAPS, SURELY = 0, 1, 2
MOST_BLOCKS: Final = 2_000
"""Of a date with more gaps the days between them are possible too."""


@dataclass(frozen=True, slots=True)
class Daily:
    """Stretches of days: from `first[i]` to the day before `first[i + 1]` the level is `level[i]`.

    Levels are NOT, PERHAPS and SURELY.
    Shape: equally long; `first` ascends from NEG_INF, `level` changes from each to the next.
    """

    first: tuple[int, ...]
    level: tuple[int, ...]

    def on(self, day: int) -> int:
        """The level of a day. Cost: O(log stretches)."""
        return self.level[self._at(day)]

    def within(self, first: int, last: int) -> Sequence[int]:
        """The levels from one day to another, stretch by stretch."""
        return self.level[self._at(first) : self._at(last) + 1]

    def throughout(self, first: int, last: int) -> Match | None:
        """How surely it holds from one day to another: certainly on all of them, or on some."""
        levels = self.within(first, last)
        if not any(levels):
            return None
        return Match.CERTAIN if min(levels) == SURELY else Match.POSSIBLE

    def during(self, extent: Extent) -> Match | None:
        """How surely it holds while something dated lasts.

        Certainly when each of its days, in every reading, is one on which it surely holds;
        possibly when some day is one on which it may. What is undated may be on any day.
        Cost: O(stretches) of a date with gaps, else O(log stretches).
        """
        found = self.throughout(extent.start_earliest, extent.end_latest)
        if found is not Match.POSSIBLE or extent.members_mode == "none":
            return found
        met = {level for level, first, last in self.stretches() if _has_day(extent, first, last)}
        if not met - {NOT}:
            return None
        return Match.CERTAIN if met == {SURELY} else Match.POSSIBLE

    def stretches(self) -> Iterator[tuple[int, int, int]]:
        """Level, first and last day of each stretch."""
        lasts = [day - 1 for day in self.first[1:]]
        return zip(self.level, self.first, [*lasts, POS_INF], strict=True)

    def soonest(self, day: int, least: int = PERHAPS) -> int | None:
        """The first day from this one on of a level of at least `least`."""
        at = self._at(day)
        for place in range(at, len(self.level)):
            if self.level[place] >= least:
                return max(day, self.first[place])
        return None

    def latest(self, day: int, least: int = PERHAPS) -> int | None:
        """The last day up to this one of a level of at least `least`."""
        at = self._at(day)
        for place in range(at, -1, -1):
            if self.level[place] >= least:
                return day if place == at else self.first[place + 1] - 1
        return None

    def _at(self, day: int) -> int:
        return bisect_right(self.first, day) - 1


ALWAYS: Final = Daily((NEG_INF,), (SURELY,))
PERHAPS_ALWAYS: Final = Daily((NEG_INF,), (PERHAPS,))
NEVER: Final = Daily((NEG_INF,), (NOT,))


def daily(extent: Extent) -> Daily:
    """On which days something dated holds.

    Cost:   O(gaps); of several members, what each of them asks of all others' days.
    Equals: kg.temporal.judge of OVERLAPS for each single day, of a date with at most MOST_BLOCKS
            gaps
    """
    if extent.undated:
        return PERHAPS_ALWAYS
    if extent.members:
        return _of_members(extent, [daily(member) for member in extent.members])
    if extent.blocks is not None:
        return _of_blocks(extent, extent.blocks)
    return between(*extent.bounds)


class End(NamedTuple):
    """A day on which something ended, so far as `date` tells it.

    `only`: it ended nothing else, so that what it ended had begun. `level`: SURELY, or PERHAPS
    where it may not have been.
    """

    date: Extent
    only: bool = True
    level: int = SURELY


def until(extent: Extent, ends: Sequence[End]) -> tuple[Daily, Daily]:
    """On which days something dated holds, and which of them ends take away, surely or perhaps.

    An end takes away the days after it of what began by it; on the day itself it may still hold.
    What began after an end is not touched: it holds again. Where its beginning may lie before or
    after, and the end may be that of something else, the days after are perhaps taken away. Each
    of several happenings or readings is asked for itself; a reading that begins after an end that
    surely ended this cannot be.
    """
    if extent.members:
        return _each_until(extent, ends)
    found, taken = daily(extent), NEVER
    for date, only, level in ends:
        first, last = date.start_earliest, date.start_latest
        if extent.start_earliest > last:
            continue
        over = after(first, last)
        again = extent.members_mode == "all" or not (only and level == SURELY)
        if extent.blocks is not None and again:
            block = extent.blocks.last_by(last)
            over = all_of(over, _stretch(NEG_INF, block.last if block else last, SURELY))
        if level == PERHAPS or not (only or extent.start_latest <= first):
            over = weaker(over, PERHAPS)
        found, taken = less(found, over), any_of([taken, over])
    return found, taken


def _each_until(extent: Extent, ends: Sequence[End]) -> tuple[Daily, Daily]:
    if extent.members_mode == "all":
        ends = [
            end._replace(only=end.only and begun(extent.members, end.date) == 1) for end in ends
        ]
        found = [until(member, ends) for member in extent.members]
        days, taken = zip(*found, strict=True)
        return _of_members(extent, days), any_of(taken)
    sure = [end.date for end in ends if end.only and end.level == SURELY]
    dates = [date for date in sure if begun([extent], date)]
    could = [all(begun([member], date) for date in dates) for member in extent.members]
    found = [until(member, ends) for member in compress(extent.members, could)]
    days, taken = zip(*found, strict=True)
    return _of_members(extent, days), any_of(taken) if all(could) else ALWAYS


def begun(extents: Iterable[Extent], end: Extent) -> int:
    """How many of these may have begun by an end."""
    return sum(extent.start_earliest <= end.start_latest for extent in extents)


def _of_members(extent: Extent, members: Sequence[Daily]) -> Daily:
    return _joined(members, max if extent.members_mode == "all" else _shared)


def between(start_earliest: int, start_latest: int, end_earliest: int, end_latest: int) -> Daily:
    """Possibly from the earliest start to the latest end, surely between the two others."""
    if start_latest > end_earliest:
        return _stretch(start_earliest, end_latest, PERHAPS)
    return _marked(
        [
            (start_earliest, PERHAPS),
            (start_latest, SURELY),
            (end_earliest + 1, PERHAPS),
            (end_latest + 1, NOT),
        ]
    )


def since(first: int, last: int) -> Daily:
    """What begins on a day between two and lasts: possibly from the first, surely from the last."""
    return between(first, last, POS_INF, POS_INF)


def after(first: int, last: int) -> Daily:
    """What is over from a day between two on, and may be over on that day itself."""
    sure = last if last in (NEG_INF, POS_INF) else last + 1
    return between(first, sure, NEG_INF if sure == POS_INF else POS_INF, POS_INF)


def any_of(found: Iterable[Daily]) -> Daily:
    """The greatest level of each day; of nothing, never."""
    return _joined([NEVER, *found], max)


def all_of(one: Daily, two: Daily) -> Daily:
    """The least level of each day."""
    return _joined([one, two], min)


def less(one: Daily, two: Daily) -> Daily:
    """The first, less where the second may hold, not where it surely does."""
    return _joined([one, two], lambda levels: min(levels[0], SURELY - levels[1]))


def weaker(one: Daily, level: int) -> Daily:
    """The same as far as the statement of it is certain: PERHAPS leaves it possible only."""
    return one if level == SURELY else all_of(one, PERHAPS_ALWAYS)


def _joined(found: Iterable[Daily], level_of: Callable[[Sequence[int]], int]) -> Daily:
    """One of several, by what is made of their levels on each day."""
    parts = list(found)
    days = sorted({day for part in parts for day in part.first})
    return _marked((day, level_of([part.on(day) for part in parts])) for day in days)


def _marked(marks: Iterable[tuple[int, int]]) -> Daily:
    """From each of these days on another level, the last of one day; none is after all days.

    Order: by day.
    """
    days, levels = [NEG_INF], [NOT]
    for day, level in marks:
        if day > POS_INF:
            break
        if day == days[-1]:
            levels[-1] = level
        else:
            days.append(day)
            levels.append(level)
        if len(levels) > 1 and levels[-1] == levels[-2]:
            days.pop()
            levels.pop()
    return Daily(tuple(days), tuple(levels))


def _shared(levels: Sequence[int]) -> int:
    """The level of what holds as one of several does: surely only when all do."""
    return min(levels) if min(levels) == SURELY else min(max(levels), PERHAPS)


def _of_blocks(extent: Extent, blocks: Blocks) -> Daily:
    if isinstance(blocks, UnitBlocks):
        each_day = extent.members_mode == "all" and blocks.unit == "day"
        return _stretch(extent.start_earliest, extent.end_latest, SURELY if each_day else PERHAPS)
    found = _listed(blocks)
    if found is None:
        return _stretch(extent.start_earliest, extent.end_latest, PERHAPS)
    if len(found) == 1 and found[0].first == found[0].last:
        return _stretch(*found[0], SURELY)
    return _marked(mark for b in found for mark in ((b.first, PERHAPS), (b.last + 1, NOT)))


def _listed(blocks: Blocks) -> list[Block] | None:
    """The blocks, those that touch joined; None when there are too many."""
    found: list[Block] = []
    block = blocks.first_from(NEG_INF)
    while block is not None:
        if found and found[-1].last + 1 >= block.first:
            found[-1] = Block(found[-1].first, block.last)
        elif len(found) >= MOST_BLOCKS:
            return None
        else:
            found.append(block)
        block = blocks.first_from(block.last + 1)
    return found


def _stretch(first: int, last: int, level: int) -> Daily:
    return _marked([(first, level), (last + 1, NOT)])


def _has_day(extent: Extent, first: int, last: int) -> bool:
    days = (None if first == NEG_INF else first, None if last == POS_INF else last)
    return judge(extent, Relation.OVERLAPS, *days) is not None
