"""Which laws, agreements, policies and resolutions, and when were they in force?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kg.model.clock import Clock
from kg.model.ids import (
    ActorId,
    EventId,
    EvidenceId,
    InstrumentId,
    InstrumentKindId,
    Key,
    PlaceId,
    RoleId,
)
from kg.model.labels import Absence, Identifier, Label, Name
from kg.model.time import UNDATED, When


class ForceState(StrEnum):
    """What an instrument's force was during a period."""

    ADOPTED = "adopted"
    PUBLISHED = "published"
    SCHEDULED = "scheduled"  # to take effect or to end: not yet so
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class ForcePeriod:
    """A state of force during `time`; `scheduled` is what is scheduled to begin then.

    `cause` is the event that brought the state about; `version` names the text in force.
    """

    key: Key
    state: ForceState
    time: When = UNDATED
    scheduled: ForceState | None = None
    cause: EventId | None = None
    version: str | None = None
    evidence: tuple[EvidenceId, ...] = ()

    def natural_key(self) -> str:
        """The state."""
        return str(self.state).replace("_", "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """An actor bound by or party to an instrument."""

    key: Key
    actor: ActorId
    role: RoleId | None = None
    evidence: tuple[EvidenceId, ...] = ()

    def natural_key(self) -> str:
        """The actor."""
        return self.actor.partition("/")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A law, agreement, policy or resolution: a thing that can be in force."""

    id: InstrumentId
    labels: tuple[Label, ...]
    aliases: tuple[Label, ...] = ()
    names: tuple[Name, ...] = ()
    descriptions: tuple[Label, ...] = ()
    kinds: tuple[InstrumentKindId, ...] = ()
    jurisdiction: PlaceId | None = None
    issuer: ActorId | None = None
    parties: tuple[Party, ...] = ()
    part_of: InstrumentId | None = None
    based_on: tuple[InstrumentId, ...] = ()
    force: tuple[ForcePeriod, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    absences: tuple[Absence, ...] = ()
    evidence: tuple[EvidenceId, ...] = ()
    clock: Clock
