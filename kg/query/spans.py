"""When does a tenure or membership hold, and does it hold while an event lasts?

A span says on which days something possibly holds and on which it certainly does. It holds
*certainly* at an event when the event lies in the certain days in every reading, *possibly*
when the two share a day in some reading.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kg.index import Judged, Rows, Times
from kg.query.rows import NOTHING, Chosen
from kg.query.sight import Sight
from kg.temporal import NEG_INF, POS_INF, Extent, Match, Relation, judge, simple


class Span(NamedTuple):
    """First and last possible day, first and last certain day; the certain ones may be none."""

    possible_from: int = NEG_INF
    possible_to: int = POS_INF
    certain_from: int = NEG_INF
    certain_to: int = POS_INF

    def meet(self, other: Span) -> Span | None:
        """The days of both, None when there is none."""
        first = max(self.possible_from, other.possible_from)
        last = min(self.possible_to, other.possible_to)
        if first > last:
            return None
        return Span(
            first,
            last,
            max(self.certain_from, other.certain_from),
            min(self.certain_to, other.certain_to),
        )


ALWAYS = Span()


def span_of(times: Times, row: int) -> Span:
    """The span of one row: nothing is certain of an undated one, or of one with gaps."""
    if not times.dated[row]:
        return Span(certain_from=POS_INF, certain_to=NEG_INF)
    sure = bool(times.simple[row])
    return Span(
        int(times.start_earliest[row]),
        int(times.end_latest[row]),
        int(times.start_latest[row]) if sure else POS_INF,
        int(times.end_earliest[row]) if sure else NEG_INF,
    )


def weaker(span: Span, level: int) -> Span:
    """The span as far as the statement of it is certain: level 1 leaves it possible only."""
    return span if level == 2 else span._replace(certain_from=POS_INF, certain_to=NEG_INF)


def during(sight: Sight, parts: Rows, span: Span) -> Judged:
    """Whether a span holds at the events of these participations, row by row.

    A participation with a date of its own counts at that, else at its event's.
    Cost: O(parts), one `judge` besides for each event with members or gaps.
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
    possible = (earliest <= span.possible_to) & (latest >= span.possible_from)
    certain = (earliest >= span.certain_from) & (latest <= span.certain_to)
    for at in np.flatnonzero(possible & ~plain).tolist():
        times, row = (own, inner[at]) if dated[at] else (events, owner[at])
        extent = times.extent(int(row))
        possible[at] = overlaps(extent, span.possible_from, span.possible_to) is not None
    return Judged(possible, possible & certain)


def events_during(sight: Sight, extent: Extent) -> Chosen:
    """The events that share a day with a period, certainly those that lie in its certain days.

    Undated events are left out.  Cost: O(events within reach of the period).
    """
    if extent.undated:
        return NOTHING
    first = None if extent.start_earliest == NEG_INF else extent.start_earliest
    last = None if extent.end_latest == POS_INF else extent.end_latest
    lengths, times = sight.index.lengths(), sight.index.times("event")
    rows = lengths.reach(Relation.OVERLAPS, first, last, undated=False).every()
    rows = rows[lengths.overlapping(rows, first, last).possible]
    certain = np.zeros(len(rows), dtype=bool)
    if simple(extent):
        certain = times.start_earliest[rows] >= extent.start_latest
        certain &= times.end_latest[rows] <= extent.end_earliest
    return Chosen(rows, certain)


def overlaps(extent: Extent, first: int, last: int) -> Match | None:
    """`judge` for OVERLAPS with infinities for missing sides."""
    return judge(
        extent,
        Relation.OVERLAPS,
        None if first == NEG_INF else first,
        None if last == POS_INF else last,
    )


def throughout(extent: Extent, first: int, last: int) -> Match | None:
    """Whether something holds from one day to another: certainly on all of them, or perhaps."""
    match = overlaps(extent, first, last)
    if match is not Match.CERTAIN or first == last:
        return match
    if not simple(extent):
        return Match.POSSIBLE
    whole = extent.start_latest <= first and last <= extent.end_earliest
    return Match.CERTAIN if whole else Match.POSSIBLE
