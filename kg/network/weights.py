"""How many events and records tie each member?"""

from __future__ import annotations

from typing import Final

import numpy as np

from kg.columns.postings import Rows
from kg.network.adjacency import Ints
from kg.network.kinds import SOURCES
from kg.network.sieve import EVENT, INSTRUMENT, PERSON, PLACE
from kg.network.walk import Straight, Walk

_TABLES: Final = [source.table for source in SOURCES]
_TABLE: Final = np.array([_TABLES.index(table) for table in _TABLES])
_SEVERAL: Final = [
    at for at, one in enumerate(SOURCES) if one.parts or _TABLES.count(one.table) > 1
]


def weights(walk: Walk, events: Rows) -> Ints:
    """How many of these events, and records of direct ties, tie each member to another.

    Shape: 1-D, by number without gaps.  Cost: O(parts of the events + direct ties).
    """
    numbers = walk.numbers
    origin = own_records(walk, walk.net.direct.ends).origin
    counts = np.bincount(tied_by(walk, events)[0], minlength=numbers.size)
    return counts + np.bincount(numbers.small(origin), minlength=numbers.size)


def tied_by(walk: Walk, events: Rows) -> tuple[Ints, Ints]:
    """The members that each of these events ties to another one, and the place of the event.

    Shape: side by side; members by number without gaps. Both ends of a tie are to be seen.
    """
    sorts = {sort: walk.sorts_from(sort) for sort in (PERSON, INSTRUMENT, PLACE, EVENT)}
    to = {sort for sort, others in sorts.items() if others}
    if not len(walk.numbers.extra):
        to.discard(EVENT)
    member, at, _ = walk.down(events, np.full(len(events), 2, dtype=np.int8), to)
    seen = walk.sieve.members(member)
    if seen is not None:
        member, at = member[seen], at[seen]
    of = walk.numbers.sorts(member)
    there = {sort: np.bincount(at[of == sort], minlength=len(events)) for sort in to}
    others = np.zeros(len(member), dtype=np.int64)
    for sort in to:
        mine = of == sort
        for other in sorts[sort] & to:
            others[mine] += there[other][at[mine]] - (other == sort)
    return walk.numbers.small(member[others > 0]), at[others > 0]


def by_records(walk: Walk, straight: Straight) -> Straight:
    """The first of direct ties that one record makes to one target.

    An office makes two, by its organisation and its jurisdiction, a place one for each time that it
    names another; an instrument several, as issuer and party, and for each period of its force.
    """
    direct = walk.net.direct
    at = np.flatnonzero(np.isin(direct.source[straight.tie], _SEVERAL))
    if len(at) < 2:
        return straight
    tie = straight.tie[at]
    whose = direct.row[tie], _TABLE[direct.source[tie]], straight.target[at]
    order = np.lexsort(whose)
    again = np.ones(len(at) - 1, dtype=bool)
    for column in whose:
        again &= column[order][1:] == column[order][:-1]
    kept = np.ones(len(straight.tie), dtype=bool)
    kept[at[order[1:][again]]] = False
    return straight.some(kept)


def own_records(walk: Walk, members: Ints) -> Straight:
    """The direct ties of these members to others that are seen, each record of a member once."""
    straight = walk.straight(members)
    seen = walk.sieve.members(straight.target)
    straight = straight if seen is None else straight.some(seen)
    return by_records(walk, straight._replace(target=straight.origin))
