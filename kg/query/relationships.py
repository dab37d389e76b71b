"""Who took part in the same events, and who is tied most?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from kg.errors import FilterError
from kg.index import NO_ROWS, Rows
from kg.model import Record
from kg.model.ids import record_id
from kg.network import Shared, weights
from kg.network import co_participants as shared_by
from kg.query.ask import ActorFilter, TimelineQuestion
from kg.query.company import company
from kg.query.limits import within
from kg.query.run import TimelineAnswer
from kg.query.scene import ANYHOW, Scene, Through
from kg.query.ties import Tie, ties_between
from kg.query.view import View


class CoParticipant(NamedTuple):
    """Somebody who took part in the same events: in how many certainly, in how many at most.

    `last_row` is the row of the actor's last version.
    """

    view: View
    origin: str
    actor: str
    certain: int
    possible: int
    last_row: int
    through: Through

    def events(self) -> TimelineAnswer:
        """The events that they share: `possible` of them, `certain` certainly."""
        who = ActorFilter(all_of=(self.origin, self.actor), role=self.through.roles)
        window = self.through.window
        question = TimelineQuestion(window=window, actors=who, include_undated=window is None)
        return self.view.timeline(question)


class Sharing:
    """Those who took part in the same events as an actor, most shared events first.

    `certain`, `possible` and `members` (the rows of their last versions) lie side by side; ids are
    read when they are asked for.
    """

    def __init__(self, view: View, origin: str, through: Through, found: Shared | None) -> None:
        self.view, self.origin, self.through = view, origin, through
        found = found or _NOBODY
        self.members: Rows = found.member
        self.certain: Rows = found.certain
        self.possible: Rows = found.possible

    def __len__(self) -> int:
        """How many."""
        return len(self.members)

    def each(self) -> list[CoParticipant]:
        """They, one by one."""
        names = self.view.ids("actor", self.members)  # actors have the first numbers
        counts = self.certain.tolist(), self.possible.tolist()
        columns = zip(names, *counts, self.members.tolist(), strict=True)
        return [CoParticipant(self.view, self.origin, *one, self.through) for one in columns]


def sharing(view: View, actor: str, through: Through = ANYHOW, first: int = 20) -> Sharing:
    """Who took part in the same events as `actor`, most shared events first.

    Order:  possible count, certain count (both falling), then id.
    Cost:   O(participations in the actor's events within reach of the window).
    Raises: FilterError when there is no such actor; LimitExceededError.
    Equals: kg.query.relationships.CoParticipant.events, whose totals are these, for each
    """
    within(first, view.limits.page, "first", "first")
    origin = record_id("actor", actor)
    found = None if through.roles else company(view, origin, through.window, first)
    if found is None:
        scene = Scene(view, through, actor=origin)
        (member,) = scene.ends
        found = None if member is None else shared_by(scene.walk, member, first)
    return Sharing(view, origin, through, found)


_NOBODY = Shared(NO_ROWS, NO_ROWS, NO_ROWS)


def co_participants(
    view: View, actor: str, through: Through = ANYHOW, first: int = 20
) -> list[CoParticipant]:
    """The same as a list. Raises: as `sharing`."""
    return sharing(view, actor, through, first).each()


@dataclass(frozen=True, slots=True)
class Weighted:
    """A record in the network, and how many events and direct ties it has."""

    record: Record
    ties: int


@dataclass(frozen=True, slots=True)
class Network:
    """The most tied records, the ties between them, and how many records were left out."""

    members: tuple[Weighted, ...]
    ties: tuple[Tie, ...]
    more: int


def network(
    view: View, kinds: Iterable[str] = ("actor",), through: Through = ANYHOW, first: int = 100
) -> Network:
    """The most tied records of some kinds, and the ties between them.

    Order:  number of events and direct ties that count (falling), then number.
    Raises: FilterError for a kind that is in no network; LimitExceededError, also when the
            records shown have more ties than may be touched.
    """
    within(first, view.limits.page, "first", "first")
    scene = Scene(view, through)
    counts = weights(scene.walk, scene.every_event())
    tables = [*scene.net.base]
    if unknown := sorted(set(kinds) - set(tables)):
        raise FilterError(
            f"records of the kind {', '.join(unknown)} are no members of the network",
            hint=f"any of {', '.join(tables)}",
            argument="kinds",
        )
    small = np.flatnonzero(counts)
    tied, counts = scene.walk.numbers.large(small), counts[small]
    of = np.searchsorted([*scene.net.base.values()], tied, "right") - 1
    of_kind = np.isin(of, [tables.index(kind) for kind in kinds])
    tied, counts = tied[of_kind], counts[of_kind]
    seen = scene.members(tied)
    if seen is not None:
        tied, counts = tied[seen], counts[seen]
    order = np.lexsort((tied, -counts))
    shown, weight = tied[order[:first]], counts[order[:first]].tolist()
    records = view.get_many(scene.net.identifiers(shown.tolist()))
    members = tuple(
        Weighted(record, count)
        for record, count in zip(records, weight, strict=True)
        if record is not None
    )
    shown = np.sort(shown)
    return Network(members, tuple(ties_between(scene, shown, shown)), len(order) - len(shown))
