"""By which steps is a timeline question answered?

Finding steps read posting lists, and only rows that all of them find go on; keeping steps
look at the columns of those. Both can be asked about a stretch of the timeline alone.
`kg.query.run` performs them, `kg.query.explain` shows them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from msgspec.structs import replace

from kg import native
from kg.index import Reach
from kg.query.ask import ActorFilter, TimelineQuestion
from kg.query.disputes import disputed_events
from kg.query.finds import Find, Listed, simple_finds
from kg.query.keeps import Keep, leaving_out, own_keeps, visible
from kg.query.names import named
from kg.query.rows import Chosen, both, met, sure, within
from kg.query.sight import Sight
from kg.query.who import PARTS, with_actors

MOST: Final = 4
"""Posting lists that are met at once."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of one question, in the order in which they are performed.

    `reach` are the events that its window and its clocks leave.
    """

    reach: Reach
    finds: tuple[Find, ...]
    keeps: tuple[Keep, ...]

    def rows(self, reach: Reach) -> Chosen:
        """The rows of the answer in a stretch of the timeline, in row order.

        Order: timeline order, undated ones last.  Cost: O(what the finding steps have there).
        """
        rows = self._found(reach)
        for step in self.keeps:
            rows = step.apply(rows)
        return rows

    def _found(self, reach: Reach) -> Chosen:
        """What all finding steps have there."""
        lists = [step.whole for step in self.finds if step.whole is not None]
        if native.there() and len(lists) == len(self.finds) <= MOST:
            at_once = met(lists, reach)
            if at_once is not None:
                return at_once
        return found([step.rows(reach) for step in self.finds])


def plan(sight: Sight, asked: TimelineQuestion) -> Plan:
    """The plan of a question: ids are resolved here, and kinds, roles and places widened.

    Raises: FilterError, LimitExceededError naming the argument.
    """
    finds = [*simple_finds(sight, asked)]
    keeps = [visible(sight)]
    if asked.actors is not None:
        wanted, unwanted = with_actors(sight, _resolved(sight, asked.actors))
        shown = partial(_shown, asked.actors)
        finds += [
            Find("actors", shown, one.events, Listed(one.lists, PARTS), one.whole) for one in wanted
        ]
        keeps += [leaving_out("actors", "none of", one.events) for one in unwanted]
    if asked.disputed is not None:
        disputed = partial(within, disputed_events(sight))
        if asked.disputed:
            finds.append(Find("disputed", "by authored links", disputed))
        else:
            keeps.append(leaving_out("disputed", "not, by authored links", disputed))
    if not finds:
        finds = [Find("scan", "events in time order", lambda reach: sure(reach.every()))]
    return Plan(reach_of(sight, asked), tuple(finds), (*keeps, *own_keeps(sight, asked)))


def reach_of(sight: Sight, asked: TimelineQuestion) -> Reach:
    """The events that the window can have to do with, and that had begun on the day of `asOf`."""
    window, lengths = asked.window, sight.index.lengths()
    if window is None:
        reach = lengths.all(undated=asked.include_undated)
    else:
        first, last = window.from_day, window.to_day
        reach = lengths.reach(window.relation, first, last, undated=asked.include_undated)
    if sight.clocks.as_of is None:
        return reach
    starts = sight.index.times("event").start_earliest[: sight.index.dated_events]
    begun = int(np.searchsorted(starts, sight.clocks.as_of, "right"))
    return reach._replace(stop=min(reach.stop, begun))


def _resolved(sight: Sight, asked: ActorFilter) -> ActorFilter:
    roles = named(sight, "role", asked.role, "actors.role")
    return replace(
        asked,
        all_of=tuple(named(sight, "actor", asked.all_of, "actors.allOf")),
        any_of=tuple(named(sight, "actor", asked.any_of, "actors.anyOf")),
        none_of=tuple(named(sight, "actor", asked.none_of, "actors.noneOf")),
        role=tuple(sight.below("concept.broader", roles)),
    )


def _shown(asked: ActorFilter) -> str:
    who = ", ".join((*asked.all_of, *asked.any_of)) or "anybody"
    role = f" as {', '.join(asked.role)}" if asked.role else ""
    return f"{who}{role}{', with members and parts' if asked.include_parts else ''}"


def found(steps: Sequence[Chosen]) -> Chosen:
    """The rows that all finding steps gave, smallest first."""
    smallest, *others = sorted(steps, key=lambda chosen: len(chosen.rows))
    for other in others:
        smallest = both(smallest, other)
    return smallest
