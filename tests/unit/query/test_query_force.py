"""Which instruments were in force on which day?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.errors import FilterError
from kg.model import Clock, ForceState, Instrument
from kg.query import InstrumentQuestion, View, Window
from kg.query.force import force_of
from kg.query.forced import forces_of
from kg.query.periods import days_in_force
from kg.temporal import Match, Relation, parse_day
from tests.unit.query.county import en, event, force, ground, view

SURE, PERHAPS = Match.CERTAIN, Match.POSSIBLE
BARE = Instrument(id="instrument/x", labels=en("X"), clock=Clock(recorded="2020-01-01"))


def matches(instrument: Instrument, day: str) -> Match | None:
    return (None, PERHAPS, SURE)[days_in_force(view(), instrument).on(parse_day(day))]


def on(day: str, **rest):
    found = view().instruments_in_force("county", parse_day(day), **rest)
    return {(f.instrument.id.partition("/")[2], f.period.version): f.match for f in found}


@pytest.mark.parametrize(
    ("day", "version", "match"),
    [
        ("2019-01-01", None, None),  # adopted, not yet in force
        ("2019-01-29", None, None),
        ("2019-01-30", "1", SURE),
        ("2019-02-08", "1", SURE),
        ("2019-02-09", None, None),  # suspended
        ("2019-03-01", None, None),
        ("2019-03-02", "1", SURE),
        ("2019-03-10", "1", SURE),
        ("2019-03-11", "2", SURE),  # amended
        ("2019-03-12", "2", PERHAPS),  # its end is not known
        ("2031-01-01", "2", PERHAPS),
    ],
)
def test_ordinance_day_by_day(day: str, version: str | None, match: Match | None):
    found = {v: m for (slug, v), m in on(day).items() if slug == "ordinance"}
    assert found == ({} if match is None else {version: match})


def test_suspension_is_a_state_of_its_own():
    found = on("2019-02-20", states=(ForceState.SUSPENDED,))
    assert found == {("ordinance", None): SURE}


def test_law_of_a_containing_place_applies_unless_left_out():
    assert on("2019-02-20") == {("law", None): SURE}
    assert on("2019-02-20", include_containing=False) == {}


def test_ended_instrument_stays_ended_though_its_period_is_open():
    days = ("2018-12-04", "2018-12-05", "2018-12-06", "2025-01-01")
    found = [on(day).get(("agreement", None)) for day in days]
    assert found == [SURE, PERHAPS, None, None]  # on the day itself for a part of it
    found = on("2025-01-01", states=(ForceState.ENDED,))
    assert found == {("agreement", None): SURE}


def test_scheduled_is_never_in_force():
    assert ("plan", None) not in on("2019-07-01")
    assert on("2019-07-01", states=(ForceState.SCHEDULED,)) == {("plan", None): SURE}


def test_in_force_again_after_an_end():
    again = replace(
        BARE,
        force=(
            force(ForceState.IN_FORCE, "2000/.."),
            force(ForceState.ENDED, "2005-06"),
            force(ForceState.IN_FORCE, "2010/..", key="again"),
        ),
    )
    days = ("2004-01-01", "2005-06-15", "2007-01-01", "2010-06-01", "2011-01-01")
    found = [matches(again, d) for d in days]
    assert found == [SURE, PERHAPS, None, PERHAPS, SURE]


def test_a_vague_end_may_be_that_of_another_period():
    force_of_both = (
        force(ForceState.IN_FORCE, "2010/2018"),
        force(ForceState.ENDED, "2019"),
        force(ForceState.IN_FORCE, "2019-06-01/..", key="again"),
    )
    both = replace(BARE, force=force_of_both)
    days = ("2018-06-01", "2019-01-10", "2019-03-01", "2021-05-01")
    assert [matches(both, d) for d in days] == [PERHAPS, None, None, PERHAPS]
    again = replace(BARE, force=force_of_both[1:])  # then it ended what it ended
    assert [matches(again, d) for d in days] == [None, None, None, None]
    assert matches(again, "2019-07-01") is PERHAPS


def test_what_may_have_been_suspended_all_the_time_is_possible_only():
    month = (force(ForceState.IN_FORCE, "2019-02"), force(ForceState.SUSPENDED, "2019-02"))
    seen, pact = view(), replace(BARE, force=month)
    days = {"from_day": parse_day("2019-02-01"), "to_day": parse_day("2019-02-28")}
    for relation in (Relation.OVERLAPS, Relation.WITHIN):
        found = force_of(seen, pact, window=Window(**days, relation=relation))
        assert [(f.state, f.match) for f in found] == [
            (ForceState.IN_FORCE, PERHAPS),
            (ForceState.SUSPENDED, SURE),
        ]


def test_what_was_never_in_force_for_a_day():
    days = "2019-02-01/2019-02-10"
    never = (force(ForceState.IN_FORCE, days), force(ForceState.SUSPENDED, days))
    assert forces_of(view(), None, replace(BARE, force=never)) is not None  # at no time, but a tie
    over = replace(
        BARE, force=(force(ForceState.IN_FORCE, "../2010"), force(ForceState.ENDED, "../2019"))
    )
    early = Window(to_day=parse_day("2000-01-01"))
    assert matches(over, "1990-01-01") is None
    assert [f.state for f in force_of(view(), over, window=early)] == [ForceState.ENDED]


def test_last_day_in_force_is_partly_so():
    ended = replace(
        BARE,
        force=(
            force(ForceState.IN_FORCE, "2000/2018-12-05"),
            force(ForceState.ENDED, "2018-12-05"),
        ),
    )
    days = ("2018-12-04", "2018-12-05", "2018-12-06")
    found = [matches(ended, d) for d in days]
    assert found == [SURE, PERHAPS, None]


def test_only_what_the_record_says():
    adopted = replace(BARE, force=(force(ForceState.ADOPTED, "2000-01-01"),))
    day = parse_day("2001-01-01")
    assert matches(adopted, "2001-01-01") is None
    assert [f.state for f in view().force_of(adopted, day)] == [ForceState.ADOPTED]
    assert matches(BARE, "2001-01-01") is None
    assert view().force_of(adopted)[0].match is None


def test_clock_stands_in_for_the_day():
    found = view(as_of="2019-02-20").instruments_in_force("county")
    assert [f.instrument.id for f in found] == ["instrument/law"]
    with pytest.raises(FilterError, match="which day"):
        view().instruments_in_force("county")


def test_instruments_at_an_event_hold_throughout_it():
    raid = view().get("event/raid")
    found = {f.instrument.id: f.match for f in view().instruments_at(raid)}
    assert found == {"instrument/law": SURE, "instrument/ordinance": PERHAPS}
    assert view().instruments_at(raid, "abroad") == []
    undated = event("x", None, "X", places=raid.places)
    assert {f.match for f in view().instruments_at(undated)} == {PERHAPS}
    placeless = event("y", "2019", "Y")
    assert view().instruments_at(placeless) == []


def test_listing_keeps_instruments_in_force():
    def ids(**keys):
        return view().instruments(InstrumentQuestion(**keys)).page().edges

    found = ids(in_force_on=parse_day("2019-04-01"), jurisdiction=("county",))
    assert [(f.record.id, f.match) for f in found] == [("instrument/ordinance", PERHAPS)]
    assert len(ids(jurisdiction=("place/county",))) == 3
    assert [f.match for f in ids(issuer=("agency",))] == [None]


def test_unknown_place_is_named():
    with pytest.raises(FilterError, match="jurisdiction: there is no 'place/conty'") as caught:
        View(ground()).instruments_in_force("conty", 0)
    assert "county" in (caught.value.hint or "")
