"""Which rows of another table belong to a key?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.columns.ids import hash_ids
from kg.ingest.mapping.cells import (
    Cell,
)
from kg.ingest.mapping.coded import (
    NONE,
    Coded,
    Ints,
    Mask,
    distinct_words,
)
from kg.ingest.mapping.sheets import stretches


class Related:
    """The rows of another table, found by one of its columns."""

    def __init__(self, columns: Mapping[str, Cell], key: str) -> None:
        self.columns = columns
        found = columns[key]
        assert isinstance(found, Coded)  # noqa: S101  (a list is refused as a key before)
        self.words, again = distinct_words(found.words)
        codes = np.append(again, NONE)[found.codes]
        hashes = hash_ids(self.words)
        self.by_hash = np.argsort(hashes)
        self.hashes = hashes[self.by_hash]
        self.order = np.argsort(codes, kind="stable")
        counts = np.bincount(codes + 1, minlength=len(self.words) + 1)
        self.begins = np.cumsum(counts)
        self.asked: Mask = np.zeros(len(self.words), dtype=bool)

    def ask(self, keys: Coded) -> Mask:
        """Which of these keys are none of the table; the others are remembered as asked for."""
        at = np.append(self._places(keys.words), -1)[keys.codes]
        self.asked[at[at >= 0]] = True
        stray: Mask = keys.given & (at < 0)
        return stray

    def unused(self) -> int:
        """How many rows have a key that was never asked for, or none."""
        lengths = np.diff(self.begins)
        return len(self.order) - int(lengths[self.asked].sum())

    def of(self, keys: Coded) -> tuple[Ints, Ints]:
        """The rows that belong to each of these keys: places in `keys`, and rows."""
        at = np.append(self._places(keys.words), -1)[keys.codes]
        owners = np.flatnonzero(at >= 0)
        begins = self.begins[at[owners]]
        counts = self.begins[at[owners] + 1] - begins
        return np.repeat(owners, counts), self.order[stretches(begins, counts)]

    def _places(self, words: pa.Array) -> Ints:
        """The place of each of these words among those of the key, -1 for one that is not there.

        Equals: kg.ingest.mapping.related.Related.plainly(words)
        """
        if not len(self.words):
            return np.full(len(words), -1)
        asked = hash_ids(words)
        order = np.argsort(asked)  # neighbours are found near each other
        at = np.empty(len(asked), dtype=np.int64)
        at[order] = np.searchsorted(self.hashes, asked[order])
        at = self.by_hash[np.minimum(at, len(self.hashes) - 1)]
        same = pc.equal(self.words.take(pa.array(at)), words).to_numpy(zero_copy_only=False)
        if same.all():
            return at
        left = np.flatnonzero(~same)
        at[left] = self.plainly(words.take(pa.array(left)))
        return at

    def plainly(self, words: pa.Array) -> Ints:
        """The same, by hashing all words of the key each time."""
        found: Ints = pc.index_in(words, value_set=self.words).fill_null(-1).to_numpy()
        return found
