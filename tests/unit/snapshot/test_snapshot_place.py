"""Which folders are kept, which go, and what is used again."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import pytest

from kg.errors import SnapshotMissingError
from kg.snapshot import build, open_snapshot
from kg.snapshot.manifest import FileFacts, Manifest
from kg.snapshot.place import (
    current_folder,
    current_name,
    fresh_folder,
    intact,
    make_current,
    prune,
    settle,
    snapshots,
)

NAMES = [digit * 64 for digit in "abcdef"]


@pytest.fixture
def place(data) -> Path:
    """A data folder with a snapshot folder of each name, the first one the oldest."""
    for second, name in enumerate(NAMES):
        folder = snapshots(data) / name
        folder.mkdir(parents=True)
        os.utime(folder, (second, second))
    return data


def kept(data: Path) -> set[str]:
    return {path.name for path in snapshots(data).iterdir()}


@pytest.mark.parametrize(
    ("keep", "expected"),
    [
        (("f", "e"), "ef"),  # the new one and the one before
        (("f", None), "ef"),  # the first one of all: the newest other is kept beside it
        (("a", None), "af"),  # one that is used again is old, and stays
        (("a", "b"), "ab"),
        (("a", "a"), "af"),  # built again without a change: the other one stays
        (("a", "b", "c"), "abc"),  # never one that is named
    ],
)
def test_the_named_ones_and_the_newest_others_are_kept(place, keep, expected):
    prune(place, *(None if digit is None else digit * 64 for digit in keep))
    assert kept(place) == {digit * 64 for digit in expected}


def test_what_is_no_snapshot_is_left_alone(place):
    others = {"notes.txt", ".building-1", "a" * 63, "A" * 64, "a" * 64 + "-zzzzzzzz"}
    for name in others:
        (snapshots(place) / name).mkdir()
    beside = "a" * 64 + "-01234567"  # two of one digest, of which one was damaged
    (snapshots(place) / beside).mkdir()
    prune(place, beside, "f" * 64)
    assert kept(place) == {*others, beside, "f" * 64}


def test_one_that_cannot_be_removed_is_no_hindrance(place, monkeypatch):
    removed = []

    def refuse(path, *, ignore_errors):
        assert ignore_errors
        removed.append(path.name)

    monkeypatch.setattr(shutil, "rmtree", refuse)
    prune(place, "f" * 64, "e" * 64)
    assert removed == ["d" * 64, "c" * 64, "b" * 64, "a" * 64]  # newest first


def test_what_a_killed_build_left_goes_with_the_next(place):
    left = snapshots(place) / ".building-99999"
    (left / "tables").mkdir(parents=True)
    (left / "tables" / "event.arrow").write_bytes(b"half")
    with fresh_folder(place) as fresh:
        assert not left.exists()
        assert {p.name for p in fresh.iterdir()} == {"tables", "index", "network"}
        assert kept(place) == {*NAMES, fresh.name}
    assert kept(place) == set(NAMES)  # it was not settled


def test_current_is_replaced_and_named(place):
    assert current_name(place) is None
    with pytest.raises(SnapshotMissingError):
        current_folder(place)
    for name in NAMES[:2]:
        make_current(place, snapshots(place) / name)
        assert current_name(place) == name
        assert current_folder(place) == snapshots(place) / name
    assert sorted(p.name for p in place.iterdir()) == ["current", "snapshots"]


def settled(data: Path, text: bytes) -> tuple[str, bool]:
    """Settle a folder of one file under one digest for all: its name, and whether it is new."""
    with fresh_folder(data) as fresh:
        (fresh / "tables" / "event.arrow").write_bytes(text)
        file = FileFacts(len(text), hashlib.sha256(text).hexdigest())
        manifest = Manifest("9" * 64, "d", {}, {"tables/event.arrow": file})
        (fresh / "manifest.json").write_bytes(manifest.to_bytes())
        folder = settle(fresh, manifest)
        assert intact(folder, manifest)
        return folder.name, not fresh.exists()


def test_a_folder_of_the_same_content_is_used_again_and_another_lies_beside_it(data):
    data.mkdir()
    assert settled(data, b"one") == ("9" * 64, True)
    assert settled(data, b"one") == ("9" * 64, False)
    beside, new = settled(data, b"two")
    assert beside.startswith("9" * 64 + "-")
    assert new
    assert settled(data, b"two") == (beside, False)
    assert settled(data, b"one") == ("9" * 64, False)
    assert kept(data) == {"9" * 64, beside}
    (snapshots(data) / beside / "manifest.json").write_bytes(b"broken")
    assert settled(data, b"two") == (beside, True)  # nobody could have opened the broken one
    assert settled(data, b"one") == ("9" * 64, False)


def test_a_whole_folder_is_intact_to_the_last_byte(seed, data):
    snapshot = build(seed.folder, data)
    assert intact(snapshot.path, snapshot.manifest)
    for name in snapshot.manifest.files:
        path = snapshot.path / name
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        assert not intact(snapshot.path, snapshot.manifest), name
        path.unlink()
        assert not intact(snapshot.path, snapshot.manifest), name
        path.write_bytes(content)
    assert intact(snapshot.path, snapshot.manifest)


def test_a_snapshot_under_a_reader_goes_only_by_name(seed, data):
    """Building on and on, a reader that opens anew each time always finds a whole one."""
    held = [build(seed.folder, data)]
    for number in range(3):
        seed.rename(f"Fair {number}")
        held.append(build(seed.folder, data))
        assert kept(data) == {held[-2].digest, held[-1].digest}
        assert open_snapshot(data, verify=True).digest == held[-1].digest
    names = [s.tables.assemble("event", s.tables.rows_of("event/fair"))[0].labels for s in held]
    assert [labels[0].text for labels in names] == ["The fair", "Fair 0", "Fair 1", "Fair 2"]
