"""How many, how surely, and who counted?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kg.model.ids import ActorId, EvidenceId, Key, UnitId
from kg.model.labels import Label


class Comparator(StrEnum):
    """How the number is meant."""

    EQ = "="
    GT = ">"
    GE = ">="
    LT = "<"
    LE = "<="
    ABOUT = "~"


class QuantityState(StrEnum):
    """A quantity may be known, stated to be none, or asked for and not known."""

    VALUE = "value"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number with a comparator, or a span from `low` to `high`.

    Units: counts of `unit`. One number stands in `value`; a stated span in `low` and
    `high`, both inclusive, with `value` empty. `total` is the key of the quantity of the
    same event that this one is a part of; `participation` the key of the participation
    that it counts.
    """

    key: Key
    state: QuantityState = QuantityState.VALUE
    value: float | None = None
    low: float | None = None
    high: float | None = None
    comparator: Comparator = Comparator.EQ
    unit: UnitId | None = None
    labels: tuple[Label, ...] = ()
    total: Key | None = None
    participation: Key | None = None
    speaker: ActorId | None = None
    evidence: tuple[EvidenceId, ...] = ()

    def natural_key(self) -> str:
        """Its unit."""
        return (self.unit or "unit/number").partition("/")[2]
