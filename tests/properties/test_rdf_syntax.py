"""Does a strict parser read every text and IRI as it was written?"""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.errors import FormatError
from kg.export.jsonld import foreign_nodes
from kg.export.names import relative
from kg.export.turtle import turtle_header, turtle_term
from kg.model.writing import is_iri, is_language_tag, language_tag
from kg.rdf import Iri, Literal, Quad, parse, rdf_digest
from kg.rdf.syntax import nquads_line, quoted
from kg.rdf.vocab import LANG_STRING, STRING, XSD

anything = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
tags = st.from_regex(r"[a-z]{2,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True).filter(is_language_tag)
many = settings(max_examples=200, deadline=None)
S, P = Iri("urn:s"), Iri("urn:p")
EVERY_CONTROL = "".join(map(chr, [*range(0x21), 0x7F, 0x80, 0x85, 0x9F, 0x2028, 0xFFFE, 0xFFFF]))


@many
@given(anything, tags)
@example(EVERY_CONTROL, "en")
@example("\\\"'\U0001f5f3\u0301\\u0041", "zh-hant")
def test_a_text_comes_back_from_n_quads_and_turtle(text, tag):
    for literal in (
        Literal(text, STRING),
        Literal(text, LANG_STRING, tag),
        Literal(text, XSD("other").value),
    ):
        quad = Quad(S, P, literal, Iri("urn:g"))
        assert list(parse(nquads_line(quad).encode(), "nquads")) == [quad]
        turtle = f"{turtle_header('urn:base/')}<urn:s> <urn:p> {turtle_term(literal, '')} ."
        assert list(parse(turtle.encode(), "turtle")) == [Quad(S, P, literal)]


@many
@given(anything)
@example(EVERY_CONTROL)
def test_the_digest_is_that_of_canonical_n_quads(text):
    quads = [Quad(S, P, Literal(text, STRING), g) for g in (None, Iri("urn:g"))]
    theirs = ox.Dataset(ox.parse("\n".join(map(nquads_line, quads)), format=ox.RdfFormat.N_QUADS))
    theirs.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = ox.serialize(theirs, format=ox.RdfFormat.N_QUADS)
    assert lines is not None
    assert sorted(lines.decode().split("\n")) == sorted(["", *map(nquads_line, quads)])
    assert rdf_digest(quads) == rdf_digest(reversed(quads + quads))


def test_half_a_character_is_refused():
    with pytest.raises(FormatError, match="half a character"):
        quoted("a\ud800b")


@many
@given(st.from_regex(r"[a-z]{1,4}:[\x20-\x7e]{0,12}", fullmatch=True) | anything.map("x:".__add__))
@example("http://a/%zz")
@example("http://a/b c")
@example("http://a:port/")
@example("urn:")
@example("https://[::1]/")
@example("a:b[c]")
def test_what_we_call_an_iri_is_one(text):
    if is_iri(text):
        assert list(parse(f"<{text}> <{text}> <{text}> .".encode(), "nquads"))
        assert ox.NamedNode(text).value == text


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/a?b=c&d=%20#e",
        "https://ja.wikipedia.org/wiki/日本",
        "urn:isbn:0451450523",
        "mailto:a@example.org",
        "geo:37.7,-122.4",
        "http://example.org:8080",
        "tag:example.org,2019:x",
    ],
)
def test_usual_iris_are_accepted(text):
    assert is_iri(text)


@many
@given(tags)
@example("es-mx")
def test_a_language_tag_in_customary_letters_is_a_fixed_point(tag):
    once = language_tag(tag)
    assert once.lower() == tag.lower()
    assert language_tag(once.upper()) == once


@many
@given(st.from_regex(r"[a-zA-Z]{1,4}(-[a-zA-Z0-9]{1,9}){0,4}", fullmatch=True))
@example("a-b")
@example("en-a-bb-x-c")
@example("x-private")
@example("aa-0")
def test_what_we_call_a_language_tag_is_one(tag):
    if is_language_tag(tag):
        assert ox.Literal("", language=tag).language == tag.lower()
        assert list(parse(f'<urn:s> <urn:p> ""@{tag} .'.encode(), "turtle"))


@pytest.mark.parametrize("tag", ["en", "es-419", "es-MX", "zh-Hant-TW", "sl-rozaj-1994", "und"])
def test_usual_language_tags_are_accepted(tag):
    assert is_language_tag(tag)


def test_language_tags_in_customary_letters():
    assert [language_tag(t) for t in ("ES-mx", "zh-hant-tw", "en-x-us", "de-1996")] == [
        "es-MX",
        "zh-Hant-TW",
        "en-x-us",
        "de-1996",
    ]


_segments = st.sampled_from(("a", ".", "..", "", "b-1.c~", "x:y", "%2E", "ñ", "a?b", "#"))


@many
@given(st.lists(_segments, max_size=4).map("/".join), st.sampled_from(("", "x/", "x?", "x#")))
def test_a_relative_iri_is_resolved_to_the_same(rest, tail):
    base = f"https://daybook.example/{tail}"
    iri = base + rest
    cut = relative(iri, base)
    if cut is not None:
        turtle = f"@base <{base}> . <{cut}> <urn:p> <{cut}> ."
        assert list(parse(turtle.encode(), "turtle")) == [Quad(Iri(iri), P, Iri(iri))]


@many
@given(anything, st.sampled_from(("geo:1,2", "label:x", "@id:y", "time:z")))
def test_foreign_statements_are_not_bent_by_the_context(text, iri):
    quads = [Quad(Iri(iri), Iri(iri), o) for o in (Iri(iri), Literal(text, STRING))]
    context = {"geo": "http://bent.example/", "label": "http://bent.example/label"}
    document = {"@context": context, "@graph": list(foreign_nodes(quads))}
    if iri.startswith("@"):
        return
    assert set(parse(json.dumps(document).encode(), "jsonld")) == set(quads)
