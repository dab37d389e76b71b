"""How do many parts become one?

A table of millions of rows comes in parts: each the tables that `shred` would give for some
of the records. Here they become the tables of all records: roots are put in order, lists
follow their owners, words are coded anew. One table after another, so that a caller who
hands the parts over and lets each table go holds no table twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.columns.cores import spread
from kg.columns.layout import Column, ColumnType, TableLayout, empty_tables, layout
from kg.columns.order import Key, ordered, text_keys, text_order
from kg.columns.strings import FEW, Rows, common, words_of
from kg.columns.writer import SUFFIX, write_tables
from kg.errors import InternalError

Part = Mapping[str, pa.Table]
Array = npt.NDArray[Any]
_TIMELINE: Final = ("time_start_earliest", "time_end_latest", "time_start_latest")
_FEW: Final = FEW  # rows: below, words are put in order as texts of Python
_ONCE: Final = "dataset"  # every part may bring it: the first counts


def merge(parts: Iterable[Part]) -> Iterator[tuple[str, pa.Table]]:
    """The tables of all records of these parts, every table of the layout, in its order.

    Shape:  a part may leave out tables; its rows may lie in any order, its `owner`s count
            within the part and ascend; words may be coded in any way, columns kept as in a
           file (`kg.columns.stored`).
    Order:  as `shred`.  Cost: O(n), and a sort of numbers for each record table.
    Raises: InternalError when two records have one id and version.
    Equals: kg.columns.shred of the records of all parts
    """
    pieces = _Pieces(parts)
    orders: dict[str, Rows] = {}
    for name, described in layout().items():
        tables = pieces.take(name)
        if not tables:
            orders[name] = np.zeros(0, dtype=np.uint32)
            yield name, empty_tables()[name]
            continue
        owner = None
        if described.parent is None:
            orders = {name: _root_order(described, tables)}
        else:
            held = pieces.owners(name, described.parent, tables)
            orders[name], owner = _list_order(held, orders[described.parent])
        yield name, _merged(described, tables, orders[name], owner)


def spilled(parts: Iterable[Part], folder: Path) -> Iterator[Part]:
    """The same parts, mapped from files in a folder that the caller removes.

    Cost:   of memory, one part.
    Raises: OSError when the disk refuses.
    """
    for number, part in enumerate(parts):
        behind = folder / str(number)
        behind.mkdir()
        write_tables({name: table for name, table in part.items() if table.num_rows}, behind)
        yield {
            path.name.removesuffix(SUFFIX): pa.ipc.open_file(pa.memory_map(str(path))).read_all()
            for path in behind.iterdir()
        }


class _Pieces:
    """The tables of all parts by name, each given away once."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self._tables: dict[str, list[pa.Table]] = {name: [] for name in layout()}
        self._rows: dict[str, list[int]] = {name: [] for name in layout()}
        known = False
        for part in parts:
            for name, tables in self._tables.items():
                repeated = known and name.partition(".")[0] == _ONCE
                table = None if repeated else part.get(name)
                self._rows[name].append(table.num_rows if table is not None else 0)
                if table is not None and table.num_rows:
                    tables.append(table)
            known = known or bool(self._tables[_ONCE])

    def take(self, name: str) -> list[pa.Table]:
        """The tables of this name that have rows, in the order of their parts."""
        return self._tables.pop(name)

    def owners(self, name: str, parent: str, tables: Sequence[pa.Table]) -> Array:
        """The rows of the owners among those of all parts."""
        bases = np.cumsum([0, *self._rows[parent]])
        filled = [base for base, rows in zip(bases, self._rows[name], strict=False) if rows]
        held = [
            t.column("owner").to_numpy().astype(np.int64) + base
            for t, base in zip(tables, filled, strict=True)
        ]
        return np.concatenate(held)


def _root_order(described: TableLayout, tables: Sequence[pa.Table]) -> Rows:
    names = [column.name for column in described.columns]
    if "clock_version" not in names:  # the dataset, and foreign statements: as they came
        return np.arange(sum(t.num_rows for t in tables), dtype=np.uint32)
    ids = _joined(_chunks(tables, "id"), pa.large_utf8())
    order, same = ordered(_root_keys(described.name, ids, tables), len(ids))
    if len(same):
        raise InternalError(f"{ids[int(same[0])].as_py()} has two records of one version")
    return order


def _root_keys(name: str, ids: pa.Array, tables: Sequence[pa.Table]) -> Iterator[Key]:
    if name == "event":
        yield _number_key(tables, "time_dated", turned=True)
        for column in _TIMELINE:
            yield _number_key(tables, column)
    yield from text_keys(ids)
    yield _number_key(tables, "clock_version")


def _number_key(tables: Sequence[pa.Table], column: str, *, turned: bool = False) -> Key:
    numbers = _joined(_chunks(tables, column), pa.bool_() if turned else pa.int64())
    values = numbers.to_numpy(zero_copy_only=False)
    values = ~values if turned else values
    return lambda rows: values[rows]


def _list_order(owner: Array, parents: Rows) -> tuple[Rows, Rows]:
    """How the rows of a list follow their owners, and the new owner of each.

    Shape: `owner` ascends, in rows of before; `parents` are the same rows in their order.
    """
    places = np.arange(len(parents), dtype=np.uint32)
    if np.array_equal(owner, places):  # one for each
        return parents, places
    if (owner[1:] < owner[:-1]).any():
        raise InternalError("the owners of a list do not ascend")
    counts = np.bincount(owner, minlength=len(parents)).astype(np.uint32)
    begins = np.cumsum(counts, dtype=np.uint32) - counts
    counts, begins = counts[parents], begins[parents]
    before = np.cumsum(counts, dtype=np.uint32) - counts
    order = np.repeat(begins - before, counts)  # wraps below zero, and back in the sum
    order += np.arange(len(owner), dtype=np.uint32)
    return order, np.repeat(places, counts)


def _merged(
    described: TableLayout, tables: Sequence[pa.Table], order: Rows, owner: Rows | None
) -> pa.Table:
    def column(one: Column) -> pa.Array:
        if one.name == "owner":
            return pa.array(owner)
        chunks = _chunks(tables, one.name)
        if all(chunk.null_count == len(chunk) for chunk in chunks):
            return pa.nulls(len(order), one.type.arrow)
        if one.type is ColumnType.WORD:
            return _words(chunks, order)
        return _values(chunks, one.type, order)

    return pa.table(spread(column, described.columns, len(order)), schema=described.schema)


def _chunks(tables: Sequence[pa.Table], column: str) -> list[pa.Array]:
    return [chunk for t in tables for chunk in t.column(column).chunks if len(chunk)]


def _values(chunks: Sequence[pa.Array], kind: ColumnType, order: Rows) -> pa.Array:
    values = _joined(chunks, kind.arrow)
    return values if kind is not ColumnType.TEXT and _same(values) else values.take(pa.array(order))


def _joined(chunks: Sequence[pa.Array], kind: pa.DataType) -> pa.Array:
    return pa.concat_arrays([chunk.cast(kind) for chunk in chunks])


def _same(values: pa.Array) -> bool:
    """Whether every row has one and the same value, so that their order does not matter."""
    ends = pc.min_max(values)
    return not values.null_count and bool(ends["min"] == ends["max"])


def _words(chunks: Sequence[pa.Array], order: Rows) -> pa.Array:
    """These words in this order, coded as `kg.columns.strings.words` codes them."""
    if len(order) <= _FEW:
        texts = [text for chunk in chunks for text in chunk.to_pylist()]
        return words_of([texts[row] for row in order.tolist()])
    coded = [c if pa.types.is_dictionary(c.type) else _coded(c) for c in chunks]
    known, places = common([c.dictionary.cast(pa.utf8()) for c in coded])
    used = np.zeros(len(known), dtype=bool)
    for chunk, at in zip(coded, places, strict=True):
        used[at[chunk.indices.drop_null().to_numpy()]] = True
    kept = known.filter(pa.array(used))
    by = text_order(kept)
    final = np.zeros(len(used), dtype=np.int32)
    final[np.flatnonzero(used)[by]] = np.arange(len(kept), dtype=np.int32)
    kept = kept.take(pa.array(by))
    if len(kept) == 1 and not any(c.null_count for c in coded):
        codes = np.zeros(len(order), dtype=np.int32)
        return pa.DictionaryArray.from_arrays(pa.array(codes), kept)
    rows = [_recoded(c.indices, final[at]) for c, at in zip(coded, places, strict=True)]
    codes = pa.array(np.concatenate(rows)).take(pa.array(order)).to_numpy()
    missing = codes < 0
    if not missing.any():
        return pa.DictionaryArray.from_arrays(pa.array(codes), kept)
    codes = np.where(missing, np.int32(0), codes)
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=missing), kept)


def _recoded(codes: pa.Array, final: Array) -> Array:
    """What these codes become; -1 for a row without a word."""
    if codes.null_count:
        codes = codes.cast(pa.int32()).fill_null(len(final))
        final = np.append(final, np.int32(-1))
    found: Array = final[codes.to_numpy()]
    return found


def _coded(texts: pa.Array) -> pa.Array:
    return texts.cast(pa.utf8()).dictionary_encode()
