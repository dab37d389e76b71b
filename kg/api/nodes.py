"""What have all records in common?"""

# What a wrapper shows is only known when the schema is built:
# mypy: disable-error-code="no-any-return"

from dataclasses import replace
from typing import Annotated, Any, Final

import strawberry

from kg.api.codes import RecordKind
from kg.api.context import Scope
from kg.api.fields import After, Before, First, Last, described, field, interface, plain, says
from kg.api.identity import identifier_of, node_id
from kg.api.inputs import ClaimFilter
from kg.api.labels import Absence, Identifier, Label, Lang, labels, text_in
from kg.api.refs import ClaimsRef, DisagreementRef, EvidenceRef, RelationRef, SourceRef
from kg.api.scalars import URI, Day, Ref
from kg.api.wrapping import wrap_ids, wrap_kept
from kg.model import SCHEMES, Clock, kind_of, slug_of
from kg.temporal import parse_day

RELATION_KINDS: Final = ("relation-kind",)


@described
class RecordClock:
    """When a version of a record was recorded, and when withdrawn.

    A version counts on day K when it was recorded by K and not withdrawn by K.
    """

    record: strawberry.Private[Any]
    version: int = plain("Counts from 1.")
    recorded: Day = plain("The day from which it counts.")
    withdrawn: Day | None = plain("The day from which it no longer counts.")
    reason: str | None = plain("Why it was withdrawn.")
    by: str | None = plain("By what it was withdrawn.")
    repair: str | None = plain("What was mended in the input on its way into this version.")


@interface
class Node:
    """Anything with an id of its own (Relay)."""

    record: strawberry.Private[Any]
    scope: strawberry.Private[Scope]

    @field
    def id(self) -> strawberry.ID:
        """Opaque and lasting: it names the record, whatever its version."""
        return strawberry.ID(node_id(self.record.id))


@interface
class Record(Node):
    """What every record has, whatever its kind. Lists are empty where a kind has none."""

    @field
    def slug(self) -> str:
        """Its name in addresses, one of its kind."""
        return slug_of(self.record.id)

    @field
    def ref(self) -> Ref:
        """Its kind and slug: `event/nc-operation-2019`."""
        return Ref(self.record.id)

    @field
    def iri(self) -> URI:
        """Its IRI in the RDF face."""
        return URI(self.scope.base + self.record.id)

    @field
    def record_kind(self) -> RecordKind:
        """Which kind of record it is."""
        kind = kind_of(self.record.id)
        return RecordKind.CONCEPT if kind in SCHEMES else RecordKind(kind)

    @field
    def label(self, lang: Lang = None) -> str:
        """What to call it: the name that holds `asOf`, in the language asked for."""
        return self.call_it(lang)

    def call_it(self, lang: str | None) -> str:
        """The label; kinds that have none make one up of what they join."""
        found = self.scope.view.name_of(self.record, self.scope.langs(lang))
        return found.text if found else slug_of(self.record.id)

    @field
    def labels(self) -> list[Label]:
        """Its labels, in every language there is."""
        return labels(getattr(self.record, "labels", ()))

    @field
    def aliases(self) -> list[Label]:
        """Other names that it is found by."""
        return labels(getattr(self.record, "aliases", ()))

    @field
    def description(self, lang: Lang = None) -> str | None:
        """What it is, in one language."""
        return text_in(self.scope, self.descriptions_of(), lang)

    @field
    def descriptions(self) -> list[Label]:
        """What it is, in every language there is."""
        return labels(self.descriptions_of())

    def descriptions_of(self) -> tuple[Any, ...]:
        """The texts of the description."""
        found: tuple[Any, ...] = getattr(self.record, "descriptions", ())
        return found

    @field
    def identifiers(self) -> list[Identifier]:
        """What others call it."""
        return [Identifier(record=part) for part in getattr(self.record, "identifiers", ())]

    @field
    def absences(
        self,
        aspect: Annotated[str | None, says("Only this aspect: `time`, `number` …")] = None,
    ) -> list[Absence]:
        """What the sources do not give, or say that there is none of."""
        return [
            Absence(record=part, scope=self.scope)
            for part in getattr(self.record, "absences", ())
            if aspect is None or part.aspect == aspect
        ]

    @field
    def evidence(self) -> list[EvidenceRef]:
        """Where sources say so; parts of a record have evidence of their own."""
        return wrap_ids(self.scope, getattr(self.record, "evidence", ()))

    @field
    def sources(self) -> list[SourceRef]:
        """The sources of its evidence, that of its parts included."""
        return wrap_kept(self.scope, self.scope.view.sources_of(self.record))

    @field
    def claims(
        self,
        filter: Annotated[ClaimFilter | None, says("Which claims; all by default.")] = None,  # noqa: A002  (the name that clients know)
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ClaimsRef:
        """What is said about it, or with it as subject or object."""
        from kg.api.claims import claims_of  # noqa: PLC0415  (claims are records themselves)

        return claims_of(self.scope, filter, (first, after, last, before), about=self.record.id)

    @field
    def disagreements(self) -> list[DisagreementRef]:
        """Claims about it that contradict one another, as the recorder linked them."""
        from kg.api.claims import disagreements_of  # noqa: PLC0415  (as above)

        return disagreements_of(self.scope, self.record.id)

    @field
    def relations(
        self,
        kinds: Annotated[list[Ref] | None, says("Only these kinds, and narrower ones.")] = None,
    ) -> list[RelationRef]:
        """How it stands to other records, in both directions."""
        chosen = [identifier_of(k, self.scope.base, RELATION_KINDS) for k in kinds or ()]
        return wrap_kept(self.scope, self.scope.view.relations_of(self.record.id, chosen))

    @field
    def recorded(self) -> RecordClock:
        """The record clock of the version shown, as far as it was known `knownAt`."""
        return RecordClock(record=as_known(self.record.clock, self.scope))

    @field
    def versions(self) -> list[RecordClock]:
        """The record clocks of its versions known `knownAt`, oldest first."""
        found = self.scope.view.versions(self.record.id)
        self.scope.request.budget.spend(len(found))
        known = self.scope.view.clocks.known_at
        return [
            RecordClock(record=as_known(version.clock, self.scope))
            for version in found
            if known is None or parse_day(version.clock.recorded) <= known
        ]


def as_known(clock: Clock, scope: Scope) -> Clock:
    """The clock of a version as it stood `knownAt`: a later withdrawal was not known then."""
    known = scope.view.clocks.known_at
    if known is None or clock.withdrawn is None or parse_day(clock.withdrawn) <= known:
        return clock
    return replace(clock, withdrawn=None, reason=None, by=None)
