"""Who held which office, and which events does an office find?"""

from __future__ import annotations

import pytest

from kg.errors import FilterError
from kg.query import ActorFilter
from kg.temporal import Match, extent_of, parse_day
from tests.unit.query.county import ask, matches, slugs, view, window

SURE, PERHAPS = Match.CERTAIN, Match.POSSIBLE


def holders(day: str | None, seen=None, **where):
    on = None if day is None else parse_day(day)
    found = (seen or view()).office_holders(on=on, **(where or {"office": "sheriff"}))
    return {h.tenure.holder.partition("/")[2]: h.match for h in found}


def test_holders_day_by_day():
    assert holders("2009-12-31") == {}
    assert holders("2018-11-30") == {"otto": SURE}
    assert holders("2018-12-10") == {"otto": PERHAPS, "ines": PERHAPS}
    assert holders("2019-02-01") == {"ines": PERHAPS}  # the end of the tenure is not known


def test_holders_of_a_place():
    assert holders("2018-11-01", jurisdiction="county") == {"otto": SURE}
    assert holders("2018-11-01", jurisdiction="state") == {}
    assert holders("2018-11-01", jurisdiction="state", include_contained=True) == {"otto": SURE}
    assert holders("2018-11-01", office="mayor", jurisdiction="county") == {}


def test_without_a_day_all_tenures_or_those_of_the_clock():
    assert holders(None) == {"otto": None, "ines": None}
    assert holders(None, view(as_of="2018-11-30")) == {"otto": SURE}


def test_holding_brings_office_tenure_and_actor():
    (found,) = view().office_holders("office/sheriff", on=parse_day("2015-01-01"))
    assert (found.office.id, found.tenure.id) == ("office/sheriff", "tenure/otto")
    assert found.actor is not None
    assert found.actor.id == "actor/otto"


def test_holders_throughout_days():
    days = extent_of("2018-11-30/2018-12-02")
    found = view().office_holders("sheriff", on=days)
    assert [(h.tenure.id, h.match) for h in found] == [
        ("tenure/otto", PERHAPS),
        ("tenure/ines", PERHAPS),
    ]


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ({}, "which office"),
        ({"office": "sherif"}, "there is no 'office/sherif'"),
        ({"jurisdiction": "event/raid"}, "is not a place id"),
    ],
)
def test_bad_questions_are_refused(where, message):
    with pytest.raises(FilterError, match=message):
        view().office_holders(**where)


def test_tenures_with_the_clock_are_those_of_the_day():
    assert [t.id for t in view().tenures_of("office/sheriff")] == ["tenure/otto", "tenure/ines"]
    assert [t.id for t in view(as_of="2018-11-30").tenures_of("office/sheriff")] == ["tenure/otto"]
    assert [t.id for t in view().tenures_of("actor/ines")] == ["tenure/ines"]
    assert view(as_of="2018-11-30").tenures_of("actor/ines") == []


def test_office_finds_events_by_the_time_of_the_tenure():
    found = matches(ask(offices=("sheriff",)))
    # raid: names Otto's tenure; vote: Otto held the office; handover: in the vague month
    assert found == {"vote": None, "handover": PERHAPS, "raid": None}


def test_office_and_window_are_weighed_together():
    found = matches(ask(offices=("sheriff",), window=window("2018-01-01", "2018-12-31")))
    assert found == {"vote": SURE, "handover": PERHAPS}
    certain = ask(
        offices=("sheriff",), window=window("2018-01-01", "2018-12-31", match=Match.CERTAIN)
    )
    assert slugs(certain) == ["vote"]


def test_tenure_alone_is_its_holders_participation():
    assert slugs(ask(actors=ActorFilter(any_of=("otto",)))) == ["vote", "raid"]
    assert [p.event.id for p in view().participations_of("actor/otto")] == [
        "event/vote",
        "event/raid",
    ]
    assert [p.participation.role for p in view().participations_of("actor/otto")] == [
        "role/affected",
        "role/detained",
    ]


def test_role_belongs_to_the_same_participation():
    assert slugs(ask(actors=ActorFilter(any_of=("otto",), role=("affected",)))) == ["vote", "raid"]
    assert slugs(ask(actors=ActorFilter(any_of=("otto",), role=("conducts",)))) == []
    assert slugs(ask(actors=ActorFilter(role=("affected",)))) == ["vote", "raid"]


def test_organisation_stands_for_its_members_only_when_asked():
    team = ActorFilter(any_of=("team",))
    assert slugs(ask(actors=team)) == ["raid"]
    agency = ActorFilter(any_of=("agency",), none_of=("paper",))
    assert slugs(ask(actors=agency)) == ["raid"]
    both = ActorFilter(all_of=("agency", "team"))
    assert slugs(ask(actors=both)) == ["raid"]
    assert slugs(ask(actors=ActorFilter(none_of=("agency",)))) == [
        "vote",
        "handover",
        "term",
        "arrest",
        "bail",
        "count",
    ]
