"""Which of these rows stand in a relation to a window, certainly or possibly?

The box of `kg.temporal.relations` over columns of bounds. Where the four bounds do not say
all (sets, gaps), they narrow, and the date itself decides.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from kg import native
from kg.columns import Tables
from kg.columns.postings import Ints, Mask, Rows
from kg.index.group import Group
from kg.model import Hemisphere, When
from kg.model.extents import extent_for
from kg.temporal import (
    NEG_INF,
    POS_INF,
    UNDATED,
    Box,
    Extent,
    Match,
    Relation,
    box,
    judge,
    window_days,
)


class Judged(NamedTuple):
    """For each row asked: whether some reading satisfies, and whether every one does."""

    possible: Mask
    certain: Mask

    @property
    def levels(self) -> npt.NDArray[np.int8]:
        """How surely each row does: 2 certainly, 1 possibly, 0 not."""
        return self.possible.view(np.int8) + self.certain.view(np.int8)


class Times:
    """The dates of one field of a table (`time` of events, `published` of sources).

    A part that may have a date keeps it in a table of its own (`event.statuses.time`): there
    `field` is empty, and `of_parts` finds the date of a part.

    Shape: one extent for each row of the table; all arrays are as long as it.
    Units: day numbers, NEG_INF and POS_INF where there is no bound.
    """

    def __init__(self, tables: Tables, table: str, field: str, group: Group | None = None) -> None:
        self._tables, self._table, self._field = tables, table, field
        self._hemisphere: Hemisphere | None = tables.dataset().hemisphere
        self.start_earliest: Ints = self._column("start_earliest")
        self.start_latest: Ints = self._column("start_latest")
        self.end_earliest: Ints = self._column("end_earliest")
        self.end_latest: Ints = self._column("end_latest")
        self.simple: Mask = self._column("simple")
        self.dated: Mask = self._column("dated")
        self._plain: Mask | None = None
        self._bounds: native.bounds.Bounds | None = None
        self._group = group

    @property
    def plain(self) -> Mask:
        """Which rows have a date of which the four bounds say all. Cost: O(rows), once."""
        if self._plain is None:
            self._plain = self.dated & self.simple
        return self._plain

    @property
    def bounds(self) -> native.bounds.Bounds | None:
        """The kernel that reads the bounds of events, where there is one; dated ones come first.

        Cost: O(rows), once.
        """
        if not native.there():
            return None
        if self._bounds is None:
            vague = np.where(self.dated, native.bounds.ODD, native.bounds.UNDATED).astype(np.uint8)
            vague[self.plain] = 0
            dated = int(np.count_nonzero(self.dated))
            self._bounds = native.bounds.Bounds(
                self.start_earliest,
                self.together("start_earliest"),
                self.together("start_latest"),
                self.together("end_earliest"),
                self.together("end_latest"),
                vague if vague.any() else None,
                dated,
            )
        return self._bounds

    def together(self, name: str) -> Ints:
        """The bounds of one name, where possible side by side with the others."""
        plain: Ints = getattr(self, name)
        part = f"{self._table}.{self._name(name)}"
        return plain if self._group is None else self._group.of(part, plain)

    def _column(self, name: str) -> npt.NDArray[Any]:
        return self._tables.column(self._table, self._name(name))

    def _name(self, name: str) -> str:
        return f"{self._field}_{name}" if self._field else name

    def of_parts(self, parts: Rows) -> Ints:
        """The row of the date of each of these parts, -1 for a part without one.

        Cost: O(k log n).
        """
        owner: Rows = self._tables.column(self._table, "owner")
        at = np.searchsorted(owner, parts)
        there = at < len(owner)
        there[there] = owner[at[there]] == parts[there]
        return np.where(there, at, -1)

    def extent(self, row: int) -> Extent:
        """The extent of one row, members and gaps included."""
        if not self.dated[row]:
            return UNDATED
        at = np.array([row], dtype=np.uint32)
        edtf, ongoing, attested, ended = (
            self._tables.view(self._table, self._name(name)).take(at)[0]
            for name in ("edtf", "ongoing", "attested", "ended")
        )
        when = When(edtf=edtf, ongoing=bool(ongoing), attested=attested, ended=ended)
        return extent_for(when, self._hemisphere)

    def judged(
        self, rows: Rows, relation: Relation, from_day: int | None, to_day: int | None
    ) -> Judged:
        """How these rows stand to a window, in the order asked.

        Cost:   O(rows), a few passes; besides, one `judge` for each row with members or gaps.
        Equals: kg.temporal.judge of the extent of each row
        """
        first, last = window_days(from_day, to_day)
        found = self._boxed(rows, box(relation, first, last))
        plain = self.plain[rows]
        if plain.all():
            return found
        dated = self.dated[rows]
        possible, certain = found.possible | ~dated, found.certain & dated
        unsure = np.flatnonzero(dated & ~plain)
        for at in unsure[possible[unsure]].tolist():
            match = judge(self.extent(int(rows[at])), relation, from_day, to_day)
            possible[at] = match is not None
            certain[at] = match is Match.CERTAIN
        certain[unsure[~possible[unsure]]] = False
        return Judged(possible, certain)

    def _boxed(self, rows: Rows, wanted: Box) -> Judged:
        """The formulas of a simple extent, on the four bounds alone."""
        low, high, end_low, end_high = wanted
        if low > POS_INF or end_low > POS_INF or high < NEG_INF or end_high < NEG_INF:
            nothing = np.zeros(len(rows), dtype=bool)
            return Judged(nothing, nothing.copy())
        se, sl = self.start_earliest[rows], self.start_latest[rows]
        ee, el = self.end_earliest[rows], self.end_latest[rows]
        if low <= NEG_INF and end_high >= POS_INF:  # the usual window: two bounds hold for free
            possible, certain = se <= min(high, POS_INF), sl <= min(high, POS_INF)
            possible &= el >= max(end_low, NEG_INF)
            certain &= ee >= max(end_low, NEG_INF)
            return Judged(possible, certain)
        low, end_low = max(low, NEG_INF), max(end_low, NEG_INF)
        high, end_high = min(high, POS_INF), min(end_high, POS_INF)
        starts, stops = np.maximum(se, low), np.minimum(el, end_high)
        possible = starts <= np.minimum(sl, high)
        possible &= np.maximum(ee, end_low) <= stops
        possible &= starts <= stops
        certain = (low <= se) & (sl <= high) & (end_low <= ee) & (el <= end_high)
        return Judged(possible, certain)
