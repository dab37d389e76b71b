"""Which offices are there, and who held them when?"""

# What a wrapper shows is only known when the schema is built:
# mypy: disable-error-code="no-any-return"

from typing import Any

import strawberry

from kg.api.context import Scope
from kg.api.fields import described, field, plain
from kg.api.inputs import OnDay
from kg.api.labels import Name
from kg.api.nodes import Record
from kg.api.questions import days_of
from kg.api.refs import ActorRef, ConceptRef, EventRef, OfficeRef, PlaceRef, TenureRef
from kg.api.timeline import Timelined
from kg.api.times import Time
from kg.api.wrapping import shows, wrap, wrap_id, wrap_ids, wrap_kept
from kg.model import Office as OfficeRecord
from kg.model import Tenure as TenureRecord
from kg.query import Holding
from kg.temporal import Match


@shows(TenureRecord)
@described
class Tenure(Record):
    """One holder's time in one office."""

    @field
    def office(self) -> OfficeRef | None:
        """The office."""
        return wrap_id(self.scope, self.record.office)

    @field
    def holder(self) -> ActorRef | None:
        """Who held it."""
        return wrap_id(self.scope, self.record.holder)

    @field
    def time(self) -> Time:
        """When; `obtained` is UNKNOWN when nothing is known of it."""
        return Time(record=self.record.time, scope=self.scope)

    @field
    def capacity(self) -> ConceptRef | None:
        """In what capacity: acting, elect, former …"""
        return wrap_id(self.scope, self.record.capacity)

    @field
    def began_by(self) -> EventRef | None:
        """The event that began it."""
        return wrap_id(self.scope, self.record.began_by)

    @field
    def ended_by(self) -> EventRef | None:
        """The event that ended it."""
        return wrap_id(self.scope, self.record.ended_by)

    def call_it(self, lang: str | None) -> str:
        """Holder and office."""
        ends = (self.record.holder, self.record.office)
        shown = [wrap_id(self.scope, end) for end in ends]
        return " / ".join(s.call_it(lang) if s else e for s, e in zip(shown, ends, strict=True))


@described
class OfficeHolding:
    """Who holds an office, and how surely on the day that was asked for."""

    record: strawberry.Private[Holding]
    scope: strawberry.Private[Scope]
    match: Match | None = plain("How surely on that day; null when no day was asked for.")

    @field
    def office(self) -> OfficeRef:
        """The office."""
        return wrap(self.scope, self.record.office)

    @field
    def holder(self) -> ActorRef | None:
        """Who holds it."""
        return wrap(self.scope, self.record.actor)

    @field
    def tenure(self) -> TenureRef:
        """The tenure."""
        return wrap(self.scope, self.record.tenure)


@shows(OfficeRecord)
@described
class Office(Timelined):
    """A post that exists apart from whoever holds it."""

    @field
    def kinds(self) -> list[ConceptRef]:
        """What kinds of office it is."""
        return wrap_ids(self.scope, self.record.kinds)

    @field
    def names(self) -> list[Name]:
        """Names that hold for a time."""
        return [Name(record=part, scope=self.scope) for part in self.record.names]

    @field
    def organisation(self) -> ActorRef | None:
        """The organisation that it belongs to."""
        return wrap_id(self.scope, self.record.organisation)

    @field
    def jurisdiction(self) -> PlaceRef | None:
        """The area that it serves."""
        return wrap_id(self.scope, self.record.jurisdiction)

    @field
    def tenures(self) -> list[TenureRef]:
        """Everybody's time in it."""
        return wrap_kept(self.scope, self.scope.view.tenures_of(self.record.id))

    @field
    def holders(self, on: OnDay = None) -> list[OfficeHolding]:
        """Who held it on a day, certainly or possibly; ever, when no day is given."""
        return holdings(
            self.scope,
            self.scope.view.office_holders(office=self.record.id, on=days_of(self.scope, on)),
        )


def holdings(scope: Scope, found: list[Holding]) -> list[Any]:
    """Who holds what, as the schema shows it."""
    scope.keep(record for h in found for record in (h.office, h.tenure, h.actor) if record)
    return [OfficeHolding(record=h, scope=scope) for h in found]
