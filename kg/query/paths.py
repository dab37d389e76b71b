"""How is one record connected to another, and could one thing have led to the other?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from kg.errors import FilterError
from kg.network import (
    FIRST_OF_ALL,
    LAST_OF_ALL,
    Prefer,
    Steps,
    Trip,
    between,
    journeys,
    k_shortest_paths,
)
from kg.query.days import Days
from kg.query.limits import within
from kg.query.scene import ANYHOW, EVERY, Scene, Through
from kg.query.ties import Tie
from kg.query.view import View
from kg.temporal import Match, Relation, iso_day, window_days

MAX_HOPS: Final = 8
MAX_PATHS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class InTime:
    """That the ties of a path must be able to follow one another.

    `after` and `by` bound the days of the first and the last, as a window that asks for overlap
    does; None bounds nothing. Undated ties may stand anywhere when they are included.
    Raises: FilterError when `by` is before `after`.
    """

    after: int | None = None
    by: int | None = None
    prefer: Prefer = Prefer.FEWEST_HOPS
    include_undated: bool = False

    def __post_init__(self) -> None:
        """Refuse a chain that would have to arrive before it sets out."""
        if self.after is None or self.by is None or self.after <= self.by:
            return
        raise FilterError(
            f"by ({iso_day(self.by)}) is before after ({iso_day(self.after)})",
            hint="exchange after and by",
            argument="by",
        )


@dataclass(frozen=True, eq=False)
class Path:
    """A chain of ties; certain when every one of them certainly holds (and, in time, follows).

    In time, `departure` is the latest day of the first tie on which it can be gone along, and
    `arrival` the earliest of the last; None where nothing bounds them.
    """

    hops: tuple[Tie, ...]
    match: Match
    departure: int | None = None
    arrival: int | None = None

    @cached_property
    def weakest(self) -> Tie:
        """The hop with the fewest independent origins; the first of several."""
        return min(self.hops, key=lambda hop: hop.support(SUPPORTING))


SUPPORTING: Final = 20
"""Records of a hop that are looked at for its support, earliest first."""


def paths(
    view: View,
    from_: str,
    to: str,
    through: Through = ANYHOW,
    max_hops: int = 6,
    *,
    in_time: InTime | None = None,
    first: int = 1,
) -> list[Path]:
    """Chains of ties from one record to another, shortest first.

    `in_time`: only chains whose ties can follow one another: days t1 ≤ t2 ≤ … exist, each on a
    day of its tie; possibly in some reading of the dates, certainly in every one.
    Where nothing is said of kinds of tie, those of settings are gone along only when there is no
    chain without them.
    Raises: FilterError when there is no such record; LimitExceededError.
    """
    within(max_hops, MAX_HOPS, "maxHops", "maxHops")
    within(first, MAX_PATHS, "first", "first")
    scene = Scene(view, through, **{"from": from_, "to": to})
    found = _paths(scene, max_hops, in_time, first)
    if found or through.ties is not None or scene.kinds == EVERY:
        return found
    return _paths(scene.wider(), max_hops, in_time, first)


def _paths(scene: Scene, max_hops: int, in_time: InTime | None, first: int) -> list[Path]:
    one, two = scene.ends
    if one is None or two is None:
        return []
    if in_time is not None:
        return _in_time(scene, (one, two), max_hops, in_time, first)
    answer = []
    for members in k_shortest_paths(scene.walk, one, two, max_hops, first):
        steps = [between(scene.walk, *ends) for ends in pairwise(members)]
        hops = _hops(scene, members, steps)
        sure = all(hop.match is Match.CERTAIN for hop in hops)
        answer.append(Path(hops, Match.CERTAIN if sure else Match.POSSIBLE))
    return answer


def _hops(scene: Scene, members: Sequence[int], steps: Sequence[Steps]) -> tuple[Tie, ...]:
    names = pairwise(scene.net.identifiers(members))
    return tuple(Tie(scene, *ends, step) for ends, step in zip(names, steps, strict=True))


def _in_time(
    scene: Scene, ends: tuple[int, int], max_hops: int, asked: InTime, first: int
) -> list[Path]:
    after, by = window_days(asked.after, asked.by)
    window = scene.through.window
    if window is not None and window.relation is Relation.OVERLAPS:  # then on days of the window
        soonest, latest = window_days(window.from_day, window.to_day)
        after, by = max(after, soonest), min(by, latest)
    trip = Trip(*ends, max_hops, after, by)
    days = Days(scene, include_undated=asked.include_undated)
    return [
        Path(
            _hops(scene, found.members, found.steps),
            Match.CERTAIN if found.sure else Match.POSSIBLE,
            _bounded(found.departure),
            _bounded(found.arrival),
        )
        for found in journeys(scene.walk, days, trip, first, asked.prefer)
    ]


def _bounded(day: int) -> int | None:
    return day if FIRST_OF_ALL < day < LAST_OF_ALL else None
