"""Which ties count at the clocks of a view and through a window?

A `Scene` is the sieve of one question: lists of events are cut to the reach of the window, and
only the rows that a search touches are judged.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import cache, cached_property
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from kg.columns.postings import NO_ROWS, gathered
from kg.index import Mask, Reach, Rows
from kg.network import SETTINGS, Solid, Taken, TieKind, Walk
from kg.network.adjacency import Ints
from kg.network.company import LAST, SOONEST
from kg.network.numbers import Numbers
from kg.query.ask import NOW, Window
from kg.query.direct import DirectTies
from kg.query.names import named
from kg.query.presence import network, rows_now, seen_in, seen_now
from kg.query.reported import Levels
from kg.query.takers import Takers
from kg.query.view import View
from kg.temporal import NEG_INF, POS_INF, Match, Relation

EVERY: Final = frozenset(TieKind)
PLAIN: Final = EVERY - SETTINGS


class Through(Struct, frozen=True, kw_only=True):
    """Through which ties a question looks. `ties` None: all but those of settings
    (`kg.network.SETTINGS`), and these too where an end of the question is a place or an
    instrument; `roles` (with narrower ones) are those of participations that count. Events are
    members where they have ties of their own, or are asked about; all of them, where PARTICIPATION
    is among the `ties` that are named.
    """

    window: Window | None = None
    ties: frozenset[TieKind] | None = None
    roles: tuple[str, ...] = ()


ANYHOW: Final = Through()


class Scene:
    """A view, a window, kinds of tie and roles; made for one question.

    `ends` are the records that the question is about: they are resolved here.
    Raises: FilterError when there is no such record or role; LimitExceededError.
    """

    def __init__(self, view: View, through: Through = ANYHOW, **ends: str) -> None:
        self.view, self.through = view, through
        self.net = network(view)
        self.reach = self._reach()
        self.ends = [self._member(argument, text) for argument, text in ends.items()]
        self.kinds = self._kinds()
        self._events_too = TieKind.PARTICIPATION in (through.ties or ())
        roles = named(view, "role", through.roles, "roles") if through.roles else []
        window = through.window
        self._least = 2 if window is not None and window.match is Match.CERTAIN else 1
        overlaps = window is not None and window.relation is Relation.OVERLAPS
        self._easy = overlaps and self._least == 1  # a day in common is all that is asked
        self._all_now = view.clocks == NOW and view.unchanged("event")
        self.takers = Takers(view, self.net, view.below("concept.broader", roles), self._least)
        self.plain, self.solid = self.takers.plain, self._solid()
        self.walk = self._walk()

    def _walk(self) -> Walk:
        ends = [end for end in self.ends if end is not None]
        numbers = Numbers(self.net, ends, events=self._events_too)
        return Walk(self.net, self, self.view.limits.ties, numbers)

    def wider(self) -> Scene:
        """The same with ties of every kind."""
        found = copy(self)
        found.kinds, found.through = EVERY, replace(self.through, ties=EVERY)
        found.walk = found._walk()  # noqa: SLF001  (it is one of its own kind)
        return found

    def _reach(self) -> Reach | None:
        window = self.through.window
        if window is None:
            return None
        days = window.from_day, window.to_day
        return self.view.index.lengths().reach(window.relation, *days, undated=False)

    def _member(self, argument: str, text: str) -> int | None:
        """The number of a record; None when it is not seen."""
        number = self.net.number(text)
        if number is None:
            named(self.view, None, [text], argument)  # which says what is wrong with it
        seen = None if number is None else self._seen(np.array([number]))
        return None if seen is not None and not seen[0] else number

    def _kinds(self) -> frozenset[TieKind]:
        if self.through.ties is not None:
            return self.through.ties
        low, high = self.net.settings.first, self.net.dense
        settings = any(low <= end < high for end in self.ends if end is not None)
        return EVERY if settings else PLAIN

    # ---- what counts (kg.network.Sieve)

    def events(self, rows: Rows) -> Levels:
        """How surely events count: seen at the clocks, and possibly or certainly in the window.

        Undated ones count without a window only.
        """
        found = None if self._all_now else self.view.levels("event", rows)
        window = self.through.window
        if window is None:
            return np.full(len(rows), 2, dtype=np.int8) if found is None else found
        days = window.from_day, window.to_day
        index = self.view.index
        if window.relation is Relation.OVERLAPS:
            judged = index.lengths().overlapping(rows, *days)
        else:
            judged = index.times("event").judged(rows, window.relation, *days)
        level = judged.levels
        if len(rows) and rows[-1] >= index.dated_events:
            level[rows >= index.dated_events] = 0
        level = level if found is None else np.minimum(found, level)
        if self._least > 1:
            level[level < self._least] = 0
        return level

    def _solid(self) -> Solid | None:
        """Events that need no look: now, those that start in a window that asks for overlap."""
        window, reach = self.through.window, self.reach
        if not self._all_now:
            return None
        seen = seen_now(self.view, self.net)
        if window is None or reach is None:  # then no event is beyond reach, or it does no harm
            return Solid(0, self.view.index.events, None, 0, 0, NO_ROWS, seen)
        days = window.from_day or 0, window.to_day or 0
        narrow = all(SOONEST < day < LAST for day in days)
        if not (narrow and self._easy and self.view.index.lengths().plain(reach)):
            return None
        stop = max(reach.inside, reach.stop)
        return Solid(reach.inside, stop, window.to_day, reach.first, days[0], reach.early, seen)

    def counting(self, rows: Rows) -> Mask | None:
        """Which of these events, within reach and in any order, count at all; None for all.

        Equals: kg.query.scene.Scene.events, where it is above 0
        """
        window = self.through.window
        if self._all_now and window is None:
            return None
        if self._all_now and self._easy and window is not None:
            lengths = self.view.index.lengths()
            return lengths.touching(rows, window.from_day, window.to_day)
        distinct, at = np.unique(rows, return_inverse=True)
        found: Mask = (self.events(distinct) > 0)[at]
        return found

    def on_days(self, first: int, last: int) -> Rows:
        """The events that count and may hold on one of these days, ascending."""
        days = (None if first <= NEG_INF else first, None if last >= POS_INF else last)
        lengths = self.view.index.lengths()
        rows = lengths.reach(Relation.OVERLAPS, *days, undated=False).every()
        mask = lengths.touching(rows, *days)
        rows = rows if mask is None else rows[mask]
        rows = rows if self.reach is None else self.reach.events(rows)
        mask = self.counting(rows)
        return rows if mask is None else rows[mask]

    def starts(self) -> tuple[int, int] | tuple[()]:
        """The earliest starts of the first and the last dated event within reach, if any."""
        index, reach = self.view.index, self.reach
        first, stop = (0, index.dated_events) if reach is None else (reach.first, reach.stop)
        if reach is not None and len(reach.early):
            first = int(reach.early[0])
        days = index.times("event").start_earliest
        return (int(days[first]), int(days[stop - 1])) if first < stop else ()

    def cut(self, first: int, last: int) -> Scene:
        """The same without events that hold on none of these days, undated ones among them."""
        days = (None if first <= NEG_INF else first, None if last >= POS_INF else last)
        found = copy(self)
        reach = self.view.index.lengths().reach(Relation.OVERLAPS, *days, undated=False)
        found.reach = reach if self.reach is None else self.reach.meet(reach)
        found.solid = found._solid()  # noqa: SLF001  (it is one of its own kind)
        return found

    def ties(self, ties: Ints) -> Levels:
        """How surely direct ties count.

        Those with a time must stand on the day of `asOf`, relations be said by somebody; in a
        window, undated ones count as possible, and what has no time of its own as before.
        """
        found, window = self.direct.at_clocks(ties), self.through.window
        if window is not None:
            found = np.minimum(found, self.direct.in_window(ties, window))
        found[found < self._least] = 0
        return found

    @cached_property
    def direct(self) -> DirectTies:
        """How surely direct ties count."""
        return DirectTies(self.view, self.net)

    def members(self, members: Ints) -> Mask | None:
        """Which members are to be seen: events those that count in the window, and ends anyhow."""
        seen = self._seen(members)
        base = self.net.base["event"]
        if self.through.window is None or not len(members) or int(members.max()) < base:
            return seen
        found = np.ones(members.shape, dtype=bool) if seen is None else seen.copy()
        ends = [end for end in self.ends if end is not None]
        asked = (members >= base) & found & ~np.isin(members, ends)
        distinct, at = np.unique(members[asked], return_inverse=True)
        found[asked] = self._counted(distinct)[at]
        return found

    def _counted(self, events: Ints) -> Mask:
        """Which of these events, that are seen, count. Numbers ascend, each once."""
        found = np.zeros(len(events), dtype=bool)
        rows = rows_now(self.view, "event", (events - self.net.base["event"]).astype(np.uint32))
        if rows is not None:
            order = np.argsort(rows)
            found[order] = self.events(rows[order]) > 0
        return found

    def _seen(self, members: Ints) -> Mask | None:
        """Which members are seen; what ties two may be known before they are."""
        if self.view.clocks == NOW:
            seen = seen_now(self.view, self.net)
            return None if seen is None else seen[members]
        tables, starts = [*self.net.base], [*self.net.base.values()]
        of = np.searchsorted(starts, members, "right") - 1
        found = np.zeros(members.shape, dtype=bool)
        for at in np.flatnonzero(np.bincount(of.ravel(), minlength=len(tables))).tolist():
            mine = of == at
            found[mine] = self._seen_of(tables[at])(members[mine] - starts[at])
        return found

    @cached_property
    def _seen_of(self) -> Callable[[str], Callable[[Ints], Mask]]:
        """For a table, which records in it are seen, by the rows of their last versions."""

        @cache
        def of_table(table: str) -> Callable[[Ints], Mask]:
            versions = self.view.tables.column(table, "clock_version")
            if versions.strides == (0,):  # each record is one row
                return lambda rows: self.view.levels(table, rows.astype(np.uint32)) > 0
            whole = seen_in(self.view, self.net, table)
            return lambda rows: whole[rows]

        return of_table

    def related(self, events: Ints) -> Mask | None:
        """Which of these events are members: those asked about, or with a direct tie that counts
        at the clocks and whose other end is seen; None for all.
        """
        direct = self.net.direct
        if self._events_too or not len(events):
            return None
        place = np.searchsorted(direct.ends, events)
        there = place < len(direct.ends)
        there[there] = direct.ends[place[there]] == events[there]
        ties, counts = gathered(direct.at, place[there])
        tie = ties.astype(np.int64)
        origin = np.repeat(events[there], counts)
        level = self.direct.at_clocks(tie)
        other = np.where(direct.one[tie] == origin, direct.two[tie], direct.one[tie])
        seen = self._seen(other)
        counting = level > 0 if seen is None else (level > 0) & seen
        ends = [end for end in self.ends if end is not None]
        found: Mask = np.isin(events, np.append(origin[counting], ends))
        return found

    def taking(self, rows: Rows) -> Taken | None:
        """Who was in these events, part by part; None where the arrays say the same.

        Equals: the arrays of `kg.network.Adjacency`, where nothing depends on the question
        """
        return None if self.plain else self.takers.of(rows)

    # ---- everything

    def every_event(self) -> Rows:
        """The rows of all events that count. Cost: O(events within reach)."""
        size = self.view.index.events
        rows = np.arange(size, dtype=np.uint32) if self.reach is None else self.reach.every()
        return rows[self.events(rows) > 0]
