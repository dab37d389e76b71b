"""Which rows have this value?

A posting list holds the rows of one value in row order. All lists of a family lie end to
end in one array, with offsets by the code of the value. Ordinary lists hold rows of
current records; those of withdrawn versions lie in a second, small set beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.uint32]
Mask = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
NO_ROWS: Rows = np.zeros(0, dtype=np.uint32)


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """The posting lists of one family.

    Shape: `rows` uint32, ascending within each list; list `c` is rows[offsets[c]:offsets[c+1]].
    """

    offsets: Ints
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
    Cost:   O(n log n), at build time only.
    """
    given = codes >= 0
    kept, at = codes[given].astype(np.int64), rows[given].astype(np.uint32)
    order = np.lexsort((at, kept))
    kept, at = kept[order], at[order]
    fresh = np.ones(len(at), dtype=bool)
    fresh[1:] = (kept[1:] != kept[:-1]) | (at[1:] != at[:-1])
    kept, at = kept[fresh], at[fresh]
    offsets = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(kept, minlength=size), out=offsets[1:])
    return Postings(offsets, at)


def merged(lists: Sequence[Rows]) -> Rows:
    """The union of several lists, ascending, each row once."""
    filled = [rows for rows in lists if len(rows)]
    if not filled:
        return NO_ROWS
    return filled[0] if len(filled) == 1 else np.unique(np.concatenate(filled))
