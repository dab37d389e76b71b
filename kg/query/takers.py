"""Who took part in events, where, and by what, part by part?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from kg.columns.postings import flat
from kg.index import Rows
from kg.network import Adjacency, Taken
from kg.network.adjacency import NAMED, PARTS, Ints
from kg.query.reported import Levels
from kg.query.stated import part_levels
from kg.query.view import View


class Takers:
    """The parts of events that count for a question: of participations those in some roles
    (empty: in any), at least so surely reported.

    `plain`: the arrays of the network alone say the same.
    """

    def __init__(self, view: View, net: Adjacency, roles: Sequence[str], least: int) -> None:
        self._view, self._net, self._roles, self._least = view, net, roles, least
        self.plain = self._plain()

    def _plain(self) -> bool:
        """Whether the arrays alone say who took part: no roles, no reports, no tenures in doubt."""
        if self._roles or self._view.reported is not None:
            return False
        sure = not len(self._net.holders.part)
        return sure or (self._net.settled and self._view.clocks.known_at is None)

    def of(self, rows: Rows) -> Taken:
        """Who was in these events, read from their parts.

        Order: by event, then member; each once, as surely as one of its parts says.
        """
        found = [*self._participations(rows), *self._settings(rows)]
        at, member, level = (np.concatenate(column) for column in zip(*found, strict=True))
        kept = (member >= 0) & (level >= self._least)
        at, member, level = at[kept], member[kept], level[kept]
        order = np.lexsort((-level, member, at))
        at, member, level = at[order], member[order], level[order]
        fresh = np.ones(len(at), dtype=bool)
        fresh[1:] = (at[1:] != at[:-1]) | (member[1:] != member[:-1])
        return Taken(at[fresh], member[fresh], level[fresh])

    def _participations(self, rows: Rows) -> Iterable[tuple[Ints, Ints, Levels]]:
        tables, holders = self._view.tables, self._net.holders
        parts, counts = tables.lists(PARTS).of(rows)
        at = np.repeat(np.arange(len(rows)), counts)
        if self._roles:
            codes = self._view.index.codes("event.role", self._roles)
            kept = np.isin(tables.column(PARTS, "role")[parts], codes)
            parts, at = parts[kept], at[kept]
        level = part_levels(self._view, PARTS, parts)
        actor = self._net.named["actor"][tables.column(PARTS, "actor")[parts]].astype(np.int64)
        yield at, actor, level
        bare = tables.column(PARTS, "actor")[parts] < 0
        posts = bare & (tables.column(PARTS, "tenure")[parts] < 0)
        office = self._net.named["office"][tables.column(PARTS, "office")[parts[posts]]]
        yield at[posts], office.astype(np.int64), level[posts]
        begins = holders.part.searchsorted(parts[bare])
        counts = holders.part.searchsorted(parts[bare], "right") - begins
        held = flat(begins, counts)
        again = np.repeat(np.flatnonzero(bare), counts)
        told = np.minimum(self._view.levels("tenure", holders.tenure[held]), level[again])
        yield at[again], holders.member[held], told

    def _settings(self, rows: Rows) -> Iterable[tuple[Ints, Ints, Levels]]:
        for kind in ("place", "instrument"):
            table, column = NAMED[kind]
            parts, counts = self._view.tables.lists(table).of(rows)
            member = self._net.named[kind][self._view.tables.column(table, column)[parts]]
            at = np.repeat(np.arange(len(rows)), counts)
            yield at, member.astype(np.int64), part_levels(self._view, table, parts)
