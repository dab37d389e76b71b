"""Which cells are in a Parquet file?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from kg.errors import SeedError
from kg.ingest.tables.head import distinct
from kg.ingest.tables.ledger import Ledger
from kg.ingest.tables.parts import Part
from kg.ingest.tables.source import CHUNK, Source
from kg.ingest.tables.words import columns_of

_ROWS: Final = 2**15  # that are decoded at once


class ParquetFile:
    """A Parquet file, decoded row group by row group."""

    def __init__(self, source: Source, ledger: Ledger) -> None:
        self.source = source
        self.nesting = ledger.limits.nesting
        with self._opened() as file:
            _check(file.metadata, ledger)
            schema = file.schema_arrow
        none = [pa.array([], field.type) for field in schema]
        self.columns = distinct(self._flat(none, schema.names)[0], ledger)
        if not self.columns:
            raise SeedError("has no columns", hint="is it a table?")

    def parts(self, ledger: Ledger) -> Iterator[Part]:  # noqa: ARG002 (as the others; nothing to note)
        """The rows, some thousands at a time."""
        number = 1
        with self._opened() as file:
            for batch in file.iter_batches(batch_size=_ROWS):
                _, arrays = self._flat(batch.columns, batch.schema.names)
                numbers = np.arange(number, number + batch.num_rows)
                number += batch.num_rows
                yield Part(numbers, pa.RecordBatch.from_arrays(arrays, names=self.columns))

    def _flat(
        self, columns: Sequence[pa.Array], names: Sequence[str]
    ) -> tuple[list[str], list[pa.Array]]:
        pairs = [
            pair
            for name, column in zip(names, columns, strict=True)
            for pair in columns_of(name, column, self.nesting)
        ]
        return [name for name, _ in pairs], [column for _, column in pairs]

    @contextmanager
    def _opened(self) -> Iterator[pq.ParquetFile]:
        with self.source.opened() as file:
            try:
                with pq.ParquetFile(file, buffer_size=CHUNK, pre_buffer=False) as parquet:
                    yield parquet
            except (pa.ArrowException, OSError) as error:
                text = str(error).partition("\n")[0]
                raise SeedError(
                    f"cannot be read as Parquet: {text}", hint="it may be cut short: fetch it anew"
                ) from None


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
