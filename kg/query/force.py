"""Which instruments were in force then, as far as their records say so?

Whether an instrument was in force is asked day by day (`kg.query.periods`); everything else
follows from that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.errors import FilterError
from kg.model import Event, EventPlace, ForcePeriod, ForceState, Instrument, PlaceRole
from kg.query.ask import On, Window
from kg.query.holders import held_on, one_of_two
from kg.query.names import named
from kg.query.periods import days_in_force, periods_of
from kg.query.rows import Chosen, either
from kg.query.sight import Sight
from kg.query.spans import events_during
from kg.temporal import Match

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
    on: On = None,
    window: Window | None = None,
) -> list[InForce]:
    """All states that an instrument certainly or possibly was in on a day, throughout days, or in
    a window.

    Without a day that of `asOf` counts, and without that every state of the record, unjudged.
    Order: as in the record.
    """
    day = None if window is not None else _day(sight, on)
    if day is None and window is None:
        return [InForce(instrument, p, p.state, None) for p in instrument.force]
    found = []
    for held in periods_of(sight, instrument):
        if window is not None:
            match = held.in_window(window)
        elif day is not None:
            match = held_on(held.days, day)
        if match is not None:
            found.append(InForce(instrument, held.period, held.period.state, match))
    return found


def instruments_in_force(
    sight: Sight,
    jurisdictions: Sequence[str] | None,
    on: On = None,
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
    if window is None and _day(sight, on) is None:
        raise FilterError(
            "in force on which day?",
            hint="give `on`, a window, or the clock `asOf`",
            argument="on",
        )
    found = _instruments(sight, jurisdictions, include_containing=include_containing)
    forces = (force for i in found for force in force_of(sight, i, on, window))
    return [force for force in forces if force.state in states]


def instruments_at(sight: Sight, event: Event, jurisdiction: str | None = None) -> list[InForce]:
    """The instruments in force at an event: throughout it certainly, at some time possibly.

    Without a jurisdiction those of the places at which the event was or which it targeted,
    and of the places that contain these.
    """
    extent = sight.extent(event.time)
    places = [jurisdiction] if jurisdiction is not None else _places(event.places)
    found = []
    for instrument in _instruments(sight, places, include_containing=True):
        for held in periods_of(sight, instrument):
            match = held.days.during(extent) if held.period.state in IN_FORCE else None
            if match is not None:
                found.append(InForce(instrument, held.period, held.period.state, match))
    return found


def _instruments(
    sight: Sight, jurisdictions: Sequence[str] | None, *, include_containing: bool
) -> list[Instrument]:
    rows = sight.every("instrument")
    if jurisdictions is not None:
        places = named(sight, "place", jurisdictions, "jurisdiction")
        places = sight.above(places, "within") if include_containing else places
        rows = sight.found("instrument.jurisdiction", places)
    return sight.records("instrument", rows)


def _places(places: Iterable[EventPlace]) -> list[str]:
    roles = (PlaceRole.AT, PlaceRole.TARGET)
    return [p.place for p in places if p.role in roles]


def _day(sight: Sight, on: On) -> On:
    return sight.clocks.as_of if on is None else on


def while_in_force(sight: Sight, instruments: Sequence[str]) -> Chosen:
    """Events while one of these instruments was in force: throughout certainly, else possibly.

    Cost: O(events within reach of the periods).
    """
    records = [r for r in sight.get_many(instruments) if isinstance(r, Instrument)]
    return either([events_during(sight, days_in_force(sight, r)) for r in records])
