"""Who held which office then?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kg.errors import FilterError
from kg.index import Rows
from kg.model import Actor, Office, Tenure
from kg.query.names import named
from kg.query.sight import Sight
from kg.query.spans import throughout
from kg.query.states import holding
from kg.temporal import Match


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
    on: int | tuple[int, int] | None = None,
    *,
    include_contained: bool = False,
) -> list[Holding]:
    """Who held an office, or the offices of a place, on a day or throughout days.

    Without a day that of `asOf` counts, and without that every tenure is given. The offices
    of a place are those whose jurisdiction it is; with `include_contained` also those of
    places that lie in it.
    Order: by office, then earliest start, then id of the tenure.
    Raises: FilterError when neither office nor place is given, or one is not known.
    """
    offices = _offices(sight, office, jurisdiction, include_contained=include_contained)
    rows = sight.found("tenure.office", offices)
    times = sight.index.times("tenure")
    rows = rows[np.argsort(times.start_earliest[rows], kind="stable")]
    day = sight.clocks.as_of if on is None else on
    found = []
    for row, tenure in zip(rows.tolist(), sight.records("tenure", rows), strict=True):
        first, last = day if isinstance(day, tuple) else (day, day)
        match = None
        if first is not None and last is not None:
            match = throughout(times.extent(row), first, last)
            if match is None:
                continue
        found.append((tenure, match))
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
