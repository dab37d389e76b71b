"""How do the arrays of an index lie in files?

As Arrow tables, like the columns: all arrays of one type end to end in one table of one
column, and a directory that says which is where. Few files, mapped at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kg.columns import Tables, damaged
from kg.errors import SegmentVersionError

INDEX_VERSION: Final = 2
_DIRECTORY: Final = "arrays"
_TYPES: Final = ("int64", "int32", "uint32", "uint8")

Array = npt.NDArray[Any]


def packed(arrays: Mapping[str, Array]) -> dict[str, pa.Table]:
    """Named arrays of int64, int32, uint32 and uint8 as five tables.

    Equals: unpacked(packed(arrays)) are the same arrays.
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
    ).with_metadata({"version": str(INDEX_VERSION)})
    tables[_DIRECTORY] = pa.table([pa.array(c) for c in columns], schema=schema)
    return tables


def unpacked(stored: Tables) -> dict[str, Array]:
    """The arrays, where they lie.

    Cost:   O(arrays), at any length.
    Raises: SegmentVersionError when they were written in another layout, or are not all there;
            SnapshotMismatchError when the directory names a place beyond the end.
    """
    version = None
    if {_DIRECTORY, *_TYPES} <= set(stored.names):
        directory = stored.table(_DIRECTORY)
        version = (directory.schema.metadata or {}).get(b"version", b"").decode()
    if version != str(INDEX_VERSION):
        raise SegmentVersionError(
            f"the index has layout {version or 'none'}, this program reads {INDEX_VERSION}",
            hint="build the snapshot again: kg build",
        )
    wholes = {kind: stored.column(kind, "value") for kind in _TYPES}
    found = {}
    for entry in directory.to_pylist():
        name, kind, first, stop = entry.values()
        whole = wholes.get(kind)
        if whole is None or not 0 <= first <= stop <= len(whole):
            raise damaged("the index of the snapshot")
        found[name] = whole[first:stop]
    return found
