"""How are many short lists of numbers handled at once?"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from kg.columns.postings import Rows
from kg.network.adjacency import Ints

_ENDS = np.ones(1, dtype=bool)
_SPARSE = 16  # numbers of so many times as many are sorted sooner than marked


def distinct(numbers: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], Ints]:
    """The distinct numbers, ascending, and the place of each among them."""
    order = np.argsort(numbers)
    ordered = numbers[order]
    fresh = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
    at = np.empty(len(ordered), dtype=np.int64)
    at[order] = np.cumsum(fresh) - 1
    return ordered[fresh], at


def bisected(values: Rows, low: Ints, high: Ints, wanted: int) -> Ints:
    """Of each stretch of ascending values, where those begin that are not below a number.

    Equals: tests/unit/network/test_network_walk.py, where each stretch is cut alone
    """
    if len(low) <= 32:
        number = values.dtype.type(wanted)
        pairs = zip(low.tolist(), high.tolist(), strict=True)
        return np.array([a + int(values[a:b].searchsorted(number)) for a, b in pairs], np.int64)
    low, high = low.copy(), high.copy()
    for _ in range(int((high - low).max(initial=0)).bit_length()):
        middle = (low + high) >> 1
        open_ = low < high
        below = open_ & (values[np.minimum(middle, len(values) - 1)] < wanted)
        low = np.where(below, middle + 1, low)
        high = np.where(open_ & ~below, middle, high)
    return low


def once(numbers: npt.NDArray[Any], size: int) -> Ints:
    """The distinct numbers below `size`, ascending. Cost: a sort, or a look at all below `size`."""
    if len(numbers) * _SPARSE > size:
        marks = np.zeros(size, dtype=bool)
        marks[numbers] = True
        return np.flatnonzero(marks)
    ordered = np.sort(numbers)
    if len(ordered) > 1:
        fresh = np.concatenate([_ENDS, ordered[1:] != ordered[:-1]])
        ordered = ordered[fresh]
    return ordered.astype(np.int64, copy=False)


def counted(numbers: npt.NDArray[Any], size: int) -> tuple[Ints, Ints]:
    """The distinct numbers below `size`, ascending, and how often each stands there.

    Equals: tests/unit/network/test_network_walk.py, where numpy counts them
    """
    if len(numbers) > _MANY:
        counts = np.bincount(numbers, minlength=size)
        found = np.flatnonzero(counts > 0)
        return found, counts[found]
    ordered = np.sort(numbers.astype(np.uint32, copy=False))
    ends = np.concatenate([ordered[1:] != ordered[:-1], _ENDS[: len(ordered)]]).nonzero()[0]
    counts = ends.copy()
    counts[1:] -= ends[:-1]
    counts[:1] += 1
    return ordered[ends].astype(np.int64), counts


_MANY = 16_384  # numbers that are counted sooner than sorted


def shared_rows(rows: Rows, some: Rows) -> Rows:
    """Those of a few rows that are among others; all ascend. Cost: O(few log n)."""
    if not len(rows):
        return rows
    at = np.minimum(rows.searchsorted(some), len(rows) - 1)
    found: Rows = some[rows[at] == some]
    return found
