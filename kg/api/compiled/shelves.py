"""Which texts are kept, and for how long?

What is selected of a record often depends on the record alone. Such a text is kept with the
snapshot, for as long as its plan lives and there is room.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any, Final
from weakref import WeakKeyDictionary

from kg.api.compiled.batch import Texts
from kg.api.compiled.plan import FieldPlan
from kg.query.columns_of import Columns

ROOM: Final = 40_000_000
"""Characters of texts of records that are kept for one snapshot."""


class Shelves:
    """Texts of records that were written lately, at most `ROOM` characters of them.

    What is used stays: when half of the room is full, texts are put aside, and those that
    are not asked for until the other half is full are forgotten.
    """

    def __init__(self) -> None:
        self._shelves: WeakKeyDictionary[FieldPlan, Shelf] = WeakKeyDictionary()
        self._lock = Lock()
        self.size = 0

    def of(self, field: FieldPlan) -> Shelf:
        """The texts of what a field selects."""
        found = self._shelves.get(field)
        return self._shelves.setdefault(field, Shelf(self)) if found is None else found

    def grown(self, characters: int) -> None:
        """Note new texts."""
        with self._lock:
            self.size += characters
            if self.size <= ROOM // 2:
                return
            self.size = 0
            for shelf in list(self._shelves.values()):
                shelf.aside, shelf.texts = shelf.texts, {}


class Shelf:
    """The texts of one field, by the row of the record."""

    __slots__ = ("__weakref__", "_all", "aside", "texts")

    def __init__(self, shelves: Shelves) -> None:
        self._all = shelves
        self.texts: dict[int, str | None] = {}
        self.aside: dict[int, str | None] = {}

    def of(self, rows: Sequence[int], make: Callable[[Sequence[int]], Texts]) -> Texts:
        """The texts of these rows; `make` makes those that are not there."""
        texts, aside = self.texts, self.aside
        found = list(map(texts.get, rows))
        if None not in found:
            return found
        wanted = {row for row, text in zip(rows, found, strict=True) if text is None}
        more = {row: aside[row] for row in wanted if row in aside} if aside else {}
        fresh = sorted(wanted - more.keys())
        if fresh:
            more.update(zip(fresh, make(fresh), strict=True))
        self.texts.update(more)
        self._all.grown(sum(len(text) for text in more.values() if text))
        return [more[row] if text is None else text for row, text in zip(rows, found, strict=True)]


def shelf_of(columns: Columns, field: FieldPlan) -> Shelf:
    """Where the texts of what a field selects are kept, as long as snapshot and plan live."""
    shelves: Any = columns.texts.get(Shelves)
    if shelves is None:
        shelves = columns.texts.setdefault(Shelves, Shelves())
    found: Shelf = shelves.of(field)
    return found
