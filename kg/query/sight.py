"""Which records are to be seen at these clocks?

`levels` is the one gate: 2 certainly seen, 1 possibly (reported by an undated source), 0 not.
Everything that a view answers goes through it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, Protocol

import numpy as np

from kg.columns import Tables, table_of
from kg.index import FAMILIES, Index, Mask, Rows
from kg.model import Dataset, Record, When
from kg.model.extents import extent_for
from kg.model.ids import SCHEMES, record_id
from kg.query.ask import NOW, Clocks
from kg.query.limits import DEFAULT_LIMITS, QueryLimits
from kg.query.reported import Levels, Reported
from kg.temporal import Extent

BELOW_KEPT: Final = 4_096
_BELOW: Final = "below"
"""What hangs below ids as seen now, for the last questions, is kept under this name."""


class Ground(Protocol):
    """What a view stands on: a snapshot, or tables in memory with their index."""

    @property
    def digest(self) -> str:
        """The sha256 that names the content."""
        ...

    @property
    def dataset(self) -> Dataset:
        """The dataset itself."""
        ...

    @property
    def tables(self) -> Tables:
        """The columns."""
        ...

    @property
    def index(self) -> Any:
        """The `kg.index.Index` over them."""
        ...


class Sight:
    """The records of a snapshot at one setting of the clocks; `now` at no setting of any.

    Made for one request: what was read is kept until it is dropped.
    """

    def __init__(
        self, ground: Ground, clocks: Clocks = NOW, limits: QueryLimits = DEFAULT_LIMITS
    ) -> None:
        self.ground = ground
        self.tables: Tables = ground.tables
        self.index: Index = ground.index
        self.dataset: Dataset = ground.dataset
        self.digest: str = ground.digest
        self.clocks = clocks
        self.now: Final = clocks == NOW
        self.limits = limits
        known = clocks.known_at
        self.past = known is not None and known < self.index.last_day
        self.reported = (
            None
            if clocks.reported_by is None
            else Reported(self.tables, self.index, clocks.reported_by, self.standing)
        )
        self._kept: dict[str, dict[int, Any]] = {}

    # ---- which rows count

    def standing(self, table: str, rows: Rows) -> Mask:
        """Which rows are versions that count on the day of `known_at` (by default: now)."""
        withdrawn = self.tables.column(table, "clock_withdrawn_day")
        known = self.clocks.known_at
        if known is None:  # everything is recorded by the last day
            if self.unchanged(table):
                return np.ones(len(rows), dtype=bool)
            current: Mask = self.index.last_day < withdrawn[rows]
            return current
        recorded = self.tables.column(table, "clock_recorded_day")[rows]
        mask: Mask = (recorded <= known) & (known < withdrawn[rows])
        return mask

    def unchanged(self, table: str) -> bool:
        """Whether no row of a table was ever withdrawn, as the file itself says. Cost: O(1)."""
        return self.index.unchanged(table)

    def levels(self, table: str, rows: Rows) -> Levels:
        """How surely these rows are seen: 2, 1, or 0 for not at all.

        Of events, `as_of` shows those that may have begun by then, certainly those that had.
        """
        found = np.where(self.standing(table, rows), np.int8(2), np.int8(0))
        if self.reported is not None:
            found = np.minimum(found, self.reported.records(table, rows))
        if table == "event" and self.clocks.as_of is not None:
            times, day = self.index.times("event"), self.clocks.as_of
            begun = (times.start_earliest[rows] <= day).astype(np.int8)
            begun += times.dated[rows] & (times.start_latest[rows] <= day)
            found = np.minimum(found, begun)
        return found

    def seen(self, table: str, rows: Rows) -> Rows:
        """Those of these rows that are seen, certainly or possibly."""
        kept: Rows = rows[self.levels(table, rows) > 0]
        return kept

    def every(self, table: str) -> Rows:
        """All rows of a record table that are seen, in row order. Cost: O(rows of the table)."""
        return self.seen(table, np.arange(self.tables.count(table), dtype=np.uint32))

    def find(self, family: str, ids: Sequence[str]) -> Rows:
        """The rows in which a family has one of these ids, whether or not they are seen.

        Families that list parts give rows of the part table.
        """
        return self.index.rows(family, ids, past=self.past)

    def found(self, family: str, ids: Sequence[str]) -> Rows:
        """The same, only records that are seen; for families that list records."""
        return self.seen(FAMILIES[family].root, self.find(family, ids))

    def row(self, identifier: str) -> int | None:
        """The row of the version of a record that is seen.

        Equals: kg.query.sight.Sight.rows of this one id
        """
        table = table_of(identifier)
        if table is None:
            return None
        if self.now and self.unchanged(table):
            rows = self.tables.rows_of(identifier)
            return int(rows[-1]) if len(rows) else None
        return self.rows(table, [identifier])[0]

    def rows(self, table: str, ids: Sequence[str]) -> list[int | None]:
        """The row of each of these records that is seen, None where none is."""
        groups = self.tables.rows_of_many(table, ids)
        if not groups:
            return []
        flat = np.concatenate(groups)
        seen = self.levels(table, flat) > 0
        found: list[int | None] = []
        at = 0
        for group in groups:
            kept = group[seen[at : at + len(group)]]
            found.append(int(kept[-1]) if len(kept) else None)
            at += len(group)
        return found

    def rows_seen(self, table: str, ids: Iterable[str]) -> dict[str, int]:
        """The rows of those of these records that are seen, by id."""
        distinct = sorted({*ids})
        rows = self.rows(table, distinct)
        return {name: row for name, row in zip(distinct, rows, strict=True) if row is not None}

    def ids(self, table: str, rows: Rows | Sequence[int]) -> list[str]:
        """The ids of these rows."""
        return [text or "" for text in self.tables.words(table, "id").many(rows)]

    # ---- records

    def records(self, table: str, rows: Rows | Sequence[int]) -> list[Any]:
        """The records in these rows, in this order; read once for all that are not kept yet."""
        kept = self._kept.setdefault(table, {})
        wanted = [int(row) for row in rows]
        missing = sorted({row for row in wanted if row not in kept})
        if missing:
            fresh = self.tables.assemble(table, missing)
            if self.reported is not None:
                fresh = [self.reported.pruned(record) for record in fresh]
            kept.update(zip(missing, fresh, strict=True))
        return [kept[row] for row in wanted]

    def get(self, identifier: str, kind: str | None = None) -> Record | None:
        """The record of an id as it is seen, or None; a slug will do when `kind` is given.

        Raises: IdentifierError when a slug or kind is malformed.
        """
        return self.get_many([identifier], kind)[0]

    def get_many(self, identifiers: Sequence[str], kind: str | None = None) -> list[Record | None]:
        """The same for many ids, in their order: one read for each table."""
        whole = [i if kind is None else record_id(kind, i) for i in identifiers]
        groups: dict[str, list[int]] = {}
        for place, identifier in enumerate(whole):
            table = table_of(identifier)
            if table is not None:
                groups.setdefault(table, []).append(place)
        answer: list[Record | None] = [None] * len(whole)
        for table, places in groups.items():
            rows = self.rows(table, [whole[place] for place in places])
            given = [row for row in rows if row is not None]
            read = iter(self.records(table, given))
            for place, row in zip(places, rows, strict=True):
                answer[place] = None if row is None else next(read)
        return answer

    def all(self, kind: str) -> list[Any]:
        """Every record of a kind that is seen, in row order; a concept scheme is a kind too."""
        if kind not in SCHEMES:
            return self.records(kind, self.every(kind))
        concepts = self.records("concept", self.every("concept"))
        return [concept for concept in concepts if concept.id.startswith(kind + "/")]

    def versions(self, identifier: str) -> list[Any]:
        """Every version of a record, by version, whatever the clocks say."""
        table = table_of(identifier)
        rows = self.tables.rows_of(identifier)
        return [] if table is None else self.tables.assemble(table, rows)

    def extent(self, when: When | None) -> Extent:
        """The bounds of a date of this dataset."""
        return extent_for(when, self.dataset.hemisphere)

    # ---- down and up

    def below(self, family: str, ids: Sequence[str]) -> list[str]:
        """These ids and all that hang from them by a family, at any depth, each once.

        Order: these ids, then level by level. Circles end where they began.
        """
        if not ids:
            return []
        if not self.now:
            return self._below(family, ids)
        kept: dict[tuple[str, ...], list[str]] = self.index.once(_BELOW, dict)
        key = (family, *ids)
        if key not in kept:
            if len(kept) >= BELOW_KEPT:
                kept.clear()
            kept[key] = self._below(family, ids)
        return list(kept[key])

    def _below(self, family: str, ids: Sequence[str]) -> list[str]:
        table = FAMILIES[family].root
        found = dict.fromkeys(ids)
        level = list(found)
        while level:
            rows = self.found(family, level)
            level = [i for i in self.ids(table, rows) if i not in found]
            found.update(dict.fromkeys(level))
        return list(found)

    def above(self, ids: Sequence[str], field: str) -> list[str]:
        """These ids and all that they hang from by a field of references, each once."""
        found = dict.fromkeys(ids)
        level = list(found)
        while level:
            records = [record for record in self.get_many(level) if record is not None]
            above = [i for record in records for i in getattr(record, field)]
            level = [i for i in dict.fromkeys(above) if i not in found]
            found.update(dict.fromkeys(level))
        return list(found)
