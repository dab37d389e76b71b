"""Which offices are there, and who held them when?"""

from __future__ import annotations

from dataclasses import dataclass

from kg.model.clock import Clock
from kg.model.ids import (
    ActorId,
    CapacityId,
    EventId,
    EvidenceId,
    OfficeId,
    OfficeKindId,
    PlaceId,
    TenureId,
)
from kg.model.labels import Absence, Identifier, Label, Name
from kg.model.time import UNDATED, When


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A post that exists apart from whoever holds it."""

    id: OfficeId
    labels: tuple[Label, ...]
    aliases: tuple[Label, ...] = ()
    names: tuple[Name, ...] = ()
    descriptions: tuple[Label, ...] = ()
    kinds: tuple[OfficeKindId, ...] = ()
    organisation: ActorId | None = None
    jurisdiction: PlaceId | None = None
    identifiers: tuple[Identifier, ...] = ()
    absences: tuple[Absence, ...] = ()
    evidence: tuple[EvidenceId, ...] = ()
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """One holder's time in one office."""

    id: TenureId
    office: OfficeId
    holder: ActorId
    time: When = UNDATED
    capacity: CapacityId | None = None
    began_by: EventId | None = None
    ended_by: EventId | None = None
    absences: tuple[Absence, ...] = ()
    evidence: tuple[EvidenceId, ...] = ()
    clock: Clock
