"""What follows what, over all readings of all dates."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.temporal import NEG_INF, POS_INF, Extent, extent_of, latest, soonest, surely_by

FIRST = extent_of("2019-02-01").start_earliest
DATES = (
    "2019-02-05", "2019-02-03/2019-02-06", "2019-02-0X", "2019-02-02/2019-02-0X", "2019-02-XX",
    "[2019-02-02,2019-02-06]", "[2019-02-02,2019-02-05..2019-02-07]", "{2019-02-03,2019-02-08}",
    "{2019-02-02..2019-02-05}", "[2019-02-04..2019-02-06]", "2019-02-1X", "2019-02-X2",
    "{2019-02-03,2019-02-0X}", "2019-02-X3/2019-02-17", "XXXX",
)  # fmt: skip
Days = frozenset[int]


def readings(extent: Extent) -> Iterator[Days]:
    """The days of each reading, of dates within a month."""
    if extent.members:
        if extent.members_mode == "one":
            for member in extent.members:
                yield from readings(member)
            return
        for chosen in product(*(list(readings(member)) for member in extent.members)):
            yield frozenset().union(*chosen)
        return
    if extent.blocks is not None:
        blocks, day = [], extent.start_earliest
        while (block := extent.blocks.first_from(day)) is not None:
            blocks.append(
                [*spans(range(block.first, block.last + 1), range(block.first, block.last + 1))]
            )
            day = block.last + 1
        if extent.members_mode == "one":
            for block_readings in blocks:
                yield from block_readings
            return
        for chosen in product(*blocks):
            yield frozenset().union(*chosen)
        return
    starts = [d for d in range(extent.start_earliest, extent.start_latest + 1)
              if fits(extent.start_days, d)]  # fmt: skip
    ends = [d for d in range(extent.end_earliest, extent.end_latest + 1)
            if fits(extent.end_days, d)]  # fmt: skip
    yield from spans(starts, ends)


def fits(days, day: int) -> bool:
    return days is None or ((b := days.first_from(day)) is not None and b.first <= day)


def spans(starts, ends) -> Iterator[Days]:
    for start in starts:
        for end in ends:
            if start <= end:
                yield frozenset(range(start, end + 1))


@pytest.mark.parametrize("text", DATES[:-1])
def test_a_day_that_follows_is_one_of_some_reading(text: str):
    extent = extent_of(text)
    every = set(readings(extent))
    possible = frozenset().union(*every)
    for day in range(FIRST - 2, FIRST + 31):
        later = [d for d in possible if d >= day]
        assert soonest(extent, day) == min(later, default=None)
        assert latest(extent, day) == max((d for d in possible if d <= day), default=None)
        firsts = [min((d for d in days if d >= day), default=None) for days in every]
        sure = None if None in firsts else max(firsts)
        assert surely_by(extent, day) == sure, day


def test_undated_things_follow_anything_possibly():
    undated = extent_of("XXXX")
    assert (soonest(undated, 7), latest(undated, 7), surely_by(undated, 7)) == (7, 7, None)
    assert soonest(extent_of("../2019-02-05"), NEG_INF) == NEG_INF
    assert latest(extent_of("2019-02-05/.."), POS_INF) == POS_INF


def day_by_day(chain: list[Days], day: int) -> bool:
    """Whether days exist, each on or after the one before, one in each."""
    for days in chain:
        later = [d for d in days if d >= day]
        if not later:
            return False
        day = min(later)
    return True


SMALL = [d for d in DATES[:-1] if sum(1 for _ in readings(extent_of(d))) < 60]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(SMALL), min_size=1, max_size=3))
def test_a_chain_can_be_gone_along_as_its_readings_say(texts: list[str]):
    extents = [extent_of(text) for text in texts]
    outcomes = {
        day_by_day(list(chosen), NEG_INF)
        for chosen in product(*(list(readings(e)) for e in extents))
    }
    possible: int | None = NEG_INF
    sure: int | None = NEG_INF
    for extent in extents:
        possible = None if possible is None else soonest(extent, possible)
        sure = None if sure is None else surely_by(extent, sure)
    assert (possible is not None) is (True in outcomes)
    assert (sure is not None) is (outcomes == {True})
    if all(e.members_mode == "none" for e in extents):  # then pairs of bounds say the same
        pairs = [(a, b) for n, a in enumerate(extents) for b in extents[n + 1 :]]
        assert (possible is not None) is all(a.start_earliest <= b.end_latest for a, b in pairs)
        assert (sure is not None) is all(a.start_latest <= b.end_earliest for a, b in pairs)
