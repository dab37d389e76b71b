"""What stands in these rows?

`Tables` are the tables of one dataset, in memory or mapped from files: whole tables,
columns as numpy views, lists by the rows of their owners, rows by id, and records.
Nothing is read before it is asked for; a mapped file stays readable when its name is gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kg.columns.assemble import Assembler
from kg.columns.ids import IdIndex
from kg.columns.layout import FOREIGN, layout
from kg.columns.shred import shred
from kg.columns.stored import restored, whole
from kg.columns.strings import Rows, Strings, damaged, sound
from kg.columns.views import ColumnView, Lists, NoneView, TextView, WordView, view
from kg.columns.writer import IDS, SUFFIX, derived
from kg.errors import InternalError
from kg.model import Dataset, Record
from kg.model.ids import SCHEMES, kind_of
from kg.model.records import CLASSES

K = TypeVar("K")
V = TypeVar("V")
LATELY: Final = 8_192
"""Ids and words that were looked up lately, and are not looked up again."""
_BLOCK: Final = 4096  # records put together at a time when a whole table is read


class Tables:
    """The tables of one dataset.

    Shape: every table of `kg.columns.layout.layout()`, and `ids.<table>` for look-ups.
           Immutable; what is asked for is remembered, so that threads may share it.
    """

    def __init__(self, sources: Mapping[str, Any]) -> None:
        self._sources = dict(sources)  # a pa.Table, or the pa.Buffer of a mapped file
        self._tables: dict[str, pa.Table] = {}  # as stored
        self._typed: dict[str, pa.Table] = {}  # with the types of the layout
        self._views: dict[tuple[str, str], ColumnView] = {}
        self._lists: dict[str, Lists] = {}
        self._assemblers: dict[str, Assembler] = {}
        self._ids: dict[str, IdIndex] = {}
        self._codes: dict[tuple[str, str, str], int | None] = {}
        self._found: dict[str, Rows] = {}

    @classmethod
    def of(cls, records: Iterable[Record], dataset: Dataset, foreign: Iterable[str] = ()) -> Tables:
        """The tables of these records, in memory."""
        tables = shred(records, dataset, foreign)
        return cls({**tables, **derived(tables)})

    @classmethod
    def open(cls, folder: Path) -> Tables:
        """The tables that were written to a folder, mapped.

        Cost:   some 25 µs for each file, at any size; no file handle is kept.
        Raises: OSError when a file cannot be read.
        """
        return cls({p.name.removesuffix(SUFFIX): mapped(p) for p in folder.glob("*" + SUFFIX)})

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all tables, sorted."""
        return tuple(sorted(self._sources))

    def table(self, name: str) -> pa.Table:
        """One table, whole, with the types of the layout, for Arrow's own code to read.

        Cost:   a mapped one is looked through once, whether it is sound, and what it keeps
                small is made large once; `view` and `column` copy nothing.
        Raises: InternalError when there is no such table; SnapshotMismatchError.
        """
        if name not in self._typed:
            raw, described = self._raw(name), layout().get(name)
            if isinstance(self._sources[name], pa.Buffer):
                raw = sound(raw)
            self._typed[name] = restored(raw, described) if described else raw
        return self._typed[name]

    def batches(self, name: str, size: int) -> Iterator[pa.Table]:
        """The rows of a table of the layout, at most `size` at a time, with its types.

        Cost: of memory, one batch; nothing is remembered. At least one, perhaps without rows.
        """
        raw, described = self._raw(name), layout()[name]
        for at in range(0, max(1, raw.num_rows), size):
            yield restored(raw.slice(at, size), described)

    def _raw(self, name: str) -> pa.Table:
        """One table as it was stored (`kg.columns.stored`).

        Raises: SnapshotMismatchError when its bytes are no table.
        """
        if name not in self._tables:
            if name not in self._sources:
                raise InternalError(f"there is no table {name!r}")
            source = self._sources[name]
            self._tables[name] = _read(name, source) if isinstance(source, pa.Buffer) else source
        return self._tables[name]

    def count(self, name: str) -> int:
        """How many rows a table has."""
        return int(self._raw(name).num_rows)

    def view(self, table: str, column: str) -> ColumnView:
        """One column, to read by row."""
        key = (table, column)
        if key not in self._views:
            self._views[key] = self._view(table, column)
        return self._views[key]

    def _view(self, table: str, column: str) -> ColumnView:
        raw = self._raw(table)
        if column not in raw.column_names:
            raise InternalError(f"there is no column {column!r} in {table}")
        chunks = raw.column(column)
        if pa.types.is_null(chunks.type):
            (declared,) = (c for c in layout()[table].columns if c.name == column)
            return NoneView(len(chunks), declared.type)
        return view(whole(chunks))

    def column(self, table: str, column: str) -> npt.NDArray[Any]:
        """One column whole: numbers, flags, or the codes of words (-1 where there is none).

        Cost: nothing is copied but flags, which are unpacked, and codes with gaps, once.
        """
        return self.view(table, column).numpy()

    def words(self, table: str, column: str) -> Strings:
        """What the codes of a column mean, or the texts of its rows where it has no codes."""
        found = self.view(table, column)
        if isinstance(found, WordView | NoneView):
            return found.words
        if isinstance(found, TextView):
            return found.strings
        raise InternalError(f"{table}.{column} has no texts")

    def code(self, table: str, column: str, word: str) -> int | None:
        """The code of a word in a column, None when no row has it.

        Cost: O(log n), and of a word asked for lately O(1).
        """
        key = (table, column, word)
        try:
            return self._codes[key]
        except KeyError:
            return kept(self._codes, key, self._code(table, column, word))

    def _code(self, table: str, column: str, word: str) -> int | None:
        found = self.view(table, column)
        if isinstance(found, NoneView):
            return None
        if isinstance(found, WordView):
            return found.code(word)
        raise InternalError(f"{table}.{column} has no codes")

    def lists(self, table: str) -> Lists:
        """The owners of a list table."""
        if table not in self._lists:
            parent = layout()[table].parent or table
            self._lists[table] = Lists(self.column(table, "owner"), self.count(parent))
        return self._lists[table]

    def assemble(self, table: str, rows: Sequence[int] | npt.NDArray[Any]) -> list[Any]:
        """The records (or parts) in these rows, in this order; the inverse of `shred`.

        Cost: one pass over each table for all rows; some 20 µs for each event.
        """
        return self._assembler(table)(np.asarray(rows, dtype=np.uint32))

    def _assembler(self, table: str) -> Assembler:
        if table not in self._assemblers:
            shape = layout()[table].shape
            if shape is None:
                raise InternalError(f"the rows of {table} are values, not records")
            self._assemblers[table] = Assembler(self, table, shape)
        return self._assemblers[table]

    def scan(self, table: str) -> Iterator[Any]:
        """Every record of a table, in row order, put together in blocks."""
        total = self.count(table)
        for at in range(0, total, _BLOCK):
            yield from self.assemble(table, range(at, min(at + _BLOCK, total)))

    def records(self) -> Iterator[Record]:
        """Every version of every record, table by table."""
        for name in CLASSES:
            yield from self.scan(name)

    def rows_of(self, identifier: str) -> Rows:
        """The rows of all versions of a record in `table_of(id)`, by version; empty if none.

        Cost: O(log n), and of an id asked for lately O(1).
        """
        try:
            return self._found[identifier]
        except KeyError:
            table = table_of(identifier)
            rows = self._index(table).rows(identifier) if table else np.zeros(0, dtype=np.uint32)
            return kept(self._found, identifier, rows)

    def rows_of_many(self, table: str, identifiers: Sequence[str]) -> list[Rows]:
        """The same for many ids of one table, searched for at once."""
        return self._index(table).many(identifiers)

    def rows_matching(self, table: str, ids: pa.Array) -> tuple[Rows, npt.NDArray[np.int64]]:
        """The same for an Arrow array of ids: all their rows, and the place of each one's id."""
        return self._index(table).matches(ids)

    def _index(self, table: str) -> IdIndex:
        if table not in self._ids:
            self._ids[table] = IdIndex(self.table(IDS + table), self.words(table, "id"))
        return self._ids[table]

    def dataset(self) -> Dataset:
        """The dataset itself."""
        (found,) = self.assemble("dataset", [0])
        if not isinstance(found, Dataset):
            raise InternalError("the dataset table holds something else")
        return found

    def foreign(self) -> tuple[str, ...]:
        """The statements outside the vocabulary, as lines of N-Quads."""
        return tuple(self.table(FOREIGN).column("line").to_pylist())


def kept(known: dict[K, V], key: K, value: V) -> V:
    """Keep what was found for a key, among at most `LATELY` others."""
    if len(known) >= LATELY:
        known.clear()
    known[key] = value
    return value


def table_of(identifier: str) -> str | None:
    """The table that holds records of this id; None when its kind is not known."""
    kind = kind_of(identifier)
    return "concept" if kind in SCHEMES else kind if kind in CLASSES else None


def _read(name: str, source: pa.Buffer) -> pa.Table:
    """The table in these bytes, with the columns of the layout, buffers as long as they must be.

    Cost:   O(columns), at any number of rows.
    Raises: SnapshotMismatchError.
    """
    try:
        found = pa.ipc.open_file(source).read_all()
        found.validate()
        if name in layout():
            restored(found.slice(0, 0), layout()[name])  # a column that is not as it must be
    except (pa.ArrowException, OSError, UnicodeDecodeError, KeyError, AttributeError) as error:
        raise damaged(f"the table {name}") from error
    if name in layout() and found.column_names != layout()[name].schema.names:
        raise damaged(f"the table {name}")
    return found


def mapped(path: Path) -> pa.Buffer:
    """The bytes of a file, mapped: shared by processes, read when touched.

    Cost: O(1). The mapping outlives the file's name, and no handle stays open.
    """
    with pa.memory_map(str(path)) as file:
        return file.read_buffer()
