"""What is this dataset, and how much is in it?"""

# What a wrapper shows is only known when the schema is built:
# mypy: disable-error-code="no-any-return"

from typing import Any

import strawberry

from kg.api.codes import RecordKind
from kg.api.context import Scope
from kg.api.fields import described, field, given, plain
from kg.api.labels import Label, Lang, labels, text_in
from kg.api.scalars import URI, Day, LanguageTag
from kg.model import Hemisphere


@described
class KindCount:
    """How many records of a kind there are."""

    kind: RecordKind = given("The kind.")
    count: int = given("How many are visible at the clocks of the question.")


@described
class DatasetInfo:
    """The dataset as a whole."""

    record: strawberry.Private[Any]
    scope: strawberry.Private[Scope]
    id: strawberry.ID = plain("Its name.")
    base: URI = plain("What every IRI begins with.")
    licence: str | None = plain("The licence of the data.")
    creator: str | None = plain("Who made it.")
    languages: list[LanguageTag] = plain("Its languages, in order of preference.")
    hemisphere: Hemisphere | None = plain("Which seasons EDTF 21-24 mean; null: either's.")
    recorded: Day | None = plain("The default day of its record clock.")
    version: str | None = plain("Its version.")

    @field
    def label(self, lang: Lang = None) -> str:
        """Its title."""
        return text_in(self.scope, self.record.labels, lang) or self.record.id

    @field
    def labels(self) -> list[Label]:
        """Its title in every language there is."""
        return labels(self.record.labels)

    @field
    def description(self, lang: Lang = None) -> str | None:
        """What it is about."""
        return text_in(self.scope, self.record.descriptions, lang)

    @field
    def descriptions(self) -> list[Label]:
        """The same in every language there is."""
        return labels(self.record.descriptions)

    @field
    def digest(self) -> str:
        """The sha256 that names the content: same records, same digest."""
        return self.scope.view.digest

    @field
    def counts(self) -> list[KindCount]:
        """How many records of each kind there are."""
        view = self.scope.view
        return [KindCount(kind=kind, count=len(view.every(kind.value))) for kind in RecordKind]
