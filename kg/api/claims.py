"""What is said, by whom, where, and who says otherwise?"""

# What a wrapper shows is only known when the schema is built:
# mypy: disable-error-code="no-any-return"

from typing import Any

import strawberry

from kg.api.connections import Connection, Stretch
from kg.api.context import Scope
from kg.api.fields import described, field, plain
from kg.api.inputs import ClaimFilter
from kg.api.labels import Lang
from kg.api.nodes import Record
from kg.api.quantities import Quantity
from kg.api.questions import claim_question, clocked
from kg.api.refs import ActorRef, ClaimRef, ConceptRef, OfficeRef, RecordRef, SourceRef, TimeRef
from kg.api.times import time_of
from kg.api.wrapping import shows, wrap_id, wrap_ids, wrap_kept
from kg.model import Claim as ClaimRecord
from kg.model import ConfidenceLevel, Dimension, LinkKind, Stance


@described
class Confidence:
    """How sure the recorder is, and why."""

    record: strawberry.Private[Any]
    level: ConfidenceLevel = plain("How sure.")
    reason: str | None = plain("Why.")


@described
class Via:
    """One outlet between the speaker and the document."""

    record: strawberry.Private[Any]
    scope: strawberry.Private[Scope]

    @field
    def actor(self) -> ActorRef | None:
        """Who passed it on."""
        return wrap_id(self.scope, self.record.actor)

    @field
    def source(self) -> SourceRef | None:
        """In which source it was passed on."""
        return wrap_id(self.scope, self.record.source)


@described
class ClaimLink:
    """How one claim bears on another; written by the recorder, never computed."""

    record: strawberry.Private[Any]
    scope: strawberry.Private[Scope]
    owner: strawberry.Private[str]
    kind: LinkKind = plain("How the first bears on the second.")
    note: str | None = plain("Why the recorder says so.")

    @field
    def origin(self) -> ClaimRef | None:
        """The first claim, which bears on the second."""
        return wrap_id(self.scope, self.owner)

    @field
    def claim(self) -> ClaimRef | None:
        """The second claim, which it bears on."""
        return wrap_id(self.scope, self.record.claim)


@shows(ClaimRecord)
@described
class Claim(Record):
    """One statement by one speaker in one document, in neutral words.

    What is merely claimed is never stated as fact anywhere else. Speaker, publisher,
    document and recorder are four different slots; any of them may be unknown.
    """

    dimension: Dimension = plain("What it is about.")
    stance: Stance = plain("How the speaker stands to what is said.")
    value: str | None = plain("What is said of the subject, where it is a text.")
    recorder: str | None = plain("Who recorded it here.")

    @field
    def statement(self, lang: Lang = None) -> str:
        """What is said, in neutral words."""
        return self.call_it(lang)

    @field
    def about(self) -> list[RecordRef]:
        """The records whose readers should be shown it."""
        return wrap_ids(self.scope, self.record.about)

    @field
    def topic(self) -> ConceptRef | None:
        """What it belongs to among the things disputed or spoken of."""
        return wrap_id(self.scope, self.record.topic)

    @field
    def subject(self) -> RecordRef | None:
        """What it says something of."""
        return wrap_id(self.scope, self.record.subject)

    @field
    def predicate(self) -> ConceptRef | None:
        """What it says of the subject."""
        return wrap_id(self.scope, self.record.predicate)

    @field
    def object(self) -> RecordRef | None:
        """The record that it says it with."""
        return wrap_id(self.scope, self.record.object)

    @field
    def quantity(self) -> Quantity | None:
        """The number that it gives."""
        found = self.record.quantity
        return None if found is None else Quantity(record=found, scope=self.scope, owner=None)

    @field
    def time(self) -> TimeRef | None:
        """The date that it gives."""
        return time_of(self.scope, self.record.time)

    @field
    def speaker(self) -> ActorRef | None:
        """Who says so; null when the document does not tell."""
        return wrap_id(self.scope, self.record.speaker)

    @field
    def speaker_office(self) -> OfficeRef | None:
        """The office in which the speaker says so."""
        return wrap_id(self.scope, self.record.speaker_office)

    @field
    def publisher(self) -> ActorRef | None:
        """Who published it."""
        return wrap_id(self.scope, self.record.publisher)

    @field
    def document(self) -> SourceRef | None:
        """The source in which it stands."""
        return wrap_id(self.scope, self.record.document)

    @field
    def via(self) -> list[Via]:
        """The outlets between speaker and document, from the speaker outwards."""
        ordered = sorted(self.record.via, key=_position)
        return [Via(record=via, scope=self.scope) for via in ordered]

    @field
    def said(self) -> TimeRef | None:
        """When it was said; null when that is not recorded."""
        return time_of(self.scope, self.record.said)

    @field
    def confidence(self) -> Confidence | None:
        """How sure the recorder is that it was said so."""
        found = self.record.confidence
        return None if found is None else Confidence(record=found)

    @field
    def links(self) -> list[ClaimLink]:
        """How it bears on other claims."""
        return [
            ClaimLink(record=link, scope=self.scope, owner=self.record.id)
            for link in self.record.links
        ]

    @field
    def linked_by(self) -> list[ClaimLink]:
        """How other claims bear on it."""
        return [
            ClaimLink(record=link, scope=self.scope, owner=claim.id)
            for claim in self.scope.linking(self.record.id)
            for link in claim.links
            if link.claim == self.record.id
        ]


@described
class ClaimConnection(Connection[Claim]):
    """A page of claims."""


@described
class Disagreement:
    """Claims about one record that contradict one another, as the recorder linked them."""

    record: strawberry.Private[Any]
    scope: strawberry.Private[Scope]
    dimension: Dimension = plain("What they are about.")

    @field
    def topic(self) -> ConceptRef | None:
        """What they belong to among the things disputed."""
        return wrap_id(self.scope, self.record.topic)

    @field
    def claims(self) -> list[ClaimRef]:
        """The claims, each with its speaker and stance."""
        return wrap_kept(self.scope, self.record.claims)

    @field
    def links(self) -> list[ClaimLink]:
        """Which contradicts which, and why the recorder says so."""
        return [
            ClaimLink(record=link, scope=self.scope, owner=owner)
            for owner, link in self.record.links
        ]


def claims_of(
    scope: Scope, asked: ClaimFilter | None, stretch: Stretch, about: str | None = None
) -> Any:
    """A page of claims, at the clocks of the filter."""
    scope = clocked(scope, asked)
    listing = scope.view.claims(claim_question(scope, asked, about))
    return ClaimConnection(scope=scope, listing=listing, stretch=stretch)


def disagreements_of(scope: Scope, identifier: str) -> list[Any]:
    """The authored disagreements about a record."""
    return [Disagreement(record=d, scope=scope) for d in scope.view.disagreements(identifier)]


def _position(via: Any) -> tuple[int, str]:
    return (int(via.key) if via.key.isascii() and via.key.isdigit() else 0, via.key)
