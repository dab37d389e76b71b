"""Which rows belong to some of the records?

Lists follow their owners, so that a part of a part is a part again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kg.columns.layout import TableLayout, layout

Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[Any]


@cache
def below(root: str) -> tuple[TableLayout, ...]:
    """The list tables of a record table, each after the one that it hangs from."""
    found = [root]
    tables = []
    for described in layout().values():  # sorted by name: a list stands after its owner
        if described.parent in found:
            found.append(described.name)
            tables.append(described)
    return tuple(tables)


def select(part: Mapping[str, pa.Table], root: str, kept: Mask) -> dict[str, pa.Table]:
    """The tables of one class with the records that are kept, in their order.

    Shape: `kept` is as long as the table `root`; tables that hold nothing may be left out.
    """
    found = {root: part[root].filter(pa.array(kept))}
    masks = {root: kept}
    for described in below(root):
        table, mask = part.get(described.name), masks.get(described.parent or "")
        if table is None or mask is None or not table.num_rows:
            continue
        owner = table.column("owner").to_numpy()
        there = mask[owner]
        masks[described.name] = there
        place = np.cumsum(mask, dtype=np.uint32) - np.uint32(1)
        lean = table.filter(pa.array(there))
        at = lean.schema.get_field_index("owner")
        found[described.name] = lean.set_column(
            at, lean.schema.field(at), pa.array(place[owner[there]])
        )
    return found


def roots(part: Mapping[str, pa.Table], root: str) -> Iterator[tuple[str, Rows]]:
    """For the record table and each of its lists, the record of each row."""
    found: dict[str, Rows] = {root: np.arange(part[root].num_rows)}
    yield root, found[root]
    for described in below(root):
        table = part.get(described.name)
        if table is not None and described.parent in found:
            owner = table.column("owner").to_numpy()
            found[described.name] = found[described.parent][owner]
            yield described.name, found[described.name]
