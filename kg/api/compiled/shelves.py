"""Which texts are kept, and for how long?

What is selected of a record often depends on the record alone. Such a text is kept with the
snapshot, for as long as its reader lives and there is room.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any, Final
from weakref import WeakSet

from kg.api.compiled.batch import Texts
from kg.query.columns_of import Columns

ROOM: Final = 40_000_000
"""Characters of texts of records that are kept for one snapshot."""
NONE: Final = -1
"""The row of no record."""


class Shelves:
    """Texts of records that were written lately, at most `ROOM` characters of them.

    What is used stays: when half of the room is full, texts are put aside, and those that
    are not asked for until the other half is full are forgotten.
    """

    def __init__(self) -> None:
        self._shelves: WeakSet[Shelf] = WeakSet()
        self._lock = Lock()
        self.size = 0

    def new(self, null: str | None) -> Shelf:
        """A shelf for the texts of one selection."""
        shelf = Shelf(self, null)
        with self._lock:
            self._shelves.add(shelf)
        return shelf

    def grown(self, characters: int) -> None:
        """Note new texts."""
        with self._lock:
            self.size += characters
            if self.size <= ROOM // 2:
                return
            self.size = 0
            for shelf in self._shelves:
                shelf.turn()


class Shelf:
    """The texts of one selection, by the row of the record; `null` is that of none."""

    __slots__ = ("__weakref__", "_all", "_aside", "_null", "_texts")

    def __init__(self, shelves: Shelves, null: str | None) -> None:
        self._all, self._null = shelves, null
        self._texts: dict[int, str | None] = {NONE: null}
        self._aside: dict[int, str | None] = {}

    def of(self, rows: Sequence[int], make: Callable[[Sequence[int]], Texts]) -> Texts:
        """The texts of these rows; `make` makes those that are not there."""
        texts = self._texts
        try:
            return list(map(texts.__getitem__, rows))
        except KeyError:
            wanted = {row for row in rows if row not in texts}
        aside = self._aside
        more = {row: aside[row] for row in wanted if row in aside}
        fresh = sorted(wanted - more.keys())
        if fresh:
            more.update(zip(fresh, make(fresh), strict=True))
        texts.update(more)
        self._all.grown(sum(len(text) for text in more.values() if text))
        return list(map(texts.__getitem__, rows))

    def turn(self) -> None:
        """Put all texts aside."""
        self._aside, self._texts = self._texts, {NONE: self._null}


def shelf_for(columns: Columns, null: str | None) -> Shelf:
    """A place for the texts of one selection, kept as long as the snapshot and whoever asks."""
    shelves: Any = columns.texts.get(Shelves)
    if shelves is None:
        shelves = columns.texts.setdefault(Shelves, Shelves())
    found: Shelf = shelves.new(null)
    return found
