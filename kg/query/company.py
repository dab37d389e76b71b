"""Who was most often with an actor, counted at one go?

Where the arrays alone say who was with whom, and of events no more is asked than a day in common
with a window: a kernel goes through those of the actor once, and judges only what lies before
the window.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from kg.network import Adjacency, Shared
from kg.network.company import LAST, SOONEST
from kg.query.ask import Window
from kg.query.presence import network, seen_now
from kg.query.view import View
from kg.temporal import Match, Relation, window_days


def company(view: View, origin: str, window: Window | None, first: int) -> Shared | None:
    """Who took part in the same events as an actor, most shared events first; None where this
    takes a walk, or where the walk has something to say.

    Cost:   O(participations in the actor's events within reach of the window).
    Equals: kg.network.co_participants, of the walk of a `kg.query.scene.Scene`
    """
    net = network(view)
    counter = net.counter if view.now and view.unchanged("event") else None
    member = net.number(origin) if counter is not None and _settled(net) else None
    if counter is None or member is None:
        return None
    seen = seen_now(view, net)
    if seen is not None and not seen[member]:
        return None
    reach = judged = None
    if window is not None:
        lengths, bounds = view.index.lengths(), view.index.times("event").bounds
        if bounds is None or not _easy(window):
            return None
        days = window.from_day, window.to_day
        reach = lengths.reach(Relation.OVERLAPS, *days, undated=False)
        if not lengths.plain(reach):
            return None
        judged = (bounds, *window_days(*days))
    room = max(first, 0)
    found = np.empty(room, _NUMBER), np.empty(room, _NUMBER), np.empty(room, _NUMBER)
    marks = None if seen is None else seen.view(np.uint8)
    actors, budget = net.base[AFTER_ACTORS], view.limits.ties
    count = counter.most(member, reach, judged, actors, marks, budget, *found)
    return None if count < 0 else Shared(*[column[:count] for column in found])


_NUMBER: Final = np.dtype(np.uint32)
AFTER_ACTORS: Final = "office"
"""The table whose members come after all actors."""


def _settled(net: Adjacency) -> bool:
    """Whether who took part in an event depends on nothing else that is seen now."""
    return net.settled or not len(net.holders.part)


def _easy(window: Window) -> bool:
    """Whether a day in common is all that is asked, of days that the arrays can tell apart."""
    first, last = window.from_day, window.to_day
    plain = window.relation is Relation.OVERLAPS and window.match is Match.POSSIBLE
    near = (first is None or SOONEST < first < LAST) and (last is None or SOONEST < last < LAST)
    return plain and near
