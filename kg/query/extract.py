"""Which records leave when something is exported?

Without clocks and question all of them, withdrawn versions and foreign statements too.
With clocks, the versions that counted then, as they stood then: a later withdrawal was
not known. With a question, the events of the answer and what hangs together with them.
Rows are chosen, no record is made: what leaves may be more than fits into memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.columns import Rows, Tables, layout
from kg.columns.layout import Shape
from kg.export import Chosen
from kg.index import Mask
from kg.model import KINDS, SCHEMES, FieldType
from kg.model.records import CLASSES
from kg.model.references import references
from kg.query import states
from kg.query.ask import NOW, TimelineQuestion
from kg.query.view import View
from kg.snapshot import Snapshot

_BLOCK: Final = 4096
_ABOUT: Final = {
    "claim": (("claim.about", "value"), ("claim", "subject"), ("claim", "object")),
    "relation": (("relation", "subject"), ("relation", "object")),
}


def extract(snapshot: Snapshot, view: View, question: TimelineQuestion | None = None) -> Chosen:
    """The rows to export for a view, and for a question where there is one.

    Order: kinds as in `kg.model.records.CLASSES`; rows as they lie: events in timeline
           order, all others by id and version.
    Cost:  O(records that leave), and one mark for each row of a table.
    """
    tables = snapshot.tables
    if question is None and view.clocks == NOW:
        rows = {name: np.arange(tables.count(name), dtype=np.uint32) for name in CLASSES}
        return Chosen(snapshot.dataset, tables, rows, snapshot.foreign)
    events = view.timeline(question or TimelineQuestion(include_undated=True)).chosen.rows
    if question is None:
        rows = {name: events if name == "event" else view.every(name) for name in CLASSES}
    else:
        rows = _closure(view, events)
    pruned = None if view.reported is None else view.reported.pruned
    return Chosen(snapshot.dataset, tables, rows, known=True, change=pruned)


def _closure(view: View, events: Rows) -> dict[str, Rows]:
    """The events with claims about them, relations between them, and all these refer to.

    Claims and relations reach out from the events only, so that one busy actor does not
    bring in everything that was ever said of it.
    """
    tables = view.tables
    kept = {name: np.zeros(tables.count(name), dtype=bool) for name in CLASSES}
    kept["event"][events] = True
    claims = view.seen("claim", _about(tables, "claim", kept["event"]))
    relations = view.seen("relation", _about(tables, "relation", kept["event"]))
    relations = relations[states.holding(view, "relation", relations)]
    frontier = {"event": events, "claim": claims, "relation": relations}
    while frontier:
        for name, rows in frontier.items():
            kept[name][rows] = True
        frontier = _beyond(view, frontier, kept)
    return {name: np.flatnonzero(mask).astype(np.uint32) for name, mask in kept.items()}


def _about(tables: Tables, table: str, events: Mask) -> Rows:
    """The rows of claims or relations that name one of these events."""
    found = np.zeros(tables.count(table), dtype=bool)
    for listed, column in _ABOUT[table]:
        codes = tables.column(listed, column)
        ids = tables.words(listed, column).array.cast(pa.utf8())
        rows, places = tables.rows_matching("event", ids)
        named = np.zeros(len(ids) + 1, dtype=bool)  # one more for rows without a word: -1
        named[places[events[rows]]] = True
        hits = np.flatnonzero(named[codes])
        found[hits if listed == table else tables.column(listed, "owner")[hits]] = True
    return np.flatnonzero(found).astype(np.uint32)


def _beyond(view: View, frontier: Mapping[str, Rows], kept: Mapping[str, Mask]) -> dict[str, Rows]:
    """The rows that these refer to, seen and not kept yet."""
    found: dict[str, list[Rows]] = {}
    for name, rows in frontier.items():
        for table, ids in _named(view, name, rows):
            new, _ = view.tables.rows_matching(table, ids)
            new = view.seen(table, np.unique(new[~kept[table][new]]))
            if len(new):
                found.setdefault(table, []).append(new)
    return {table: np.unique(np.concatenate(rows)) for table, rows in found.items()}


def _named(view: View, table: str, rows: Rows) -> Iterator[tuple[str, pa.Array]]:
    """The ids that these rows refer to, with the table in which each may be found."""
    if view.reported is None:
        shape = layout()[table].shape
        if shape is not None and len(rows):
            yield from _columns(view.tables, table, shape, rows)
        return
    for at in range(0, len(rows), _BLOCK):  # what was not reported yet names nothing
        records = map(view.reported.pruned, view.tables.assemble(table, rows[at : at + _BLOCK]))
        ids = {identifier for record in records for identifier in references(record)}
        yield from _by_table(pa.array(sorted(ids), pa.utf8()), KINDS)


def _columns(
    tables: Tables, table: str, shape: Shape, rows: Rows
) -> Iterator[tuple[str, pa.Array]]:
    for single in shape.singles:
        if single.field.sort is FieldType.REF and single.field.name != "id":
            ids = _distinct(tables, table, single.column.name, rows)
            yield from _by_table(ids, single.field.kinds)
    for whole in shape.wholes:
        yield from _columns(tables, table, whole.shape, rows)
    for listed in shape.lists:
        if tables.count(listed.table):
            inner, _ = tables.lists(listed.table).of(rows)
            if listed.shape is not None:
                yield from _columns(tables, listed.table, listed.shape, inner)
            elif listed.field.sort is FieldType.REF:
                ids = _distinct(tables, listed.table, "value", inner)
                yield from _by_table(ids, listed.field.kinds)


def _distinct(tables: Tables, table: str, column: str, rows: Rows) -> pa.Array:
    """The different words of a column in these rows."""
    words = tables.words(table, column).array
    there = np.zeros(len(words) + 1, dtype=bool)  # one more for rows without a word: -1
    there[tables.column(table, column)[rows]] = True
    return words.take(pa.array(np.flatnonzero(there[:-1])))


def _by_table(ids: pa.Array, kinds: Sequence[str]) -> Iterator[tuple[str, pa.Array]]:
    """The ids by the table of their kind."""
    for kind in kinds:
        some = ids if len(kinds) == 1 else ids.filter(pc.starts_with(ids, f"{kind}/"))
        if len(some):
            yield "concept" if kind in SCHEMES else kind, some
