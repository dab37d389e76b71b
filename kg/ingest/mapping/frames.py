"""Which cells does a template see, when it is filled for all rows at once?

A frame is a number of places to fill a template for: at first the rows of a batch, inside an
`each` the items of all these rows. Cells are taken from the frame around it as they are asked
for, and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.ingest.mapping.cells import (
    Cell,
    Cells,
    all_cut,
    items_of,
    pieces,
    side_by_side,
)
from kg.ingest.mapping.coded import (
    Coded,
    Ints,
    Mask,
    coded,
    constant,
    either,
    mapped,
    plain,
)
from kg.ingest.mapping.combos import combos
from kg.ingest.mapping.derive import Derived, counted, digested
from kg.ingest.mapping.plan import ROW, Plan
from kg.ingest.mapping.template import Template


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


def with_derived(frame: Frame, plan: Plan, counts: dict[str, dict[str, int]]) -> None:
    """Add the derived columns to a frame of rows; `counts` remembers across batches."""
    for one in plan.mapping.derived:
        frame._columns[one.name] = _derived(one, frame, plan, counts)  # noqa: SLF001  (made here)


def _derived(one: Derived, frame: Frame, plan: Plan, counts: dict[str, dict[str, int]]) -> Cell:
    """A derived column. Equals: kg.ingest.mapping.maker.Maker._derived for each row"""
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
    """Lists after the steps. Equals: kg.ingest.mapping.maker.Maker._changed for each row"""
    found = _each_item(items, one.change)
    if one.split is not None:
        found = all_cut(found, one.split, missing)
    return _each_item(found, one.change_item)


def _each_item(cells: Cells, change: Callable[[str], str | None]) -> Cells:
    return Cells(cells.offsets, mapped(cells.items, change)[0])


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


def numbered(rows: Ints) -> Mapping[str, Cell]:
    """The column that says the number of each row."""
    return {ROW: plain(pa.array(rows).cast(pa.utf8()))}
