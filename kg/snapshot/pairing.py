"""Which rows of two sets of tables are of one record?

Records are joined by the hashes of their ids, which lie sorted beside every record table
(`kg.columns.ids`). Two ids of one hash would be taken for one record: every pair is looked
at, and where a hash misleads, the ids themselves are numbered and joined instead.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kg.columns import Rows, Tables
from kg.columns.stored import whole
from kg.columns.writer import IDS
from kg.temporal import POS_INF

Mask = npt.NDArray[np.bool_]
_WIDE = pa.large_utf8()  # files keep the offsets of texts narrow where they can
_BLOCK = 1 << 17  # ids compared at a time, to bound the memory


class Newest(NamedTuple):
    """The newest version of each record: the one that may count.

    Shape: `keys` strictly ascending, one for each record; `rows` as long.
    """

    keys: npt.NDArray[Any]
    rows: Rows


class Pairs(NamedTuple):
    """The newest versions of records: in both (row beside row), and on one side only."""

    before: Rows
    after: Rows
    only_before: Rows
    only_after: Rows


def paired(before: Tables, after: Tables, name: str) -> Pairs:
    """The records of the table `name` on two sides.

    Order:  ascending in the rows of `before`; `only_after` in its own.
    Cost:   two binary searches for each record, and one comparison of ids.
    """
    sides = [_by_hash(tables, name) for tables in (before, after)]
    if sides[0] is not None and sides[1] is not None:
        found = _joined(sides[0], sides[1])
        if _same_ids(before, after, name, found):
            return found
    return _joined(*_by_number(before, after, name))


def standing(tables: Tables, name: str, rows: Rows) -> Mask:
    """Which of these rows are not withdrawn."""
    mask: Mask = tables.column(name, "clock_withdrawn_day")[rows] == POS_INF
    return mask


def ids_of(tables: Tables, name: str, rows: Rows) -> Any:
    """The ids of these rows, as an Arrow array."""
    return tables.words(name, "id").array.take(pa.array(rows)).cast(_WIDE)


def _by_hash(tables: Tables, name: str) -> Newest | None:
    """The newest versions by the hash of their id; None where two ids have one hash."""
    table = tables.table(IDS + name)  # by hash, then version
    hashes = whole(table.column("hash")).to_numpy()
    rows = whole(table.column("row")).to_numpy()
    again = np.flatnonzero(hashes[1:] == hashes[:-1])
    if len(again) and not ids_of(tables, name, rows[again]).equals(
        ids_of(tables, name, rows[again + 1])
    ):
        return None
    return _last(hashes, rows)


def _by_number(before: Tables, after: Tables, name: str) -> tuple[Newest, Newest]:
    """The newest versions by a number that each id has on both sides."""
    ids = pa.concat_arrays(
        [tables.words(name, "id").array.cast(_WIDE) for tables in (before, after)]
    )
    codes = ids.dictionary_encode().indices.to_numpy()
    cut = before.count(name)
    sides = []
    for tables, keys in ((before, codes[:cut]), (after, codes[cut:])):
        order = np.lexsort((tables.column(name, "clock_version"), keys)).astype(np.uint32)
        sides.append(_last(keys[order], order))
    return sides[0], sides[1]


def _last(keys: npt.NDArray[Any], rows: Rows) -> Newest:
    """The last row of each run of equal keys."""
    ends = np.ones(len(keys), dtype=bool)
    ends[:-1] = keys[1:] != keys[:-1]
    return Newest(keys[ends], rows[ends])


def _joined(one: Newest, two: Newest) -> Pairs:
    at = np.searchsorted(two.keys, one.keys)
    there = at < len(two.keys)
    there[there] = two.keys[at[there]] == one.keys[there]
    alone = np.ones(len(two.keys), dtype=bool)
    alone[at[there]] = False
    before, after = one.rows[there], two.rows[at[there]]
    order = np.argsort(before)
    return Pairs(before[order], after[order], np.sort(one.rows[~there]), np.sort(two.rows[alone]))


def _same_ids(before: Tables, after: Tables, name: str, pairs: Pairs) -> bool:
    blocks = (slice(at, at + _BLOCK) for at in range(0, len(pairs.before), _BLOCK))
    return all(
        ids_of(before, name, pairs.before[part]).equals(ids_of(after, name, pairs.after[part]))
        for part in blocks
    )
