"""How do two records stand to each other?"""

# What a wrapper shows is only known when the schema is built:
# mypy: disable-error-code="no-any-return"

from kg.api.fields import described, field
from kg.api.labels import Label, Lang, labels, text_in
from kg.api.nodes import Record
from kg.api.refs import ClaimRef, ConceptRef, RecordRef, TimeRef
from kg.api.times import time_of
from kg.api.wrapping import shows, wrap_id, wrap_ids
from kg.model import Relation as RelationRecord


@shows(RelationRecord)
@described
class Relation(Record):
    """One record stands in a relation to another, for a time, as sources or claims say.

    Causes, responses and enabling between events are always claimed: see `claimedIn`.
    """

    @field
    def kind(self) -> ConceptRef | None:
        """The kind of relation, to be read from subject to object."""
        return wrap_id(self.scope, self.record.kind)

    @field
    def subject(self) -> RecordRef | None:
        """The first of the two."""
        return wrap_id(self.scope, self.record.subject)

    @field
    def object(self) -> RecordRef | None:
        """The second of the two."""
        return wrap_id(self.scope, self.record.object)

    @field
    def time(self) -> TimeRef | None:
        """When it holds; null when that is not recorded."""
        return time_of(self.scope, self.record.time)

    @field
    def claimed_in(self) -> list[ClaimRef]:
        """The claims that say so; empty when its own evidence does."""
        return wrap_ids(self.scope, self.record.claims)

    @field
    def note(self, lang: Lang = None) -> str | None:
        """A remark."""
        return text_in(self.scope, self.record.notes, lang)

    @field
    def notes(self) -> list[Label]:
        """The remark in every language there is."""
        return labels(self.record.notes)

    def call_it(self, lang: str | None) -> str:
        """Subject, kind, object."""
        ends = (self.record.subject, self.record.kind, self.record.object)
        shown = [wrap_id(self.scope, end) for end in ends]
        return " / ".join(s.call_it(lang) if s else e for s, e in zip(shown, ends, strict=True))
