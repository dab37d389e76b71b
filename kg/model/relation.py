"""How do two records stand to each other, since when, and says who?"""

from __future__ import annotations

from dataclasses import dataclass

from kg.model.clock import Clock
from kg.model.ids import AnyId, ClaimId, EvidenceId, RelationId, RelationKindId
from kg.model.labels import Label
from kg.model.time import When


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """`subject` stands in `kind` to `object` during `time`.

    Causes, responses and enabling between events are always claimed: `claims` names the
    claims that say so. A relation with no claims is asserted by the sources of its evidence.
    """

    id: RelationId
    kind: RelationKindId
    subject: AnyId
    object: AnyId
    time: When | None = None
    claims: tuple[ClaimId, ...] = ()
    notes: tuple[Label, ...] = ()
    evidence: tuple[EvidenceId, ...] = ()
    clock: Clock
