"""How surely do direct ties count: relations, tenures, and what else records say of themselves?"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from kg.network import SOURCES, Adjacency, TieKind
from kg.network.adjacency import Ints
from kg.network.kinds import Source
from kg.query.ask import Window
from kg.query.forced import Forced
from kg.query.reported import Levels, best
from kg.query.said import asserted
from kg.query.stated import PARTIES, own_levels, party_levels
from kg.query.states import stands
from kg.query.view import View
from kg.temporal import NEG_INF, POS_INF


class DirectTies:
    """The direct ties of a network, as a view sees them."""

    def __init__(self, view: View, net: Adjacency) -> None:
        self.view, self.net = view, net

    def at_clocks(self, ties: Ints) -> Levels:
        """How surely they count in whatever window.

        Those with a time must be able to stand on the day of `asOf`, relations be said by
        somebody, and what is no statement of its own kind be reported.
        """
        found = np.zeros(len(ties), dtype=np.int8)
        for source, at in self._by_source(ties):
            rows = self.net.direct.row[ties[at]]
            level = np.minimum(self.view.levels(source.table, rows), self._told(source, ties[at]))
            if source.time == "time":
                level = np.minimum(level, stands(self.view, source.table, rows))
            if source.kind is TieKind.RELATION:
                level[~asserted(self.view, rows)] = 0
            if source.time == "force":
                level = np.minimum(level, self._in_force(ties[at], None))
            found[at] = level
        return found

    def in_window(self, ties: Ints, window: Window) -> Levels:
        """How surely they lie in a window: undated ones possibly, what can have no date surely."""
        found = np.full(len(ties), 2, dtype=np.int8)
        days = window.from_day, window.to_day
        for source, at in self._by_source(ties):
            if source.time == "force":
                found[at] = self._in_force(ties[at], window)
            elif source.time is not None:
                rows = self.net.direct.row[ties[at]]
                times = self.view.index.times(source.table)
                found[at] = times.judged(rows, window.relation, *days).levels
        return found

    def days(self, ties: Ints) -> list[tuple[int, int]]:
        """The first and the last day on which each may hold that is dated."""
        direct, whole, found = self.net.direct, self.view.reported is None, []
        for tie in ties[direct.dated[ties] > 0].tolist():
            part = int(direct.part[tie])
            if part < 0 or (whole and direct.simple[tie]):
                found.append((int(direct.start_earliest[tie]), int(direct.end_latest[tie])))
                continue
            held = self.forced.period(int(direct.row[tie]), part)
            first = None if held is None else held.soonest(NEG_INF)
            last = None if held is None else held.latest(POS_INF)
            if first is not None and last is not None:
                found.append((first, last))
        return found

    def _by_source(self, ties: Ints) -> Iterator[tuple[Source, Ints]]:
        of = self.net.direct.source[ties]
        for number, source in enumerate(SOURCES):
            at = np.flatnonzero(of == number)
            if len(at):
                yield source, at

    def _in_force(self, ties: Ints, window: Window | None) -> Levels:
        """How surely ties lie in the window as a period of their force does; with `asOf`, how
        surely that stands on the day. Those of an instrument without such periods are undated.
        """
        direct = self.net.direct
        part = direct.part[ties]
        given = part >= 0
        found = np.full(len(ties), self.forced.undated(window), dtype=np.int8)
        plain = direct.simple[ties[given]] > 0
        found[given] = self.forced.levels(part[given].astype(np.int64), plain, window)
        return found

    def _told(self, source: Source, ties: Ints) -> Levels:
        """How surely it was reported what records say of themselves, parties among it."""
        row = self.net.direct.row[ties]
        if self.view.reported is None or source.time == "time":
            return np.full(len(ties), 2, dtype=np.int8)
        if source.kind is not TieKind.PARTY:
            return own_levels(self.view, source.table, row)
        parts, counts = self.view.tables.lists(PARTIES).of(row)
        names = np.array(self.net.identifiers(self.net.direct.two[ties].tolist()), dtype=object)
        actors = np.array(self.view.tables.view(PARTIES, "actor").take(parts), dtype=object)
        level = party_levels(self.view, parts)
        level[actors != names.repeat(counts)] = 0
        return np.maximum(best(level, counts), 0)

    @cached_property
    def forced(self) -> Forced:
        """The periods of force that date ties."""
        return Forced(self.view)
