"""What ties two records, and what says so?

A tie is found as rows; records, claims and passages are read when they are asked for, and no
more of them than that.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from kg.model import Claim, Participation, Record, Tenure
from kg.network import BY_EVENT, SOURCES, Steps, TieKind, ties_among
from kg.network.adjacency import Ints
from kg.query.said import sides_of
from kg.query.scene import Scene
from kg.query.support import origins
from kg.query.view import View
from kg.temporal import NEG_INF, POS_INF, Match


@dataclass(frozen=True, eq=False)
class Tie:
    """Two records, and every step between them that counts: events, and direct ties."""

    scene: Scene
    origin: str
    target: str
    steps: Steps

    @property
    def match(self) -> Match:
        """CERTAIN when one of the steps certainly counts."""
        levels = (self.steps.event_levels, self.steps.tie_levels)
        sure = any(bool((level == 2).any()) for level in levels)
        return Match.CERTAIN if sure else Match.POSSIBLE

    @property
    def count(self) -> int:
        """How many records tie them."""
        return len(self.steps.events) + len(self._direct)

    @cached_property
    def days(self) -> tuple[int, int]:
        """The first and the last day on which one of its dated records may stand.

        NEG_INF and POS_INF where nothing bounds them, or none is dated.
        """
        times, rows = self.scene.view.index.times("event"), self.steps.events
        rows = rows[times.dated[rows]]
        found = self.scene.direct.days(self.steps.ties)
        if len(rows):
            found.append((int(times.start_earliest[rows].min()), int(times.end_latest[rows].max())))
        if not found:
            return NEG_INF, POS_INF
        return min(first for first, _ in found), max(last for _, last in found)

    @property
    def kinds(self) -> list[TieKind]:
        """Of which kinds the steps are, in the order of `TieKind`."""
        found = {SOURCES[n].kind for n in self.scene.net.direct.source[self.steps.ties].tolist()}
        if len(self.steps.events):
            sort = self.scene.walk.numbers.sort
            found.add(BY_EVENT[sort(self.steps.one), sort(self.steps.two)])
        return [kind for kind in TieKind if kind in found]

    @cached_property
    def _direct(self) -> list[tuple[str, int]]:
        """Table and row of each record of direct ties, once each, in the order of the ties."""
        direct = self.scene.net.direct
        pairs = zip(
            direct.source[self.steps.ties].tolist(),
            direct.row[self.steps.ties].tolist(),
            strict=True,
        )
        return list(dict.fromkeys((SOURCES[source].table, row) for source, row in pairs))

    def records(self, first: int | None = None) -> list[Record]:
        """What ties them: events in timeline order, then the records of direct ties."""
        view = self.scene.view
        found: list[Record] = view.records("event", self.steps.events[:first])
        rest = self._direct if first is None else self._direct[: max(0, first - len(found))]
        for table, row in rest:
            found += view.records(table, [row])
        return found

    def evidence(self, first: int | None = None) -> list[str]:
        """The passages that show it: those of the parts of its records, else of the records."""
        found: dict[str, None] = {}
        for record in self.records(first):
            found |= dict.fromkeys(_evidence(self.scene.view, record, {self.origin, self.target}))
        return list(found)

    def claims(self, first: int | None = None) -> list[Claim]:
        """The claims that say it and those that contest it, by id."""
        said, against = self.sides(first)
        return sorted((*said, *against), key=lambda claim: claim.id)

    def contested(self, first: int | None = None) -> bool:
        """Whether somebody denies it, or contradicts a claim that says it."""
        return bool(self.sides(first)[1])

    def sides(self, first: int | None = None) -> tuple[list[Claim], list[Claim]]:
        """The claims that say it, and those that contest it: see `sides_of`."""
        said: dict[str, Claim] = {}
        against: dict[str, Claim] = {}
        for record in self.records(first):
            one, two = sides_of(self.scene.view, record, (self.origin, self.target))
            said |= {c.id: c for c in one}
            against |= {c.id: c for c in two}
        return [*said.values()], [c for name, c in against.items() if name not in said]

    def support(self, first: int | None = None) -> int:
        """How many independent origins say it (`kg.query.support`).

        They are those of the sources of its passages, and of the claims that do not deny it.
        """
        view = self.scene.view
        cited = {item.source for item in view.evidence(self.evidence(first))}
        cited |= {claim.document for claim in self.sides(first)[0]}
        return len(origins(view, cited))


def ties_between(scene: Scene, open_: Ints, shown: Ints) -> list[Tie]:
    """The ties of open members to others that are shown; both ascend (`kg.network.ties_among`)."""
    found = list(ties_among(scene.walk, open_, shown)) if len(open_) else []
    seen = scene.members(np.array([[s.one, s.two] for s in found], dtype=np.int64).reshape(-1, 2))
    if seen is not None:
        found = [found[at] for at in np.flatnonzero(seen.all(axis=1)).tolist()]
    names = scene.net.identifiers([member for s in found for member in (s.one, s.two)])
    ends = zip(names[::2], names[1::2], found, strict=True)
    return [Tie(scene, one, two, steps) for one, two, steps in ends]


def _evidence(view: View, record: Any, ends: set[str]) -> tuple[str, ...]:
    """The passages that tie two members in a record: their own parts', else the record's."""
    lists = ("participations", "parties", "places", "instruments")
    own = [
        e
        for name in lists
        for part in getattr(record, name, ())
        if _who(view, part) & ends
        for e in part.evidence
    ]
    return tuple(dict.fromkeys(own)) or record.evidence


def _who(view: View, part: Any) -> set[str | None]:
    if isinstance(part, Participation):
        named = {part.actor, part.office, part.tenure}
        tenure = view.get(part.tenure) if part.tenure and part.actor is None else None
        return named | {tenure.holder} if isinstance(tenure, Tenure) else named
    return {getattr(part, slot, None) for slot in ("actor", "place", "instrument")}
