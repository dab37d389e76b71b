"""On which day can something come after a day, and by which day has it surely come?

A chain of dated things can be gone along when there are days t1 ≤ t2 ≤ …, each on a day of its
thing. Going along it as early as possible never hurts, so that a chain is asked link by link:
`soonest` gives the earliest day of some reading, `surely_by` the day that no reading passes.
A date of several happenings is there on the days of each, not between them.

Units: day numbers. Equals: tests/properties/test_temporal_following.py, which lists all readings.
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.temporal.extents import Extent


def soonest(extent: Extent, day: int) -> int | None:
    """The first day from this one on that is one of its days in some reading."""
    if extent.undated:
        return day
    if extent.members:
        return _least(soonest(member, day) for member in extent.members)
    if extent.blocks is not None:
        block = extent.blocks.first_from(day)
        return None if block is None else max(day, block.first)
    found = max(day, extent.start_earliest)
    return found if found <= extent.end_latest else None


def latest(extent: Extent, day: int) -> int | None:
    """The last day up to this one that is one of its days in some reading."""
    if extent.undated:
        return day
    if extent.members:
        found = [d for member in extent.members if (d := latest(member, day)) is not None]
        return max(found, default=None)
    if extent.blocks is not None:
        block = extent.blocks.last_by(day)
        return None if block is None else min(day, block.last)
    last = min(day, extent.end_latest)
    return last if last >= extent.start_earliest else None


def surely_by(extent: Extent, day: int) -> int | None:
    """The day by which, in every reading, it has had a day from this one on.

    None when in some reading all of its days lie before.
    """
    if extent.undated:
        return None
    every = extent.members_mode == "all"
    if extent.members:
        days = [surely_by(member, day) for member in extent.members]
        if every:
            return _least(days)
        known = [d for d in days if d is not None]
        return max(known) if len(known) == len(days) else None
    if every and extent.blocks is not None:
        block = extent.blocks.first_from(day)
        if block is not None and block.first < day:  # its happening may lie before
            block = extent.blocks.first_from(block.last + 1)
        return None if block is None else block.last
    return max(day, extent.start_latest) if extent.end_earliest >= day else None


def _least(days: Iterable[int | None]) -> int | None:
    return min((day for day in days if day is not None), default=None)
