"""Who held which office then?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kg.errors import FilterError
from kg.index import Rows
from kg.model import Actor, Event, Office, Participation, Tenure
from kg.query.ask import On, Window
from kg.query.names import named
from kg.query.sight import Sight
from kg.query.spans import held_in
from kg.query.states import holding
from kg.temporal import Daily, Extent, Match, daily, judge
from kg.temporal.daily import SURELY, weaker


@dataclass(frozen=True, slots=True)
class Holding:
    """One tenure with its office and holder; `match` is None when no day was asked."""

    office: Office
    tenure: Tenure
    actor: Actor | None
    match: Match | None


def office_holders(
    sight: Sight,
    office: str | None = None,
    jurisdiction: str | None = None,
    on: On = None,
    *,
    window: Window | None = None,
    include_contained: bool = False,
) -> list[Holding]:
    """Who held an office, or the offices of a place, on a day, throughout days, or in a window.

    Without day and window that of `asOf` counts, and without that every tenure is given. The
    offices of a place are those whose jurisdiction it is; with `include_contained` also those of
    places that lie in it.
    Order: by office, then earliest start, then id of the tenure.
    Raises: FilterError when neither office nor place is given, or one is not known.
    """
    offices = _offices(sight, office, jurisdiction, include_contained=include_contained)
    rows = sight.found("tenure.office", offices)
    times = sight.index.times("tenure")
    rows = rows[np.argsort(times.start_earliest[rows], kind="stable")]
    day = sight.clocks.as_of if on is None and window is None else on
    one_of_two(on, window)
    found = []
    levels, records = sight.levels("tenure", rows).tolist(), sight.records("tenure", rows)
    for row, level, tenure in zip(rows.tolist(), levels, records, strict=True):
        match = _match(times.extent(row), level, day, window)
        if match is not None or (day is None and window is None):
            found.append((tenure, match))
    return _holdings(sight, found)


def one_of_two(on: object, window: Window | None) -> None:
    """Raises: FilterError when both a day and a window are asked for."""
    if on is not None and window is not None:
        raise FilterError(
            "both a day and a window were asked for", hint="give on or window", argument="window"
        )


def _match(extent: Extent, level: int, on: On, window: Window | None) -> Match | None:
    """How a tenure stands to a window, or to a day or date; `level`: how surely it was reported."""
    if window is not None:
        match = judge(extent, window.relation, window.from_day, window.to_day)
        if match is Match.CERTAIN and level < SURELY:
            match = Match.POSSIBLE
        return None if match is Match.POSSIBLE and window.match is Match.CERTAIN else match
    return None if on is None else held_on(weaker(daily(extent), level), on)


def held_on(held: Daily, on: int | Extent) -> Match | None:
    """How surely something holds on a day, or while a date lasts."""
    return held.during(on) if isinstance(on, Extent) else held.throughout(on, on)


def held_then(sight: Sight, event: Event, part: Participation) -> list[Holding]:
    """The tenures of who took part that held at the time: throughout it certainly, or possibly.

    Of who is named by a tenure alone, those of its holder.

    The time is that of the participation, where it has one of its own.
    Order: by office, then earliest start.
    """
    who, told = part.actor, SURELY
    if who is None and part.tenure is not None:
        named_by = [row for row in sight.rows("tenure", [part.tenure]) if row is not None]
        rows: Rows = np.array(named_by, dtype=np.uint32)
        for tenure, level in zip(
            sight.records("tenure", rows), sight.levels("tenure", rows), strict=True
        ):
            who, told = tenure.holder, int(level)
    if who is None:
        return []
    own = sight.extent(part.time)
    extent = sight.extent(event.time) if own.undated else own
    rows = sight.found("tenure.holder", [who])
    times = sight.index.times("tenure")
    rows = rows[np.argsort(times.start_earliest[rows], kind="stable")]
    levels = sight.levels("tenure", rows).tolist()
    found: list[tuple[Tenure, Match | None]] = []
    for row, level, tenure in zip(
        rows.tolist(), levels, sight.records("tenure", rows), strict=True
    ):
        match = weaker(held_in(times, row), min(level, told)).during(extent)
        if match is not None:
            found.append((tenure, match))
    return _holdings(sight, found)


def _holdings(sight: Sight, found: Sequence[tuple[Tenure, Match | None]]) -> list[Holding]:
    """Tenures with their offices and holders, by office; without those whose office is not seen."""
    records = sight.get_many([i for tenure, _ in found for i in (tenure.office, tenure.holder)])
    holdings = [
        Holding(post, tenure, who if isinstance(who, Actor) else None, match)
        for (tenure, match), post, who in zip(found, records[::2], records[1::2], strict=True)
        if isinstance(post, Office)
    ]
    return sorted(holdings, key=lambda holding: holding.office.id)


def _offices(
    sight: Sight, office: str | None, jurisdiction: str | None, *, include_contained: bool
) -> list[str]:
    if office is None and jurisdiction is None:
        raise FilterError(
            "the holders of which office?",
            hint="give an office or a jurisdiction",
            argument="office",
        )
    known = None if office is None else named(sight, "office", [office], "office")
    if jurisdiction is None:
        return known or []
    places = named(sight, "place", [jurisdiction], "jurisdiction")
    if include_contained:
        places = sight.below("place.within", places)
    there = sight.ids("office", sight.found("office.jurisdiction", places))
    return there if known is None else [o for o in there if o in known]


def tenures_of(sight: Sight, identifier: str) -> list[Tenure]:
    """The tenures of an office or of an actor, with `asOf` those that day; by start, then id."""
    family = "tenure.office" if identifier.startswith("office/") else "tenure.holder"
    rows: Rows = sight.found(family, [identifier])
    rows = rows[holding(sight, "tenure", rows)]
    starts = sight.index.times("tenure").start_earliest[rows]
    return sight.records("tenure", rows[np.argsort(starts, kind="stable")])
