"""Who took part in the same events, and who is near whom?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from kg.columns.postings import Rows, flat, gathered
from kg.network.adjacency import Ints
from kg.network.sieve import BY_EVENT, EVENT, Levels, Mask
from kg.network.walk import Block, Walk

_FEW = 8_192  # numbers that are sorted sooner than counted
_ENDS = np.ones(1, dtype=bool)


class Shared(NamedTuple):
    """Members, and how many events each shares: certainly, and at most.

    Shape: three arrays side by side.
    """

    member: Ints
    certain: Ints
    possible: Ints


class Steps(NamedTuple):
    """What ties two members: events, and direct ties, each with how surely it does."""

    one: int
    two: int
    events: Rows
    event_levels: Levels
    ties: Ints
    tie_levels: Levels


class Around(NamedTuple):
    """The members near one, nearest and most tied first.

    Shape: arrays side by side. `weight` is how many events and direct ties tie a member to
           those that were gone on from before; `closed` marks those too busy to go on from.
    """

    member: Ints
    distance: Ints
    weight: Ints
    closed: Mask


def co_participants(walk: Walk, member: int, first: int) -> Shared:
    """Actors who took part in an event with `member`, most shared events first.

    Order: possible count, certain count (both falling), then number.
    Cost:  O(participations in the member's events within reach), and a sort of so many.
    """
    events, level = walk.events_of(member)
    members, counts, own = walk.people_in(events)
    size = walk.net.base["office"]
    found, possible = _counted(members, walk.net.dense)
    certain = possible
    unsure = np.flatnonzero(level < 2)
    if own is not None:
        less = members[np.minimum(np.repeat(level, counts), own) < 2]
    else:
        less = walk.people_in(events[unsure])[0] if len(unsure) else members[:0]
    if len(less):
        doubted, times = _counted(less, walk.net.dense)
        certain = possible.copy()
        certain[found.searchsorted(doubted)] -= times
    others = (found < size) & (found != member)
    found, possible, certain = found[others], possible[others], certain[others]
    seen = walk.sieve.members(found)
    if seen is not None:
        found, possible, certain = found[seen], possible[seen], certain[seen]
    best = _most(possible * (len(events) + 1) + certain, first)
    return Shared(found[best], certain[best], possible[best])


def _counted(members: npt.NDArray[Any], size: int) -> tuple[Ints, Ints]:
    """The distinct members, ascending, and how often each stands there."""
    if len(members) < _FEW:
        ordered = np.sort(members.astype(np.uint32))
        ends = np.flatnonzero(np.concatenate([ordered[1:] != ordered[:-1], _ENDS[: len(ordered)]]))
        counts = ends.copy()
        counts[1:] -= ends[:-1]
        counts[:1] += 1
        return ordered[ends].astype(np.int64), counts
    counts = np.bincount(members, minlength=size)
    found = np.flatnonzero(counts > 0)
    return found, counts[found]


def _most(keys: Ints, first: int) -> Ints:
    """The places of the greatest keys, greatest first; of equal ones the first place.

    Cost: O(keys), and a sort of `first` of them.
    """
    if not first:
        return np.zeros(0, dtype=np.int64)
    if len(keys) > first:
        least = np.partition(keys, len(keys) - first)[len(keys) - first]
        above = np.flatnonzero(keys > least)
        at = np.concatenate([above, np.flatnonzero(keys == least)[: first - len(above)]])
    else:
        at = np.arange(len(keys))
    return at[np.lexsort((at, -keys[at]))]


def weights(walk: Walk, events: Rows) -> Ints:
    """How many of these events, and direct ties, each member below `net.dense` has.

    Shape: 1-D, by number.  Cost: O(participations in the events + direct ties).
    """
    net = walk.net
    counts = np.bincount(gathered(net.people.members, events)[0], minlength=net.dense)
    direct = walk.straight(net.direct.ends)
    ends = direct.origin[direct.origin < net.dense]
    return counts + np.bincount(ends, minlength=net.dense)


def around(walk: Walk, start: int, depth: int, fan_out: int) -> Around:
    """The members within `depth` steps of one.

    The search does not go on from members that list more than `fan_out` events within reach:
    they are there, closed, and who is behind them is not.
    Order:  distance, weight (falling), number.
    Raises: LimitExceededError when more ties are touched than the budget allows.
    """
    marks = np.zeros(walk.size, dtype=np.int8)
    level = np.array([start])
    marks[walk.small(level)] = 1
    nothing = np.zeros(0, dtype=np.int64)
    found: list[tuple[Ints, Ints, Mask]] = [(nothing, nothing, nothing > 0)]
    for _ in range(depth):
        ends = [walk.targets(block) for block in walk.wave(level)]
        members = np.concatenate([np.zeros(0, dtype=np.int64), *ends])
        members = members[marks[walk.small(members)] == 0]
        small, weight = _counted(walk.small(members), walk.size)
        marks[small] = 1
        level = walk.large(small)
        closed = walk.lengths(level) > fan_out
        found.append((level, weight, closed))
        level = level[~closed]
    member, weight, closed = (np.concatenate(column) for column in zip(*found, strict=True))
    distances = np.repeat(np.arange(depth + 1), [len(m) for m, _, _ in found])
    order = np.lexsort((member, -weight, distances))
    return Around(member[order], distances[order], weight[order], closed[order])


def ties_among(walk: Walk, open_: Ints, shown: Ints) -> Iterator[Steps]:
    """Every tie of an open member to another that is shown, once. Both ascend.

    Order: by the lesser and the greater number.
    """
    pairs: list[tuple[Ints, Ints, Ints, Ints, Levels]] = []
    for block in walk.wave(open_):
        pairs += _joined(block, shown)
    columns: list[Any] = [np.concatenate(c) for c in zip(*pairs, strict=True)] or [*_NOTHING]
    one, two, event, tie, level = columns
    low, high = np.minimum(one, two), np.maximum(one, two)
    order = np.lexsort((tie, event, high, low))
    low, high, event, tie, level = (c[order] for c in (low, high, event, tie, level))
    fresh = np.ones(len(low), dtype=bool)
    fresh[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    begins = [*np.flatnonzero(fresh).tolist(), len(low)]
    for begin, stop in pairwise(begins):
        part = slice(begin, stop)
        yield _steps(int(low[begin]), int(high[begin]), event[part], tie[part], level[part])


_NOTHING = tuple(np.zeros(0, dtype=np.int64) for _ in range(5))


def _joined(block: Block, shown: Ints) -> Iterator[tuple[Ints, Ints, Ints, Ints, Levels]]:
    """The pairs of a block of which the second is shown: by an event, then directly."""
    mask = np.isin(block.down_member, shown)
    at, member = block.down_at[mask], block.down_member[mask]
    order = np.argsort(block.up_at, kind="stable")
    ups = block.up_at[order]
    begins = ups.searchsorted(at)
    counts = ups.searchsorted(at, "right") - begins
    first, second = order[flat(begins, counts)], np.repeat(np.arange(len(at)), counts)
    apart = block.up_member[first] != member[second]
    first, second = first[apart], second[apart]
    level = np.minimum(block.up_level[first], block.down_level[mask][second])
    event = block.events[at[second]].astype(np.int64)
    yield block.up_member[first], member[second], event, np.full(len(first), -1), level
    straight = block.straight
    kept = np.isin(straight.target, shown)
    tie = straight.tie[kept]
    ends_ = straight.origin[kept], straight.target[kept]
    yield *ends_, np.full(len(tie), -1), tie, straight.level[kept]


def _steps(one: int, two: int, event: Ints, tie: Ints, level: Levels) -> Steps:
    """The steps between two members; what was found from both ends stands there once."""
    by_event = event >= 0
    rows, at = np.unique(event[by_event].astype(np.uint32), return_index=True)
    ties, where = np.unique(tie[~by_event], return_index=True)
    return Steps(one, two, rows, level[by_event][at], ties, level[~by_event][where])


def between(walk: Walk, one: int, two: int) -> Steps:
    """Everything that ties two members; read from the side that lists less.

    Equals: kg.network.shared.ties_among of the two
    """
    kind = BY_EVENT.get((walk.sort(one), walk.sort(two)))
    first, second = sorted((one, two), key=walk.length)
    events, level = walk.net.people.events.rows[:0], np.zeros(0, dtype=np.int8)
    if kind in walk.sieve.kinds:
        events, level = walk.events_of(first)
        there = walk.lists(second, events)
        events, level = events[there], level[there]
        taken = walk.sieve.taking(events)
        if taken is not None and walk.sort(second) != EVENT:
            own = np.zeros(len(events), dtype=np.int8)
            mine = taken.member == second
            own[taken.at[mine]] = taken.level[mine]
            level = np.minimum(level, own)
            events, level = events[level > 0], level[level > 0]
    straight = walk.straight(np.array([first]))
    kept = straight.target == second
    order = np.argsort(straight.tie[kept])
    return Steps(one, two, events, level, straight.tie[kept][order], straight.level[kept][order])
