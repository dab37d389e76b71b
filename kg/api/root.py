"""What may be asked first?"""

# What a wrapper shows is only known when the schema is built:
# mypy: disable-error-code="no-any-return"

from typing import Annotated, Any

import strawberry

from kg.api.actors import Actor
from kg.api.asking import Info, listing, one, scope_of
from kg.api.claims import Claim, claims_of
from kg.api.codes import RecordKind, Scheme
from kg.api.concepts import Concept
from kg.api.connections import Connection
from kg.api.dataset import DatasetInfo
from kg.api.events import Event
from kg.api.fields import After, Before, First, Last, described, field, given, says
from kg.api.identity import identifier_of
from kg.api.inputs import (
    ActorsFilter,
    AsOf,
    ClaimFilter,
    InstrumentsFilter,
    KnownAt,
    PlacesFilter,
    ReportedBy,
    SourcesFilter,
)
from kg.api.instruments import Instrument
from kg.api.measures import MeasureQuery
from kg.api.network import NetworkQuery
from kg.api.nodes import Node, Record
from kg.api.offices import Office
from kg.api.onday import OnDayQuery
from kg.api.places import Place
from kg.api.questions import actor_question, instrument_question, place_question, source_question
from kg.api.refs import ClaimsRef, RecordRef
from kg.api.scalars import Ref
from kg.api.sources import Source
from kg.api.timeline import Including, Ordered, TimelineConnection, Which, timeline_of
from kg.api.wrapping import wrap_id, wrap_kept
from kg.errors import FilterError, KgError
from kg.model import SCHEMES
from kg.query import Listing, Order
from kg.query.limits import within
from kg.query.rows import leveled

Ids = Annotated[
    list[strawberry.ID], says("Opaque ids; `kind/slug` and IRIs of this dataset work too.")
]


@described
class SearchEdge:
    """A record that was found, and how well it fits."""

    node: RecordRef = given("The record.")
    score: float = given(
        "1 for a whole label, 0.75 for the beginning of one, 0.5 for words of labels, "
        "0.25 for words of descriptions."
    )


@described
class SearchConnection:
    """What was found, best first."""

    edges: list[SearchEdge] = given("The records with their scores.")

    @field
    def nodes(self) -> list[RecordRef]:
        """The records alone."""
        return [edge.node for edge in self.edges]


@described
class RecordConnection(Connection[Record]):
    """A page of records of any kind."""


@described
class Query(OnDayQuery, NetworkQuery, MeasureQuery):
    """Events, the people and bodies in them, what is said of them, and by whom.

    Three clocks go with every question: `asOf` a day of the world, `knownAt` a day of the
    record, `reportedBy` a day of the sources. They are keys of `filter` where there is one,
    else arguments; everything under a field inherits them.
    """

    event = one("event", Event, "One event; null when there is none.")
    actor = one("actor", Actor, "One person, organisation or group; null when there is none.")
    office = one("office", Office, "One office; null when there is none.")
    place = one("place", Place, "One place; null when there is none.")
    instrument = one(
        "instrument", Instrument, "One law, agreement or policy; null when there is none."
    )
    source = one("source", Source, "One source; null when there is none.")
    claim = one("claim", Claim, "One claim; null when there is none.")

    actors = listing(
        "actors", Actor, ActorsFilter, actor_question, "People, organisations and groups, by id."
    )
    places = listing("places", Place, PlacesFilter, place_question, "Places, by id.")
    instruments = listing(
        "instruments",
        Instrument,
        InstrumentsFilter,
        instrument_question,
        "Laws, agreements, policies and resolutions, by id.",
    )
    sources = listing("sources", Source, SourcesFilter, source_question, "Sources, by id.")

    @field
    def timeline(
        self,
        info: Info,
        filter: Which = None,  # noqa: A002  (the name that clients know)
        order: Ordered = Order.TIME_ASC,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        include_undated: Including = False,  # noqa: FBT002  (an argument of the schema)
    ) -> TimelineConnection | None:
        """Events in time order. Vague dates are answered honestly: every edge says how surely."""
        return timeline_of(
            scope_of(info),
            filter,
            order,
            (first, after, last, before),
            include_undated=include_undated,
        )

    @field
    def claims(
        self,
        info: Info,
        filter: Annotated[ClaimFilter | None, says("Which claims; all by default.")] = None,  # noqa: A002  (as above)
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ClaimsRef | None:
        """What is said, by whom, where."""
        return claims_of(scope_of(info), filter, (first, after, last, before))

    @field
    def node(
        self,
        info: Info,
        id: Annotated[  # noqa: A002  (Relay's name)
            strawberry.ID, says("An opaque id; `kind/slug` and IRIs of this dataset work too.")
        ],
        as_of: AsOf = None,
        known_at: KnownAt = None,
        reported_by: ReportedBy = None,
    ) -> Node | None:
        """Any record by its id (Relay); null when there is none."""
        scope = scope_of(info, as_of, known_at, reported_by)
        return wrap_id(scope, identifier_of(id, scope.base))

    @field
    def nodes(
        self,
        info: Info,
        ids: Ids,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        reported_by: ReportedBy = None,
    ) -> list[Node | None] | None:
        """Records by their ids (Relay), in the same order, null where there is none."""
        scope = scope_of(info, as_of, known_at, reported_by)
        within(len(ids), scope.view.limits.nodes, "the number of ids", "ids")
        found = [_read(text, scope.base) for text in ids]
        scope.get_many([identifier for identifier in found if isinstance(identifier, str)])
        # An error in the list is reported at its place, and leaves null there alone.
        return [wrap_id(scope, f) if isinstance(f, str) else f for f in found]  # type: ignore[misc]  # as above

    @field
    def record(
        self,
        info: Info,
        ref: Annotated[Ref, says("`kind/slug`, an IRI of this dataset, or an opaque id.")],
        as_of: AsOf = None,
        known_at: KnownAt = None,
        reported_by: ReportedBy = None,
    ) -> Record | None:
        """Any record by whatever names it; null when there is none."""
        scope = scope_of(info, as_of, known_at, reported_by)
        return wrap_id(scope, identifier_of(ref, scope.base))

    @field
    def records(
        self,
        info: Info,
        kind: Annotated[RecordKind, says("Of this kind; events are read by `timeline`.")],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        known_at: KnownAt = None,
        reported_by: ReportedBy = None,
    ) -> RecordConnection | None:
        """All records of a kind, by id: offices, tenures, relations, evidence and the rest."""
        if kind is RecordKind.EVENT:
            raise FilterError(
                "events have an order of their own", hint="use timeline", argument="kind"
            )
        scope = scope_of(info, known_at=known_at, reported=reported_by)
        rows = scope.view.every(kind.value)
        chosen = leveled(rows, scope.view.levels(kind.value, rows))
        found: Listing[Any] = Listing(scope.view, kind.value, chosen)
        return RecordConnection(scope=scope, listing=found, stretch=(first, after, last, before))

    @field
    def search(
        self,
        info: Info,
        text: Annotated[str, says("Words to look for; the last may be the beginning of one.")],
        kinds: Annotated[list[RecordKind] | None, says("Only these kinds.")] = None,
        first: Annotated[int, says("At most so many.")] = 20,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        reported_by: ReportedBy = None,
    ) -> SearchConnection | None:
        """Records by words of their labels, aliases, descriptions and statements, best first."""
        scope = scope_of(info, as_of, known_at, reported_by)
        wanted: list[str] = []
        for kind in kinds or ():
            wanted.extend(SCHEMES if kind is RecordKind.CONCEPT else [kind.value])
        hits = scope.view.search(text, wanted, first)
        shown = wrap_kept(scope, [hit.record for hit in hits])
        return SearchConnection(
            edges=[
                SearchEdge(node=node, score=hit.score)
                for node, hit in zip(shown, hits, strict=True)
            ]
        )

    @field
    def concepts(
        self,
        info: Info,
        schemes: Annotated[list[Scheme] | None, says("Of these lists; of all by default.")] = None,
        known_at: KnownAt = None,
    ) -> list[Concept] | None:
        """Kinds, roles, topics, units: what the lists hold, by id."""
        scope = scope_of(info, known_at=known_at)
        return [
            shown
            for scheme in sorted(set(schemes or Scheme))
            for shown in wrap_kept(scope, scope.view.all(scheme.value))
        ]

    @field
    def dataset(
        self,
        info: Info,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        reported_by: ReportedBy = None,
    ) -> DatasetInfo:
        """What this dataset is, and how much is in it."""
        scope = scope_of(info, as_of, known_at, reported_by)
        return DatasetInfo(record=scope.view.dataset, scope=scope)


def _read(text: str, base: str) -> str | KgError:
    try:
        return identifier_of(text, base)
    except KgError as error:
        return error
