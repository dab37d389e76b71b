"""Who is tied to whom, when, and by what chain?"""

# What a wrapper shows is only known when the schema is built:
# mypy: disable-error-code="no-any-return"

from functools import cached_property
from typing import Annotated

import strawberry

from kg.api.asking import Info, scope_of
from kg.api.codes import RecordKind
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
from kg.api.identity import identifier_of
from kg.api.inputs import AsOf, KnownAt, ReportedBy, WindowInput
from kg.api.nodes import Record
from kg.api.questions import day_number, ids, window_of
from kg.api.refs import ActorRef, ClaimRef, EvidenceRef, RelationRef
from kg.api.scalars import Day, Ref
from kg.api.timeline import TimelineConnection
from kg.api.wrapping import wrap, wrap_id, wrap_ids, wrap_kept
from kg.errors import FilterError
from kg.network import Prefer, TieKind
from kg.query import Page
from kg.query.chains import Chain as ChainFound
from kg.query.chains import Link as LinkFound
from kg.query.chains import chain
from kg.query.limits import within
from kg.query.relationships import CoParticipant as CoParticipantFound
from kg.query.relationships import InTime, co_participants, neighbourhood, network, paths
from kg.query.relationships import Member as MemberFound
from kg.query.relationships import Neighbourhood as NeighbourhoodFound
from kg.query.relationships import Path as PathFound
from kg.query.scene import Through as ThroughAsked
from kg.query.ties import Tie as TieFound
from kg.temporal import Match, iso_day

Through = Annotated[
    WindowInput | None, says("Only ties through events and relations that lie so; all by default.")
]
Kinds = Annotated[
    list[TieKind] | None,
    says(
        "Only ties of these kinds. By default all but those of settings (PLACE, USE, JURISDICTION, "
        "WITHIN), and these too where an end of the question is a place or an instrument."
    ),
]
Roles = Annotated[
    list[Ref] | None, says("Only participations in these roles, or in narrower ones.")
]
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


@described
class ChainLink:
    """A step of a chain: a record, how it is said to be connected, and by whom."""

    record: strawberry.Private[LinkFound]
    scope: strawberry.Private[Scope]
    depth: int = plain("How many steps from the event.")
    parent: int | None = plain(
        "The place in this list, from 0, of the step that it goes on from; null from the event."
    )
    again: bool = plain("Whether the record stands above already: the chain ends there.")

    @field
    def node(self) -> Record:
        """The record."""
        return wrap(self.scope, self.record.record)

    @field
    def relation(self) -> RelationRef:
        """The relation, to be read from subject to object."""
        return wrap(self.scope, self.record.relation)

    @field
    def said_in(self) -> list[ClaimRef]:
        """The claims that say so."""
        return wrap_kept(self.scope, self.record.said)

    @field
    def contested_in(self) -> list[ClaimRef]:
        """The claims that deny it, or contradict one that says it."""
        return wrap_kept(self.scope, self.record.contested)


@described
class Chain:
    """An event, what it is said to respond to, and what is said to respond to it.

    Both are trees, written out from the event: a step stands before those that go on from it.
    """

    record: strawberry.Private[ChainFound]
    scope: strawberry.Private[Scope]

    @field
    def event(self) -> Record:
        """The event itself."""
        return wrap(self.scope, self.record.event)

    @field
    def before(self) -> list[ChainLink]:
        """What it is said to respond to, and what that is said to respond to, and so on."""
        return [ChainLink(record=link, scope=self.scope) for link in self.record.before]

    @field
    def after(self) -> list[ChainLink]:
        """What is said to respond to it, and what is said to respond to that, and so on."""
        return [ChainLink(record=link, scope=self.scope) for link in self.record.after]


@described
class NetworkQuery:
    """Root fields about ties."""

    @field
    def chain(
        self,
        info: Info,
        event: Annotated[Ref, says("Of which event, or other record (`kind/slug`).")],
        *,
        depth: Annotated[int, says("In how many steps at most.")] = 3,
        kinds: Annotated[
            list[Ref] | None,
            says("Kinds of relation, narrower ones included; `responds-to` by default."),
        ] = None,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        reported_by: ReportedBy = None,
    ) -> Chain | None:
        """What an event is said to respond to and what is said to respond to it; null if unseen."""
        scope = scope_of(info, as_of, known_at, reported_by)
        which = identifier_of(event, scope.base)
        wanted = ids(scope, kinds, "relation-kind", argument="kinds")
        found = chain(scope.view, which, counted(depth, "depth"), wanted)
        if found is None:
            return None
        links = (*found.before, *found.after)
        scope.keep([found.event, *(r for link in links for r in (link.record, link.relation))])
        return Chain(record=found, scope=scope)

    @field
    def co_participants(
        self,
        info: Info,
        actor: Annotated[Ref, says("Whose.")],
        *,
        window: Through = None,
        roles: Roles = None,
        first: Annotated[int, says("At most so many, most shared events first.")] = 20,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        reported_by: ReportedBy = None,
    ) -> list[CoParticipant] | None:
        """Who took part in the same events as an actor."""
        scope = scope_of(info, as_of, known_at, reported_by)
        who = identifier_of(actor, scope.base, ("actor",))
        through = through_of(scope, window, None, roles)
        found = co_participants(scope.view, who, through, counted(first, "first"))
        scope.get_many([one.actor for one in found])
        return [CoParticipant(record=one, scope=scope) for one in found]

    @field
    def neighbourhood(  # noqa: PLR0913  (the arguments of the schema)
        self,
        info: Info,
        of: Annotated[Ref, says("Of which record (`kind/slug`).")],
        *,
        depth: Annotated[int, says("In how many steps at most.")] = 1,
        window: Through = None,
        ties: Kinds = None,
        roles: Roles = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        reported_by: ReportedBy = None,
    ) -> Neighbourhood | None:
        """What a record is tied to, step by step; empty when it is not to be seen."""
        scope = scope_of(info, as_of, known_at, reported_by)
        which = identifier_of(of, scope.base)
        through = through_of(scope, window, ties, roles)
        found = neighbourhood(scope.view, which, counted(depth, "depth"), through)
        return Neighbourhood(found=found, scope=scope, stretch=(first, after, last, before))

    @field
    def network(  # noqa: PLR0913  (the arguments of the schema)
        self,
        info: Info,
        kinds: Annotated[list[RecordKind] | None, says("Which records; actors by default.")] = None,
        *,
        window: Through = None,
        ties: Kinds = None,
        roles: Roles = None,
        first: Annotated[int, says("At most so many records.")] = 100,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        reported_by: ReportedBy = None,
    ) -> Network | None:
        """The most tied records and the ties between them."""
        scope = scope_of(info, as_of, known_at, reported_by)
        found = network(
            scope.view,
            [kind.value for kind in kinds] if kinds else ["actor"],
            through_of(scope, window, ties, roles),
            counted(first, "first"),
        )
        scope.keep(member.record for member in found.members)
        scope.request.budget.spend(len(found.ties))
        return Network(
            members=[NetworkMember(node=wrap(scope, m.record), ties=m.ties) for m in found.members],
            ties=[Tie(record=tie, scope=scope) for tie in found.ties],
            more=found.more,
        )

    @field
    def paths(  # noqa: PLR0913  (the arguments of the schema)
        self,
        info: Info,
        from_: Annotated[Ref, strawberry.argument(name="from", description="From which record.")],
        to: Annotated[Ref, says("To which record (`kind/slug`).")],
        *,
        window: Through = None,
        ties: Kinds = None,
        roles: Roles = None,
        max_hops: Annotated[int, says("Over how many ties at most.")] = 6,
        time_respecting: Annotated[
            bool, says("Only chains whose ties can follow one another in time.")
        ] = False,
        after: Annotated[Day | None, says("In time: setting out on this day or later.")] = None,
        by: Annotated[Day | None, says("In time: arriving on this day or sooner.")] = None,
        prefer: Annotated[Prefer, says("In time: which chains.")] = Prefer.FEWEST_HOPS,
        include_undated: Annotated[
            bool, says("In time: undated ties may stand anywhere, as POSSIBLE.")
        ] = False,
        first: Annotated[int, says("At most so many chains, shortest first.")] = 1,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        reported_by: ReportedBy = None,
    ) -> list[NetworkPath] | None:
        """How one record is connected to another; empty when it is not.

        Where no `ties` are named, those of settings are gone along only when there is no chain
        without them.

        In time, days t1 ≤ t2 ≤ … must exist, each on a day of its tie: possibly in some reading
        of the dates, certainly in every one. Ties of the same day may follow one another.
        """
        scope = scope_of(info, as_of, known_at, reported_by)
        in_time: InTime | None = InTime(
            after=day_number(after),
            by=day_number(by),
            prefer=prefer,
            include_undated=include_undated,
        )
        if not time_respecting:
            if in_time != InTime():
                raise FilterError(
                    "after, by, prefer and includeUndated are about chains in time",
                    hint="set timeRespecting",
                    argument="timeRespecting",
                )
            in_time = None
        found = paths(
            scope.view,
            identifier_of(from_, scope.base),
            identifier_of(to, scope.base),
            through_of(scope, window, ties, roles),
            counted(max_hops, "maxHops"),
            in_time=in_time,
            first=counted(first, "first"),
        )
        return [NetworkPath(record=path, scope=scope) for path in found]


def through_of(
    scope: Scope,
    window: WindowInput | None,
    ties: list[TieKind] | None,
    roles: list[Ref] | None,
) -> ThroughAsked:
    """Through which ties a question looks; null and an empty list ask nothing."""
    return ThroughAsked(
        window=window_of(scope, window),
        ties=frozenset(ties) if ties else None,
        roles=ids(scope, roles, "role", argument="roles"),
    )


def day_text(day: int | None) -> Day | None:
    """A day as ISO text."""
    return None if day is None else Day(iso_day(day))


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
