"""What do these rows hold, as Python lists, without a record being put together?

The columns of records as they are seen now, at no other setting of the clocks: for whoever
writes answers straight from them. Rows are opaque outside: they are handed on as they came.
What is read again and again (which row an id in a column means) is kept for each snapshot,
bounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np

from kg.columns import table_of
from kg.index import Index, Rows
from kg.model import label_in
from kg.model.labels import Label
from kg.query.sight import Sight

KEPT: Final = 200_000
"""References whose rows are kept, of all columns of one snapshot."""
ROOM: Final = 24_000_000
"""Characters of texts that are kept for one snapshot."""


class Columns:
    """The columns of one snapshot, seen now."""

    def __init__(self, sight: Sight) -> None:
        self._tables = sight.tables
        self._targets: dict[tuple[str, str], dict[int, tuple[str, int] | None]] = {}
        self._said: dict[tuple[str, str], bool] = {}
        self._kept = 0
        self.texts: dict[Any, dict[Any, Any]] = {}
        """For whoever writes texts of rows: a place to keep them as long as the snapshot."""
        self._size = 0

    def grown(self, characters: int) -> None:
        """Note that texts of so many characters were kept; above the bound all are dropped."""
        self._size += characters
        if self._size > ROOM:
            self.texts, self._size = {}, 0

    # ---- plain values

    def values(self, table: str, column: str, rows: Rows) -> list[Any]:
        """The values of a column, None where there is none."""
        return self._tables.view(table, column).take(rows)

    def codes(self, table: str, column: str, rows: Rows) -> list[int]:
        """The codes of a column of words, -1 where there is none."""
        found: list[int] = self._tables.column(table, column)[rows].tolist()
        return found

    def word(self, table: str, column: str, code: int) -> str:
        """The word of a code."""
        return self._tables.words(table, column).get(code) or ""

    def said(self, table: str, column: str) -> bool:
        """Whether any row of a table has a value there, or a yes. Cost: O(rows), once."""
        key = (table, column)
        if key not in self._said:
            view = self._tables.view(table, column)
            values = view.numpy()
            self._said[key] = bool((values if values.dtype == bool else view.valid()).any())
        return self._said[key]

    # ---- lists

    def members(self, table: str, rows: Rows) -> tuple[Rows, list[int]]:
        """The rows of a list table that belong to these rows, and how many to each."""
        if not self._tables.count(table):
            return _NONE, [0] * len(rows)
        lists = self._tables.lists(table)
        if len(rows) == 1:  # by far the most frequent size, and worth half the time
            ends = np.array([rows[0], rows[0] + 1], dtype=lists.owner.dtype)
            first, stop = lists.owner.searchsorted(ends).tolist()
            return np.arange(first, stop, dtype=np.uint32), [stop - first]
        found, counts = lists.of(rows)
        return found, counts.tolist()

    def labels(self, table: str, rows: Rows, langs: Sequence[str]) -> list[str | None]:
        """Of each row, the text in the first of these languages, as `label_in` chooses it."""
        members, counts = self.members(table, rows)
        if not len(members):
            return [None] * len(counts)
        view = self._tables.view(table, "text")
        if len(members) == len(counts) and all(count == 1 for count in counts):
            return view.take(members)
        spoken = self._tables.view(table, "lang").take(members)
        chosen, at = [], 0
        for count in counts:
            if count:
                chosen.append(at + _preferred(tuple(spoken[at : at + count]), tuple(langs)))
            at += count
        texts = iter(view.take(members[chosen]))
        return [next(texts) if count else None for count in counts]

    # ---- references

    def targets(
        self, sight: Sight, table: str, column: str, codes: Sequence[int]
    ) -> dict[int, tuple[str, int] | None]:
        """Of each code of a column of references: the table and row that it means.

        None for a record that is not there or not seen. The answer holds more codes than asked.
        """
        known = self._targets.setdefault((table, column), {})
        missing = [code for code in codes if code not in known]
        if missing:
            self._kept += len(missing)
            if self._kept > KEPT:  # all are dropped, but what was asked for just now
                known = {code: known[code] for code in codes if code in known}
                self._targets, self._kept = {(table, column): known}, len(codes)
            self._find(sight, table, column, missing, known)
        return known

    def _find(
        self,
        sight: Sight,
        table: str,
        column: str,
        codes: Sequence[int],
        known: dict[int, tuple[str, int] | None],
    ) -> None:
        words = self._tables.words(table, column).many(codes)
        groups: dict[str | None, list[int]] = {}
        for at, word in enumerate(words):
            groups.setdefault(table_of(word or ""), []).append(at)
        for target, places in groups.items():
            if target is None:
                known.update((codes[at], None) for at in places)
                continue
            rows = sight.rows(target, [words[at] or "" for at in places])
            for at, row in zip(places, rows, strict=True):
                known[codes[at]] = None if row is None else (target, row)


_NONE: Final = np.zeros(0, dtype=np.uint32)
_KNOWN: Final[WeakKeyDictionary[Index, Columns]] = WeakKeyDictionary()


def columns_of(sight: Sight) -> Columns:
    """The columns that a view stands on, one object for each snapshot."""
    found = _KNOWN.get(sight.index)
    if found is None:
        found = _KNOWN.setdefault(sight.index, Columns(sight))
    return found


def as_rows(rows: Sequence[int]) -> Rows:
    """Row numbers as the other functions take them."""
    return np.array(rows, dtype=np.uint32)


def some_of(rows: Rows, places: Sequence[int]) -> Rows:
    """The rows at these places."""
    found: Rows = rows[list(places)]
    return found


_CHOICES: Final[dict[tuple[tuple[str, ...], tuple[str, ...]], int]] = {}


def _preferred(spoken: tuple[str, ...], langs: tuple[str, ...]) -> int:
    """Which of several labels is taken, by their languages alone.

    Equals: label_in(labels of these languages, *langs)
    """
    key = (spoken, langs)
    found = _CHOICES.get(key)
    if found is None:
        labels = [Label(lang, str(at)) for at, lang in enumerate(spoken)]
        best = label_in(labels, *langs)
        found = int(best.text) if best else 0
        if len(_CHOICES) > 10_000:
            _CHOICES.clear()
        _CHOICES[key] = found
    return found


def end_to_end(rows: Sequence[Rows]) -> Rows:
    """Several stretches of rows as one."""
    return rows[0] if len(rows) == 1 else np.concatenate(rows)
