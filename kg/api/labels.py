"""What is it called, and what is not known of it?"""

# What a wrapper shows is only known when the schema is built:
# mypy: disable-error-code="no-any-return"

from typing import Annotated, Any

import strawberry

from kg.api.context import Scope
from kg.api.fields import described, field, plain, says
from kg.api.refs import TimeRef
from kg.api.scalars import URI, LanguageTag
from kg.api.times import time_of
from kg.model import AbsenceState, NameKind, label_in
from kg.model import Label as LabelRecord

Lang = Annotated[
    LanguageTag | None,
    says("Preferred language; without a text in it, the dataset's first, English, any."),
]


def text_in(scope: Scope, labels: tuple[LabelRecord, ...], lang: str | None) -> str | None:
    """The text in the language asked for, with the dataset's languages to fall back on."""
    found = label_in(labels, *scope.langs(lang))
    return found.text if found else None


@described
class Label:
    """A text in one language."""

    record: strawberry.Private[Any]
    lang: LanguageTag = plain("The language.")
    text: str = plain("The text.")


def labels(found: tuple[LabelRecord, ...]) -> list[Label]:
    """Labels as the schema shows them."""
    return [Label(record=label) for label in found]


@described
class Name:
    """A name that holds for a time."""

    record: strawberry.Private[Any]
    scope: strawberry.Private[Scope]
    text: str = plain("The name.")
    lang: LanguageTag = plain("Its language.")
    kind: NameKind = plain("Why it is used.")

    @field
    def time(self) -> TimeRef | None:
        """When it holds; null when that is not recorded."""
        return time_of(self.scope, self.record.time)


@described
class Identifier:
    """What others call the thing, in a named scheme."""

    record: strawberry.Private[Any]
    scheme: str = plain("The scheme: `fips`, `wikidata`, `bill-number` …")
    value: str = plain("The number or code.")
    iri: URI | None = plain("Where it leads, when it leads somewhere.")


@described
class Absence:
    """Something that a careful reader would ask for and that the sources do not give.

    The answer to "what is its X" is a value, an absence that says UNKNOWN or NONE, or
    nothing recorded.
    """

    record: strawberry.Private[Any]
    scope: strawberry.Private[Scope]
    aspect: str = plain("What is missing: `time`, `place`, `number`, `participant`, `name` …")
    state: AbsenceState = plain("Not stated, or stated that there is none.")

    @field
    def note(self, lang: Lang = None) -> str | None:
        """What exactly is missing."""
        return text_in(self.scope, self.record.notes, lang)

    @field
    def notes(self) -> list[Label]:
        """The same in every language there is."""
        return labels(self.record.notes)
