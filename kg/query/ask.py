"""What may be asked?

Questions are plain values: whoever asks (GraphQL, the command line, Python) fills one
in, and `kg.query.View` answers it. Days are day numbers, ids are slugs or whole ids.
The keys of a question are joined by and, the members of a list by or; an empty list or
None asks nothing.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from msgspec import Struct

from kg.errors import FilterError
from kg.model import ActorType, Dimension, Obtained, PlaceRole, Stance, Status
from kg.temporal import Extent, Match, Relation, iso_day

Ids = tuple[str, ...]
POSTS = ("office", "tenure")
"""The kinds of record in whose capacity somebody takes part."""


class Order(StrEnum):
    """In which order a timeline is read; undated events come last in both."""

    TIME_ASC = "TIME_ASC"
    TIME_DESC = "TIME_DESC"


class Qualified(StrEnum):
    """What to do with events whose date is marked uncertain or approximate (`?`, `~`, `%`)."""

    INCLUDE = "INCLUDE"
    EXCLUDE = "EXCLUDE"
    ONLY = "ONLY"


class FacetBy(StrEnum):
    """By which value the events of an answer are counted."""

    KIND = "KIND"
    STATUS = "STATUS"
    ACTOR = "ACTOR"
    ROLE = "ROLE"
    OFFICE = "OFFICE"
    PLACE = "PLACE"
    INSTRUMENT = "INSTRUMENT"
    SOURCE = "SOURCE"
    OBTAINED = "OBTAINED"


class Clocks(Struct, frozen=True, kw_only=True):
    """As of which day of the world, known on which day, reported by which day.

    Units: day numbers, inclusive; None leaves a clock out (`known_at` None: what is held
    true now).
    """

    as_of: int | None = None
    known_at: int | None = None
    reported_by: int | None = None


NOW = Clocks()


On = int | Extent | None
"""On which day, or throughout which date."""


class Window(Struct, frozen=True, kw_only=True):
    """A range of days, how an event must stand to it, and how surely.

    Units: day numbers, both ends inclusive; None is no bound on that side.
    Raises: FilterError when the window ends before it begins.
    """

    from_day: int | None = None
    to_day: int | None = None
    relation: Relation = Relation.OVERLAPS
    match: Match = Match.POSSIBLE

    def __post_init__(self) -> None:
        """Refuse a reversed window."""
        if self.from_day is None or self.to_day is None or self.from_day <= self.to_day:
            return
        raise FilterError(
            f"the window ends ({iso_day(self.to_day)}) before it begins ({iso_day(self.from_day)})",
            hint="exchange from and to",
            argument="window",
        )


_NEEDED: Final = {
    Relation.BEFORE: "from_day",
    Relation.MEETS: "from_day",
    Relation.AFTER: "to_day",
    Relation.MET_BY: "to_day",
}


def answerable(window: Window) -> Window:
    """The window, unless nothing at all could satisfy it: nothing is before what never begins.

    Raises: FilterError for BEFORE, MEETS, AFTER, MET_BY without the end that they look at.
    """
    needed = _NEEDED.get(window.relation)
    if needed and getattr(window, needed) is None:
        end = needed.removesuffix("_day")
        raise FilterError(
            f"{window.relation} looks at the window's {end!r}, which is missing",
            hint=f"give {end}",
            argument="window",
        )
    return window


class ActorFilter(Struct, frozen=True, kw_only=True):
    """Who took part. `role` (with narrower roles) is that of the same participation.

    Without actors, `role` alone asks for events in which anybody had it. With
    `include_parts`, an organisation stands for its members and parts too.
    """

    all_of: Ids = ()
    any_of: Ids = ()
    none_of: Ids = ()
    role: Ids = ()
    include_parts: bool = False


class PlaceFilter(Struct, frozen=True, kw_only=True):
    """Where, and what the place is to the event. A place stands for all that lies in it."""

    in_: Ids = ()
    role: tuple[PlaceRole, ...] = ()


class TimelineQuestion(Struct, frozen=True, kw_only=True):
    """Which events? Kinds stand for their narrower kinds, `part_of` for deeper parts too.

    `offices` finds what their holders took part in, in whatever capacity; `in_capacity_of` (offices
    and tenures, by whole ids) only what is said to have been done as their holder.

    `clocks` None are those of the view that is asked.
    """

    window: Window | None = None
    kinds: Ids = ()
    status: tuple[Status, ...] = ()
    actors: ActorFilter | None = None
    offices: Ids = ()
    in_capacity_of: Ids = ()
    places: PlaceFilter | None = None
    during_tenure: Ids = ()
    while_in_force: Ids = ()
    instruments: Ids = ()
    sources: Ids = ()
    part_of: Ids = ()
    text: str | None = None
    disputed: bool | None = None
    qualified: Qualified = Qualified.INCLUDE
    obtained: tuple[Obtained, ...] = ()
    include_undated: bool = False
    order: Order = Order.TIME_ASC
    clocks: Clocks | None = None


class Paging(Struct, frozen=True, kw_only=True):
    """Which stretch of an answer: `first` after a cursor or `last` before one, not both."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None


class ClaimQuestion(Struct, frozen=True, kw_only=True):
    """Which claims? `about` finds those about a record, or with it as subject or object."""

    about: Ids = ()  # whole ids: a claim may be about any kind of record
    speaker: Ids = ()
    publisher: Ids = ()
    document: Ids = ()
    stance: tuple[Stance, ...] = ()
    dimension: tuple[Dimension, ...] = ()
    topic: Ids = ()
    text: str | None = None
    disputed: bool | None = None
    clocks: Clocks | None = None


class ActorQuestion(Struct, frozen=True, kw_only=True):
    """Which actors? `jurisdiction` is the place they serve, not what lies in it."""

    type: tuple[ActorType, ...] = ()
    kinds: Ids = ()
    jurisdiction: Ids = ()
    text: str | None = None
    clocks: Clocks | None = None


class PlaceQuestion(Struct, frozen=True, kw_only=True):
    """Which places? `within` finds all that lies in a place, at any depth, not itself."""

    kinds: Ids = ()
    within: Ids = ()
    text: str | None = None
    clocks: Clocks | None = None


class InstrumentQuestion(Struct, frozen=True, kw_only=True):
    """Which instruments? `in_force_on` keeps those certainly or possibly in force that day."""

    kinds: Ids = ()
    jurisdiction: Ids = ()
    issuer: Ids = ()
    in_force_on: int | None = None
    text: str | None = None
    clocks: Clocks | None = None


class SourceQuestion(Struct, frozen=True, kw_only=True):
    """Which sources?"""

    kinds: Ids = ()
    publisher: Ids = ()
    text: str | None = None
    clocks: Clocks | None = None
