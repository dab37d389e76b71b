"""What stands on one side of a comparison?

A seed folder, which is compiled in memory; a data folder, whose current snapshot counts; or
the folder of one snapshot, so that the two that are kept can be told apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kg.columns import Tables
from kg.errors import CommandError, Faults, KgError
from kg.model import Dataset
from kg.snapshot.build import Progress, lay_out
from kg.snapshot.manifest import MANIFEST
from kg.snapshot.open import Snapshot, open_folder, open_snapshot
from kg.snapshot.place import CURRENT, snapshots

_SEED: Final = frozenset({".yaml", ".yml", ".ttl", ".trig", ".nq", ".jsonld"})
_HINT: Final = (
    "name a seed folder (dataset.yaml), a data folder (.daybook) or a snapshot in one "
    "(.daybook/snapshots/…)"
)


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """The records of one side: the path that was named, and the digest of a snapshot."""

    path: Path
    dataset: Dataset
    tables: Tables = field(repr=False)
    digest: str | None = None


def open_sides(
    before: Path,
    after: Path,
    *,
    recorded: str | None = None,
    progress: Progress | None = None,
) -> tuple[Side, Side]:
    """Both sides of a comparison; `recorded` is as for `build`, for seed folders.

    Raises: Faults with all that is wrong with the seed folders, of both at once, each file
            named below its folder; CommandError when a path is neither folder nor snapshot;
            SnapshotError when a snapshot cannot be opened.
    """
    found: list[Side] = []
    faults: list[KgError] = []
    hints: list[str] = []
    for path in (before, after):
        try:
            with _named(path):
                found.append(_open(path, recorded, progress))
        except Faults as error:
            faults.extend(error.faults)
            hints.extend([error.hint] if error.hint else [])
    if faults:
        raise Faults(faults, hint="; ".join(hints) or None)
    one, two = found
    return one, two


def _open(path: Path, recorded: str | None, progress: Progress | None) -> Side:
    try:
        if not path.exists():
            raise CommandError(f"there is nothing at {path}", hint=_HINT)
        if (path / MANIFEST).is_file():
            return _of_snapshot(path, open_folder(path.resolve()))
        if (path / CURRENT).is_file() or snapshots(path).is_dir():
            return _of_snapshot(path, open_snapshot(path))
        if path.is_dir() and any(p.suffix.lower() in _SEED for p in path.iterdir()):
            folder, tables = lay_out(path, recorded, progress)
            return Side(path, folder.dataset, Tables(tables))
    except OSError as error:
        reason = error.strerror or str(error)
        raise CommandError(f"{path} cannot be read: {reason}", hint=_HINT) from error
    raise CommandError(f"{path} is neither a seed folder nor a snapshot", hint=_HINT)


def _of_snapshot(path: Path, found: Snapshot) -> Side:
    return Side(path, found.dataset, found.tables, found.digest)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Let faults name their file below the folder that was named: there are two."""
    try:
        yield
    except Faults as error:
        for fault in error.faults:
            if "file" in fault.where:
                fault.where["file"] = str(path / str(fault.where["file"]))
        raise
