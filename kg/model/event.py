"""What happened, when, where, with whom, and which source says so?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kg.model.clock import Clock
from kg.model.ids import (
    EventId,
    EventKindId,
    EvidenceId,
    InstrumentId,
    InstrumentRoleId,
    Key,
    PlaceId,
)
from kg.model.labels import Absence, Identifier, Label
from kg.model.participation import Participation
from kg.model.quantity import Quantity
from kg.model.time import UNDATED, When


class Status(StrEnum):
    """How far an event is from having happened."""

    HAPPENED = "happened"
    ONGOING = "ongoing"
    ANNOUNCED = "announced"
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    ALLEGED = "alleged"


class PlaceRole(StrEnum):
    """What a place is to an event."""

    AT = "at"
    TARGET = "target"
    ABOUT = "about"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventStatus:
    """A status, since when (`time`, of the source that gives it), on which evidence."""

    key: Key
    status: Status
    time: When | None = None
    evidence: tuple[EvidenceId, ...] = ()

    def natural_key(self) -> str:
        """The status."""
        return str(self.status)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPlace:
    """A place and what it is to the event."""

    key: Key
    place: PlaceId
    role: PlaceRole = PlaceRole.AT
    evidence: tuple[EvidenceId, ...] = ()

    def natural_key(self) -> str:
        """Role and place."""
        return f"{self.role}-{self.place.partition('/')[2]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentUse:
    """An instrument and what the event did to it or with it (`adopts`, `invokes` …)."""

    key: Key
    instrument: InstrumentId
    role: InstrumentRoleId
    evidence: tuple[EvidenceId, ...] = ()

    def natural_key(self) -> str:
        """Role and instrument."""
        return f"{self.role.partition('/')[2]}-{self.instrument.partition('/')[2]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A dated, datable or plainly undated happening.

    `statuses` holds its history: the latest by time counts (`kg.query.states`).
    The sources that assert it are those of its evidence.
    """

    id: EventId
    labels: tuple[Label, ...]
    aliases: tuple[Label, ...] = ()
    descriptions: tuple[Label, ...] = ()
    kinds: tuple[EventKindId, ...] = ()
    statuses: tuple[EventStatus, ...] = ()
    time: When = UNDATED
    places: tuple[EventPlace, ...] = ()
    participations: tuple[Participation, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    instruments: tuple[InstrumentUse, ...] = ()
    whole: EventId | None = None
    identifiers: tuple[Identifier, ...] = ()
    absences: tuple[Absence, ...] = ()
    evidence: tuple[EvidenceId, ...] = ()
    clock: Clock
