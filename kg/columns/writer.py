"""How do tables become files?

One Arrow IPC file for each table, named after it, in one uncompressed record batch: a file
can be mapped and read where it lies, and opens anywhere that reads Arrow (Polars, pandas,
DuckDB). The same tables always become the same bytes. `kg.columns.stored` says how each
column is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple

import pyarrow as pa

from kg.columns.digest import Digest
from kg.columns.files import HashingFile
from kg.columns.ids import id_table
from kg.columns.stored import stored
from kg.model.records import CLASSES

SUFFIX: Final = ".arrow"
IDS: Final = "ids."
_LONG: Final = 2**22  # rows: two such tables at once would take the memory of a small machine


class Written(NamedTuple):
    """What one file holds."""

    rows: int
    size: int
    sha256: str


def derived(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The look-up tables that belong to these (`ids.event` …); no part of the digest."""
    return {IDS + name: look_up(tables[name]) for name in CLASSES}


def look_up(records: pa.Table) -> pa.Table:
    """The look-up table of one record table."""
    versions = records.column("clock_version").combine_chunks()
    return id_table(records.column("id").combine_chunks(), versions.to_numpy())


def lay_down(
    tables: Iterable[tuple[str, pa.Table]], folder: Path
) -> tuple[str, dict[str, Written]]:
    """Write tables that come in the order of the layout, each while the next is made.

    Gives their digest, and what was written by file name, look-up tables included.
    Cost:   of memory, two tables and a file of one; long tables are made one by one.
    Raises: OSError when the disk refuses.
    Equals: `kg.columns.digest.digest`, and `write_tables` with the tables `derived`
    """
    total = Digest()
    written: dict[str, Written] = {}
    with ThreadPoolExecutor(1) as counter, ThreadPoolExecutor(1) as writer:
        before: tuple[Future[None], Future[dict[str, Written]]] | None = None
        for name, table in tables:
            if before:
                _taken(before, written)
            before = (
                counter.submit(total.add, name, table),
                writer.submit(_written, name, table, folder),
            )
            if table.num_rows > _LONG:
                _taken(before, written)
                before = None
            del table
        if before:
            _taken(before, written)
    return total.number(), written


def _taken(
    done: tuple[Future[None], Future[dict[str, Written]]], written: dict[str, Written]
) -> None:
    """Wait until a table is counted and written."""
    counting, writing = done
    counting.result()
    written.update(writing.result())


def _written(name: str, table: pa.Table, folder: Path) -> dict[str, Written]:
    files = {name: table}
    if name in CLASSES:
        files[IDS + name] = look_up(table)
    return write_tables(files, folder)


def write_tables(tables: Mapping[str, pa.Table], folder: Path) -> dict[str, Written]:
    """Write each table to `folder`; what was written, by file name.

    Raises: OSError when the disk refuses. Not flushed to the disk: see `files.sync_tree`.
    """
    return {name + SUFFIX: write_table(t, folder / (name + SUFFIX)) for name, t in tables.items()}


def write_table(table: pa.Table, path: Path) -> Written:
    """Write one table."""
    table = stored(table)
    with path.open("xb") as raw:
        file = HashingFile(raw)
        with pa.ipc.new_file(file, table.schema) as out:
            out.write_table(table, max_chunksize=max(1, table.num_rows))
    return Written(table.num_rows, file.size, file.sha256)
