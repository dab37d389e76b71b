"""How surely is a tie that a period of force dates there, day by day?

An issuer or a party is tied to an instrument while that is in force (`kg.query.periods`).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from kg.query.periods import Held, periods_of
from kg.query.view import View

FORCE: Final = "instrument.force"
_KEPT: Final = "force"


class Forced:
    """The periods of force of a view, by rows of `instrument.force`; read when they are asked for,
    and kept for the snapshot.
    """

    def __init__(self, view: View) -> None:
        self._view = view
        self._kept: dict[int, Held] = {}
        if view.reported is None:  # else the view decides which periods are there
            self._kept = view.index.once(_KEPT, dict)

    def period(self, row: int, part: int) -> Held | None:
        """A period of the instrument in a row; None when it was not yet reported."""
        if part not in self._kept:
            self._read(row)
        return self._kept.get(part)

    def _read(self, row: int) -> None:
        view = self._view
        (instrument,) = view.records("instrument", [row])
        parts, _ = view.tables.lists(FORCE).of(np.array([row], dtype=np.uint32))
        keys = view.tables.view(FORCE, "key").take(parts)
        at = dict(zip(keys, parts.tolist(), strict=True))
        self._kept |= {at[held.period.key]: held for held in periods_of(view, instrument)}
