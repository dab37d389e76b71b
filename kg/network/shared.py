"""Who took part in the same events, and who is near whom?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from kg.columns.postings import Rows, flat
from kg.network.adjacency import Ints
from kg.network.lists import counted
from kg.network.reached import together
from kg.network.sieve import BY_EVENT, EVENT, INSTRUMENT, PERSON, PLACE, Levels, Mask
from kg.network.walk import Block, Straight, Walk
from kg.network.weights import by_records


class Shared(NamedTuple):
    """Members, and how many events each shares: certainly, and at most.

    Shape: three arrays side by side.
    """

    member: Rows
    certain: Rows
    possible: Rows


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

    Shape: arrays side by side. `weight` is how many events and records tie a member to those
           that were gone on from before; `closed` marks those too busy to go on from.
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
    events, members, unsure = together(walk, member)
    found, possible = counted(members, walk.net.dense)
    certain = possible
    if len(unsure):
        certain = possible.copy()
        kept = unsure[unsure != member]
        np.subtract.at(certain, found.searchsorted(kept), 1)
    if len(found) and found[-1] >= walk.net.base["office"]:
        actors = int(found.searchsorted(walk.net.base["office"]))
        found, possible, certain = found[:actors], possible[:actors], certain[:actors]
    seen = walk.sieve.members(found)
    if seen is not None:
        found, possible, certain = found[seen], possible[seen], certain[seen]
    best = _most(possible * (events + 1) + certain, events + 1, first + 1)
    best = best[found[best] != member][:first]
    return Shared(*(column[best].astype(np.uint32) for column in (found, certain, possible)))


def _most(keys: Ints, root: int, first: int) -> Ints:
    """The places of the greatest keys, greatest first; of equal ones the first place.

    No key is above the square of `root`: with its place it is mostly one number.
    Cost: O(keys), and a sort of `first` of them.
    """
    size = len(keys)
    if root * root * max(size, 1) >= _LARGEST:
        return np.lexsort((np.arange(size), -keys))[:first]
    packed = keys * size + np.arange(size - 1, -1, -1)
    if size > first:
        packed.partition(size - first)
        packed = packed[size - first :]
    packed.sort()
    return size - 1 - packed[::-1] % max(size, 1)


_LARGEST = 2**63


def around(walk: Walk, start: int, depth: int, fan_out: int) -> Around:
    """The members within `depth` steps of one.

    The search does not go on from members that list more than `fan_out` events within reach:
    they are there, closed, and who is behind them is not.
    Order:  distance, weight (falling), number.
    Raises: LimitExceededError when more ties are touched than the budget allows.
    """
    numbers = walk.numbers
    marks = np.zeros(numbers.size, dtype=np.int8)
    level = np.array([start])
    marks[numbers.small(level)] = 1
    nothing = np.zeros(0, dtype=np.int64)
    found: list[tuple[Ints, Ints, Mask]] = [(nothing, nothing, nothing > 0)]
    for _ in range(depth):
        members = _ends(walk, walk.wave(level))
        members = members[marks[numbers.small(members)] == 0]
        small, weight = counted(numbers.small(members), numbers.size)
        marks[small] = 1
        level = numbers.large(small)
        closed = _busy(walk, level, fan_out)
        found.append((level, weight, closed))
        level = level[~closed]
    member, weight, closed = (np.concatenate(column) for column in zip(*found, strict=True))
    distances = np.repeat(np.arange(depth + 1), [len(m) for m, _, _ in found])
    order = np.lexsort((member, -weight, distances))
    return Around(member[order], distances[order], weight[order], closed[order])


def _busy(walk: Walk, members: Ints, fan_out: int) -> Mask:
    """Which members list more events than that, by which they could be gone on from."""
    sorts = [sort for sort in (PERSON, INSTRUMENT, PLACE) if walk.sorts_from(sort)]
    through = np.isin(walk.numbers.sorts(members), sorts)
    busy: Mask = through & (walk.listed.lengths(members) > fan_out)
    return busy


def _ends(walk: Walk, blocks: list[Block]) -> Ints:
    """The members that these blocks lead to and that are seen, once for each event or record that
    ties them to where the blocks came from, by whichever sort of member.
    """
    found, before = [np.zeros(0, dtype=np.int64)], [np.zeros((2, 0), dtype=np.int64)]
    for block in blocks:
        event, member = block.events[block.down_at].astype(np.int64), block.down_member
        if len(before) > 1 and len(event):
            fresh = _fresh(np.stack([event, member]), np.concatenate(before, axis=1))
            event, member = event[fresh], member[fresh]
        if len(event):
            before.append(np.stack([event, member]))
        found.append(member)
    if blocks:
        columns = zip(*(block.straight for block in blocks), strict=True)
        found.append(by_records(walk, Straight(*map(np.concatenate, columns))).target)
    ends = np.concatenate(found)
    seen = walk.sieve.members(ends)
    return ends if seen is None else ends[seen]


def _fresh(pairs: Ints, known: Ints) -> Mask:
    """Which of these pairs are not among known ones. Shape: two rows."""
    fresh = np.ones(pairs.shape[1], dtype=bool)
    at = np.flatnonzero(np.isin(pairs[0], known[0]))
    width = int(max(pairs[1].max(initial=0), known[1].max(initial=0))) + 1
    keys, others = (some[0] * width + some[1] for some in (pairs[:, at], known))
    fresh[at] = ~np.isin(keys, others)
    return fresh


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
    kind = BY_EVENT.get((walk.numbers.sort(one), walk.numbers.sort(two)))
    first, second = sorted((one, two), key=walk.listed.length)
    events, level = walk.net.people.events.rows[:0], np.zeros(0, dtype=np.int8)
    if kind in walk.sieve.kinds:
        events = walk.listed.of(first)
        walk.spend(len(events))
        events = events[walk.listed.have(second, events)]
        level = walk.sieve.events(events)
        taken = walk.sieve.taking(events)
        if taken is not None:
            for member in (m for m in (first, second) if walk.numbers.sort(m) != EVENT):
                own = np.zeros(len(events), dtype=np.int8)
                mine = taken.member == member
                own[taken.at[mine]] = taken.level[mine]
                level = np.minimum(level, own)
        if not level.all():
            events, level = events[level > 0], level[level > 0]
    straight = walk.straight(np.array([first]))
    kept = straight.target == second
    order = np.argsort(straight.tie[kept])
    return Steps(one, two, events, level, straight.tie[kept][order], straight.level[kept][order])
