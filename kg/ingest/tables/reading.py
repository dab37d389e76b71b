"""Which cells does this file hold, row by row, whatever its format and its mess?

A table is opened by looking at its head, and read in batches as often as wanted; memory is
bounded by the batch, not by the file. Every cell is text. What cannot be read is in
`rejects`, what was mended in `notes`: both are filled while reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from kg.errors import located
from kg.ingest.limits import ReadLimits
from kg.ingest.tables.blocks import SeparatedCells
from kg.ingest.tables.form import JSONL, PARQUET, Batch, Reject, TableForm, format_of
from kg.ingest.tables.ledger import Ledger
from kg.ingest.tables.objects import ObjectLines
from kg.ingest.tables.parquet import ParquetFile
from kg.ingest.tables.parts import Part, batches_of
from kg.ingest.tables.source import Source, look_at


class _Format(Protocol):
    """One way of keeping a table in a file."""

    columns: tuple[str, ...]

    def parts(self, ledger: Ledger) -> Iterator[Part]: ...


class Table:
    """A file that was opened as a table. `sha256` and `size` are those of the file as it lies.

    `rejects` and `notes` tell of the last reading; before one, of the opening.
    """

    def __init__(self, name: str, source: Source, kept: _Format, ledger: Ledger) -> None:
        self.name = name
        self.sha256 = source.sha256
        self.size = source.size
        self.columns = kept.columns
        self._format = kept
        self._ledger = ledger
        self._empty: tuple[str, ...] = ()

    def with_empty(self, columns: Sequence[str]) -> Table:
        """The same table with columns that the file does not have: no row has a cell there."""
        found = copy(self)
        found.columns = (*self.columns, *columns)
        found._empty = (*self._empty, *columns)  # noqa: SLF001  (a copy of its own)
        return found

    @property
    def rejects(self) -> list[Reject]:
        """The rows that could not be read so far, in the order of reading."""
        return self._ledger.rejects

    @property
    def notes(self) -> list[str]:
        """What was noticed so far, a line for each thing."""
        return self._ledger.notes()

    def batches(self, rows: int = 100_000) -> Iterator[Batch]:
        """All rows in their order, at most `rows` of them at once.

        Raises: SeedError when the file cannot be read to its end, or goes beyond the limits.
        """
        self._ledger = ledger = Ledger(self._ledger.limits)
        with located(file=self.name):
            own = self._format.columns
            for batch in batches_of(self._format.parts(ledger), own, rows, ledger):
                if self._empty:
                    nothing = pa.nulls(len(batch.rows), pa.utf8())
                    empty = dict.fromkeys(self._empty, nothing)
                    yield batch._replace(columns={**batch.columns, **empty})
                else:
                    yield batch


def open_table(
    path: Path, form: TableForm, limits: ReadLimits, *, name: str | None = None
) -> Table:
    """The table in the file at `path`, which messages call `name`, or by its own name.

    Raises: SeedError when it is no table, or none that may be read.
    """
    name = path.name if name is None else name
    with located(file=name):
        kind = format_of(path.name, form)
        form = replace(form, format=kind)
        source = look_at(path, limits)
        ledger = Ledger(limits)
        kept: _Format
        if kind == PARQUET:
            kept = ParquetFile(source, ledger)
        elif kind == JSONL:
            kept = ObjectLines(source, form, ledger)
        else:
            kept = SeparatedCells(source, form, ledger)
        return Table(name, source, kept, ledger)
