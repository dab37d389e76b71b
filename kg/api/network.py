"""Who is tied to whom, when, and by what chain?"""

# What a wrapper shows is only known when the schema is built:
# mypy: disable-error-code="no-any-return"

from typing import Annotated

import strawberry

from kg.api.asking import Info, scope_of
from kg.api.codes import RecordKind
from kg.api.context import Scope
from kg.api.events import Event
from kg.api.fields import described, field, given, plain, says
from kg.api.identity import identifier_of
from kg.api.inputs import AsOf, KnownAt, ReportedBy, WindowInput
from kg.api.nodes import Record
from kg.api.questions import window_of
from kg.api.refs import ActorRef, ClaimRef, EvidenceRef
from kg.api.scalars import Ref
from kg.api.wrapping import wrap, wrap_ids, wrap_kept
from kg.errors import FilterError
from kg.query.relationships import CoParticipant as CoParticipantFound
from kg.query.relationships import Path as PathFound
from kg.query.relationships import co_participants, neighbourhood, network, paths
from kg.query.scene import Tie as TieFound
from kg.temporal import Match

Through = Annotated[
    WindowInput | None, says("Only ties through events and relations that lie so; all by default.")
]


@described
class CoParticipant:
    """Somebody who took part in the same events."""

    record: strawberry.Private[CoParticipantFound]
    scope: strawberry.Private[Scope]
    certain: int = plain("Events that both certainly took part in, as the window asks.")
    possible: int = plain("Events that both possibly did, the certain ones included.")

    @field
    def actor(self) -> ActorRef:
        """Who."""
        return wrap(self.scope, self.record.actor)

    @field
    def events(
        self, first: Annotated[int, says("At most so many, earliest first.")] = 20
    ) -> list[Event]:
        """The events that they share."""
        return wrap_ids(self.scope, self.record.events[: counted(first, "first")])


@described
class Tie:
    """Two records, what ties them, and who says so."""

    record: strawberry.Private[TieFound]
    scope: strawberry.Private[Scope]
    kind: str = plain(
        "`shared-event`, `participation`, `relation`, `tenure`, `post`, `issuer`, `party` or "
        "`several`."
    )
    match: Match = plain("How surely it lies as the window asks.")

    @field
    def origin(self) -> Record:
        """One end."""
        return wrap(self.scope, self.record.origin)

    @field
    def target(self) -> Record:
        """The other end."""
        return wrap(self.scope, self.record.target)

    @field
    def records(self) -> list[Record]:
        """What ties them: the events, relations, tenures, offices or instruments."""
        return wrap_kept(self.scope, self.record.records)

    @field
    def claims(self) -> list[ClaimRef]:
        """The claims that relations among these rest on."""
        return wrap_ids(self.scope, self.record.claims)

    @field
    def evidence(self) -> list[EvidenceRef]:
        """Where sources say so."""
        return wrap_ids(self.scope, self.record.evidence)


@described
class Member:
    """A record near another."""

    distance: int = given("In how many steps it is reached.")
    node: Record = given("The record.")


@described
class Neighbourhood:
    """What is near a record, and the ties between all that is."""

    members: list[Member] = given("The records, nearest and most tied first.")
    ties: list[Tie] = given("The ties between them, and with the record itself.")
    more: int = given("How many more there are that were left out.")


@described
class NetworkMember:
    """A record in the network."""

    ties: int = given("How many participations and direct ties it has that count.")
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


@described
class NetworkQuery:
    """Root fields about ties."""

    @field
    def co_participants(
        self,
        info: Info,
        actor: Annotated[Ref, says("Whose.")],
        window: Through = None,
        first: Annotated[int, says("At most so many, most shared events first.")] = 20,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        reported_by: ReportedBy = None,
    ) -> list[CoParticipant] | None:
        """Who took part in the same events as an actor."""
        scope = scope_of(info, as_of, known_at, reported_by)
        who = identifier_of(actor, scope.base, ("actor",))
        found = co_participants(scope.view, who, window_of(scope, window), counted(first, "first"))
        scope.keep(one.actor for one in found)
        return [CoParticipant(record=one, scope=scope) for one in found]

    @field
    def neighbourhood(
        self,
        info: Info,
        of: Annotated[Ref, says("Of which record (`kind/slug`).")],
        depth: Annotated[int, says("In how many steps at most.")] = 1,
        window: Through = None,
        first: Annotated[int, says("At most so many records.")] = 100,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        reported_by: ReportedBy = None,
    ) -> Neighbourhood | None:
        """What a record is tied to, step by step; null when there is no such record."""
        scope = scope_of(info, as_of, known_at, reported_by)
        which = identifier_of(of, scope.base)
        found = neighbourhood(
            scope.view,
            which,
            counted(depth, "depth"),
            window_of(scope, window),
            counted(first, "first"),
        )
        scope.keep(member.record for member in found.members)
        scope.request.budget.spend(len(found.ties))
        return Neighbourhood(
            members=[
                Member(node=wrap(scope, m.record), distance=m.distance) for m in found.members
            ],
            ties=[Tie(record=tie, scope=scope) for tie in found.ties],
            more=found.more,
        )

    @field
    def network(
        self,
        info: Info,
        kinds: Annotated[list[RecordKind] | None, says("Which records; actors by default.")] = None,
        window: Through = None,
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
            window_of(scope, window),
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
        window: Through = None,
        max_hops: Annotated[int, says("Over how many ties at most.")] = 6,
        *,
        time_respecting: Annotated[
            bool, says("Only chains whose ties can follow one another in time.")
        ] = False,
        first: Annotated[int, says("At most so many chains, shortest first.")] = 1,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        reported_by: ReportedBy = None,
    ) -> list[NetworkPath] | None:
        """How one record is connected to another; empty when it is not."""
        scope = scope_of(info, as_of, known_at, reported_by)
        found = paths(
            scope.view,
            identifier_of(from_, scope.base),
            identifier_of(to, scope.base),
            window_of(scope, window),
            counted(max_hops, "maxHops"),
            time_respecting=time_respecting,
            first=counted(first, "first"),
        )
        return [NetworkPath(record=path, scope=scope) for path in found]


def counted(asked: int, argument: str) -> int:
    """A number of things, which is not negative; how many are allowed is the query's business.

    Raises: FilterError.
    """
    if asked < 0:
        raise FilterError(f"{argument} cannot be {asked}", hint="give 0 or more", argument=argument)
    return asked
