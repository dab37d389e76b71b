"""What happened, when, where, and with whom?"""

# What a wrapper shows is only known when the schema is built:
# mypy: disable-error-code="no-any-return"

from typing import Annotated, Any

import strawberry

from kg.api.context import Scope
from kg.api.fields import described, field, plain, says
from kg.api.identity import identifier_of
from kg.api.labels import Label, Lang, labels, text_in
from kg.api.nodes import Record
from kg.api.quantities import Quantity
from kg.api.refs import (
    ActorRef,
    ConceptRef,
    EventRef,
    EvidenceRef,
    InstrumentRef,
    InstrumentStateRef,
    OfficeHoldingRef,
    OfficeRef,
    PlaceRef,
    TenureRef,
)
from kg.api.scalars import Ref
from kg.api.times import Time, time_of
from kg.api.wrapping import shows, wrap, wrap_id, wrap_ids, wrap_kept
from kg.model import Event as EventRecord
from kg.model import PlaceRole
from kg.model import Status as StatusCode
from kg.query.states import status_of


@described
class EventStatus:
    """A status of an event, since when, on which evidence."""

    record: strawberry.Private[Any]
    scope: strawberry.Private[Scope]

    @field
    def value(self) -> StatusCode:
        """The status."""
        found: StatusCode = self.record.status
        return found

    @field
    def since(self) -> Time | None:
        """The date of the source that gives it; null when that is not recorded."""
        return time_of(self.scope, self.record.time)

    @field
    def evidence(self) -> list[EvidenceRef]:
        """Where sources give it."""
        return wrap_ids(self.scope, self.record.evidence)


@described
class EventPlace:
    """A place, and what it is to the event."""

    record: strawberry.Private[Any]
    scope: strawberry.Private[Scope]
    role: PlaceRole = plain("What it is to the event.")

    @field
    def place(self) -> PlaceRef | None:
        """The place."""
        return wrap_id(self.scope, self.record.place)

    @field
    def evidence(self) -> list[EvidenceRef]:
        """Where sources say so."""
        return wrap_ids(self.scope, self.record.evidence)


@described
class InstrumentUse:
    """An instrument, and what the event did to it or with it."""

    record: strawberry.Private[Any]
    scope: strawberry.Private[Scope]

    @field
    def instrument(self) -> InstrumentRef | None:
        """The instrument."""
        return wrap_id(self.scope, self.record.instrument)

    @field
    def role(self) -> ConceptRef | None:
        """What the event did: adopts, invokes, ends …"""
        return wrap_id(self.scope, self.record.role)

    @field
    def evidence(self) -> list[EvidenceRef]:
        """Where sources say so."""
        return wrap_ids(self.scope, self.record.evidence)


@described
class Participation:
    """One part played in one event."""

    record: strawberry.Private[Any]
    scope: strawberry.Private[Scope]
    owner: strawberry.Private[Any]
    key: str = plain("Its name among the participations of its event.")

    @field
    def event(self) -> EventRef:
        """The event."""
        return wrap(self.scope, self.owner)

    @field
    def actor(self) -> ActorRef | None:
        """Who; null when only an office is named."""
        return wrap_id(self.scope, self.record.actor)

    @field
    def role(self) -> ConceptRef | None:
        """As what."""
        return wrap_id(self.scope, self.record.role)

    @field
    def office(self) -> OfficeRef | None:
        """The office acted in, named itself or by the tenure."""
        office = self.record.office
        if office is None and self.record.tenure is not None:
            tenure = self.scope.get(self.record.tenure)
            office = tenure.office if tenure else None
        return wrap_id(self.scope, office)

    @field
    def tenure(self) -> TenureRef | None:
        """The tenure acted in."""
        return wrap_id(self.scope, self.record.tenure)

    @field
    def offices_then(self) -> list[OfficeHoldingRef]:
        """The offices that who took part held at the time, certainly throughout or possibly,
        whether or not it is said that this was done in one of them.
        """
        from kg.api.offices import holdings  # noqa: PLC0415  (offices name events)

        return holdings(self.scope, self.scope.view.held_then(self.owner, self.record))

    @field
    def capacity(self) -> ConceptRef | None:
        """In what capacity: acting, elect, former …"""
        return wrap_id(self.scope, self.record.capacity)

    @field
    def on_behalf_of(self) -> ActorRef | None:
        """For whom."""
        return wrap_id(self.scope, self.record.on_behalf_of)

    @field
    def time(self) -> Time | None:
        """When, where that differs from the event's time; null otherwise."""
        return time_of(self.scope, self.record.time)

    @field
    def quantities(self) -> list[Quantity]:
        """How many participants, where sources count them."""
        return [
            Quantity(record=part, scope=self.scope, owner=self.owner)
            for part in self.owner.quantities
            if part.participation == self.record.key
        ]

    @field
    def note(self, lang: Lang = None) -> str | None:
        """A remark."""
        return text_in(self.scope, self.record.notes, lang)

    @field
    def notes(self) -> list[Label]:
        """The remark in every language there is."""
        return labels(self.record.notes)

    @field
    def evidence(self) -> list[EvidenceRef]:
        """Where sources say so."""
        return wrap_ids(self.scope, self.record.evidence)


@shows(EventRecord)
@described
class Event(Record):
    """A dated, datable or plainly undated happening, with the sources that assert it.

    Motives, causes, legality, effects and judgements are in `claims`, each with its speaker.
    """

    @field
    def kinds(self) -> list[ConceptRef]:
        """What kinds of event it is."""
        return wrap_ids(self.scope, self.record.kinds)

    @field
    def time(self) -> Time:
        """When; `obtained` is UNKNOWN when it is undated."""
        return Time(record=self.record.time, scope=self.scope)

    @field
    def status(self) -> EventStatus | None:
        """How far it is from having happened: the status that counts `asOf`."""
        found = status_of(self.scope.view, self.record)
        return None if found is None else EventStatus(record=found, scope=self.scope)

    @field
    def statuses(self) -> list[EventStatus]:
        """All statuses that sources give it."""
        return [EventStatus(record=part, scope=self.scope) for part in self.record.statuses]

    @field
    def places(
        self,
        role: Annotated[list[PlaceRole] | None, says("Only places in one of these roles.")] = None,
    ) -> list[EventPlace]:
        """Where: at, aimed at, or about."""
        return [
            EventPlace(record=part, scope=self.scope)
            for part in self.record.places
            if not role or part.role in role
        ]

    @field
    def participations(
        self,
        role: Annotated[list[Ref] | None, says("Only these roles themselves.")] = None,
    ) -> list[Participation]:
        """Who took part, as what, in what capacity."""
        chosen = {identifier_of(text, self.scope.base, ("role",)) for text in role or ()}
        return [
            Participation(record=part, scope=self.scope, owner=self.record)
            for part in self.record.participations
            if not chosen or part.role in chosen
        ]

    @field
    def quantities(self) -> list[Quantity]:
        """How many, with comparator and speaker."""
        return [
            Quantity(record=part, scope=self.scope, owner=self.record)
            for part in self.record.quantities
        ]

    @field
    def instruments(self) -> list[InstrumentUse]:
        """The laws, agreements, policies and resolutions that it has to do with."""
        return [InstrumentUse(record=part, scope=self.scope) for part in self.record.instruments]

    @field
    def instruments_in_force(
        self,
        jurisdiction: Annotated[
            Ref | None, says("The place whose instruments are meant; the event's places if none.")
        ] = None,
    ) -> list[InstrumentStateRef]:
        """The instruments in force when it happened, certainly or possibly."""
        from kg.api.instruments import states_of  # noqa: PLC0415  (instruments name events)

        place = jurisdiction and identifier_of(jurisdiction, self.scope.base, ("place",))
        return states_of(self.scope, self.scope.view.instruments_at(self.record, place))

    @field
    def whole(self) -> EventRef | None:
        """The event that it is a part of."""
        return wrap_id(self.scope, self.record.whole)

    @field
    def parts(self) -> list[EventRef]:
        """The events that are parts of it, in timeline order; deeper ones by `partOf`."""
        return wrap_kept(self.scope, self.scope.view.parts_of(self.record.id))
