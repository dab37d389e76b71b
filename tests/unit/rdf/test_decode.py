"""Is every fault in a file told, and is nothing lost that others have said?"""

from __future__ import annotations

from io import BytesIO

import pytest

from kg.errors import Faults, FormatError
from kg.export import write
from kg.model import Event
from kg.rdf import bundled_ids, decode, parse, quads, read_bytes
from tests.small import BASE, DATASET, RECORDS

DEFAULT = tuple(r for r in RECORDS if r.clock.withdrawn is None)


def turtle() -> str:
    """The small dataset in Turtle."""
    out = BytesIO()
    write("turtle", DATASET, RECORDS, (), out)
    return out.getvalue().decode()


TEXT = turtle()


def faults(old: str, new: str) -> list[str]:
    """What is told when one text of the file is replaced."""
    assert old in TEXT
    with pytest.raises(Faults) as told:
        read_bytes(TEXT.replace(old, new, 1).encode(), "turtle")
    return [str(fault) for fault in told.value.faults]


def test_the_small_dataset_comes_back():
    back = read_bytes(TEXT.encode(), "turtle")
    assert (back.dataset, back.records) == (DATASET, DEFAULT)
    assert (back.foreign, back.warnings) == ((), ())


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        (
            'kg:edtf "2018-11"^^edtf:EDTF',
            'kg:edtf "2018-11"',
            f"<{BASE}event/election/time>: kg:edtf",
            "'2018-11' is not a literal of type <http://id.loc.gov/datatypes/edtf/EDTF>",
        ),
        (
            'kg:edtf "2018-11"^^edtf:EDTF',
            'kg:edtf "2018-13"^^edtf:EDTF',
            f"<{BASE}event/election/time>: kg:edtf",
            "13",
        ),
        (
            "kg:stance kg:stance-denies",
            "kg:stance kg:stance-shrugs",
            f"<{BASE}claim/answer>: kg:stance",
            "is no Stance (one of kg: stance-asserts, stance-denies",
        ),
        (
            "    schema:appearance <source/s> ;\n",
            "",
            f"<{BASE}claim/answer>: schema:appearance",
            "has no value (it is required)",
        ),
        (
            "schema:appearance <source/s>",
            "schema:appearance <source/s> , <source/t>",
            f"<{BASE}claim/answer>: schema:appearance",
            "has 2 values (leave one)",
        ),
        (
            "schema:appearance <source/s>",
            "schema:appearance <actor/agency>",
            f"<{BASE}claim/answer>: schema:appearance",
            f"<{BASE}actor/agency> is not source of this dataset",
        ),
        (
            "schema:appearance <source/s>",
            "schema:appearance <https://other.example/source/s>",
            f"<{BASE}claim/answer>: schema:appearance",
            f"IRIs of records begin with {BASE}",
        ),
        (
            'rdfs:label "Ancient"@en',
            'rdfs:label "Ancient"',
            f"<{BASE}event/ancient>: rdfs:label",
            "'Ancient' has no language",
        ),
        (
            "kg:claimLink <claim/answer/link/c>",
            "kg:claimLink <claim/answer/bond/c>",
            f"<{BASE}claim/answer>: kg:claimLink",
            f"name it <{BASE}claim/answer/link/<key>>",
        ),
        (
            "time:hasTime <event/ancient/time>",
            "time:hasTime <event/ancient/when>",
            f"<{BASE}event/ancient>: time:hasTime",
            f"name it <{BASE}event/ancient/time>",
        ),
        (
            "kg:partOfTotal <event/operation/quantity/people>",
            'kg:partOfTotal "people"',
            f"<{BASE}event/operation/quantity/people-2>: kg:partOfTotal",
            "is not a part beside it",
        ),
        (
            "schema:value 200",
            'schema:value "200"',
            f"<{BASE}event/operation/quantity/people>: schema:value",
            "'200' is not a number",
        ),
        (
            "oa:start 0",
            "oa:start 0.5",
            f"<{BASE}evidence/e/selector>: oa:start",
            "'0.5' is not an xsd:integer",
        ),
        (
            'prov:generatedAtTime "2026-02-01T00:00:00"',
            'prov:generatedAtTime "2026-02-01T10:00:00Z"',
            f"<{BASE}instrument/law/version/2>: prov:generatedAtTime",
            "is not an xsd:dateTime at midnight without a zone",
        ),
        (
            "kg:versionNumber 2",
            "kg:versionNumber 3",
            f"<{BASE}instrument/law>: kg:version",
            "is version 3 by its number",
        ),
        (
            "<event/ancient> a sem:Event ,\n        schema:Event ;",
            "<event/ancient>",
            f"<{BASE}event/ancient>: rdf:type",
            "is not said to be a sem:Event (add rdf:type)",
        ),
        (
            '"0000000000',
            '"zz00000000',
            f"<{BASE}evidence/e>: schema:sha256",
            "is not a sha256 digest",
        ),
    ],
)
def test_a_fault_names_subject_and_property(old, new, place, words):
    told = faults(old, new)
    assert [fault for fault in told if fault.startswith(f"{place}: ") and words in fault], told


def test_all_faults_are_told_together():
    broken = TEXT.replace('"Ancient"@en', '"Ancient"').replace("stance-denies", "stance-none")
    with pytest.raises(Faults) as told:
        read_bytes(broken.encode(), "turtle")
    assert len(told.value.faults) == 2


def test_numbers_in_other_letters_are_read_and_leave_nothing_behind():
    back = read_bytes(TEXT.replace("schema:value 200 ", "schema:value 200.0 ").encode(), "turtle")
    assert (back.records, back.foreign) == (DEFAULT, ())


def test_without_a_dataset_the_given_one_is_followed():
    text = TEXT[: TEXT.index("<dataset/")] + TEXT[TEXT.index("\n<actor/agency>") :]
    back = read_bytes(text.encode(), "turtle", DATASET)
    assert (back.dataset, back.records) == (None, DEFAULT)
    with pytest.raises(FormatError, match="of no dataset what its base is"):
        read_bytes(text.encode(), "turtle")


def test_two_datasets_in_one_file_are_refused():
    text = TEXT + '<dataset/b> a dcat:Dataset ; void:uriSpace "https://daybook.example/" ; '
    text += 'dcterms:identifier "b" ; dcterms:title "B"@en .'
    with pytest.raises(FormatError, match="describes 2 datasets: small, b"):
        read_bytes(text.encode(), "turtle")


def test_foreign_statements_are_kept_as_lines():
    text = TEXT + (
        '<event/operation> <urn:note> "kept"@de .\n'
        "<https://other.example/x> a sem:Event .\n"
        "[] <urn:p> [] .\n"
    )
    first, second = (read_bytes(text.encode(), "turtle") for _ in "ab")
    assert first.records == DEFAULT
    assert first.foreign == second.foreign
    assert f'<{BASE}event/operation> <urn:note> "kept"@de .' in first.foreign
    assert len(first.foreign) == 3
    assert not any("_:" in line for line in first.foreign)


def test_a_german_label_is_no_foreign_statement():
    text = TEXT + '<event/operation> rdfs:label "Einsatz"@de .'
    event = next(
        r for r in read_bytes(text.encode(), "turtle").records if r.id == "event/operation"
    )
    assert isinstance(event, Event)
    assert [label.lang for label in event.labels] == ["de", "en", "es"]


def test_what_no_longer_follows_is_computed_anew_with_a_warning():
    text = TEXT.replace('kg:edtf "2018-11"', 'kg:edtf "2018-12"')
    back = read_bytes(text.encode(), "turtle")
    assert back.foreign == ()
    assert len(back.warnings) == 8 + 2  # four bounds, four time stamps, two schema dates
    assert f"<{BASE}event/election/time> kg:startEarliest: no longer follows, computed anew" in (
        back.warnings
    )


def test_a_part_that_its_record_does_not_name_is_kept_with_a_warning():
    text = TEXT + "<event/ancient/participation/p> a kg:Participation ; kg:actor <actor/agency> ."
    back = read_bytes(text.encode(), "turtle")
    assert len(back.foreign) == 2
    assert f"<{BASE}event/ancient> does not name it" in back.warnings[0]


def test_a_concept_that_was_bundled_later_keeps_its_meaning():
    old = TEXT.replace("role:elected", "<role/elected>")
    assert f"<{BASE}role/elected>" in old.replace("<role", f"<{BASE}role")
    back = read_bytes(old.encode(), "turtle")
    assert (back.records, back.foreign) == (DEFAULT, ())


def test_a_version_in_the_wrong_graph_is_told():
    lines = [q for q in quads(DATASET, RECORDS) if q.g is not None and "law/version/1" in q.g.value]
    wrong = [
        q._replace(g=q.g._replace(value=q.g.value.replace("version/1", "version/7")))
        for q in lines
        if q.g
    ]
    with pytest.raises(Faults) as told:
        decode([*quads(DATASET, []), *wrong], bundled=bundled_ids())
    assert "stands in" in str(told.value.faults[0])


def test_statements_about_a_record_in_another_graph_are_foreign():
    text = TEXT + '<urn:g> { <event/operation> rdfs:label "Said elsewhere"@en }'
    back = read_bytes(text.encode(), "trig")
    assert back.records == DEFAULT
    assert len(back.foreign) == 1
    assert [q.g.value for q in parse(back.foreign[0].encode(), "nquads") if q.g] == ["urn:g"]
