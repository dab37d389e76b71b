"""Which of the events that were found does a timeline question keep?

Each is a step that looks at the columns of the events themselves, or takes others away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

import numpy as np

from kg.index import NO_ROWS, Reach
from kg.model import Status
from kg.query.ask import Qualified, TimelineQuestion, Window
from kg.query.rows import Chosen, kept, without
from kg.query.sight import Sight
from kg.query.states import PROGRESS, statuses
from kg.temporal import Match, Relation, iso_day


class Keep(NamedTuple):
    """A step that takes rows, and keeps some of them."""

    name: str
    detail: str | Callable[[], str]
    apply: Callable[[Chosen], Chosen]


def visible(sight: Sight) -> Keep:
    """The step that keeps what is seen at the clocks."""
    return Keep("seen", partial(_clocks, sight), lambda rows: _seen(sight, rows))


def leaving_out(name: str, detail: str, rows: Callable[[Reach], Chosen]) -> Keep:
    """The step that takes away what others find in the same stretch."""

    def apply(chosen: Chosen) -> Chosen:
        if not len(chosen.rows):
            return chosen
        first, last = int(chosen.rows[0]), int(chosen.rows[-1]) + 1
        return without(chosen, rows(Reach(NO_ROWS, first, first, last, last, last)))

    return Keep(name, detail, apply)


def own_keeps(sight: Sight, asked: TimelineQuestion) -> Iterator[Keep]:
    """The steps that look at the columns of the event itself."""
    dated = sight.index.dated_events
    if not asked.include_undated:
        yield Keep("dated", "undated events are left out", lambda c: _before(c, dated))
    if asked.status:
        ranks = [PROGRESS.index(Status(status)) for status in asked.status]
        yield Keep(
            "status",
            ", ".join(asked.status),
            lambda c: kept(c, *statuses(sight, c.rows).among(ranks)),
        )
    if asked.qualified is not Qualified.INCLUDE:
        flag = asked.qualified is Qualified.ONLY
        yield Keep(
            "qualified",
            asked.qualified,
            lambda c: kept(c, sight.index.qualified[c.rows] == flag),
        )
    if asked.obtained:
        codes = [sight.tables.code("event", "time_obtained", o) for o in asked.obtained]
        known = [code for code in codes if code is not None]
        column = sight.tables.column("event", "time_obtained")
        yield Keep(
            "obtained",
            ", ".join(asked.obtained),
            lambda c: kept(c, np.isin(column[c.rows], known)),
        )
    if asked.window is not None:
        yield from _windowed(sight, asked.window)


def _windowed(sight: Sight, window: Window) -> Iterator[Keep]:
    times = sight.index.times("event")

    def judged(chosen: Chosen) -> Chosen:
        first, last = window.from_day, window.to_day
        if window.relation is Relation.OVERLAPS:
            return Chosen(*sight.index.lengths().within(*chosen, first, last))
        found = times.judged(chosen.rows, window.relation, first, last)
        return kept(chosen, found.possible, found.certain)

    def shown() -> str:
        bounds = (window.from_day, window.to_day)
        days = ("…" if day is None else iso_day(day) for day in bounds)
        return f"{window.relation} {' to '.join(days)}"

    yield Keep("window", shown, judged)
    if window.match is Match.CERTAIN:
        yield Keep("match", "certain only", lambda c: kept(c, c.certain))


def _clocks(sight: Sight) -> str:
    clocks = sight.clocks
    days = (
        ("asOf", clocks.as_of),
        ("knownAt", clocks.known_at),
        ("reportedBy", clocks.reported_by),
    )
    return ", ".join(f"{name} {iso_day(day)}" for name, day in days if day is not None) or "now"


def _before(chosen: Chosen, row: int) -> Chosen:
    rows = chosen.rows
    return kept(chosen, rows < row) if len(rows) and int(rows[-1]) >= row else chosen


def _seen(sight: Sight, chosen: Chosen) -> Chosen:
    if sight.now and sight.unchanged("event"):
        return chosen
    levels = sight.levels("event", chosen.rows)
    return kept(chosen, levels > 0, levels == 2)
