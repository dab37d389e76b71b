"""Which document, and where exactly in it?"""

# What a wrapper shows is only known when the schema is built:
# mypy: disable-error-code="no-any-return"

from dataclasses import replace
from typing import Annotated

from kg.api.claims import claims_of
from kg.api.fields import After, Before, First, Last, described, field, plain, says
from kg.api.inputs import ClaimFilter
from kg.api.nodes import Record
from kg.api.refs import ActorRef, ClaimsRef, ConceptRef, SourceRef, TimeRef
from kg.api.scalars import URI, LanguageTag, Ref
from kg.api.timeline import Timelined
from kg.api.times import time_of
from kg.api.wrapping import shows, wrap_id, wrap_ids, wrap_kept
from kg.errors import FilterError
from kg.model import Evidence as EvidenceRecord
from kg.model import Source as SourceRecord


@shows(EvidenceRecord)
@described
class Evidence(Record):
    """A locator: where exactly a source says so. Never the passage itself.

    Without a place the source is cited as a whole, as a table is for its rows.
    """

    start: int | None = plain("First code point of the passage, from 0 in the source's text.")
    end: int | None = plain("The code point after its last.")
    sha256: str | None = plain("The digest of the passage's UTF-8 bytes.")

    @field
    def source(self) -> SourceRef | None:
        """The source that it counts in."""
        return wrap_id(self.scope, self.record.source)

    def call_it(self, lang: str | None) -> str:
        """The source and the place in it."""
        source = wrap_id(self.scope, self.record.source)
        name = source.call_it(lang) if source else self.record.source
        place = (self.record.start, self.record.end)
        return name if None in place else f"{name} [{place[0]}:{place[1]}]"


@shows(SourceRecord)
@described
class Source(Timelined):
    """A document, or a part of one: a reader comment, a quoted post."""

    number: int | None = plain("Its number among the parts of its document.")
    mentioned: bool = plain("Whether it is only named in another source and was not read.")
    languages: list[LanguageTag] = plain("The languages it is written in.")
    file: str | None = plain("The name of the text file that locators count in.")
    sha256: str | None = plain("The digest of that file.")
    length: int | None = plain("Its length in code points.")
    url: URI | None = plain("Where it was published.")
    licence: str | None = plain("The licence it came under.")

    @field
    def kinds(self) -> list[ConceptRef]:
        """What kinds of source it is."""
        return wrap_ids(self.scope, self.record.kinds)

    @field
    def publisher(self) -> ActorRef | None:
        """Who published it."""
        return wrap_id(self.scope, self.record.publisher)

    @field
    def authors(self) -> list[ActorRef]:
        """Who wrote it."""
        return wrap_ids(self.scope, self.record.authors)

    @field
    def published(self) -> TimeRef | None:
        """When it was published; null when nothing is recorded."""
        return time_of(self.scope, self.record.published)

    @field
    def part_of(self) -> SourceRef | None:
        """The document that it is a part of."""
        return wrap_id(self.scope, self.record.part_of)

    @field
    def parts(self) -> list[SourceRef]:
        """Its parts, in the order of their numbers."""
        own = [s for s in self.scope.view.all("source") if s.part_of == self.record.id]
        own.sort(key=lambda s: (s.number is None, s.number or 0, s.id))
        return wrap_kept(self.scope, own)

    @field
    def claims_in(
        self,
        filter: Annotated[ClaimFilter | None, says("Which claims; all by default.")] = None,  # noqa: A002  (the name that clients know)
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ClaimsRef:
        """What is said in it."""
        asked = filter or ClaimFilter()
        if asked.document:
            raise FilterError(
                "`document` is the source itself here",
                hint="use the root field claims",
                argument="document",
            )
        asked = replace(asked, document=[Ref(self.record.id)])
        return claims_of(self.scope, asked, (first, after, last, before))

    @field
    def derived_from(self) -> list[SourceRef]:
        """The sources that it repeats: they and it are one origin."""
        return wrap_ids(self.scope, self.record.derived_from)
