"""Which records reach which others through a third?

Events reach their sources through evidence at any depth of the record; claims reach events
through what they are about. Both are joined once, when the index is built.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.columns import Tables, layout, words
from kg.index.families import Lists, current, root_rows
from kg.index.postings import NO_ROWS, Ints, Postings, Rows, postings


def evidence_tables(root: str | None = None) -> list[str]:
    """The list tables that name evidence, of one record class or of all."""
    return [
        name
        for name, table in layout().items()
        if name.endswith(".evidence")
        and table.shape is None
        and (root is None or name.startswith(root + "."))
    ]


def first_rows(tables: Tables, table: str) -> Ints:
    """For each row of a table in id order, the first row of the same id: its versions share it."""
    ids = tables.table(table).column("id").combine_chunks().cast(pa.utf8())
    fresh = np.ones(len(ids), dtype=bool)
    if len(ids) > 1:
        fresh[1:] = pc.not_equal(ids[1:], ids[:-1]).to_numpy(zero_copy_only=False)
    starts = np.flatnonzero(fresh)
    return starts[np.cumsum(fresh) - 1] if len(starts) else np.zeros(0, dtype=np.int64)


def evidence_codes(tables: Tables, table: str) -> Ints:
    """For each word of an evidence list table, the first row of that evidence, -1 if none."""
    ids = tables.table("evidence").column("id").combine_chunks().cast(pa.utf8())
    known = tables.words(table, "value").array
    found = pc.index_in(known, value_set=ids)
    codes: Ints = found.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return codes


def event_evidence(tables: Tables) -> tuple[Lists, Postings]:
    """Events by evidence (its first row), and evidence by event.

    Evidence of a date is left out, as in `kg.query.states.evidence_in`.
    """
    events, cited = [NO_ROWS], [np.zeros(0, dtype=np.int64)]
    for table in (t for t in evidence_tables("event") if ".time." not in t):
        codes = tables.column(table, "value")
        if len(codes):
            cited.append(evidence_codes(tables, table)[codes])
            events.append(root_rows(tables, table))
    rows, items = np.concatenate(events), np.concatenate(cited)
    now = current(tables, "event", rows)
    size = tables.count("evidence")
    lists = Lists(postings(items[now], rows[now], size), postings(items[~now], rows[~now], size))
    return lists, _turned(rows[items >= 0], items[items >= 0], tables.count("event"))


def claim_events(tables: Tables) -> Postings:
    """Event rows (of every version) by claim row: those it is about, or speaks of."""
    claims, events = [NO_ROWS], [NO_ROWS]
    coded = words(tables.table("event").column("id").combine_chunks().cast(pa.utf8()))
    versions = postings(
        coded.indices.to_numpy(zero_copy_only=False),
        np.arange(len(coded)),
        len(coded.dictionary),
    )
    for table, column in (("claim.about", "value"), ("claim", "subject"), ("claim", "object")):
        codes = tables.column(table, column)
        given = np.flatnonzero(codes >= 0)
        found = pc.index_in(tables.words(table, column).array, value_set=coded.dictionary)
        ranks = found.fill_null(-1).to_numpy(zero_copy_only=False)
        at = ranks[codes[given]] if len(given) else np.zeros(0, dtype=np.int64)
        roots = root_rows(tables, table)[given[at >= 0]]
        rows, counts = gathered(versions, at[at >= 0])
        claims.append(np.repeat(roots, counts))
        events.append(rows)
    return _turned(np.concatenate(claims), np.concatenate(events), tables.count("claim"))


def gathered(lists: Postings, codes: Sequence[int] | Ints | Rows) -> tuple[Rows, Ints]:
    """The lists of these codes one after another, and how long each is.

    Cost: O(answer), no loop.
    """
    asked = np.asarray(codes, dtype=np.int64)
    begins = lists.offsets[asked]
    counts = lists.offsets[asked + 1] - begins
    before = np.cumsum(counts) - counts
    flat = np.arange(int(counts.sum())) + np.repeat(begins - before, counts)
    return lists.rows[flat], counts


def _turned(keys: Rows, values: Rows | Ints, size: int) -> Postings:
    return postings(keys.astype(np.int64), values.astype(np.uint32), size)
