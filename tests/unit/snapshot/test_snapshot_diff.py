"""Sides are what was named, and what differs between them is told in order."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kg.columns import Tables
from kg.errors import (
    CommandError,
    DateError,
    Faults,
    NotFoundError,
    SegmentVersionError,
    SnapshotMismatchError,
    SnapshotMissingError,
)
from kg.model import Clock, Label, Tombstone
from kg.model.differences import Change, Fate
from kg.snapshot import Side, build, chosen, diff, open_sides
from tests.small import ANCIENT, DATASET, ELECTION, OPERATION, RECORDS, named


def side(*records, dataset=DATASET, foreign=(), digest=None):
    return Side(Path("here"), dataset, Tables.of(records, dataset, foreign), digest)


def renamed(record, text):
    return replace(record, labels=named(text))


def test_a_folder_a_data_folder_and_a_snapshot_are_sides(seed, data):
    first = build(seed.folder, data)
    seed.rename("The second fair")
    second = build(seed.folder, data)
    seed.rename("The third fair")
    for path, label in (
        (seed.folder, "The third fair"),
        (data, "The second fair"),
        (second.path, "The second fair"),
        (first.path, "The fair"),
    ):
        one, two = open_sides(path, path)
        assert not diff(one, two)
        assert one.path == path
        assert one.digest == {first.path: first.digest, seed.folder: None}.get(path, second.digest)
        found = diff(open_sides(first.path, path)[0], two)
        changes = [c for e in found.entries("event", Fate.CHANGED) for c in e.changes]
        expected = [] if label == "The fair" else [Change("labels[en]", "The fair", label)]
        assert changes == expected
        assert bool(found) is bool(expected)


def test_nothing_is_written(seed, tmp_path: Path):
    before = sorted(tmp_path.rglob("*"))
    open_sides(seed.folder, seed.folder)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_snapshot_may_be_named_from_within(seed, data, monkeypatch):
    folder = build(seed.folder, data).path
    monkeypatch.chdir(folder)
    one, two = open_sides(Path(), Path("../..") / ".." / "data")
    assert one.digest == two.digest == folder.name


def test_the_faults_of_both_folders_are_told_at_once(seed, tmp_path: Path):
    other = tmp_path / "other"
    shutil.copytree(seed.folder, other)
    seed.spoil()
    (other / "dataset.yaml").unlink()
    with pytest.raises(Faults) as caught:
        open_sides(seed.folder, other)
    files = [fault.where["file"] for fault in caught.value.faults]
    assert files == [f"{seed.folder}/records.yaml", f"{other}/dataset.yaml"]


def test_a_day_can_be_given_to_folders_without_one(seed):
    path = seed.folder / "dataset.yaml"
    path.write_text(path.read_text().replace("recorded: 2026-01-01\n", ""))
    with pytest.raises(Faults, match="fault"):
        open_sides(seed.folder, seed.folder)
    stages: list[str] = []
    one, _ = open_sides(seed.folder, seed.folder, recorded="2026-03-04", progress=stages.append)
    assert one.tables.assemble("event", [0])[0].clock.recorded == "2026-03-04"
    assert stages
    with pytest.raises(DateError):
        open_sides(seed.folder, seed.folder, recorded="2026-13")


@pytest.mark.parametrize("name", ["nowhere", "file", "empty", "other"])
def test_what_is_none_of_these_is_told(seed, tmp_path: Path, name: str):
    (tmp_path / "file").write_text("id: x")
    (tmp_path / "empty").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "table.docx").write_text("x")
    what = "there is nothing at" if name == "nowhere" else "is neither a seed folder nor a snapshot"
    with pytest.raises(CommandError, match=what) as caught:
        open_sides(seed.folder, tmp_path / name)
    assert name in caught.value.message
    assert ".daybook" in str(caught.value.hint)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to the superuser")
def test_a_folder_that_is_closed_is_told(tmp_path: Path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    with pytest.raises(CommandError, match=r"closed cannot be read: Permission denied"):
        open_sides(closed, closed)


def test_a_path_that_no_system_takes_is_told(tmp_path: Path):
    with pytest.raises(CommandError, match="cannot be read: File name too long"):
        open_sides(tmp_path / ("x" * 300), tmp_path)


def test_a_snapshot_that_cannot_be_used_is_told(seed, data, tmp_path: Path):
    folder = build(seed.folder, data).path
    copied = tmp_path / "copied"
    shutil.copytree(folder, copied)
    with pytest.raises(SnapshotMismatchError, match="the folder copied"):
        open_sides(copied, data)
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"layout": "', '"layout": "0-'))
    with pytest.raises(SegmentVersionError):
        open_sides(seed.folder, folder)
    (data / "current").unlink()
    with pytest.raises(SnapshotMissingError):
        open_sides(seed.folder, data)


def test_entries_tell_the_day_the_reason_and_the_tombstone():
    gone = Clock(recorded="2026-01-01", withdrawn="2026-02-01", reason="an error", by="us")
    stone = Tombstone(id="tombstone/ancient", removed="2026-02-02", clock=ANCIENT.clock)
    found = diff(
        side(OPERATION, ANCIENT, ELECTION, *RECORDS[:1]),
        side(replace(OPERATION, clock=gone), stone, *RECORDS[:1]),
    )
    assert found.counts() == {
        "event": {Fate.WITHDRAWN: 1, Fate.GONE: 2},
        "tombstone": {Fate.ADDED: 1},
    }
    (withdrawn,) = found.entries("event", Fate.WITHDRAWN)
    assert withdrawn.said() == {
        "id": "event/operation",
        "label": "Operation",
        "withdrawn": "2026-02-01",
        "reason": "an error",
        "by": "us",
    }
    erased, lost = found.entries("event", Fate.GONE)
    assert erased.said() == {
        "id": "event/ancient",
        "label": "Ancient",
        "tombstone": {"id": "tombstone/ancient", "removed": "2026-02-02", "reason": "privacy"},
    }
    assert lost.said() == {"id": "event/election", "label": "Election"}
    (added,) = found.entries("tombstone", Fate.ADDED)
    assert added.said() == {"id": "tombstone/ancient", "label": None}
    assert list(found.entries("event", Fate.ADDED)) == []
    assert list(found.entries("actor", Fate.GONE)) == []
    assert found.compared == (4, 2)


def test_the_label_is_in_the_language_of_the_dataset():
    spanish = replace(DATASET, languages=("es", "en"))
    found = diff(side(OPERATION), side(renamed(OPERATION, "Raid"), dataset=spanish))
    (entry,) = found.entries("event", Fate.CHANGED)
    assert entry.label == "Raid"
    both = replace(OPERATION, labels=(Label("en", "Raid"), Label("es", "Redada")))
    (entry,) = diff(side(OPERATION), side(both, dataset=spanish)).entries("event", Fate.CHANGED)
    assert entry.label == "Redada"


def test_entries_stand_by_id_and_a_limit_takes_the_first():
    ids = [f"event/{name}" for name in ("b", "a~", "a-b", "a", "a.b", "z9", "z10", "0")]
    found = diff(side(ANCIENT), side(ANCIENT, *(replace(ELECTION, id=i) for i in ids)))
    assert [e.id for e in found.entries("event", Fate.ADDED)] == sorted(ids)
    for limit in (0, 1, 3, 8, 9):
        first = [e.id for e in found.entries("event", Fate.ADDED, limit)]
        assert first == sorted(ids)[:limit]


def test_the_dataset_and_foreign_statements_are_compared_unless_kinds_are_named():
    lines = [f"<urn:{n}> <urn:p> <urn:o> ." for n in "abc"]
    other = replace(DATASET, licence="CC0-1.0", recorded="2030-01-01")
    sides = side(OPERATION, foreign=lines[:2]), side(OPERATION, dataset=other, foreign=lines[1:])
    found = diff(*sides)
    assert found
    assert found.dataset == (Change("licence", "CC-BY-4.0", "CC0-1.0"),)
    assert (found.lost, found.gained) == ((lines[0],), (lines[2],))
    assert not diff(*sides, kinds=["event"])
    assert not diff(side(OPERATION), side(OPERATION, dataset=replace(DATASET, recorded=None)))


def test_kinds_narrow_what_is_compared():
    one, two = side(OPERATION, *RECORDS[:3]), side(renamed(OPERATION, "Raid"))
    assert set(diff(one, two).counts()) == {"event", "actor", "claim"}
    found = diff(one, two, kinds=["claim", "event"])
    assert list(found.counts()) == ["event", "claim"]  # in the order of the model
    assert found.compared == (2, 1)
    with pytest.raises(NotFoundError, match="there is no kind of record 'events'") as caught:
        chosen(["event", "events"])
    assert "instrument" in str(caught.value.hint)


def test_equal_digests_are_not_looked_behind():
    one, two = side(OPERATION, digest="d"), side(ELECTION, digest="d")
    assert not diff(one, two)
    assert diff(one, side(ELECTION, digest="e"))
