"""Between which days do sets of dates start and end?"""

from __future__ import annotations

from kg.errors import DateError
from kg.temporal.blocks import Block, Blocks, UnitBlocks, hull
from kg.temporal.days import NEG_INF, POS_INF, civil
from kg.temporal.extents import Extent, State
from kg.temporal.spans import span
from kg.temporal.values import Range


def of_range(item: Range, *, every: bool) -> Extent:
    """Consecutive members at the precision of the ends, never listed."""
    blocks = _units(item)
    if blocks.low is not None and blocks.low == blocks.high:
        only = blocks.block(blocks.low)
        return Extent(only.first, only.last, only.first, only.last)
    if every:
        first = NEG_INF if blocks.low is None else blocks.block(blocks.low).first
        first_end = NEG_INF if blocks.low is None else blocks.block(blocks.low).last
        last = POS_INF if blocks.high is None else blocks.block(blocks.high).last
        last_start = POS_INF if blocks.high is None else blocks.block(blocks.high).first
        states: tuple[State, State] = (
            "open" if blocks.low is None else "known",
            "open" if blocks.high is None else "known",
        )
        return Extent(first, first_end, last_start, last, *states, (), "all", blocks)
    low = NEG_INF if blocks.low is None else blocks.block(blocks.low).first
    high = POS_INF if blocks.high is None else blocks.block(blocks.high).last
    state: State = "known" if item.first and item.last else "unknown"
    return Extent(low, high, low, high, state, state, (), "one", blocks)


def _units(item: Range) -> UnitBlocks:
    """The units of a range: its ends are exact years, months or days."""
    known = item.first or item.last
    if known is None:
        raise DateError("a range needs a date on one side")
    low = None if item.first is None else hull_of(span(item.first)).first
    high = None if item.last is None else hull_of(span(item.last)).first
    if known.day is not None:
        return UnitBlocks("day", low, high)
    if known.month is not None:
        return UnitBlocks("month", _month_index(low), _month_index(high))
    return UnitBlocks("year", _year_index(low), _year_index(high))


def _month_index(day: int | None) -> int | None:
    if day is None:
        return None
    year, month, _ = civil(day)
    return year * 12 + month - 1


def _year_index(day: int | None) -> int | None:
    return None if day is None else civil(day)[0]


def one_of(members: list[Extent]) -> Extent:
    """A reading of a one-of set is a reading of one member."""
    return Extent(
        min(m.start_earliest for m in members),
        max(m.start_latest for m in members),
        min(m.end_earliest for m in members),
        max(m.end_latest for m in members),
        _state([m.start_state for m in members]),
        _state([m.end_state for m in members]),
        tuple(members),
        "one",
    )


def all_of(members: list[Extent]) -> Extent:
    """A reading of an all-of set takes one reading of each; its hull runs from first to last."""
    return Extent(
        min(m.start_earliest for m in members),
        min(m.start_latest for m in members),
        max(m.end_earliest for m in members),
        max(m.end_latest for m in members),
        _state([m.start_state for m in members]),
        _state([m.end_state for m in members]),
        tuple(members),
        "all",
    )


def _state(states: list[State]) -> State:
    """The state that says most about a missing bound."""
    order: tuple[State, ...] = ("open", "ongoing", "unknown", "known")
    return min(states, key=order.index)


def hull_of(days: Block | Blocks) -> Block:
    """The first and the last of some days. Raises: DateError when there are none."""
    found = days if isinstance(days, Block) else hull(days)
    if found is None:
        raise DateError("no day of the calendar fits")
    return found
