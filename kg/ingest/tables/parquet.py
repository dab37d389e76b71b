"""Which cells are in a Parquet file?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from kg.errors import SeedError
from kg.ingest.tables.form import CODED
from kg.ingest.tables.head import distinct
from kg.ingest.tables.ledger import Ledger
from kg.ingest.tables.parts import Part
from kg.ingest.tables.source import CHUNK, Source
from kg.ingest.tables.words import columns_of

_ROWS: Final = (2**15, 2**20)  # that are decoded at once, at least and at most
_BYTES: Final = 2**26  # of all cells of these
_CODE: Final = 4  # bytes: what a cell takes that is a code
_WORDS: Final = 2**20  # bytes of the words of a column in one group of rows


class ParquetFile:
    """A Parquet file, decoded row group by row group."""

    def __init__(self, source: Source, ledger: Ledger) -> None:
        self.source = source
        self.nesting = ledger.limits.nesting
        self.coded: list[str] = []
        with self._opened() as file:
            _check(file.metadata, ledger)
            schema = file.schema_arrow
            texts = {field.name for field in schema if pa.types.is_string(field.type)}
            self.coded = [name for name in _repeating(file.metadata) if name in texts]
            self.rows = _rows_at_once(file.metadata)
        none = [pa.nulls(0, field.type) for field in schema]
        self.columns = distinct(self._flat(none, schema.names)[0], ledger)
        if not self.columns:
            raise SeedError("has no columns", hint="is it a table?")

    def parts(self, ledger: Ledger) -> Iterator[Part]:  # noqa: ARG002 (as the others; nothing to note)
        """The rows, some thousands at a time, more where they are short."""
        number = 1
        with self._opened() as file:
            names = file.schema_arrow.names
            for batch in file.iter_batches(batch_size=self.rows):
                _, arrays = self._flat(batch.columns, names)
                numbers = np.arange(number, number + batch.num_rows)
                number += batch.num_rows
                yield Part(numbers, pa.RecordBatch.from_arrays(arrays, names=self.columns))

    def _flat(
        self, columns: Sequence[pa.Array], names: Sequence[str]
    ) -> tuple[list[str], list[pa.Array]]:
        pairs = [
            pair
            for name, column in zip(names, columns, strict=True)
            for pair in _columns(name, column, self.nesting)
        ]
        return [name for name, _ in pairs], [column for _, column in pairs]

    @contextmanager
    def _opened(self) -> Iterator[pq.ParquetFile]:
        with self.source.opened() as file:
            try:
                with pq.ParquetFile(
                    file, buffer_size=CHUNK, pre_buffer=False, read_dictionary=self.coded
                ) as parquet:
                    yield parquet
            except (pa.ArrowException, OSError) as error:
                text = str(error).partition("\n")[0]
                raise SeedError(
                    f"cannot be read as Parquet: {text}", hint="it may be cut short: fetch it anew"
                ) from None


def _columns(name: str, column: pa.Array, nesting: int) -> Iterable[tuple[str, pa.Array]]:
    return [(name, column)] if column.type == CODED else columns_of(name, column, nesting)


def _repeating(metadata: pq.FileMetaData) -> list[str]:
    """The columns whose cells are so small that they can be codes of words only."""
    sizes: Counter[str] = Counter()
    for at in range(metadata.num_row_groups):
        group = metadata.row_group(at)
        for one in (group.column(number) for number in range(group.num_columns)):
            sizes[one.path_in_schema] += one.total_uncompressed_size
    most = _CODE * metadata.num_rows + _WORDS * metadata.num_row_groups
    return [name for name, size in sizes.items() if size <= most]


def _rows_at_once(metadata: pq.FileMetaData) -> int:
    groups = range(metadata.num_row_groups)
    size = int(sum(metadata.row_group(at).total_byte_size for at in groups))
    least, most = _ROWS
    rows = int(metadata.num_rows)
    return min(most, max(least, _BYTES * rows // max(1, size)))


def _check(metadata: pq.FileMetaData, ledger: Ledger) -> None:
    limits = ledger.limits
    if metadata.num_columns > limits.columns:
        raise SeedError(f"has more than {limits.columns} columns", hint="is it a table?")
    groups = range(metadata.num_row_groups)
    if sum(metadata.row_group(at).total_byte_size for at in groups) > limits.unpacked_bytes:
        raise SeedError(
            f"is larger than {limits.unpacked_bytes} bytes when it is unpacked",
            hint="divide it into several files",
        )
