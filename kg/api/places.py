"""Where is it, and what does it lie in?"""

# What a wrapper shows is only known when the schema is built:
# mypy: disable-error-code="no-any-return"

from kg.api.fields import described, field, plain
from kg.api.inputs import OnDay
from kg.api.labels import Name
from kg.api.questions import days_of
from kg.api.refs import ConceptRef, InstrumentStateRef, PlaceRef
from kg.api.timeline import Timelined
from kg.api.wrapping import shows, wrap_ids, wrap_kept
from kg.model import Place as PlaceRecord


@shows(PlaceRecord)
@described
class Place(Timelined):
    """An area, address or building. A city, county and courthouse of one name are three."""

    address: str | None = plain("Its address.")
    latitude: float | None = plain("Degrees north, WGS 84.")
    longitude: float | None = plain("Degrees east, WGS 84.")
    precision: str | None = plain("How exact the coordinates are.")

    @field
    def kinds(self) -> list[ConceptRef]:
        """What kinds of place it is."""
        return wrap_ids(self.scope, self.record.kinds)

    @field
    def names(self) -> list[Name]:
        """Names that hold for a time."""
        return [Name(record=part, scope=self.scope) for part in self.record.names]

    @field
    def within(self) -> list[PlaceRef]:
        """The places that it lies in, nearest ones only."""
        return wrap_ids(self.scope, self.record.within)

    @field
    def contains(self) -> list[PlaceRef]:
        """The places that lie in it directly; all by `places(filter: {within})`."""
        return wrap_kept(self.scope, self.scope.view.places_in(self.record.id))

    @field
    def instruments_in_force(self, on: OnDay = None) -> list[InstrumentStateRef]:
        """The instruments in force here on a day, those of containing places included."""
        from kg.api.instruments import states_of  # noqa: PLC0415  (instruments name places)

        found = self.scope.view.instruments_in_force(
            jurisdiction=self.record.id, on=days_of(self.scope, on)
        )
        return states_of(self.scope, found)
