"""Kills builds, and looks each time whether the snapshot of before still opens.

    python killing.py SEED DATA

A program of its own: it forks, which a test runner with threads must not do. Prints one
line for each killed build; the last line is `done`.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from kg.snapshot import STAGES, build, open_snapshot

MOMENTS = 8


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()  # before the next fork, or the child would say it again


def said(data: Path) -> str:
    """What the fair is called in the snapshot that counts, every byte of it verified."""
    tables = open_snapshot(data, verify=True).tables
    return str(tables.assemble("event", tables.rows_of("event/fair"))[0].labels[0].text)


def rename(seed: Path, name: str) -> None:
    """Let the folder call the fair by another name."""
    path = seed / "records.yaml"
    text = path.read_text()
    fair = next(line for line in text.splitlines() if "id: fair," in line)
    old = fair.partition("label: {en: ")[2].partition("}")[0]
    path.write_text(text.replace(f"label: {{en: {old}}}", f"label: {{en: {name}}}"))


def killed_at(stage: str, seed: Path, data: Path) -> int:
    """Build in a child that dies when the stage begins; how it ended."""
    child = os.fork()
    if child == 0:
        build(seed, data, progress=lambda now: os._exit(9) if now == stage else None)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_after(seconds: float, seed: Path, data: Path) -> int:
    """Build in a child that is killed after a while; how it ended."""
    child = os.fork()
    if child == 0:
        build(seed, data)
        os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main(seed: Path, data: Path) -> None:
    """At every stage, then at any moment."""
    build(seed, data)  # the first one loads the libraries
    begin = time.monotonic()
    build(seed, data)
    whole = time.monotonic() - begin
    for number, stage in enumerate(STAGES):
        before = said(data)
        rename(seed, f"Fair number {number}")
        ended = killed_at(stage, seed, data)
        tell(f"{stage}: ended {ended}, {'new' if said(data) != before else 'old'}")
    for number in range(MOMENTS):
        name, before = f"Later fair {number}", said(data)
        rename(seed, name)
        killed_after(1.2 * whole * number / MOMENTS, seed, data)
        now = said(data)
        tell(f"some moment: {'whole' if now in (name, before) else 'BROKEN'}")
    rename(seed, "The last fair")
    build(seed, data)
    left = [p.name for p in (data / "snapshots").iterdir() if p.name.startswith(".")]
    tell(f"last: {said(data)}, left {left}, kept {len(list((data / 'snapshots').iterdir()))}")
    tell("done")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
