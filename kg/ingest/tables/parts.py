"""How do parts of any size become batches of the size that was asked for?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.ingest.tables.form import CODED, Batch
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
        part = _bounded(_written(part, ledger), ledger)  # noqa: PLW2901 (the same part, without some rows)
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
    cells = [part.cells for part in parts]
    names = cells[0].schema.names
    columns = [end_to_end([batch.column(at) for batch in cells]) for at in range(len(names))]
    whole = pa.RecordBatch.from_arrays(columns, names=names)
    return Part(np.concatenate([part.numbers for part in parts]), whole)


def end_to_end(arrays: Sequence[pa.Array]) -> pa.Array:
    """Columns one after another; words are not compared, so that one may stand there twice.

    Cost: a copy of the codes, and of each dictionary that is not the one before it.
    """
    if arrays[0].type != CODED:
        return pa.concat_arrays(arrays)
    words, starts = put_together([array.dictionary for array in arrays])
    shifted = [
        pc.add(array.indices, pa.scalar(start, pa.int32()))
        for array, start in zip(arrays, starts, strict=True)
    ]
    return pa.DictionaryArray.from_arrays(pa.concat_arrays(shifted), words)


def put_together(dictionaries: Sequence[pa.Array]) -> tuple[pa.Array, list[int]]:
    """Dictionaries one after another, and where each begins; one that follows itself once."""
    kept: list[pa.Array] = []
    starts: list[int] = []
    begin = end = 0
    for words in dictionaries:
        if not kept or not _same(words, kept[-1]):
            kept.append(words)
            begin, end = end, end + len(words)
        starts.append(begin)
    return pa.concat_arrays(kept) if len(kept) > 1 else kept[0], starts


def _same(words: pa.Array, others: pa.Array) -> bool:
    """Whether these are the same words in the same place of memory."""
    if len(words) != len(others) or words.offset != others.offset:
        return False
    pairs = zip(words.buffers(), others.buffers(), strict=True)
    return all((a and a.address) == (b and b.address) for a, b in pairs)


def _sliced(part: Part, start: int, end: int) -> Part:
    return Part(part.numbers[start:end], part.cells.slice(start, max(0, end - start)))


def _batch(part: Part, columns: Sequence[str]) -> Batch:
    cells = dict(zip(columns, part.cells.columns, strict=True))
    return Batch(int(part.numbers[0]), part.numbers, cells)


def _written(part: Part, ledger: Ledger) -> Part:
    """`part` without the rows in which nothing is written: spreadsheets leave them at their end."""
    blank = np.ones(len(part.numbers), np.bool_)
    for column in part.cells.columns:
        if not blank.any():
            return part
        blank &= _blank(column)
    if not blank.any():
        return part
    what = "rows without any cell, which are passed over"
    ledger.see(what, int(blank.sum()), row=int(part.numbers[blank.argmax()]))
    return Part(part.numbers[~blank], part.cells.filter(pa.array(~blank)))


def _blank(column: pa.Array) -> npt.NDArray[np.bool_]:
    """Where a column has nothing but space."""
    if pa.types.is_list(column.type):
        empty = pc.equal(pc.list_value_length(column).fill_null(0), 0)
    elif column.type == CODED:
        empty = _space(column.dictionary).take(column.indices)
    else:
        empty = _space(column)
    empty = empty.fill_null(True)  # noqa: FBT003  (what is null is blank)
    found: npt.NDArray[np.bool_] = empty.to_numpy(zero_copy_only=False)
    return found


def _space(texts: pa.Array) -> pa.Array:
    return pc.or_(pc.equal(pc.binary_length(texts), 0), pc.utf8_is_space(texts))


def _bounded(part: Part, ledger: Ledger) -> Part:
    """`part` without the rows that have a longer cell than cells may be."""
    most = ledger.limits.cell_bytes
    keep = np.ones(len(part.numbers), np.bool_)
    for name, column in zip(part.cells.schema.names, part.cells.columns, strict=True):
        texts = column.flatten() if pa.types.is_list(column.type) else column
        words = texts.dictionary if texts.type == CODED else texts
        if (pc.max(pc.binary_length(words)).as_py() or 0) <= most:
            continue
        texts = texts.cast(pa.utf8())
        sizes = pc.binary_length(texts)
        long = np.flatnonzero(pc.greater(sizes.fill_null(0), most).to_numpy(zero_copy_only=False))
        parents = (
            pc.list_parent_indices(column).to_numpy() if pa.types.is_list(column.type) else None
        )
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
