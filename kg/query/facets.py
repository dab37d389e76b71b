"""By which values do the events of an answer divide?

An event counts once for each value that it has itself: kinds and places are not rolled up
into broader ones. Counted under the whole filter.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from kg.columns import Strings
from kg.index import Ints, Rows, gathered
from kg.query.answers import FacetValue
from kg.query.ask import FacetBy
from kg.query.reported import Levels
from kg.query.rows import Chosen
from kg.query.sight import Sight
from kg.query.stated import part_levels
from kg.query.states import PROGRESS, statuses
from kg.query.who import PARTS


class Values(NamedTuple):
    """Values of events: the position of the event in the answer, the code, the names, and how
    surely the event has each.
    """

    event: Ints
    code: Ints
    names: Callable[[Ints], list[str]]
    level: Levels


def facet(sight: Sight, chosen: Chosen, by: FacetBy, first: int) -> list[FacetValue]:
    """The values of the events of an answer, with how many events have each.

    An event has a value certainly when it certainly is in the answer and the value was certainly
    reported of it.
    Order:  by possible and certain count, both falling, then id.
    Cost:   O(values), vectorised.
    Equals: tests/properties/query_brute.py, which counts event by event
    """
    event, code, names, level = _VALUES[by](sight, chosen.rows)
    flags = chosen.certain[event] & (level == 2)
    given = code >= 0
    pairs = code.astype(np.int64) * len(chosen.rows) + event
    values, possible = _counted(pairs[given], len(chosen.rows))
    surely, counts = _counted(pairs[given & flags], len(chosen.rows))
    certain = np.zeros(len(values), dtype=np.int64)
    certain[values.searchsorted(surely)] = counts
    texts = np.array(names(values), dtype=object)
    order = sorted(range(len(values)), key=lambda i: (-possible[i], -certain[i], texts[i]))
    return [FacetValue(str(texts[i]), int(certain[i]), int(possible[i])) for i in order[:first]]


def _counted(pairs: Ints, events: int) -> tuple[Ints, Ints]:
    """Each code among pairs (code times the number of events, plus the position of the event),
    and how many events have it.
    """
    return np.unique(np.unique(pairs) // max(events, 1), return_counts=True)


def _listed(sight: Sight, rows: Rows, table: str, column: str) -> Values:
    """The words of a column of a list table of events."""
    parts, counts = sight.tables.lists(table).of(rows)
    event = np.repeat(np.arange(len(rows)), counts)
    code, names = sight.tables.column(table, column)[parts], _words(sight, table, column)
    if column == "value":
        return Values(event, code, names, _certainly(code))
    level = part_levels(sight, table, parts)
    said = level > 0
    return Values(event[said], code[said], names, level[said])


def _words(sight: Sight, table: str, column: str) -> Callable[[Ints], list[str]]:
    words: Strings = sight.tables.words(table, column)
    return lambda codes: [text or "" for text in words.many(codes)]


def _kinds(sight: Sight, rows: Rows) -> Values:
    return _listed(sight, rows, "event.kinds", "value")


def _places(sight: Sight, rows: Rows) -> Values:
    return _listed(sight, rows, "event.places", "place")


def _instruments(sight: Sight, rows: Rows) -> Values:
    return _listed(sight, rows, "event.instruments", "instrument")


def _roles(sight: Sight, rows: Rows) -> Values:
    return _listed(sight, rows, PARTS, "role")


def _statuses(sight: Sight, rows: Rows) -> Values:
    event, rank, settled = statuses(sight, rows)
    several = np.zeros(len(rows), dtype=bool)
    several[event[1:][(event[1:] == event[:-1]) & (rank[1:] != rank[:-1])]] = True
    level = np.where(settled & ~several, np.int8(2), np.int8(1))[event]
    return Values(event, rank, lambda at: [str(PROGRESS[i]) for i in at], level)


def _obtained(sight: Sight, rows: Rows) -> Values:
    codes = sight.tables.column("event", "time_obtained")[rows]
    names = _words(sight, "event", "time_obtained")
    return Values(np.arange(len(rows)), codes, names, _certainly(codes))


def _certainly(codes: Ints) -> Levels:
    return np.full(len(codes), 2, dtype=np.int8)


def _actors(sight: Sight, rows: Rows) -> Values:
    """Actors by name, and holders of tenures that stand without one."""
    return _joined(sight, rows, "actor", "tenure", "holder", alone=True)


def _offices(sight: Sight, rows: Rows) -> Values:
    """Offices by name, and those of the tenures that are named."""
    return _joined(sight, rows, "office", "tenure", "office", alone=False)


def _joined(
    sight: Sight, rows: Rows, column: str, through: str, target: str, *, alone: bool
) -> Values:
    """A column of participations, and a column of the records that another one names.

    `alone`: these only where the first column is empty.
    """
    event, code, names, level = _listed(sight, rows, PARTS, column)
    _, link, links, _ = _listed(sight, rows, PARTS, through)
    size = len(sight.tables.words(PARTS, column))
    used = np.unique(link[(link >= 0) & (code < 0) if alone else link >= 0])
    records = sight.rows(through, links(used))
    given = [row for row in records if row is not None]
    found = iter(sight.tables.view(through, target).take(np.array(given, dtype=np.uint32)))
    texts = [None if row is None else next(found) for row in records]
    extra = sorted({t for t in texts if t is not None})
    known = {t: sight.tables.code(PARTS, column, t) for t in extra}
    place = {t: size + i if known[t] is None else known[t] for i, t in enumerate(extra)}
    codes: npt.NDArray[Any] = np.full(len(sight.tables.words(PARTS, through)) + 1, -1)
    codes[used] = [-1 if t is None else place[t] for t in texts]
    told = np.zeros(len(codes), dtype=np.int8)
    told[used[codes[used] >= 0]] = sight.levels(through, np.array(given, dtype=np.uint32))
    second = np.where(code < 0, codes[link], -1) if alone else codes[link]

    def named(at: Ints) -> list[str]:
        own = iter(names(at[at < size]))
        return [extra[i - size] if i >= size else next(own) for i in at.tolist()]

    every = np.concatenate([event, event]), np.concatenate([code, second])
    return Values(*every, named, np.concatenate([level, np.minimum(level, told[link])]))


def _sources(sight: Sight, rows: Rows) -> Values:
    """The sources of the evidence of an event, at any depth."""
    first, counts = gathered(sight.index.evidence_of_event, rows)
    every = np.arange(sight.tables.count("evidence"), dtype=np.uint32)
    seen = every[sight.levels("evidence", every) > 0]
    source, level = np.full(len(every), -1, dtype=np.int64), np.zeros(len(every), dtype=np.int8)
    source[sight.index.evidence_first[seen]] = sight.tables.column("evidence", "source")[seen]
    level[sight.index.evidence_first[seen]] = sight.levels("evidence", seen)
    event = np.repeat(np.arange(len(rows)), counts)
    return Values(event, source[first], _words(sight, "evidence", "source"), level[first])


_VALUES: dict[FacetBy, Callable[[Sight, Rows], Values]] = {
    FacetBy.KIND: _kinds,
    FacetBy.STATUS: _statuses,
    FacetBy.ACTOR: _actors,
    FacetBy.ROLE: _roles,
    FacetBy.OFFICE: _offices,
    FacetBy.PLACE: _places,
    FacetBy.INSTRUMENT: _instruments,
    FacetBy.SOURCE: _sources,
    FacetBy.OBTAINED: _obtained,
}
