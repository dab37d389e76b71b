"""What is a thing called, in which language, since when, and what is not known of it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kg.model.ids import Iri, Key, Lang
from kg.model.time import When


@dataclass(frozen=True, slots=True, order=True)
class Label:
    """A text in one language.

    Order: by language, then text.
    """

    lang: Lang
    text: str


class NameKind(StrEnum):
    """Why a name is used."""

    OFFICIAL = "official"
    SHORT = "short"
    FORMER = "former"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name that holds for a time; a name without a time is an alias."""

    key: Key
    text: str
    lang: Lang
    kind: NameKind = NameKind.OFFICIAL
    time: When | None = None

    def natural_key(self) -> str:
        """Its language and kind."""
        return f"{self.lang.lower()}-{self.kind}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """What others call the thing: a number or code in a named scheme (`fips`, `wikidata`)."""

    key: Key
    scheme: str
    value: str
    iri: Iri | None = None

    def natural_key(self) -> str:
        """Its scheme."""
        return self.scheme.lower()


class AbsenceState(StrEnum):
    """Two ways of having no value."""

    UNKNOWN = "unknown"  # there is or may be one; it is not stated
    NONE = "none"  # it is stated that there is none


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Something a careful reader would ask for that the sources do not give.

    `aspect` names what is missing: `time`, `place`, `number`, `participant`, `name`,
    `outcome`, `holder` … The three-way answer to "what is its X" is a value, an absence
    that says *unknown* or *none*, or nothing recorded.
    """

    key: Key
    aspect: str
    state: AbsenceState = AbsenceState.UNKNOWN
    notes: tuple[Label, ...] = ()

    def natural_key(self) -> str:
        """Its aspect."""
        return self.aspect


def label_in(labels: Sequence[Label], *langs: str) -> Label | None:
    """The label in the first of `langs` that has one, else in English, else the first.

    A tag matches its longer forms: `es` finds `es-MX`.
    """
    for lang in (*langs, "en"):
        for label in labels:
            if label.lang == lang or label.lang.startswith(lang + "-"):
                return label
    return labels[0] if labels else None
