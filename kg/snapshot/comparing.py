"""Which of these pairs of rows say the same, by the columns alone?

Every value is compared exactly, column by column, lists member by member: no fingerprint
could take two records for one. Columns that are computed from others, and the clock, are
left out. Words are compared by their codes, once the codes of one side are said in those
of the other.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.columns import Lists, Rows, Tables, layout
from kg.columns.layout import Column, ColumnType, Listed, Shape
from kg.model import Clock, Field
from kg.model.differences import cites, is_attested
from kg.temporal import NEG_INF, parse_day

SAME: Final = np.uint8(0)
CHANGED: Final = np.uint8(1)  # flags: a record may differ in several ways
CITED: Final = np.uint8(2)
CONFIRMED: Final = np.uint8(4)
Flags = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
_BLOCK: Final = 1 << 17  # pairs at a time, to bound the memory
_FEW: Final = 1 << 16  # dictionaries up to this size are said in codes of the other side
_SPARSE: Final = 8  # owners that lie further apart, on average, are searched for one by one
_UNKNOWN: Final = np.int32(-2)  # a word that the other side does not have


class Comparison:
    """Two sets of tables, compared row by row."""

    def __init__(self, before: Tables, after: Tables) -> None:
        self._before = before
        self._after = after
        self._codes: dict[tuple[str, str], npt.NDArray[np.int32] | None] = {}

    def flags(self, name: str, before: Rows, after: Rows) -> Flags:
        """How the records in these rows of the table `name` differ, pair by pair.

        Shape:  lists are canonical, as in every snapshot.
        Cost:   O(values), about 1 µs for an event with its lists.
        Equals: the fates of `kg.model.differences.changes` of the records in these rows
        """
        shape = layout()[name].shape
        found = np.zeros(len(before), dtype=np.uint8)
        for at in range(0, len(before), _BLOCK):
            part = slice(at, at + _BLOCK)
            if shape is not None:
                found[part] = self._shape(name, shape, before[part], after[part])
        return found

    def _shape(self, table: str, shape: Shape, before: Rows, after: Rows) -> Flags:
        found = np.zeros(len(before), dtype=np.uint8)
        for single in shape.singles:
            differs = self._differs(table, single.column, before, after)
            if is_attested(shape.cls, single.field.name) and differs.any():
                later = self._later(table, single.column.name, before, after)
                found |= np.where(differs & later, CONFIRMED, SAME)
                differs &= ~later
            found |= np.where(differs, _flag(single.field), SAME)
        for whole in shape.wholes:
            if whole.field.part is Clock:
                continue
            if whole.flagged and whole.given:
                given = Column(whole.given, ColumnType.FLAG)
                found |= np.where(self._differs(table, given, before, after), CHANGED, SAME)
            found |= self._shape(table, whole.shape, before, after)
        for listed in shape.lists:
            found |= self._list(listed, before, after)
        return found

    def _list(self, listed: Listed, before: Rows, after: Rows) -> Flags:
        table = listed.table
        if not self._before.count(table) and not self._after.count(table):
            return np.zeros(len(before), dtype=np.uint8)
        ones, one_counts = _members(self._before.lists(table), before)
        twos, two_counts = _members(self._after.lists(table), after)
        even = one_counts == two_counts
        found = np.where(even, SAME, _flag(listed.field))
        ones, twos = ones[np.repeat(even, one_counts)], twos[np.repeat(even, two_counts)]
        if listed.shape is None:
            (value,) = (c for c in layout()[table].columns if c.name == "value")
            inner = np.where(self._differs(table, value, ones, twos), _flag(listed.field), SAME)
        else:
            inner = self._shape(table, listed.shape, ones, twos)
        owners = np.repeat(np.flatnonzero(even), one_counts[even])
        differing = inner != SAME
        np.bitwise_or.at(found, owners[differing], inner[differing])
        return found

    def _differs(self, table: str, column: Column, before: Rows, after: Rows) -> Mask:
        """Which pairs have different values in one column; none and none are the same."""
        if column.type is ColumnType.WORD and self._are_few(table, column.name):
            ours = self._before.column(table, column.name)[_run(before)]
            theirs = self._after.column(table, column.name)[_run(after)]
            codes = self._in_theirs(table, column.name)
            mask: Mask = (ours if codes is None else codes[ours]) != theirs
            return mask
        one = _values(self._before, table, column.name, before)
        two = _values(self._after, table, column.name, after)
        if one is None or two is None:
            there = two if one is None else one
            return np.zeros(len(before), dtype=bool) if there is None else _mask(there.is_valid())
        differing = _mask(pc.not_equal(one, two).fill_null(False))  # noqa: FBT003  (Arrow's own)
        if one.null_count or two.null_count:
            differing |= _mask(one.is_null()) != _mask(two.is_null())
        return differing

    def _are_few(self, table: str, column: str) -> bool:
        sides = (self._before, self._after)
        return all(len(tables.words(table, column)) <= _FEW for tables in sides)

    def _in_theirs(self, table: str, column: str) -> npt.NDArray[np.int32] | None:
        """For each code of a column before, that of the same word after; None: the same code.

        Shape: one more at the end, which -1 (no word) finds: it stays -1.
        """
        key = (table, column)
        if key not in self._codes:
            ours = self._before.words(table, column).array.cast(pa.utf8())
            theirs = self._after.words(table, column).array.cast(pa.utf8())
            if ours.equals(theirs):
                self._codes[key] = None
            else:
                found = pc.index_in(ours, value_set=theirs).fill_null(_UNKNOWN).to_numpy()
                self._codes[key] = np.append(found, np.int32(-1))
        return self._codes[key]

    def _later(self, table: str, column: str, before: Rows, after: Rows) -> Mask:
        """In which pairs the day after is the later one; no day comes before all days."""
        days = [
            _days(tables, table, column)[tables.column(table, column)[rows]]
            for tables, rows in ((self._before, before), (self._after, after))
        ]
        mask: Mask = days[1] > days[0]
        return mask


def _flag(field: Field) -> np.uint8:
    return CITED if cites(field) else CHANGED


def _days(tables: Tables, table: str, column: str) -> npt.NDArray[np.int64]:
    """The day number of each code of a column of days; at the end, for -1, before all days."""
    texts = tables.words(table, column)
    days = [NEG_INF if text is None else parse_day(text) for text in texts.many(range(len(texts)))]
    return np.array([*days, NEG_INF], dtype=np.int64)


def _members(lists: Lists, rows: Rows) -> tuple[Rows, npt.NDArray[np.int64]]:
    """The rows that belong to these owners, and how many to each.

    Cost:   O(owners between the first and the last of these, and their members), which is a
            tenth of what searching for each takes when they are close.
    Equals: `kg.columns.Lists.of`
    """
    first, last = (int(rows.min()), int(rows.max())) if len(rows) else (0, 0)
    span = last - first + 1
    if span > _SPARSE * len(rows):
        return lists.of(rows)
    begin, end = np.searchsorted(lists.owner, np.array([first, last + 1], dtype=np.uint32))
    each = np.bincount(lists.owner[begin:end] - np.uint32(first), minlength=span)
    stops = begin + np.cumsum(each)
    counts, ends = each[rows - first], np.cumsum(each[rows - first])
    total = int(ends[-1]) if len(ends) else 0
    flat = np.arange(total) + np.repeat(stops[rows - first] - ends, counts)
    return flat.astype(np.uint32), counts


def _run(rows: Rows) -> Any:
    """The rows as a slice where they follow one another: nothing has to be gathered then."""
    size = len(rows)
    if size and int(rows[-1]) - int(rows[0]) == size - 1 and bool((rows[1:] > rows[:-1]).all()):
        return slice(int(rows[0]), int(rows[-1]) + 1)
    return rows


def _values(tables: Tables, table: str, column: str, rows: Rows) -> Any:
    """The values of these rows as a plain Arrow array; None when no row of the table has any."""
    array = getattr(tables.view(table, column), "array", None)
    if array is None:
        return None
    run = _run(rows)
    picked = (
        array.slice(run.start, run.stop - run.start)
        if isinstance(run, slice)
        else array.take(pa.array(rows))
    )
    if pa.types.is_dictionary(picked.type):
        picked = picked.dictionary_decode()
    return picked.cast(pa.large_utf8()) if pa.types.is_string(picked.type) else picked


def _mask(array: Any) -> Mask:
    mask: Mask = array.to_numpy(zero_copy_only=False)
    return mask
