"""Who can act?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kg.model.clock import Clock
from kg.model.ids import ActorId, ActorKindId, EvidenceId, PlaceId
from kg.model.labels import Absence, Identifier, Label, Name


class ActorType(StrEnum):
    """The four sorts of actor; `kinds` tells more."""

    PERSON = "person"
    ORGANISATION = "organisation"
    GROUP = "group"
    UNIDENTIFIED = "unidentified"  # countable, described by role, never merged by name


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person, organisation, group, or somebody unidentified.

    A government is an organisation; the area it serves is a place, its `jurisdiction`.
    """

    id: ActorId
    type: ActorType
    labels: tuple[Label, ...]
    aliases: tuple[Label, ...] = ()
    names: tuple[Name, ...] = ()
    descriptions: tuple[Label, ...] = ()
    kinds: tuple[ActorKindId, ...] = ()
    jurisdiction: PlaceId | None = None
    identifiers: tuple[Identifier, ...] = ()
    absences: tuple[Absence, ...] = ()
    evidence: tuple[EvidenceId, ...] = ()
    clock: Clock
