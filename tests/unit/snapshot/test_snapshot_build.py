"""A build gives the same bytes for the same records, and changes nothing when it fails."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from kg.errors import BuildBusyError, Faults, KgError, SeedError
from kg.ingest import Folder
from kg.model import Clock, Dataset, Event, Label
from kg.rdf import bundled_concepts
from kg.snapshot import STAGES, build, check, open_snapshot
from kg.snapshot.build import _check_shapes


def listing(data: Path) -> dict[str, bytes]:
    return {str(p.relative_to(data)): p.read_bytes() for p in data.rglob("*") if p.is_file()}


def kept(data: Path) -> set[str]:
    return {p.name for p in (data / "snapshots").iterdir()}


def test_a_build_is_what_the_folder_says(seed, data):
    stages: list[str] = []
    snapshot = build(seed.folder, data, progress=stages.append)
    assert tuple(stages) == STAGES
    assert snapshot.dataset.id == "village"
    assert snapshot.tables.words("event", "id").many([0, 1]) == ["event/feast", "event/fair"]
    assert snapshot.manifest.rows["event"] == 2
    assert snapshot.path == data / "snapshots" / snapshot.digest
    assert (data / "current").read_text() == snapshot.digest + "\n"
    assert snapshot.foreign == ()
    assert open_snapshot(data).digest == snapshot.digest


def test_two_builds_on_different_days_are_equal_in_every_byte(seed, tmp_path: Path):
    build(seed.folder, tmp_path / "one")
    for path in seed.folder.iterdir():
        os.utime(path, (0, 0))
    build(seed.folder, tmp_path / "two")
    assert listing(tmp_path / "one") == listing(tmp_path / "two")


def test_no_file_names_this_machine(seed, data):
    build(seed.folder, data)
    for name, content in listing(data).items():
        assert str(data).encode() not in content, name
        assert str(seed.folder).encode() not in content, name


def test_building_again_changes_no_file(seed, data):
    first = build(seed.folder, data)
    before = {p: p.stat().st_ino for p in first.path.rglob("*")}
    again = build(seed.folder, data)
    assert again.path == first.path
    assert {p: p.stat().st_ino for p in first.path.rglob("*")} == before


def test_the_recorded_day_can_be_given(seed, data):
    snapshot = build(seed.folder, data, recorded="2025-05-05")
    fair = snapshot.tables.assemble("event", snapshot.tables.rows_of("event/fair"))[0]
    assert fair.clock.recorded == "2025-05-05"


def test_the_last_two_are_kept_and_an_open_one_goes_on(seed, data):
    first = build(seed.folder, data)
    seed.rename("The second fair")
    second = build(seed.folder, data)
    assert kept(data) == {first.digest, second.digest}
    seed.rename("The third fair")
    third = build(seed.folder, data)
    assert kept(data) == {second.digest, third.digest}
    assert not first.path.exists()
    fair = first.tables.assemble("event", first.tables.rows_of("event/fair"))[0]
    assert fair.labels[0].text == "The fair"
    assert first.index.dated_events == 2


def test_going_back_uses_the_one_that_is_there(seed, data):
    first = build(seed.folder, data)
    seed.rename("The second fair")
    second = build(seed.folder, data)
    seed.rename("The fair")
    assert build(seed.folder, data).path == first.path
    assert build(seed.folder, data).path == first.path  # twice: the other one stays
    assert kept(data) == {first.digest, second.digest}


def test_a_damaged_one_is_not_used_again(seed, data):
    first = build(seed.folder, data)
    damaged = first.path / "tables" / "event.arrow"
    content = bytearray(damaged.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    again = build(seed.folder, data)
    assert again.digest == first.digest
    assert again.path != first.path
    assert again.path.name.startswith(first.digest)
    assert open_snapshot(data, verify=True).path == again.path
    (again.path / "manifest.json").unlink()
    assert build(seed.folder, data).path == again.path
    assert open_snapshot(data, verify=True).path == again.path


def test_a_faulty_folder_leaves_the_current_one(seed, data):
    first = build(seed.folder, data)
    before = listing(data)
    seed.spoil()
    with pytest.raises(Faults, match="1 fault"):
        build(seed.folder, data)
    assert listing(data) == before
    assert open_snapshot(data).digest == first.digest


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path, data):
    with pytest.raises(SeedError, match="there is no folder 'nowhere'"):
        build(tmp_path / "nowhere", data)


def test_findings_of_the_shapes_name_file_and_line():
    """The reader checks the same rules first: only a record that it never saw gets this far."""
    dataset = Dataset(id="d", base="https://d.example/", labels=(Label("en", "D"),))
    nameless = Event(id="event/e", labels=(), clock=Clock(recorded="2026-01-01"))
    folder = Folder(
        dataset=dataset,
        records=(nameless,),
        streamed=(),
        mapped=(),
        foreign=(),
        origins={("event/e", 1): ("some.yaml", 7)},
        warnings=(),
    )
    with pytest.raises(Faults) as caught:
        _check_shapes(folder, folder.records)
    places = {tuple(f.where[k] for k in ("file", "line", "record")) for f in caught.value.faults}
    assert places == {("some.yaml", 7, "event/e")}


def test_one_build_at_a_time(seed, data):
    def meanwhile(stage: str) -> None:
        if stage == STAGES[2]:
            with pytest.raises(BuildBusyError, match="another build is writing"):
                build(seed.folder, data)

    assert build(seed.folder, data, progress=meanwhile).digest
    assert build(seed.folder, data).digest  # the lock is gone with its holder


def test_readers_need_no_lock(seed, data):
    first = build(seed.folder, data)
    seed.rename("The second fair")
    seen = []
    build(seed.folder, data, progress=lambda _: seen.append(open_snapshot(data).digest))
    assert seen[:-1] == [first.digest] * (len(STAGES) - 1)
    assert seen[-1] == open_snapshot(data).digest != first.digest


def test_check_does_all_but_write(seed, data, tmp_path: Path):
    before = listing(tmp_path)
    stages: list[str] = []
    summary = check(seed.folder, progress=stages.append)
    assert listing(tmp_path) == before
    assert set(stages) < set(STAGES)
    assert summary.counts["event"] == 2
    assert summary.counts["concept"] > 100  # the bundled ones
    assert summary.digest == build(seed.folder, data).digest
    seed.spoil()
    with pytest.raises(Faults):
        check(seed.folder)


def test_warnings_are_told(seed, caplog):
    bundled = bundled_concepts()[0].id
    (seed.folder / "own.yaml").write_text(f"concepts: [{{id: {bundled}, label: {{en: Ours}}}}]\n")
    with caplog.at_level(logging.WARNING, logger="kg.snapshot.build"):
        summary = check(seed.folder)
    assert summary.warnings == (f"{bundled} replaces the bundled concept of that name",)
    assert [record.message for record in caplog.records] == list(summary.warnings)


@pytest.mark.parametrize("name", ["data", "data/snapshots"])
def test_a_file_in_the_way_is_told_plainly(seed, tmp_path: Path, name: str):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("no folder")
    with pytest.raises(KgError, match="the snapshot cannot be built: a file is in the way"):
        build(seed.folder, tmp_path / "data")
    assert path.read_text() == "no folder"


def test_a_broken_current_is_no_hindrance(seed, data):
    first = build(seed.folder, data)
    (data / "current").write_text("../../elsewhere\n")
    assert build(seed.folder, data).digest == first.digest
    assert open_snapshot(data).digest == first.digest
