"""Which timelines are read off posting lists at one go?

Those that ask no more than that events stand in some lists, as of now, and share a day with
a window: the most. A kernel finds them, and judges no more of them than are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np

from kg import native
from kg.index import Reach
from kg.query.ask import ActorFilter, Ids, Qualified, TimelineQuestion
from kg.query.limits import within
from kg.query.names import named
from kg.query.plan import MOST, reach_of
from kg.query.rows import Chosen, Judging, Octets, Part, Posting, met
from kg.query.sight import Sight
from kg.query.who import PARTS, parts_of_actor
from kg.temporal import Match, Relation, window_days

LISTS_KEPT: Final = 4_096
PLACES: Final = "event.places"
_SHELF: Final = "posted"


class _Shelf:
    """What is read off of one snapshot: the bounds of its events, where these say all and none was
    ever withdrawn; the posting lists of ids asked for lately; which events, or rows of a list
    table, are long ones.
    """

    def __init__(self, sight: Sight) -> None:
        self.bounds = sight.index.times("event").bounds if sight.unchanged("event") else None
        self.lists: dict[tuple[str, Ids], Posting] = {}
        self.longer: dict[str | None, Octets] = {}


class Posted:
    """The events that all of some lists have within reach, judged by a window.

    Equals: `kg.query.plan.Plan`, of the same question
    """

    __slots__ = ("_judging", "_lists", "_reach")

    def __init__(self, lists: list[Posting], reach: Reach, judging: Judging | None) -> None:
        self._lists, self._reach, self._judging = lists, reach, judging

    def take(self, part: Part) -> Chosen | None:
        """A part of them, in row order; None where the bounds of one do not say all.

        Cost: O(answer), where the lists have much in common.
        """
        return met(self._lists, self._reach, self._judging, part)


def posted(sight: Sight, asked: TimelineQuestion) -> Posted | None:
    """How a question is read off posting lists; None where it takes steps.

    Raises: FilterError, LimitExceededError naming the argument.
    """
    if not (native.there() and _simple(asked) and sight.now):
        return None
    shelf = sight.index.once(_SHELF, lambda: _Shelf(sight))
    if shelf.bounds is None:
        return None
    lists = [*_lists(sight, asked, shelf)]
    if len(lists) > MOST:
        return None
    window, judging = asked.window, None
    if window is not None:
        days = window_days(window.from_day, window.to_day)
        judging = Judging(shelf.bounds, *days, window.match is Match.CERTAIN)
    return Posted(lists, reach_of(sight, asked), judging)


def _simple(asked: TimelineQuestion) -> bool:
    """Whether nothing is asked that posting lists do not say."""
    if asked.window is not None and asked.window.relation is not Relation.OVERLAPS:
        return False
    if asked.places is not None and asked.places.role:
        return False
    if asked.actors is not None and not _alone(asked.actors):
        return False
    return not (
        asked.status
        or asked.offices
        or asked.in_capacity_of
        or asked.during_tenure
        or asked.while_in_force
        or asked.instruments
        or asked.sources
        or asked.part_of
        or asked.obtained
        or asked.text is not None
        or asked.disputed is not None
        or asked.qualified is not Qualified.INCLUDE
    )


def _alone(asked: ActorFilter) -> bool:
    """Whether each actor counts alone, in whatever role, and there are few."""
    many = len(asked.any_of) > 1 or len(asked.all_of) > MOST
    return not (many or asked.role or asked.none_of or asked.include_parts)


def _lists(sight: Sight, asked: TimelineQuestion, shelf: _Shelf) -> Iterator[Posting]:
    if asked.kinds:
        yield _kept(sight, shelf, "kinds", asked.kinds)
    if asked.places is not None and asked.places.in_:
        yield _kept(sight, shelf, "places.in", asked.places.in_)
    if asked.actors is not None:
        for actor in asked.actors.all_of:
            yield _kept(sight, shelf, "actors.allOf", (actor,))
        if asked.actors.any_of:
            yield _kept(sight, shelf, "actors.anyOf", asked.actors.any_of)


def _kept(sight: Sight, shelf: _Shelf, argument: str, ids: Ids) -> Posting:
    """The posting list of ids in an argument; those asked for lately are kept, where they are
    stretches of the index and so cost nothing.

    Raises: FilterError, LimitExceededError naming the argument.
    """
    if len(ids) > 1:
        within(len(ids), sight.limits.ids, f"the number of ids in {argument}", argument)
    key = (argument, ids)
    found = shelf.lists.get(key)
    if found is None:
        make, table = _MADE[argument]
        found = make(sight, ids, argument)
        owning = None if found.owners is None else table
        found = found._replace(longer=_longer(sight, shelf, owning))
        if found.rows.base is not None:
            if len(shelf.lists) >= LISTS_KEPT:
                shelf.lists.clear()
            shelf.lists[key] = found
    return found


def _of_kinds(sight: Sight, ids: Ids, argument: str) -> Posting:
    kinds = sight.below("concept.broader", named(sight, "event-kind", ids, argument))
    return Posting(sight.find("event.kind", kinds))


def _of_places(sight: Sight, ids: Ids, argument: str) -> Posting:
    places = sight.below("place.within", named(sight, "place", ids, argument))
    return Posting.of_parts(sight.find("event.place", places), sight.tables.lists(PLACES))


def _of_actor(sight: Sight, ids: Ids, argument: str) -> Posting:
    (actor,) = named(sight, "actor", ids, argument)
    return Posting.of_parts(parts_of_actor(sight, actor), sight.tables.lists(PARTS))


_MADE: Final[dict[str, tuple[Callable[[Sight, Ids, str], Posting], str | None]]] = {
    "kinds": (_of_kinds, None),
    "places.in": (_of_places, PLACES),
    "actors.allOf": (_of_actor, PARTS),
    "actors.anyOf": (_of_actor, PARTS),
}
"""What finds the posting list of ids in an argument, and the list table whose rows it may have."""


def _longer(sight: Sight, shelf: _Shelf, table: str | None) -> Octets:
    """A bit for each event, or row of a list table: whether the event is a long one.

    Cost: O(long events), and a bit for each, once.
    """
    found = shelf.longer.get(table)
    if found is None:
        rows, tables = sight.index.lengths().longer, sight.tables
        rows = rows if table is None else tables.lists(table).of(rows)[0]
        there = np.zeros(tables.count(table or "event"), dtype=bool)
        there[rows] = True
        found = shelf.longer[table] = np.packbits(there, bitorder="little")
    return found
