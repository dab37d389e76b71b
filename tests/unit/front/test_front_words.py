"""Questions from Python take days as texts, alone or in pairs."""

from __future__ import annotations

import pytest

import kg
from kg.errors import DateError, FilterError
from tests.endtoend.world import bundled_data


@pytest.fixture(scope="module")
def ds():
    return kg.open(bundled_data())


@pytest.mark.parametrize("window", ["2025-06", ("2025-06", "2025-06")])
def test_a_window_is_one_text_or_two(ds, window):
    found = ds.co_participants("actor/ice", window=window)
    assert "actor/fire-equipment-company" in [one.actor for one in found]
    assert "actor/sean-gallagher" not in [one.actor for one in found]
    near = ds.neighbourhood("actor/ice", window=window)
    assert near.total() < ds.neighbourhood("actor/ice").total()
    assert ds.paths("actor/ice", "actor/sean-gallagher", window=window, ties=["shared-event"]) == []
    assert ds.network(window=window).number_of_edges() > 0
    with pytest.raises(FilterError, match="window cannot be 3"):
        ds.paths("actor/ice", "actor/sean-gallagher", window=3)


def test_a_window_and_an_end_of_one_contradict(ds):
    for ends in ({"from_": "2019"}, {"to": "2019"}):
        with pytest.raises(FilterError, match="both given"):
            ds.network(**ends, window="2020")


def test_a_match_needs_a_window(ds):
    for asked in (ds.timeline, lambda **more: ds.instruments_in_force(on="2019", **more)):
        with pytest.raises(FilterError, match="a match goes with a window"):
            asked(match="CERTAIN")


def test_timelines_during_tenures_and_while_in_force(ds):
    (tenure,) = [held.tenure for held in ds.office_holders("sheriff-of-wake-county")][-1:]
    during = ds.timeline(during_tenure=[tenure.id])
    asked = "query ($t: [Ref!]) { timeline(filter: {duringTenure: $t}) { nodes { id: ref } } }"
    told = ds.graphql(asked, {"t": [tenure.id]})["data"]["timeline"]["nodes"]
    assert [event.id for event in during.events] == [one["id"] for one in told]
    forced = ds.timeline(while_in_force=["wake-county-287g-programme"])
    assert 0 < len(forced) < len(ds.timeline(undated=True))


def test_office_holders_by_day_window_and_place(ds):
    day = ds.office_holders(jurisdiction="wake-county", on="2019-02-05")
    assert [(held.actor.id, held.match.value) for held in day] == [
        ("actor/gerald-baker", "CERTAIN")
    ]
    window = ds.office_holders("sheriff-of-wake-county", window="2019", match="certain")
    assert [held.actor.id for held in window] == ["actor/gerald-baker"]
    vague = ds.office_holders("sheriff-of-wake-county", on="2018")
    assert {held.match.value for held in vague} == {"POSSIBLE"}
    wider = ds.office_holders(
        jurisdiction="north-carolina", include_contained=True, on="2019-02-05"
    )
    assert "actor/gerald-baker" in [held.actor.id for held in wider]
    for endless, which in (("../2019", "first"), ("2019/..", "last")):
        with pytest.raises(FilterError, match=f"has no {which} day"):
            ds.office_holders("sheriff-of-wake-county", on=endless)
    with pytest.raises(DateError, match="'foo' is not a date"):
        ds.office_holders("sheriff-of-wake-county", on="foo")


def test_instruments_in_force_in_a_state(ds):
    ended = ds.instruments_in_force("wake-county", on="2020", states=["ended"])
    assert [held.instrument.id for held in ended] == ["instrument/wake-county-287g-programme"]
    here = ds.instruments_in_force("wake-county", window=("2018", None), include_containing=False)
    assert {held.instrument.jurisdiction for held in here} == {"place/wake-county"}
    known = ds.instruments_in_force("wake-county", as_of="2018-01-01", states=["in-force"])
    assert "instrument/us-constitution" in [held.instrument.id for held in known]
    with pytest.raises(FilterError, match="states cannot be 'gone'"):
        ds.instruments_in_force(on="2019", states=["gone"])
