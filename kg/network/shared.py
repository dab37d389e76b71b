"""Who took part in the same events, and who is near whom?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.network.adjacency import TIE_TABLES, Adjacency, Ints, Mask, TieKind

Counts = NDArray[np.int8]


class Shared(NamedTuple):
    """A member, and how many events it shares: certainly, and at most."""

    member: int
    certain: int
    possible: int


class Near(NamedTuple):
    """One tie from a member to another.

    `rows` are event rows for a shared event or a participation, else one row of
    `table`; `match` is the strongest of theirs: 1 possible, 2 certain.
    """

    member: int
    kind: TieKind
    table: str
    rows: tuple[int, ...]
    match: int


def co_participants(net: Adjacency, member: int, mask: Mask) -> list[Shared]:
    """Everyone who took part in an event with `member`, most shared events first.

    Order: possible count, certain count (both falling), then id.
    Cost:  O(participations in the member's events that count).
    """
    counted = mask("event")
    pairs = _pairs(net, events_of(net, member, counted))
    pairs = pairs[pairs[:, 1] != member]
    if not len(pairs):
        return []
    size = len(net.members)
    possible = np.bincount(pairs[:, 1], minlength=size)
    certain = np.bincount(pairs[counted[pairs[:, 0]] == 2, 1], minlength=size)
    found = np.flatnonzero(possible)
    order = np.lexsort((found, -certain[found], -possible[found]))
    return [Shared(int(m), int(certain[m]), int(possible[m])) for m in found[order]]


def tie_counts(net: Adjacency, mask: Mask) -> Ints:
    """How many participations and direct ties of each member count; events have none here.

    Shape: 1-D, one per named member.  Cost: O(participations + ties), no loop over either.
    """
    size = len(net.members)
    taken = (net.part_member >= 0) & (mask("event")[net.part_event] > 0)
    counts = np.bincount(net.part_member[taken], minlength=size)
    for number, table in enumerate(TIE_TABLES):
        own = net.tie_table == number
        own[own] = mask(table)[net.tie_row[own]] > 0
        ends = np.concatenate([net.tie_a[own], net.tie_b[own]])
        counts = counts + np.bincount(ends[ends < size], minlength=size)
    return counts


def neighbours(
    net: Adjacency, member: int, mask: Mask, events: frozenset[int] = frozenset()
) -> list[Near]:
    """Every tie of `member`, grouped by the other end.

    Members that are events are tied to their participants; an actor is tied to an event
    itself (not only through it) when that event has direct ties or is one of `events`.
    Order: other end's id, kind, row.  Cost: O(ties and shared participations).
    """
    near = _by_event(net, member, mask("event"), events)
    near += _direct(net, member, mask)
    return sorted(near, key=lambda n: (n.member, n.kind, n.rows))


def events_of(net: Adjacency, member: int, counted: Counts) -> Ints:
    """The event rows that `member` took part in and that count, in timeline order."""
    rows = np.unique(net.part_event[net.parts(member)])
    return rows[counted[rows] > 0]


def _pairs(net: Adjacency, rows: Ints) -> Ints:
    """Distinct (event row, member) of the participations in `rows`."""
    starts, ends = net.event_starts[rows], net.event_starts[rows + 1]
    lengths = ends - starts
    offsets = np.repeat(starts - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
    members = net.part_member[offsets + np.arange(int(lengths.sum()))]
    pairs = np.stack([np.repeat(rows, lengths), members], axis=1)
    return np.unique(pairs[pairs[:, 1] >= 0], axis=0)


def _by_event(net: Adjacency, member: int, counted: Counts, named: frozenset[int]) -> list[Near]:
    rows = events_of(net, member, counted)
    pairs = _pairs(net, rows)
    near: list[Near] = []
    ordered = pairs[np.argsort(pairs[:, 1], kind="stable")]  # rows stay ascending in each run
    others, starts = np.unique(ordered[:, 1], return_index=True)
    for other, shared in zip(others, np.split(ordered[:, 0], starts[1:]), strict=False):
        if other != member:
            near.append(_shared(int(other), TieKind.SHARED_EVENT, shared, counted))
    for row in rows:
        event = net.event(int(row))
        if event in named or len(net.tied(event)):
            near.append(_shared(event, TieKind.PARTICIPATION, np.array([row]), counted))
    versions = net.rows(member)
    own = versions[counted[versions] > 0]
    others = np.unique(_pairs(net, own)[:, 1])
    near += [_shared(int(other), TieKind.PARTICIPATION, own, counted) for other in others]
    return near


def _shared(other: int, kind: TieKind, rows: Ints, counted: Counts) -> Near:
    return Near(other, kind, "event", tuple(int(r) for r in rows), int(counted[rows].max()))


def _direct(net: Adjacency, member: int, mask: Mask) -> list[Near]:
    near: list[Near] = []
    for tie in net.tied(member):
        table = TIE_TABLES[net.tie_table[tie]]
        row = int(net.tie_row[tie])
        match = int(mask(table)[row])
        a, b = int(net.tie_a[tie]), int(net.tie_b[tie])
        if match and a != b:
            kind = net.tie_kind[net.tie_kinds[tie]]
            near.append(Near(b if a == member else a, kind, table, (row,), match))
    return near
