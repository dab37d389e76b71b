"""What is said, by whom, where, and with what confidence?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kg.model.clock import Clock
from kg.model.ids import (
    ActorId,
    AnyId,
    ClaimId,
    EvidenceId,
    Key,
    OfficeId,
    PredicateId,
    SourceId,
    TopicId,
)
from kg.model.labels import Absence, Label
from kg.model.quantity import Quantity
from kg.model.time import When


class Dimension(StrEnum):
    """What a claim is about."""

    OCCURRENCE = "occurrence"
    TIME = "time"
    PLACE = "place"
    NUMBER = "number"
    PARTICIPANT = "participant"
    CAUSE = "cause"
    MOTIVE = "motive"
    LEGALITY = "legality"
    EFFECT = "effect"
    JUDGEMENT = "judgement"
    OTHER = "other"


class Stance(StrEnum):
    """How the speaker stands to what is said."""

    ASSERTS = "asserts"
    DENIES = "denies"
    ALLEGES = "alleges"
    ESTIMATES = "estimates"
    INTERPRETS = "interprets"
    ANNOUNCES = "announces"
    PROMISES = "promises"
    DECLINES = "declines"


class LinkKind(StrEnum):
    """Authored links between claims; computed ones are kept apart."""

    CONTRADICTS = "contradicts"
    QUALIFIES = "qualifies"
    SUPPORTS = "supports"
    CORRECTS = "corrects"
    REPEATS = "repeats"


class ConfidenceLevel(StrEnum):
    """How sure the recorder is that the claim was made as recorded."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """A level and the reason for it."""

    level: ConfidenceLevel
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Via:
    """One outlet between the speaker and the document; keys count from the speaker."""

    key: Key
    actor: ActorId | None = None
    source: SourceId | None = None

    def natural_key(self) -> str:
        """Keys are positions, given by the reader."""
        return "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLink:
    """A link to another claim, authored, with its reason."""

    key: Key
    kind: LinkKind
    claim: ClaimId
    note: str | None = None

    def natural_key(self) -> str:
        """Kind and claim."""
        return f"{self.kind}-{self.claim.partition('/')[2]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One statement by one speaker in one document.

    `labels` say it in neutral words. The proposition is `subject` `predicate` and one of
    `object` (a record), `value` (text), `quantity` or `time`; `about` are all records that
    a reader of them should be shown this claim for. Speaker, publisher, document and
    recorder are four different slots; a claim of the document itself has its publisher
    as speaker. `said` is when it was said.
    """

    id: ClaimId
    labels: tuple[Label, ...]
    dimension: Dimension
    stance: Stance
    about: tuple[AnyId, ...] = ()
    topic: TopicId | None = None
    subject: AnyId | None = None
    predicate: PredicateId | None = None
    object: AnyId | None = None
    value: str | None = None
    quantity: Quantity | None = None
    time: When | None = None
    speaker: ActorId | None = None
    speaker_office: OfficeId | None = None
    publisher: ActorId | None = None
    document: SourceId
    recorder: str | None = None
    via: tuple[Via, ...] = ()
    said: When | None = None
    confidence: Confidence | None = None
    links: tuple[ClaimLink, ...] = ()
    absences: tuple[Absence, ...] = ()
    evidence: tuple[EvidenceId, ...] = ()
    clock: Clock
