"""Which versions does a record have, when its table was published several times?

Each state of a table is compared with what counted before it, on the columns. What says the
same stays as it is; what is new or says something else is a version recorded on the day of
the state, and withdraws the one before; what is gone from the table goes the way that the
mapping declares. Building state after state over a snapshot, and building all states at
once, give the same versions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from kg.columns import Tables, derived, merge, shred
from kg.ingest.mapping.gone import gone
from kg.ingest.mapping.parts import TableMapping
from kg.ingest.mapping.roads import Mapped
from kg.model import Dataset
from kg.model.records import CLASSES
from kg.snapshot.comparing import SAME, Comparison
from kg.snapshot.pairing import Pairs, paired, standing
from kg.snapshot.stamps import Mask, Part, numbered, own, part_of, stamped


def versions(states: Sequence[Mapped], before: Part | None, dataset: Dataset) -> Part:
    """The tables of all versions that the states of one table give, over those of `before`.

    Shape:  tables of the layout that have rows; `before` likewise.
    Order:  the states by their days, all later than those of `before`.
    Equals: kg.snapshot.states.versions of one state after another
    """
    whole = None if before is None else dict(merge([before]))
    for state in states:
        fresh = dict(merge(piece.tables for piece in state.pieces))
        whole = fresh if whole is None else dict(merge(_Fold(whole, fresh, state, dataset).parts()))
    return {} if whole is None else whole


class _Fold:
    """One state laid over what counted before it."""

    def __init__(self, before: Part, fresh: Part, state: Mapped, dataset: Dataset) -> None:
        self.state, self.dataset = state, dataset
        self.before, self.fresh = before, fresh
        self.ones = Tables({**before, **derived(before)})
        self.twos = Tables({**fresh, **derived(fresh)})
        self.comparison = Comparison(self.ones, self.twos)
        self.own = kinds_of_rows(state.mapping)

    def parts(self) -> Iterator[Part]:
        """All versions, the new ones among them."""
        for name in CLASSES:
            yield from self._kind(name)

    def _kind(self, name: str) -> Iterator[Part]:
        """The parts that one record table becomes."""
        pairs = paired(self.ones, self.twos, name)
        ended = np.zeros(self.ones.count(name), dtype=bool)
        numbers: dict[int, int] = {}
        fresh = self._changed(name, pairs, ended, numbers)
        edited = list(self._gone(name, pairs, ended))
        if self.ones.count(name):
            yield part_of(self.before, name, ~ended)
            if ended.any():
                reason = self._reason() if self._withdrawn(name) else None
                there = part_of(self.before, name, ended)
                yield stamped(there, name, withdrawn=self.state.day, reason=reason)
        if len(fresh):
            kept = np.zeros(self.twos.count(name), dtype=bool)
            kept[fresh] = True
            versions = np.array([numbers.get(int(row), 1) for row in np.flatnonzero(kept)])
            yield numbered(part_of(self.fresh, name, kept), name, versions)
        if edited:
            yield own(shred(edited, self.dataset), name)

    def _changed(self, name: str, pairs: Pairs, ended: Mask, numbers: dict[int, int]) -> Any:
        """The rows of the state that are new versions; those of before that they end."""
        counts = standing(self.ones, name, pairs.before)
        flags = self.comparison.flags(name, pairs.before, pairs.after)
        new = (flags != SAME) | ~counts
        versions = self.ones.column(name, "clock_version")
        for one, two in zip(pairs.before[new].tolist(), pairs.after[new].tolist(), strict=True):
            numbers[two] = int(versions[one]) + 1
        ended[pairs.before[new & counts]] = True
        return np.concatenate((pairs.only_after, pairs.after[new])).astype(np.uint32)

    def _gone(self, name: str, pairs: Pairs, ended: Mask) -> Iterator[Any]:
        """What the mapping makes of records that its table no longer lists."""
        if name not in self.own:
            return
        rows = pairs.only_before[standing(self.ones, name, pairs.only_before)]
        if self._withdrawn(name):
            ended[rows] = True
            return
        for row, record in zip(rows.tolist(), self.ones.assemble(name, rows), strict=True):
            edited = gone(record, self.state.mapping.gone, self.state.day)
            if edited == record:
                continue
            ended[row] = True
            clock = replace(
                record.clock, recorded=self.state.day, version=record.clock.version + 1, repair=None
            )
            yield replace(edited, clock=clock)

    def _withdrawn(self, name: str) -> bool:
        return name in self.own and self.state.mapping.gone == "withdrawn"

    def _reason(self) -> str:
        return f"not in {self.state.mapping.source.id.pieces[0]} on {self.state.day}"


def kinds_of_rows(mapping: TableMapping) -> frozenset[str]:
    """The tables in which one record is one row's: its going means something."""
    return frozenset(record.kind for record in mapping.records if not record.shared)
