"""Do the formats look as promised, and leave piece by piece?"""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO

import pytest

from kg.errors import FormatError
from kg.export import ALIASES, FORMATS, pieces, write
from kg.model import Label
from kg.rdf import parse, quads
from kg.rdf.syntax import nquads_lines
from tests.small import BASE, DATASET, ELECTION, OLD_LAW, RECORDS, REPRISAL

ELECTION_TURTLE = """\

<event/election> a sem:Event ,
        schema:Event ;
    rdfs:label "Election"@en ;
    sem:eventType event-kind:election ;
    time:hasTime <event/election/time> ;
    kg:eventPlace <event/election/place/at-county> ;
    kg:participation <event/election/participation/director-wins> ;
    kg:evidence <evidence/e> ;
    kg:version <event/election/version/1> ;
    sem:hasTime <event/election/time> ;
    sem:hasActor <actor/director> ;
    sem:hasPlace <place/county> ;
    schema:location <place/county> ;
    schema:startDate "2018-11"^^xsd:gYearMonth ;
    schema:endDate "2018-11"^^xsd:gYearMonth .
  <event/election/time> a time:TemporalEntity ;
      kg:edtf "2018-11"^^edtf:EDTF ;
      kg:obtained kg:obtained-stated ;
      kg:startEarliest 17836 ;
      kg:startLatest 17865 ;
      kg:endEarliest 17836 ;
      kg:endLatest 17865 ;
      sem:hasEarliestBeginTimeStamp "2018-11-01"^^xsd:date ;
      sem:hasLatestBeginTimeStamp "2018-11-30"^^xsd:date ;
      sem:hasEarliestEndTimeStamp "2018-11-01"^^xsd:date ;
      sem:hasLatestEndTimeStamp "2018-11-30"^^xsd:date ;
      kg:startState kg:end-state-known ;
      kg:endState kg:end-state-known .
  <event/election/place/at-county> a kg:EventPlace ;
      kg:place <place/county> ;
      kg:placeRole kg:place-role-at .
  <event/election/participation/director-wins> a kg:Participation ;
      sem:roleType role:elected ;
      kg:actor <actor/director> .
  <event/election/version/1> a prov:Entity ;
      prov:generatedAtTime "2026-01-01T00:00:00"^^xsd:dateTime ;
      kg:versionNumber 1 ;
      prov:specializationOf <event/election> .
"""
ELECTION_JSON = {
    "@id": "event/election",
    "@type": ["Event", "SchemaEvent"],
    "label": {"en": "Election"},
    "eventKind": ["ns/event-kind/election"],
    "time": {
        "@id": "event/election/time",
        "@type": "When",
        "edtf": "2018-11",
        "obtained": "stated",
        "startEarliest": 17836,
        "startLatest": 17865,
        "endEarliest": 17836,
        "endLatest": 17865,
        "hasEarliestBeginTimeStamp": "2018-11-01",
        "hasLatestBeginTimeStamp": "2018-11-30",
        "hasEarliestEndTimeStamp": "2018-11-01",
        "hasLatestEndTimeStamp": "2018-11-30",
        "startState": "known",
        "endState": "known",
    },
    "eventPlace": [
        {
            "@id": "event/election/place/at-county",
            "@type": "EventPlace",
            "place": "place/county",
            "placeRole": "at",
        }
    ],
    "participation": [
        {
            "@id": "event/election/participation/director-wins",
            "@type": "Participation",
            "role": "ns/role/elected",
            "actor": "actor/director",
        }
    ],
    "evidence": ["evidence/e"],
    "version": {
        "@id": "event/election/version/1",
        "@type": "Entity",
        "recorded": "2026-01-01T00:00:00",
        "versionNumber": 1,
        "versionOf": "event/election",
    },
    "semTime": "event/election/time",
    "hasActor": ["actor/director"],
    "hasPlace": ["place/county"],
    "location": ["place/county"],
    "startDate": {"@value": "2018-11", "@type": "gYearMonth"},
    "endDate": {"@value": "2018-11", "@type": "gYearMonth"},
}


def written(form: str, *records: object, foreign: tuple[str, ...] = ()) -> str:
    """The records in one format."""
    out = BytesIO()
    write(form, DATASET, records, foreign, out)
    return out.getvalue().decode()


def nodes(*records: object, foreign: tuple[str, ...] = ()) -> list[dict]:
    """The objects of the records in JSON-LD, without the dataset's own."""
    found: list[dict] = json.loads(written("jsonld", *records, foreign=foreign))["@graph"][1:]
    return found


def test_turtle_has_a_paragraph_for_each_record_and_its_parts_below_it():
    text = written("turtle", ELECTION)
    assert text.endswith(ELECTION_TURTLE)
    assert text.startswith(f"@base <{BASE}> .\n@prefix kg: <https://daybook.example/ns#> .\n")


def test_turtle_leaves_withdrawn_versions_and_other_graphs_out():
    foreign = ("<urn:s> <urn:p> <urn:o> .", "<urn:s> <urn:p> <urn:o> <urn:g> .")
    text = written("turtle", OLD_LAW, REPRISAL, foreign=foreign)
    assert "as first recorded" not in text
    assert "predicate:motivated-by <" not in text
    assert text.count("<urn:s> <urn:p> <urn:o> .") == 1


def test_trig_has_a_graph_for_a_withdrawn_version_and_for_a_proposition():
    text = written("trig", OLD_LAW, REPRISAL)
    assert f"\n<{BASE}instrument/law/version/1> {{\n  <instrument/law> a kg:Instrument" in text
    assert (
        f"\n<{BASE}claim/reprisal/proposition> {{\n"
        "  <event/operation> predicate:motivated-by <event/election> .\n}\n"
    ) in text


def test_json_ld_is_nested_and_short():
    assert nodes(ELECTION) == [ELECTION_JSON]
    assert written("jsonld", ELECTION).startswith('{\n  "@context": {\n    "@version": 1.1,\n')


def test_a_proposition_is_a_nested_object_with_its_graph():
    (claim,) = nodes(REPRISAL)
    assert claim["stance"] == "asserts"
    assert claim["proposition"] == {
        "@id": "claim/reprisal/proposition",
        "@graph": [
            {
                "@id": "event/operation",
                "https://daybook.example/ns/predicate/motivated-by": [{"@id": "event/election"}],
            }
        ],
    }


def test_a_withdrawn_version_is_an_object_with_a_graph():
    (law,) = nodes(OLD_LAW)
    assert law["@id"] == "instrument/law/version/1"
    assert law["@graph"][0]["version"]["withdrawn"] == "2026-02-01T00:00:00"


def test_foreign_statements_stand_under_a_null_context():
    found = nodes(foreign=('<geo:1,2> <urn:p> "x" .', '<geo:1,2> <urn:p> "y" <urn:g> .'))
    assert found == [
        {"@context": None, "@id": "geo:1,2", "urn:p": [{"@value": "x"}]},
        {
            "@context": None,
            "@id": "urn:g",
            "@graph": [{"@id": "geo:1,2", "urn:p": [{"@value": "y"}]}],
        },
    ]


@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_dataset_is_well_formed(form):
    assert set(parse(written(form).encode(), form)) == set(quads(DATASET, []))


def test_n_quads_are_the_canonical_lines():
    lines = written("nq", *RECORDS).splitlines()
    assert sorted(set(lines)) == nquads_lines(quads(DATASET, RECORDS))


@pytest.mark.parametrize(("alias", "form"), sorted(ALIASES.items()))
def test_an_alias_is_the_same_format(alias, form):
    assert written(alias, ELECTION) == written(form, ELECTION)


def test_an_unknown_format_is_told_before_anything_is_read():
    with pytest.raises(FormatError, match="no such format 'rdfxml'"):
        pieces("rdfxml", DATASET, iter(RECORDS))


@pytest.mark.parametrize("form", FORMATS)
def test_records_leave_one_by_one(form):
    taken = []

    def records():
        for record in RECORDS:
            taken.append(record)
            yield record

    stream = pieces(form, DATASET, records())
    next(stream)
    next(stream)
    assert len(taken) <= 1


@pytest.mark.parametrize("form", FORMATS)
def test_half_a_character_is_refused(form):
    broken = replace(ELECTION, labels=(Label("en", "a\ud800"),))
    with pytest.raises(FormatError, match="half a character"):
        written(form, broken)
