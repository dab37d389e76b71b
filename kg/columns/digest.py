"""Are these the same records?

A sha256 over the logical tables: the layout's version, then for each table its name and
rows, for each column its name, type and values in row order. How a column is encoded or
cut into chunks does not matter (a dictionary counts as its texts), nor how a file is
framed, nor what lies under a null; the derived look-up tables and the index are left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa

from kg.columns.cores import spread
from kg.columns.layout import LAYOUT_VERSION, ColumnType, TableLayout, layout
from kg.columns.strings import Bits
from kg.errors import InternalError

_BLOCK: Final = 1 << 18  # rows at a time, to bound the memory of decoded dictionaries
_PLAIN: Final = {
    ColumnType.TEXT: pa.large_utf8(),
    ColumnType.WORD: pa.large_utf8(),
    ColumnType.FLAG: pa.uint8(),
}


def digest(tables: Mapping[str, pa.Table]) -> str:
    """The digest of the tables of the layout, as 64 hexadecimal digits.

    Cost: O(bytes) of the decoded values, about 1 GB/s for each core.
    """
    total = Digest()
    for name in layout():
        total.add(name, tables[name])
    return total.number()


class Digest:
    """The digest of tables that come one after another, in the order of the layout.

    Equals: `digest` of all of them
    """

    def __init__(self) -> None:
        self._total = hashlib.sha256(f"daybook columns {LAYOUT_VERSION}\n".encode())
        self._awaited = [*layout()]

    def add(self, name: str, table: pa.Table) -> None:
        """Count the next table. Raises: InternalError when another one is next."""
        if self._awaited[:1] != [name]:
            raise InternalError(f"the digest was given {name}, out of its turn")
        described = layout()[self._awaited.pop(0)]
        self._total.update(f"table {name} {table.num_rows}\n".encode())
        heads = [f"column {c.name} {c.type.value} ".encode() for c in described.columns]
        for head, found in zip(heads, _of_columns(table, described), strict=True):
            self._total.update(head + found)

    def number(self) -> str:
        """The digest of all tables. Raises: InternalError when some were not added."""
        if self._awaited:
            raise InternalError(f"the digest was not given {self._awaited[0]}")
        return self._total.hexdigest()


def _of_columns(table: pa.Table, described: TableLayout) -> list[bytes]:
    """The digest of each column; nothing where there are no rows."""
    if not table.num_rows:
        return [b""] * len(described.columns)
    return spread(
        lambda c: column_digest(table.column(c.name), c.type), described.columns, table.num_rows
    )


def column_digest(values: Any, kind: ColumnType) -> bytes:
    """The digest of one column: which rows have a value, the lengths of texts, the bytes.

    Shape: a column in any number of chunks, plain or as a dictionary.
    """
    given, lengths, content = hashlib.sha256(), hashlib.sha256(), hashlib.sha256()
    for plain in _blocks(values, _PLAIN.get(kind, kind.arrow)):
        given.update(_given(plain))
        plain = plain.drop_null()  # noqa: PLW2901  (the same block, without what is not there)
        if kind in (ColumnType.TEXT, ColumnType.WORD):
            sizes, data = _texts(plain)
            lengths.update(sizes)
            content.update(data)
        else:
            numbers = plain.to_numpy(zero_copy_only=False)
            content.update(numbers.astype(numbers.dtype.newbyteorder("<"), copy=False).data)
    return hashlib.sha256(given.digest() + lengths.digest() + content.digest()).digest()


def _blocks(values: Any, kind: pa.DataType) -> Iterator[Any]:
    """The values as plain ones of a type, some at a time."""
    for chunk in values.chunks if isinstance(values, pa.ChunkedArray) else [values]:
        if not pa.types.is_dictionary(chunk.type):
            yield from (chunk.slice(at, _BLOCK).cast(kind) for at in range(0, len(chunk), _BLOCK))
            continue
        coded = pa.DictionaryArray.from_arrays(chunk.indices, chunk.dictionary.cast(kind))
        if len(coded.dictionary) == 1 and not coded.null_count:  # one block says all
            block = coded.slice(0, _BLOCK).dictionary_decode()
            yield from (block.slice(0, len(coded) - at) for at in range(0, len(coded), _BLOCK))
        else:
            blocks = (coded.slice(at, _BLOCK) for at in range(0, len(coded), _BLOCK))
            yield from (block.dictionary_decode() for block in blocks)


def _given(plain: Any) -> Any:
    """One byte for each row: 1 where there is a value."""
    if not plain.null_count:
        return np.ones(len(plain), dtype=np.uint8).data
    return Bits(plain.buffers()[0], plain.offset, len(plain)).all().data


def _texts(plain: Any) -> tuple[Any, Any]:
    """The lengths, as 64-bit little-endian numbers, and the UTF-8 bytes of all texts."""
    if not len(plain):
        return b"", b""
    _, offsets, data = plain.buffers()
    ends = np.frombuffer(offsets, dtype="<i8")[plain.offset : plain.offset + len(plain) + 1]
    return np.diff(ends).data, b"" if data is None else memoryview(data)[ends[0] : ends[-1]]
