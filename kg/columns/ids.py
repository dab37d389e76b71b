"""In which rows is the record of this id?

Beside each record table lies a small one of two columns: a 64-bit hash of every id,
ascending, and the row it belongs to; the versions of one record follow each other. A
look-up is a binary search among the hashes, and the ids found are compared, so that two
ids of one hash do no harm. It is derived: no part of the digest.

Shape:  hash uint64 ascending, row uint32; 12 bytes for each row, mapped, no Python objects.
Cost:   O(log n), about 4 µs for one id; many ids are searched for at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import mul
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.columns.order import ordered
from kg.columns.stored import whole
from kg.columns.strings import Rows, Strings, damaged
from kg.model.ids import MAX_SLUG

Hashes = npt.NDArray[np.uint64]
_MASK: Final = 2**64 - 1
_LONGEST: Final = MAX_SLUG + 56  # a kind, a slash and a slug
_BLOCK: Final = 8_192  # ids hashed at a time, to bound the memory


def _weights() -> list[int]:
    """One odd 64-bit number for each place of a text (SplitMix64).

    Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
    """
    weights, state = [], 0
    for _ in range(_LONGEST):
        state = (state + 0x9E3779B97F4A7C15) & _MASK
        mixed = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        weights.append((mixed ^ (mixed >> 31)) | 1)
    return weights


_WEIGHTS: Final[list[int]] = _weights()
_WEIGHT_ARRAY: Final = np.array(_WEIGHTS, dtype=np.uint64)


def hash_id(text: str) -> int:
    """The hash of one id.

    Equals: hash_ids(pa.array([text]))[0]
    """
    data = text.encode("utf-8", "surrogatepass")[:_LONGEST]
    total: int = sum(map(mul, data, _WEIGHTS)) + len(data)
    return total & _MASK


def hash_ids(ids: pa.Array) -> Hashes:
    """The hashes of a text array without nulls.

    Cost: O(bytes), vectorised, in blocks.
    """
    blocks = [_hash_block(ids.slice(at, _BLOCK)) for at in range(0, len(ids), _BLOCK)]
    return np.concatenate(blocks) if blocks else np.zeros(0, dtype=np.uint64)


def _hash_block(ids: pa.Array) -> Hashes:
    ids = ids.cast(pa.large_utf8())
    _, offsets, data = ids.buffers()
    ends = np.frombuffer(offsets, dtype=np.int64)[ids.offset : ids.offset + len(ids) + 1]
    begin, lengths = ends[0], np.diff(ends)
    octets = (
        np.frombuffer(data, dtype=np.uint8)[begin : ends[-1]] if data else np.zeros(0, np.uint8)
    )
    length = int(lengths[0])
    if length <= _LONGEST and (lengths == length).all():
        signs = octets.reshape(len(lengths), length)
        alike: Hashes = signs @ _WEIGHT_ARRAY[:length] + np.uint64(length)
        return alike
    places = np.arange(len(octets)) - np.repeat(ends[:-1] - begin, lengths)
    used = places < _LONGEST
    terms = np.zeros(len(octets), dtype=np.uint64)
    terms[used] = octets[used].astype(np.uint64) * _WEIGHT_ARRAY[places[used]]
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(terms, dtype=np.uint64)))
    totals = sums[ends[1:] - begin] - sums[ends[:-1] - begin]
    hashes: Hashes = totals + np.minimum(lengths, _LONGEST).astype(np.uint64)
    return hashes


def id_table(ids: pa.Array, versions: npt.NDArray[np.int64]) -> pa.Table:
    """The look-up table of a record table.

    Order: by hash, then version.
    """
    hashes = hash_ids(ids)
    order, _ = ordered((lambda rows: hashes[rows], lambda rows: versions[rows]), len(hashes))
    return pa.table({"hash": pa.array(hashes[order]), "row": pa.array(order)})


class IdIndex:
    """Looks ids up in one record table."""

    __slots__ = ("_hashes", "_ids", "_rows")

    def __init__(self, table: pa.Table, ids: Strings) -> None:
        self._hashes: Hashes = whole(table.column("hash")).to_numpy()
        self._rows: Rows = whole(table.column("row")).to_numpy()
        self._ids = ids

    def rows(self, identifier: str) -> Rows:
        """The rows of all versions, by version; empty when there is none."""
        number = np.uint64(hash_id(identifier))
        begin = int(self._hashes.searchsorted(number, "left"))
        end = int(self._hashes.searchsorted(number, "right"))
        return self._right(identifier, begin, end)

    def many(self, identifiers: Sequence[str]) -> list[Rows]:
        """The rows of each of these ids."""
        hashes = np.array([hash_id(i) for i in identifiers], dtype=np.uint64)
        begins = self._hashes.searchsorted(hashes, "left").tolist()
        ends = self._hashes.searchsorted(hashes, "right").tolist()
        return [self._right(*found) for found in zip(identifiers, begins, ends, strict=True)]

    def matches(self, ids: pa.Array) -> tuple[Rows, npt.NDArray[np.int64]]:
        """The rows of all versions of these ids, and for each row the place of its id.

        Cost:   O(k log n), vectorised.
        Equals: kg.columns.ids.IdIndex.many of the same ids, which is for lists of texts
        """
        hashes = hash_ids(ids)
        begins = self._hashes.searchsorted(hashes, "left")
        counts = self._hashes.searchsorted(hashes, "right") - begins
        places = np.repeat(np.arange(len(hashes)), counts)
        steps = np.arange(len(places)) - np.repeat(np.cumsum(counts) - counts, counts)
        rows = self._rows[begins[places] + steps]
        found = self._ids.array.take(pa.array(rows)).cast(pa.large_utf8())
        asked = ids.take(pa.array(places)).cast(pa.large_utf8())
        right = np.asarray(pc.equal(found, asked))
        return rows[right], places[right]

    def _right(self, identifier: str, begin: int, end: int) -> Rows:
        """The rows between two places of the hashes that really have this id.

        Raises: SnapshotMismatchError for a row that there is not.
        """
        rows = self._rows[begin:end]
        try:
            right = [self._ids.get(row) == identifier for row in rows.tolist()]
        except IndexError as error:
            raise damaged("the table of ids") from error
        return rows if all(right) else rows[right]
