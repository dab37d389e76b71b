"""How many, how surely, and who counted?"""

# What a wrapper shows is only known when the schema is built:
# mypy: disable-error-code="no-any-return"

from typing import Any

import strawberry

from kg.api.context import Scope
from kg.api.fields import described, field, plain
from kg.api.labels import Label, Lang, labels, text_in
from kg.api.refs import ActorRef, ConceptRef, EvidenceRef, ParticipationRef, QuantityRef
from kg.api.wrapping import wrap_id, wrap_ids
from kg.model import Comparator, QuantityState


@described
class Quantity:
    """A number with a comparator, or a span from `low` to `high`, both inclusive."""

    record: strawberry.Private[Any]
    scope: strawberry.Private[Scope]
    owner: strawberry.Private[Any]
    key: str = plain("Its name among the quantities of its record.")
    state: QuantityState = plain("Whether a number is given, stated to be none, or not stated.")
    value: float | None = plain("The number; null for a span and where there is none.")
    low: float | None = plain("The low end of a span.")
    high: float | None = plain("The high end of a span.")
    comparator: Comparator = plain("How the number is meant.")

    @field
    def symbol(self) -> str:
        """The comparator as a sign: `=`, `>`, `>=`, `<`, `<=`, `~`."""
        return str(self.record.comparator)

    @field
    def unit(self) -> ConceptRef | None:
        """What is counted."""
        return wrap_id(self.scope, self.record.unit)

    @field
    def label(self, lang: Lang = None) -> str | None:
        """What exactly is counted."""
        return text_in(self.scope, self.record.labels, lang)

    @field
    def labels(self) -> list[Label]:
        """The same in every language there is."""
        return labels(self.record.labels)

    @field
    def total(self) -> QuantityRef | None:
        """The quantity of the same event that this one is a part of."""
        return self.sibling("quantities", self.record.total)

    @field
    def parts(self) -> list[QuantityRef]:
        """The quantities of the same event that are parts of this one."""
        siblings = self.owner.quantities if self.owner else ()
        return [
            Quantity(record=part, scope=self.scope, owner=self.owner)
            for part in siblings
            if part.total == self.record.key
        ]

    @field
    def participation(self) -> ParticipationRef | None:
        """The participation whose participants it counts."""
        from kg.api.events import Participation  # noqa: PLC0415  (participations show quantities)

        found = self.part("participations", self.record.participation)
        return found and Participation(record=found, scope=self.scope, owner=self.owner)

    @field
    def speaker(self) -> ActorRef | None:
        """Who gives the number; null when that is the document itself or not told."""
        return wrap_id(self.scope, self.record.speaker)

    @field
    def evidence(self) -> list[EvidenceRef]:
        """Where sources give it."""
        return wrap_ids(self.scope, self.record.evidence)

    def sibling(self, parts: str, key: str | None) -> "Quantity | None":
        """The quantity of that key in the same event."""
        found = self.part(parts, key)
        return found and Quantity(record=found, scope=self.scope, owner=self.owner)

    def part(self, parts: str, key: str | None) -> Any | None:
        """The part of that key in the same event."""
        if key is None or self.owner is None:
            return None
        return next((p for p in getattr(self.owner, parts) if p.key == key), None)
