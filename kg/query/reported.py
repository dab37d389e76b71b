"""What had sources said by a certain day?

A statement (event, claim, relation, tenure, or a part of a record with evidence of its own)
was reported by day D when one of its sources is dated by D: certainly when the source was
out by D in every reading of its date, possibly when in some reading, or undated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt

from kg.columns import Tables
from kg.index import Index, Mask, Rows, gathered
from kg.model import FieldType, Many, fields_of

Levels = npt.NDArray[np.int8]
R = TypeVar("R")
DENYING: Final = ("denies", "declines")
"""The stances of claims that assert no relation."""


class Reported:
    """How surely statements were reported by one day: 2 certainly, 1 possibly, 0 not."""

    def __init__(
        self, tables: Tables, index: Index, day: int, standing: Callable[[str, Rows], Mask]
    ) -> None:
        self._tables, self._index, self._day, self._standing = tables, index, day, standing

    @cached_property
    def sources(self) -> Levels:
        """The level of each source row, by its date of publication."""
        times = self._index.times("source", "published")
        some = times.start_earliest <= self._day
        every = (times.end_latest <= self._day) & times.dated
        return some.astype(np.int8) + (some & every).astype(np.int8)

    @cached_property
    def evidence(self) -> Levels:
        """The level of each evidence, at the first row of its id."""
        rows = np.arange(self._tables.count("evidence"), dtype=np.uint32)
        rows = rows[self._standing("evidence", rows)]
        found = np.zeros(self._tables.count("evidence"), dtype=np.int8)
        codes = self._tables.column("evidence", "source")[rows]
        found[self._index.evidence_first[rows]] = self.named("evidence", "source")[codes]
        return found

    def named(self, table: str, column: str) -> Levels:
        """The level of each source that a column names, by code; 0 at the end, for no code.

        A source without a version that stands has no date.
        """
        ids = [i or "" for i in self._tables.words(table, column).many(self._codes(table, column))]
        return np.array([*self._by_id("source", ids, self.sources, 1), 0], dtype=np.int8)

    def _codes(self, table: str, column: str) -> range:
        return range(len(self._tables.words(table, column)))

    def _by_id(self, table: str, ids: list[str], levels: Levels, absent: int = 0) -> list[int]:
        """The level of the version of each record that stands, `absent` where none does."""
        found = []
        for rows in self._tables.rows_of_many(table, ids):
            kept = rows[self._standing(table, rows)]
            found.append(int(levels[kept[-1]]) if len(kept) else absent)
        return found

    def listed(self, table: str, owners: Rows) -> Levels:
        """The best level among the evidence of each owner in a list table; -1 where none is."""
        rows, counts = self._tables.lists(table).of(owners)
        first = self._index.evidence_codes(table)[self._tables.column(table, "value")[rows]]
        ends = np.append(self.evidence, np.int8(0))  # at the end: evidence that is not there
        return best(ends[first], counts)

    def records(self, table: str, rows: Rows) -> Levels:
        """The level of each of these rows; whatever is no statement is certain."""
        ways: dict[str, Callable[[Rows], Levels]] = {
            "event": self._events,
            "claim": self._claims,
            "relation": self._relations,
            "tenure": lambda at: np.maximum(self.listed("tenure.evidence", at), 0),
            "source": lambda at: self.sources[at],
            "evidence": lambda at: self.evidence[self._index.evidence_first[at]],
        }
        if table not in ways:
            return np.full(len(rows), 2, dtype=np.int8)
        return ways[table](rows)

    def _events(self, rows: Rows) -> Levels:
        """By the event's own evidence; where it has none, by that of its parts."""
        own = self.listed("event.evidence", rows)
        if not (own < 0).any():
            return own
        first, counts = gathered(self._index.evidence_of_event, rows)
        within = best(self.evidence[first], counts)
        return np.maximum(np.where(own < 0, within, own), 0)

    def _claims(self, rows: Rows) -> Levels:
        """By the document, or by another source of the evidence."""
        documents = self.named("claim", "document")[self._tables.column("claim", "document")[rows]]
        found: Levels = np.maximum(documents, self.listed("claim.evidence", rows))
        return found

    def _relations(self, rows: Rows) -> Levels:
        """By the evidence, or by the claims that it rests on and that do not deny it."""
        listed, counts = self._tables.lists("relation.claims").of(rows)
        said = self._saying[self._tables.column("relation.claims", "value")[listed]]
        return np.maximum(np.maximum(best(said, counts), 0), self.listed("relation.evidence", rows))

    @cached_property
    def _saying(self) -> Levels:
        """The level of each claim that relations rest on, by code: 0 for those that deny."""
        column = "relation.claims", "value"
        ids = [i or "" for i in self._tables.words(*column).many(self._codes(*column))]
        every = self._claims(np.arange(self._tables.count("claim"), dtype=np.uint32))
        stances = self._tables.words("claim", "stance")
        denying = [stance in DENYING for stance in stances.many(self._codes("claim", "stance"))]
        every[np.array([*denying, False])[self._tables.column("claim", "stance")]] = 0
        return np.array([*self._by_id("claim", ids, every), 0], dtype=np.int8)

    def pruned(self, record: R, least: int = 1) -> R:
        """The record without those of its parts that their own evidence reports less surely."""
        changes: dict[str, Any] = {}
        for field in fields_of(type(record)):
            if field.sort is FieldType.PART and field.many is Many.MANY:
                parts = getattr(record, field.name)
                kept = tuple(part for part in parts if self.of_part(part) >= least)
                if len(kept) < len(parts):
                    changes[field.name] = kept
        return replace(record, **changes) if changes else record  # type: ignore[type-var]  # R is a dataclass

    def of_part(self, part: Any, untold: int = 2) -> int:
        """The level of a part of a record, by its own evidence; `untold` where it has none."""
        ids = list(getattr(part, "evidence", ()))
        return max(self._by_id("evidence", ids, self._evidence_rows)) if ids else untold

    @cached_property
    def _evidence_rows(self) -> Levels:
        """The level of each evidence row."""
        return self.evidence[self._index.evidence_first]


def best(levels: Levels, counts: npt.NDArray[np.int64]) -> Levels:
    """The highest of each run of levels, -1 for an empty run.

    Shape: `counts` are the lengths of the runs, which lie end to end.
    """
    found = np.full(len(counts), -1, dtype=np.int8)
    filled = counts > 0
    if filled.any():
        starts = (np.cumsum(counts) - counts)[filled]
        found[filled] = np.maximum.reduceat(levels, starts)
    return found
