"""How did things stand on the day of `asOf`?

Statuses, names and relations change; of each, the state is taken that held on that day, and
without a day the latest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from kg.index import Mask, Rows
from kg.model import (
    Event,
    EventStatus,
    Evidence,
    FieldType,
    Label,
    Many,
    Name,
    NameKind,
    Record,
    Source,
    Status,
    When,
    fields_of,
    label_in,
)
from kg.query.reported import Levels
from kg.query.sight import Sight
from kg.query.spans import lasting
from kg.query.stated import part_levels
from kg.temporal import NEG_INF, POS_INF, Match, Relation, judge

STATUSES = "event.statuses"
# Of statuses of one day the later in this list counts.
PROGRESS: Final = (
    Status.ALLEGED,
    Status.ANNOUNCED,
    Status.SCHEDULED,
    Status.ONGOING,
    Status.HAPPENED,
    Status.CANCELLED,
)


def status_of(sight: Sight, event: Event) -> EventStatus | None:
    """The status that counts: the latest that may have begun by `asOf`; undated ones first."""
    as_of = POS_INF if sight.clocks.as_of is None else sight.clocks.as_of
    best: tuple[tuple[int, int, int, str], EventStatus] | None = None
    for status in event.statuses:
        extent = sight.extent(status.time)
        since = (NEG_INF, NEG_INF) if extent.undated else extent.bounds[:2]
        if since[0] > as_of:
            continue
        key = (*since, PROGRESS.index(status.status), status.key)
        if best is None or key > best[0]:
            best = key, status
    return best[1] if best else None


class Statuses(NamedTuple):
    """The statuses that may count of events: the position of the event, the place in `PROGRESS`.

    Several where the latest was only possibly reported: then an earlier one may count.
    `settled`: of each event, whether one of them counts for certain.
    """

    event: npt.NDArray[np.int64]
    rank: npt.NDArray[np.int64]
    settled: Mask

    def among(self, ranks: Sequence[int]) -> tuple[Mask, Mask]:
        """Of which events one of these statuses possibly, and certainly counts."""
        wanted = np.isin(self.rank, ranks)
        possible, other = np.zeros((2, len(self.settled)), dtype=bool)
        possible[self.event[wanted]] = True
        other[self.event[~wanted]] = True
        return possible, possible & self.settled & ~other


def statuses(sight: Sight, rows: Rows) -> Statuses:
    """The statuses that may count of event rows.

    Equals: status_of(event).status, where every status was certainly reported
    """
    parts, owner, levels = _begun(sight, rows)
    sure, later = levels == 2, np.full(len(rows), -1, dtype=np.int64)
    later[owner[sure]] = np.flatnonzero(sure)  # the last certain one of each
    kept = np.arange(len(parts)) >= later[owner]
    return Statuses(owner[kept], _ranks(sight, parts[kept]), later >= 0)


def status_parts(sight: Sight, rows: Rows) -> npt.NDArray[np.int64]:
    """The row of the status that counts of each event row, -1 for none.

    Equals: status_of(event), as the row it is read from
    """
    parts, owner, _ = _begun(sight, rows)
    found = np.full(len(rows), -1, dtype=np.int64)
    found[owner] = parts  # of repeated owners the last one stays
    return found


def _ranks(sight: Sight, parts: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """The place in `PROGRESS` of these statuses."""
    names = sight.tables.words(STATUSES, "status")
    ranks = [PROGRESS.index(Status(name)) for name in names.many(range(len(names))) if name]
    codes: npt.NDArray[np.int64] = sight.tables.column(STATUSES, "status")[parts]
    return np.array(ranks, dtype=np.int64)[codes]


def _begun(sight: Sight, rows: Rows) -> tuple[Rows, npt.NDArray[np.int64], Levels]:
    """The statuses that may have begun by `asOf` and been reported: their rows, the positions of
    their events, their levels; of an event the latest last.
    """
    tables, times = sight.tables, sight.index.times(f"{STATUSES}.time", "")
    parts, counts = tables.lists(STATUSES).of(rows)
    owner = np.repeat(np.arange(len(rows)), counts)
    as_of = POS_INF if sight.clocks.as_of is None else sight.clocks.as_of
    earliest, latest = np.full((2, len(parts)), NEG_INF)
    inner = times.of_parts(parts)
    dated = inner >= 0
    dated[dated] = times.dated[inner[dated]]
    earliest[dated] = times.start_earliest[inner[dated]]
    latest[dated] = times.start_latest[inner[dated]]
    levels = part_levels(sight, STATUSES, parts)
    given = (earliest <= as_of) & (levels > 0)
    parts, owner, levels = parts[given], owner[given], levels[given]
    keys = tables.column(STATUSES, "key")[parts]
    order = np.lexsort((keys, _ranks(sight, parts), latest[given], earliest[given], owner))
    return parts[order], owner[order], levels[order]


def name_of(sight: Sight, record: Record, langs: Sequence[str]) -> Label | None:
    """What a record is called, in the first of these languages that has a name.

    With `asOf`, a name that held on that day goes before the label: certain ones, official
    ones first.
    """
    wanted = tuple(langs) or sight.dataset.languages
    held: list[tuple[bool, bool, Name]] = []
    for name in getattr(record, "names", ()):
        match = _held(sight, name)
        if match is not None:
            held.append((match is not Match.CERTAIN, name.kind is not NameKind.OFFICIAL, name))
    if held:
        best = min(rank[:2] for rank in held)
        names = [Label(n.lang, n.text) for *rank, n in held if tuple(rank) == best]
        return label_in(names, *wanted)
    labels = getattr(record, "labels", ())
    return label_in(labels, *wanted)


def _held(sight: Sight, name: Name) -> Match | None:
    if sight.clocks.as_of is None or name.time is None:
        return None
    as_of = sight.clocks.as_of
    return judge(sight.extent(name.time), Relation.OVERLAPS, as_of, as_of)


def holding(sight: Sight, table: str, rows: Rows) -> Mask:
    """Which tenures or relations may stand on the day of `asOf`; all of them without a day."""
    return stands(sight, table, rows) > 0


def stands(sight: Sight, table: str, rows: Rows) -> Levels:
    """How surely tenures or relations stand on the day of `asOf`; surely without a day.

    Those dated by a period must possibly hold on that day; a relation dated by a plain date
    came about then, and may stand from then on. Undated relations always stand, undated tenures
    possibly. A relation of an event that is not to be seen does not stand.
    Equals: kg.query.spans.relation_held of relations, on that day
    """
    as_of = sight.clocks.as_of
    if as_of is None:
        return np.full(len(rows), 2, dtype=np.int8)
    times = sight.index.times(table)
    level = times.judged(rows, Relation.OVERLAPS, as_of, as_of).levels
    if table == "relation":
        level[~times.dated[rows]] = 2
        since = ~lasting(sight, rows) & (times.start_earliest[rows] <= as_of)
        level[since] = np.maximum(level[since], 1)
        for column in ("subject", "object"):
            level[~_ends_seen(sight, column, rows)] = 0
    return level


def _ends_seen(sight: Sight, column: str, rows: Rows) -> Mask:
    ends = sight.tables.view("relation", column).take(rows)
    events = sorted({end for end in ends if end.startswith("event/")})
    hidden = {e for e, row in zip(events, sight.rows("event", events), strict=True) if row is None}
    return np.array([end not in hidden for end in ends], dtype=bool)


def evidence_in(value: Any) -> Iterator[str]:
    """The ids of all evidence that a record or part names, at any depth.

    Evidence of a date is left out: it shows how the date was worked out, perhaps from another
    source, and does not assert what happened.
    """
    for field in fields_of(type(value)):
        inner = getattr(value, field.name)
        many = inner if field.many is Many.MANY else () if inner is None else (inner,)
        if field.kinds == ("evidence",):
            yield from many
        elif field.sort is FieldType.PART and field.part is not When:
            for part in many:
                yield from evidence_in(part)


def sources_of(sight: Sight, record: Record) -> list[Source]:
    """The sources of a record's evidence, at any depth, and of a claim its document; by id."""
    cited = sight.get_many(sorted(set(evidence_in(record))))
    found = {item.source for item in cited if isinstance(item, Evidence)}
    document = getattr(record, "document", None)
    if document is not None:
        found.add(document)
    sources = sight.get_many(sorted(found))
    return [source for source in sources if isinstance(source, Source)]
