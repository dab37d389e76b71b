"""How do parts of any size become batches of the size that was asked for?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.ingest.tables.form import Batch
from kg.ingest.tables.ledger import Ledger

_MOST_BYTES: Final = 256 * 2**20  # of one batch, however few rows that are


class Part(NamedTuple):
    """Some rows as a format hands them out: their numbers and their cells."""

    numbers: npt.NDArray[np.int64]
    cells: pa.RecordBatch


def batches_of(
    parts: Iterable[Part], columns: Sequence[str], rows: int, ledger: Ledger
) -> Iterator[Batch]:
    """Batches of at most `rows` rows, without those that have too long a cell.

    Cost: holds one batch and one part.
    """
    waiting: list[Part] = []
    count = size = 0
    for part in parts:
        part = _bounded(part, ledger)  # noqa: PLW2901 (the same part, without some rows)
        waiting.append(part)
        count += len(part.numbers)
        size += part.cells.nbytes
        while count >= rows or (size >= _MOST_BYTES and count):
            whole = _joined(waiting)
            yield _batch(_sliced(whole, 0, rows), columns)
            rest = _sliced(whole, rows, len(whole.numbers))
            waiting, count, size = [rest], len(rest.numbers), rest.cells.nbytes
    if count:
        yield _batch(_joined(waiting), columns)


def _joined(parts: Sequence[Part]) -> Part:
    parts = [part for part in parts if len(part.numbers)]
    if len(parts) == 1:
        return parts[0]
    table = pa.Table.from_batches([part.cells for part in parts]).combine_chunks()
    return Part(np.concatenate([part.numbers for part in parts]), table.to_batches()[0])


def _sliced(part: Part, start: int, end: int) -> Part:
    return Part(part.numbers[start:end], part.cells.slice(start, max(0, end - start)))


def _batch(part: Part, columns: Sequence[str]) -> Batch:
    cells = dict(zip(columns, part.cells.columns, strict=True))
    return Batch(int(part.numbers[0]), part.numbers, cells)


def _bounded(part: Part, ledger: Ledger) -> Part:
    """`part` without the rows that have a longer cell than cells may be."""
    most = ledger.limits.cell_bytes
    keep = np.ones(len(part.numbers), np.bool_)
    for name, column in zip(part.cells.schema.names, part.cells.columns, strict=True):
        texts = column.flatten() if pa.types.is_list(column.type) else column
        sizes = pc.binary_length(texts)
        if (pc.max(sizes).as_py() or 0) <= most:
            continue
        long = np.flatnonzero(pc.greater(sizes.fill_null(0), most).to_numpy(zero_copy_only=False))
        parents = pc.list_parent_indices(column).to_numpy() if texts is not column else None
        for at in long:
            row = int(at if parents is None else parents[at])
            if keep[row]:
                keep[row] = False
                text = texts[int(at)].as_py()
                reason = f"the cell has more than {most} bytes"
                ledger.reject(int(part.numbers[row]), name, text, reason)
    if keep.all():
        return part
    return Part(part.numbers[keep], part.cells.filter(pa.array(keep)))
