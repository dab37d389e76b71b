"""Which ties count at the clocks of a view and through a window, and what says so?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np

from kg.columns import Tables
from kg.errors import LimitExceededError
from kg.model import Participation, Record
from kg.network import Adjacency, Hop, Step, adjacency_of, neighbours, tie_counts
from kg.network.paths import Bounds
from kg.network.shared import Near
from kg.query.ask import NOW, Window
from kg.query.view import TIMED, View
from kg.temporal import Match

BUDGET: Final = 200_000  # ties that one search may touch
_NETWORKS: WeakKeyDictionary[Tables, Adjacency] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Tie:
    """Two members, what ties them, and the records that say so."""

    origin: Record
    target: Record
    kind: str
    records: tuple[Record, ...]
    evidence: tuple[str, ...]
    claims: tuple[str, ...]
    match: Match


class Scene:
    """A view, a window, and the network between them; made for one question.

    `mask` says how surely the rows of a table count (`View.mask`), `near` who is near whom.
    """

    def __init__(self, view: View, window: Window | None) -> None:
        self.view = view
        self.net = _network(view.tables)
        self.mask = cache(lambda table: view.mask(table, window))
        self._near: dict[int, list[Near]] = {}
        self._spent = 0

    def bounds(self, table: str, row: int) -> Bounds | None:
        """When the record in a row held; None where it has no date."""
        if table not in TIMED:
            return None
        times = self.view.index.times(table)
        if not times.dated[row]:
            return None
        columns = (times.start_earliest, times.start_latest, times.end_earliest, times.end_latest)
        se, sl, ee, el = (int(c[row]) for c in columns)
        return se, sl, ee, el

    def member(self, identifier: str) -> int | None:
        """The number of a record in the network; None when it is not seen or ties nothing."""
        if not identifier.startswith("event/"):
            seen = self.view.get(identifier) is not None
            return self.net.number.get(identifier) if seen else None
        row = self.view.row(identifier)
        return None if row is None else self.net.event(row)

    def event_rows(self, member: int) -> Any:
        """The rows of the events of a member that count."""
        rows = np.unique(self.net.part_event[self.net.parts(member)])
        return rows[self.mask("event")[rows] > 0]

    def near(self, member: int) -> list[Near]:
        """Every tie of a member, read once and counted against the budget.

        Raises: LimitExceededError when the question has touched more than BUDGET ties.
        """
        if member not in self._near:
            self._near[member] = self.neighbours(member)
            self._spent += len(self._near[member])
            if self._spent > BUDGET:
                raise LimitExceededError(
                    f"the question touches more than {BUDGET} ties",
                    asked=self._spent,
                    allowed=BUDGET,
                    hint="narrow the window, or ask for less depth or fewer members",
                )
        return self._near[member]

    def neighbours(self, member: int, ends: frozenset[int] = frozenset()) -> list[Near]:
        """Every tie of a member to another that is seen; events among `ends` are members too.

        What ties two members may have been known, or reported, before one of them was.
        """
        found = neighbours(self.net, member, self.mask, ends)
        if self.view.clocks == NOW:
            return found
        others = sorted({near.member for near in found})
        seen = {m for m, record in zip(others, self.records(others), strict=True) if record}
        return [near for near in found if near.member in seen]

    def weights(self, members: Iterable[int]) -> dict[int, int]:
        """How many participations and direct ties of each member count."""
        counts = tie_counts(self.net, self.mask)
        return {m: int(counts[m]) if m < len(counts) else len(self.near(m)) for m in members}

    def records(self, members: Iterable[int]) -> list[Record | None]:
        """The records of members."""
        base = len(self.net.members)
        ids = [
            self.net.members[m] if m < base else self.view.ids("event", [m - base])[0]
            for m in members
        ]
        return self.view.get_many(ids)

    def hops(self, member: int) -> list[Hop]:
        """The direct ties of a member, one hop each."""
        found = []
        for near in self.near(member):
            steps = tuple(Step(near.table, row, (0, 0, 0, 0), near.match) for row in near.rows)
            certain = tuple(s for s in steps if near.match == 2)
            found.append(Hop(member, near.member, str(near.kind), steps, certain))
        return found

    def ties(self, records: Mapping[int, Record]) -> tuple[Tie, ...]:
        """Every tie between two of these members, once."""
        found = []
        for one in sorted(records):
            found += [h for h in self.hops(one) if one < h.target and h.target in records]
        return tuple(self.tie(hop, records) for hop in found)

    def tie(self, hop: Hop, records: Mapping[int, Record]) -> Tie:
        """A hop with its records, the claims about them, and the passages that show it."""
        origin, target = records[hop.origin], records[hop.target]
        said: list[Record] = []
        evidence: dict[str, None] = {}
        claims: dict[str, None] = {}
        for step in hop.steps:
            (record,) = self.view.records(step.table, [step.row])
            said.append(record)
            evidence |= dict.fromkeys(_evidence(record, origin.id, target.id))
            claims |= dict.fromkeys(getattr(record, "claims", ()))
        match = Match.CERTAIN if hop.certain else Match.POSSIBLE
        return Tie(origin, target, hop.kind, tuple(said), tuple(evidence), tuple(claims), match)


def _evidence(record: Any, one: str, two: str) -> tuple[str, ...]:
    """The passages that tie two members in a record: their own parts', else the record's."""
    own = [
        e
        for part in (*getattr(record, "participations", ()), *getattr(record, "parties", ()))
        if _who(part) & {one, two}
        for e in part.evidence
    ]
    return tuple(own) or record.evidence


def _who(part: Any) -> set[str | None]:
    if isinstance(part, Participation):
        return {part.actor, part.office, part.tenure}
    return {part.actor}


def _network(tables: Tables) -> Adjacency:
    """The adjacency of a snapshot, built once for all its readers."""
    if tables not in _NETWORKS:
        _NETWORKS[tables] = adjacency_of(tables)
    return _NETWORKS[tables]
