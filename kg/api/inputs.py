"""What did the client ask for?

The inputs and shared arguments of the schema; `kg.api.questions` turns them into the
questions of `kg.query`. Keys are joined by and, members of a list by or; null and an empty
list ask nothing.
"""

import inspect
from typing import Annotated, Any, TypeVar, dataclass_transform

import strawberry

from kg.api.fields import says
from kg.api.scalars import EDTF, Day, Ref
from kg.model import ActorType, Dimension, Obtained, PlaceRole, Stance, Status
from kg.query import (
    Qualified,
)
from kg.temporal import Match, Relation

T = TypeVar("T")
Refs = list[Ref] | None

AsOf = Annotated[Day | None, says("States as on this day: names, tenures, force, status.")]
KnownAt = Annotated[Day | None, says("Only what was recorded by this day and not withdrawn.")]
ReportedBy = Annotated[Day | None, says("Only what a source dated by this day says.")]
OnDay = Annotated[
    EDTF | None,
    says("A day, or a longer date that it is to hold throughout; without it that of `asOf`."),
]


def key(doc: str, *, default: Any, name: str | None = None) -> Any:
    """A key of an input type."""
    return strawberry.field(description=doc, default=default, name=name)


@dataclass_transform(kw_only_default=True, field_specifiers=(key,))
def asks(cls: type[T]) -> type[T]:
    """An input type; its docstring is the description."""
    return strawberry.input(cls, description=inspect.getdoc(cls))


@asks
class WindowInput:
    """A range of days, how a date must stand to it, and how surely. Either end may be missing."""

    from_: EDTF | None = key(
        "Counts from its first day: `2019-02` from 1 February.", name="from", default=None
    )
    to: EDTF | None = key("Counts to its last day: `2019-02` to 28 February.", default=None)
    relation: Relation = key("How the date must stand to the window.", default=Relation.OVERLAPS)
    match: Match = key(
        "POSSIBLE: some reading of the date does. CERTAIN: every reading does.",
        default=Match.POSSIBLE,
    )


@asks
class ActorsInput:
    """Who took part. `role` is that of the same participation as the actor."""

    all_of: Refs = key("All of these took part.", default=None)
    any_of: Refs = key("At least one of these took part.", default=None)
    none_of: Refs = key("None of these took part.", default=None)
    role: Refs = key(
        "In one of these roles, or a narrower one; alone: anybody had it.", default=None
    )
    include_parts: bool = key(
        "An organisation stands for its members and parts too.", default=False
    )


@asks
class PlacesInput:
    """Where. A place stands for all that lies in it, never for what contains it."""

    in_: Refs = key("In one of these places.", name="in", default=None)
    role: list[PlaceRole] | None = key("What the place is to the event.", default=None)


@asks
class ClockInput:
    """The clocks: as of which day, known on which day, reported by which day."""

    as_of: Day | None = key(
        "States as on this day; of events, those that had begun by it.", default=None
    )
    known_at: Day | None = key(
        "Only what was recorded by this day and not withdrawn by it.", default=None
    )
    reported_by: Day | None = key(
        "Only what a source dated by this day says; an undated source is only POSSIBLE.",
        default=None,
    )


@asks
class TimelineFilter(ClockInput):
    """Which events. Keys are joined by and, members of a list by or."""

    window: WindowInput | None = key("When.", default=None)
    kinds: Refs = key("Of these kinds, narrower ones included.", default=None)
    status: list[Status] | None = key("With one of these as current status.", default=None)
    actors: ActorsInput | None = key("Who took part.", default=None)
    offices: Refs = key(
        "A holder of one of these offices took part, for it or while holding it.", default=None
    )
    in_capacity_of: Refs = key(
        "Somebody is said to have taken part for one of these offices (or tenures, by kind/slug).",
        default=None,
    )
    during_tenure: Refs = key(
        "Somebody took part by one of these tenures, or while holding it.", default=None
    )
    while_in_force: Refs = key("While one of these instruments was in force.", default=None)
    places: PlacesInput | None = key("Where.", default=None)
    instruments: Refs = key("About one of these instruments.", default=None)
    sources: Refs = key("Asserted by one of these sources, or a part of one.", default=None)
    part_of: Refs = key("Part of one of these events, at any depth.", default=None)
    text: str | None = key("Words in labels, aliases and descriptions.", default=None)
    disputed: bool | None = key("Whether claims about it contradict one another.", default=None)
    qualified: Qualified = key(
        "What to do with dates marked uncertain or approximate.", default=Qualified.INCLUDE
    )
    obtained: list[Obtained] | None = key("How the date was obtained.", default=None)


@asks
class ClaimFilter(ClockInput):
    """Which claims. Keys are joined by and, members of a list by or."""

    about: Refs = key(
        "About one of these records (kind/slug), or with it as subject or object.", default=None
    )
    speaker: Refs = key("Said by one of these actors.", default=None)
    publisher: Refs = key("Published by one of these actors.", default=None)
    document: Refs = key("In one of these sources.", default=None)
    stance: list[Stance] | None = key("With one of these stances.", default=None)
    dimension: list[Dimension] | None = key("About one of these dimensions.", default=None)
    topic: Refs = key("On one of these topics, narrower ones included.", default=None)
    text: str | None = key("Words in the statement.", default=None)
    disputed: bool | None = key("Whether another claim contradicts it.", default=None)


@asks
class ActorsFilter(ClockInput):
    """Which actors."""

    type: list[ActorType] | None = key("Of one of these types.", default=None)
    kinds: Refs = key("Of these kinds, narrower ones included.", default=None)
    jurisdiction: Refs = key("Serving one of these places itself.", default=None)
    text: str | None = key("Words in labels, aliases and descriptions.", default=None)


@asks
class PlacesFilter(ClockInput):
    """Which places."""

    kinds: Refs = key("Of these kinds, narrower ones included.", default=None)
    within: Refs = key("Lying in one of these places, at any depth.", default=None)
    text: str | None = key("Words in labels, aliases and descriptions.", default=None)


@asks
class InstrumentsFilter(ClockInput):
    """Which laws, agreements, policies and resolutions."""

    kinds: Refs = key("Of these kinds, narrower ones included.", default=None)
    jurisdiction: Refs = key("Of one of these places itself.", default=None)
    issuer: Refs = key("Issued by one of these actors.", default=None)
    in_force_on: Day | None = key("Certainly or possibly in force on this day.", default=None)
    text: str | None = key("Words in labels, aliases and descriptions.", default=None)


@asks
class SourcesFilter(ClockInput):
    """Which sources."""

    kinds: Refs = key("Of these kinds, narrower ones included.", default=None)
    publisher: Refs = key("Published by one of these actors.", default=None)
    text: str | None = key("Words in labels, aliases and descriptions.", default=None)
