"""Which types does the schema have, for those that come before them?

Types refer to one another in circles; each is named here once, and found when the schema
is built.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

if TYPE_CHECKING:
    from kg.api.actors import Actor
    from kg.api.claims import Claim, ClaimConnection, Disagreement
    from kg.api.concepts import Concept
    from kg.api.events import Event, Participation
    from kg.api.instruments import Instrument, InstrumentState
    from kg.api.nodes import Record
    from kg.api.offices import Office, OfficeHolding, Tenure
    from kg.api.places import Place
    from kg.api.quantities import Quantity
    from kg.api.relations import Relation
    from kg.api.sources import Evidence, Source
    from kg.api.timeline import TimelineConnection
    from kg.api.times import Time

ActorRef = Annotated["Actor", strawberry.lazy("kg.api.actors")]
ClaimRef = Annotated["Claim", strawberry.lazy("kg.api.claims")]
ClaimsRef = Annotated["ClaimConnection", strawberry.lazy("kg.api.claims")]
ConceptRef = Annotated["Concept", strawberry.lazy("kg.api.concepts")]
DisagreementRef = Annotated["Disagreement", strawberry.lazy("kg.api.claims")]
EventRef = Annotated["Event", strawberry.lazy("kg.api.events")]
EvidenceRef = Annotated["Evidence", strawberry.lazy("kg.api.sources")]
InstrumentRef = Annotated["Instrument", strawberry.lazy("kg.api.instruments")]
InstrumentStateRef = Annotated["InstrumentState", strawberry.lazy("kg.api.instruments")]
OfficeHoldingRef = Annotated["OfficeHolding", strawberry.lazy("kg.api.offices")]
OfficeRef = Annotated["Office", strawberry.lazy("kg.api.offices")]
ParticipationRef = Annotated["Participation", strawberry.lazy("kg.api.events")]
PlaceRef = Annotated["Place", strawberry.lazy("kg.api.places")]
QuantityRef = Annotated["Quantity", strawberry.lazy("kg.api.quantities")]
RecordRef = Annotated["Record", strawberry.lazy("kg.api.nodes")]
RelationRef = Annotated["Relation", strawberry.lazy("kg.api.relations")]
SourceRef = Annotated["Source", strawberry.lazy("kg.api.sources")]
TenureRef = Annotated["Tenure", strawberry.lazy("kg.api.offices")]
TimeRef = Annotated["Time", strawberry.lazy("kg.api.times")]
TimelineRef = Annotated["TimelineConnection", strawberry.lazy("kg.api.timeline")]
