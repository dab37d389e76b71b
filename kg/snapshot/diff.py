"""What changed between two states of a dataset?

The rows of each kind of record are paired by id and compared on the columns; records are
put together only for those that are told. See `kg.model.differences` for the words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.columns import Rows, Tables
from kg.columns.layout import FOREIGN
from kg.errors import NotFoundError
from kg.model import Clock, Label, Tombstone, label_in
from kg.model.differences import Change, Fate, changes, plain
from kg.model.ids import slug_of
from kg.model.records import CLASSES
from kg.snapshot.comparing import CHANGED, CITED, CONFIRMED, SAME, Comparison
from kg.snapshot.pairing import ids_of, paired, standing
from kg.snapshot.sides import Side

_BLOCK: Final = 4096  # records told at a time
_COMPARED: Final = (Fate.CHANGED, Fate.CONFIRMED, Fate.CITED)
_NO_ROWS: Final = np.zeros(0, dtype=np.uint32)


@dataclass(frozen=True, slots=True)
class Entry:
    """One record that is not the same.

    `changes` of what counts on both sides; `clock` (day, reason) of what was withdrawn;
    `tombstone` of what was erased, where the other side has one.
    """

    id: str
    label: str | None
    changes: tuple[Change, ...] = ()
    clock: Clock | None = None
    tombstone: Tombstone | None = None

    def said(self) -> dict[str, Any]:
        """As text, lists and mappings; what does not apply is left out."""
        found: dict[str, Any] = {"id": self.id, "label": self.label}
        if self.changes:
            found["changes"] = [_said(change) for change in self.changes]
        if self.clock is not None:
            given = ("withdrawn", "reason", "by")
            found |= {name: getattr(self.clock, name) for name in given}
        if self.tombstone is not None:
            given = ("id", "removed", "reason")
            found["tombstone"] = {name: plain(getattr(self.tombstone, name)) for name in given}
        return found


class Found(NamedTuple):
    """Rows of the records of one fate, on the side or sides that have them."""

    before: Rows
    after: Rows

    @property
    def size(self) -> int:
        """How many records."""
        return max(len(self.before), len(self.after))


@dataclass(frozen=True, slots=True, eq=False)
class Differences:
    """What changed from one side to the other; true when anything did.

    `compared` is how many records count before and after; `dataset` how the dataset describes
    itself otherwise (its record day apart); `lost` and `gained` are the statements outside
    the vocabulary, as lines of N-Quads.
    """

    before: Side
    after: Side
    compared: tuple[int, int]
    dataset: tuple[Change, ...] = ()
    lost: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()
    found: Mapping[str, Mapping[Fate, Found]] = field(
        default_factory=lambda: MappingProxyType({}), repr=False
    )

    def __bool__(self) -> bool:
        """Whether anything is not the same."""
        return bool(self.dataset or self.lost or self.gained or self.found)

    def counts(self) -> dict[str, dict[Fate, int]]:
        """How many records of each kind met each fate; kinds without any are left out."""
        return {
            kind: {fate: rows.size for fate, rows in fates.items()}
            for kind, fates in self.found.items()
        }

    def entries(self, kind: str, fate: Fate, limit: int | None = None) -> Iterator[Entry]:
        """The records of a kind that met a fate, by id; `limit` the first of them.

        Cost: O(answer) records put together, block by block.
        """
        rows = self.found.get(kind, {}).get(fate)
        if rows is None:
            return
        side = self.before if not len(rows.after) else self.after
        own = rows.before if side is self.before else rows.after
        order = _by_id(ids_of(side.tables, kind, own), limit)
        for at in range(0, len(order), _BLOCK):
            part = order[at : at + _BLOCK]
            entries = _plain_entries(side, kind, own[part])
            if fate in _COMPARED:
                entries = self._with_changes(kind, entries, rows, part)
            elif fate is Fate.WITHDRAWN:
                clocks = _clocks(side.tables, kind, own[part])
                entries = [replace(e, clock=c) for e, c in zip(entries, clocks, strict=True)]
            elif fate is Fate.GONE:
                entries = _with_tombstones(self.after.tables, entries)
            yield from entries

    def _with_changes(
        self, kind: str, entries: Iterable[Entry], rows: Found, part: Rows
    ) -> list[Entry]:
        olds = self.before.tables.assemble(kind, rows.before[part])
        news = self.after.tables.assemble(kind, rows.after[part])
        return [
            replace(entry, changes=tuple(changes(old, new)))
            for entry, old, new in zip(entries, olds, news, strict=True)
        ]


def diff(before: Side, after: Side, kinds: Sequence[str] = ()) -> Differences:
    """What changed from `before` to `after`: of all, or of records of these kinds only.

    Cost:   about 2 s for a million events on each side, in blocks of bounded memory.
    Raises: NotFoundError when there is no such kind.
    Equals: `kg.model.differences.compared` of all records of both sides
    """
    wanted = chosen(kinds)
    one, two = before.tables, after.tables
    held = (_standing(one, wanted), _standing(two, wanted))
    if before.digest is not None and before.digest == after.digest:
        return Differences(before, after, held)
    found = {kind: MappingProxyType(_of_kind(one, two, kind)) for kind in wanted}
    found = {kind: fates for kind, fates in found.items() if fates}
    whole = Differences(before, after, held, found=MappingProxyType(found))
    if kinds:
        return whole
    described = (c for c in changes(before.dataset, after.dataset) if c.path != "recorded")
    lines = [tables.table(FOREIGN).column("line") for tables in (one, two)]
    return replace(
        whole,
        dataset=tuple(described),
        lost=_without(lines[0], lines[1]),
        gained=_without(lines[1], lines[0]),
    )


def chosen(kinds: Sequence[str]) -> list[str]:
    """These kinds of record in the order of the model; all when none is named.

    Raises: NotFoundError when there is no such kind.
    """
    for kind in kinds:
        if kind not in CLASSES:
            hint = f"one of {', '.join(CLASSES)}"
            raise NotFoundError(f"there is no kind of record {kind!r}", hint=hint)
    return [kind for kind in CLASSES if not kinds or kind in kinds]


def _of_kind(before: Tables, after: Tables, kind: str) -> dict[Fate, Found]:
    """The rows of each fate of one kind of record; fates of none are left out."""
    pairs = paired(before, after, kind)
    one, two = standing(before, kind, pairs.before), standing(after, kind, pairs.after)
    held = Found(pairs.before[one & two], pairs.after[one & two])
    flags = Comparison(before, after).flags(kind, *held)
    masks = {
        Fate.CHANGED: flags & CHANGED != SAME,
        Fate.CONFIRMED: (flags & CONFIRMED != SAME) & (flags & CHANGED == SAME),
        Fate.CITED: flags == CITED,
    }
    found = {fate: Found(held.before[mask], held.after[mask]) for fate, mask in masks.items()}
    fresh = pairs.only_after[standing(after, kind, pairs.only_after)]
    found[Fate.ADDED] = Found(_NO_ROWS, fresh)
    found[Fate.REINSTATED] = Found(_NO_ROWS, pairs.after[~one & two])
    found[Fate.WITHDRAWN] = Found(_NO_ROWS, pairs.after[one & ~two])
    found[Fate.GONE] = Found(pairs.only_before, _NO_ROWS)
    return {fate: found[fate] for fate in Fate if found[fate].size}


def _standing(tables: Tables, kinds: Iterable[str]) -> int:
    """How many records of these kinds count."""
    rows = ((kind, np.arange(tables.count(kind), dtype=np.uint32)) for kind in kinds)
    return sum(int(np.count_nonzero(standing(tables, kind, every))) for kind, every in rows)


def _by_id(ids: Any, limit: int | None) -> Rows:
    """The places of these ids in the order of code points, the first ones when limited."""
    if limit is None or limit >= len(ids):
        order = pc.sort_indices(ids)
    else:
        keys = [("id", "ascending")]
        order = pc.select_k_unstable(pa.table({"id": ids}), limit, sort_keys=keys)
    places: Rows = order.to_numpy().astype(np.uint32)
    return places


def _plain_entries(side: Side, kind: str, rows: Rows) -> list[Entry]:
    ids = ids_of(side.tables, kind, rows).to_pylist()
    return [Entry(i, label) for i, label in zip(ids, _labels(side, kind, rows), strict=True)]


def _labels(side: Side, kind: str, rows: Rows) -> list[str | None]:
    """What these records are called, in the dataset's languages; None where they have no label."""
    table = f"{kind}.labels"
    if table not in side.tables.names:
        return [None] * len(rows)
    flat, counts = side.tables.lists(table).of(rows)
    columns = (side.tables.view(table, name).take(flat) for name in ("lang", "text"))
    given = iter([Label(lang, text) for lang, text in zip(*columns, strict=True)])
    found = []
    for count in counts.tolist():
        label = label_in([next(given) for _ in range(count)], *side.dataset.languages)
        found.append(label.text if label else None)
    return found


def _clocks(tables: Tables, kind: str, rows: Rows) -> list[Clock]:
    return [record.clock for record in tables.assemble(kind, rows)]


def _with_tombstones(tables: Tables, entries: Sequence[Entry]) -> list[Entry]:
    """The same entries, each with the tombstone that bears its slug."""
    names = [f"tombstone/{slug_of(entry.id)}" for entry in entries]
    stones = [rows[-1:] for rows in tables.rows_of_many("tombstone", names)]
    told = iter(tables.assemble("tombstone", np.concatenate([_NO_ROWS, *stones])))
    return [
        replace(entry, tombstone=next(told)) if len(stone) else entry
        for entry, stone in zip(entries, stones, strict=True)
    ]


def _without(lines: Any, others: Any) -> tuple[str, ...]:
    """The lines that are not among the others, sorted."""
    alone = pc.invert(pc.is_in(lines, value_set=others.combine_chunks()))
    return tuple(sorted(lines.filter(alone).to_pylist()))


def _said(change: Change) -> dict[str, Any]:
    return {"path": change.path, "before": change.before, "after": change.after}
