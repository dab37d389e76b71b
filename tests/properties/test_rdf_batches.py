"""Does a file read record by record say what it says as a whole?"""

from __future__ import annotations

from io import BytesIO
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import Faults, FormatError, SeedError
from kg.ingest import ReadLimits
from kg.ingest.rdffile import read_rdf
from kg.model import Dataset
from kg.rdf import Decoded, Iri, Literal, Quad, ScatteredError, quads, read_batches, read_bytes
from kg.rdf.syntax import nquads_line, nquads_lines
from kg.rdf.vocab import RDFS, STRING
from tests import small
from tests.properties.test_rdf_roundtrip import Found, foreign_quads, written
from tests.strategies import datasets

some = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
BUS = Iri(f"{small.BASE}event/election")


def together(batches: list[Decoded]) -> Decoded:
    """The batches as one."""
    described = [batch.dataset for batch in batches if batch.dataset is not None]
    records = [record for batch in batches for record in batch.records]
    return Decoded(
        described[0] if described else None,
        tuple(sorted(records, key=lambda r: (r.id, r.clock.version))),
        tuple(sorted({line for batch in batches for line in batch.foreign})),
        tuple(sorted(w for batch in batches for w in batch.warnings)),
    )


def batches_of(text: bytes, form: str, dataset: Dataset | None = None) -> Decoded:
    """What a text says, in batches as small as they can be."""
    return together(list(read_batches(BytesIO(text), form, dataset, size=1)))


@some
@given(datasets(most=1), st.lists(foreign_quads, max_size=4))
@pytest.mark.parametrize("form", ["turtle", "trig", "nquads"])
def test_batches_are_the_whole(form: str, found: Found, others: list[Quad]):
    text = written(form, found, tuple(nquads_lines(others)))
    whole = read_bytes(text, form)
    assert batches_of(text, form) == together([whole])
    one = list(read_batches(BytesIO(text), form))
    assert together(one) == together([whole])


@some
@given(datasets(most=1), st.integers(0, 99))
def test_statements_in_any_order_are_read_or_refused(found: Found, seed: int):
    lines = [nquads_line(quad) + "\n" for quad in quads(*found)]
    Random(seed).shuffle(lines)  # noqa: S311  (nothing secret)
    text = "".join(lines).encode()
    try:
        said = batches_of(text, "nquads")
    except ScatteredError:
        return
    assert said == together([read_bytes(text, "nquads")])


def small_text(*more: Quad) -> bytes:
    """The small dataset, and statements after it."""
    text = written("nquads", (small.DATASET, small.RECORDS))
    return text + "".join(nquads_line(quad) + "\n" for quad in more).encode()


def test_what_comes_late_and_means_nothing_to_us_is_foreign():
    late = Quad(BUS, Iri("urn:p"), Literal("x", STRING))
    assert batches_of(small_text(late), "nquads").foreign == (nquads_line(late),)


def test_what_comes_late_and_could_change_a_record_is_told():
    late = Quad(BUS, RDFS("label"), Literal("Another name", "", "en"))
    with pytest.raises(ScatteredError, match="event/election"):
        batches_of(small_text(late), "nquads")


def test_a_file_without_a_dataset_follows_the_given_one():
    lines = small_text().splitlines(keepends=True)
    text = b"".join(line for line in lines if b"/dataset/" not in line)
    assert batches_of(text, "nquads", small.DATASET).records == small.RECORDS
    with pytest.raises(ScatteredError):
        batches_of(text, "nquads")


def test_every_fault_is_told_and_the_rest_is_read_to_the_end():
    text = small_text().replace(b'"2018-11"^^<http://id', b'"2018-99"^^<http://id')
    text = text.replace(b'<https://schema.org/sha256> "0', b'<https://schema.org/sha256> "x')
    with pytest.raises(Faults) as found:
        batches_of(text, "nquads")
    with pytest.raises(Faults) as whole:
        read_bytes(text, "nquads")
    assert sorted(map(str, found.value.faults)) == sorted(map(str, whole.value.faults))
    assert len(found.value.faults) == 2


def test_a_broken_line_is_named():
    with pytest.raises(FormatError) as found:
        batches_of(small_text() + b"<urn:a> oops\n", "nquads")
    assert found.value.where["line"] == small_text().count(b"\n") + 1


def test_a_scattered_file_is_read_whole_as_far_as_the_limit_allows(tmp_path):
    late = Quad(BUS, RDFS("label"), Literal("Another name", "", "en"))
    (tmp_path / "a.nq").write_bytes(small_text(late))
    (said,) = read_rdf(tmp_path, "a.nq", "nquads", None, ReadLimits())
    names = next(record.labels for record in said.records if record.id == "event/election")
    assert [label.text for label in names] == ["Another name", "Election"]
    with pytest.raises(SeedError, match="is larger than 99 bytes") as error:
        read_rdf(tmp_path, "a.nq", "nquads", None, ReadLimits(rdf_bytes=99))
    assert "event/election" in (error.value.hint or "")


def test_the_limits_of_a_long_file_are_told(tmp_path):
    (tmp_path / "a.nq").write_bytes(small_text())
    assert read_rdf(tmp_path, "a.nq", "nquads", None, ReadLimits(rdf_bytes=99))
    with pytest.raises(SeedError, match="holds more than 3 records"):
        read_rdf(tmp_path, "a.nq", "nquads", None, ReadLimits(rdf_records=3))
    with pytest.raises(SeedError, match="is larger than 99 bytes"):
        read_rdf(tmp_path, "a.nq", "nquads", None, ReadLimits(stream_bytes=99))
