"""Which records does a mapping describe, in full and written shorter?"""

from __future__ import annotations

from typing import Any

import pytest

from kg.errors import Faults
from kg.ingest import ReadLimits, read_folder
from kg.ingest.records import spellings
from kg.model import (
    Absence,
    AbsenceState,
    Claim,
    ClaimLink,
    Comparator,
    Confidence,
    ConfidenceLevel,
    Event,
    EventPlace,
    EventStatus,
    ForcePeriod,
    ForceState,
    Identifier,
    Label,
    LinkKind,
    Name,
    NameKind,
    Obtained,
    Party,
    PlaceRole,
    Quantity,
    QuantityState,
    Status,
    Via,
    When,
)

DATASET = """
title: Test
base: https://example.org/
languages: [es, en]
recorded: 2026-01-01
"""
BASE = f"""
sources: [{{id: s, label: S}}]
evidence:
  - {{id: e, source: s, at: [0, 9], sha256: {"0" * 64}}}
  - {{id: e2, source: s, start: 1, end: 9, sha256: {"0" * 64}}}
places: [{{id: p, label: P}}, {{id: q, label: Q}}]
actors: [{{id: a, type: person, label: A}}, {{id: b, type: group, label: B}}]
instruments: [{{id: i, label: I}}]
concepts: [{{id: event-kind/own, label: Own}}]
claims:
  - {{id: k, label: K, dimension: other, stance: denies, document: s, evidence: e}}
"""


@pytest.fixture
def read(tmp_path):
    def _read(text: str, limits: ReadLimits = ReadLimits()) -> dict[str, Any]:  # noqa: B008  (frozen)
        (tmp_path / "dataset.yaml").write_text(DATASET)
        (tmp_path / "base.yaml").write_text(BASE)
        (tmp_path / "test.yaml").write_text(text, encoding="utf-8")
        return {record.id: record for record in read_folder(tmp_path, limits=limits).records}

    return _read


@pytest.fixture
def event(read):
    def _event(field: str) -> Event:
        found = read(f"events:\n  - id: x\n    label: X\n    evidence: e\n    {field}\n")["event/x"]
        assert isinstance(found, Event)
        return found

    return _event


@pytest.mark.parametrize(
    ("written", "labels"),
    [
        ("alias: Uno", [("es", "Uno")]),
        ("aliases: [Uno, Dos]", [("es", "Dos"), ("es", "Uno")]),
        ("alias: {en: One, es: [Uno, Dos]}", [("en", "One"), ("es", "Dos"), ("es", "Uno")]),
        ("alias: {lang: fr, text: Un}", [("fr", "Un")]),
        (
            "alias: [{en: One}, Uno, {lang: fr, text: Un}]",
            [("en", "One"), ("es", "Uno"), ("fr", "Un")],
        ),
        ("alias: '  spaces around  '", [("es", "spaces around")]),
        ("alias: [Uno, Uno]", [("es", "Uno")]),
        ("alias: 'null'", [("es", "null")]),
        ("alias: no", [("es", "no")]),
        ("alias: 1984", [("es", "1984")]),
    ],
)
def test_texts_in_languages(event, written, labels):
    assert event(written).aliases == tuple(Label(*one) for one in labels)


@pytest.mark.parametrize(
    ("written", "when"),
    [
        ("time: 2019", When(edtf="2019")),
        ("time: unknown", When(obtained=Obtained.UNKNOWN)),
        (
            "time: {obtained: unknown, verbatim: soon}",
            When(obtained=Obtained.UNKNOWN, verbatim="soon"),
        ),
        (
            "time: {edtf: 2019/, ongoing: yes, attested: 2020-01-01}",
            When(edtf="2019/", ongoing=True, attested="2020-01-01"),
        ),
        (
            "time: {edtf: 2019~, obtained: inferred, reasoning: So., evidence: [e2, e]}",
            When(
                edtf="2019~",
                obtained=Obtained.INFERRED,
                reasoning="So.",
                evidence=("evidence/e", "evidence/e2"),
            ),
        ),
    ],
)
def test_dates(event, written, when):
    assert event(written).time == when


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("9", {"value": 9.0}),
        ("2.5", {"value": 2.5}),
        ("-1e3", {"value": -1000.0}),
        ('">200"', {"value": 200.0, "comparator": Comparator.GT}),
        ('">= 200"', {"value": 200.0, "comparator": Comparator.GE}),
        ('"<1"', {"value": 1.0, "comparator": Comparator.LT}),
        ('"<=1"', {"value": 1.0, "comparator": Comparator.LE}),
        ('"= 1"', {"value": 1.0, "comparator": Comparator.EQ}),
        ("~500", {"value": 500.0, "comparator": Comparator.ABOUT}),
        ("200..250", {"low": 200.0, "high": 250.0}),
        ('"-2 .. 2.5"', {"low": -2.0, "high": 2.5}),
        ("unknown", {"state": QuantityState.UNKNOWN}),
        ("none", {"state": QuantityState.NONE}),
    ],
)
@pytest.mark.parametrize("form", ["quantities: [{}]", "quantity: {}", "quantities: {{value: {}}}"])
def test_quantities(event, form, written, expected):
    assert event(form.format(written)).quantities == (Quantity(key="number", **expected),)


@pytest.mark.parametrize(
    ("written", "field", "parts"),
    [
        ("status: happened", "statuses", [EventStatus(key="happened", status=Status.HAPPENED)]),
        (
            "statuses: [announced, {status: happened, time: 2020}]",
            "statuses",
            [
                EventStatus(key="announced", status=Status.ANNOUNCED),
                EventStatus(key="happened", status=Status.HAPPENED, time=When(edtf="2020")),
            ],
        ),
        ("place: p", "places", [EventPlace(key="at-p", place="place/p")]),
        (
            "places: [p, {place: place/q, role: target}]",
            "places",
            [
                EventPlace(key="at-p", place="place/p"),
                EventPlace(key="target-q", place="place/q", role=PlaceRole.TARGET),
            ],
        ),
        (
            "absences: [number, place]",
            "absences",
            [Absence(key="number", aspect="number"), Absence(key="place", aspect="place")],
        ),
        (
            "absence: {number: unknown, Vote Count: none}",
            "absences",
            [
                Absence(key="number", aspect="number"),
                Absence(key="vote-count", aspect="Vote Count", state=AbsenceState.NONE),
            ],
        ),
        (
            "absences: {number: {state: none, note: {en: Said so}}}",
            "absences",
            [
                Absence(
                    key="number",
                    aspect="number",
                    state=AbsenceState.NONE,
                    notes=(Label("en", "Said so"),),
                )
            ],
        ),
        ("absences: {aspect: number}", "absences", [Absence(key="number", aspect="number")]),
        (
            "identifiers: {FIPS: ['1', '2']}",
            "identifiers",
            [
                Identifier(key="fips", scheme="FIPS", value="1"),
                Identifier(key="fips-2", scheme="FIPS", value="2"),
            ],
        ),
        (
            "identifier: {scheme: doi, value: x, key: mine}",
            "identifiers",
            [Identifier(key="mine", scheme="doi", value="x")],
        ),
    ],
)
def test_parts_of_events(event, written, field, parts):
    assert list(getattr(event(written), field)) == parts


def test_parts_of_others(read):
    found = read("""
actors:
  - id: x
    type: person
    label: X
    names: [Primera, {text: Second, kind: former, lang: en, time: 2000/2001}]
instruments:
  - {id: x, label: X, force: in_force, parties: [a, {actor: b, role: signs}]}
claims:
  - id: x
    label: X
    dimension: other
    stance: asserts
    document: s
    evidence: e
    confidence: low
    via: [{source: s}, {actor: a}]
    links: {contradicts: k, repeats: [k]}
""")
    names = found["actor/x"].names
    assert names == (
        Name(
            key="en-former",
            text="Second",
            lang="en",
            kind=NameKind.FORMER,
            time=When(edtf="2000/2001"),
        ),
        Name(key="es-official", text="Primera", lang="es"),
    )
    assert found["instrument/x"].force == (ForcePeriod(key="in-force", state=ForceState.IN_FORCE),)
    assert found["instrument/x"].parties == (
        Party(key="a", actor="actor/a"),
        Party(key="b", actor="actor/b", role="role/signs"),
    )
    claim = found["claim/x"]
    assert isinstance(claim, Claim)
    assert claim.confidence == Confidence(level=ConfidenceLevel.LOW)
    assert claim.via == (Via(key="1", source="source/s"), Via(key="2", actor="actor/a"))
    assert claim.links == (
        ClaimLink(key="contradicts-k", kind=LinkKind.CONTRADICTS, claim="claim/k"),
        ClaimLink(key="repeats-k", kind=LinkKind.REPEATS, claim="claim/k"),
    )


def test_matches_of_concepts_and_their_own_scheme(read):
    found = read("""
concepts:
  - id: event-kind/x
    label: X
    broader: [own, event-kind/vote]
    matches: {exact: "https://example.org/x", close: ["https://example.org/y"]}
""")["event-kind/x"]
    assert found.broader == ("event-kind/own", "event-kind/vote")
    assert [(m.key, m.relation, m.iri) for m in found.matches] == [
        ("close", "close", "https://example.org/y"),
        ("exact", "exact", "https://example.org/x"),
    ]


def test_keys_are_distinct_and_derived_ones_make_way_for_written_ones(event):
    keys = [
        part.key
        for part in event(
            "participations: [{actor: a, role: votes}, {actor: a, role: votes}, "
            "{actor: b, role: votes, key: a-votes}, {role: votes, actor: a, note: Third}]"
        ).participations
    ]
    assert keys == ["a-votes", "a-votes-2", "a-votes-3", "a-votes-4"]


def test_singulars_of_every_list():
    assert {key for key in spellings(Event) if spellings(Event)[key].name != key} == {
        "absence",
        "alias",
        "description",
        "identifier",
        "instrument",
        "kind",
        "label",
        "participation",
        "place",
        "quantity",
        "status",
    }
    assert spellings(EventPlace)["place"].name == "place"
    assert "clock" not in spellings(Event)


def test_a_text_has_a_greatest_length(read):
    text = "places: [{id: x, label: 'four'}]"
    assert read(text, ReadLimits(text=64))["place/x"].labels == (Label("es", "four"),)
    with pytest.raises(Faults) as caught:
        read(text, ReadLimits(text=3))
    assert "the text has 4 characters" in {fault.message for fault in caught.value.faults}


def test_what_is_equal_in_two_orders_is_one_record(event):
    one = event("kinds: [vote, own]\n    places: [p, q]")
    two = event("kinds: [own, vote, vote]\n    places: [q, {role: at, place: p}]")
    assert one == two
