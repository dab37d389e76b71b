"""Which laws, agreements, policies and resolutions, and when were they in force?"""

# What a wrapper shows is only known when the schema is built:
# mypy: disable-error-code="no-any-return"

from typing import Annotated, Any

import strawberry

from kg.api.context import Scope
from kg.api.fields import described, field, plain, says
from kg.api.labels import Name
from kg.api.questions import day_number
from kg.api.refs import (
    ActorRef,
    ConceptRef,
    EventRef,
    EvidenceRef,
    InstrumentRef,
    PlaceRef,
)
from kg.api.scalars import Day
from kg.api.timeline import Timelined
from kg.api.times import Time
from kg.api.wrapping import shows, wrap, wrap_id, wrap_ids
from kg.model import ForceState
from kg.model import Instrument as InstrumentRecord
from kg.query import InForce
from kg.temporal import Match


@described
class ForcePeriod:
    """A state of force during a time, and what brought it about."""

    record: strawberry.Private[Any]
    scope: strawberry.Private[Scope]
    state: ForceState = plain("The state.")
    scheduled: ForceState | None = plain("The state that is scheduled to begin then.")
    version: str | None = plain("The text in force, where there are several.")

    @field
    def time(self) -> Time:
        """When; `obtained` is UNKNOWN when nothing is known of it."""
        return Time(record=self.record.time, scope=self.scope)

    @field
    def cause(self) -> EventRef | None:
        """The event that brought it about."""
        return wrap_id(self.scope, self.record.cause)

    @field
    def evidence(self) -> list[EvidenceRef]:
        """Where sources say so."""
        return wrap_ids(self.scope, self.record.evidence)


@described
class Party:
    """An actor bound by an instrument, or party to it."""

    record: strawberry.Private[Any]
    scope: strawberry.Private[Scope]

    @field
    def actor(self) -> ActorRef | None:
        """Who."""
        return wrap_id(self.scope, self.record.actor)

    @field
    def role(self) -> ConceptRef | None:
        """As what."""
        return wrap_id(self.scope, self.record.role)

    @field
    def evidence(self) -> list[EvidenceRef]:
        """Where sources say so."""
        return wrap_ids(self.scope, self.record.evidence)


@described
class InstrumentState:
    """An instrument with the period of force that counts, and how surely."""

    record: strawberry.Private[InForce]
    scope: strawberry.Private[Scope]
    state: ForceState = plain("Its state.")
    match: Match | None = plain("How surely on that day; null when no day was asked for.")

    @field
    def instrument(self) -> InstrumentRef:
        """The instrument."""
        return wrap(self.scope, self.record.instrument)

    @field
    def period(self) -> ForcePeriod:
        """The period that gives the state."""
        return ForcePeriod(record=self.record.period, scope=self.scope)


@shows(InstrumentRecord)
@described
class Instrument(Timelined):
    """A law, agreement, policy or resolution: a thing that can be in force."""

    @field
    def kinds(self) -> list[ConceptRef]:
        """What kinds of instrument it is."""
        return wrap_ids(self.scope, self.record.kinds)

    @field
    def names(self) -> list[Name]:
        """Names that hold for a time."""
        return [Name(record=part, scope=self.scope) for part in self.record.names]

    @field
    def jurisdiction(self) -> PlaceRef | None:
        """The area where it applies."""
        return wrap_id(self.scope, self.record.jurisdiction)

    @field
    def issuer(self) -> ActorRef | None:
        """Who issued it."""
        return wrap_id(self.scope, self.record.issuer)

    @field
    def parties(self) -> list[Party]:
        """Who is bound by it or party to it."""
        return [Party(record=part, scope=self.scope) for part in self.record.parties]

    @field
    def part_of(self) -> InstrumentRef | None:
        """The instrument that it is a part of."""
        return wrap_id(self.scope, self.record.part_of)

    @field
    def based_on(self) -> list[InstrumentRef]:
        """The instruments that it is made under."""
        return wrap_ids(self.scope, self.record.based_on)

    @field
    def force(self) -> list[ForcePeriod]:
        """Every period of force that sources give."""
        return [ForcePeriod(record=part, scope=self.scope) for part in self.record.force]

    @field
    def state(
        self,
        on: Annotated[Day | None, says("The day; `asOf` when none is given.")] = None,
    ) -> list[InstrumentState]:
        """Its states on a day, certainly or possibly; without a day, ever."""
        view = self.scope.view
        number = view.clocks.as_of if on is None else day_number(on)
        return states_of(self.scope, view.force_of(self.record, number))


def states_of(scope: Scope, found: list[InForce]) -> list[Any]:
    """Instruments with their states, as the schema shows them."""
    scope.keep(f.instrument for f in found)
    return [InstrumentState(record=f, scope=scope) for f in found]
