"""Opening finds the snapshot that counts, or says what is wrong with it."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from kg.columns import layout
from kg.errors import SegmentVersionError, SnapshotMismatchError, SnapshotMissingError
from kg.snapshot import Current, Snapshot, build, open_snapshot
from kg.snapshot.manifest import read_manifest


@pytest.fixture
def snapshot(built, data) -> Snapshot:
    return open_snapshot(shutil.copytree(built, data))


def test_without_a_snapshot_the_hint_is_to_build(tmp_path: Path):
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(SnapshotMissingError, match="there is no snapshot") as caught:
            open_snapshot(folder)
        assert "kg build" in str(caught.value.hint)


def test_a_snapshot_does_not_change(snapshot):
    with pytest.raises(dataclasses.FrozenInstanceError):
        snapshot.digest = "other"


@pytest.mark.parametrize("text", ["", "../..", "/etc", "a" * 64 + "/x", "\x00", "g" * 64])
def test_current_names_nothing_outside(snapshot, data, text):
    (data / "current").write_text(text)
    with pytest.raises(SnapshotMismatchError, match="current names no snapshot"):
        open_snapshot(data)


def test_a_snapshot_that_is_gone(snapshot, data):
    shutil.rmtree(snapshot.path)
    with pytest.raises(SnapshotMismatchError, match="is gone"):
        open_snapshot(data)


@pytest.mark.parametrize(
    "name", ["tables/event.arrow", "index/arrays.arrow", "tables/ids.event.arrow"]
)
def test_a_missing_or_shortened_file(snapshot, data, name):
    path = snapshot.path / name
    content = path.read_bytes()
    path.write_bytes(content[:-1])
    said = f"{path.name} has {len(content) - 1:,} bytes instead of {len(content):,}"
    with pytest.raises(SnapshotMismatchError, match=said):
        open_snapshot(data)
    path.write_bytes(b"")
    with pytest.raises(SnapshotMismatchError, match="has 0 bytes"):
        open_snapshot(data)
    path.unlink()
    with pytest.raises(SnapshotMismatchError, match="is missing"):
        open_snapshot(data)


def test_a_changed_byte_is_found_when_asked_for(snapshot, data):
    assert open_snapshot(data, verify=True).digest == snapshot.digest
    path = snapshot.path / "tables" / "event.labels.arrow"
    content = path.read_bytes()
    path.write_bytes(content.replace(b"The fair", b"The faix"))
    assert open_snapshot(data).digest == snapshot.digest
    with pytest.raises(SnapshotMismatchError, match=r"event\.labels\.arrow was changed"):
        open_snapshot(data, verify=True)


def test_a_damaged_table_is_told_when_it_is_read(snapshot, data):
    path = snapshot.path / "tables" / "event.arrow"
    path.write_bytes(bytes(path.stat().st_size))
    tables = open_snapshot(data).tables
    with pytest.raises(SnapshotMismatchError, match="table event is damaged"):
        tables.count("event")


def test_every_damaged_file_is_named(snapshot, data):
    names = ("tables/event.labels.arrow", "index/uint32.arrow")
    for name in names:
        path = snapshot.path / name
        content = bytearray(path.read_bytes())
        content[-1] ^= 1
        path.write_bytes(content)
    (snapshot.path / "tables/claim.arrow").unlink()
    with pytest.raises(SnapshotMismatchError, match="is missing") as caught:
        open_snapshot(data)
    assert "was changed" not in caught.value.message
    with pytest.raises(SnapshotMismatchError) as caught:
        open_snapshot(data, verify=True)
    told = {f"{name} was changed after it was written" for name in names}
    assert set(caught.value.message.split("; ")) == told | {"tables/claim.arrow is missing"}


def _overwrite(path: Path, buffer: pa.Buffer, base: pa.Buffer, numbers: bytes) -> None:
    """Put other numbers into the file where a buffer of its table lies."""
    content = bytearray(path.read_bytes())
    at = buffer.address - base.address
    content[at : at + len(numbers)] = numbers
    path.write_bytes(content)


@pytest.mark.parametrize("place", ["offsets", "codes", "negative codes"])
@pytest.mark.parametrize("whole", [False, True])
def test_damaged_offsets_and_codes_are_an_error_and_no_crash(snapshot, data, place, whole):
    path = snapshot.path / "tables" / "event.labels.arrow"
    base = pa.memory_map(str(path)).read_buffer()
    words = pa.ipc.open_file(base).read_all().column("lang").chunk(0)
    found = words.dictionary.buffers()[1] if place == "offsets" else words.indices.buffers()[1]
    wrong = {
        "offsets": np.array([0, 2**31 - 1], dtype=np.int32),
        "codes": np.array([127], dtype=np.int8),
        "negative codes": np.array([-1], dtype=np.int8),
    }[place]
    _overwrite(path, found, base, wrong.tobytes())
    tables = open_snapshot(data).tables
    with pytest.raises(SnapshotMismatchError, match="is damaged"):
        tables.table("event.labels") if whole else list(tables.scan("event"))


@pytest.mark.parametrize("change", ["name", "type", "order"])
def test_a_table_of_other_columns_is_damaged(snapshot, data, change):
    path = snapshot.path / "tables" / "event.labels.arrow"
    table = snapshot.tables.table("event.labels")
    names = layout()["event.labels"].schema.names
    changed = {
        "name": lambda: table.rename_columns([*names[:-1], "other"]),
        "type": lambda: table.set_column(0, names[0], table.column(0).cast(pa.int64())),
        "order": lambda: table.select([*names[1:], names[0]]),
    }[change]()
    with pa.ipc.new_file(str(path), changed.schema) as out:
        out.write_table(changed)
    said = json.loads((snapshot.path / "manifest.json").read_text())
    said["files"]["tables/event.labels.arrow"]["size"] = path.stat().st_size
    (snapshot.path / "manifest.json").write_text(json.dumps(said))
    tables = open_snapshot(data).tables
    with pytest.raises(SnapshotMismatchError, match=r"table event\.labels is damaged"):
        tables.count("event.labels")


def test_another_layout_is_not_read(snapshot, data):
    path = snapshot.path / "manifest.json"
    said = json.loads(path.read_text())
    path.write_text(json.dumps(said | {"layout": "0-old"}))
    with pytest.raises(SegmentVersionError, match="layout '0-old'") as caught:
        open_snapshot(data)
    assert "kg build" in str(caught.value.hint)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", "null", '{"layout": "LAYOUT"}', "\xff", "[" * 99_999]
)
def test_a_broken_manifest(snapshot, data, text):
    text = text.replace("LAYOUT", snapshot.manifest.layout)
    (snapshot.path / "manifest.json").write_text(text, encoding="latin-1")
    with pytest.raises(SnapshotMismatchError, match=r"manifest\.json is broken"):
        open_snapshot(data)


def test_a_folder_under_another_name(snapshot, data):
    other = "0" * 64
    snapshot.path.rename(snapshot.path.with_name(other))
    (data / "current").write_text(other)
    with pytest.raises(SnapshotMismatchError, match=f"holds the snapshot {snapshot.digest[:12]}"):
        open_snapshot(data)


def test_a_manifest_comes_back(snapshot):
    assert read_manifest(snapshot.manifest.to_bytes()) == snapshot.manifest


def test_a_server_follows_the_current_one(seed, data, snapshot):
    current = Current(data)
    held = current.get()
    assert held.digest == snapshot.digest
    assert current.refresh() is False
    assert current.get() is held
    seed.rename("The second fair")
    newer = build(seed.folder, data)
    assert current.get() is held  # only refresh looks
    assert current.refresh() is True
    assert current.get().digest == newer.digest
    assert held.tables.count("event") == 2  # whoever took the old one reads on


def test_a_server_keeps_the_old_one_when_the_new_one_is_broken(seed, data, snapshot):
    current = Current(data)
    seed.rename("The second fair")
    newer = build(seed.folder, data)
    (newer.path / "manifest.json").write_text("{")
    with pytest.raises(SnapshotMismatchError):
        current.refresh()
    assert current.get().digest == snapshot.digest
    (data / "current").unlink()
    with pytest.raises(SnapshotMissingError):
        current.refresh()
    assert current.get().tables.count("event") == 2
