"""How are cells kept of which a row may have several?

A column of texts is `Coded`; one of lists is all items end to end, and where those of each
row end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.ingest.mapping.coded import (
    Coded,
    Ints,
    ends_of,
    joined,
    mapped,
    read,
    tidy,
)
from kg.ingest.mapping.sheets import stretches
from kg.ingest.mapping.template import clean

_CLEAN: Final = tidy(r"\A(?:[^\s\pZ\x00-\x1f\x7f-\x9f](?:[^\r]*[^\s\pZ\x00-\x1f\x7f-\x9f])?)\z")


class Cells:
    """A column in which a row may have several items (a list of JSON or Parquet).

    Shape: the items of row r are `items` from `offsets[r]` to `offsets[r + 1]`.
    """

    def __init__(self, offsets: Ints, items: Coded) -> None:
        self.offsets, self.items = offsets, items

    def take(self, rows: npt.NDArray[Any]) -> Cells:
        """These rows, in this order."""
        counts = self.offsets[rows + 1] - self.offsets[rows]
        at = stretches(self.offsets[rows], counts)
        return Cells(np.concatenate(([0], np.cumsum(counts))), self.items.take(at))


Cell = Coded | Cells


def end_to_end(cells: Sequence[Cell]) -> Cell:
    """Columns of several batches one after another."""
    texts = [cell for cell in cells if isinstance(cell, Coded)]
    if len(texts) == len(cells):
        return joined(texts)
    lists = [
        cell if isinstance(cell, Cells) else Cells(np.arange(cell.size + 1), cell) for cell in cells
    ]
    counts = np.concatenate([np.diff(one.offsets) for one in lists])
    return Cells(np.concatenate(([0], np.cumsum(counts))), joined([one.items for one in lists]))


def cleaned(column: pa.Array, missing: frozenset[str]) -> Cell:
    """A column of the file without space around its cells, missing where a word says so.

    Equals: kg.ingest.mapping.template.clean of each cell
    """
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        counts = pc.list_value_length(column).fill_null(0).to_numpy(zero_copy_only=False)
        offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
        items = cleaned(column.flatten(), missing)
        assert isinstance(items, Coded)  # noqa: S101  (lists of lists are refused by the reader)
        return Cells(offsets, items)

    def change(text: str) -> str | None:
        found = clean(text, missing)
        return found if isinstance(found, str) else None

    made = read(column)
    gone = _absent(made.words, missing)
    if len(gone):
        made = made.where(~np.isin(made.codes, gone))
    return mapped(made, change, _CLEAN)[0]


def _absent(words: pa.Array, missing: frozenset[str]) -> Ints:
    """The places of the words that say that there is nothing: only short ones are looked up."""
    longest = max((len(word.encode()) for word in missing), default=-1)
    short = np.flatnonzero(np.diff(ends_of(words)) <= longest)
    some = words if len(short) == len(words) else words.take(pa.array(short))
    there = pc.is_in(some, value_set=pa.array(sorted(missing), pa.utf8()))
    found: Ints = short[np.asarray(there)]
    return found


def items_of(cell: Cell) -> Cells:
    """A column as one of lists: what is no list is its own single item."""
    return cell if isinstance(cell, Cells) else Cells(np.arange(cell.size + 1), cell)


def side_by_side(cells: Sequence[Cells]) -> Cells:
    """Columns of lists as one: in each row the items of one column after another."""
    if len(cells) == 1:
        return cells[0]
    size = len(cells[0].offsets) - 1
    owners = np.concatenate([np.repeat(np.arange(size), np.diff(cell.offsets)) for cell in cells])
    order = np.argsort(owners, kind="stable")
    counts = np.bincount(owners, minlength=size)
    items = joined([cell.items for cell in cells]).take(order)
    return Cells(np.concatenate(([0], np.cumsum(counts))), items)


def pieces(column: Coded, split: str, missing: frozenset[str]) -> Cells:
    """Cells cut into items; one that is missing has none."""
    parts = pc.split_pattern(column.words, split)
    items = cleaned(parts.flatten(), missing)
    assert isinstance(items, Coded)  # noqa: S101  (made of texts)
    counts = pc.list_value_length(parts).to_numpy(zero_copy_only=False)
    offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    whole = Cells(np.append(offsets, offsets[-1]), items)
    return whole.take(np.where(column.given, column.codes, len(counts)))


def all_cut(cells: Cells, split: str, missing: frozenset[str]) -> Cells:
    """Lists whose items are cut; one that is missing is its own only piece."""
    cut = pieces(cells.items, split, missing)
    lacking = (~cells.items.given).astype(np.int64)
    counts = np.diff(cut.offsets) + lacking
    begins = np.concatenate(([0], np.cumsum(counts)))
    codes = np.full(int(begins[-1]), -1, dtype=np.int32)
    codes[stretches(begins[:-1], counts - lacking)] = cut.items.codes
    return Cells(begins[cells.offsets], Coded(codes, cut.items.words))
