"""Who takes part by a tenure alone takes part everywhere, and holds what it holds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kg.errors import FilterError
from kg.model import (
    Actor,
    ActorType,
    Clock,
    Evidence,
    Label,
    Office,
    Participation,
    Source,
    Tenure,
    When,
)
from kg.network import TieKind
from kg.query import Clocks, TimelineQuestion, View, Window
from kg.query.networks import drawn_network, network_of
from kg.query.paths import paths
from kg.query.relationships import co_participants
from kg.query.scene import Through
from kg.temporal import Match, Relation, extent_of, parse_day
from tests.properties.query_world import ground_of
from tests.small import CLOCK, DATASET
from tests.unit.query.county import event


def of(cls: Any, identifier: str, **more: Any) -> Any:
    return cls(id=identifier, labels=(Label("en", identifier),), clock=CLOCK, **more)


def tenure(slug: str, office: str, edtf: str, **more: Any) -> Tenure:
    ends = {"holder": "actor/a", "office": f"office/{office}"}
    return Tenure(id=f"tenure/{slug}", time=When(edtf=edtf), clock=CLOCK, **ends, **more)


PARTS = (
    Participation(key="t", role="role/conducts", tenure="tenure/t", evidence=("evidence/one",)),
    Participation(key="b", role="role/conducts", actor="actor/b", evidence=("evidence/two",)),
)
RECORDS = (
    *(of(Actor, f"actor/{slug}", type=ActorType.PERSON) for slug in "ab"),
    *(of(Office, f"office/{slug}") for slug in "op"),
    *(of(Source, f"source/{slug}") for slug in ("one", "two")),
    *(
        Evidence(id=f"evidence/{slug}", source=f"source/{slug}", clock=CLOCK)
        for slug in ("one", "two")
    ),
    tenure("t", "o", "2010/2016", evidence=("evidence/one",)),
    tenure("u", "p", "[2015-03-01,2015-05-01]", evidence=("evidence/one",)),
    event("x", "2015-05-01", "X", participations=PARTS, evidence=("evidence/one",)),
)


def view(**clocks: Any) -> View:
    return View(ground_of(DATASET, RECORDS), Clocks(**clocks))


def test_it_counts_in_networks_whatever_the_tenure_is_at_the_clocks_or_in_the_window():
    whole = {"from_day": parse_day("2015-01-01"), "to_day": parse_day("2015-12-31")}
    later = view(as_of=parse_day("2018-01-01"))
    for seen, window in (
        (view(), None),
        (later, None),
        (view(), Window(**whole, relation=Relation.WITHIN)),
        (view(), Window(**whole, match=Match.CERTAIN)),
    ):
        assert [
            one.certain for one in co_participants(seen, "actor/b", Through(window=window))
        ] == [1]
        for drawn in (drawn_network(seen, window), network_of(seen, window)):
            assert list(drawn.edges(keys=True)) == [("actor/a", "actor/b", "event/x")]


def test_it_is_shown_by_the_passages_of_the_participation():
    (found,) = paths(view(), "actor/a", "actor/b", Through(ties=frozenset([TieKind.SHARED_EVENT])))
    assert found.hops[0].evidence() == ["evidence/one", "evidence/two"]
    assert found.hops[0].support() == 2


def test_the_offices_then_are_those_of_the_holder():
    seen = view()
    found = seen.held_then(seen.get("event/x"), PARTS[0])
    assert [(h.tenure.id, h.match) for h in found] == [
        ("tenure/t", Match.CERTAIN),
        ("tenure/u", Match.POSSIBLE),
    ]


def test_what_an_undated_source_reports_is_only_possible():
    seen = view(reported_by=parse_day("2030-01-01"))
    day = parse_day("2015-05-01")
    for asked in ({"on": day}, {"window": Window(from_day=day, to_day=day)}):
        (found,) = seen.office_holders("office/o", **asked)
        assert found.match is Match.POSSIBLE
    certain = Window(from_day=day, to_day=day, match=Match.CERTAIN)
    assert seen.office_holders("office/o", window=certain) == []


def test_a_date_of_several_readings_asks_for_no_day_between_them():
    seen = view()
    for text, match in (
        ("[2015-01-01,2015-06-01]", None),
        ("[2015-03-01,2015-06-01]", Match.POSSIBLE),
        ("2015-03-01/2015-06-01", Match.POSSIBLE),
    ):
        found = seen.office_holders("office/p", on=extent_of(text))
        assert [one.match for one in found] == ([] if match is None else [match])


def test_a_tenure_that_was_withdrawn_finds_nothing():
    gone = Clock(recorded="2026-01-01", withdrawn="2026-01-02", reason="wrong")
    records = [replace(r, clock=gone) if r.id == "tenure/t" else r for r in RECORDS]
    seen = View(ground_of(DATASET, tuple(records)))
    assert seen.timeline(TimelineQuestion(during_tenure=("t",))).ids() == []
    assert view().timeline(TimelineQuestion(during_tenure=("t",))).ids() == ["event/x"]


def test_in_whose_capacity_somebody_took_part_is_what_is_said_of_it():
    seen = view()
    for post, offices, found in (
        ("office/o", ("o",), ["event/x"]),
        ("tenure/t", ("o",), ["event/x"]),
        ("office/p", ("p",), []),  # which the holder held at that time, perhaps
    ):
        assert seen.timeline(TimelineQuestion(in_capacity_of=(post,))).ids() == found
        assert seen.timeline(TimelineQuestion(offices=offices)).ids() == ["event/x"]
    for wrong in ("actor/a", "o"):
        with pytest.raises(FilterError, match="inCapacityOf") as raised:
            seen.timeline(TimelineQuestion(in_capacity_of=(wrong,))).ids()
        assert "office/" in str(raised.value.hint)
