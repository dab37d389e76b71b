"""Are RDF files read safely, and refused clearly?"""

from __future__ import annotations

import json
from io import BytesIO

import pytest

from kg.errors import FormatError, NotFoundError
from kg.export import write
from kg.rdf import asset, bundled_concepts, parse, read_file
from kg.rdf.vocab import CONTEXT_IRI
from tests.small import DATASET, RECORDS


def jsonld() -> dict:
    """The small dataset in JSON-LD."""
    out = BytesIO()
    write("jsonld", DATASET, RECORDS, (), out)
    document: dict = json.loads(out.getvalue())
    return document


def test_a_file_is_read_by_its_suffix(tmp_path):
    path = tmp_path / "small.jsonld"
    path.write_text(json.dumps(jsonld()))
    assert read_file(path).records == RECORDS


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.rdf", "", "no RDF format has the suffix '.rdf'"),
        ("a.ttl", "<urn:a> <urn:b>\n  oops .", "is not turtle"),
        ("a.nq", '<urn:a> <urn:b> "c"@aa-0 .', "is not nquads"),
        ("a.jsonld", "{", "is not JSON"),
        ("a.jsonld", "[" * 100 + "]" * 100, "levels deep"),
        ("a.jsonld", "[" * 100_000, "levels deep"),
        ("a.jsonld", "9" * 5_000, "is not JSON"),
        ("a.nq", '<urn:a> <urn:b> "' + "x" * (17 * 2**20), "too long"),
        ("a.ttl", "<urn:a> <urn:b> <<( <urn:a> <urn:b> <urn:c> )>> .", "RDF 1.2"),
        ("a.ttl", '<urn:a> <urn:b> "c"@en--ltr .', "direction"),
        ("a.ttl", "<urn:a b> <urn:b> <urn:c> .", "is not turtle"),
        ("a.ttl", "", "of no dataset"),
    ],
)
def test_a_broken_file_is_refused(tmp_path, name, text, words):
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(FormatError, match=words) as told:
        read_file(path)
    assert told.value.where["file"] == name


def test_a_syntax_error_names_the_line(tmp_path):
    path = tmp_path / "a.ttl"
    path.write_text("<urn:a> <urn:b> <urn:c> .\n<urn:a> oops .\n")
    with pytest.raises(FormatError) as told:
        read_file(path)
    assert told.value.where["line"] == 2


def test_a_file_that_is_too_large_or_none_is_refused(tmp_path):
    path = tmp_path / "a.ttl"
    path.write_text("# long")
    with pytest.raises(FormatError, match="has 6 bytes, allowed are 5"):
        read_file(path, max_bytes=5)
    with pytest.raises(FormatError, match="not a regular file"):
        read_file(tmp_path / "b.ttl")


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
