"""What says something only perhaps, or denies it, makes nothing certain."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kg.model import (
    Claim,
    Clock,
    Concept,
    Dimension,
    EventStatus,
    Evidence,
    Office,
    Participation,
    Place,
    Relation,
    Stance,
    Status,
    Tenure,
    When,
)
from kg.network import TieKind
from kg.query import ActorFilter, Clocks, TimelineQuestion, View, Window
from kg.query.ask import FacetBy
from kg.query.chains import chain
from kg.query.neighbourhoods import neighbourhood
from kg.query.networks import drawn_network, network_of
from kg.query.paths import paths
from kg.query.relationships import co_participants, network
from kg.query.scene import Through
from kg.temporal import Match, parse_day
from tests.properties.query_world import ground_of
from tests.small import CLOCK, DATASET
from tests.unit.query.county import event
from tests.unit.query.told import BASE, THEN, YEAR, of

SURE, PERHAPS = Match.CERTAIN, Match.POSSIBLE
GONE = Clock(recorded="2026-01-01", withdrawn="2026-01-02", reason="wrong")
CONDUCTS = "role/conducts"


def seen(*records: Any, clocks: Clocks = THEN) -> View:
    return View(ground_of(DATASET, (*BASE, *records)), clocks)


def knows(*claims: str, evidence: str | None = None) -> Relation:
    return Relation(
        id="relation/knows",
        kind="relation-kind/supports",
        subject="actor/a",
        object="actor/b",
        claims=tuple(f"claim/{slug}" for slug in claims),
        evidence=() if evidence is None else (f"evidence/{evidence}",),
        clock=CLOCK,
    )


def claim(slug: str, stance: Stance, source: str) -> Claim:
    more = {"dimension": Dimension.OTHER, "stance": stance, "document": f"source/{source}"}
    return of(Claim, f"claim/{slug}", **more)


DENIED = claim("no", Stance.DENIES, "early")


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ((knows("no", evidence="late"), DENIED), None),
        ((knows("no", evidence="undated"), DENIED), PERHAPS),
        ((knows("no", evidence="early"), DENIED), SURE),
        ((knows("no", "yes"), DENIED, claim("yes", Stance.ASSERTS, "late")), None),
        ((knows("no", "yes"), DENIED, claim("yes", Stance.ALLEGES, "undated")), PERHAPS),
        ((knows("no", "yes"), DENIED, claim("yes", Stance.ASSERTS, "early")), SURE),
    ],
)
def test_a_denial_does_not_report_what_it_denies(records: tuple[Any, ...], expected: Match | None):
    view = seen(*records)
    found = [] if expected is None else [expected]
    assert [path.match for path in paths(view, "actor/a", "actor/b")] == found
    assert [tie.match for tie in network(view).ties] == found
    assert len(drawn_network(view).edges) == network_of(view, simple=True).number_of_edges()
    assert len(drawn_network(view).edges) == len(found)


def test_evidence_that_was_withdrawn_says_nothing_any_more():
    gone = Evidence(id="evidence/gone", source="source/early", clock=GONE)
    kind = of(Concept, "relation-kind/supports")
    now = seen(gone, kind, knows("no", evidence="gone"), DENIED, clocks=Clocks())
    assert network(now).ties == ()
    assert not chain(now, "actor/a", kinds=["supports"]).after
    assert not chain(now, "actor/a", kinds=["supports"]).before
    unclaimed = seen(gone, knows(evidence="gone"), clocks=Clocks())
    assert [tie.match for tie in network(unclaimed).ties] == [SURE]  # the record says it itself


def by_tenure(source: str) -> View:
    """Actor b took part by a tenure alone, which one source says."""
    parts = (
        Participation(key="a", role=CONDUCTS, actor="actor/a"),
        Participation(key="b", role=CONDUCTS, tenure="tenure/t"),
    )
    tenure = Tenure(
        id="tenure/t",
        office="office/o",
        holder="actor/b",
        time=When(edtf="2018/2020"),
        evidence=(f"evidence/{source}",),
        clock=CLOCK,
    )
    meeting = event("x", "2019-02-05", "X", participations=parts, evidence=("evidence/early",))
    return seen(of(Office, "office/o"), tenure, meeting)


@pytest.mark.parametrize(("source", "expected"), [("early", SURE), ("undated", PERHAPS)])
def test_who_took_part_is_no_surer_than_the_tenure_that_tells(source: str, expected: Match):
    view, window = by_tenure(source), Window(**YEAR)
    (one,) = co_participants(view, "actor/a")
    assert (one.certain, one.possible) == (int(expected is SURE), 1)
    assert one.events().totals() == (one.certain, one.possible)
    assert [path.match for path in paths(view, "actor/a", "actor/b")] == [expected]
    for question in (
        TimelineQuestion(actors=ActorFilter(all_of=("actor/b",)), window=window),
        TimelineQuestion(offices=("office/o",), window=window),
        TimelineQuestion(during_tenure=("tenure/t",), window=window),
    ):
        assert [hit.match for hit in view.timeline(question).page().edges] == [expected]
    (holding,) = view.held_then(view.get("event/x"), view.get("event/x").participations[1])
    assert holding.match is expected
    certain = Window(**YEAR, match=SURE)
    assert len(co_participants(view, "actor/a", Through(window=certain))) == (expected is SURE)
    for drawn in (drawn_network(view, certain), network_of(view, certain)):
        assert len(drawn.edges) == (expected is SURE)


def test_whom_a_tenure_tells_that_was_not_reported_did_not_take_part():
    view = by_tenure("late")
    assert co_participants(view, "actor/a") == []
    nobody = TimelineQuestion(actors=ActorFilter(none_of=("actor/b",)), window=Window(**YEAR))
    assert [hit.match for hit in view.timeline(nobody).page().edges] == [SURE]
    perhaps = by_tenure("undated").timeline(nobody)
    assert [hit.match for hit in perhaps.page().edges] == [PERHAPS]


def planned(*statuses: tuple[Status, str, str]) -> View:
    """An event with statuses: what, since when, and who says so."""
    parts = [
        EventStatus(key=f"s{n}", status=what, time=When(edtf=edtf), evidence=(f"evidence/{by}",))
        for n, (what, edtf, by) in enumerate(statuses)
    ]
    return seen(event("x", "2019-02-05", "X", statuses=tuple(parts), evidence=("evidence/early",)))


CALLED_OFF = (Status.CANCELLED, "2018-06-01", "undated")
PLANNED = (Status.SCHEDULED, "2018-01-01", "early")


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ((PLANNED, CALLED_OFF), {Status.SCHEDULED: PERHAPS, Status.CANCELLED: PERHAPS}),
        ((PLANNED, (*CALLED_OFF[:2], "early")), {Status.CANCELLED: SURE}),
        ((PLANNED, (*CALLED_OFF[:2], "late")), {Status.SCHEDULED: SURE}),
        ((CALLED_OFF,), {Status.CANCELLED: PERHAPS}),
        ((PLANNED, (Status.SCHEDULED, *CALLED_OFF[1:])), {Status.SCHEDULED: SURE}),
    ],
)
def test_a_status_counts_as_surely_as_it_was_reported(
    statuses: tuple[tuple[Status, str, str], ...], expected: dict[Status, Match]
):
    view = planned(*statuses)
    for status in Status:
        asked = TimelineQuestion(status=(status,), window=Window(**YEAR))
        hits = view.timeline(asked).page().edges
        assert [hit.match for hit in hits] == ([expected[status]] if status in expected else [])
    facets = view.timeline(TimelineQuestion()).facets(FacetBy.STATUS)
    counted = {one.id: (one.certain, one.possible) for one in facets}
    assert counted == {status: (int(m is SURE), 1) for status, m in expected.items()}
    either = TimelineQuestion(status=(Status.SCHEDULED, Status.CANCELLED), window=Window(**YEAR))
    (hit,) = view.timeline(either).page().edges
    assert hit.match is (PERHAPS if statuses == (CALLED_OFF,) else SURE)


def test_a_value_counts_for_certain_where_it_was_certainly_reported():
    parts = tuple(
        Participation(key=slug, role=CONDUCTS, actor=f"actor/{slug}", evidence=(f"evidence/{by}",))
        for slug, by in (("a", "early"), ("b", "undated"), ("c", "late"))
    )
    view = seen(event("x", "2019", "X", participations=parts, evidence=("evidence/early",)))
    answer = view.timeline(TimelineQuestion())
    found = {by: {f.id: (f.certain, f.possible) for f in answer.facets(by)} for by in FacetBy}
    assert found[FacetBy.ACTOR] == {"actor/a": (1, 1), "actor/b": (0, 1)}
    assert found[FacetBy.ROLE] == {CONDUCTS: (1, 1)}
    assert found[FacetBy.SOURCE] == {"source/early": (1, 1), "source/undated": (0, 1)}


def cause(slug: str, subject: str, obj: str, edtf: str | None = None) -> Relation:
    when = {} if edtf is None else {"time": When(edtf=edtf)}
    kind = "relation-kind/responds-to"
    return Relation(
        id=f"relation/{slug}", kind=kind, subject=subject, object=obj, clock=CLOCK, **when
    )


def test_in_a_window_events_are_members_where_they_count_in_it():
    view = seen(
        event("u", "2019-01-05", "U"),
        event("v", "2019-02-05", "V"),
        cause("r", "event/v", "event/u"),
        cause("s", "event/u", "actor/a", "2019-02-06"),
        clocks=Clocks(),
    )
    february = Window(from_day=parse_day("2019-02-01"), to_day=parse_day("2019-02-28"))
    through = Through(window=february)
    assert {m.record.id for m in network(view, ("event", "actor")).members} == {
        *("event/u", "event/v", "actor/a"),
    }
    assert network(view, ("event", "actor"), through).members == ()
    drawn = drawn_network(view, february, include=["events"])
    assert (set(drawn) - {"actor/b", "actor/c"}, len(drawn.edges)) == ({"event/v", "actor/a"}, 0)
    assert neighbourhood(view, "event/v", 1, through).total() == 0
    assert paths(view, "event/v", "actor/a", through) == []
    near = neighbourhood(view, "event/u", 2, through).page().edges  # which was asked about
    assert sorted(m.record.id for m in near) == ["actor/a", "event/v"]
    assert [p.match for p in paths(view, "event/u", "actor/a", through)] == [SURE]


def test_what_a_withdrawn_version_said_changes_no_order():
    first = Clock(recorded="2020-01-01", withdrawn="2020-02-01", reason="wrong")
    second = Clock(recorded="2020-02-01", version=2)
    late = replace(event("w", "2019-01-09", "W"), clock=second)
    causes = [cause(x + y, f"event/{x}", f"actor/{y}") for x in "uw" for y in "ab"]
    told = (event("u", "2019-01-05", "U"), late, *causes)
    before = replace(event("w", "2018-01-01", "W"), clock=first)
    plain, corrected = (seen(*records, clocks=Clocks()) for records in (told, (*told, before)))
    through = Through(ties=frozenset([TieKind.RELATION]))
    for view in (plain, corrected):
        assert [m.record.id for m in network(view, ("event",), through, 1).members] == ["event/u"]
        (path,) = paths(view, "actor/a", "actor/b", through)
        assert [hop.target for hop in path.hops] == ["event/u", "actor/b"]


def test_a_membership_of_a_plain_date_may_stand_from_then_on():
    member = replace(
        knows(), kind="relation-kind/member-of", time=When(edtf="2018-05"), object="actor/c"
    )
    took = (Participation(key="a", role=CONDUCTS, actor="actor/a"),)
    days = {"before": "2018-04-30", "then": "2018-05-10", "after": "2019-02-05"}
    events = [event(slug, day, slug, participations=took) for slug, day in days.items()]
    view = seen(member, *events, clocks=Clocks())
    who = ActorFilter(all_of=("actor/c",), include_parts=True)
    window = Window(from_day=parse_day("2018-01-01"), to_day=parse_day("2019-12-31"))
    hits = view.timeline(TimelineQuestion(actors=who, window=window)).page().edges
    assert [(hit.event.id, hit.match) for hit in hits] == [
        ("event/then", PERHAPS),
        ("event/after", PERHAPS),  # it came about then; how long it lasted nobody says
    ]
    for day in days.values():
        then = view.at(Clocks(as_of=parse_day(day)))
        assert len(then.relations_of("actor/c")) == (day != days["before"])


def test_with_as_of_ties_are_as_sure_as_the_day_is():
    office, holds = of(Office, "office/o"), {"office": "office/o", "clock": CLOCK}
    tenures = [
        Tenure(id=f"tenure/{who}", holder=f"actor/{who}", time=When(edtf=edtf), **holds)
        for who, edtf in (("a", "2018/2020"), ("b", "2019"))
    ]
    took = tuple(Participation(key=w, role=CONDUCTS, actor=f"actor/{w}") for w in "ac")
    meeting = event("x", "2019", "X", participations=took)
    for day, expected in (("2019-06-01", PERHAPS), ("2020-06-01", None)):
        view = seen(office, *tenures, meeting, clocks=Clocks(as_of=parse_day(day)))
        held = {h.tenure.id[-1]: h.match for h in view.office_holders("office/o")}
        for who in "ab":
            found = [p.match for p in paths(view, f"actor/{who}", "office/o")]
            assert found == ([held[who]] if who in held else [])
        assert held.get("b") is expected
        (one,) = co_participants(view, "actor/a")
        assert (one.certain, one.possible) == (int(expected is None), 1)  # it had begun by then
        assert one.events().totals() == (one.certain, one.possible)


@pytest.mark.parametrize(("source", "expected"), [("early", SURE), ("undated", PERHAPS)])
def test_what_records_say_of_themselves_is_reported_by_their_evidence(source: str, expected: Match):
    body = {"organisation": "actor/a", "evidence": (f"evidence/{source}",)}
    where = of(Place, "place/p", within=("place/q",))
    view = seen(of(Office, "office/o", **body), where, of(Place, "place/q"))
    assert [p.match for p in paths(view, "office/o", "actor/a")] == [expected]
    assert [p.match for p in paths(view, "place/p", "place/q")] == [PERHAPS]  # nothing shows it
    certain = Window(**YEAR, match=SURE)
    how = {"include": ("offices", "places"), "ties": ("post", "within")}
    for window, count in ((None, 2), (certain, int(expected is SURE))):
        assert len(drawn_network(view, window, **how).edges) == count
        assert len(network_of(view, window, **how).edges) == count
    assert paths(view.at(Clocks()), "place/p", "place/q")[0].match is SURE
    late = seen(of(Office, "office/o", **body | {"evidence": ("evidence/late",)}))
    assert paths(late, "office/o", "actor/a") == []
    assert len(drawn_network(late, **how).edges) == len(network_of(late, **how).edges) == 0


def test_places_that_lay_in_each_other_are_tied_by_both_records():
    first = Clock(recorded="2020-01-01", withdrawn="2020-03-01", reason="wrong")
    places = [
        replace(of(Place, f"place/{one}", within=(f"place/{two}",)), clock=first)
        for one, two in ("pq", "qp")
    ]
    view = seen(*places, clocks=Clocks(known_at=parse_day("2020-02-01")))
    for drawn in (drawn_network(view, include=["places"]), network_of(view, include=["places"])):
        assert (drawn.number_of_edges(), len(drawn.edges)) == (2, 2)
        assert sorted(key for *_, key in drawn.edges(keys=True)) == ["within-p", "within-q"]
    simple = network_of(view, include=["places"], simple=True)
    weights = [about for *_, about in simple.edges(data=True)]
    assert [(about["weight"], about["ties"]) for about in weights] == [(2, "within-p within-q")]


@pytest.mark.parametrize(
    ("dimension", "stance", "about", "expected"),
    [
        (Dimension.PARTICIPANT, Stance.DENIES, ("event/x", "actor/a"), ([], ["no"])),
        (Dimension.PARTICIPANT, Stance.ASSERTS, ("event/x", "actor/b"), (["no"], [])),
        (Dimension.PARTICIPANT, Stance.DENIES, ("event/x", "actor/c"), ([], [])),
        (Dimension.PARTICIPANT, Stance.DENIES, ("actor/a", "actor/b"), ([], [])),
        (Dimension.OCCURRENCE, Stance.DENIES, ("event/x",), ([], ["no"])),
        (Dimension.OCCURRENCE, Stance.ASSERTS, ("event/x",), ([], [])),
        (Dimension.NUMBER, Stance.DENIES, ("event/x", "actor/a"), ([], [])),
    ],
)
def test_a_tie_through_an_event_is_contested_by_who_denies_that_somebody_took_part(
    dimension: Dimension, stance: Stance, about: tuple[str, ...], expected: tuple[list[str], ...]
):
    took = tuple(Participation(key=w, role=CONDUCTS, actor=f"actor/{w}") for w in "ab")
    told = replace(claim("no", stance, "early"), dimension=dimension, about=about)
    view = seen(event("x", "2019", "X", participations=took), told, clocks=Clocks())
    (path,) = paths(view, "actor/a", "actor/b")
    (hop,) = path.hops
    assert [[c.id.partition("/")[2] for c in side] for side in hop.sides()] == [*expected]
    assert hop.contested() is bool(expected[1])
