"""Who is tied to these members, when nobody asks by what?

The quick way: where the arrays alone say who took part and which events count, lists are read as
they lie, and nothing is judged. Else the walk goes its ordinary way.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from kg.columns.postings import Rows, gathered
from kg.network.adjacency import Ints
from kg.network.company import Company
from kg.network.lists import once, shared_rows
from kg.network.sieve import EVENT, INSTRUMENT, PERSON, PLACE, Solid
from kg.network.walk import Walk

Members = npt.NDArray[Any]


class Together(NamedTuple):
    """Who was in the events of a member, with repeats and perhaps the member itself.

    `unsure` are those of the events that do not surely count; they are among `members` too.
    """

    events: int
    members: Members
    unsure: Members


def together(walk: Walk, member: int, *, surely: bool = True) -> Together:
    """Who took part in the same events as a member; `surely` asks for the unsure ones too.

    Equals: kg.network.walk.Walk.people_in of kg.network.walk.Walk.events_of
    """
    company, solid = walk.net.company, solid_of(walk, member)
    if company is None or solid is None:
        return _by_events(walk, member)
    return _by_company(walk, member, company, solid if surely else solid._replace(by=None))


def solid_of(walk: Walk, member: int) -> Solid | None:
    """The events of a member that need no look, where their lists alone say who was with it."""
    plain = walk.sieve.plain and walk.numbers.sort(member) == PERSON
    return walk.sieve.solid if plain else None


def _by_events(walk: Walk, member: int) -> Together:
    events, level = walk.events_of(member)
    members, counts, own = walk.people_in(events)
    if own is not None:
        less = members[np.minimum(np.repeat(level, counts), own) < 2]
        return Together(len(events), members, less)
    unsure = np.flatnonzero(level < 2)
    less = walk.people_in(events[unsure])[0] if len(unsure) else members[:0]
    return Together(len(events), members, less)


def _by_company(walk: Walk, member: int, company: Company, solid: Solid) -> Together:
    """The same, where the events of a stretch of time all count."""
    lists = walk.net.people.events
    begin, end = lists.offsets[member : member + 2].tolist()
    rows = lists.rows[begin:end]
    marks = np.array((solid.near, solid.first, solid.stop), dtype=rows.dtype)
    near, low, high = (rows.searchsorted(marks) + begin).tolist()
    first, last = company.offsets[[low, high]].tolist()
    members: Members = company.members[first:last]
    looked_at: list[Rows] = []
    early = (company.ends[near:low] >= solid.after).nonzero()[0]
    if len(solid.early):
        looked_at.append(shared_rows(lists.rows[begin:near], solid.early))
    if len(early):
        looked_at.append(lists.rows[early + near])
    before = sum(map(len, looked_at))
    if solid.by is not None:
        doubted = (company.begun[low:high] > solid.by).nonzero()[0]
        if len(doubted):
            looked_at.append(lists.rows[doubted + low])
    walk.spend(high - low + len(members))
    if not looked_at:
        return Together(high - low, members, members[:0])
    look = np.concatenate(looked_at) if len(looked_at) > 1 else looked_at[0]
    level = walk.sieve.events(look)
    people, counts = gathered(walk.net.people.members, look)
    levels = level.repeat(counts)
    if before:
        added = int(counts[:before].sum())
        members = np.concatenate([members, people[:added][levels[:added] > 0]])
    walk.spend(len(people))
    return Together(high - low + int((level[:before] > 0).sum()), members, people[levels == 1])


def reached(walk: Walk, members: Ints) -> Members:
    """The members tied to one of these, which ascend; those that are not seen left out.

    They come with repeats, and the ones that were asked for may be among them.
    Cost:   nothing but the lists themselves is read where the arrays say all.
    Equals: kg.network.walk.Walk.targets of the blocks of kg.network.walk.Walk.wave
    """
    if len(walk.numbers.extra) or not walk.sieve.plain:
        ends = [walk.targets(block) for block in walk.wave(members)]
        return np.concatenate([members[:0], *ends])
    found: list[Members] = []
    for sort, some in walk.numbers.by_sort(members):
        straight = walk.straight(some).target
        if len(straight):
            found.append(straight)
        to = walk.sorts_from(sort) - {EVENT}  # none of which is a member here
        if to == {PERSON} == {sort} and len(some) == 1:
            found.append(together(walk, int(some[0]), surely=False).members)
        elif to:
            found += _by_lists(walk, sort, some, to)
    ends_ = np.concatenate([members[:0], *found]) if len(found) != 1 else found[0]
    seen = walk.sieve.members(ends_)
    return ends_ if seen is None else ends_[seen]


def _by_lists(walk: Walk, sort: int, members: Ints, to: set[int]) -> Iterator[Members]:
    """Who was in the events of members of one sort."""
    lists = [rows for _, rows in walk.listed.pairs(sort, members)]
    rows = np.concatenate(lists) if len(lists) > 1 else lists[0]
    counting = walk.sieve.counting(rows)
    rows = rows if counting is None else rows[counting]
    for found in _those_in(walk, rows, to):
        walk.spend(len(found))
        yield found


def _those_in(walk: Walk, rows: Rows, to: set[int]) -> Iterator[Members]:
    if PERSON in to:
        yield gathered(walk.net.people.members, rows)[0]
    if PLACE in to or INSTRUMENT in to:
        some = gathered(walk.net.settings.members, rows)[0]
        both = PLACE in to and INSTRUMENT in to
        yield some if both else some[np.isin(walk.numbers.sorts(some.astype(np.int64)), list(to))]


def near(walk: Walk, member: int) -> Ints:
    """The members tied to one, ascending, each once."""
    found = once(walk.numbers.small(reached(walk, np.array([member]))), walk.numbers.size)
    others: Ints = walk.numbers.large(found[found != walk.numbers.small(np.array([member]))])
    return others
