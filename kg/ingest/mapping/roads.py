"""How does a mapping become records: which files are read, which road is taken?

`mapped` takes the vectorised road and gives pieces of tables; `plainly` takes the plain one
and gives records. Both read the same files by the same plan, and give the same rejects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from kg.columns import shred
from kg.errors import KgError, SeedError
from kg.ingest.limits import ReadLimits
from kg.ingest.mapping.cells import Cell, cleaned, end_to_end
from kg.ingest.mapping.coded import Coded, Ints, compact, constant
from kg.ingest.mapping.gather import Gathering, ahead
from kg.ingest.mapping.maker import Maker
from kg.ingest.mapping.merging import finished
from kg.ingest.mapping.parts import State, TableMapping
from kg.ingest.mapping.pieces import Piece, part_of, table_of_kind
from kg.ingest.mapping.plan import Plan, plan
from kg.ingest.mapping.related import Related
from kg.ingest.mapping.rows import Made
from kg.ingest.mapping.telling import Bad
from kg.ingest.mapping.vector import LeftOut, VectorMaker
from kg.ingest.records import Scope
from kg.ingest.tables.form import Batch, Reject, TableForm
from kg.ingest.tables.reading import Table, open_table
from kg.model import Clock, Dataset, Evidence, Source, fields_of, slug_of

BATCH: Final = 100_000  # rows at a time: some 50 MB of cells and records for each thread
Tell = Callable[[str], None]


@dataclass(slots=True)
class Mapped:
    """What one state of a table gave: pieces, the rows that could not be used, and notes."""

    mapping: TableMapping
    state: State
    evidence: str  # the id of the evidence that cites the table
    rows: int = 0
    pieces: list[Piece] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def unused(self) -> int:
        """How many rows could not be used, wholly or in part."""
        return len({reject.row for reject in self.rejects})

    @property
    def day(self) -> str:
        """The record day of the state."""
        return str(self.state.recorded)


@dataclass(frozen=True, slots=True)
class Opened:
    """The files of one state, and what does not depend on their rows."""

    table: Table
    related: Mapping[str, Table]
    plan: Plan
    source: Source
    evidence: Evidence
    others: Sequence[Any]  # records beside the source: its publisher …

    @property
    def given(self) -> list[Any]:
        """The records that stand for the table itself."""
        return [self.source, self.evidence, *self.others]


def opened(
    mapping: TableMapping,
    state: State,
    folder: Path,
    dataset: Dataset,
    limits: ReadLimits,
    scope: Scope,
) -> Opened | None:
    """The files of a state, or None after what is wrong with them was written down."""
    if state.recorded is None:
        fault = SeedError(
            "the table has no record day", hint="add recorded: to the mapping or to dataset.yaml"
        )
        scope.fault(fault, 1, "recorded")
        return None
    try:
        table = _table(folder, state.file, mapping.form, limits)
        related = {
            name: _table(folder, state.related.get(name, other.file), other.form, limits)
            for name, other in mapping.related.items()
        }
    except KgError as fault:
        scope.fault(fault, state.line, "table")
        return None
    columns = {name: other.columns for name, other in related.items()}

    @cache
    def elsewhere() -> frozenset[str]:
        others = (one for one in mapping.states if one is not state)
        return frozenset(c for one in others for c in _header(folder, one, mapping.form, limits))

    made = plan(mapping, dataset, table.columns, columns, scope, elsewhere)
    if made is None:
        return None
    try:
        return _itself(made, state, table.with_empty(made.absent), related)
    except Bad as bad:
        scope.fault(SeedError(bad.reason), mapping.source.line, "source")
        return None


def _table(folder: Path, name: str, form: Any, limits: ReadLimits) -> Table:
    if not (folder / name).is_file():
        raise SeedError(
            f"there is no file {name}", hint="the path counts from the folder of the mapping"
        )
    return open_table(folder / name, form, limits, name=name)


def _header(folder: Path, state: State, form: TableForm, limits: ReadLimits) -> tuple[str, ...]:
    """The columns of a table on another day; none where it cannot be read: that day tells it."""
    try:
        return _table(folder, state.file, form, limits).columns
    except KgError:
        return ()


def _itself(made: Plan, state: State, table: Table, related: Mapping[str, Table]) -> Opened:
    """The records that stand for the table itself."""
    day = str(state.recorded)
    maker = Maker(made, day, "evidence/none", "source/none")
    records = [one.record for one in maker.alone(made.mapping.source)]
    source = records[-1]  # inline ones come before it
    assert isinstance(source, Source)  # noqa: S101  (it is the template of a source)
    evidence = Evidence(
        id=f"evidence/{slug_of(source.id)}", source=source.id, clock=Clock(recorded=day)
    )
    others = [_citing(record, evidence.id) for record in records if record is not source]
    source = replace(source, file=source.file or state.file, sha256=table.sha256, evidence=())
    return Opened(table, related, made, finished(source), evidence, others)


def _citing(record: Any, evidence: str) -> Any:
    """A record that the mapping describes beside the source; the table is why it is there."""
    if any(field.name == "evidence" for field in fields_of(type(record))):
        record = replace(record, evidence=(evidence,))
    return finished(record)


def mapped(found: Opened, state: State, dataset: Dataset, tell: Tell) -> Mapped:
    """The pieces of one state, by the vectorised road.

    Equals: kg.ingest.mapping.roads.plainly, record by record
    """
    mapping = found.plan.mapping
    related = {
        name: _whole(other, mapping.related[name].other, mapping.missing)
        for name, other in found.related.items()
    }
    maker = VectorMaker(
        found.plan, str(state.recorded), found.evidence.id, found.source.id, related
    )
    gathering = Gathering(maker, dataset, state.file)

    def told(rows: int) -> None:
        tell(f"{state.file}: {rows:,} rows")

    gathering.take_in(found.table.batches(BATCH), told)
    gathering.finish()
    rows = gathering.rows + len(found.table.rejects)
    done = Mapped(mapping, state, found.evidence.id, rows, gathering.pieces)
    done.pieces += given_pieces(found, state, dataset)
    done.rejects = sorted([*found.table.rejects, *gathering.rejects], key=lambda reject: reject.row)
    done.notes = [*_notes(found, maker.items.unmatched), *_strays(found, maker), *gathering.told()]
    done.notes += _left_out(maker.left_out)
    return done


def given_pieces(found: Opened, state: State, dataset: Dataset) -> Iterator[Piece]:
    """What stands for the table itself, as pieces."""
    by_kind: dict[str, list[Any]] = {}
    for record in found.given:
        by_kind.setdefault(table_of_kind(record.id.partition("/")[0]), []).append(record)
    for kind, records in by_kind.items():
        tables = part_of(shred(records, dataset), kind)
        rows: Ints = np.zeros(len(records), dtype=np.int64)
        yield Piece(kind, tables, rows, True, found.plan.mapping.name, state.file)  # noqa: FBT003  (whether it is shared)


def _whole(table: Table, key: str, missing: frozenset[str]) -> Related:
    """A related table, whole: its cells are coded, so that it takes little room."""

    def work(batch: Batch) -> dict[str, Cell]:
        return {name: cleaned(cells, missing) for name, cells in batch.columns.items()}

    parts: dict[str, list[Cell]] = {name: [] for name in table.columns}
    for batch in ahead(work, table.batches(BATCH)):
        for name, cell in batch.items():
            parts[name].append(cell)
    columns: dict[str, Cell] = {}
    for name in table.columns:
        some = parts.pop(name)
        column = end_to_end(some) if some else constant(None, 0)
        # What is done to words is done for each batch of the table anew: let there be few.
        if name != key and isinstance(column, Coded):
            column = compact(column)
        columns[name] = column
    return Related(columns, key)


def _notes(found: Opened, unmatched: Mapping[str, int]) -> list[str]:
    notes = list(found.table.notes)
    if absent := found.plan.absent:
        notes.append(f"{found.table.name} has no {', '.join(absent)}: empty there")
    notes += [f"{name}: {note}" for name, other in found.related.items() for note in other.notes]
    notes += [
        f"{count:,} rows have another number of items in {column} than in the column beside it: "
        f"there {column} is left out"
        for column, count in sorted(unmatched.items())
    ]
    return notes


def _strays(found: Opened, maker: VectorMaker) -> Iterator[str]:
    """A note for each related table that lacks rows which are asked for, or has others."""
    for name, other in maker.related.items():
        told = found.plan.mapping.related[name]
        lost = sorted(stray for stray in maker.strays if stray.related == name)
        if lost:
            count = sum(stray.rows for stray in lost)
            yield (
                f"{count:,} rows have a {told.own} that {told.file} does not have: they get "
                f"nothing from {name}; the first is row {lost[0].row}, {lost[0].key!r}"
            )
        if unused := other.unused():
            yield f"{unused:,} rows of {told.file} belong to no row of {found.table.name}"


def _left_out(parts: Sequence[LeftOut]) -> Iterator[str]:
    """A note for each sort of part that is not made though it names somebody or something."""
    whats = sorted({(part.what, part.lacks) for part in parts})
    for what, lacks in whats:
        same = [part for part in parts if (part.what, part.lacks) == (what, lacks)]
        count, row = sum(part.rows for part in same), min(part.row for part in same)
        yield f"{what} without {lacks}, left out: {count:,}; the first is of row {row}"


def plainly(found: Opened, state: State) -> tuple[list[Made], list[Reject], Maker]:
    """The records of one state, by the plain road, row by row.

    Equals: kg.ingest.mapping.roads.mapped
    """
    mapping = found.plan.mapping
    maker = Maker(found.plan, str(state.recorded), found.evidence.id, found.source.id)
    others: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for name, other in found.related.items():
        key = mapping.related[name].other
        rows = others.setdefault(name, {})
        for row in cells_of(other.batches(BATCH)):
            own = maker.key(row[1][key])
            if own is not None:
                rows.setdefault(own, []).append(row[1])
    made: list[Made] = []
    rejects: list[Reject] = []
    for number, cells in cells_of(found.table.batches(BATCH)):
        try:
            made += maker.row(number, cells, lambda name, own: others[name].get(own, ()))
        except Bad as bad:
            rejects.append(Reject(number, bad.column or None, bad.cell, bad.reason))
    return made, rejects, maker


def cells_of(batches: Iterable[Batch]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of batches one by one: the number, and the cells by their columns."""
    for batch in batches:
        lists = {name: column.to_pylist() for name, column in batch.columns.items()}
        for place, number in enumerate(batch.rows.tolist()):
            yield number, {name: column[place] for name, column in lists.items()}
