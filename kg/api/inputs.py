"""What did the client ask for?

Inputs of the schema, turned into the questions of `kg.query`: texts to days, references
to ids. Keys are joined by and, members of a list by or; null and an empty list ask
nothing.
"""

import inspect
from collections.abc import Sequence
from typing import Annotated, Any, TypeVar, dataclass_transform

import strawberry

from kg.api.context import Scope
from kg.api.fields import says
from kg.api.identity import identifier_of
from kg.api.scalars import EDTF, Day, Ref
from kg.errors import FilterError, located
from kg.model import ActorType, Dimension, Obtained, PlaceRole, Stance, Status, When
from kg.query import (
    ActorFilter,
    ActorQuestion,
    ClaimQuestion,
    InstrumentQuestion,
    Order,
    PlaceFilter,
    PlaceQuestion,
    Qualified,
    SourceQuestion,
    TimelineQuestion,
    Window,
)
from kg.temporal import NEG_INF, POS_INF, Match, Relation, parse_day

T = TypeVar("T")
Refs = list[Ref] | None

AsOf = Annotated[Day | None, says("States as on this day: names, tenures, force, status.")]
KnownAt = Annotated[Day | None, says("Only what was recorded by this day and not withdrawn.")]
ReportedBy = Annotated[Day | None, says("Only what a source dated by this day says.")]
OnDay = Annotated[
    EDTF | None, says("A day, or a vaguer date; without it `asOf`, and without that ever.")
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
    offices: Refs = key("Somebody took part as holder of one of these offices.", default=None)
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


def clocked(scope: Scope, clock: Any | None) -> Scope:
    """The scope at the clocks of a filter; those that it leaves out are inherited."""
    if clock is None:
        return scope
    return scope.at(
        as_of=day_number(clock.as_of),
        known_at=day_number(clock.known_at),
        reported_by=day_number(clock.reported_by),
    )


def day_number(day: str | None) -> int | None:
    """The number of an ISO day."""
    return None if day is None else parse_day(day)


def days_of(scope: Scope, date: str | None) -> int | tuple[int, int] | None:
    """The day, or the first and last day, of an EDTF date; `asOf` when there is none.

    Raises: FilterError when the date has no first or no last day.
    """
    if date is None:
        return scope.view.clocks.as_of
    first, last = _first(scope, date, "on"), _last(scope, date, "on")
    return first if first == last else (first, last)


def window_of(scope: Scope, window: WindowInput | None) -> Window | None:
    """The window as days.

    Raises: FilterError when it ends before it begins, or an end has no day.
    """
    if window is None:
        return None
    return Window(
        from_day=None if window.from_ is None else _first(scope, window.from_, "from"),
        to_day=None if window.to is None else _last(scope, window.to, "to"),
        relation=window.relation,
        match=window.match,
    )


def _first(scope: Scope, date: str, argument: str) -> int:
    found = scope.view.extent(When(edtf=date))
    if found.start_earliest == NEG_INF:
        raise FilterError(
            f"{date!r} has no first day", hint="leave the end of the window out", argument=argument
        )
    return found.start_earliest


def _last(scope: Scope, date: str, argument: str) -> int:
    found = scope.view.extent(When(edtf=date))
    if found.end_latest == POS_INF:
        raise FilterError(
            f"{date!r} has no last day", hint="leave the end of the window out", argument=argument
        )
    return found.end_latest


def ids(
    scope: Scope, refs: Sequence[str] | None, *kinds: str, argument: str | None = None
) -> tuple[str, ...]:
    """The record ids that a list of references names.

    Raises: IdentifierError naming the argument.
    """
    with located(argument=argument):
        return tuple(identifier_of(ref, scope.base, kinds) for ref in refs or ())


def timeline_question(
    scope: Scope, asked: TimelineFilter | None, order: Order, *, include_undated: bool
) -> TimelineQuestion:
    """The timeline question that a filter asks; its clocks are those of the scope."""
    if asked is None:
        return TimelineQuestion(order=order, include_undated=include_undated)
    who, where = asked.actors, asked.places
    return TimelineQuestion(
        window=window_of(scope, asked.window),
        kinds=ids(scope, asked.kinds, "event-kind", argument="kinds"),
        status=tuple(asked.status or ()),
        actors=None
        if who is None
        else ActorFilter(
            all_of=ids(scope, who.all_of, "actor", argument="allOf"),
            any_of=ids(scope, who.any_of, "actor", argument="anyOf"),
            none_of=ids(scope, who.none_of, "actor", argument="noneOf"),
            role=ids(scope, who.role, "role", argument="role"),
            include_parts=who.include_parts,
        ),
        offices=ids(scope, asked.offices, "office", argument="offices"),
        places=None
        if where is None
        else PlaceFilter(
            in_=ids(scope, where.in_, "place", argument="in"), role=tuple(where.role or ())
        ),
        instruments=ids(scope, asked.instruments, "instrument", argument="instruments"),
        sources=ids(scope, asked.sources, "source", argument="sources"),
        part_of=ids(scope, asked.part_of, "event", argument="partOf"),
        text=asked.text,
        disputed=asked.disputed,
        qualified=asked.qualified,
        obtained=tuple(asked.obtained or ()),
        include_undated=include_undated,
        order=order,
    )


def claim_question(scope: Scope, asked: ClaimFilter | None, about: str | None) -> ClaimQuestion:
    """The claim question that a filter asks; `about` is the record that it is asked of.

    Raises: FilterError when the filter names other records as well.
    """
    asked = asked or ClaimFilter()
    subjects = ids(scope, asked.about, argument="about")
    if about is not None:
        if subjects and subjects != (about,):
            raise FilterError(
                "`about` is the record itself here",
                hint="use the root field claims",
                argument="about",
            )
        subjects = (about,)
    return ClaimQuestion(
        about=subjects,
        speaker=ids(scope, asked.speaker, "actor", argument="speaker"),
        publisher=ids(scope, asked.publisher, "actor", argument="publisher"),
        document=ids(scope, asked.document, "source", argument="document"),
        stance=tuple(asked.stance or ()),
        dimension=tuple(asked.dimension or ()),
        topic=ids(scope, asked.topic, "topic", argument="topic"),
        text=asked.text,
        disputed=asked.disputed,
    )


def actor_question(scope: Scope, asked: ActorsFilter | None) -> ActorQuestion:
    """The question about actors that a filter asks."""
    asked = asked or ActorsFilter()
    return ActorQuestion(
        type=tuple(asked.type or ()),
        kinds=ids(scope, asked.kinds, "actor-kind", argument="kinds"),
        jurisdiction=ids(scope, asked.jurisdiction, "place", argument="jurisdiction"),
        text=asked.text,
    )


def place_question(scope: Scope, asked: PlacesFilter | None) -> PlaceQuestion:
    """The question about places that a filter asks."""
    asked = asked or PlacesFilter()
    return PlaceQuestion(
        kinds=ids(scope, asked.kinds, "place-kind", argument="kinds"),
        within=ids(scope, asked.within, "place", argument="within"),
        text=asked.text,
    )


def instrument_question(scope: Scope, asked: InstrumentsFilter | None) -> InstrumentQuestion:
    """The question about instruments that a filter asks."""
    asked = asked or InstrumentsFilter()
    return InstrumentQuestion(
        kinds=ids(scope, asked.kinds, "instrument-kind", argument="kinds"),
        jurisdiction=ids(scope, asked.jurisdiction, "place", argument="jurisdiction"),
        issuer=ids(scope, asked.issuer, "actor", argument="issuer"),
        in_force_on=day_number(asked.in_force_on),
        text=asked.text,
    )


def source_question(scope: Scope, asked: SourcesFilter | None) -> SourceQuestion:
    """The question about sources that a filter asks."""
    asked = asked or SourcesFilter()
    return SourceQuestion(
        kinds=ids(scope, asked.kinds, "source-kind", argument="kinds"),
        publisher=ids(scope, asked.publisher, "actor", argument="publisher"),
        text=asked.text,
    )
