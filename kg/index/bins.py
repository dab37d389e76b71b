"""How many of these rows share a day with each slot of a histogram?

The slots lie end to end, so that the slots a date touches are neighbours: one is added
where they begin and taken off after they end, and a running sum gives the counts.
"""

from __future__ import annotations

import numpy as np

from kg.columns.postings import Ints, Mask, Rows
from kg.index.timeline import Times
from kg.temporal import NEG_INF, POS_INF, Match, Relation, Slots, judge


def counts(times: Times, rows: Rows, slots: Slots) -> tuple[Ints, Ints]:
    """For each slot, how many rows certainly and how many possibly share a day with it.

    Cost:   O(rows log slots); besides, one `judge` for each row with members or gaps and slot.
    Equals: counting `judge(extent, OVERLAPS, first, last)` over rows and slots
    """
    starts: Ints = np.frombuffer(slots.starts, dtype=np.int64)
    ends: Ints = np.frombuffer(slots.ends, dtype=np.int64)
    if times.bounds is None:
        certain, possible = _counts(times, rows.compress(times.plain[rows]), starts, ends)
        some = bool(len(rows))
    else:
        certain, possible = np.zeros((2, len(starts) + 1), dtype=np.int64)
        some = times.bounds.counts(rows, starts, ends, certain, possible) > 0
        certain, possible = certain[:-1], possible[:-1]
    if not some:
        return certain, possible
    others = rows.compress(~times.plain[rows])
    dated = times.dated[others]
    possible += len(others) - int(np.count_nonzero(dated))
    for row in others.compress(dated).tolist():
        extent = times.extent(row)
        low = int(np.searchsorted(ends, extent.start_earliest, "left"))
        high = int(np.searchsorted(starts, extent.end_latest, "right"))
        for slot in range(low, high):
            days = slots.starts[slot], slots.ends[slot]
            match = judge(extent, Relation.OVERLAPS, *days)
            possible[slot] += match is not None
            certain[slot] += match is Match.CERTAIN
    return certain, possible


def _counts(times: Times, plain: Rows, starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """The same of rows of which the bounds say all."""
    certain = _covered(times.start_latest[plain], times.end_earliest[plain], starts, ends)
    possible = _covered(times.start_earliest[plain], times.end_latest[plain], starts, ends)
    return certain, possible


def _covered(froms: Ints, tos: Ints, starts: Ints, ends: Ints) -> Ints:
    """For each slot [f, t], how many pairs have from <= t and f <= to."""
    low, high = ends.searchsorted(froms), starts.searchsorted(tos, "right")
    size = len(starts) + 1
    # Where no slot is covered, one is added and taken off at the same place.
    steps = np.bincount(np.minimum(low, high), minlength=size) - np.bincount(high, minlength=size)
    counted: Ints = steps[:-1].cumsum()
    return counted


def finite_bounds(times: Times, rows: Rows) -> tuple[int, int] | None:
    """First and last finite bound of these rows; None when there is none."""
    kept = rows[times.dated[rows]]
    columns = (times.start_earliest, times.start_latest, times.end_earliest, times.end_latest)
    lows, highs = [], []
    for column in columns:
        values = column[kept]
        finite: Mask = (values != NEG_INF) & (values != POS_INF)
        if finite.any():
            lows.append(int(values[finite].min()))
            highs.append(int(values[finite].max()))
    return (min(lows), max(highs)) if lows else None
