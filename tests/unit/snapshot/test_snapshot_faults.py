"""Whatever stops a build, the snapshot of before still counts and nothing is left over."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg.snapshot import STAGES, build, open_snapshot

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
LITTLE = """\
import resource, sys
from pathlib import Path
from kg.errors import KgError
from kg.snapshot import build
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
try:
    build(Path(sys.argv[1]), Path(sys.argv[2]))
except KgError as error:
    print(error.code, error.message, "|", error.hint)
"""


ALONE = ("unshare", "--user", "--map-root-user", "--mount")  # a disk that nobody else sees


def run(*words: object, under: tuple[str, ...] = ()) -> list[str]:
    done = subprocess.run(
        [*under, sys.executable, *map(str, words)],
        capture_output=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
    )
    return done.stdout.splitlines()


class Stop(Exception):  # noqa: N818 (not an error of the program: the test pulls the plug)
    """The plug is pulled."""


def test_an_exception_at_any_stage(seed, data):
    before = build(seed.folder, data)

    def pull(now: str) -> None:
        if now == stage:
            raise Stop

    for number, stage in enumerate(STAGES):
        seed.rename(f"Fair number {number}")
        with pytest.raises(Stop):
            build(seed.folder, data, progress=pull)
        now = open_snapshot(data, verify=True)
        assert (now.digest != before.digest) is (stage == STAGES[-1]), stage
        assert before.path.exists()
        assert not list((data / "snapshots").glob(".*"))


def test_a_first_build_that_fails_leaves_no_snapshot(seed, data):
    def pull(now: str) -> None:
        if now == STAGES[-2]:
            raise Stop

    with pytest.raises(Stop):
        build(seed.folder, data, progress=pull)
    assert not (data / "current").exists()
    settled = [p.name for p in (data / "snapshots").iterdir()]
    assert [build(seed.folder, data).digest] == settled  # it was whole: it is used


def test_a_build_killed_at_any_moment(seed, data):
    lines = run(HERE / "killing.py", seed.folder, data)
    stages = [f"{stage}: ended 9, old" for stage in STAGES[:-1]]
    assert lines[: len(STAGES)] == [*stages, f"{STAGES[-1]}: ended 9, new"]
    assert set(lines[len(STAGES) : -2]) == {"some moment: whole"}
    assert lines[-2:] == ["last: The last fair, left [], kept 2", "done"]


def test_a_disk_that_is_full(seed, tmp_path: Path):
    disk = tmp_path / "disk"
    disk.mkdir()
    may = shutil.which(ALONE[0]) and subprocess.run(
        [*ALONE, "mount", "-t", "tmpfs", "none", disk], capture_output=True, check=False
    )
    if not may or may.returncode:
        pytest.skip("this system lets nobody mount a disk of his own")
    lines = run(HERE / "filling.py", seed.folder, disk, under=ALONE)
    full = "the snapshot cannot be built: the disk is full, free some space, or choose another"
    hint = "folder with --data: The fair"
    assert lines[:8] == [f"{part}/8: {full} {hint}, nothing left" for part in range(8)]
    # Room for the snapshot, none to name it in `current`: it is whole, and not yet the one.
    assert lines[8] == f"8/8: {full} {hint}, something left"
    assert lines[9:] == ["all: built: The FAIR, kept 2", "done"]
    assert list(disk.iterdir()) == []


def test_a_file_that_may_not_grow(seed, data):
    first = build(seed.folder, data)
    before = sorted(data.rglob("*"))
    seed.rename("The second fair")
    (line,) = run("-c", LITTLE, seed.folder, data)
    assert line.startswith("ERROR the snapshot cannot be built: a file would be too large | ")
    assert sorted(data.rglob("*")) == before
    assert open_snapshot(data, verify=True).digest == first.digest
