"""Who is tied to whom, when, and by what chain?"""

# What a wrapper shows is only known when the schema is built:
# mypy: disable-error-code="no-any-return"

from typing import Annotated

import strawberry

from kg.api.asking import Info, scope_of
from kg.api.chains import Chain
from kg.api.codes import RecordKind
from kg.api.context import Scope
from kg.api.fields import (
    After,
    Before,
    First,
    Last,
    described,
    field,
    says,
)
from kg.api.identity import identifier_of, reference_of
from kg.api.inputs import AsOf, KnownAt, ReportedBy, WindowInput
from kg.api.questions import day_number, ids, window_of
from kg.api.scalars import Day, Ref
from kg.api.ties import (
    CoParticipant,
    Neighbourhood,
    Network,
    NetworkMember,
    NetworkPath,
    Tie,
    counted,
)
from kg.api.wrapping import wrap
from kg.errors import FilterError
from kg.network import Prefer, TieKind
from kg.query.chains import chain
from kg.query.neighbourhoods import neighbourhood
from kg.query.paths import InTime, paths
from kg.query.relationships import Sharing, network, sharing
from kg.query.scene import Through as ThroughAsked

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
SHARED = 20
"""How many co-participants are shown when nothing is said."""
Roles = Annotated[
    list[Ref] | None,
    says("Only participations in these roles, or in narrower ones, on both sides."),
]


@described
class NetworkQuery:
    """Root fields about ties."""

    @field
    def chain(
        self,
        info: Info,
        event: Annotated[Ref, says("Of which event; of another record its `kind/slug`.")],
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
        which = reference_of(event, scope.base)
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
        first: Annotated[int, says("At most so many, most shared events first.")] = SHARED,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        reported_by: ReportedBy = None,
    ) -> list[CoParticipant] | None:
        """Who took part in the same events as an actor."""
        scope = scope_of(info, as_of, known_at, reported_by)
        found = sharing_of(scope, actor, window, roles, first).each()
        scope.want(one.actor for one in found)
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
        which = reference_of(of, scope.base)
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
            reference_of(from_, scope.base),
            reference_of(to, scope.base),
            through_of(scope, window, ties, roles),
            counted(max_hops, "maxHops"),
            in_time=in_time,
            first=counted(first, "first"),
        )
        scope.want(end for path in found for hop in path.hops for end in (hop.origin, hop.target))
        return [NetworkPath(record=path, scope=scope) for path in found]


def sharing_of(
    scope: Scope,
    actor: Ref,
    window: WindowInput | None = None,
    roles: list[Ref] | None = None,
    first: int = SHARED,
) -> Sharing:
    """Who took part in the same events as an actor, before any of them is looked at.

    Raises: as `kg.query.relationships.sharing`, and for arguments that cannot be used.
    """
    who = identifier_of(actor, scope.base, ("actor",))
    through = through_of(scope, window, None, roles)
    return sharing(scope.view, who, through, counted(first, "first"))


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
