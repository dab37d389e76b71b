"""Does a dataset come back from RDF as it went, in every syntax and through both libraries?"""

from __future__ import annotations

import logging
from io import BytesIO

import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.export import write
from kg.model import Dataset, Record
from kg.rdf import (
    Iri,
    Literal,
    Quad,
    bundled_ids,
    decode,
    parse,
    quads,
    rdf_digest,
    read_bytes,
)
from kg.rdf.syntax import nquads_lines
from kg.rdf.views import term_of
from kg.rdf.vocab import LANG_STRING, STRING
from tests.strategies import datasets, texts

Found = tuple[Dataset, tuple[Record, ...]]
some = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
few = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))

DEFAULT = Iri("urn:x-rdflib:default")

logging.getLogger("rdflib").setLevel(logging.CRITICAL)  # it logs years before 1


def written(form: str, found: Found, foreign: tuple[str, ...] = ()) -> bytes:
    """The dataset in one format."""
    out = BytesIO()
    write(form, found[0], found[1], foreign, out)
    return out.getvalue()


def current(records: tuple[Record, ...]) -> tuple[Record, ...]:
    """The records that were not withdrawn."""
    return tuple(record for record in records if record.clock.withdrawn is None)


_names = st.sampled_from(
    ("urn:x-other:a", "geo:1,2", "time:foo", "https://other.example/ñ/../b?c#d", "http://h/")
)
_subjects = _names | st.just("https://daybook.example/event/a")
_foreign_iris = _names.map(Iri)
_literals = st.builds(Literal, texts, st.just(STRING), st.just("")) | st.builds(
    Literal, texts, st.just(LANG_STRING), st.sampled_from(("de", "es-mx"))
)
foreign_quads = st.builds(
    Quad,
    _subjects.map(Iri),
    st.sampled_from(("urn:p:q", "http://xmlns.com/foaf/0.1/knows", "geo:lat")).map(Iri),
    _foreign_iris | _literals,
    st.none() | _foreign_iris,
)


@some
@given(datasets())
def test_decode_is_the_inverse_of_encode(found: Found):
    dataset, records = found
    back = decode(quads(dataset, records), bundled=bundled_ids())
    assert back.dataset == dataset
    assert back.records == records
    assert back.foreign == ()
    assert back.warnings == ()


@few
@given(datasets(most=1), st.lists(foreign_quads, max_size=5))
@pytest.mark.parametrize("form", ["trig", "nquads", "jsonld"])
def test_a_file_carries_every_version_and_the_foreign_statements(form, found, others):
    foreign = tuple(nquads_lines(others))
    text = written(form, found, foreign)
    assert rdf_digest(parse(text, form)) == rdf_digest([*quads(*found, foreign)])
    back = read_bytes(text, form)
    assert (back.dataset, back.records) == found
    assert back.foreign == foreign


@few
@given(datasets(most=1), st.lists(foreign_quads, max_size=5))
def test_turtle_carries_the_default_graph_and_gives_the_same_bytes_again(found, others):
    foreign = tuple(nquads_lines(q for q in others if q.g is None))
    text = written("turtle", found, foreign)
    back = read_bytes(text, "turtle")
    assert (back.dataset, back.records) == (found[0], current(found[1]))
    assert back.foreign == foreign
    assert back.dataset is not None
    assert written("turtle", (back.dataset, back.records), back.foreign) == text


@few
@given(datasets(most=1), st.lists(foreign_quads, max_size=3))
@pytest.mark.parametrize(
    ("form", "theirs"), [("turtle", "turtle"), ("trig", "trig"), ("jsonld", "json-ld")]
)
def test_rdflib_reads_the_same_statements(form, theirs, found, others):
    foreign = tuple(nquads_lines(others))
    text = written(form, found, foreign)
    dataset = rdflib.Dataset()
    dataset.parse(data=text.decode(), format=theirs)
    loop = {Quad(*map(term_of, quad)) for quad in dataset.quads()}
    loop = {quad._replace(g=None) if quad.g == DEFAULT else quad for quad in loop}
    assert rdf_digest(loop) == rdf_digest(parse(text, form))
