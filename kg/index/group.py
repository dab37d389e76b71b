"""Which columns of events lie side by side, row by row?

Columns lie apart, so that what nobody asks for is never read. What pages show of an event is
asked for together, and lies in a dozen places far from each other. So these columns lie a
second time in one row of bytes for each event, a *column group*: an event is one place in
memory. It is derived, like the whole index, and only kernels read it.

Shape:  `group.rows` int64, so many for each event, and one row more for where the last texts
        and lists end; `group.places` int32, byte and size of each of `PARTS` in a row, -1 and
        0 for what is not there.
Source: Chang et al., "Bigtable", OSDI 2006, locality groups; Ailamaki et al., "Weaving
        Relations for Cache Performance", VLDB 2001.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from kg.columns import Tables
from kg.columns.strings import damaged

Array = npt.NDArray[Any]
TEXTS: Final = ("event.id.begins", "event.labels.text.begins")
"""Where the texts of these columns begin."""
LISTS: Final = ("event.kinds.begins", "event.participations.begins", "event.places.begins")
"""Where the members of each event begin in these lists."""
COLUMNS: Final = (
    "event.time_start_earliest",
    "event.time_start_latest",
    "event.time_end_earliest",
    "event.time_end_latest",
    "event.time_edtf",
    "event.time_obtained",
    "event.time_start_state",
    "event.time_end_state",
    "event.kinds.value",
    "event.places.place",
    "event.places.role",
)
"""Of lists where each event has one member, with its number."""
BEGINS: Final = ".begins"
PARTS: Final = TEXTS + LISTS + COLUMNS
_LINE: Final = 64  # bytes that memory hands over at once
_WORD: Final = 8


def grouped(tables: Tables) -> dict[str, Array]:
    """The group of the columns of events, as arrays of the index.

    Cost: one pass over each column.
    """
    found = {part: array for part in PARTS if (array := _part(tables, part)) is not None}
    places, width = dict.fromkeys(PARTS, (-1, 0)), 0
    for part in sorted(found, key=lambda part: -found[part].itemsize):
        places[part] = width, found[part].itemsize  # a multiple of its own size
        width += found[part].itemsize
    width = -(-width // _LINE) * _LINE
    rows = np.zeros((tables.count("event") + 1) * width // _WORD, dtype=np.int64)
    stored = np.array([*places.values()], dtype=np.int32).reshape(-1)
    group = Group(rows, stored, tables.count("event"))
    for part, array in found.items():
        group.of(part, array)[:] = array
    return {"group.rows": rows, "group.places": stored}


class Group:
    """The columns of events that lie together, of which there are `size`."""

    def __init__(self, rows: Array, places: Array, size: int) -> None:
        pairs = places.reshape(-1, 2).tolist() if len(places) == 2 * len(PARTS) else []
        self._places = {part: tuple(pair) for part, pair in zip(PARTS, pairs, strict=False)}
        self._rows, self._width = rows, len(rows) * _WORD // (size + 1)
        self._size = size

    def of(self, part: str, plain: Array) -> Array:
        """A column where it lies in the group, `plain` where it does not.

        Raises: SnapshotMismatchError where the group cannot hold it.
        """
        at, size = self._places.get(part, (-1, 0))
        if at < 0:
            return plain
        longest = self._size + (part in TEXTS or part in LISTS)
        if len(plain) != longest or size != plain.itemsize or at + size > self._width:
            raise damaged("the index of the snapshot")
        return np.ndarray(
            (longest,), plain.dtype, self._rows.data, offset=at, strides=(self._width,)
        )


def _part(tables: Tables, part: str) -> Array | None:
    """A column as it lies alone; None where it says nothing of each event for itself."""
    if part in LISTS:
        table = part.removesuffix(BEGINS)
        lists = tables.lists(table)
        return None if lists.alike or not tables.count(table) else lists.begins()
    table, _, column = part.removesuffix(BEGINS).rpartition(".")
    if table != "event" and not (tables.count(table) and tables.lists(table).alike):
        return None
    if part in TEXTS:
        found: Array = tables.words(table, column).laid[0]
        return found if len(found) == tables.count("event") + 1 else None
    found = tables.column(table, column)
    return None if found.strides == (0,) else found
