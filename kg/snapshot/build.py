"""How does a seed folder become what is true right now?

The one conductor: every stage is named here, in order. Until the last step, which replaces
one small file, nothing changes for those who read.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from kg.columns import Tables, Written, derived, digest, lay_down, merge, shred, write_tables
from kg.columns.files import plain_errors, sync_tree
from kg.columns.writer import SUFFIX
from kg.errors import SnapshotError, SnapshotMismatchError
from kg.index import build_index
from kg.model import Dataset, Record
from kg.model.records import CLASSES
from kg.network import build_network
from kg.snapshot.lock import one_writer
from kg.snapshot.manifest import MANIFEST, FileFacts, Manifest
from kg.snapshot.open import Snapshot, open_folder, open_snapshot
from kg.snapshot.place import (
    INDEX,
    NETWORK,
    TABLES,
    current_name,
    fresh_folder,
    leave_rejects,
    make_current,
    prune,
    settle,
)

if TYPE_CHECKING:
    from kg.ingest import Folder
    from kg.ingest.mapping.roads import Mapped
    from kg.snapshot.history import History

Progress = Callable[[str], None]
STAGES: Final = (
    "reading the folder",
    "checking the shapes",
    "laying down the columns",
    "checking samples of tables",
    "building the index",
    "tying the network",
    "writing the manifest",
    "flushing to the disk",
    "moving into place",
    "making it current",
    "removing old snapshots",
)
_READ, _SHAPES, _COLUMNS, _SAMPLES, _INDEX, _NETWORK, _MANIFEST, _FLUSH, _MOVE, _SWAP, _PRUNE = (
    STAGES
)
AT_ONCE: Final = 4_000_000
"""Events up to which index and network are built at once: of more, both take too much memory."""
SAMPLE: Final = 40  # records of each class that tables give and SHACL looks at
_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a folder holds: versions of each kind of record, the digest, warnings, its tables."""

    dataset: Dataset
    counts: Mapping[str, int]
    digest: str
    warnings: tuple[str, ...]
    mapped: tuple[Mapped, ...]


def build(
    folder: Path,
    data: Path,
    *,
    recorded: str | None = None,
    strict: bool = False,
    fresh_start: bool = False,
    progress: Progress | None = None,
    counted: Callable[[Sequence[Mapped]], None] | None = None,
) -> Snapshot:
    """Compile a seed folder, and make it the current snapshot of the data folder.

    Tables of the folder are laid over what the current snapshot holds of them, so that
    earlier states stay as withdrawn versions; `fresh_start` looks at no snapshot. Rows that
    cannot be used lie in `<data>/rejects.csv` afterwards; when `strict` they are faults.
    `progress` is told the stage that begins, one of `STAGES`, and how far long ones are;
    `counted` what each table gave, when the snapshot counts.
    Raises: Faults with all that is wrong with the folder; BuildBusyError when another build
            writes there; KgError when the disk refuses. The snapshot of before then still
            counts, and nothing of the new one is left.
    """
    tell = progress or _silent
    with plain_errors("the snapshot cannot be built", data), one_writer(data):
        history = _history(None if fresh_start else _current(data))
        found = _read(folder, recorded, tell, history, strict=strict)
        with fresh_folder(data) as fresh:
            tell(_COLUMNS)
            number, tables = lay_down(merge(_parts(found, history)), fresh / TABLES)
            mapped = Tables.open(fresh / TABLES)
            with ThreadPoolExecutor(3) as beside:  # none of these needs what another makes
                flushed = beside.submit(sync_tree, fresh / TABLES)
                tell(_SAMPLES)
                samples = beside.submit(_check_samples, found, mapped)
                few = mapped.count("event") <= AT_ONCE
                tied = beside.submit(_write_network, mapped, fresh) if few else None
                tell(_INDEX)
                index = write_tables(build_index(mapped), fresh / INDEX)
                tell(_NETWORK)
                network = tied.result() if tied else _write_network(mapped, fresh)
                samples.result()
                flushed.result()
            written = {TABLES: tables, INDEX: index, NETWORK: network}
            tell(_MANIFEST)
            manifest = _describe(number, found.dataset, written, fresh)
            tell(_FLUSH)
            sync_tree(fresh)
            tell(_MOVE)
            settled = settle(fresh, manifest)
        tell(_SWAP)
        before = _before(data)
        make_current(data, settled)
        leave_rejects(data, _rejects(found))
        tell(_PRUNE)
        prune(data, settled.name, before)
        if counted is not None:
            counted(found.mapped)
        return open_folder(settled)


def check(
    folder: Path,
    *,
    recorded: str | None = None,
    strict: bool = False,
    progress: Progress | None = None,
) -> Summary:
    """Do all that `build` does but write.

    Raises: Faults with all that is wrong with the folder.
    """
    tell = progress or _silent
    found, tables = lay_out(folder, recorded, tell, strict=strict)
    tell(_INDEX)
    laid = Tables(tables)
    build_index(laid)
    tell(_NETWORK)
    build_network(laid)
    counts = {name: tables[name].num_rows for name in CLASSES}
    return Summary(
        found.dataset, MappingProxyType(counts), digest(tables), found.warnings, found.mapped
    )


def lay_out(
    folder: Path,
    recorded: str | None = None,
    progress: Progress | None = None,
    *,
    strict: bool = False,
) -> tuple[Folder, dict[str, pa.Table]]:
    """Read, check and lay out: everything before the first file is written.

    Raises: Faults with all that is wrong with the folder.
    """
    tell = progress or _silent
    history = _history(None)
    found = _read(folder, recorded, tell, history, strict=strict)
    tell(_COLUMNS)
    tables = dict(merge(_parts(found, history)))
    tables |= derived(tables)
    tell(_SAMPLES)
    _check_samples(found, Tables(tables))
    return found, tables


def _history(over: Tables | None) -> History:
    from kg.snapshot.history import History  # noqa: PLC0415  (as in _read)

    return History(over)


def _read(
    folder: Path, recorded: str | None, tell: Progress, history: History, *, strict: bool
) -> Folder:
    """Read a folder, and check what is written by hand.

    Raises: Faults with all that is wrong with it.
    """
    from kg.ingest import read_folder  # noqa: PLC0415  (a server that only opens must not pay)

    tell(_READ)
    found = read_folder(folder, recorded=recorded, strict=strict, tell=tell, held=history.held)
    for warning in found.warnings:
        _LOG.warning("%s", warning)
    tell(_SHAPES)
    _check_shapes(found, found.records)
    return found


def _parts(found: Folder, history: History) -> Iterator[Mapping[str, pa.Table]]:
    """What the folder describes itself, its long RDF files, then what each of its tables gives."""
    from kg.snapshot.states import versions  # noqa: PLC0415  (only tables need it)

    yield shred(found.records, found.dataset, found.foreign)
    yield from found.streamed
    for _, group in groupby(found.mapped, key=lambda one: one.mapping.file):
        states = list(group)
        before = history.parts.get(states[0].mapping.name)
        if before is not None or len(states) > 1:
            yield versions(states, before, found.dataset)
        else:
            yield from (piece.tables for piece in states[0].pieces)
        for state in states:
            state.pieces.clear()  # what is laid down need not be held twice


def _write_network(mapped: Tables, fresh: Path) -> Mapping[str, Written]:
    return write_tables(build_network(mapped), fresh / NETWORK)


def _rejects(found: Folder) -> bytes | None:
    from kg.ingest.mapping.rejects import rejects_file  # noqa: PLC0415  (as in lay_out)

    return rejects_file(found.mapped)


def _check_samples(found: Folder, tables: Tables) -> None:
    """Samples of what tables and long RDF files give: the rest has their shape.

    Raises: as `_check_shapes`.
    """
    if not (found.mapped or found.streamed):
        return
    own = {record.id for record in found.records}
    rows = ((kind, sample_rows(tables.count(kind))) for kind in CLASSES)
    some = [r for kind, at in rows for r in tables.assemble(kind, at) if r.id not in own]
    _check_shapes(found, some)


def _check_shapes(found: Folder, records: Sequence[Record]) -> None:
    """Raises: Faults with every finding of SHACL, each with the file and line of its record."""
    from kg.ingest import ReadLimits  # noqa: PLC0415  (as above)
    from kg.ingest.report import Report  # noqa: PLC0415  (as above)
    from kg.rdf import validate  # noqa: PLC0415  (as above)

    report = Report(ReadLimits().faults)
    places = {record: place for (record, _), place in sorted(found.origins.items())}
    for fault in validate(records, found.dataset):
        file, line = places.get(str(fault.where.get("record")), (None, None))
        report.add(fault, file=file, line=line or None)  # an RDF file tells no lines
    report.finish()


def sample_rows(size: int) -> list[int]:
    """Rows to look at one by one: some from everywhere in a table, always the same ones."""
    return sorted({at * size // SAMPLE for at in range(SAMPLE)}) if size else []


def _describe(
    number: str, dataset: Dataset, written: Mapping[str, Mapping[str, Written]], fresh: Path
) -> Manifest:
    """Write the manifest of a folder in which all else is written."""
    rows = {name.removesuffix(SUFFIX): file.rows for name, file in written[TABLES].items()}
    files = {
        f"{part}/{name}": FileFacts(file.size, file.sha256)
        for part, found in written.items()
        for name, file in found.items()
    }
    manifest = Manifest(number, dataset.id, rows, files)
    (fresh / MANIFEST).write_bytes(manifest.to_bytes())
    return manifest


def _before(data: Path) -> str | None:
    """The snapshot that counted so far; a `current` that names none is no hindrance."""
    try:
        return current_name(data)
    except SnapshotMismatchError:
        return None


def _current(data: Path) -> Tables | None:
    """The tables of the current snapshot; none when there is none that can be read."""
    try:
        return open_snapshot(data).tables
    except SnapshotError:
        return None


def _silent(_stage: str) -> None:
    """Tell nobody."""
