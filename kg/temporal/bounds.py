"""Between which days does it start, and between which does it end?

From a value of EDTF, and what is said beside it, to its `Extent`.

Units:  day numbers, both ends inclusive; NEG_INF and POS_INF for a side without bound.
Source: DESIGN 2; ISO 8601-2:2019.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from kg.errors import DateError
from kg.temporal.blocks import Block, Blocks, UnitBlocks
from kg.temporal.days import NEG_INF, POS_INF
from kg.temporal.extents import UNDATED, Extent, State
from kg.temporal.grammar import parsed, reversed_in
from kg.temporal.sets import all_of, hull_of, of_range, one_of
from kg.temporal.spans import Hemisphere, convention, span
from kg.temporal.values import Date, DateSet, Edtf, Interval, Limit, Range, Value


def extent(
    value: Edtf,
    *,
    hemisphere: Hemisphere | None = None,
    ongoing: bool = False,
    attested: int | None = None,
    ended: Edtf | None = None,
) -> Extent:
    """The extent of a value.

    `hemisphere` reads seasons 21 to 24; without it they are one of both. `ongoing` says that
    it had not ended by the day `attested`: certain up to that day, possible after; without
    that day nothing beyond the start is certain. `ended` is the end of a value that gives
    only a start: a date, or a one-of range of days, months or years.
    Raises: DateError when it is ongoing or `ended` and has an end or is a set, when `ended`
    leaves gaps, or when an interval ends before it starts.
    """
    if ended is not None:
        if ongoing:
            raise DateError("it is said to be ongoing and to have ended", hint="leave one out")
        return _ended(extent(value, hemisphere=hemisphere, ongoing=True), ended, hemisphere)
    written = value.value
    if isinstance(written, Date):
        if written.undated:
            return UNDATED
        if written.season is None and not ongoing:
            return _of_date(written, "north")
    if hemisphere is not None or not _needs_hemisphere(value):
        return _read(value.value, hemisphere or "north", ongoing=ongoing, attested=attested)
    readings = [
        _read(value.value, side, ongoing=ongoing, attested=attested)
        for side in ("north", "south")
        if not (isinstance(value.value, Interval) and reversed_in(value.value, side))
    ]
    if len(readings) == 1:
        return readings[0]
    return replace(one_of(readings), convention=convention(21, None))


def extent_of(
    text: str,
    *,
    hemisphere: Hemisphere | None = None,
    ongoing: bool = False,
    attested: int | None = None,
    ended: str | None = None,
) -> Extent:
    """The extent of a text, remembered for texts that return.

    Equals: extent(parsed(text), ...)
    """
    return _extent_of(text, hemisphere, ongoing, attested, ended)


@lru_cache(maxsize=65_536)
def _extent_of(
    text: str,
    hemisphere: Hemisphere | None,
    ongoing: bool,  # noqa: FBT001 (the cache wants plain positions; only extent_of calls it)
    attested: int | None,
    ended: str | None,
) -> Extent:
    return extent(
        parsed(text),
        hemisphere=hemisphere,
        ongoing=ongoing,
        attested=attested,
        ended=None if ended is None else parsed(ended),
    )


def _ended(begun: Extent, ended: Edtf, hemisphere: Hemisphere | None) -> Extent:
    """What began so and ended within the days of another value."""
    end = extent(ended, hemisphere=hemisphere)
    finite = end.start_earliest > NEG_INF and end.end_latest < POS_INF
    gaps = not (end.blocks is None or isinstance(end.blocks, UnitBlocks)) and not _joined(
        end.blocks, end.start_earliest, end.end_latest
    )
    interval = isinstance(ended.value, Interval)
    if interval or not finite or end.members or end.members_mode == "all" or gaps:
        raise DateError(
            f"{ended} does not say on which day it ended",
            hint="write a date, or one of a range, as in [2025-05-16..2025-06-17]",
        )
    return _normal(
        replace(
            begun, end_earliest=end.start_earliest, end_latest=end.end_latest, end_state="known"
        )
    )


def _needs_hemisphere(value: Edtf) -> bool:
    return any(date.season is not None and date.season <= 24 for _, date in value.dates)


def _read(value: Value, side: Hemisphere, *, ongoing: bool, attested: int | None) -> Extent:
    """The extent of a value with one convention for its seasons."""
    if ongoing:
        found = _ongoing(value, side, attested)
    elif isinstance(value, Date):
        found = _of_date(value, side)
    elif isinstance(value, Interval):
        found = _of_interval(value, side)
    else:
        found = _of_set(value, side)
    return replace(found, convention=name) if (name := _conventions(value, side)) else found


def _conventions(value: Value, side: Hemisphere) -> str | None:
    dates = [date for _, date in Edtf("", 0, value).dates if date.season is not None]
    names = {convention(date.season, side) for date in dates} - {None}
    return "; ".join(sorted(name for name in names if name)) or None


def _of_date(date: Date, side: Hemisphere) -> Extent:
    """A date: it starts and ends somewhere in its days, or in one of its blocks."""
    if date.undated:
        return replace(UNDATED, undated=False)
    days = span(date, side)
    if isinstance(days, Block):
        return Extent(days.first, days.last, days.first, days.last)
    first, last = hull_of(days)
    return Extent(first, last, first, last, members_mode="one", blocks=days)


def _of_interval(interval: Interval, side: Hemisphere) -> Extent:
    """An interval: each end takes its bounds from its own precision."""
    start, end = _known(interval.start), _known(interval.end)
    first = span(start, side) if isinstance(start, Date) else None
    last = span(end, side) if isinstance(end, Date) else None
    start_low, start_high, start_state = _side(start, first, NEG_INF)
    end_low, end_high, end_state = _side(end, last, POS_INF)
    return _normal(
        Extent(
            start_low,
            start_high,
            end_low,
            end_high,
            start_state,
            end_state,
            start_days=None if first is None or isinstance(first, Block) else first,
            end_days=None if last is None or isinstance(last, Block) else last,
        )
    )


def _known(end: Date | Limit) -> Date | Limit:
    """XXXX at an end of an interval is an unknown end."""
    return Limit.UNKNOWN if isinstance(end, Date) and end.undated else end


def _side(end: Date | Limit, days: Block | Blocks | None, beyond: int) -> tuple[int, int, State]:
    """Bounds and state of one end of an interval."""
    if days is not None:
        first, last = hull_of(days)
        return first, last, "known"
    if end is Limit.OPEN:
        return beyond, beyond, "open"
    return NEG_INF, POS_INF, "unknown"


def _normal(found: Extent) -> Extent:
    """Bounds that readings reach: no start after the last end, no end before the first start."""
    start_low, start_high, end_low, end_high = found.bounds
    starts, ends = found.start_days, found.end_days
    if start_high > end_high:
        start_high = end_high
        if starts is not None and (block := starts.last_by(end_high)):
            start_high = min(block.last, end_high)
    if end_low < start_low:
        end_low = start_low
        if ends is not None and (block := ends.first_from(start_low)):
            end_low = max(block.first, start_low)
    if start_low > end_high or start_low > start_high or end_low > end_high:
        raise DateError(
            "the interval ends before it starts in this hemisphere",
            hint="put the earlier date first, or check the hemisphere",
        )
    return replace(
        found,
        start_latest=start_high,
        end_earliest=end_low,
        start_days=None if _joined(starts, start_low, start_high) else starts,
        end_days=None if _joined(ends, end_low, end_high) else ends,
    )


def _joined(days: Blocks | None, low: int, high: int) -> bool:
    """Whether there is no gap from one day to another."""
    block = None if days is None else days.first_from(low)
    return block is None or block.last >= high


def _ongoing(value: Value, side: Hemisphere, attested: int | None) -> Extent:
    if isinstance(value, DateSet):
        raise DateError(
            f"{value} is a set and cannot be ongoing", hint="give the start only, as in 2019-02/"
        )
    start = value.start if isinstance(value, Interval) else value
    if isinstance(value, Interval) and isinstance(value.end, Date) and not value.end.undated:
        raise DateError(
            f"{value} has an end and cannot be ongoing", hint="give the start only, as in 2019-02/"
        )
    found = _of_interval(Interval(start, Limit.UNKNOWN), side)
    if attested is None:
        return replace(found, end_state="ongoing")
    # What went on that day had begun by then, also when its start is unknown.
    latest = attested if found.start_state == "unknown" else found.start_latest
    earliest = max(found.end_earliest, attested)
    return replace(found, start_latest=latest, end_earliest=earliest, end_state="ongoing")


def _of_set(value: DateSet, side: Hemisphere) -> Extent:
    members = [
        of_range(item, every=value.every) if isinstance(item, Range) else _of_date(item, side)
        for item in value.items
    ]
    if len(members) == 1:
        return members[0]
    return all_of(members) if value.every else one_of(members)
