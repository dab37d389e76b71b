"""What is there to speak of?

Records: plain frozen dataclasses, made of the few kinds of field that
`kg.model.fields` describes. That one description is what the seed reader, the
columns, the RDF face and the JSON Schema are driven by: a field added here is
read, stored, said and documented without a line elsewhere but its RDF property.
"""

from kg.model.actor import Actor, ActorType
from kg.model.claim import (
    Claim,
    ClaimLink,
    Confidence,
    ConfidenceLevel,
    Dimension,
    LinkKind,
    Stance,
    Via,
)
from kg.model.clock import Clock
from kg.model.concept import SCHEMES, Concept, ConceptMatch
from kg.model.dataset import Dataset, Hemisphere
from kg.model.event import Event, EventPlace, EventStatus, InstrumentUse, PlaceRole, Status
from kg.model.evidence import Evidence
from kg.model.fields import Field, FieldType, Many, Part, fields_of
from kg.model.ids import KINDS, RECORDS, kind_of, record_id, slug_of
from kg.model.instrument import ForcePeriod, ForceState, Instrument, Party
from kg.model.labels import Absence, AbsenceState, Identifier, Label, Name, NameKind, label_in
from kg.model.office import Office, Tenure
from kg.model.participation import Participation
from kg.model.place import Place
from kg.model.quantity import Comparator, Quantity, QuantityState
from kg.model.records import Record, canonical, record_class
from kg.model.relation import Relation
from kg.model.source import Source
from kg.model.time import UNDATED, Calendar, Obtained, When
from kg.model.tombstone import RemovalReason, Tombstone

__all__ = [
    "KINDS",
    "RECORDS",
    "SCHEMES",
    "UNDATED",
    "Absence",
    "AbsenceState",
    "Actor",
    "ActorType",
    "Calendar",
    "Claim",
    "ClaimLink",
    "Clock",
    "Comparator",
    "Concept",
    "ConceptMatch",
    "Confidence",
    "ConfidenceLevel",
    "Dataset",
    "Dimension",
    "Event",
    "EventPlace",
    "EventStatus",
    "Evidence",
    "Field",
    "FieldType",
    "ForcePeriod",
    "ForceState",
    "Hemisphere",
    "Identifier",
    "Instrument",
    "InstrumentUse",
    "Label",
    "LinkKind",
    "Many",
    "Name",
    "NameKind",
    "Obtained",
    "Office",
    "Part",
    "Participation",
    "Party",
    "Place",
    "PlaceRole",
    "Quantity",
    "QuantityState",
    "Record",
    "Relation",
    "RemovalReason",
    "Source",
    "Stance",
    "Status",
    "Tenure",
    "Tombstone",
    "Via",
    "When",
    "canonical",
    "fields_of",
    "kind_of",
    "label_in",
    "record_class",
    "record_id",
    "slug_of",
]
