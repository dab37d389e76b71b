"""What is not reported is not there, and what is perhaps reported is only possible."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kg.model import (
    Claim,
    Clock,
    Dimension,
    ForcePeriod,
    ForceState,
    Instrument,
    Office,
    Participation,
    Party,
    Place,
    Relation,
    Stance,
    Tenure,
    When,
)
from kg.network import TieKind
from kg.query import ActorFilter, Clocks, TimelineQuestion, View, Window
from kg.query.neighbourhoods import neighbourhood
from kg.query.networks import drawn_network, network_of
from kg.query.paths import InTime, paths
from kg.query.relationships import network
from kg.query.scene import Through
from kg.temporal import Match, parse_day
from tests.properties.query_world import ground_of
from tests.small import CLOCK, DATASET
from tests.unit.query.county import event, slugs
from tests.unit.query.told import BASE, THEN, YEAR, of

SURE, PERHAPS = Match.CERTAIN, Match.POSSIBLE
PARTY = Through(ties=frozenset([TieKind.PARTY]))


def force(edtf: str | None, source: str, state: ForceState = ForceState.IN_FORCE) -> ForcePeriod:
    when = {} if edtf is None else {"time": When(edtf=edtf)}
    return ForcePeriod(
        key=f"{state}-{source}", state=state, evidence=(f"evidence/{source}",), **when
    )


def pact(party: str, *periods: ForcePeriod) -> View:
    parties = (Party(key="a", actor="actor/a", evidence=(f"evidence/{party}",)),)
    record = of(Instrument, "instrument/pact", parties=parties, force=periods)
    return View(ground_of(DATASET, (*BASE, record)), THEN)


def found(seen: View, window: Window | None = None, **how: Any) -> list[Match]:
    through = Through(ties=PARTY.ties, window=window)
    return [p.match for p in paths(seen, "actor/a", "instrument/pact", through, **how)]


def drawn(seen: View, window: Window | None = None) -> set[int]:
    how = {"include": ("instruments",), "ties": ("party",)}
    graphs = drawn_network(seen, window, **how), network_of(seen, window, **how)
    lazy = network_of(seen, window, simple=True, **how)
    return {*(len(graph.edges) for graph in graphs), lazy.number_of_edges()}


@pytest.mark.parametrize(
    ("party", "period", "expected"),
    [
        ("early", "early", SURE),
        ("early", "undated", PERHAPS),
        ("undated", "early", PERHAPS),
        ("late", "early", None),
    ],
)
def test_a_party_is_tied_as_surely_as_it_was_reported(
    party: str, period: str, expected: Match | None
):
    seen = pact(party, force("2019", period))
    wanted = [] if expected is None else [expected]
    assert found(seen) == wanted
    assert found(seen, Window(**YEAR)) == wanted
    assert neighbourhood(seen, "actor/a", 1, PARTY).total() == len(wanted)
    assert len(network(seen, through=PARTY).members) == len(wanted)
    assert drawn(seen) == drawn(seen, Window(**YEAR)) == {len(wanted)}
    certain = Window(**YEAR, match=SURE)
    assert found(seen, certain) == [SURE] * (expected is SURE)
    assert drawn(seen, certain) == {int(expected is SURE)}


def test_without_a_period_that_was_reported_a_tie_has_no_date():
    seen, certain = pact("early", force("2019", "late")), Window(**YEAR, match=SURE)
    assert found(seen) == [SURE]
    assert found(seen, Window(**YEAR)) == [PERHAPS]
    then = seen.at(Clocks(reported_by=THEN.reported_by, as_of=YEAR["to_day"]))
    assert found(then) == [PERHAPS]
    assert found(seen, certain) == found(then, certain) == []
    assert drawn(seen, Window(**YEAR)) == drawn(then) == {1}
    assert drawn(seen, certain) == drawn(then, certain) == {0}


def test_in_time_a_period_counts_as_it_was_reported():
    assert found(pact("early", force("2019/2020", "early")), in_time=InTime()) == [SURE]
    assert found(pact("early", force("2019/2020", "undated")), in_time=InTime()) == [PERHAPS]
    bare = pact("early", force("2019/2020", "late"))
    assert found(bare, in_time=InTime()) == []
    assert found(bare, in_time=InTime(include_undated=True)) == [PERHAPS]


def test_an_end_that_is_perhaps_reported_takes_nothing_away_for_sure():
    seen = pact("early", force("2019/..", "early"), force("2020-01", "undated", ForceState.ENDED))
    later = parse_day("2020-06-01")
    held = {f.state: f.match for f in seen.instruments_in_force(on=later)}
    assert held == {ForceState.IN_FORCE: PERHAPS}
    assert found(seen, Window(from_day=later, to_day=later)) == [PERHAPS]


def test_periods_are_kept_for_the_snapshot_but_not_as_one_view_was_told(
    monkeypatch: pytest.MonkeyPatch,
):
    pause = force("2019-03/2019-05", "undated", ForceState.SUSPENDED)
    told = pact("early", force("2019/..", "early"), pause)
    now, may = told.at(Clocks()), parse_day("2019-04-10")
    window = Window(from_day=may, to_day=may)
    assert (found(told, window), found(now, window), found(told, window)) == (
        [PERHAPS],
        [],
        [PERHAPS],
    )
    assert len(told.index.kept["force"]) == 1
    monkeypatch.setattr("kg.query.forced.MOST_KEPT", 0)
    before = told.at(Clocks())
    before.index.kept["force"].clear()
    assert [found(before, window), found(before), found(before, window)] == [[], [SURE], []]
    assert not told.index.kept["force"]


def test_what_is_not_dated_can_be_suspended_all_the_same():
    pause = force("2019-03", "early", ForceState.SUSPENDED)
    march = replace(pause, time=When(edtf="2019-03-01/2019-03-31"))
    seen = pact("early", force(None, "early"), march)
    for day, expected in (("2019-03-10", []), ("2019-04-10", [PERHAPS])):
        number = parse_day(day)
        wish = InTime(after=number, by=number, include_undated=True)
        assert found(seen, in_time=wish) == expected
        assert found(seen, Window(from_day=number, to_day=number)) == expected


MEETING = event(
    "x",
    "{2019-02-01,2019-02-20}",
    "X",
    participations=(Participation(key="b", role="role/conducts", actor="actor/b"),),
    evidence=("evidence/early",),
)


def member(*claims: str, evidence: str | None = None) -> Relation:
    return Relation(
        id="relation/of",
        kind="relation-kind/member-of",
        subject="actor/b",
        object="actor/c",
        claims=claims,
        evidence=() if evidence is None else (f"evidence/{evidence}",),
        clock=CLOCK,
    )


def claimed(stance: Stance, clock: Clock = CLOCK) -> Claim:
    return replace(
        of(Claim, "claim/c", dimension=Dimension.OTHER, stance=stance, document="source/early"),
        clock=clock,
    )


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ((member(evidence="early"),), SURE),
        ((member(evidence="undated"),), PERHAPS),
        ((member(evidence="late"),), None),
        ((member("claim/c"), claimed(Stance.ASSERTS)), SURE),
        ((member("claim/c"), claimed(Stance.DENIES)), None),
        ((member("claim/c"),), None),
    ],
)
def test_a_membership_counts_as_surely_as_somebody_says_it(
    records: tuple[Any, ...], expected: Match | None
):
    seen = View(ground_of(DATASET, (*BASE, MEETING, *records)), THEN)
    who = ActorFilter(any_of=("actor/c",), include_parts=True)
    answer = seen.timeline(TimelineQuestion(actors=who, window=Window(**YEAR)))
    assert [hit.match for hit in answer.page().edges] == ([] if expected is None else [expected])
    assert slugs(answer) == ["x"] * (expected is not None)


def test_the_offices_then_are_possible_where_they_are_perhaps_reported():
    tenure = Tenure(
        id="tenure/t",
        office="office/o",
        holder="actor/b",
        time=When(edtf="2018/2020"),
        evidence=("evidence/undated",),
        clock=CLOCK,
    )
    seen = View(ground_of(DATASET, (*BASE, of(Office, "office/o"), tenure, MEETING)), THEN)
    (holding,) = seen.held_then(MEETING, MEETING.participations[0])
    assert holding.match is PERHAPS


def test_between_the_days_of_an_event_nothing_is_in_force_at_it():
    law = of(
        Instrument,
        "instrument/law",
        jurisdiction="place/p",
        force=(ForcePeriod(key="f", state=ForceState.IN_FORCE, time=When(edtf="2019-02-10")),),
    )
    place = of(Place, "place/p")
    seen = View(ground_of(DATASET, (*BASE, place, law, MEETING)))
    assert seen.instruments_at(MEETING, "p") == []
    during = TimelineQuestion(while_in_force=("law",))
    assert seen.timeline(during).ids() == []


def test_ties_to_what_is_not_seen_are_not_among_those_left():
    gone = Clock(recorded="2026-01-01", withdrawn="2026-01-02", reason="wrong")
    knows = [
        Relation(
            id=f"relation/{other}",
            kind="relation-kind/supports",
            subject="actor/a",
            object=f"actor/{other}",
            clock=CLOCK,
        )
        for other in "bc"
    ]
    crowd = [
        event(
            f"e{n:03}",
            "2019-02-05",
            "Meeting",
            participations=tuple(
                Participation(key=w, role="role/conducts", actor=f"actor/{w}") for w in "ab"
            ),
        )
        for n in range(101)
    ]
    people = [replace(r, clock=gone) if r.id == "actor/c" else r for r in BASE]
    seen = View(ground_of(DATASET, (*people, *knows, *crowd)))
    near = neighbourhood(seen, "actor/b", 1)
    (busy,) = near.page().edges
    assert (busy.record.id, busy.ties, busy.closed, near.more(busy)) == ("actor/a", 102, True, 0)
