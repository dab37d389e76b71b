"""Which records reach which others through a third?

Events reach their sources through evidence at any depth of the record; claims reach events
through what they are about. Both are joined once, when the index is built.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.columns import Tables, layout
from kg.columns.postings import NO_ROWS, Postings, Rows, gathered, postings
from kg.index.families import Lists, current, parted, root_rows


def evidence_tables(root: str | None = None) -> list[str]:
    """The list tables that name evidence, of one record class or of all."""
    return [
        name
        for name, table in layout().items()
        if name.endswith(".evidence")
        and table.shape is None
        and (root is None or name.startswith(root + "."))
    ]


def first_rows(tables: Tables, table: str) -> Rows:
    """For each row of a table in id order, the first row of the same id: its versions share it."""
    ids = tables.words(table, "id").array
    fresh = np.ones(len(ids), dtype=bool)
    if len(ids) > 1:
        fresh[1:] = pc.not_equal(ids[1:], ids[:-1]).to_numpy(zero_copy_only=False)
    starts: Rows = np.flatnonzero(fresh).astype(np.uint32)[np.cumsum(fresh) - 1]
    return starts


def evidence_codes(tables: Tables, table: str) -> npt.NDArray[np.int32]:
    """For each word of an evidence list table, the first row of that evidence, -1 if none."""
    ids = tables.words("evidence", "id").array
    return _places(tables.words(table, "value").array, ids)


def event_evidence(tables: Tables) -> tuple[Lists, Postings]:
    """Events by evidence (its first row), and evidence by event.

    Evidence of a date is left out, as in `kg.query.states.evidence_in`.
    """
    events, cited = [NO_ROWS], [np.zeros(0, dtype=np.int32)]
    for table in (t for t in evidence_tables("event") if ".time." not in t):
        codes = tables.column(table, "value")
        if len(codes):
            cited.append(evidence_codes(tables, table)[codes])
            events.append(root_rows(tables, table))
    rows, items = np.concatenate(events), np.concatenate(cited)
    now = current(tables, "event", rows)
    lists = parted(now, items, rows, tables.count("evidence"))
    return lists, _turned(rows[items >= 0], items[items >= 0], tables.count("event"))


def claim_events(tables: Tables) -> Postings:
    """Event rows (of every version) by claim row: those it is about, or speaks of."""
    claims, events = [NO_ROWS], [NO_ROWS]
    for table, column in (("claim.about", "value"), ("claim", "subject"), ("claim", "object")):
        codes = tables.column(table, column)
        given = np.flatnonzero(codes >= 0)
        known = tables.words(table, column).array
        if not len(given):
            continue
        said = _places(tables.words("event", "id").array, known)
        versions = postings(said, np.arange(len(said)), len(known))
        rows, counts = gathered(versions, codes[given])
        claims.append(np.repeat(root_rows(tables, table)[given], counts))
        events.append(rows)
    return _turned(np.concatenate(claims), np.concatenate(events), tables.count("claim"))


def _places(texts: pa.Array, among: pa.Array) -> npt.NDArray[np.int32]:
    """The first place of each text among the others; -1 for one that is not there."""
    found = pc.index_in(texts, value_set=among.cast(texts.type))
    places: npt.NDArray[np.int32] = found.fill_null(-1).to_numpy(zero_copy_only=False)
    return places


def _turned(keys: Rows, values: npt.NDArray[Any], size: int) -> Postings:
    return postings(keys, values.astype(np.uint32), size)
