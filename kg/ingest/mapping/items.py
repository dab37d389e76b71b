"""Into which items does an `each` cut the rows of a frame?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

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
    constant,
)
from kg.ingest.mapping.frames import Frame
from kg.ingest.mapping.parts import Each, TableMapping
from kg.ingest.mapping.related import Related


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

        Equals: kg.ingest.mapping.rows.Row.frames
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
