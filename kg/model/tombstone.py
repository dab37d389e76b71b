"""What was removed for privacy, and when?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kg.model.clock import Clock
from kg.model.ids import Day, TombstoneId


class RemovalReason(StrEnum):
    """The class of reason; never the reason itself, which could tell what was removed."""

    PRIVACY = "privacy"
    MINOR = "minor"
    VICTIM = "victim"
    EXPUNGED = "expunged"
    LEGAL = "legal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """A record that was erased everywhere, also from the past: only its id is left.

    The id is the erased record's slug; it must not tell anything of a person.
    """

    id: TombstoneId
    removed: Day
    reason: RemovalReason = RemovalReason.PRIVACY
    clock: Clock
