"""Where is it, and what does it lie in?"""

from __future__ import annotations

from dataclasses import dataclass

from kg.model.clock import Clock
from kg.model.ids import EvidenceId, PlaceId, PlaceKindId
from kg.model.labels import Absence, Identifier, Label, Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An area, address or building. City, county, courthouse of one name are different.

    Units: degrees, WGS 84. `within` are the places it lies in, nearest ones only.
    """

    id: PlaceId
    labels: tuple[Label, ...]
    aliases: tuple[Label, ...] = ()
    names: tuple[Name, ...] = ()
    descriptions: tuple[Label, ...] = ()
    kinds: tuple[PlaceKindId, ...] = ()
    within: tuple[PlaceId, ...] = ()
    address: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    precision: str | None = None
    identifiers: tuple[Identifier, ...] = ()
    absences: tuple[Absence, ...] = ()
    evidence: tuple[EvidenceId, ...] = ()
    clock: Clock
