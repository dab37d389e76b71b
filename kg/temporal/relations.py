"""Does this date satisfy that relation to a window: certainly, possibly, or not at all?

A window is a range of days [f, t], a missing side is an infinity. Every relation is a *box*:
the start of a reading lies in [S1, S2] and its end in [E1, E2]. Allen's thirteen are meant
on half-open intervals: the event is [start, end + 1), the window [f, t + 1).

    relation              start in       end in
    OVERLAPS              [-inf, t]      [f, inf]
    WITHIN                [f, inf]       [-inf, t]
    STARTS_IN             [f, t]         any
    ENDS_IN               any            [f, t]
    BEFORE                any            [-inf, f-2]
    AFTER                 [t+2, inf]     any
    MEETS                 any            [f-1, f-1]
    MET_BY                [t+1, t+1]     any
    ALLEN_OVERLAPS        [-inf, f-1]    [f, t-1]
    ALLEN_OVERLAPPED_BY   [f+1, t]       [t+1, inf]
    STARTS                [f, f]         [-inf, t-1]
    STARTED_BY            [f, f]         [t+1, inf]
    DURING                [f+1, inf]     [-inf, t-1]
    CONTAINS              [-inf, f-1]    [t+1, inf]
    FINISHES              [f+1, inf]     [t, t]
    FINISHED_BY           [-inf, f-1]    [t, t]
    EQUALS                [f, f]         [t, t]

For a simple extent with bounds (SE, SL, EE, EL):

    possible   max(SE, S1) <= min(SL, S2)  and  max(EE, E1) <= min(EL, E2)
               and  max(SE, S1) <= min(EL, E2)
    certain    S1 <= SE  and  SL <= S2  and  E1 <= EE  and  EL <= E2

(the bounds are normalised, so that each of them is reached by a reading). The infinities are
ordinary points here: an open end meets a missing `to`. They are the ends of the signed 64-bit
range: f - 1, t + 1 and so on may lie outside it (here: plain integers, and the box is empty).

An all-of set is one row of happenings: OVERLAPS needs one of them, WITHIN all, STARTS_IN the
first, ENDS_IN the last, and Allen's relations take the hull from the first start to the last
end. Undated values are possible for every question and certain for none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from kg.errors import FilterError
from kg.temporal.blocks import Blocks
from kg.temporal.days import MAX_DAY, MIN_DAY, NEG_INF, POS_INF, iso_day
from kg.temporal.extents import Extent, simple


class Relation(StrEnum):
    """How a date lies to a window; ALLEN_* are those of Allen's names that we use otherwise."""

    OVERLAPS = "OVERLAPS"
    WITHIN = "WITHIN"
    STARTS_IN = "STARTS_IN"
    ENDS_IN = "ENDS_IN"
    BEFORE = "BEFORE"
    AFTER = "AFTER"
    MEETS = "MEETS"
    MET_BY = "MET_BY"
    ALLEN_OVERLAPS = "ALLEN_OVERLAPS"
    ALLEN_OVERLAPPED_BY = "ALLEN_OVERLAPPED_BY"
    STARTS = "STARTS"
    STARTED_BY = "STARTED_BY"
    DURING = "DURING"
    CONTAINS = "CONTAINS"
    FINISHES = "FINISHES"
    FINISHED_BY = "FINISHED_BY"
    EQUALS = "EQUALS"


class Match(StrEnum):
    """Whether every reading satisfies a relation, or some."""

    CERTAIN = "CERTAIN"
    POSSIBLE = "POSSIBLE"


class Box(NamedTuple):
    """The readings whose start and end lie in two ranges of days."""

    start_low: int = NEG_INF
    start_high: int = POS_INF
    end_low: int = NEG_INF
    end_high: int = POS_INF


_BOXES: Final[Mapping[Relation, Callable[[int, int], Box]]] = MappingProxyType(
    {
        Relation.OVERLAPS: lambda f, t: Box(NEG_INF, t, f, POS_INF),
        Relation.WITHIN: lambda f, t: Box(f, POS_INF, NEG_INF, t),
        Relation.STARTS_IN: lambda f, t: Box(f, t, NEG_INF, POS_INF),
        Relation.ENDS_IN: lambda f, t: Box(NEG_INF, POS_INF, f, t),
        Relation.BEFORE: lambda f, _: Box(NEG_INF, POS_INF, NEG_INF, f - 2),
        Relation.AFTER: lambda _, t: Box(t + 2, POS_INF, NEG_INF, POS_INF),
        Relation.MEETS: lambda f, _: Box(NEG_INF, POS_INF, f - 1, f - 1),
        Relation.MET_BY: lambda _, t: Box(t + 1, t + 1, NEG_INF, POS_INF),
        Relation.ALLEN_OVERLAPS: lambda f, t: Box(NEG_INF, f - 1, f, t - 1),
        Relation.ALLEN_OVERLAPPED_BY: lambda f, t: Box(f + 1, t, t + 1, POS_INF),
        Relation.STARTS: lambda f, t: Box(f, f, NEG_INF, t - 1),
        Relation.STARTED_BY: lambda f, t: Box(f, f, t + 1, POS_INF),
        Relation.DURING: lambda f, t: Box(f + 1, POS_INF, NEG_INF, t - 1),
        Relation.CONTAINS: lambda f, t: Box(NEG_INF, f - 1, t + 1, POS_INF),
        Relation.FINISHES: lambda f, t: Box(f + 1, POS_INF, t, t),
        Relation.FINISHED_BY: lambda f, t: Box(NEG_INF, f - 1, t, t),
        Relation.EQUALS: lambda f, t: Box(f, f, t, t),
    }
)


def box(relation: Relation, first: int, last: int) -> Box:
    """The box of a relation to the window [first, last]: the table above."""
    return _BOXES[relation](first, last)


def window_days(from_day: int | None, to_day: int | None) -> tuple[int, int]:
    """The ends of a window; the furthest days of all where it has none."""
    return NEG_INF if from_day is None else from_day, POS_INF if to_day is None else to_day


def judge(
    extent: Extent, relation: Relation, from_day: int | None, to_day: int | None
) -> Match | None:
    """Whether a date satisfies a relation to a window; None when no reading does.

    Cost: O(members), never the number of days, years or blocks.
    Raises: FilterError when the window ends before it starts.
    """
    first, last = window_days(from_day, to_day)
    if first > last:
        raise FilterError(
            f"the window ends ({_shown(last)}) before it starts ({_shown(first)})",
            hint="put the earlier day into `from`",
        )
    if extent.undated:
        return Match.POSSIBLE
    wanted = box(relation, first, last)
    share = (first, last) if relation is Relation.OVERLAPS else None
    if not _possible(extent, wanted, share):
        return None
    return Match.CERTAIN if _certain(extent, wanted, share) else Match.POSSIBLE


def _shown(day: int) -> str:
    return iso_day(day) if MIN_DAY <= day <= MAX_DAY else str(day)


def _possible(extent: Extent, wanted: Box, share: tuple[int, int] | None) -> bool:
    """Whether some reading lies in the box; `share`: the window of an OVERLAPS question."""
    if extent.members_mode == "one" and extent.members:
        return any(_possible(member, wanted, share) for member in extent.members)
    if extent.members_mode == "all" and share is not None:
        if extent.members:
            return any(_possible(member, wanted, share) for member in extent.members)
        return extent.start_earliest <= share[1] and share[0] <= extent.end_latest
    return exists(extent, wanted)


def _certain(extent: Extent, wanted: Box, share: tuple[int, int] | None) -> bool:
    """Whether no reading lies outside the box."""
    if extent.members_mode == "one" and extent.members:
        return all(_certain(member, wanted, share) for member in extent.members)
    if extent.members_mode == "all" and share is not None:
        if extent.members:
            return any(_certain(member, wanted, share) for member in extent.members)
        return extent.blocks is not None and _holds_block(extent.blocks, *share)
    if simple(extent):
        return (
            wanted.start_low <= extent.start_earliest
            and extent.start_latest <= wanted.start_high
            and wanted.end_low <= extent.end_earliest
            and extent.end_latest <= wanted.end_high
        )
    outside = (
        Box(start_high=wanted.start_low - 1),
        Box(start_low=wanted.start_high + 1),
        Box(end_high=wanted.end_low - 1),
        Box(end_low=wanted.end_high + 1),
    )
    return not any(exists(extent, other) for other in outside)


def _holds_block(blocks: Blocks, first: int, last: int) -> bool:
    """Whether a whole block lies in a window: then one of all happenings surely does."""
    block = blocks.first_from(first)
    if block is not None and block.first < first:
        block = blocks.first_from(block.last + 1)
    return block is not None and block.last <= last


def exists(extent: Extent, wanted: Box) -> bool:
    """Whether some reading has its start and its end in a box."""
    if extent.members_mode == "none":
        return _exists_between(extent, wanted)
    if extent.members_mode == "one":
        if extent.members:
            return any(exists(member, wanted) for member in extent.members)
        return extent.blocks is not None and _exists_in_block(extent, extent.blocks, wanted)
    if extent.members:
        return _exists_hull(extent.members, wanted)
    return _exists_hull(_outer(extent), wanted)


def _exists_between(extent: Extent, wanted: Box) -> bool:
    """The possible-formula of a simple extent; gaps move start and end to days that fit."""
    start = max(extent.start_earliest, wanted.start_low)
    end = min(extent.end_latest, wanted.end_high)
    if extent.start_days is not None:
        block = extent.start_days.first_from(start)
        if block is None:
            return False
        start = max(block.first, start)
    if extent.end_days is not None:
        block = extent.end_days.last_by(end)
        if block is None:
            return False
        end = min(block.last, end)
    return (
        start <= min(extent.start_latest, wanted.start_high)
        and max(extent.end_earliest, wanted.end_low) <= end
        and start <= end
    )


def _exists_in_block(extent: Extent, blocks: Blocks, wanted: Box) -> bool:
    """Whether some block has a start and an end in a box.

    A block [a, b] has one exactly if a <= min(S2, E2) and b >= max(S1, E1), given that the box
    itself holds a pair start <= end. Of the blocks with the first property the last one ends
    last, so that it alone need be asked.
    """
    lows = max(wanted.start_low, wanted.end_low)
    highs = min(wanted.start_high, wanted.end_high)
    if (
        wanted.start_low > wanted.start_high
        or wanted.end_low > wanted.end_high
        or wanted.start_low > wanted.end_high
        or highs < extent.start_earliest
        or lows > extent.end_latest
    ):
        return False
    block = blocks.last_by(highs)
    return block is not None and block.last >= lows


def _exists_hull(members: tuple[Extent, ...], wanted: Box) -> bool:
    """Whether readings of all members together run from a start to an end in a box.

    All must stay inside [S1, E2]; one must start by S2 and one must end from E1 on. Members
    are read independently, so that two different ones, or one that does both, suffice.
    """
    inside = Box(start_low=wanted.start_low, end_high=wanted.end_high)
    if not all(exists(member, inside) for member in members):
        return False
    if any(exists(member, wanted) for member in members):
        return True
    starting = inside._replace(start_high=wanted.start_high)
    ending = inside._replace(end_low=wanted.end_low)
    starters = [at for at, member in enumerate(members) if exists(member, starting)]
    enders = [at for at, member in enumerate(members) if exists(member, ending)]
    return bool(starters) and bool(enders) and (len(starters) > 1 or starters != enders)


def _outer(extent: Extent) -> tuple[Extent, ...]:
    """First and last happening of a range of which all happen; they bound the others."""
    first_low, first_high, last_low, last_high = extent.bounds
    return (
        Extent(first_low, first_high, first_low, first_high),
        Extent(last_low, last_high, last_low, last_high),
    )
