"""What kinds, roles, topics and units are there?"""

# What a wrapper shows is only known when the schema is built:
# mypy: disable-error-code="no-any-return"

from typing import Any

import strawberry

from kg.api.codes import Scheme
from kg.api.fields import described, field, plain
from kg.api.labels import Label, Lang, labels, text_in
from kg.api.nodes import Record
from kg.api.refs import ConceptRef
from kg.api.scalars import URI
from kg.api.wrapping import shows, wrap_ids, wrap_kept
from kg.model import Concept as ConceptRecord
from kg.model import kind_of


@described
class ConceptMatch:
    """A concept of another vocabulary."""

    record: strawberry.Private[Any]
    relation: str = plain("How near it is: `exact`, `close`, `broad` …")
    iri: URI = plain("The other concept.")


@shows(ConceptRecord)
@described
class Concept(Record):
    """A kind, role, topic, unit: an entry of one of the lists (SKOS)."""

    @field
    def scheme(self) -> Scheme:
        """The list that it belongs to."""
        return Scheme(kind_of(self.record.id))

    def descriptions_of(self) -> tuple[Any, ...]:
        """A concept's description is its definition."""
        found: tuple[Any, ...] = self.record.definitions
        return found

    @field
    def inverse(self, lang: Lang = None) -> str | None:
        """A relation kind or predicate as read from its object."""
        return text_in(self.scope, self.record.inverse, lang)

    @field
    def inverses(self) -> list[Label]:
        """The same in every language there is."""
        return labels(self.record.inverse)

    @field
    def broader(self) -> list[ConceptRef]:
        """The next wider concepts."""
        return wrap_ids(self.scope, self.record.broader)

    @field
    def narrower(self) -> list[ConceptRef]:
        """The next narrower concepts."""
        view = self.scope.view
        rows = view.found("concept.broader", [self.record.id])
        return wrap_kept(self.scope, view.records("concept", rows))

    @field
    def matches(self) -> list[ConceptMatch]:
        """Concepts of other vocabularies."""
        return [ConceptMatch(record=match) for match in self.record.matches]
