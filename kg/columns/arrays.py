"""How do derived arrays lie in files?

As Arrow tables, like the columns: all arrays of one type end to end in one table of one
column, and a directory that says which is where. Few files, mapped at once. The index and
the network are kept so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kg.columns.reader import Tables
from kg.columns.strings import damaged
from kg.errors import SegmentVersionError

_DIRECTORY: Final = "arrays"
_TYPES: Final = ("int64", "int32", "uint32", "uint8")

Array = npt.NDArray[Any]


def packed(arrays: Mapping[str, Array], version: int) -> dict[str, pa.Table]:
    """Named arrays of int64, int32, uint32 and uint8 as five tables.

    Equals: unpacked(packed(arrays, version), …, version) are the same arrays.
    """
    tables: dict[str, pa.Table] = {}
    entries: list[tuple[str, str, int, int]] = []
    for kind in _TYPES:
        names = sorted(name for name, array in arrays.items() if array.dtype == kind)
        ends = np.cumsum([0, *(len(arrays[name]) for name in names)]).tolist()
        entries += zip(names, [kind] * len(names), ends, ends[1:], strict=False)
        parts = [arrays[name] for name in names] or [np.zeros(0, dtype=kind)]
        tables[kind] = pa.table({"value": pa.array(np.concatenate(parts))})
    columns = list(zip(*sorted(entries), strict=True))
    schema = pa.schema(
        [("name", pa.utf8()), ("type", pa.utf8()), ("first", pa.int64()), ("stop", pa.int64())]
    ).with_metadata({"version": str(version)})
    tables[_DIRECTORY] = pa.table([pa.array(c) for c in columns], schema=schema)
    return tables


def unpacked(stored: Tables, what: str, version: int) -> dict[str, Array]:
    """The arrays, where they lie; `what` they are, for the words of an error.

    Cost:   O(arrays), at any length.
    Raises: SegmentVersionError when they were written in another layout, or are not all there;
            SnapshotMismatchError when the directory names a place beyond the end.
    """
    found_version = None
    if {_DIRECTORY, *_TYPES} <= set(stored.names):
        directory = stored.table(_DIRECTORY)
        found_version = (directory.schema.metadata or {}).get(b"version", b"").decode()
    if found_version != str(version):
        raise SegmentVersionError(
            f"{what} has layout {found_version or 'none'}, this program reads {version}",
            hint="build the snapshot again: kg build",
        )
    wholes = {kind: stored.column(kind, "value") for kind in _TYPES}
    found = {}
    for entry in directory.to_pylist():
        name, kind, first, stop = entry.values()
        whole = wholes.get(kind)
        if whole is None or not 0 <= first <= stop <= len(whole):
            raise damaged(f"{what} of the snapshot")
        found[name] = whole[first:stop]
    return found
