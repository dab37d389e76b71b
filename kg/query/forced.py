"""How surely is a tie that a period of force dates there, day by day?

An issuer or a party is tied to an instrument while that is in force (`kg.query.periods`).
"""

from __future__ import annotations

from itertools import islice
from typing import Final

import numpy as np

from kg.columns.postings import Ints, Mask, Rows
from kg.model import ForceState, Instrument
from kg.network import Forces
from kg.network.force import FORCE, in_force, stopped
from kg.query.ask import Window
from kg.query.periods import Held, periods_of
from kg.query.reported import Levels
from kg.query.view import View
from kg.temporal import NEG_INF, POS_INF, Match, Relation

_KEPT: Final = "force"
MOST_KEPT: Final = 2**15
"""Periods that are kept for a snapshot; 0.8 kB each."""


class Forced:
    """The periods of force of a view, by rows of `instrument.force`; read when they are asked for,
    and kept for the snapshot.
    """

    def __init__(self, view: View) -> None:
        self._view = view
        self._kept: dict[int, Held] = {}
        if view.reported is None:  # else the view decides which periods are there
            self._kept = view.index.once(_KEPT, dict)

    def period(self, row: int, part: int) -> Held | None:
        """A period of the instrument in a row; None when it was not yet reported."""
        return self._kept.get(part) or self._read([row]).get(part)

    def bare(self, row: int) -> bool:
        """Whether an instrument has no period in force that was reported: then nothing dates it."""
        (instrument,) = self._view.records("instrument", [row])
        return all(period.state is not ForceState.IN_FORCE for period in instrument.force)

    def undated(self, window: Window | None) -> int:
        """How surely a tie counts that no period dates: possibly, where a day or a window asks."""
        return _undated(window, self._view.clocks.as_of)

    def levels(self, parts: Ints, plain: Mask, window: Window | None) -> Levels:
        """How surely periods lie in a window, and with `asOf` hold on that day.

        `plain` ones have dates of which the bounds say all, and nothing ends or suspends them.
        Cost: O(periods), a Python step for each that is not plain.
        """
        view, as_of = self._view, self._view.clocks.as_of
        found = np.full(len(parts), 2, dtype=np.int8)
        looked = np.ones(len(parts), dtype=bool)
        if view.reported is None:
            if window is None and as_of is None:
                return found
            found[plain] = self._plain(parts[plain].astype(np.uint32), window)
            looked = ~plain
        at = np.flatnonzero(looked)
        rows = view.tables.column(FORCE, "owner")[parts[at]].tolist()
        pairs = [*zip(rows, parts[at].tolist(), strict=True)]
        kept = self._kept  # another thread may clear it
        known = {part: held for _, part in pairs if (held := kept.get(part)) is not None}
        known |= self._read([row for row, part in pairs if part not in known])
        for place, (row, part) in zip(at.tolist(), pairs, strict=True):
            held = known.get(part)
            if held is not None:
                found[place] = held.level(window, as_of)
            else:
                found[place] = self.undated(window) if self.bare(row) else 0
        return found

    def _plain(self, parts: Rows, window: Window | None) -> Levels:
        """The levels of periods whose bounds say all."""
        times, as_of = self._view.index.times(FORCE), self._view.clocks.as_of
        found = np.full(len(parts), 2, dtype=np.int8)
        if window is not None:
            days = window.from_day, window.to_day
            found = times.judged(parts, window.relation, *days).levels
        if as_of is not None:
            found = np.minimum(found, times.judged(parts, Relation.OVERLAPS, as_of, as_of).levels)
        if window is not None and window.match is Match.CERTAIN:
            found[found < 2] = 0
        return found

    def of_instruments(self, window: Window | None) -> Levels:
        """The same for each row of instruments, by the period that says most, if any."""
        tables = self._view.tables
        found = np.full(tables.count("instrument"), self.undated(window), dtype=np.int8)
        parts = np.flatnonzero(in_force(tables))
        owner = tables.column(FORCE, "owner")[parts]
        plain = self._view.index.times(FORCE).plain[parts] & ~stopped(tables, parts)
        found[owner] = 0
        np.maximum.at(found, owner, self.levels(parts, plain, window))
        return found

    def _read(self, rows: list[int]) -> dict[int, Held]:
        """The periods in force of the instruments in these rows, read at once."""
        view, distinct = self._view, np.unique(np.array(rows, dtype=np.uint32))
        parts, counts = view.tables.lists(FORCE).of(distinct)
        keys = view.tables.view(FORCE, "key").take(parts)
        stops = np.cumsum(counts).tolist()
        found: dict[int, Held] = {}
        for record, stop, count in zip(
            view.records("instrument", distinct), stops, counts.tolist(), strict=True
        ):
            mine = slice(stop - count, stop)
            at = dict(zip(keys[mine], parts[mine].tolist(), strict=True))
            found |= {
                at[held.period.key]: held
                for held in periods_of(view, record)
                if held.period.state is ForceState.IN_FORCE
            }
        if len(self._kept) + len(found) > MOST_KEPT:
            self._kept.clear()
        self._kept |= dict(islice(found.items(), MOST_KEPT))
        return found


def _undated(window: Window | None, as_of: int | None) -> int:
    if window is not None and window.match is Match.CERTAIN:
        return 0
    return 2 if window is None and as_of is None else 1


def forces_of(view: View, window: Window | None, instrument: Instrument) -> Forces | None:
    """What dates the ties of an instrument in a window: the periods in force that count there.

    None when none of them does; without any the ties have no date.
    """
    periods = periods_of(view, instrument)
    in_force = [held for held in periods if held.period.state is ForceState.IN_FORCE]
    if not in_force:
        return Forces() if _undated(window, view.clocks.as_of) else None
    counts = [held for held in in_force if held.level(window, view.clocks.as_of)]
    firsts = [day for held in counts if (day := held.soonest(NEG_INF)) is not None]
    lasts = [day for held in counts if (day := held.latest(POS_INF)) is not None]
    dates = tuple(edtf for held in counts if (edtf := held.period.time.edtf) is not None)
    if not counts:
        return None
    return Forces(dates, min(firsts, default=NEG_INF), max(lasts, default=POS_INF))
