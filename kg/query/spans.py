"""When does a tenure, a membership or an instrument hold, and does it hold while an event lasts?

`Daily` says of each day how surely something holds. It holds *certainly* at an event when it
does on every day of the event in every reading, *possibly* when it may on one of them.
"""

from __future__ import annotations

import numpy as np

from kg.columns.postings import Ints
from kg.index import Judged, Mask, Rows, Times
from kg.query.rows import NOTHING, Chosen
from kg.query.sight import Sight
from kg.temporal import (
    ALWAYS,
    NEG_INF,
    POS_INF,
    Daily,
    Match,
    Relation,
    any_of,
    between,
    daily,
)
from kg.temporal.daily import PERHAPS, since, weaker


def held_in(times: Times, row: int) -> Daily:
    """On which days one row holds: possibly on any when it is undated.

    Equals: kg.temporal.daily of its extent
    """
    if not times.dated[row] or not times.simple[row]:
        return daily(times.extent(row))
    names = ("start_earliest", "start_latest", "end_earliest", "end_latest")
    return between(*(int(getattr(times, name)[row]) for name in names))


def relation_held(sight: Sight, rows: Rows) -> list[Daily]:
    """On which days relations hold: without a date always; what a plain date says came about
    then, and how long it lasted nobody says, so that it may hold on all days after.
    """
    times = sight.index.times("relation")
    lasts = lasting(sight, rows).tolist()
    found = []
    for row, spanned in zip(rows.tolist(), lasts, strict=True):
        held = held_in(times, row) if times.dated[row] else ALWAYS
        if times.dated[row] and not spanned:
            later = weaker(since(int(times.start_earliest[row]), POS_INF), PERHAPS)
            held = any_of([held, later])
        found.append(held)
    return found


def lasting(sight: Sight, rows: Rows) -> Mask:
    """Which relations are dated by an interval, or go on."""
    words = sight.tables.words("relation", "time_edtf")
    slashed = np.array(["/" in (w or "") for w in words.many(range(len(words)))] + [False])
    ongoing = sight.tables.column("relation", "time_ongoing")[rows]
    mask: Mask = slashed[sight.tables.column("relation", "time_edtf")[rows]] | ongoing
    return mask & sight.index.times("relation").dated[rows]


def during(sight: Sight, parts: Rows, held: Daily) -> Judged:
    """How surely something holds at the events of these participations, row by row.

    A participation with a date of its own counts at that, else at its event's.
    Cost: O(parts), besides one `Daily.during` for each event with members or gaps.
    """
    events = sight.index.times("event")
    own = sight.index.times("event.participations.time", "")
    owner = sight.tables.column("event.participations", "owner")[parts]
    inner = own.of_parts(parts)
    dated = inner >= 0
    dated[dated] = own.dated[inner[dated]]
    earliest, latest = events.start_earliest[owner], events.end_latest[owner]
    plain = events.simple[owner] | ~events.dated[owner]
    earliest[dated] = own.start_earliest[inner[dated]]
    latest[dated] = own.end_latest[inner[dated]]
    plain[dated] = own.simple[inner[dated]]
    found = throughout(held, earliest, latest)
    for at in np.flatnonzero(found.possible & ~found.certain & ~plain).tolist():
        times, row = (own, inner[at]) if dated[at] else (events, owner[at])
        _look(found, at, held.during(times.extent(int(row))))
    return found


def events_during(sight: Sight, held: Daily) -> Chosen:
    """The events on a day of which something holds, certainly those of which it does on every day.

    Undated events may be on any day.
    Cost: O(events within reach), besides one `Daily.during` for each with members or gaps.
    """
    first, last = held.soonest(NEG_INF), held.latest(POS_INF)
    if first is None or last is None:
        return NOTHING
    lengths, times = sight.index.lengths(), sight.index.times("event")
    days = (None if first == NEG_INF else first, None if last == POS_INF else last)
    rows = lengths.reach(Relation.OVERLAPS, *days, undated=True).every()
    found = throughout(held, times.start_earliest[rows], times.end_latest[rows])
    odd = times.dated[rows] & ~times.simple[rows]
    for at in np.flatnonzero(found.possible & ~found.certain & odd).tolist():
        _look(found, at, held.during(times.extent(int(rows[at]))))
    return Chosen(rows[found.possible], found.certain[found.possible])


def _look(found: Judged, at: int, match: Match | None) -> None:
    found.possible[at], found.certain[at] = match is not None, match is Match.CERTAIN


def throughout(held: Daily, first: Ints, last: Ints) -> Judged:
    """How surely something holds from one day to another, for many pairs of days.

    Shape:  `first` and `last` side by side.
    Equals: kg.temporal.Daily.throughout of each pair
    """
    days, level = np.array(held.first, dtype=np.int64), np.array(held.level, dtype=np.int8)
    begin, stop = days.searchsorted(first, "right") - 1, days.searchsorted(last, "right")
    ever, sure = (np.append(0, np.cumsum(mask)) for mask in (level > 0, level == 2))
    return Judged(ever[stop] > ever[begin], sure[stop] - sure[begin] == stop - begin)
