"""Which days stand beside a written date?

Four bounds as whole day numbers (0 = 1970-01-01, both ends inclusive), absent where there is
no bound, with the state of each end. They are what queries compare: engines disagree on
dates of mixed precision and rdflib mis-sorts years before 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from kg.model import Calendar, Dataset, When
from kg.model.extents import extent_in
from kg.rdf.literals import integer
from kg.rdf.terms import Iri, Literal, Term
from kg.rdf.vocab import BOOLEAN, DATE, G_YEAR, G_YEAR_MONTH, KG, SEM, STRING
from kg.temporal import (
    NEG_INF,
    POS_INF,
    UNDATED,
    Date,
    Interval,
    Limit,
    day_number,
    iso_day,
    parse,
    simple,
)

BOUNDS: Final = (
    (KG("startEarliest"), SEM("hasEarliestBeginTimeStamp")),
    (KG("startLatest"), SEM("hasLatestBeginTimeStamp")),
    (KG("endEarliest"), SEM("hasEarliestEndTimeStamp")),
    (KG("endLatest"), SEM("hasLatestEndTimeStamp")),
)
STATES: Final = (KG("startState"), KG("endState"))
TRUE: Final = Literal("true", BOOLEAN)
SAFE: Final = (day_number(1, 1, 1), day_number(9999, 12, 31))
_TYPES: Final = {1: G_YEAR, 2: G_YEAR_MONTH, 3: DATE}


def stamps(when: When, dataset: Dataset) -> Iterator[tuple[Iri, Term]]:
    """The bounds and states of a date; `sem:` time stamps of days in the years 1 to 9999.

    `kg:hull` marks bounds that say less than the text (sets, gaps in unspecified digits):
    what is impossible by them is impossible, for the rest the text decides.
    """
    extent = extent_in(dataset, when) or UNDATED
    bounds = tuple(zip(BOUNDS, extent.bounds, strict=True))
    for (own, _), day in bounds:
        if NEG_INF < day < POS_INF:
            yield own, integer(day)
    for (_, sem), day in bounds:
        if SAFE[0] <= day <= SAFE[1]:
            yield sem, Literal(iso_day(day), DATE)
    for said, state in zip(STATES, (extent.start_state, extent.end_state), strict=True):
        yield said, KG(f"end-state-{state}")
    if extent.undated:
        yield KG("undated"), TRUE
    elif not simple(extent):
        yield KG("hull"), TRUE


def datings(when: When | None) -> Iterator[tuple[str, Literal]]:
    """`startDate`, `endDate` and `temporalCoverage` of schema.org, exactly as far as known.

    Nothing for a qualified, unspecified, seasonal or far-off date, nor for one that stands as
    written in the Julian calendar: schema.org has no way of saying that it is so, and a padded
    date would be an invented one.
    """
    if when is None or when.edtf is None or when.calendar is Calendar.JULIAN:
        return
    said = plain_ends(when.edtf)
    if said.start is not None:
        yield "startDate", said.start
    if said.end is not None and not (said.single and (when.ongoing or when.ended)):
        yield "endDate", said.end
    if said.open is not None:
        yield "temporalCoverage", said.open


class Ends(NamedTuple):
    """What schema.org can say of a date: both ends, `open` where it is a start without end.

    `single`: it is one date, whose end is not told when what it dates goes on.
    """

    start: Literal | None = None
    end: Literal | None = None
    open: Literal | None = None
    single: bool = False


@lru_cache(maxsize=1 << 16)
def plain_ends(edtf: str) -> Ends:
    """The ends of a date that are known and unqualified."""
    value = parse(edtf).value
    if isinstance(value, Date):
        start = _plain(value)
        return Ends(start, start, single=True)
    if not isinstance(value, Interval):
        return Ends()
    start, end = _plain(value.start), _plain(value.end)
    if start is not None and value.end is Limit.OPEN:
        return Ends(start, end, Literal(f"{start.value}/..", STRING))
    return Ends(start, end)


def _plain(date: Date | Limit) -> Literal | None:
    if isinstance(date, Limit) or any(date.marks) or date.season is not None:
        return None
    year = date.year
    if year.long or year.negative or year.significant is not None or year.value in (None, 0):
        return None
    parts = [part for part in (year.digits, date.month, date.day) if part is not None]
    if any("X" in part for part in parts):
        return None
    return Literal("-".join(parts), _TYPES[len(parts)])
