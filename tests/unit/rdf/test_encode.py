"""Is each thing said where and how it should be?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.errors import FormatError
from kg.model import Dataset, Event, Identifier, Label, Place, Quantity, When
from kg.rdf import Context, Iri, Literal, Quad, bundled_ids, context_of, encode, quads
from kg.rdf.literals import number
from kg.rdf.syntax import nquads_term
from kg.rdf.vocab import CITO, DECIMAL, GEO, INTEGER, KG, PROV, RDFS, SCHEMA, SEM
from kg.temporal import parse_day
from tests.small import ANCIENT, BASE, CLOCK, DATASET, LAW, OLD_LAW, OPERATION, RECORDS, REPRISAL

CONTEXT = context_of(DATASET)


def said(record: object, subject: str, *properties: Iri) -> list[str]:
    """The objects of these properties of a subject, in N-Quads."""
    return [
        nquads_term(q.o)
        for q in encode(record, CONTEXT)
        if q.s.value == BASE + subject and q.p in properties
    ]


def test_records_lie_below_the_base_and_bundled_concepts_below_the_programs_own():
    assert said(OPERATION, "event/operation", SEM("eventType")) == [
        "<https://daybook.example/ns/event-kind/enforcement-operation>"
    ]
    elsewhere = Context(replace(DATASET, base="http://o.example/#"), bundled_ids())
    assert elsewhere.record("event/x") == Iri("http://o.example/#event/x")
    assert elsewhere.record("role/ends") == Iri("https://daybook.example/ns/role/ends")
    assert elsewhere.record("role/own") == Iri("http://o.example/#role/own")


def test_a_label_keeps_its_language_in_small_letters():
    event = Event(id="event/x", labels=(Label("es-MX", "Año"),), clock=CLOCK)
    assert next(q.o for q in encode(event, CONTEXT) if q.p == RDFS("label")).lang == "es-mx"


def test_bounds_are_day_numbers_with_time_stamps_beside_them():
    time = "event/operation/time"
    bounds = [KG(n) for n in ("startEarliest", "startLatest", "endEarliest", "endLatest")]
    assert said(OPERATION, time, *bounds) == [
        f'"{day}"^^<{INTEGER}>' for day in (17932, 17932, 17936, 17936)
    ]
    (stamp,) = said(OPERATION, time, SEM("hasLatestEndTimeStamp"))
    assert stamp.startswith('"2019-02-09"^^')
    assert said(OPERATION, "event/operation", SCHEMA("startDate")) == []  # it is uncertain


def test_a_day_before_year_1_has_a_number_and_no_time_stamp():
    assert said(ANCIENT, "event/ancient/time", KG("startEarliest")) == [
        f'"{parse_day("-0043-03-15")}"^^<{INTEGER}>'
    ]
    assert said(ANCIENT, "event/ancient/time", SEM("hasEarliestBeginTimeStamp")) == []


@pytest.mark.parametrize(
    ("edtf", "start", "end", "span"),
    [
        ("2019", ["2019"], ["2019"], []),
        ("2019-02/2019-03-05", ["2019-02"], ["2019-03-05"], []),
        ("2019-02/..", ["2019-02"], [], ["2019-02/.."]),
        ("2019-02/", ["2019-02"], [], []),
        ("../2019", [], ["2019"], []),
        ("2019~", [], [], []),
        ("201X", [], [], []),
        ("2019-21", [], [], []),
        ("[2018,2019]", [], [], []),
        ("-0043", [], [], []),
        ("2019-02-05T10:00:00", ["2019-02-05"], ["2019-02-05"], []),
    ],
)
def test_schema_dates_are_given_as_far_as_they_are_known(edtf, start, end, span):
    event = Event(id="event/x", labels=(), time=When(edtf=edtf), clock=CLOCK)
    for name, wanted in (("startDate", start), ("endDate", end), ("temporalCoverage", span)):
        found = [q.o.value for q in encode(event, CONTEXT) if q.p == SCHEMA(name)]
        assert found == wanted


def test_an_end_without_bound_has_no_number_but_a_state():
    event = Event(id="event/x", labels=(), time=When(edtf="../2019"), clock=CLOCK)
    assert said(event, "event/x/time", KG("startEarliest"), KG("startLatest")) == []
    assert said(event, "event/x/time", KG("startState")) == [f"<{KG('end-state-open').value}>"]


def test_sets_and_undated_are_marked():
    def marks(edtf: str | None) -> list[str]:
        event = Event(id="event/x", labels=(), time=When(edtf=edtf), clock=CLOCK)
        return [
            q.p.value[-4:] for q in encode(event, CONTEXT) if q.p in (KG("undated"), KG("hull"))
        ]

    assert [marks(e) for e in ("2019", "1985-XX-15", "XXXX", None)] == [
        [],
        ["hull"],
        ["ated"],
        ["ated"],
    ]


def test_flat_edges_stand_beside_participations_and_places():
    assert said(OPERATION, "event/operation", SEM("hasActor")) == [
        f"<{BASE}actor/agency>",
        f"<{BASE}actor/director>",
    ]
    assert said(OPERATION, "event/operation", SEM("hasPlace")) == [f"<{BASE}place/state>"]


def test_nothing_merely_claimed_stands_in_the_default_graph():
    statements = list(quads(DATASET, RECORDS))
    predicate = Iri("https://daybook.example/ns/predicate/motivated-by")
    found = [q for q in statements if q.p == predicate]
    assert {q.g for q in found} == {
        Iri(f"{BASE}claim/reprisal/proposition"),
        Iri(f"{BASE}claim/answer/proposition"),
    }
    assert (
        Quad(
            Iri(f"{BASE}event/operation"),
            predicate,
            Iri(f"{BASE}event/election"),
            Iri(f"{BASE}claim/reprisal/proposition"),
        )
        in found
    )


def test_a_claim_that_is_no_triple_has_no_proposition():
    bare = replace(REPRISAL, object=None)
    assert all(q.p != KG("proposition") and q.g is None for q in encode(bare, CONTEXT))


def test_claims_name_their_speaker_and_their_quarrels_in_usual_words():
    answer = next(r for r in RECORDS if r.id == "claim/answer")
    assert said(answer, "claim/answer", PROV("wasAttributedTo")) == [f"<{BASE}actor/director>"]
    assert said(answer, "claim/answer", CITO("disputes")) == [f"<{BASE}claim/reprisal>"]


def test_a_withdrawn_version_stands_in_its_own_graph_and_nowhere_else():
    graphs = {q.g for q in encode(OLD_LAW, CONTEXT)}
    assert graphs == {Iri(f"{BASE}instrument/law/version/1")}
    assert {q.g for q in encode(LAW, CONTEXT)} == {None}
    old = replace(REPRISAL, clock=replace(CLOCK, withdrawn="2026-03-01"))
    assert {q.g for q in encode(old, CONTEXT)} == {
        Iri(f"{BASE}claim/reprisal/version/1"),
        Iri(f"{BASE}claim/reprisal/version/1/proposition"),
    }


def test_the_clock_is_that_of_the_version_not_of_the_thing():
    clock = "instrument/law/version/1"
    assert said(OLD_LAW, clock, PROV("generatedAtTime"))[0].startswith('"2026-01-01T00:00:00"^^')
    assert said(OLD_LAW, clock, PROV("specializationOf")) == [f"<{BASE}instrument/law>"]
    assert said(OLD_LAW, "instrument/law", PROV("generatedAtTime")) == []


def test_a_part_of_a_total_is_an_iri_of_its_sibling():
    assert said(OPERATION, "event/operation/quantity/people-2", KG("partOfTotal")) == [
        f"<{BASE}event/operation/quantity/people>"
    ]


def test_a_place_has_its_point_longitude_first():
    county = next(r for r in RECORDS if r.id == "place/county")
    (point,) = said(county, "place/county/geometry", GEO("asWKT"))
    assert point.startswith('"POINT(-79 35.994)"^^')


@pytest.mark.parametrize(
    ("value", "text", "datatype"),
    [
        (200.0, "200", INTEGER),
        (-0.0, "0", INTEGER),
        (35.994, "35.994", DECIMAL),
        (1e-7, "0.0000001", DECIMAL),
        (1e22, "1" + "0" * 22, INTEGER),
    ],
)
def test_numbers_are_written_out(value, text, datatype):
    assert number(value) == Literal(text, datatype)


@pytest.mark.parametrize(
    ("record", "field", "words"),
    [
        (
            Place(
                id="place/x",
                labels=(),
                identifiers=(Identifier(key="a b", scheme="s", value="v"),),
                clock=CLOCK,
            ),
            "identifiers",
            "'a b'",
        ),
        (
            Place(
                id="place/x",
                labels=(),
                identifiers=(Identifier(key="a", scheme="s", value="v", iri="no iri"),),
                clock=CLOCK,
            ),
            "iri",
            "'no iri'",
        ),
        (
            Event(
                id="event/x",
                labels=(),
                quantities=(Quantity(key="q", value=float("inf")),),
                clock=CLOCK,
            ),
            "value",
            "inf",
        ),
    ],
)
def test_what_cannot_be_said_is_told_with_record_and_field(record, field, words):
    with pytest.raises(FormatError, match=words) as told:
        list(encode(record, CONTEXT))
    assert told.value.where == {"record": record.id, "field": field}


@pytest.mark.parametrize("base", ["example.org/", "https://example.org/a", "https://e x/", ""])
def test_a_base_that_cannot_begin_an_iri_is_refused(base):
    with pytest.raises(FormatError, match="cannot be the base"):
        Context(Dataset(id="x", base=base, labels=()), frozenset())
