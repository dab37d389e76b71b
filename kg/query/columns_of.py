"""What do these rows hold, as Python lists, without a record being put together?

The columns of records as they are seen now, at no other setting of the clocks: for whoever
writes answers straight from them. Rows are opaque outside: they are handed on as they came.
What is read again and again (which row an id in a column means) is kept for each snapshot,
bounded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from kg.columns import table_of
from kg.index import Rows
from kg.model import label_in
from kg.model.ids import kind_of
from kg.model.labels import Label
from kg.query.sight import Sight
from kg.query.states import status_parts

MOST: Final = 2_000_000
"""References of one column whose rows are all looked up at once, at four bytes each."""
ROOM: Final = 24_000_000
"""Characters of texts that are kept for one snapshot."""


class Targets(NamedTuple):
    """The records that the codes of a column mean.

    Shape: `rows` has for each code a row of `table`, -1 for a record that is not seen, and the
           same at the end, for the code -1.
    """

    table: str
    rows: Any

    def of(self, codes: Any) -> list[int]:
        """The row of each of these codes."""
        found: list[int] = self.rows[codes].tolist()
        return found

    @property
    def whole(self) -> bool:
        """Whether all of them are seen."""
        return bool((self.rows[:-1] >= 0).all())


class Columns:
    """The columns of one snapshot, seen now."""

    def __init__(self, sight: Sight) -> None:
        self.tables, self._group = sight.tables, sight.index.group
        self._targets: dict[tuple[str, str], Targets | None] = {}
        self._said: dict[tuple[str, str], tuple[bool, bool]] = {}
        self._longest: dict[str, int] = {}
        self._kept: dict[Any, dict[int, str]] = {}
        self.texts: dict[Any, Any] = {}
        """For whoever keeps texts, and watches over how many, himself."""
        self._size = 0

    def kept(self, key: Any) -> dict[int, str]:
        """A place for the texts of codes; it may be emptied at any time."""
        return self._kept.setdefault(key, {})

    def grown(self, known: dict[int, str], fresh: Mapping[int, str]) -> None:
        """Keep new texts at their place; above the bound all that are kept are dropped first."""
        self._size += sum(map(len, fresh.values()))
        if self._size > ROOM:
            self._size = 0
            for one in list(self._kept.values()):
                one.clear()
        known.update(fresh)

    # ---- plain values

    def taker(self, table: str, column: str) -> Callable[[Rows], list[Any]]:
        """What gives the values of rows in a column, None where there is none."""
        return self.tables.view(table, column).take

    def picker(self, table: str, column: str) -> Callable[[Rows], Any]:
        """What gives the codes of rows in a column of words, as an array; -1 where none is."""
        return self.tables.column(table, column).__getitem__

    def codes(self, table: str, column: str) -> Any:
        """The whole column: whole numbers without a gap, or the codes of words."""
        return self.tables.column(table, column)

    def together(self, part: str, plain: Any) -> Any:
        """A column where it lies side by side with others that are read with it.

        `plain` is the column as it lies alone; `kg.index.group` says which parts there are.
        """
        return self._group.of(part, plain)

    def unused(self, table: str, column: str) -> bool:
        """Whether no row has a word in a column."""
        return not len(self.tables.words(table, column))

    def word(self, table: str, column: str, code: int) -> str:
        """The word of a code."""
        return self.tables.words(table, column).get(code) or ""

    def said(self, table: str, column: str) -> bool:
        """Whether any row of a table has a value there, or a yes. Cost: O(rows), once."""
        return self._sayings(table, column)[0]

    def said_by_all(self, table: str, column: str) -> bool:
        """Whether every row has. Cost: as `said`."""
        return self._sayings(table, column)[1]

    def _sayings(self, table: str, column: str) -> tuple[bool, bool]:
        key = (table, column)
        if key not in self._said:
            view = self.tables.view(table, column)
            values = view.numpy()
            said = values if values.dtype == bool else view.valid()
            self._said[key] = bool(said.any()), bool(said.all())
        return self._said[key]

    # ---- lists

    def members(self, table: str, rows: Rows) -> tuple[Rows, list[int]]:
        """The rows of a list table that belong to these rows, and how many to each."""
        if not self.tables.count(table):
            return _NONE, [0] * len(rows)
        lists = self.tables.lists(table)
        if lists.alike:
            return rows, [1] * len(rows)
        if len(rows) == 1:  # by far the most frequent size, and worth half the time
            begins, row = lists.begins(), int(rows[0])
            first, stop = int(begins[row]), int(begins[row + 1])
            return np.arange(first, stop, dtype=np.uint32), [stop - first]
        found, counts = lists.of(rows)
        return found, counts.tolist()

    def longest(self, table: str) -> int:
        """How many rows of a list table belong to one row at most. Cost: O(rows), once."""
        if table not in self._longest:
            begins = self.tables.lists(table).begins()
            self._longest[table] = int(np.diff(begins).max(initial=0))
        return self._longest[table]

    def labels(self, table: str, rows: Rows, langs: Sequence[str]) -> list[str | None]:
        """Of each row, the text in the first of these languages, as `label_in` chooses it."""
        members, counts = self.members(table, rows)
        if not len(members):
            return [None] * len(counts)
        view = self.tables.view(table, "text")
        if len(members) == len(counts) and all(count == 1 for count in counts):
            return view.take(members)
        spoken = self.tables.view(table, "lang").take(members)
        chosen, at = [], 0
        for count in counts:
            if count:
                chosen.append(at + _preferred(tuple(spoken[at : at + count]), tuple(langs)))
            at += count
        texts = iter(view.take(members[chosen]))
        return [next(texts) if count else None for count in counts]

    def labeler(self, table: str, langs: Sequence[str]) -> Callable[[Rows], Sequence[str | None]]:
        """What gives `labels` of rows."""
        if not self.tables.count(table):
            return lambda rows: [None] * len(rows)
        if self.tables.lists(table).alike:
            return self.tables.view(table, "text").take
        return lambda rows: self.labels(table, rows, langs)

    def statuses(self, sight: Sight, rows: Rows) -> tuple[list[int], Rows]:
        """The places of the event rows that have a status, and the rows of those that count."""
        found = status_parts(sight, rows)
        there = np.flatnonzero(found >= 0)
        return there.tolist(), found[there].astype(np.uint32)

    # ---- references

    def targets(self, sight: Sight, table: str, column: str) -> Targets | None:
        """The records that a column of references means; None where they are of several tables,
        or too many to look up at once.

        Cost: O(references in the column log records), once.
        """
        key = (table, column)
        if key not in self._targets:
            self._targets[key] = self._found(sight, table, column)
        return self._targets[key]

    def _found(self, sight: Sight, table: str, column: str) -> Targets | None:
        words = self.tables.words(table, column)
        if not 0 < len(words) <= MOST:
            return None
        first, last = words.get(0) or "", words.get(len(words) - 1) or ""
        target = table_of(first)
        if target is None or kind_of(first) != kind_of(last):  # they lie in order of their kinds
            return None
        rows, places = self.tables.rows_matching(target, words.array)
        seen = sight.levels(target, rows) > 0
        found = np.full(len(words) + 1, -1, dtype=np.int32)  # at the end: of no reference
        found[places[seen]] = rows[seen]
        return Targets(target, found)

    def target(self, sight: Sight, table: str, column: str, code: int) -> tuple[str, int] | None:
        """The table and row of the record that one code means, None for one that is not seen."""
        word = self.word(table, column, code)
        found, row = table_of(word), sight.row(word)
        return None if found is None or row is None else (found, row)


_NONE: Final = np.zeros(0, dtype=np.uint32)
_COLUMNS: Final = "columns"


def columns_of(sight: Sight) -> Columns:
    """The columns that a view stands on, one object for each snapshot."""
    found: Columns | None = sight.index.kept.get(_COLUMNS)
    return sight.index.once(_COLUMNS, lambda: Columns(sight)) if found is None else found


def as_rows(rows: Sequence[int]) -> Any:
    """Row numbers as the other functions take them."""
    return np.array(rows, dtype=np.int64)  # as an index twice as fast as any other


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
