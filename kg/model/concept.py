"""What kinds, roles, topics and units are there?"""

from __future__ import annotations

from dataclasses import dataclass

from kg.model.clock import Clock
from kg.model.ids import SCHEMES, ConceptId, Iri, Key
from kg.model.labels import Label

__all__ = ["SCHEMES", "Concept", "ConceptMatch"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptMatch:
    """A concept of another vocabulary, and how near it is (`exact`, `close`, `broad` …)."""

    key: Key
    relation: str
    iri: Iri

    def natural_key(self) -> str:
        """How near."""
        return self.relation


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A SKOS concept; the part of its id before the slash is its scheme.

    `inverse` is the label of a relation kind or predicate read from its object.
    """

    id: ConceptId
    labels: tuple[Label, ...]
    aliases: tuple[Label, ...] = ()
    definitions: tuple[Label, ...] = ()
    inverse: tuple[Label, ...] = ()
    broader: tuple[ConceptId, ...] = ()
    matches: tuple[ConceptMatch, ...] = ()
    clock: Clock
