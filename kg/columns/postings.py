"""Which rows have this value?

A posting list holds the rows of one value in row order. All lists of a family lie end to
end in one array, with offsets by the code of the value. Ordinary lists hold rows of
current records; those of withdrawn versions lie in a second, small set beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.uint32]
Mask = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
NO_ROWS: Rows = np.zeros(0, dtype=np.uint32)
_BITS: Final = np.uint64(32)
_NOTHING: Final = np.zeros(0, dtype=np.uint64)


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """The posting lists of one family.

    Shape: `rows` uint32, ascending within each list; list `c` is rows[offsets[c]:offsets[c+1]],
           `offsets` uint32, or int64 where they would not fit.
    """

    offsets: npt.NDArray[Any]
    rows: Rows

    def of(self, code: int) -> Rows:
        """The list of one code. Cost: O(1)."""
        return self.rows[self.offsets[code] : self.offsets[code + 1]]

    def count(self, codes: Sequence[int]) -> int:
        """How many rows the lists of these codes have, a row in two lists counted twice."""
        return sum(int(self.offsets[c + 1] - self.offsets[c]) for c in codes)

    def span(self, first: int, last: int) -> Rows:
        """The rows of neighbouring lists, one after another, not merged."""
        return self.rows[self.offsets[first] : self.offsets[last]]


def postings(codes: npt.NDArray[Any], rows: npt.NDArray[Any], size: int) -> Postings:
    """The lists of `size` codes over these (code, row) pairs; code -1 is no value.

    Order:  rows ascending in each list, each row once.
    Cost:   one sort of n numbers, at build time only.
    Equals: for each code, sorted(set(rows[codes == code]))
    """
    return postings_of([(codes, rows)], size)


def postings_of(pairs: Iterable[tuple[npt.NDArray[Any], npt.NDArray[Any]]], size: int) -> Postings:
    """The same of pairs that come in blocks: of a block only one number for each pair is kept."""
    packed = [_packed(codes, rows) for codes, rows in pairs]
    whole = packed[0] if len(packed) == 1 else np.concatenate([*packed, _NOTHING])
    del packed
    whole.sort()
    fresh = np.ones(len(whole), dtype=bool)
    np.not_equal(whole[1:], whole[:-1], out=fresh[1:])
    whole = whole if fresh.all() else whole[fresh]
    firsts = np.arange(size + 1, dtype=np.uint64) << _BITS
    return Postings(narrow(np.searchsorted(whole, firsts)), whole.astype(np.uint32))


def _packed(codes: npt.NDArray[Any], rows: npt.NDArray[Any]) -> npt.NDArray[np.uint64]:
    """Code and row as one number, which sorts as the pair does."""
    given = codes >= 0
    if not given.all():
        codes, rows = codes[given], rows[given]
    return codes.astype(np.uint64) << _BITS | rows.astype(np.uint32)


def narrow(numbers: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Ascending numbers from zero, in 32 bits where they fit."""
    fits = not len(numbers) or int(numbers[-1]) < 2**32
    return numbers.astype(np.uint32 if fits else np.int64)


def gathered(lists: Postings, codes: Sequence[int] | npt.NDArray[Any]) -> tuple[Rows, Ints]:
    """The lists of these codes one after another, and how long each is.

    Cost: O(answer), no loop.
    """
    asked = np.asarray(codes, dtype=np.int64)
    begins = lists.offsets[asked].astype(np.int64)
    counts = lists.offsets[asked + 1] - begins
    return lists.rows.take(flat(begins, counts)), counts


def flat(begins: npt.NDArray[Any], counts: npt.NDArray[Any]) -> Ints:
    """The places of stretches one after another: each begins somewhere and has a length."""
    ends = counts.cumsum()
    found: Ints = (begins - ends + counts).repeat(counts)
    found += np.arange(len(found))
    return found


def merged(lists: Sequence[Rows]) -> Rows:
    """The union of several lists, ascending, each row once."""
    filled = [rows for rows in lists if len(rows)]
    if not filled:
        return NO_ROWS
    return filled[0] if len(filled) == 1 else np.unique(np.concatenate(filled))
