"""Which cells does a template see, when it is filled for all rows at once?

A frame is a number of places to fill a template for: at first the rows of a batch, inside an
`each` the items of all these rows. Cells are taken from the frame around it as they are asked
for, and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.columns.ids import hash_ids
from kg.ingest.mapping.coded import (
    NONE,
    Coded,
    Ints,
    Mask,
    coded,
    combos,
    constant,
    distinct_words,
    either,
    ends_of,
    joined,
    mapped,
    plain,
    read,
    tidy,
)
from kg.ingest.mapping.derive import Derived, counted, digested
from kg.ingest.mapping.parts import Each, TableMapping
from kg.ingest.mapping.plan import ROW, Plan
from kg.ingest.mapping.rows import clean
from kg.ingest.mapping.sheets import stretches
from kg.ingest.mapping.template import Template

_MESSY: Final = r"^[\s\pZ\x00-\x1f\x7f-\x9f]|[\s\pZ\x00-\x1f\x7f-\x9f]$|\r"
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

        Equals: kg.ingest.mapping.frames.Related.plainly(words)
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


class Frame:
    """Places to fill templates for.

    Shape: `rows` is the row of the batch behind each place; `parent` the place in the frame
    around it. In a frame of distinct places, each stands for all places of the frame around
    it with one `label`, and `rows` is the first of their rows.
    """

    def __init__(self, rows: Ints, columns: Mapping[str, Cell]) -> None:
        self.rows = rows
        self.parent: Ints = np.arange(len(rows))
        self.label: Ints | None = None
        self._above: Frame | None = None
        self._columns = dict(columns)

    @property
    def size(self) -> int:
        """How many places."""
        return len(self.rows)

    def within(self, parent: Ints, columns: Mapping[str, Cell]) -> Frame:
        """A frame of items: the place of each in this one, and the columns of its own."""
        inner = Frame(self.rows[parent], columns)
        inner.parent, inner._above = parent, self
        return inner

    def distinct(self, names: Sequence[str], others: Sequence[Mask]) -> Frame | None:
        """A frame with one place for all that have the same cells, and are the same otherwise.

        None where that would not save half of the work.
        """
        cells = [self.cell(name) for name in names]
        codes = [cell.codes for cell in cells if isinstance(cell, Coded)]
        if len(codes) < len(cells) or not self.size:
            return None
        flags = [flag[self.rows].astype(np.int32) for flag in others]
        first, label = combos([np.zeros(self.size, dtype=np.int32), *codes, *flags])
        if len(first) * 2 > self.size:
            return None
        inner = self.within(first, {})
        inner.label = label
        return inner

    def standing(self, good: Mask) -> tuple[Ints, Ints]:
        """How many good rows each place stands for, and the first of them.

        Shape: where it stands for none, the row is beyond all rows.
        """
        if self._above is None:
            counts = good[self.rows].astype(np.int64)
            return counts, np.where(counts > 0, self.rows, len(good))
        counts, firsts = self._above.standing(good)
        if self.label is None:
            return counts[self.parent], firsts[self.parent]
        whole = np.bincount(self.label, weights=counts, minlength=self.size).astype(np.int64)
        earliest = np.full(self.size, len(good))
        np.minimum.at(earliest, self.label, firsts)
        return whole, earliest

    def behind(self, place: int) -> Ints:
        """The rows that a place stands for."""
        if self._above is None:
            return self.rows[place : place + 1]
        if self.label is None:
            return self._above.behind(int(self.parent[place]))
        places = np.flatnonzero(self.label == place)
        return np.unique(np.concatenate([self._above.behind(at) for at in places.tolist()]))

    def knows(self, name: str) -> bool:
        """Whether there is such a column: not outside the `each` that gives it."""
        return name in self._columns or (self._above is not None and self._above.knows(name))

    def cell(self, name: str) -> Cell:
        """One column at all places."""
        if name not in self._columns:
            assert self._above is not None  # noqa: S101  (the plan knows every name)
            self._columns[name] = self._above.cell(name).take(self.parent)
        return self._columns[name]

    def text(self, name: str) -> Coded:
        """One column as texts; a list has none but what stands alone in it."""
        found = self.cell(name)
        if isinstance(found, Coded):
            return found
        counts = np.diff(found.offsets)
        at = np.where(counts == 1, found.offsets[:-1], 0)
        one = found.items.take(at) if len(found.items.codes) else constant(None, self.size)
        return one.where(counts == 1)


def cleaned(column: pa.Array, missing: frozenset[str]) -> Cell:
    """A column of the file without space around its cells, missing where a word says so.

    Equals: kg.ingest.mapping.rows.clean of each cell
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


def with_derived(frame: Frame, plan: Plan, counts: dict[str, dict[str, int]]) -> None:
    """Add the derived columns to a frame of rows; `counts` remembers across batches."""
    for one in plan.mapping.derived:
        frame._columns[one.name] = _derived(one, frame, plan, counts)  # noqa: SLF001  (made here)


def _derived(one: Derived, frame: Frame, plan: Plan, counts: dict[str, dict[str, int]]) -> Cell:
    """A derived column. Equals: kg.ingest.mapping.rows.Maker._derived for each row"""
    if one.every:
        cells = [items_of(frame.cell(name)) for name in plan.every[one.name]]
        return _changed(one, side_by_side(cells), plan.mapping.missing)
    if one.count or one.digest:
        texts = [frame.text(name).texts().to_pylist() for name in one.count or one.digest]
        combinations = list(zip(*texts, strict=True))
        told = (
            counted(combinations, counts.setdefault(one.name, {}))
            if one.count
            else [digested(combination) for combination in combinations]
        )
        found = coded(pa.array(told, pa.utf8()))
    elif one.text is not None:
        found = filled(one.text, frame)
    elif len(one.first) == 1 and isinstance(items := frame.cell(one.first[0]), Cells):
        return _changed(one, items, plan.mapping.missing)
    else:
        found = either([frame.text(name) for name in one.first])
    found = mapped(found, one.change)[0]
    if one.split is None:
        return found
    return _each_item(pieces(found, one.split, plan.mapping.missing), one.change_item)


def _changed(one: Derived, items: Cells, missing: frozenset[str]) -> Cells:
    """Lists after the steps. Equals: kg.ingest.mapping.rows.Maker._changed for each row"""
    found = _each_item(items, one.change)
    if one.split is not None:
        found = all_cut(found, one.split, missing)
    return _each_item(found, one.change_item)


def _each_item(cells: Cells, change: Callable[[str], str | None]) -> Cells:
    return Cells(cells.offsets, mapped(cells.items, change)[0])


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


def filled(template: Template, frame: Frame, change: Any = None) -> Coded:
    """The text of a template at every place; `change` is done to the cells (whole columns).

    Equals: kg.ingest.mapping.template.Template.fill for each place
    """
    if template.otherwise is not None:
        own = filled(replace(template, otherwise=None), frame, change)
        return either([own, filled(template.otherwise, frame, change)])
    if template.constant:
        return constant(template.pieces[0], frame.size)
    columns = [frame.text(name) for name in template.names]
    if change is not None:
        columns = [change(column) for column in columns]
    if len(columns) == 1:
        start, _, end = template.pieces
        words = columns[0].words
        if start or end:
            words = pc.binary_join_element_wise(start, words, end, "")
        return Coded(columns[0].codes, words)
    texts: list[Any] = []
    for place, piece in enumerate(template.pieces):
        if place % 2:
            texts.append(columns[place // 2].texts())
        elif piece:
            texts.append(piece)
    return plain(pc.binary_join_element_wise(*texts, ""))


class Items:
    """Cuts rows into the items of an `each`."""

    def __init__(
        self,
        mapping: TableMapping,
        sources: Mapping[Each, tuple[tuple[str, ...], ...]],
        related: Mapping[str, Related],
    ) -> None:
        self.mapping, self.sources, self.related = mapping, sources, related
        self.unmatched: dict[str, int] = {}

    def frame(self, each: Each | None, frame: Frame) -> Frame:
        """The frame of the items; without an `each` that of the places themselves.

        Equals: kg.ingest.mapping.rows._Row.frames
        """
        if each is None:
            return frame.within(np.arange(frame.size), {})
        if each.related is not None:
            return self._related(each.related, frame)
        lists = [self._list(each, source, frame) for source in self.sources[each]]
        first = lists[0]
        counts = np.diff(first.offsets)
        owner = np.repeat(np.arange(frame.size), counts)
        kept = np.flatnonzero(first.items.given)
        columns: dict[str, Cell] = {each.columns[0]: first.items.take(kept)}
        for name, other in zip(each.columns[1:], lists[1:], strict=True):
            columns[name] = self._beside(each, name, other, first).take(kept)
        return frame.within(owner[kept], columns)

    def _related(self, name: str, frame: Frame) -> Frame:
        """The frame of the rows of another table."""
        other = self.related[name]
        places, rows = other.of(frame.text(self.mapping.related[name].own))
        columns = {f"{name}.{column}": c.take(rows) for column, c in other.columns.items()}
        return frame.within(places, columns)

    def _beside(self, each: Each, name: str, other: Cells, first: Cells) -> Coded:
        """The items of a second column beside those of the first: where there are as many.

        Where lists are aligned left, also where there are fewer.
        """
        counts, own = np.diff(first.offsets), np.diff(other.offsets)
        fits = (own <= counts) if each.left else (own == counts)
        unmatched = int(np.count_nonzero(~fits & (own > 0)))
        if unmatched:
            self.unmatched[name] = self.unmatched.get(name, 0) + unmatched
        size = len(first.items.codes)
        if not len(other.items.codes):
            return constant(None, size)
        place = np.arange(size) - np.repeat(first.offsets[:-1], counts)
        usable = np.repeat(fits, counts) & (place < np.repeat(own, counts))
        at = np.where(usable, place + np.repeat(other.offsets[:-1], counts), 0)
        return other.items.take(at).where(usable)

    def _list(self, each: Each, source: Sequence[str], frame: Frame) -> Cells:
        """The items of the cells of several columns, one column after another in each row."""
        return side_by_side([self._pieces(each, frame.cell(column)) for column in source])

    def _pieces(self, each: Each, cell: Cell) -> Cells:
        if each.split is None:
            return items_of(cell)
        missing = self.mapping.missing
        if isinstance(cell, Cells):
            return all_cut(cell, each.split, missing)
        return pieces(cell, each.split, missing)


def numbered(rows: Ints) -> Mapping[str, Cell]:
    """The column that says the number of each row."""
    return {ROW: plain(pa.array(rows).cast(pa.utf8()))}
