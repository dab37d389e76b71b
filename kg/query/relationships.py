"""Who is tied to whom, seen at the clocks of a view and through a window?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from kg.model import Record
from kg.network import co_participants as shared_by
from kg.network import k_shortest_paths, tie_counts
from kg.network.paths import Search
from kg.query.ask import Window
from kg.query.limits import within
from kg.query.names import named
from kg.query.scene import BUDGET, Scene, Tie
from kg.query.view import View
from kg.temporal import Match

MAX_DEPTH: Final = 3
MAX_HOPS: Final = 8
MAX_PATHS: Final = 20


@dataclass(frozen=True, slots=True)
class CoParticipant:
    """Somebody who took part in the same events: in how many certainly, in how many at most."""

    actor: Record
    certain: int
    possible: int
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A record near another, and in how many steps."""

    record: Record
    distance: int


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The members near a record, the ties between them, and how many members were left out."""

    members: tuple[Member, ...]
    ties: tuple[Tie, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Weighted:
    """A record in the network, and how many participations and direct ties it has."""

    record: Record
    ties: int


@dataclass(frozen=True, slots=True)
class Network:
    """The most tied records, the ties between them, and how many records were left out."""

    members: tuple[Weighted, ...]
    ties: tuple[Tie, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Path:
    """A chain of ties; certain when every one of them certainly holds (and follows)."""

    hops: tuple[Tie, ...]
    match: Match


def co_participants(
    view: View, actor: str, window: Window | None = None, first: int = 20
) -> list[CoParticipant]:
    """Who took part in the same events as `actor`, most shared events first.

    Order:  possible count, certain count (both falling), then id.
    Raises: FilterError when there is no such actor; LimitExceededError.
    """
    within(first, view.limits.page, "first", "first")
    scene = Scene(view, window)
    member = scene.member(named(view, "actor", [actor], "actor")[0])
    if member is None:
        return []
    found = shared_by(scene.net, member, scene.mask)[:first]
    own = scene.event_rows(member)
    people = view.get_many([scene.net.members[s.member] for s in found])
    answer = []
    for shared, record in zip(found, people, strict=True):
        if record is not None:
            rows = np.intersect1d(own, scene.event_rows(shared.member))
            events = tuple(view.ids("event", rows))
            answer.append(CoParticipant(record, shared.certain, shared.possible, events))
    return answer


def neighbourhood(
    view: View, of: str, depth: int = 1, window: Window | None = None, first: int = 100
) -> Neighbourhood:
    """The members within `depth` steps of a record, nearest and most tied first.

    Beyond `first` members the rest are counted in `more`, not listed.
    Raises: FilterError when there is no such record; LimitExceededError.
    """
    within(depth, MAX_DEPTH, "depth", "depth")
    within(first, view.limits.page, "first", "first")
    scene = Scene(view, window)
    start = scene.member(named(view, None, [of], "of")[0])
    if start is None:
        return Neighbourhood((), (), 0)
    distance = {start: 0}
    level = [start]
    for step in range(1, depth + 1):
        level = sorted({n.member for m in level for n in scene.near(m)} - distance.keys())
        distance |= dict.fromkeys(level, step)
    weight = scene.weights(distance)
    order = sorted(distance, key=lambda m: (distance[m], -weight[m], m))
    shown = order[: first + 1]
    records = dict(zip(shown, scene.records(shown), strict=True))
    members = tuple(Member(r, distance[m]) for m, r in records.items() if r and m != start)
    ties = scene.ties({m: r for m, r in records.items() if r})
    return Neighbourhood(members, ties, len(order) - len(shown))


def network(
    view: View,
    kinds: Iterable[str] = ("actor",),
    window: Window | None = None,
    first: int = 100,
) -> Network:
    """The most tied records of some kinds, and the ties between them.

    Order:  number of participations and direct ties that count (falling), then id.
    Raises: LimitExceededError, also when the records shown have more than BUDGET ties.
    """
    within(first, view.limits.page, "first", "first")
    scene = Scene(view, window)
    counts = tie_counts(scene.net, scene.mask)
    prefixes = tuple(f"{kind}/" for kind in kinds)
    tied = [int(m) for m in np.flatnonzero(counts) if scene.net.members[m].startswith(prefixes)]
    order = sorted(tied, key=lambda m: (-counts[m], m))
    records = {m: r for m, r in zip(order[:first], scene.records(order[:first]), strict=True) if r}
    members = tuple(Weighted(record, int(counts[m])) for m, record in records.items())
    return Network(members, scene.ties(records), len(order) - len(records))


def paths(
    view: View,
    from_: str,
    to: str,
    window: Window | None = None,
    max_hops: int = 6,
    *,
    time_respecting: bool = False,
    first: int = 1,
) -> list[Path]:
    """Chains of ties from one record to another, shortest first.

    With `time_respecting` only chains whose ties can follow one another in time; undated ties
    have no place in them.
    Raises: FilterError when there is no such record; LimitExceededError when the search would
    touch more than BUDGET ties.
    """
    within(max_hops, MAX_HOPS, "maxHops", "maxHops")
    within(first, MAX_PATHS, "first", "first")
    scene = Scene(view, window)
    one, two = (
        scene.member(named(view, None, [i], name)[0]) for i, name in ((from_, "from"), (to, "to"))
    )
    if one is None or two is None:
        return []
    ends = frozenset({one, two})
    search = Search(
        near=lambda m: scene.neighbours(m, ends),
        bounds=scene.bounds,
        max_hops=max_hops,
        budget=BUDGET,
        time_respecting=time_respecting,
    )
    answer = []
    for found in k_shortest_paths(search, one, two, first):
        members = [one, *(hop.target for hop in found)]
        records = {m: r for m, r in zip(members, scene.records(members), strict=True) if r}
        sure = all(hop.certain for hop in found)
        hops = tuple(scene.tie(hop, records) for hop in found)
        answer.append(Path(hops, Match.CERTAIN if sure else Match.POSSIBLE))
    return answer
