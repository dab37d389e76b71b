"""Where do snapshots lie, and which one counts?

    <data>/current                   the name of the folder that counts
    <data>/rejects.csv               the rows of tables that the last build could not use
    <data>/lock                      held while a build writes
    <data>/snapshots/<digest>/       manifest.json, tables, index and network/*.arrow
    <data>/snapshots/.building-…     one being written, or left over from a killed build

A folder gets its name only when it is whole and on the disk, and `current` is replaced in
one step: at every moment it names a whole snapshot.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from kg.columns.files import replace_file, sha256_of, sync
from kg.errors import SnapshotMismatchError, SnapshotMissingError
from kg.snapshot.manifest import MANIFEST, Manifest

CURRENT: Final = "current"
TABLES: Final = "tables"
INDEX: Final = "index"
NETWORK: Final = "network"
REJECTS: Final = "rejects.csv"
KEPT: Final = 2
_FRESH: Final = ".building-"
_NAME: Final = re.compile(r"[0-9a-f]{64}(-[0-9a-f]{8})?")


def snapshots(data: Path) -> Path:
    """The folder of all snapshots."""
    return data / "snapshots"


def current_name(data: Path) -> str | None:
    """The name of the folder that counts; None before the first build.

    Raises: SnapshotMismatchError when `current` names nothing that could be one.
    """
    try:
        name = (data / CURRENT).read_text("utf-8", errors="replace").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    if not _NAME.fullmatch(name):
        raise SnapshotMismatchError(
            f"{CURRENT} names no snapshot: {name[:80]!r}", hint="run kg build again"
        )
    return name


def current_folder(data: Path) -> Path:
    """The folder that counts.

    Raises: SnapshotMissingError when there is none.
    """
    name = current_name(data)
    if name is None:
        raise SnapshotMissingError(
            f"there is no snapshot in {data}", hint="run kg build, or name its folder with --data"
        )
    return snapshots(data) / name


def make_current(data: Path, folder: Path) -> None:
    """Let a settled folder count from now on."""
    replace_file(data / CURRENT, folder.name.encode() + b"\n")


@contextmanager
def fresh_folder(data: Path) -> Iterator[Path]:
    """A new folder to write a snapshot to; gone at the end unless it was settled."""
    parent = snapshots(data)
    parent.mkdir(exist_ok=True)
    sync(data)
    for left in parent.glob(_FRESH + "*"):  # of builds that were killed: we hold the lock
        shutil.rmtree(left)
    fresh = parent / f"{_FRESH}{os.getpid()}"
    try:
        for folder in (fresh, fresh / TABLES, fresh / INDEX, fresh / NETWORK):
            folder.mkdir()
        yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def settle(fresh: Path, manifest: Manifest) -> Path:
    """Give a whole folder its name: the digest; the folder that has it afterwards.

    A folder of that name with exactly this content is used again. When its content differs
    (a damaged file, or an index by another version of this program), the new one lies
    beside it under a longer name, since the other may be the one that counts.
    """
    parent = fresh.parent
    for name in (manifest.digest, f"{manifest.digest}-{manifest.build_name()}"):
        folder = parent / name
        if folder.exists() and intact(folder, manifest):
            return folder
        if not folder.exists():
            break
    else:
        shutil.rmtree(folder)  # damaged: whoever reads it could not have opened it
    fresh.rename(folder)
    sync(parent)
    return folder


def intact(folder: Path, manifest: Manifest) -> bool:
    """Whether a folder holds exactly what the manifest says. Cost: reads every byte."""
    try:
        return (folder / MANIFEST).read_bytes() == manifest.to_bytes() and all(
            sha256_of(folder / name) == file.sha256 for name, file in manifest.files.items()
        )
    except OSError:
        return False


def leave_rejects(data: Path, content: bytes | None) -> None:
    """Leave the rows that the last build could not use; nothing when there were none."""
    if content is None:
        (data / REJECTS).unlink(missing_ok=True)
    else:
        replace_file(data / REJECTS, content)


def prune(data: Path, *keep: str | None) -> None:
    """Remove all snapshots but the named ones, and the newest others up to two in all.

    Processes that have an old one open go on reading it: what is mapped stays.
    """
    kept = {name for name in keep if name}
    others = [
        f for f in snapshots(data).iterdir() if _NAME.fullmatch(f.name) and f.name not in kept
    ]
    others.sort(key=lambda f: (f.stat().st_mtime_ns, f.name), reverse=True)
    for folder in others[max(0, KEPT - len(kept)) :]:
        shutil.rmtree(folder, ignore_errors=True)
