"""Builds on a disk with less and less left, and looks each time what counts.

    unshare --user --map-root-user --mount python filling.py SEED DISK

A program of its own: it mounts a small disk of memory on the folder DISK, which nobody else
sees and which goes with the process. Prints one line for each build: how much room was left,
of what was needed, how it ended, and what counts; the last line is `done`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from kg.errors import KgError
from kg.snapshot import build, open_snapshot

PAGE = os.sysconf("SC_PAGE_SIZE")  # what a file on such a disk takes is counted in these
PARTS = 8


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")


def pages(folder: Path) -> int:
    """How many pages the files below a folder take; folders take none."""
    return sum(-(-p.stat().st_size // PAGE) for p in folder.rglob("*") if p.is_file())


def listing(data: Path) -> dict[str, bytes]:
    return {str(p.relative_to(data)): p.read_bytes() for p in data.rglob("*") if p.is_file()}


def said(data: Path) -> str:
    """What the fair is called in the snapshot that counts, every byte of it verified."""
    tables = open_snapshot(data, verify=True).tables
    return str(tables.assemble("event", tables.rows_of("event/fair"))[0].labels[0].text)


def attempt(seed: Path, data: Path) -> str:
    try:
        build(seed, data)
    except KgError as error:
        return f"{error.message}, {error.hint}"
    return "built"


def main(seed: Path, disk: Path) -> None:
    """From no room at all to enough."""
    vars(sys.modules[build.__module__])["_check_shapes"] = lambda *_: None  # it writes nothing
    data, ballast = disk / "data", disk / "ballast"
    needed = pages(build(seed, disk.parent / "measured").path)
    size = 3 * needed + 1
    options = f"size={size * PAGE}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", disk], check=True)
    build(seed, data)
    records = seed / "records.yaml"
    records.write_text(records.read_text().replace("The fair", "The FAIR"))
    before = listing(data)
    for part in range(PARTS + 1):
        room = needed * part // PARTS
        ballast.write_bytes(bytes((size - pages(disk) - room) * PAGE))
        ended = attempt(seed, data)
        ballast.unlink()
        left = "nothing" if listing(data) == before else "something"
        tell(f"{part}/{PARTS}: {ended}: {said(data)}, {left} left")
    ended = attempt(seed, data)
    kept = len(list((data / "snapshots").iterdir()))
    tell(f"all: {ended}: {said(data)}, kept {kept}")
    tell("done")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
