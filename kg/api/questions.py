"""What does this input ask of a view?

Texts become days and references ids; keys that a filter leaves out ask nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from kg.api.context import Scope
from kg.api.identity import identifier_of
from kg.api.inputs import (
    ActorsFilter,
    ActorsInput,
    ClaimFilter,
    InstrumentsFilter,
    PlacesFilter,
    SourcesFilter,
    TimelineFilter,
    WindowInput,
)
from kg.errors import FilterError, IdentifierError
from kg.model import When
from kg.query import (
    ActorFilter,
    ActorQuestion,
    ClaimQuestion,
    InstrumentQuestion,
    On,
    Order,
    PlaceFilter,
    PlaceQuestion,
    SourceQuestion,
    TimelineQuestion,
    View,
    Window,
    answerable,
)
from kg.query.ask import POSTS
from kg.temporal import NEG_INF, POS_INF, parse_day, plain_day


def clocked(scope: Scope, clock: Any | None) -> Scope:
    """The scope at the clocks of a filter; those that it leaves out are inherited."""
    if clock is None or clock.as_of is clock.known_at is clock.reported_by is None:
        return scope
    return scope.at(
        as_of=day_number(clock.as_of),
        known_at=day_number(clock.known_at),
        reported_by=day_number(clock.reported_by),
    )


def day_number(day: str | None) -> int | None:
    """The number of an ISO day."""
    return None if day is None else parse_day(day)


def days_of(scope: Scope, date: str | None) -> On:
    """The day of an EDTF date, or a vaguer date itself; `asOf` when there is none.

    Raises: FilterError when the date has no first or no last day.
    """
    if date is None:
        return scope.view.clocks.as_of
    first, last = first_day(scope.view, date, "on"), last_day(scope.view, date, "on")
    return first if first == last else scope.view.extent(When(edtf=date))


def window_of(scope: Scope, window: WindowInput | None) -> Window | None:
    """The window as days.

    Raises: FilterError when it ends before it begins, an end has no day, or its relation needs
    an end that is missing.
    """
    if window is None:
        return None
    asked = Window(
        from_day=None if window.from_ is None else first_day(scope.view, window.from_, "from"),
        to_day=None if window.to is None else last_day(scope.view, window.to, "to"),
        relation=window.relation,
        match=window.match,
    )
    return answerable(asked)


def first_day(view: View, date: str, argument: str) -> int:
    """The first day of an EDTF date. Raises: FilterError naming the argument."""
    plain = plain_day(date)
    if plain is not None:
        return plain
    found = view.extent(When(edtf=date))
    if found.start_earliest == NEG_INF:
        raise FilterError(f"{date!r} has no first day", hint=_ended(argument), argument=argument)
    return found.start_earliest


def last_day(view: View, date: str, argument: str) -> int:
    """The last day of an EDTF date. Raises: FilterError naming the argument."""
    plain = plain_day(date)
    if plain is not None:
        return plain
    found = view.extent(When(edtf=date))
    if found.end_latest == POS_INF:
        raise FilterError(f"{date!r} has no last day", hint=_ended(argument), argument=argument)
    return found.end_latest


def _ended(argument: str) -> str:
    if argument == "on":
        return "give a date with both ends, or ask for a window instead"
    return "leave the end of the window out"


def ids(
    scope: Scope, refs: Sequence[str] | None, *kinds: str, argument: str | None = None
) -> tuple[str, ...]:
    """The record ids that a list of references names.

    Raises: IdentifierError naming the argument.
    """
    if not refs:
        return ()
    base = scope.base
    try:
        return tuple([identifier_of(ref, base, kinds) for ref in refs])
    except IdentifierError as error:
        error.where.setdefault("argument", argument)
        raise


def timeline_question(
    scope: Scope, asked: TimelineFilter | None, order: Order, *, include_undated: bool
) -> TimelineQuestion:
    """The timeline question that a filter asks; its clocks are those of the scope."""
    if asked is None:
        return TimelineQuestion(order=order, include_undated=include_undated)
    who, where = asked.actors, asked.places
    given: dict[str, Any] = {
        name: ids(scope, refs, *kinds, argument=argument)
        for name, kinds, argument in REFERENCES
        if (refs := getattr(asked, name))
    }
    return TimelineQuestion(
        window=window_of(scope, asked.window),
        status=tuple(asked.status or ()),
        actors=None if who is None else _actor_filter(scope, who),
        places=None
        if where is None
        else PlaceFilter(
            in_=ids(scope, where.in_, "place", argument="in"), role=tuple(where.role or ())
        ),
        text=asked.text,
        disputed=asked.disputed,
        qualified=asked.qualified,
        obtained=tuple(asked.obtained or ()),
        include_undated=include_undated,
        order=order,
        **given,
    )


def _actor_filter(scope: Scope, who: ActorsInput) -> ActorFilter:
    given = {
        name: ids(scope, refs, kind, argument=argument)
        for name, kind, argument in ACTORS
        if (refs := getattr(who, name))
    }
    return ActorFilter(include_parts=who.include_parts, **given)


REFERENCES: Final = (
    ("kinds", ("event-kind",), "kinds"),
    ("offices", ("office",), "offices"),
    ("in_capacity_of", POSTS, "inCapacityOf"),
    ("during_tenure", ("tenure",), "duringTenure"),
    ("while_in_force", ("instrument",), "whileInForce"),
    ("instruments", ("instrument",), "instruments"),
    ("sources", ("source",), "sources"),
    ("part_of", ("event",), "partOf"),
)
"""The keys of a filter that are lists of references: their kinds, and their names in the schema."""
ACTORS: Final = (
    ("all_of", "actor", "allOf"),
    ("any_of", "actor", "anyOf"),
    ("none_of", "actor", "noneOf"),
    ("role", "role", "role"),
)
"""The same of who took part."""


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
