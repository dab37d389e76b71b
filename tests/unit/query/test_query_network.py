"""Who is near whom, and how many ties may a question touch?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from kg.columns import Tables
from kg.errors import LimitExceededError
from kg.index import Index, index_of
from kg.model import Actor, ActorType, Dataset, Event, Label, Participation, Relation, When
from kg.network import TieKind
from kg.query import Clocks, QueryLimits, View
from kg.query.neighbourhoods import neighbourhood
from kg.query.paths import paths
from kg.query.scene import Through
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


def shown(found, first: int = 100):
    return [(m.record.id, m.distance) for m in found.page(first=first).edges]


def test_the_nearest_come_first_and_then_those_of_most_ties():
    found = neighbourhood(crowd(range(3), range(1, 3), range(2, 5)), "actor/a0", depth=2)
    assert shown(found) == [
        *(("actor/a1", 1), ("actor/a2", 1), ("actor/a3", 2), ("actor/a4", 2)),
    ]
    ends = {(tie.origin, tie.target) for tie in found.ties(found.page().edges)}
    assert ("actor/a0", "actor/a2") in ends
    assert ("actor/a0", "actor/a3") not in ends


def test_pages_show_the_ties_of_what_they_show():
    found = neighbourhood(crowd(range(600)), "actor/a0")
    page = found.page(first=5)
    assert (len(page.edges), found.total(), page.has_next) == (5, 599, True)
    assert len(found.ties(page.edges)) == 15
    following = found.page(first=5, after=page.end_cursor)
    assert following.edges[0].record.id == "actor/a103"


def test_what_is_too_busy_is_shown_and_not_gone_on_from():
    seen = crowd(range(2), *([range(1, 3)] * 150))
    found = neighbourhood(seen, "actor/a0", depth=2)
    (busy,) = found.page().edges
    assert (busy.record.id, busy.closed, found.more(busy)) == ("actor/a1", True, 150)
    assert shown(neighbourhood(seen, "actor/a1")) == [("actor/a2", 1), ("actor/a0", 1)]


def test_what_is_busy_in_ties_that_were_not_asked_for_is_gone_on_from():
    seen = crowd(range(2), *([range(1, 3)] * 150))
    knows = [
        Relation(
            id=f"relation/r{n}",
            kind="relation-kind/supports",
            subject=f"actor/a{n}",
            object=f"actor/a{n + 1}",
            clock=CLOCK,
        )
        for n in range(2)
    ]
    tables = Tables.of([*seen.all("actor"), *seen.all("event"), *knows], DATASET)
    seen = View(Crowd(tables, index_of(tables)))
    through = Through(ties=frozenset([TieKind.RELATION]))
    found = neighbourhood(seen, "actor/a0", 2, through)
    assert shown(found) == [("actor/a1", 1), ("actor/a2", 2)]
    assert [found.more(member) for member in found.page().edges] == [0, 0]


def test_more_ties_than_the_budget_are_refused():
    seen = crowd(range(600))
    few = View(seen.ground, limits=QueryLimits(ties=500))
    with pytest.raises(LimitExceededError, match="ties") as refused:
        neighbourhood(few, "actor/a0", depth=2).page()
    assert refused.value.asked > refused.value.allowed == 500
    with pytest.raises(LimitExceededError, match="ties"):
        paths(few, "actor/a0", "actor/a1")


def test_nobody_is_reached_through_a_record_that_was_not_known():
    seen = crowd(range(2), range(1, 3), late=1)
    assert [len(path.hops) for path in paths(seen, "actor/a0", "actor/a2")] == [2]
    then = seen.at(Clocks(known_at=parse_day("2026-01-15")))
    assert paths(then, "actor/a0", "actor/a2") == []
    assert shown(neighbourhood(then, "actor/a0", depth=2)) == []
