"""Which instruments were in force then, as far as their records say so?

States of force hold for their period; *adopted*, *published* and *ended* hold from then on.
In force on a day is what has a period in force that covers it, unless it was suspended, or
had ended after that period began. An end that is not known leaves *possible*, never certain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kg.errors import FilterError
from kg.model import Event, EventPlace, ForcePeriod, ForceState, Instrument, PlaceRole
from kg.query.ask import Window
from kg.query.holders import one_of_two
from kg.query.names import named
from kg.query.rows import Chosen, either, without
from kg.query.sight import Sight
from kg.query.spans import events_during, overlaps, throughout
from kg.temporal import NEG_INF, POS_INF, Extent, Match, Relation, judge, window_days

_LASTING = frozenset({ForceState.ADOPTED, ForceState.PUBLISHED, ForceState.ENDED})
IN_FORCE = (ForceState.IN_FORCE,)


@dataclass(frozen=True, slots=True)
class InForce:
    """An instrument, the period of its record that says so, and how surely it was so."""

    instrument: Instrument
    period: ForcePeriod
    state: ForceState
    match: Match | None


def force_of(
    sight: Sight,
    instrument: Instrument,
    on: int | tuple[int, int] | None = None,
    window: Window | None = None,
) -> list[InForce]:
    """All states that an instrument certainly or possibly was in on a day, throughout days, or in
    a window.

    Without a day that of `asOf` counts, and without that every state of the record, unjudged.
    Order: as in the record.
    """
    days = None if window is not None else _days(sight, on)
    if days is None and window is None:
        return [InForce(instrument, p, p.state, None) for p in instrument.force]
    found = []
    for period in instrument.force:
        if window is not None:
            match = in_window(sight, instrument, period, window)
        elif days is not None:
            match = _judged(sight, instrument, period, *days)
        if match is not None:
            found.append(InForce(instrument, period, period.state, match))
    return found


def in_force(sight: Sight, instrument: Instrument, first: int, last: int) -> Match | None:
    """Whether an instrument was in force from one day to another."""
    matches = {
        _judged(sight, instrument, period, first, last)
        for period in instrument.force
        if period.state is ForceState.IN_FORCE
    }
    return next((m for m in (Match.CERTAIN, Match.POSSIBLE) if m in matches), None)


def instruments_in_force(
    sight: Sight,
    jurisdictions: Sequence[str] | None,
    on: int | tuple[int, int] | None = None,
    *,
    window: Window | None = None,
    include_containing: bool = True,
    states: Sequence[ForceState] = IN_FORCE,
) -> list[InForce]:
    """The instruments of places that were in one of these states on a day, or in a window.

    An instrument of a place that contains the place applies there too (federal law in a
    county) unless `include_containing` is off. No jurisdictions given: all instruments.
    Order: by id of the instrument, then as in its record.
    Raises: FilterError when there is neither a day nor `asOf`, or a place is not known.
    """
    one_of_two(on, window)
    if window is None and _days(sight, on) is None:
        raise FilterError(
            "in force on which day?",
            hint="give `on`, a window, or the clock `asOf`",
            argument="on",
        )
    rows = sight.every("instrument")
    if jurisdictions is not None:
        places = named(sight, "place", jurisdictions, "jurisdiction")
        places = sight.above(places, "within") if include_containing else places
        rows = sight.found("instrument.jurisdiction", places)
    return [
        force
        for instrument in sight.records("instrument", rows)
        for force in force_of(sight, instrument, on, window)
        if force.state in states
    ]


def instruments_at(sight: Sight, event: Event, jurisdiction: str | None = None) -> list[InForce]:
    """The instruments in force at an event: throughout it certainly, at some time possibly.

    Without a jurisdiction those of the places at which the event was or which it targeted,
    and of the places that contain these.
    """
    extent = sight.extent(event.time)
    places = [jurisdiction] if jurisdiction is not None else _places(event.places)
    days = (extent.start_earliest, extent.end_latest)
    found = instruments_in_force(sight, places, days)
    if not extent.undated:
        return found
    return [replace(force, match=Match.POSSIBLE) for force in found]


def _places(places: Iterable[EventPlace]) -> list[str]:
    roles = (PlaceRole.AT, PlaceRole.TARGET)
    return [p.place for p in places if p.role in roles]


def _days(sight: Sight, on: int | tuple[int, int] | None) -> tuple[int, int] | None:
    day = sight.clocks.as_of if on is None else on
    return (day, day) if isinstance(day, int) else day


def _judged(
    sight: Sight, instrument: Instrument, period: ForcePeriod, first: int, last: int
) -> Match | None:
    extent = _extent(sight, period)
    match = throughout(extent, first, last)
    if match is None or period.state is not ForceState.IN_FORCE:
        return match
    for other in instrument.force:
        if other.state not in (ForceState.SUSPENDED, ForceState.ENDED):
            continue
        stopped = _extent(sight, other)
        if other.state is ForceState.ENDED and extent.start_earliest > stopped.start_latest:
            continue  # in force again after that end
        blocked = throughout(stopped, first, last)
        if blocked is Match.CERTAIN and not _ends_that_day(extent, stopped, first):
            return None
        if blocked is not None:
            match = Match.POSSIBLE
    return match


def in_window(
    sight: Sight, instrument: Instrument, period: ForcePeriod, window: Window
) -> Match | None:
    """How a period lies in a window, where ends and suspensions leave it standing.

    With either of them near, an instrument certainly was in force in a window when it was so on
    some day of it, and possibly when it may have been on one; other relations are only possible.
    """
    days = window.from_day, window.to_day
    extent = _extent(sight, period)
    match = judge(extent, window.relation, *days)
    if match is not None and period.state is ForceState.IN_FORCE:
        first, last = window_days(*days)
        stops = [
            _extent(sight, other)
            for other in instrument.force
            if other.state in (ForceState.SUSPENDED, ForceState.ENDED)
        ]
        if any(overlaps(stop, first, last) is not None for stop in stops):
            bounds = {b for e in (extent, *stops) for b in e.bounds} | {first, last}
            near = {d for b in bounds for d in (b - 1, b, b + 1)}
            tried = [d for d in near if max(first, NEG_INF + 1) <= d <= min(last, POS_INF - 1)]
            found = {_judged(sight, instrument, period, day, day) for day in tried}
            sure = Match.CERTAIN in found and window.relation is Relation.OVERLAPS
            possible = Match.POSSIBLE if found - {None} else None
            match = match if sure else possible
    return None if match is Match.POSSIBLE and window.match is Match.CERTAIN else match


def while_in_force(sight: Sight, instruments: Sequence[str]) -> Chosen:
    """Events while one of these instruments was in force: wholly so certainly, else possibly.

    Cost: O(events within reach of the periods).
    """
    sets = []
    for instrument in sight.get_many(instruments):
        periods = instrument.force if isinstance(instrument, Instrument) else ()
        by_state: dict[ForceState, list[Chosen]] = {}
        ends = [_extent(sight, p) for p in periods if p.state is ForceState.ENDED]
        for period in periods:
            extent = _extent(sight, period)
            if period.state is ForceState.IN_FORCE:
                extent = _cut(extent, ends)
            if period.state in (ForceState.IN_FORCE, ForceState.SUSPENDED):
                by_state.setdefault(period.state, []).append(events_during(sight, extent))
        held = either(by_state.get(ForceState.IN_FORCE, []))
        sets.append(without(held, either(by_state.get(ForceState.SUSPENDED, []))))
    return either(sets)


def _cut(extent: Extent, ends: Sequence[Extent]) -> Extent:
    """A period in force, up to the ends that come after its beginning."""
    for end in ends:
        if not end.undated and extent.start_earliest <= end.start_latest:
            last = min(extent.end_latest, end.start_latest)
            sure = min(extent.end_earliest, max(end.start_earliest, extent.start_earliest))
            start = min(extent.start_latest, last)
            extent = replace(extent, end_latest=last, end_earliest=sure, start_latest=start)
    return extent


def _ends_that_day(extent: Extent, stopped: Extent, day: int) -> bool:
    """Whether this day is both the last one in force and the one on which it stopped.

    The record says both: in force for part of the day.
    """
    last = extent.end_earliest == extent.end_latest == day
    return last and stopped.start_earliest == stopped.start_latest == day


def _extent(sight: Sight, period: ForcePeriod) -> Extent:
    """The days of a period; states that last have no end."""
    extent = sight.extent(period.time)
    if period.state not in _LASTING or extent.undated:
        return extent
    return replace(
        extent,
        end_earliest=POS_INF,
        end_latest=POS_INF,
        end_state="open",
        members=(),
        members_mode="none",
        blocks=None,
        start_days=None,
        end_days=None,
    )
