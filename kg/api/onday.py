"""Who held what, and what was in force, on a day?"""

# What a wrapper shows is only known when the schema is built:
# mypy: disable-error-code="no-any-return"

from typing import Annotated

from kg.api.asking import Info, scope_of
from kg.api.context import Scope, one_of
from kg.api.fields import described, field, says
from kg.api.identity import identifier_of
from kg.api.inputs import AsOf, KnownAt, OnDay, ReportedBy, WindowInput
from kg.api.instruments import InstrumentState, states_of
from kg.api.offices import OfficeHolding, holdings
from kg.api.questions import days_of, ids, window_of
from kg.api.scalars import Ref
from kg.model import ForceState
from kg.query import On

InWindow = Annotated[
    WindowInput | None, says("In a window, in the place of a day; `on` is then left out.")
]


def asked_days(scope: Scope, on: str | None, window: WindowInput | None) -> On:
    """The days asked for; the clock `asOf` stands in for them where there is no window."""
    return None if window is not None and on is None else days_of(scope, on)


@described
class OnDayQuery:
    """Root fields about how things stood on a day."""

    @field
    def office_holders(  # noqa: PLR0913  (the arguments of the schema)
        self,
        info: Info,
        office: Annotated[Ref | None, says("Of this office.")] = None,
        jurisdiction: Annotated[Ref | None, says("Of the offices that serve this place.")] = None,
        *,
        include_contained: Annotated[
            bool, says("Of the offices of places that lie in it too.")
        ] = False,
        on: OnDay = None,
        window: InWindow = None,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        reported_by: ReportedBy = None,
    ) -> list[OfficeHolding] | None:
        """Who held which office on a day or in a window, certainly or possibly; else ever."""
        scope = scope_of(info, as_of, known_at, reported_by)
        name, _ = one_of("officeHolders", office=office, jurisdiction=jurisdiction)
        kind = "place" if name == "jurisdiction" else "office"
        (found,) = ids(scope, [office or jurisdiction or Ref("")], kind, argument=name)
        return holdings(
            scope,
            scope.view.office_holders(
                **{name: found},
                on=asked_days(scope, on, window),
                window=window_of(scope, window),
                include_contained=include_contained,
            ),
        )

    @field
    def instruments_in_force(  # noqa: PLR0913  (as above)
        self,
        info: Info,
        jurisdiction: Annotated[Ref | None, says("Where; everywhere if none.")] = None,
        *,
        include_containing: Annotated[
            bool, says("Those of the places that it lies in too.")
        ] = True,
        on: OnDay = None,
        window: InWindow = None,
        states: Annotated[
            list[ForceState] | None, says("In one of these states; IN_FORCE by default.")
        ] = None,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        reported_by: ReportedBy = None,
    ) -> list[InstrumentState] | None:
        """Which laws, agreements and policies were in force then, certainly or possibly."""
        scope = scope_of(info, as_of, known_at, reported_by)
        place = jurisdiction and identifier_of(jurisdiction, scope.base, ("place",))
        found = scope.view.instruments_in_force(
            jurisdiction=place,
            on=asked_days(scope, on, window),
            window=window_of(scope, window),
            include_containing=include_containing,
            states=tuple(states or (ForceState.IN_FORCE,)),
        )
        return states_of(scope, found)
