"""Who is central, by which measure, and since when?"""

# What a wrapper shows is only known when the schema is built:
# mypy: disable-error-code="no-any-return"

from functools import cached_property
from typing import Annotated

import strawberry

from kg.api.asking import Info, scope_of
from kg.api.codes import RecordKind
from kg.api.connections import PageInfo, Stretch
from kg.api.context import Scope
from kg.api.fields import After, Before, First, Last, described, field, given, says
from kg.api.inputs import AsOf, KnownAt, ReportedBy, WindowInput
from kg.api.network import Roles
from kg.api.questions import ids, window_of
from kg.api.refs import RecordRef
from kg.api.wrapping import wrap
from kg.network import TieKind
from kg.query import Page
from kg.query.measures import ABOUT, Measure, Measured, MeasureOrder, MeasureQuestion, Measures


@described
class MeasureEdge:
    """A member of the network, and how it stands in it."""

    node: RecordRef = given("The record.")
    cursor: str = given("Where to go on from; it stays good when records are added.")
    value: float = given("What is measured of it, through the window.")
    rank: int = given("Its place by value among all that were asked for; equal ones share it.")
    before: float | None = given("The value through the earlier window; null without one.")
    change: float | None = given("How much the value has risen since; null without one.")


@described
class MeasureConnection:
    """A page of members, the most central first."""

    measure: strawberry.Private[Measure]
    scope: strawberry.Private[Scope]
    found: strawberry.Private[Measures]
    stretch: strawberry.Private[Stretch]

    @cached_property
    def page(self) -> Page[Measured]:
        """The page, read once."""
        found = self.found.page(*self.stretch)
        self.scope.keep(edge.record for edge in found.edges)
        self.scope.request.snapshot_changed |= found.snapshot_changed
        return found

    @field
    def edges(self) -> list[MeasureEdge]:
        """The members with their values."""
        return [
            MeasureEdge(
                node=wrap(self.scope, edge.record),
                cursor=edge.cursor,
                value=edge.value,
                rank=edge.rank,
                before=edge.before,
                change=edge.change,
            )
            for edge in self.page.edges
        ]

    @field
    def nodes(self) -> list[RecordRef]:
        """The members alone."""
        return [wrap(self.scope, edge.record) for edge in self.page.edges]

    @field
    def page_info(self) -> PageInfo:
        """Where the page lies in the whole."""
        return PageInfo(page=self.page)

    @field
    def total_count(self) -> int:
        """How many members there are in all; counted only when asked for."""
        return len(self.found)

    @field
    def definition(self) -> str:
        """What is measured."""
        return ABOUT[self.measure].definition

    @field
    def source(self) -> str:
        """Where the measure was defined."""
        return ABOUT[self.measure].source


@described
class MeasureQuery:
    """The root field of measures."""

    @field
    def measures(  # noqa: PLR0913, PLR0917  (the arguments of the schema)
        self,
        info: Info,
        measure: Annotated[Measure, says("Which measure.")],
        window: Annotated[
            WindowInput | None, says("Only ties through events and relations that lie so.")
        ] = None,
        earlier: Annotated[
            WindowInput | None, says("A second window: `before` and `change` compare with it.")
        ] = None,
        kinds: Annotated[
            list[RecordKind] | None,
            says("Actors by default; EVENT, PLACE, OFFICE and INSTRUMENT join the network."),
        ] = None,
        ties: Annotated[
            list[TieKind] | None,
            says(
                "Only ties of these kinds; all by default. PARTICIPATION, PLACE and USE need "
                "events among `kinds`."
            ),
        ] = None,
        roles: Roles = None,
        order: Annotated[MeasureOrder, says("What comes first.")] = MeasureOrder.VALUE,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        reported_by: ReportedBy = None,
    ) -> MeasureConnection | None:
        """How central records are in the network of all ties, one weighed tie for each pair."""
        scope = scope_of(info, as_of, known_at, reported_by)
        asked = MeasureQuestion(
            measure=measure,
            window=window_of(scope, window),
            earlier=window_of(scope, earlier),
            kinds=tuple(kind.value for kind in kinds) if kinds else ("actor",),
            ties=tuple(sorted(kind.value for kind in ties or ())),
            roles=ids(scope, roles, "role", argument="roles"),
            order=order,
        )
        return MeasureConnection(
            measure=measure,
            scope=scope,
            found=Measures(scope.view, asked),
            stretch=(first, after, last, before),
        )
