"""Which periods of instruments are in force, and which may have been cut short?"""

from __future__ import annotations

from typing import Final

import numpy as np

from kg.columns import Tables
from kg.columns.postings import Mask
from kg.model import ForceState
from kg.network.adjacency import Ints

FORCE: Final = "instrument.force"


def in_force(tables: Tables) -> Mask:
    """Which rows of `instrument.force` are periods in force. Cost: O(rows)."""
    return _in_state(tables, ForceState.IN_FORCE)


def stopped(tables: Tables, parts: Ints) -> Mask:
    """Which of these periods are of an instrument that was ever suspended, or has ended: their
    dates do not say all. Cost: O(rows), and a sort of those that stop.
    """
    owner = tables.column(FORCE, "owner")
    stops = _in_state(tables, ForceState.SUSPENDED) | _in_state(tables, ForceState.ENDED)
    found: Mask = np.isin(owner[parts], owner[stops])
    return found


def _in_state(tables: Tables, state: ForceState) -> Mask:
    code = tables.code(FORCE, "state", state)
    found: Mask = tables.column(FORCE, "state") == (-2 if code is None else code)
    return found
