"""Who can act, what did they do, and what did they say?"""

# What a wrapper shows is only known when the schema is built:
# mypy: disable-error-code="no-any-return"

from dataclasses import replace
from typing import Annotated

from kg.api.claims import claims_of
from kg.api.fields import After, Before, First, Last, described, field, plain, says
from kg.api.inputs import ClaimFilter
from kg.api.labels import Name
from kg.api.refs import ClaimsRef, ConceptRef, OfficeRef, ParticipationRef, PlaceRef, TenureRef
from kg.api.scalars import Ref
from kg.api.timeline import Timelined
from kg.api.wrapping import shows, wrap_id, wrap_ids, wrap_kept
from kg.errors import FilterError
from kg.model import Actor as ActorRecord
from kg.model import ActorType


@shows(ActorRecord)
@described
class Actor(Timelined):
    """A person, organisation, group, or somebody unidentified.

    A government is an organisation; the area that it serves is a place, its jurisdiction.
    """

    type: ActorType = plain("Which of the four sorts.")

    @field
    def kinds(self) -> list[ConceptRef]:
        """What kinds of actor it is."""
        return wrap_ids(self.scope, self.record.kinds)

    @field
    def names(self) -> list[Name]:
        """Names that hold for a time."""
        return [Name(record=part, scope=self.scope) for part in self.record.names]

    @field
    def jurisdiction(self) -> PlaceRef | None:
        """The area that it serves."""
        return wrap_id(self.scope, self.record.jurisdiction)

    @field
    def tenures(self) -> list[TenureRef]:
        """The offices that it held, and when."""
        return wrap_kept(self.scope, self.scope.view.tenures_of(self.record.id))

    @field
    def offices(self) -> list[OfficeRef]:
        """The offices that it holds or held, and those that belong to it as an organisation."""
        held = {tenure.office for tenure in self.scope.view.tenures_of(self.record.id)}
        offices = self.scope.view.all("office")
        own = [o for o in offices if o.id in held or o.organisation == self.record.id]
        return wrap_kept(self.scope, own)

    @field
    def participations(self) -> list[ParticipationRef]:
        """Its parts in events, in timeline order; `timeline` reads the events page by page."""
        from kg.api.events import Participation  # noqa: PLC0415  (events name actors)

        found = self.scope.view.participations_of(self.record.id)
        self.scope.keep(part.event for part in found)
        return [
            Participation(record=part.participation, scope=self.scope, owner=part.event)
            for part in found
        ]

    @field
    def claims_by(
        self,
        filter: Annotated[ClaimFilter | None, says("Which claims; all by default.")] = None,  # noqa: A002  (as above)
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ClaimsRef:
        """What it says, as speaker."""
        asked = filter or ClaimFilter()
        if asked.speaker:
            raise FilterError(
                "`speaker` is the actor itself here",
                hint="use the root field claims",
                argument="speaker",
            )
        asked = replace(asked, speaker=[Ref(self.record.id)])
        return claims_of(self.scope, asked, (first, after, last, before))
