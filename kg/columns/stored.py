"""How is a column kept in a file?

As small as plain Arrow allows that opens everywhere: codes in as few bytes as their words
need, texts with offsets of four bytes where that suffices, a number that stands in every
row once, in a dictionary of one; a column in which no row has a value has the null type,
which takes no room. Bounds and owners lie as they are, to be read without a copy.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.columns.layout import TableLayout

# One code less than the type has: a reader may add one to a code.
_CODES: Final = ((127, pa.int8()), (32_767, pa.int16()))
_NARROW: Final = 2**31 - 1  # bytes of text


def stored(table: pa.Table) -> pa.Table:
    """A table as it is written.

    Equals: restored(stored(table)) is the same table.
    """
    if not table.num_rows:
        return table
    columns = [_kept(whole(column)) for column in table.columns]
    fields = [f.with_type(c.type) for f, c in zip(table.schema, columns, strict=True)]
    return pa.table(columns, schema=pa.schema(fields, table.schema.metadata))


def restored(table: pa.Table, described: TableLayout) -> pa.Table:
    """A table as it was written, with the types of the layout. Cost: copies what was kept small."""
    columns = [
        _made(whole(table.column(column.name)), column.type.arrow) for column in described.columns
    ]
    return pa.table(columns, schema=described.schema)


def whole(column: pa.ChunkedArray) -> pa.Array:
    """A column in one piece. Cost: none where it lies so; else a copy."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _kept(array: pa.Array) -> pa.Array:
    if array.null_count == len(array):
        return pa.nulls(len(array))
    if pa.types.is_dictionary(array.type):
        size = len(array.dictionary)
        kind = next((kind for most, kind in _CODES if size <= most), None)
        return array if kind is None else _recoded(array, kind)
    if pa.types.is_large_string(array.type):
        return array.cast(pa.utf8()) if array.nbytes < _NARROW else array
    if pa.types.is_int64(array.type) or pa.types.is_float64(array.type):
        return _once(array)
    return array


def _recoded(array: pa.DictionaryArray, kind: pa.DataType) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(array.indices.cast(kind), array.dictionary)


def _once(numbers: pa.Array) -> pa.Array:
    """Numbers that are all one as a dictionary of one; others as they are."""
    ends = pc.min_max(numbers)
    if numbers.null_count or ends["min"] != ends["max"]:
        return numbers
    codes = pa.array(np.zeros(len(numbers), dtype=np.int8))
    return pa.DictionaryArray.from_arrays(codes, numbers.slice(0, 1))


def _made(array: pa.Array, kind: Any) -> pa.Array:
    if array.type == kind:
        return array
    if not pa.types.is_dictionary(array.type):
        return array.cast(kind)
    return _recoded(array, kind.index_type) if pa.types.is_dictionary(kind) else array.cast(kind)
