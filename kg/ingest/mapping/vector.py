"""Which records do a hundred thousand rows make at once?

The fast road: each template is filled for all rows of a batch, each distinct text is read
once, and records stay columns (`sheets`) until they are laid down (`emit`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.ingest.mapping.cells import Cell, cleaned
from kg.ingest.mapping.coded import (
    Coded,
    Ints,
    Mask,
    constant,
)
from kg.ingest.mapping.combos import combos
from kg.ingest.mapping.filling import Filling
from kg.ingest.mapping.frames import Frame, numbered, with_derived
from kg.ingest.mapping.items import Items
from kg.ingest.mapping.parts import (
    RecordTemplate,
    Repair,
)
from kg.ingest.mapping.plan import Plan, inner_names, written
from kg.ingest.mapping.related import Related
from kg.ingest.mapping.ruled import breaking
from kg.ingest.mapping.sheets import (
    Column,
    Listing,
    Numbers,
    Sheet,
    both,
    chosen,
    present,
)
from kg.ingest.mapping.telling import lacks, names_in
from kg.ingest.tables.form import Batch, Reject
from kg.model import (
    Clock,
    Event,
    EventStatus,
    Status,
    fields_of,
)
from kg.temporal import parse_day


@dataclass(frozen=True, slots=True)
class Batched:
    """The records of one template in one batch.

    Shape: `weight` is how many rows say each, `rows` the number of the first of them.
    """

    template: RecordTemplate
    rows: Ints
    weight: Ints
    ids: Coded
    sheet: Sheet


@dataclass(frozen=True, slots=True)
class Making:
    """The records of one template at the places of a frame, good or bad."""

    template: RecordTemplate
    frame: Frame
    ids: Coded
    sheet: Sheet

    def kept(self, good: Mask, numbers: Ints) -> Batched:
        """Those that have an id, of rows that are good."""
        weight, rows = self.frame.standing(good)
        there = np.flatnonzero(self.ids.given & (weight > 0))
        ids, sheet = self.ids, self.sheet
        if len(there) < self.frame.size:
            weight, rows = weight[there], rows[there]
            ids, sheet = ids.take(there), sheet.take(there)
        return Batched(self.template, numbers[rows], weight, ids, sheet)


class Stray(NamedTuple):
    """Rows of a batch whose key a related table does not have: how many, the first, its key."""

    related: str
    row: int
    key: str
    rows: int


class LeftOut(NamedTuple):
    """Parts of a batch that lack something and are left out, though they name who or what."""

    what: str
    lacks: str
    row: int
    rows: int


@dataclass(slots=True)
class VectorMaker:
    """Makes the records of batches of rows of one state of a table.

    Equals: kg.ingest.mapping.maker.Maker, row by row
    """

    plan: Plan
    recorded: str
    evidence: str
    document: str
    related: Mapping[str, Related]
    items: Items = field(init=False)
    strays: list[Stray] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    _counts: dict[str, dict[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """The items of every `each` are cut by one cutter, which counts what did not fit."""
        self.items = Items(self.plan.mapping, self.plan.sources, self.related)

    def batch(self, batch: Batch) -> tuple[list[Batched], list[Reject]]:
        """The records of the rows of a batch, and the rows that cannot be what they should."""
        making = _Making(self, batch)
        for record in self.plan.mapping.records:
            making.record(record, self.items.frame(record.each, making.frame))
        made = [one.kept(~making.bad, batch.rows) for one in making.made]
        self.strays += making.strays()
        self.left_out += making.lost_parts()
        return made, [making.rejects[row] for row in sorted(making.rejects)]


class _Making(Filling):
    """The making of the records of one batch; `rows` are places in the batch."""

    def __init__(self, maker: VectorMaker, batch: Batch) -> None:
        super().__init__(maker.plan, maker.items, maker.recorded, maker.document, batch.rows)
        self.maker = maker
        size = len(batch.rows)
        self.made: list[Making] = []
        mapping = maker.plan.mapping
        columns = {name: cleaned(cells, mapping.missing) for name, cells in batch.columns.items()}
        self.repaired: list[tuple[Repair, Mask]] = []
        for repair in mapping.repairs:
            columns[repair.column] = self._mended(repair, columns)
        self.frame = Frame(np.arange(size), {**columns, **numbered(batch.rows)})
        with_derived(self.frame, maker.plan, maker._counts)  # noqa: SLF001  (its own making)

    def _mended(self, repair: Repair, columns: Mapping[str, Cell]) -> Cell:
        cells = columns[repair.column]
        hit: Mask = np.ones(len(self.numbers), dtype=bool)
        for name, cell in repair.wanted.items():
            hit &= _holds(columns[name], cell)
        if not isinstance(cells, Coded) or not hit.any():
            return cells
        self.repaired.append((repair, hit))
        mended = cleaned(pa.array([repair.to]), self.plan.mapping.missing)
        assert isinstance(mended, Coded)  # noqa: S101  (made of one text)
        code = len(cells.words) if len(mended.words) and mended.codes[0] >= 0 else -1
        words = pa.concat_arrays([cells.words, mended.words])
        return Coded(np.where(hit, np.int32(code), cells.codes), words)

    # -- what is noted

    def strays(self) -> Iterator[Stray]:
        """The good rows whose key a related table does not have."""
        for name, other in self.maker.related.items():
            keys = self.frame.text(self.plan.mapping.related[name].own)
            rows = np.flatnonzero(other.ask(keys) & ~self.bad)
            if len(rows):
                first = int(rows[0])
                number, key = int(self.numbers[first]), str(keys.word(first))
                yield Stray(name, number, key, len(rows))

    def lost_parts(self) -> Iterator[LeftOut]:
        """The parts of good rows that were left out."""
        for part, name, frame, places in self.lost:
            counts, rows = frame.standing(~self.bad)
            hit = np.flatnonzero(places & (counts > 0))
            if len(hit):
                row, count = int(self.numbers[rows[hit].min()]), int(counts[hit].sum())
                yield LeftOut(part.cls.__name__.lower(), name, row, count)

    def record(self, record: RecordTemplate, frame: Frame) -> Coded:
        """Make the record of each place; its id, missing where its cells are.

        What many rows share is made once for all places with the same cells.
        """
        lean = self._distinct(record, frame) if record.shared else None
        if lean is None or lean.label is None:
            return self._made(record, frame)
        return self._made(record, lean).take(lean.label)

    def _distinct(self, record: RecordTemplate, frame: Frame) -> Frame | None:
        names = inner_names(record)
        if names is None:
            return None
        taken = {c for name in names for c in self.plan.takes.get(name, frozenset({name}))}
        hits = [hit for repair, hit in self.repaired if repair.column in taken]
        return frame.distinct(names, hits)

    def _made(self, record: RecordTemplate, frame: Frame) -> Coded:
        ids = self._ids(record.kind, record.id, frame)
        if record.inline and not ids.given.all():
            there = np.flatnonzero(ids.given)
            self._filled_in(record, frame.within(there, {}), ids.take(there))
        else:
            self._filled_in(record, frame, ids)
        return ids

    def _filled_in(self, record: RecordTemplate, frame: Frame, ids: Coded) -> None:
        """Give the records of these ids their values."""
        fields = self._fields(record.part, frame)
        self._complete(record, frame, ids, fields)
        if not record.inline:
            lacking = ~ids.given & self._alive(frame)
            self._reject_all(lacking, record.id, frame, "the id of the record has a missing cell")
        self._finish(record, frame, fields)
        sheet = Sheet(record.part.cls, frame.size, fields)
        self._hold_to_rules(record, frame, ids, sheet)
        self.made.append(Making(record, frame, ids, sheet))

    def _alive(self, frame: Frame) -> Mask:
        """Which places stand for a row that is not rejected yet."""
        return frame.standing(~self.bad)[0] > 0

    def _complete(
        self, record: RecordTemplate, frame: Frame, ids: Coded, fields: dict[str, Column]
    ) -> None:
        """Reject the rows whose record has an id but lacks what it must have."""
        for one in fields_of(record.part.cls):
            if not one.required or one.name in ("id", "clock"):
                continue
            column = fields.get(one.name)
            there = (
                np.zeros(frame.size, dtype=bool) if column is None else present(column, frame.size)
            )
            lacking = ids.given & ~there
            if lacking.any():
                lacking &= self._alive(frame)
            for place in np.flatnonzero(lacking).tolist():
                taken = record.part.values.get(one.name)
                cells = {
                    name: frame.text(name).word(place) if frame.knows(name) else None
                    for name in names_in(taken)
                }
                reason = lacks(str(ids.word(place)), one.name, cells)
                self._reject(place, taken, frame, reason)

    def _hold_to_rules(
        self, record: RecordTemplate, frame: Frame, ids: Coded, sheet: Sheet
    ) -> None:
        """Reject the rows whose record breaks a rule of the model."""
        asked = ids.given
        if self.rejects:
            asked = asked & self._alive(frame)
        for place, (path, fault) in breaking(record.kind, ids, sheet, asked, self.plan.dataset):
            self._reject(place, written(record.part, path), frame, fault.message)

    def _finish(self, record: RecordTemplate, frame: Frame, fields: dict[str, Column]) -> None:
        """Add what the mapping itself gives: evidence, status, clock."""
        cls, size = record.part.cls, frame.size
        names = {one.name for one in fields_of(cls)}
        if "evidence" in names:
            table = Listing(np.arange(size), constant(self.maker.evidence, size))
            cited = fields.get("evidence")
            fields["evidence"] = both(cited, table) if isinstance(cited, Listing) else table
        if cls is Event:
            fields["statuses"] = self._statuses(fields, size)
        clock: dict[str, Column] = {
            "recorded": constant(self.recorded, size),
            "version": Numbers(np.ones(size, dtype=np.int64), np.ones(size, dtype=bool)),
        }
        repair = self._repairs(record, frame)
        if repair is not None:
            clock["repair"] = repair
        fields["clock"] = Sheet(Clock, size, clock)

    def _repairs(self, record: RecordTemplate, frame: Frame) -> Coded | None:
        taken = self.plan.taken(record)
        own = [(repair, hit) for repair, hit in self.repaired if repair.column in taken]
        if not own:
            return None
        hits = np.stack([hit[frame.rows] for _, hit in own])
        first, label = combos(list(hits.astype(np.int64)))
        words: list[str | None] = []
        for at in first.tolist():
            said = sorted(
                {
                    repair.column: repair.said
                    for (repair, _), hit in zip(own, hits[:, at], strict=True)
                    if hit
                }.values()
            )
            words.append("; ".join(said) or None)
        return chosen(words, label)

    def _statuses(self, fields: dict[str, Column], size: int) -> Listing:
        """The status that is written, else *happened*, or *scheduled* for what lies ahead."""
        time = fields.get("time")
        later = np.zeros(size, dtype=bool)
        if isinstance(time, Sheet):
            start, edtf = time.fields["start"], time.fields["edtf"]
            assert isinstance(start, Numbers)  # noqa: S101  (made in _when)
            assert isinstance(edtf, Coded)  # noqa: S101  (as above)
            later = edtf.given & (start.values > parse_day(self.recorded))
        words = pa.array([str(Status.HAPPENED), str(Status.SCHEDULED)])
        written = fields.get("statuses")
        free = np.ones(size, dtype=bool)
        if isinstance(written, Listing):
            free[written.owner] = False
        owner = np.flatnonzero(free)
        status = Coded(later[owner].astype(np.int32), words)
        own = Listing(owner, Sheet(EventStatus, len(owner), {"status": status}))
        return both(written, own) if isinstance(written, Listing) else own


def _holds(cells: Cell, word: str) -> Mask:
    """Where a column holds a text; what is a list holds none."""
    if not isinstance(cells, Coded):
        return np.zeros(len(cells.offsets) - 1, dtype=bool)
    same = pc.equal(cells.words, word).to_numpy(zero_copy_only=False)
    found: Mask = np.append(same, False)[cells.codes]  # what is missing is not it
    return found
