"""How do tables become files?

One Arrow IPC file for each table, named after it, in one uncompressed record batch: a file
can be mapped and read where it lies, and opens anywhere that reads Arrow (Polars, pandas,
DuckDB). The same tables always become the same bytes. `kg.columns.stored` says how each
column is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

import pyarrow as pa

from kg.columns.files import HashingFile
from kg.columns.ids import id_table
from kg.columns.stored import stored
from kg.model.records import CLASSES

SUFFIX: Final = ".arrow"
IDS: Final = "ids."


class Written(NamedTuple):
    """What one file holds."""

    rows: int
    size: int
    sha256: str


def derived(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The look-up tables that belong to these (`ids.event` …); no part of the digest."""
    found = {}
    for name in CLASSES:
        ids = tables[name].column("id").combine_chunks()
        versions = tables[name].column("clock_version").combine_chunks()
        found[IDS + name] = id_table(ids, versions.to_numpy())
    return found


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
