"""Are RDF texts read safely, and refused clearly?"""

from __future__ import annotations

import json
from io import BytesIO

import pytest

from kg.errors import FormatError, NotFoundError
from kg.export import write
from kg.rdf import asset, bundled_concepts, parse, read_bytes
from kg.rdf.vocab import CONTEXT_IRI
from tests.small import DATASET, RECORDS


def jsonld() -> dict:
    """The small dataset in JSON-LD."""
    out = BytesIO()
    write("jsonld", DATASET, RECORDS, (), out)
    document: dict = json.loads(out.getvalue())
    return document


def test_a_text_is_read():
    assert read_bytes(json.dumps(jsonld()).encode(), "jsonld").records == RECORDS


@pytest.mark.parametrize(
    ("form", "text", "words"),
    [
        ("rdfxml", "", "no such format 'rdfxml'"),
        ("turtle", "<urn:a> <urn:b>\n  oops .", "is not turtle"),
        ("nquads", '<urn:a> <urn:b> "c"@aa-0 .', "is not nquads"),
        ("jsonld", "{", "is not JSON"),
        ("jsonld", "[" * 100 + "]" * 100, "levels deep"),
        ("jsonld", "[" * 100_000, "levels deep"),
        ("jsonld", "9" * 5_000, "is not JSON"),
        ("nquads", '<urn:a> <urn:b> "' + "x" * (17 * 2**20), "too long"),
        ("turtle", "<urn:a> <urn:b> <<( <urn:a> <urn:b> <urn:c> )>> .", "RDF 1.2"),
        ("turtle", '<urn:a> <urn:b> "c"@en--ltr .', "direction"),
        ("turtle", "<urn:a b> <urn:b> <urn:c> .", "is not turtle"),
        ("turtle", "", "of no dataset"),
    ],
)
def test_a_broken_text_is_refused(form, text, words):
    with pytest.raises(FormatError, match=words):
        read_bytes(text.encode(), form)


def test_a_syntax_error_names_the_line():
    with pytest.raises(FormatError) as told:
        read_bytes(b"<urn:a> <urn:b> <urn:c> .\n<urn:a> oops .\n", "turtle")
    assert told.value.where["line"] == 2


def test_our_context_is_read_from_the_package():
    document = jsonld()
    base = document["@context"]["@base"]
    document["@context"] = [CONTEXT_IRI, {"@base": base}]
    assert set(parse(json.dumps(document).encode(), "jsonld")) == set(
        parse(json.dumps(jsonld()).encode(), "jsonld")
    )


@pytest.mark.parametrize(
    "context",
    [
        "https://schema.org/",
        ["https://schema.org/"],
        {"@import": "https://schema.org/"},
        {"x": {"@id": "urn:x", "@context": "context.jsonld"}},
        {"x": {"@id": "urn:x", "@context": {"@import": CONTEXT_IRI}}},
        7,
    ],
)
def test_any_other_context_is_refused(context):
    for document in ({"@context": context}, {"@graph": [{"a": [{"@context": context}]}]}):
        with pytest.raises(FormatError, match="not read over the network"):
            list(parse(json.dumps(document).encode(), "jsonld"))


def test_blank_nodes_get_iris_that_depend_on_the_file_only():
    text = b"_:a <urn:p> _:b . _:b <urn:p> _:a ."
    first, again = (list(parse(text, "turtle")) for _ in "ab")
    assert first == again
    assert (first[0].s, first[0].o) == (first[1].o, first[1].s)
    assert first[0].s != first[0].o
    assert list(parse(b" " + text, "turtle")) != first


def test_an_unknown_format_or_asset_is_told():
    with pytest.raises(FormatError, match="no such format 'rdfxml'"):
        list(parse(b"", "rdfxml"))
    with pytest.raises(NotFoundError, match="no schema file"):
        asset("../pyproject.toml")


def test_the_bundled_concepts_are_there():
    ids = [concept.id for concept in bundled_concepts()]
    assert ids == sorted(ids)
    assert {"event-kind/election", "role/conducts", "unit/people"} <= set(ids)
