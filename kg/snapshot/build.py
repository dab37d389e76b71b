"""How does a seed folder become what is true right now?

The one conductor: every stage is named here, in order. Until the last step, which replaces
one small file, nothing changes for those who read.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pyarrow as pa

from kg.columns import Tables, Written, derived, digest, shred, write_tables
from kg.columns.files import plain_errors, sync_tree
from kg.errors import Faults, SnapshotMismatchError
from kg.ingest import Folder, read_folder
from kg.model import Dataset
from kg.model.records import CLASSES
from kg.snapshot.lock import one_writer
from kg.snapshot.manifest import MANIFEST, Manifest
from kg.snapshot.open import Snapshot, open_folder
from kg.snapshot.place import (
    INDEX,
    TABLES,
    current_name,
    fresh_folder,
    make_current,
    prune,
    settle,
)

Progress = Callable[[str], None]
STAGES: Final = (
    "reading the folder",
    "checking the shapes",
    "laying out the columns",
    "building the index",
    "computing the digest",
    "writing the files",
    "flushing to the disk",
    "moving into place",
    "making it current",
    "removing old snapshots",
)
_LOG: Final = logging.getLogger(__name__)
_READ, _SHAPES, _COLUMNS, _INDEX, _DIGEST, _WRITE, _FLUSH, _MOVE, _SWAP, _PRUNE = STAGES


@dataclass(frozen=True, slots=True)
class Summary:
    """What a folder holds: versions of each kind of record, the digest, and warnings."""

    dataset: Dataset
    counts: Mapping[str, int]
    digest: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Laid:
    """A folder laid out in memory: all that a snapshot is made of."""

    folder: Folder
    tables: Mapping[str, pa.Table]
    index: Mapping[str, pa.Table]
    digest: str


def build(
    folder: Path, data: Path, *, recorded: str | None = None, progress: Progress | None = None
) -> Snapshot:
    """Compile a seed folder, and make it the current snapshot of the data folder.

    `progress` is told the stage that begins, one of `STAGES`.
    Raises: Faults with all that is wrong with the folder; BuildBusyError when another build
            writes there; KgError when the disk refuses. The snapshot of before then still
            counts, and nothing of the new one is left.
    """
    tell = progress or _silent
    with plain_errors("the snapshot cannot be written", data), one_writer(data):
        laid = _lay_out(folder, recorded, tell)
        with fresh_folder(data) as fresh:
            tell(_WRITE)
            manifest = _write(laid, fresh)
            tell(_FLUSH)
            sync_tree(fresh)
            tell(_MOVE)
            settled = settle(fresh, manifest)
        tell(_SWAP)
        before = _before(data)
        make_current(data, settled)
        tell(_PRUNE)
        prune(data, settled.name, before)
        return open_folder(settled)


def check(
    folder: Path, *, recorded: str | None = None, progress: Progress | None = None
) -> Summary:
    """Do all that `build` does but write.

    Raises: Faults with all that is wrong with the folder.
    """
    laid = _lay_out(folder, recorded, progress or _silent)
    counts = {name: laid.tables[name].num_rows for name in CLASSES}
    return Summary(laid.folder.dataset, MappingProxyType(counts), laid.digest, laid.folder.warnings)


def _lay_out(folder: Path, recorded: str | None, tell: Progress) -> _Laid:
    """Read, check, lay out: everything before the first file is written."""
    tell(_READ)
    found = read_folder(folder, recorded=recorded)
    for warning in found.warnings:
        _LOG.warning("%s", warning)
    tell(_SHAPES)
    _check_shapes(found)
    tell(_COLUMNS)
    tables = shred(found.records, found.dataset, found.foreign)
    tables |= derived(tables)
    tell(_INDEX)
    index = _index(Tables(tables))
    tell(_DIGEST)
    return _Laid(found, tables, index, digest(tables))


def _check_shapes(found: Folder) -> None:
    import kg.rdf  # noqa: PLC0415  (interim: until the RDF room has landed)

    validate = getattr(kg.rdf, "validate", None)
    faults = validate(found.records, found.dataset) if validate else []
    if faults:
        raise Faults(faults)


def _index(tables: Tables) -> Mapping[str, pa.Table]:
    import kg.index  # noqa: PLC0415  (interim: until the index room has landed)

    make = getattr(kg.index, "build_index", None)
    return make(tables) if make else {}


def _write(laid: _Laid, fresh: Path) -> Manifest:
    files: dict[str, Written] = {}
    for part, tables in ((TABLES, laid.tables), (INDEX, laid.index)):
        for name, written in write_tables(tables, fresh / part).items():
            files[f"{part}/{name}"] = written
    manifest = Manifest(laid.digest, laid.folder.dataset.id, dict(sorted(files.items())))
    (fresh / MANIFEST).write_bytes(manifest.to_bytes())
    return manifest


def _before(data: Path) -> str | None:
    """The snapshot that counted so far; a `current` that names none is no hindrance."""
    try:
        return current_name(data)
    except SnapshotMismatchError:
        return None


def _silent(_stage: str) -> None:
    """Tell nobody."""
