"""Which records of the network are seen, and which relations does somebody assert?"""

from __future__ import annotations

from typing import Final

import numpy as np

from kg.index import Mask, Rows
from kg.network import Adjacency, adjacency_of
from kg.query.view import View

_NETWORK: Final = "network"
_SEEN: Final = "seen"


def network(view: View) -> Adjacency:
    """The network of a view: the snapshot's own, or one built once for tables in memory."""
    own: Adjacency | None = getattr(view.ground, "network", None)
    if own is not None:
        return own
    return view.index.once(_NETWORK, lambda: adjacency_of(view.tables))


def rows_now(view: View, table: str, rows: Rows) -> Rows | None:
    """The rows that are seen of records of which any rows are given; None where some are not.

    Equals: kg.query.sight.Sight.rows of their ids
    """
    if view.unchanged(table) and view.tables.column(table, "clock_version").strides == (0,):
        return rows  # each is one row
    seen = view.rows(table, view.ids(table, rows))
    found = [row for row in seen if row is not None]
    return np.array(found, dtype=np.uint32) if len(found) == len(seen) else None


def seen_now(view: View, net: Adjacency) -> Mask | None:
    """For each number whether the record is seen now; None when all are. Kept for each snapshot.

    Cost: O(records), once.
    """

    def all_seen() -> tuple[Mask | None]:
        found: Mask = np.concatenate([seen_in(view, net, table) for table in net.base])
        return (None if found.all() else found,)

    (seen,) = view.index.once(_SEEN, all_seen)
    return seen


def seen_in(view: View, net: Adjacency, table: str) -> Mask:
    """For each row of a table whether its record is seen; told at the row of its last version."""
    rows = np.arange(view.tables.count(table), dtype=np.uint32)
    seen = view.levels(table, rows) > 0
    if seen.all():
        return seen
    found: Mask = np.zeros(len(rows), dtype=bool)
    if table == "event":
        found[net.of_events(rows[seen]) - net.base[table]] = True
        return found
    names = view.ids(table, rows)
    by_version = np.argsort(view.tables.column(table, "clock_version"), kind="stable")
    last = {names[row]: row for row in by_version.tolist()}
    found[[last[names[row]] for row in np.flatnonzero(seen).tolist()]] = True
    return found
