"""Who is near whom, and how many ties may a question touch?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from kg.columns import Tables
from kg.errors import LimitExceededError
from kg.index import Index, index_of
from kg.model import Actor, ActorType, Dataset, Event, Label, Participation, When
from kg.query import Clocks, View
from kg.query.relationships import neighbourhood, paths
from kg.temporal import parse_day
from tests.small import CLOCK, DATASET, SAID, named


@dataclass(frozen=True)
class Crowd:
    """Meetings of many actors, in memory."""

    tables: Tables
    index: Index
    dataset: Dataset = DATASET
    digest: str = "0" * 64


def crowd(*meetings: range, late: int | None = None) -> View:
    """A view of one event for each range of actors; one of these was recorded a month late."""
    actors = [
        Actor(id=f"actor/a{n}", type=ActorType.PERSON, labels=(Label("en", f"A {n}"),), clock=CLOCK)
        for n in sorted({n for meeting in meetings for n in meeting})
    ]
    if late is not None:
        actors[late] = replace(actors[late], clock=replace(CLOCK, recorded="2026-02-01"))
    events = [
        Event(
            id=f"event/e{at}",
            labels=named("Meeting"),
            time=When(edtf="2019"),
            participations=tuple(
                Participation(key=f"a{n}", role="role/conducts", actor=f"actor/a{n}")
                for n in meeting
            ),
            evidence=SAID,
            clock=CLOCK,
        )
        for at, meeting in enumerate(meetings)
    ]
    tables = Tables.of([*actors, *events], DATASET)
    return View(Crowd(tables, index_of(tables)))


def test_the_nearest_come_first_and_then_those_of_most_ties():
    seen = crowd(range(3), range(1, 3), range(2, 5))
    found = neighbourhood(seen, "actor/a0", depth=2)
    assert [(m.record.id, m.distance) for m in found.members] == [
        *(("actor/a2", 1), ("actor/a1", 1), ("actor/a3", 2), ("actor/a4", 2)),
    ]
    assert found.more == 0
    ends = {(tie.origin.id, tie.target.id) for tie in found.ties}
    assert ("actor/a0", "actor/a2") in ends
    assert ("actor/a0", "actor/a3") not in ends


def test_a_tie_is_counted_once_against_the_budget():
    found = neighbourhood(crowd(range(600)), "actor/a0", first=5)
    assert (len(found.members), found.more) == (5, 594)


def test_more_ties_than_the_budget_are_refused():
    with pytest.raises(LimitExceededError, match="ties") as refused:
        neighbourhood(crowd(range(600)), "actor/a0", depth=2, first=5)
    assert refused.value.asked > refused.value.allowed == 200_000


def test_nobody_is_reached_through_a_record_that_was_not_known():
    seen = crowd(range(2), range(1, 3), late=1)
    assert [len(path.hops) for path in paths(seen, "actor/a0", "actor/a2")] == [2]
    then = seen.at(Clocks(known_at=parse_day("2026-01-15")))
    assert paths(then, "actor/a0", "actor/a2") == []
    found = neighbourhood(then, "actor/a0", depth=2)
    assert (found.members, found.ties, found.more) == ((), (), 0)
