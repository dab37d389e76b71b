"""What is known of when something started and ended?

An `Extent` describes all readings of a date, where a *reading* is a pair start <= end. Its four
bounds enclose them all. Where the bounds say less than the date (sets, gaps in unspecified
digits, seasons of an unnamed hemisphere), the members or blocks decide, and
`kg.temporal.relations` asks them; `simple` tells which is which.

Units: day numbers, both ends inclusive; NEG_INF and POS_INF for a side without bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from kg.temporal.blocks import Blocks
from kg.temporal.days import NEG_INF, POS_INF

State = Literal["known", "unknown", "open", "ongoing"]
MembersMode = Literal["none", "one", "all"]


@dataclass(frozen=True, slots=True)
class Extent:
    """Earliest and latest start, earliest and latest end, and what lies between.

    `members_mode` says how `members`, or the blocks of `blocks`, are meant: a reading is a
    reading of one of them, or takes a reading of each of all of them. In an interval whose
    ends have gaps, `start_days` and `end_days` are the days on which it may start and end.
    `convention` names the season convention that was used.
    """

    start_earliest: int
    start_latest: int
    end_earliest: int
    end_latest: int
    start_state: State = "known"
    end_state: State = "known"
    members: tuple[Extent, ...] = ()
    members_mode: MembersMode = "none"
    blocks: Blocks | None = None
    start_days: Blocks | None = None
    end_days: Blocks | None = None
    convention: str | None = None
    undated: bool = False

    @property
    def bounds(self) -> tuple[int, int, int, int]:
        """Earliest start, latest start, earliest end, latest end."""
        return self.start_earliest, self.start_latest, self.end_earliest, self.end_latest


UNDATED: Final = Extent(NEG_INF, POS_INF, NEG_INF, POS_INF, "unknown", "unknown", undated=True)


def simple(extent: Extent) -> bool:
    """Whether the four bounds say all: every pair start <= end within them is a reading."""
    return (
        extent.members_mode == "none"
        and extent.start_days is None
        and extent.end_days is None
        and not extent.undated
    )
