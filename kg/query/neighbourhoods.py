"""What is near a record, step by step and page by page?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from kg.model import Record
from kg.network import around, own_records, tied_by
from kg.network.adjacency import Ints
from kg.query.answers import Page
from kg.query.ask import Paging
from kg.query.cursor import Place
from kg.query.limits import within
from kg.query.paging import Sequel, page
from kg.query.scene import ANYHOW, Scene, Through
from kg.query.ties import Tie, ties_between
from kg.query.view import View

MAX_DEPTH: Final = 3
FAN_OUT: Final = 100
"""Events within reach above which a neighbourhood does not go on from a member."""


@dataclass(frozen=True, slots=True)
class Member:
    """A record near another: in how many steps, by how many events and records to nearer ones.

    `closed`: it lists too many events to be gone on from.
    """

    record: Record
    distance: int
    ties: int
    closed: bool
    cursor: str


class Neighbourhood:
    """The members near a record, nearest and most tied first, page by page."""

    def __init__(self, scene: Scene, depth: int) -> None:
        self.scene = scene
        start = scene.ends[0]
        self.start = -1 if start is None else start
        self.depth = depth
        self._names: dict[int, str] = {}

    @cached_property
    def _around(self) -> Any:
        return around(self.scene.walk, self.start, self.depth, FAN_OUT)

    @cached_property
    def _order(self) -> Ints:
        """The places of the members in the order of the answer; events are numbered by time, so
        that their ids decide.
        """
        found = self._around
        events = np.flatnonzero(found.member >= self.scene.net.base["event"])
        rank = found.member.copy()
        if len(events):
            names = self.scene.net.identifiers(found.member[events].tolist())
            rank[events] = self.scene.net.base["event"] + np.argsort(np.argsort(names))
        return np.lexsort((rank, -found.weight, found.distance))

    def total(self) -> int:
        """How many members there are."""
        return 0 if self.start < 0 else len(self._around.member)

    def page(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Page[Member]:
        """A page of members.

        Raises: QuestionError, CursorError, LimitExceededError.
        """
        view = self.scene.view
        paging = Paging(first=first, after=after, last=last, before=before)
        places = np.arange(self.total(), dtype=np.uint32)
        sequel = Sequel(
            name="near",
            segments=(places,),
            descending=False,
            width=3,
            place=self._place,
            segment=lambda _: 0,
        )
        return page(sequel, paging, view.digest, view.limits, self._members)

    def _place(self, at: int) -> Place:
        found, place = self._around, int(self._order[at])
        member = int(found.member[place])
        table, _ = self.scene.net.table(member)
        rank = [*self.scene.net.base].index(table)
        key = (int(found.distance[place]), -int(found.weight[place]), rank)
        return Place(key, self._name(at))

    def _name(self, at: int) -> str:
        """The id at a place in the order; those of a page are read together."""
        if at not in self._names:
            places = range(at, min(at + self.scene.view.limits.page, self.total()))
            members = self._around.member[self._order[places.start : places.stop]]
            names = self.scene.net.identifiers(members.tolist())
            self._names |= dict(zip(places, names, strict=True))
        return self._names[at]

    def _members(self, places: Any, cursors: list[str]) -> list[Member]:
        found = self._around
        at = self._order[places.astype(np.int64)]
        names = [self._name(place) for place in places.tolist()]
        records = self.scene.view.get_many(names)
        columns: Any = [c[at].tolist() for c in (found.distance, found.weight, found.closed)]
        rows: list[tuple[Any, ...]] = [*zip(records, *columns, cursors, strict=True)]
        return [Member(record, *rest) for record, *rest in rows if record is not None]

    def more(self, member: Member) -> int:
        """How many ties of a closed member were not gone along; 0 for others."""
        if not member.closed:
            return 0
        number = self.scene.net.number(member.record.id)
        return 0 if number is None else ties_of(self.scene, number) - member.ties

    def ties(self, members: Sequence[Member]) -> list[Tie]:
        """The ties between these members, and with the record itself; of two closed ones none."""
        numbers = {self.scene.net.number(m.record.id): m for m in members}
        shown = np.array(sorted({self.start, *(n for n in numbers if n is not None)}))
        open_ = np.array([n for n in shown.tolist() if n == self.start or not numbers[n].closed])
        return ties_between(self.scene, open_, shown)


def ties_of(scene: Scene, member: int) -> int:
    """How many events and records of direct ties tie a member to another."""
    walk = scene.walk
    events: Any = []
    if walk.sorts_from(walk.numbers.sort(member)):
        found, events = tied_by(walk, walk.events_of(member)[0])
        events = events[found == walk.numbers.small(np.array([member]))]
    return len(events) + len(own_records(walk, np.array([member])).tie)


def neighbourhood(view: View, of: str, depth: int = 1, through: Through = ANYHOW) -> Neighbourhood:
    """The members within `depth` steps of a record, nearest and most tied first.

    The search does not go on from members that list more than `FAN_OUT` events within reach.
    Raises: FilterError when there is no such record; LimitExceededError.
    """
    within(depth, MAX_DEPTH, "depth", "depth")
    return Neighbourhood(Scene(view, through, of=of), depth)
