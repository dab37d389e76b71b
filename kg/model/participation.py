"""Who took part in an event, as what?"""

from __future__ import annotations

from dataclasses import dataclass

from kg.model.ids import ActorId, CapacityId, EvidenceId, Key, OfficeId, RoleId, TenureId
from kg.model.labels import Label
from kg.model.time import When


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """One part played in one event: a record, never a bare edge.

    At least one of actor, office and tenure is given. `tenure` (or `office`) is what the
    actor acted in capacity of; `capacity` says acting, elect, former …; `on_behalf_of`
    for whom. `time` is given only where it differs from the event's.
    """

    key: Key
    role: RoleId
    actor: ActorId | None = None
    office: OfficeId | None = None
    tenure: TenureId | None = None
    capacity: CapacityId | None = None
    on_behalf_of: ActorId | None = None
    time: When | None = None
    notes: tuple[Label, ...] = ()
    evidence: tuple[EvidenceId, ...] = ()

    def natural_key(self) -> str:
        """Who and in which role."""
        who = self.actor or self.office or self.tenure or "actor/nobody"
        return f"{who.partition('/')[2]}-{self.role.partition('/')[2]}"
