"""What is seen at which setting of the clocks?"""

from __future__ import annotations

from kg.model import EventStatus, Status
from kg.query import ClaimQuestion, FacetBy
from kg.temporal import Match, parse_day
from tests.unit.query.county import ask, event, matches, slugs, view, when, window

PERHAPS = Match.POSSIBLE


def test_three_known_days_give_three_answers():
    assert slugs(ask(view(known_at="2019-12-31"))) == []
    assert slugs(ask(view(known_at="2020-01-15"))) == [
        *("vote", "handover", "term", "raid", "arrest", "bail", "mistake", "count"),
    ]
    assert slugs(ask(view(known_at="2020-02-15")))[-2:] == ["mistake", "count"]
    assert slugs(ask(view(known_at="2020-03-01"))) == slugs(ask())


def test_correction_shows_the_version_of_the_day():
    def label(known: str | None) -> str:
        return view(known_at=known).get("event/count").labels[0].text

    assert label("2020-01-31") == "Count of the raid"
    assert label("2020-02-01") == "Count of the raid, corrected"
    assert label(None) == "Count of the raid, corrected"
    assert view(known_at="2019-12-31").get("event/count") is None
    assert [v.clock.version for v in view().versions("event/count")] == [1, 2]


def test_withdrawn_record_is_gone_from_every_door():
    now, then = view(), view(known_at="2020-02-15")
    assert now.get("event/mistake") is None
    assert then.get("event/mistake") is not None
    assert [h.record.id for h in now.search("mistake")] == []
    assert [h.record.id for h in then.search("mistake")] == ["event/mistake"]
    assert "event/mistake" not in {e.id for e in now.all("event")}


def test_corrected_event_moves_in_time():
    narrow = window("2019-02-11", "2019-02-11")
    assert "count" not in slugs(ask(window=narrow))
    assert "count" in slugs(ask(view(known_at="2020-01-15"), window=narrow))


def test_as_of_shows_what_may_have_begun():
    assert slugs(ask(view(as_of="2018-12-31"))) == ["vote", "handover"]
    assert slugs(ask(view(as_of="2019-01-01"))) == ["vote", "handover", "term"]
    assert view(as_of="2018-12-31").get("event/raid") is None
    undated = slugs(ask(view(as_of="2018-12-31"), include_undated=True))
    assert undated == ["vote", "handover", "rumour"]


def test_status_is_the_latest_by_the_day():
    def status(as_of: str | None) -> Status | None:
        seen = view(as_of=as_of)
        return seen.status_of(view().get("event/raid"))

    assert status("2019-01-19") is None
    assert status("2019-01-20") is Status.ANNOUNCED
    assert status("2019-02-05") is Status.HAPPENED
    assert status(None) is Status.HAPPENED
    announced = ask(view(as_of="2019-02-05"), status=(Status.ANNOUNCED,))
    assert slugs(announced) == []
    assert slugs(ask(status=(Status.HAPPENED,))) == ["raid"]


def test_later_kind_of_status_counts_on_one_day():
    both = tuple(
        EventStatus(key=str(s), status=s, time=when("2019-02-05"))
        for s in (Status.HAPPENED, Status.ALLEGED)
    )
    assert view().status_of(event("x", "2019", "X", statuses=both)) is Status.HAPPENED
    assert view().status_of(event("x", "2019", "X")) is None


def test_name_is_that_of_the_day():
    agency = view().get("actor/agency")
    assert view().name_of(agency).text == "Federal Agency"
    assert view(as_of="1990-01-01").name_of(agency).text == "Immigration Service"
    assert view(as_of="2003-02-01").name_of(agency).text == "Immigration Service"
    assert view(as_of="2019-01-01").name_of(agency, ["es"]).text == "Federal Agency"
    assert view().name_of(view().get("evidence/raid-a")) is None


def test_relation_by_a_plain_date_stands_from_then_on():
    def relations(as_of: str | None) -> list[str]:
        return [r.id for r in view(as_of=as_of).relations_of("actor/ines")]

    assert relations("2018-11-05") == []
    assert relations("2019-06-01") == relations(None) == ["relation/won"]


def test_relation_by_a_period_stands_during_it():
    def relations(as_of: str | None) -> list[str]:
        return [r.id for r in view(as_of=as_of).relations_of("actor/agency", ["member-of"])]

    assert relations("2018-12-31") == []
    assert relations("2019-01-01") == relations("2024-01-01") == ["relation/team"]
    assert view().relations_of("actor/agency", ["relation-kind/defeated"]) == []


def test_reported_by_weighs_the_dates_of_sources():
    assert matches(ask(view(reported_by="2019-01-31"), include_undated=True)) == {"rumour": PERHAPS}
    # vote: its source is of some day in February
    assert matches(ask(view(reported_by="2019-02-10"))) == {"vote": PERHAPS, "raid": None}
    assert matches(ask(view(reported_by="2019-02-28"))) == {"vote": None, "raid": None}


def test_undated_source_is_never_certain():
    late = view(reported_by="2030-01-01")
    found = matches(ask(late, include_undated=True, window=window("1900-01-01", "2100-01-01")))
    assert found["rumour"] is PERHAPS
    assert found["raid"] is Match.CERTAIN
    calm = {c.record.id: c.match for c in late.claims(ClaimQuestion()).page().edges}
    assert calm["claim/calm"] is PERHAPS
    assert calm["claim/many"] is None


def test_sources_and_evidence_are_those_of_the_day():
    early = view(reported_by="2019-02-05")
    assert [s.id for s in early.all("source")] == ["source/paper-b", "source/undated"]
    assert early.evidence(["raid-a", "vote-b"])[0].id == "evidence/vote-b"
    assert early.sources_of(view().get("event/raid")) == []
    assert [s.id for s in view().sources_of(view().get("event/raid"))] == ["source/paper-a"]
    assert [f.id for f in ask(early).facets(FacetBy.SOURCE)] == ["source/paper-b"]


def test_question_brings_its_own_clocks():
    then = view(known_at="2020-01-15").clocks
    assert "mistake" in slugs(ask(clocks=then))
    assert view().at(then).clocks.known_at == parse_day("2020-01-15")
