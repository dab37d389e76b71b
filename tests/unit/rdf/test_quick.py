"""Lines that are just what we write are read at once; anything else is left to the decoder."""

from __future__ import annotations

import pytest

from kg.rdf import quads
from kg.rdf.bundled import bundled_ids
from kg.rdf.graphs import Context
from kg.rdf.quick import LINE, QuickReader, term_of, written
from kg.rdf.syntax import nquads_line
from kg.rdf.terms import Iri, Literal
from kg.rdf.vocab import LANG_STRING, STRING
from tests import small

CONTEXT = Context(small.DATASET, bundled_ids())


def lines_of(record):
    text = "\n".join(nquads_line(quad) for quad in quads(small.DATASET, [record]))
    found = LINE.findall(text)
    assert "\n".join(map(written, found)) == text
    return [line for line in found if "/dataset/" not in line[0]]


@pytest.mark.parametrize("record", small.RECORDS, ids=lambda record: record.id)
def test_every_record_is_read_from_its_own_lines(record):
    reader = QuickReader(CONTEXT)
    assert reader.record(lines_of(record)) == record
    assert reader.record(lines_of(record)) == record  # its parts are known by now


@pytest.mark.parametrize("record", small.RECORDS, ids=lambda record: record.id)
def test_less_or_more_than_a_record_is_none(record):
    reader = QuickReader(CONTEXT)
    lines = lines_of(record)
    for place in range(len(lines)):
        assert reader.record([*lines[:place], *lines[place + 1 :]]) != record
    foreign = (lines[0][0], "urn:p", '"x"', lines[0][3])
    assert reader.record([*lines, foreign]) is None


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("<urn:a>", Iri("urn:a")),
        ('"a"', Literal("a", STRING)),
        ('"a"@en-gb', Literal("a", LANG_STRING, "en-gb")),
        ('"1"^^<urn:t>', Literal("1", "urn:t")),
        (r'"\"@x\\ \t\u0041\U0001F600"', Literal('"@x\\ \tA\U0001f600', STRING)),
    ],
)
def test_a_term_is_read(text, term):
    assert term_of(text) == term
