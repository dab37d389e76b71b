"""How surely was it reported what records and their parts say?

A part with evidence of its own was reported by that; without any, with its record. What a record
says of itself that is no statement of its own kind (of an office its organisation, of a place
where it lies) was reported by the record's evidence; without any, possibly, as by a source
without a date.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from kg.index import Rows
from kg.query.reported import Levels
from kg.query.sight import Sight

PARTIES: Final = "instrument.parties"
UNTOLD: Final = 1
"""The level of what no evidence shows, where it is asked who reported it."""


def part_levels(sight: Sight, table: str, parts: Rows) -> Levels:
    """How surely parts of records were reported: as their own evidence, else as the record."""
    if sight.reported is None:
        return _certainly(parts)
    own = sight.reported.listed(f"{table}.evidence", parts)
    return np.where(own < 0, np.int8(2), own)


def own_levels(sight: Sight, table: str, rows: Rows) -> Levels:
    """How surely it was reported what actors, offices, places or instruments say of themselves."""
    if sight.reported is None:
        return _certainly(rows)
    own = sight.reported.listed(f"{table}.evidence", rows)
    return np.where(own < 0, np.int8(UNTOLD), own)


def party_levels(sight: Sight, parts: Rows) -> Levels:
    """How surely parties were reported: by their own evidence, else by that of the instrument."""
    if sight.reported is None:
        return _certainly(parts)
    own = sight.reported.listed(f"{PARTIES}.evidence", parts)
    owner = sight.tables.column(PARTIES, "owner")[parts]
    return np.where(own < 0, own_levels(sight, "instrument", owner), own)


def _certainly(rows: Rows) -> Levels:
    return np.full(len(rows), 2, dtype=np.int8)
