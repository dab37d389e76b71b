"""What ties two records, who says so, and by what chains are they connected?"""

# What a wrapper shows is only known when the schema is built:
# mypy: disable-error-code="no-any-return"

from functools import cached_property
from typing import Annotated

import strawberry

from kg.api.connections import PageInfo, Stretch
from kg.api.context import Scope
from kg.api.fields import (
    After,
    Before,
    First,
    Last,
    described,
    field,
    given,
    plain,
    says,
)
from kg.api.nodes import Record
from kg.api.refs import ActorRef, ClaimRef, EvidenceRef
from kg.api.scalars import Day
from kg.api.timeline import TimelineConnection
from kg.api.wrapping import wrap, wrap_id, wrap_ids, wrap_kept
from kg.errors import FilterError
from kg.network import TieKind
from kg.query import Page
from kg.query.limits import within
from kg.query.neighbourhoods import Member as MemberFound
from kg.query.neighbourhoods import Neighbourhood as NeighbourhoodFound
from kg.query.paths import Path as PathFound
from kg.query.relationships import CoParticipant as CoParticipantFound
from kg.query.ties import Tie as TieFound
from kg.temporal import NEG_INF, POS_INF, Match, iso_day

FirstRecords = Annotated[int, says("At most so many, earliest first.")]


@described
class CoParticipant:
    """Somebody who took part in the same events."""

    record: strawberry.Private[CoParticipantFound]
    scope: strawberry.Private[Scope]
    certain: int = plain("Events that both certainly took part in, as the window asks.")
    possible: int = plain("Events that both possibly did, the certain ones included.")

    @field
    def actor(self) -> ActorRef | None:
        """Who."""
        return wrap_id(self.scope, self.record.actor)

    @field
    def events(
        self,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> TimelineConnection:
        """The events that they share, as a page of a timeline."""
        stretch = (first, after, last, before)
        return TimelineConnection(scope=self.scope, answer=self.record.events(), stretch=stretch)


@described
class Tie:
    """Two records, what ties them, and who says so."""

    record: strawberry.Private[TieFound]
    scope: strawberry.Private[Scope]
    kinds: list[TieKind] = plain("What ties them.")
    match: Match = plain("How surely it lies as the window asks: as its surest record does.")
    count: int = plain("How many records tie them.")

    @field
    def origin(self) -> Record | None:
        """One end."""
        return wrap_id(self.scope, self.record.origin)

    @field
    def target(self) -> Record | None:
        """The other end."""
        return wrap_id(self.scope, self.record.target)

    @field
    def earliest(self) -> Day | None:
        """The first day on which one of its records may stand; null when nothing bounds it, or
        none has a date.
        """
        return day_text(self.record.days[0])

    @field
    def latest(self) -> Day | None:
        """The last such day."""
        return day_text(self.record.days[1])

    @field
    def records(self, first: FirstRecords = 20) -> list[Record]:
        """What ties them: events in timeline order, then what ties them directly."""
        return wrap_kept(self.scope, self.record.records(sized(self.scope, first)))

    @field
    def claims(
        self,
        first: Annotated[int, says("Of at most so many of its records.")] = 20,
    ) -> list[ClaimRef]:
        """The claims that say it and those that contest it, each with its stance."""
        return wrap_kept(self.scope, self.record.claims(sized(self.scope, first)))

    @field
    def contested(self) -> bool:
        """Whether somebody denies it, or contradicts a claim that says it."""
        return self.record.contested(LOOKED_AT)

    @field
    def support(self) -> int:
        """How many independent origins say it, as far as its first 20 records tell.

        They are the sources of its passages, and of the claims that do not deny it; sources
        that repeat one another count once.
        """
        return self.record.support(LOOKED_AT)

    @field
    def evidence(
        self,
        first: Annotated[int, says("Of at most so many of its records.")] = 20,
    ) -> list[EvidenceRef]:
        """Where sources say so."""
        return wrap_ids(self.scope, self.record.evidence(sized(self.scope, first)))


LOOKED_AT = 20


@described
class Member:
    """A record near another."""

    record: strawberry.Private[MemberFound]
    scope: strawberry.Private[Scope]
    around: strawberry.Private[NeighbourhoodFound]
    distance: int = plain("In how many steps it is reached.")
    ties: int = plain("How many events and direct ties tie it to what is nearer.")

    @field
    def node(self) -> Record:
        """The record."""
        return wrap(self.scope, self.record.record)

    @field
    def more(self) -> int:
        """Of a record with very many ties, through which the search does not go on: how many of
        its ties were not gone along. 0 for others.
        """
        return self.around.more(self.record)


@described
class MemberEdge:
    """A record near another, and where it stands in the list."""

    node: Member = given("The record and how near it is.")
    cursor: str = given("Where to go on from.")


@described
class Neighbourhood:
    """What is near a record, page by page, and the ties between what the page shows."""

    found: strawberry.Private[NeighbourhoodFound]
    scope: strawberry.Private[Scope]
    stretch: strawberry.Private[Stretch]

    @cached_property
    def page(self) -> Page[MemberFound]:
        """The page, read once."""
        found = self.found.page(*self.stretch)
        self.scope.keep(member.record for member in found.edges)
        self.scope.request.snapshot_changed |= found.snapshot_changed
        return found

    @field
    def edges(self) -> list[MemberEdge]:
        """The records with their cursors."""
        return [MemberEdge(node=self._shown(m), cursor=m.cursor) for m in self.page.edges]

    @field
    def members(self) -> list[Member]:
        """The records, nearest and most tied first."""
        return [self._shown(m) for m in self.page.edges]

    def _shown(self, member: MemberFound) -> Member:
        return Member(record=member, scope=self.scope, around=self.found)

    @field
    def page_info(self) -> PageInfo:
        """Where the page lies in the whole."""
        return PageInfo(page=self.page)

    @field
    def total_count(self) -> int:
        """How many records are near, on all pages."""
        return self.found.total()

    @field
    def ties(self) -> list[Tie]:
        """The ties between the records of this page, and with the record itself. Of two that both
        have very many ties none is shown.
        """
        found = self.found.ties(self.page.edges)
        self.scope.request.budget.spend(len(found))
        return [Tie(record=tie, scope=self.scope) for tie in found]


@described
class NetworkMember:
    """A record in the network."""

    ties: int = given("How many events and direct ties it has that count.")
    node: Record = given("The record.")


@described
class Network:
    """Who is tied to whom: the most tied records, and the ties between them."""

    members: list[NetworkMember] = given("The records, most tied first.")
    ties: list[Tie] = given("The ties between them.")
    more: int = given("How many more there are that were left out.")


@described
class NetworkPath:
    """A chain of ties from one record to another."""

    record: strawberry.Private[PathFound]
    scope: strawberry.Private[Scope]
    match: Match = plain(
        "CERTAIN when every tie certainly counts and, where asked, they certainly follow."
    )

    @field
    def length(self) -> int:
        """How many ties it has."""
        return len(self.record.hops)

    @field
    def hops(self) -> list[Tie]:
        """The ties, in order."""
        return [Tie(record=hop, scope=self.scope) for hop in self.record.hops]

    @field
    def departure(self) -> Day | None:
        """In time: the latest day of the first tie on which the chain can be gone along."""
        return day_text(self.record.departure)

    @field
    def arrival(self) -> Day | None:
        """In time: the earliest day of the last tie on which the chain can have been gone along."""
        return day_text(self.record.arrival)

    @field
    def weakest(self) -> Tie:
        """The tie that rests on the fewest independent origins; of equal ones the first."""
        return Tie(record=self.record.weakest, scope=self.scope)


def day_text(day: int | None) -> Day | None:
    """A day as ISO text; None where nothing bounds it."""
    return None if day in (None, NEG_INF, POS_INF) else Day(iso_day(day))


def counted(asked: int, argument: str) -> int:
    """A number of things, which is not negative; how many are allowed is the query's business.

    Raises: FilterError.
    """
    if asked < 0:
        raise FilterError(f"{argument} cannot be {asked}", hint="give 0 or more", argument=argument)
    return asked


def sized(scope: Scope, first: int) -> int:
    """How many records of a tie are looked at. Raises: FilterError, LimitExceededError."""
    within(first, scope.view.limits.page, "first", "first")
    return counted(first, "first")
