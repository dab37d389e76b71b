"""How are combinations of columns numbered, and members sorted within their owners?

Several whole numbers become one, where 62 bits hold them: one number is told from another, and
sorted, many times as fast as a row of them is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kg.ingest.mapping.coded import Ints

_ROOM: Final = 2**62
_DENSE: Final = 4  # times as many combinations as rows: beyond, hashing is faster


def combos(columns: Sequence[npt.NDArray[Any]]) -> tuple[Ints, Ints]:
    """The distinct combinations of codes: the first row of each, and the combination of each row.

    Order: of the first rows. Cost: where more combinations are possible than a few for each
    row, one hash for each row; one more where 62 bits do not hold all columns.
    """
    size = len(columns[0])
    packed: Ints = np.zeros(size, dtype=np.int64)
    room = 1
    for column in columns:
        low, high = (int(column.min()), int(column.max())) if size else (0, 0)
        span = high - low + 1
        if span == 1:
            continue
        if room * span > _ROOM:
            packed, room = _labels(packed)
        packed = packed * span + (column.astype(np.int64) - low)
        room *= span
    if room <= _DENSE * size:
        return _dense(packed, room)
    label, count = _labels(packed)
    first = np.empty(count, dtype=np.int64)
    first[label[::-1]] = np.arange(size)[::-1]  # the earliest is written last
    return first, label


def _dense(numbers: Ints, room: int) -> tuple[Ints, Ints]:
    """The same of numbers below `room`: each has a place, so that none is hashed."""
    size = len(numbers)
    first = np.full(room, size, dtype=np.int64)
    first[numbers[::-1]] = np.arange(size)[::-1]  # the earliest is written last
    kept = np.flatnonzero(first < size)
    kept = kept[np.argsort(first[kept])]
    place = np.empty(room, dtype=np.int64)
    place[kept] = np.arange(len(kept))
    return first[kept], place[numbers]


def _labels(numbers: npt.NDArray[Any]) -> tuple[Ints, int]:
    """Numbers from 0 on for these, in the order in which they first stand; how many."""
    found = pa.array(numbers).dictionary_encode()
    return found.indices.to_numpy().astype(np.int64), len(found.dictionary)


def sort_within(owner: Ints, rank: npt.NDArray[Any]) -> Ints:
    """How to sort by rank within each owner; equal ones stay as they stand.

    Shape:  `owner` ascends; no rank is below -1.
    Equals: sorted(range(len(owner)), key=owner and rank of each)
    """
    size = len(owner)
    if not size:
        return np.zeros(0, dtype=np.int64)
    span = int(rank.max()) + 2
    if (int(owner[-1]) + 1) * span * size > 2 * _ROOM:
        slowly: Ints = np.lexsort((rank, owner))
        return slowly
    packed = (owner * span + (rank + 1)).astype(np.uint64) * np.uint64(size)
    packed += np.arange(size, dtype=np.uint64)
    packed.sort()
    order: Ints = (packed % np.uint64(size)).astype(np.int64)
    return order
