"""Who has most of the ties that are asked for, and of no others?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.errors import FilterError
from kg.model import (
    Actor,
    ActorType,
    Concept,
    Event,
    EventPlace,
    Label,
    Participation,
    Place,
    PlaceRole,
    Relation,
    When,
)
from kg.network import TieKind
from kg.query import View, Window
from kg.query.neighbourhoods import neighbourhood
from kg.query.paths import paths
from kg.query.relationships import network
from kg.query.scene import ANYHOW, Through
from kg.temporal import parse_day
from tests.properties.query_world import ground_of
from tests.small import CLOCK, DATASET

GONE = replace(CLOCK, withdrawn="2026-03-01", reason="an error")


def named(slug: str) -> tuple[Label, ...]:
    return (Label("en", slug),)


def meeting(slug: str, day: str, *who: str, role: str = "conducts") -> Event:
    return Event(
        id=f"event/{slug}",
        labels=named(slug),
        time=When(edtf=day),
        places=(EventPlace(key="p", place="place/town", role=PlaceRole.AT),),
        participations=tuple(
            Participation(key=w, role=f"role/{role}", actor=f"actor/{w}") for w in who
        ),
        clock=CLOCK,
    )


def knows(slug: str, one: str, two: str) -> Relation:
    return Relation(
        id=f"relation/{slug}",
        kind="relation-kind/supports",
        subject=one,
        object=two,
        clock=CLOCK,
    )


RECORDS = (
    *(Concept(id=f"role/{s}", labels=named(s), clock=CLOCK) for s in ("conducts", "comments")),
    *(Actor(id=f"actor/{s}", type=ActorType.PERSON, labels=named(s), clock=CLOCK) for s in "abcd"),
    Place(id="place/town", labels=named("town"), clock=CLOCK),
    meeting("one", "2019-02-05", "a", "b"),
    meeting("two", "2019-03-05", "a", "c"),
    meeting("three", "2019-03-06", "b", role="comments"),
    knows("cd", "actor/c", "actor/d"),
    knows("events", "event/two", "event/one"),
)
MARCH = Window(from_day=parse_day("2019-03-01"), to_day=parse_day("2019-03-31"))


def most(through: Through = ANYHOW, *kinds: str) -> list[tuple[str, int]]:
    found = network(View(ground_of(DATASET, RECORDS)), kinds or ("actor",), through)
    return [(one.record.id.partition("/")[2], one.ties) for one in found.members]


def of(*ties: TieKind, **more: object) -> Through:
    return Through(ties=frozenset(ties), **more)  # type: ignore[arg-type]  # as named


def test_events_and_direct_ties_count_for_each_member():
    assert most() == [("a", 2), ("c", 2), ("b", 1), ("d", 1)]  # b was alone in one of two
    assert most(Through(window=MARCH)) == [("c", 2), ("a", 1), ("d", 1)]


def test_ties_that_are_not_asked_for_do_not_count():
    assert most(of(TieKind.RELATION)) == [("c", 1), ("d", 1)]
    assert most(of(TieKind.SHARED_EVENT)) == [("a", 2), ("b", 1), ("c", 1)]
    assert most(of(TieKind.TENURE)) == []


def test_participations_in_other_roles_do_not_count():
    conducts = of(TieKind.SHARED_EVENT, roles=("conducts",))
    assert most(conducts) == [("a", 2), ("b", 1), ("c", 1)]
    comments = of(TieKind.SHARED_EVENT, roles=("comments",))
    assert most(comments) == []
    comments = of(TieKind.PLACE, roles=("comments",))
    assert most(comments, "actor", "place") == [("town", 3), ("b", 1)]  # to events


def test_places_and_events_are_members_where_their_ties_are_asked_for():
    assert most(of(TieKind.PLACE), "place") == [("town", 3)]
    assert most(of(TieKind.PLACE), "actor", "place")[0] == ("town", 3)
    assert most(of(TieKind.RELATION), "event") == [("one", 1), ("two", 1)]
    both = of(TieKind.RELATION, TieKind.PARTICIPATION)  # which makes every event a member
    assert most(both, "actor", "event") == [
        *(("a", 2), ("b", 2), ("c", 2), ("one", 2), ("two", 2), ("d", 1), ("three", 1)),
    ]


def test_events_are_members_where_what_ties_to_them_is_named():
    view = View(ground_of(DATASET, RECORDS))
    near = neighbourhood(view, "actor/b", 1, of(TieKind.PARTICIPATION)).page().edges
    assert [member.record.id for member in near] == ["event/one", "event/three"]
    (path,) = paths(view, "actor/a", "actor/b", of(TieKind.PARTICIPATION))
    assert [hop.target for hop in path.hops] == ["event/one", "actor/b"]
    march = neighbourhood(view, "actor/b", 1, of(TieKind.PARTICIPATION, window=MARCH))
    assert [member.record.id for member in march.page().edges] == ["event/three"]
    others = neighbourhood(view, "actor/b", 1).page().edges  # where nothing is said of ties
    assert [member.record.id for member in others] == ["actor/a", "event/one"]


def test_ties_to_what_is_not_seen_do_not_count():
    gone = [replace(r, clock=GONE) if r.id == "actor/c" else r for r in RECORDS]
    seen = View(ground_of(DATASET, tuple(gone)))
    shared = of(TieKind.SHARED_EVENT, TieKind.RELATION)
    found = [(one.record.id, one.ties) for one in network(seen, through=shared).members]
    assert found == [("actor/a", 1), ("actor/b", 1)]


def test_a_kind_that_is_in_no_network_is_told():
    with pytest.raises(FilterError, match="nothing are no members") as refused:
        most(ANYHOW, "actor", "nothing")
    assert "actor" in (refused.value.hint or "")
