"""When was a record made, and when withdrawn?"""

from __future__ import annotations

from dataclasses import dataclass

from kg.model.ids import Day


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The record clock of one version of a record.

    A version counts on day K when recorded ≤ K and not withdrawn ≤ K (both inclusive).
    `reason` and `by` say why and by what a version was withdrawn; `repair` what was mended
    in the input on its way into this version. The days are data, never the wall clock.
    """

    recorded: Day
    withdrawn: Day | None = None
    version: int = 1
    reason: str | None = None
    by: str | None = None
    repair: str | None = None
