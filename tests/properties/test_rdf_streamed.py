"""A long RDF file, laid down in columns as it comes, gives what it gives held as records."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.columns import digest, merge, shred
from kg.errors import Faults
from kg.ingest import ReadLimits, read_folder, write_folder
from kg.ingest.read import Folder
from kg.model import Clock, Tenure, kind_of
from kg.model.event import UNDATED
from kg.rdf.syntax import nquads_lines
from tests import small
from tests.properties.test_rdf_roundtrip import Found, foreign_quads, written
from tests.strategies import datasets

FORMS = {"nquads": "nq", "trig": "trig"}


def told(folder: Path, held: int) -> tuple[str, object]:
    """The digest of a folder and its warnings, or its faults."""
    try:
        found = read_folder(folder, limits=ReadLimits(rdf_held=held))
    except Faults as error:
        return "faults", sorted(map(str, error.faults))
    return laid_out(found), found.warnings


def laid_out(found: Folder) -> str:
    """The digest of what was read."""
    own = shred(found.records, found.dataset, found.foreign)
    return digest(dict(merge([own, *found.streamed])))


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    datasets(),
    st.lists(foreign_quads, max_size=2),
    st.sampled_from(sorted(FORMS)),
    st.sets(st.sampled_from(["event", "actor", "source", "evidence", "claim", "place"])),
    st.sampled_from([0, 3]),
)
def test_streamed_or_held_a_folder_gives_the_same(found: Found, others, form, by_hand, held):
    """Some kinds are written by hand beside the file, and the file may want what they say."""
    dataset, records = found
    own = [record for record in records if kind_of(record.id) in by_hand]
    rest = tuple(record for record in records if kind_of(record.id) not in by_hand)
    with TemporaryDirectory() as place:
        folder = Path(place)
        write_folder(folder, dataset, own)
        text = written(form, (dataset, rest), tuple(nquads_lines(others)))
        (folder / f"long.{FORMS[form]}").write_bytes(text)
        assert told(folder, held) == told(folder, 10_000)


def small_folder(folder: Path, text: bytes) -> Path:
    """A folder that is one RDF file."""
    folder.mkdir()
    write_folder(folder, small.DATASET, ())
    (folder / "long.nq").write_bytes(text)
    return folder


def test_a_sound_file_is_laid_down_in_columns(tmp_path):
    text = written("nquads", (small.DATASET, small.RECORDS))
    folder = small_folder(tmp_path / "whole", text)
    found = read_folder(folder, limits=ReadLimits(rdf_held=4))
    assert found.streamed
    assert {kind_of(record.id) for record in found.records}.isdisjoint({"event", "claim"})
    assert laid_out(found) == laid_out(read_folder(folder))


@pytest.mark.parametrize("kind", ["actor", "event", "place", "source"])
def test_what_a_long_file_lacks_is_told(tmp_path, kind):
    rest = tuple(record for record in small.RECORDS if kind_of(record.id) != kind)
    folder = small_folder(tmp_path / "less", written("nquads", (small.DATASET, rest)))
    found = told(folder, 0)
    assert found[0] == "faults"
    assert found == told(folder, 10_000)


def test_an_older_version_that_does_not_hold_together_is_told_with_its_file(tmp_path):
    (now,) = (record for record in small.RECORDS if isinstance(record, Tenure))
    clock = replace(small.CLOCK, withdrawn="2026-02-01", reason="Mistaken.", by="Editors")
    backwards = {"began_by": small.ELECTION.id, "ended_by": small.ANCIENT.id}
    before = replace(now, **backwards, time=UNDATED, clock=clock)
    later = replace(now, clock=Clock(recorded="2026-02-01", version=2))
    events = [record for record in small.RECORDS if kind_of(record.id) == "event"]
    rest = tuple(r for r in small.RECORDS if r is not now and r not in events)
    folder = small_folder(
        tmp_path / "backwards", written("nquads", (small.DATASET, (*rest, before, later)))
    )
    write_folder(folder, small.DATASET, events)
    found = told(folder, 0)
    assert found == told(folder, 10_000)
    assert any("long.nq: tenure/director" in fault for fault in found[1])
