"""Which day numbers stand beside a date, and beside a clock?

The four bounds, the states of both ends, whether the bounds say all, and whether there is a
date: computed once here by `kg.temporal`, with the dataset's hemisphere, never by a reader.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from kg.columns.layout import BOUNDS, CLOCK_DAYS, ColumnType
from kg.columns.strings import words_of
from kg.errors import located
from kg.model import Clock
from kg.temporal import POS_INF, Extent, parse_day, simple


def bounds_of(extents: Sequence[Extent]) -> Mapping[str, pa.Array]:
    """The computed columns of a `When`, by their names in `BOUNDS`.

    Units: day numbers, NEG_INF and POS_INF for a side without bound.
    """
    days = np.array([e.bounds for e in extents], dtype=np.int64).reshape(-1, 4)
    columns = {name: pa.array(np.ascontiguousarray(days[:, i])) for i, (name, _) in _numbers()}
    columns["start_state"] = words_of([e.start_state for e in extents])
    columns["end_state"] = words_of([e.end_state for e in extents])
    columns["simple"] = pa.array([simple(e) for e in extents], pa.bool_())
    columns["dated"] = pa.array([not e.undated for e in extents], pa.bool_())
    return columns


def _numbers() -> list[tuple[int, tuple[str, ColumnType]]]:
    return [(i, b) for i, b in enumerate(BOUNDS) if b[1] is ColumnType.NUMBER]


def days_of(clocks: Sequence[Clock | None]) -> Mapping[str, pa.Array]:
    """The computed columns of a `Clock`: POS_INF stands for *not withdrawn*.

    Raises: DateError when a day is no calendar day.
    """
    seen: dict[str, int] = {}

    def day(text: str | None) -> int:
        if text is None:
            return POS_INF
        if text not in seen:
            with located(field="clock"):
                seen[text] = parse_day(text)
        return seen[text]

    recorded = [day(c.recorded if c else None) for c in clocks]
    withdrawn = [day(c.withdrawn if c else None) for c in clocks]
    return dict(
        zip(CLOCK_DAYS, (pa.array(d, pa.int64()) for d in (recorded, withdrawn)), strict=True)
    )
