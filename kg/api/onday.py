"""Who held what, and what was in force, on a day?"""

# What a wrapper shows is only known when the schema is built:
# mypy: disable-error-code="no-any-return"

from typing import Annotated

from kg.api.asking import Info, scope_of
from kg.api.context import one_of
from kg.api.fields import described, field, says
from kg.api.identity import identifier_of
from kg.api.inputs import AsOf, KnownAt, OnDay, ReportedBy
from kg.api.instruments import InstrumentState, states_of
from kg.api.offices import OfficeHolding, holdings
from kg.api.questions import days_of, ids
from kg.api.scalars import Ref
from kg.model import ForceState


@described
class OnDayQuery:
    """Root fields about how things stood on a day."""

    @field
    def office_holders(
        self,
        info: Info,
        office: Annotated[Ref | None, says("Of this office.")] = None,
        jurisdiction: Annotated[Ref | None, says("Of the offices that serve this place.")] = None,
        *,
        include_contained: Annotated[
            bool, says("Of the offices of places that lie in it too.")
        ] = False,
        on: OnDay = None,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        reported_by: ReportedBy = None,
    ) -> list[OfficeHolding] | None:
        """Who held which office on a day, certainly or possibly."""
        scope = scope_of(info, as_of, known_at, reported_by)
        name, _ = one_of("officeHolders", office=office, jurisdiction=jurisdiction)
        kind = "place" if name == "jurisdiction" else "office"
        (found,) = ids(scope, [office or jurisdiction or Ref("")], kind, argument=name)
        return holdings(
            scope,
            scope.view.office_holders(
                **{name: found},
                on=days_of(scope, on),
                include_contained=include_contained,
            ),
        )

    @field
    def instruments_in_force(
        self,
        info: Info,
        jurisdiction: Annotated[Ref | None, says("Where; everywhere if none.")] = None,
        *,
        include_containing: Annotated[
            bool, says("Those of the places that it lies in too.")
        ] = True,
        on: OnDay = None,
        states: Annotated[
            list[ForceState] | None, says("In one of these states; IN_FORCE by default.")
        ] = None,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        reported_by: ReportedBy = None,
    ) -> list[InstrumentState] | None:
        """Which laws, agreements and policies were in force on a day, certainly or possibly."""
        scope = scope_of(info, as_of, known_at, reported_by)
        place = jurisdiction and identifier_of(jurisdiction, scope.base, ("place",))
        found = scope.view.instruments_in_force(
            jurisdiction=place,
            on=days_of(scope, on),
            include_containing=include_containing,
            states=tuple(states or (ForceState.IN_FORCE,)),
        )
        return states_of(scope, found)
