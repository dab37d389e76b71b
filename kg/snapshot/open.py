"""How is the snapshot that counts opened?

Its files are mapped, none is read: opening takes milliseconds at any size, and several
processes share the pages.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyarrow as pa

from kg.columns import Tables
from kg.columns.files import plain_errors
from kg.columns.reader import mapped
from kg.columns.writer import SUFFIX
from kg.errors import SnapshotError, SnapshotMismatchError
from kg.index import Index, open_index
from kg.model import Dataset
from kg.network import Adjacency, open_network
from kg.snapshot.manifest import MANIFEST, FileFacts, Manifest, read_manifest
from kg.snapshot.place import INDEX, NETWORK, TABLES, current_folder, current_name

_AGAIN: Final = "run kg build again"


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """All that is true right now. It never changes, also when a newer one is built."""

    digest: str
    dataset: Dataset
    tables: Tables = field(repr=False)
    index: Index = field(repr=False)
    network: Adjacency = field(repr=False)
    path: Path
    manifest: Manifest = field(repr=False)

    @property
    def foreign(self) -> tuple[str, ...]:
        """The statements outside the vocabulary, as lines of N-Quads."""
        return self.tables.foreign()


def open_snapshot(data: Path, *, verify: bool = False) -> Snapshot:
    """The snapshot that counts in the data folder; `verify` reads and compares every byte.

    Raises: SnapshotMissingError, SnapshotMismatchError, SegmentVersionError.
    """
    with plain_errors("the snapshot cannot be opened", data):
        folder = current_folder(data)
        while True:
            try:
                return open_folder(folder, verify=verify)
            except SnapshotError:
                before, folder = folder, current_folder(data)
                if folder == before:
                    raise  # nobody has built another one meanwhile


def open_folder(folder: Path, *, verify: bool = False) -> Snapshot:
    """The snapshot in one folder, as `open_snapshot`; an error names every file that is wrong."""
    try:
        manifest = read_manifest((folder / MANIFEST).read_bytes())
    except FileNotFoundError:
        raise SnapshotMismatchError(
            f"the snapshot {folder.name[:12]}… is gone or has no {MANIFEST}",
            hint=_AGAIN,
        ) from None
    if not folder.name.startswith(manifest.digest):
        raise SnapshotMismatchError(
            f"the folder {folder.name[:12]}… holds the snapshot {manifest.digest[:12]}…",
            hint=_AGAIN,
        )
    parts: dict[str, dict[str, pa.Buffer]] = {TABLES: {}, INDEX: {}, NETWORK: {}}
    wrong = []
    for name, file in manifest.files.items():
        part, _, leaf = name.partition("/")
        try:
            content = mapped(folder / name)
        except FileNotFoundError:
            wrong.append(f"{name} is missing")
            continue
        wrong += _differences(name, content, file, verify=verify)
        parts.setdefault(part, {})[leaf.removesuffix(SUFFIX)] = content
    if wrong:
        raise SnapshotMismatchError("; ".join(wrong), hint=_AGAIN)
    tables, arrays, ties = (Tables(parts[part]) for part in (TABLES, INDEX, NETWORK))
    if verify:
        for kept in (tables, arrays, ties):
            for name in kept.names:
                kept.table(name)  # which looks through it, whether Arrow can read all of it
    index, network = open_index(tables, arrays), open_network(tables, ties)
    return Snapshot(manifest.digest, tables.dataset(), tables, index, network, folder, manifest)


def _differences(name: str, content: pa.Buffer, file: FileFacts, *, verify: bool) -> list[str]:
    """What is wrong with the bytes of a file."""
    if content.size != file.size:
        return [f"{name} has {content.size:,} bytes instead of {file.size:,}"]
    if verify and hashlib.sha256(memoryview(content)).hexdigest() != file.sha256:
        return [f"{name} was changed after it was written"]
    return []


class Current:
    """The snapshot that counts, for a process that runs on: a server.

    `get` costs nothing; whoever took a snapshot keeps it for as long as it is needed.
    """

    def __init__(self, data: Path) -> None:
        self._data = data
        self._snapshot = open_snapshot(data)

    def get(self) -> Snapshot:
        """The snapshot as of the last `refresh`."""
        return self._snapshot

    def refresh(self) -> bool:
        """Look whether another snapshot counts now, and open it; whether it was so.

        Cost:   one small file is read.
        Raises: as `open_snapshot`; the snapshot of before stays.
        """
        with plain_errors("the snapshot cannot be opened", self._data):
            if current_name(self._data) == self._snapshot.path.name:
                return False
        self._snapshot = open_snapshot(self._data)
        return True
