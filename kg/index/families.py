"""Of which values are there posting lists?

A family lists the rows of each value of one column: of the list table itself, where the
rest of the part matters (the role of a participation), else of the record that owns it.
Values are the codes of the column's own dictionary.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from kg.columns import Tables, layout
from kg.columns.postings import NO_ROWS, Ints, Mask, Postings, Rows, postings
from kg.temporal import POS_INF


class Family(NamedTuple):
    """The column of one family; `parts`: its lists hold rows of the list table."""

    table: str
    column: str
    parts: bool = False

    @property
    def root(self) -> str:
        """The table of the records."""
        return self.table.partition(".")[0]

    @property
    def listed(self) -> str:
        """The table whose rows the lists hold."""
        return self.table if self.parts else self.root


FAMILIES: Final[dict[str, Family]] = {
    "event.kind": Family("event.kinds", "value"),
    "event.whole": Family("event", "whole"),
    "event.instrument": Family("event.instruments", "instrument", parts=True),
    "event.place": Family("event.places", "place", parts=True),
    "event.actor": Family("event.participations", "actor", parts=True),
    "event.office": Family("event.participations", "office", parts=True),
    "event.tenure": Family("event.participations", "tenure", parts=True),
    "event.role": Family("event.participations", "role", parts=True),
    "actor.kind": Family("actor.kinds", "value"),
    "actor.jurisdiction": Family("actor", "jurisdiction"),
    "office.jurisdiction": Family("office", "jurisdiction"),
    "tenure.office": Family("tenure", "office"),
    "tenure.holder": Family("tenure", "holder"),
    "place.kind": Family("place.kinds", "value"),
    "place.within": Family("place.within", "value"),
    "instrument.kind": Family("instrument.kinds", "value"),
    "instrument.jurisdiction": Family("instrument", "jurisdiction"),
    "instrument.issuer": Family("instrument", "issuer"),
    "evidence.source": Family("evidence", "source"),
    "source.kind": Family("source.kinds", "value"),
    "source.publisher": Family("source", "publisher"),
    "relation.subject": Family("relation", "subject"),
    "relation.object": Family("relation", "object"),
    "claim.about": Family("claim.about", "value"),
    "claim.subject": Family("claim", "subject"),
    "claim.object": Family("claim", "object"),
    "claim.speaker": Family("claim", "speaker"),
    "claim.publisher": Family("claim", "publisher"),
    "claim.document": Family("claim", "document"),
    "claim.topic": Family("claim", "topic"),
    "claim.linked": Family("claim.links", "claim", parts=True),
    "concept.broader": Family("concept.broader", "value"),
}


class Lists(NamedTuple):
    """One family: the lists of current records, and those of withdrawn versions."""

    now: Postings
    past: Postings


def root_rows(tables: Tables, table: str) -> Rows:
    """For each row of a table, the row of the record that it belongs to."""
    parent = layout()[table].parent
    if parent is None:
        return np.arange(tables.count(table), dtype=np.uint32)
    owner: Rows = tables.column(table, "owner")
    return owner if layout()[parent].parent is None else root_rows(tables, parent)[owner]


def current(tables: Tables, table: str, rows: Rows) -> Mask:
    """Which rows of a record table are not withdrawn."""
    days: Ints = tables.column(table, "clock_withdrawn_day")
    standing: Mask = days[rows] == POS_INF
    return standing


def lists_of(tables: Tables, family: Family) -> Lists:
    """Read the lists of one family off its column."""
    codes = tables.column(family.table, family.column)
    roots = root_rows(tables, family.table)
    rows = np.arange(len(codes), dtype=np.uint32) if family.parts else roots
    size = len(tables.words(family.table, family.column))
    return parted(current(tables, family.root, roots), codes, rows, size)


def parted(now: Mask, codes: npt.NDArray[Any], rows: Rows, size: int) -> Lists:
    """The lists of pairs that count now, and of the others."""
    if now.all():
        return Lists(postings(codes, rows, size), postings(NO_ROWS, NO_ROWS, size))
    return Lists(postings(codes[now], rows[now], size), postings(codes[~now], rows[~now], size))
