"""How are versions in columns cut out, numbered, withdrawn, and opened again?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.columns.select import below, select
from kg.temporal import POS_INF, parse_day

Part = dict[str, pa.Table]
"""Tables of the layout by name."""
Mask = npt.NDArray[np.bool_]


def below_of(name: str) -> list[str]:
    """The list tables under a table, at any remove."""
    return [described.name for described in below(name)]


def reopened(part: Part, name: str, limit: int) -> Part:
    """The same as it was before that day: what was withdrawn since counts again."""
    table = part[name]
    days = table.column("clock_withdrawn_day").to_numpy()
    again = (days >= limit) & (days < POS_INF)
    if not again.any():
        return part
    for column in ("clock_withdrawn", "clock_reason", "clock_by"):
        words = table.column(column).combine_chunks().cast(pa.utf8())
        table = _put(table, column, pc.if_else(pa.array(again), None, words).dictionary_encode())
    days = np.where(again, POS_INF, days)
    return part | {name: _put(table, "clock_withdrawn_day", pa.array(days))}


def own(tables: Mapping[str, pa.Table], name: str) -> Part:
    """A table and its lists, those that have rows."""
    return {n: tables[n] for n in (name, *below_of(name)) if tables[n].num_rows}


def part_of(tables: Mapping[str, pa.Table], name: str, kept: Mask) -> Part:
    """Some rows of a table, with what they own in its lists."""
    return select({n: tables[n] for n in (name, *below_of(name)) if n in tables}, name, kept)


def stamped(part: Part, name: str, *, withdrawn: str, reason: str | None) -> Part:
    """The same versions, withdrawn on a day."""
    table = part[name]
    size = table.num_rows

    def word(text: str | None) -> pa.Array:
        return pa.array([text] * size, pa.utf8()).dictionary_encode()

    table = _put(table, "clock_withdrawn", word(withdrawn))
    table = _put(table, "clock_reason", word(reason))
    days = np.full(size, parse_day(withdrawn), dtype=np.int64)
    return part | {name: _put(table, "clock_withdrawn_day", pa.array(days))}


def numbered(part: Part, name: str, versions: npt.NDArray[Any]) -> Part:
    """The same records, with these numbers of versions."""
    numbers = pa.array(versions.astype(np.int64))
    return part | {name: _put(part[name], "clock_version", numbers)}


def _put(table: pa.Table, column: str, values: pa.Array) -> pa.Table:
    at = table.schema.get_field_index(column)
    field = table.schema.field(at)
    return table.set_column(at, field, values.cast(field.type))
