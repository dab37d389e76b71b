"""How surely things hold, day by day, over all readings of all dates."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.temporal import ALWAYS, MAX_DAY, MIN_DAY, Daily, Match, Relation, extent_of, judge, simple
from kg.temporal.daily import (
    NEVER,
    NOT,
    PERHAPS,
    SURELY,
    End,
    after,
    all_of,
    any_of,
    daily,
    less,
    since,
    until,
)
from tests.properties.test_temporal_following import DATES, FIRST, readings

LEVELS = {None: NOT, Match.POSSIBLE: PERHAPS, Match.CERTAIN: SURELY}
MORE = (
    "2019-02-05/..", "/2019-02-05", "../2019-02-XX", "2019-02/2019-03", "1985-XX-15", "20XX-02-X3",
    "156X", "[..2019-02-03]", "{2019-02-03..}", "[2019-02-04,2019-03..2019-05]",
)  # fmt: skip
DAYS = range(FIRST - 3, FIRST + 40)
HOLDS = [daily(extent_of(text)) for text in DATES] + [ALWAYS, NEVER]


@pytest.mark.parametrize("text", [*DATES, *MORE])
def test_each_day_is_judged_as_a_window_of_one_day(text: str):
    found, extent = daily(extent_of(text)), extent_of(text)
    ends = {day for bound in extent.bounds for day in range(bound - 2, bound + 3)}
    for day in (*DAYS, *(day for day in ends if MIN_DAY <= day <= MAX_DAY)):
        assert found.on(day) == LEVELS[judge(extent, Relation.OVERLAPS, day, day)], day


@given(st.sampled_from(HOLDS), st.sampled_from(HOLDS), st.sampled_from(HOLDS))
def test_levels_are_joined_day_by_day(one: Daily, two: Daily, three: Daily):
    for day in DAYS:
        a, b, c = one.on(day), two.on(day), three.on(day)
        assert any_of([one, two, three]).on(day) == max(a, b, c)
        assert all_of(one, two).on(day) == min(a, b)
        assert less(one, two).on(day) == min(a, SURELY - b)
    for made in (any_of([one, two]), all_of(one, two), less(one, two)):
        assert all(x != y for x, y in zip(made.level, made.level[1:], strict=False))
        assert all(x < y for x, y in zip(made.first, made.first[1:], strict=False))


@given(st.sampled_from(HOLDS), st.sampled_from(DATES))
def test_while_something_lasts_every_day_of_every_reading_counts(held: Daily, text: str):
    extent = extent_of(text)
    if extent.start_earliest < FIRST - 400:
        return
    met = {held.on(day) for days in readings(extent) for day in days}
    expected = None if met == {NOT} else Match.CERTAIN if met == {SURELY} else Match.POSSIBLE
    assert held.during(extent) is expected


@given(st.sampled_from(HOLDS), st.sampled_from(DAYS), st.sampled_from((PERHAPS, SURELY)))
def test_the_next_day_is_found(held: Daily, day: int, least: int):
    after_it = next((d for d in range(day, FIRST + 60) if held.on(d) >= least), None)
    before_it = next((d for d in range(day, FIRST - 60, -1) if held.on(d) >= least), None)
    if held.soonest(day, least) is None or held.soonest(day, least) < FIRST + 60:
        assert held.soonest(day, least) == after_it
    if held.latest(day, least) is None or held.latest(day, least) > FIRST - 60:
        assert held.latest(day, least) == before_it


SMALL = [text for text in DATES[:-1] if text[0] != "{" and "/" not in text]


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(DATES[:-1]), st.lists(st.sampled_from(SMALL), min_size=1, max_size=2),
    st.booleans(), st.sampled_from((PERHAPS, SURELY)),
)  # fmt: skip
def test_an_end_takes_away_what_each_reading_takes_away(
    text: str, ends: list[str], only: bool, level: int
):
    extent, over = extent_of(text), [extent_of(end) for end in ends]
    late = any(extent.start_earliest > end.start_latest for end in over)
    if extent.members_mode == "all" or late:
        only = False  # which of several it ended is not for one reading to say
    found, touched = until(extent, [End(end, only, level) for end in over])
    starts = [{min(days) for days in readings(end)} for end in over]
    outcomes: dict[int, set[int]] = {day: set() for day in DAYS}
    for days in readings(extent):
        for chosen in product(*starts):
            if only and any(min(days) > end for end in chosen):
                continue  # it had begun
            for day in DAYS:
                here = {day} if extent.blocks is not None and day in days else days
                outcomes[day] |= left(here, chosen, day, sure=level == SURELY)
    for day in DAYS:
        says = {NOT: {0}, SURELY: {2}}.get(found.on(day), {0, 1, 2})
        assert outcomes[day] <= says, (day - FIRST, outcomes[day])
        tight = simple(extent) or (extent.members_mode == "one" and level == SURELY and only)
        if found.on(day) == PERHAPS and tight and len(ends) == 1:
            assert outcomes[day] - {0}
        if touched.on(day) == NOT:
            assert found.on(day) == daily(extent).on(day)


def left(
    days: set[int] | frozenset[int], ends: tuple[int, ...], day: int, *, sure: bool
) -> set[int]:
    """Whether it holds on a day in one reading: 0 not, 2 it does, 1 for a part of it.

    Each stretch of its days is a happening; of a range of units each is one.
    """
    if day not in days:
        return {0}
    begun = day
    while begun - 1 in days:
        begun -= 1
    gone = any(begun <= end < day for end in ends)
    part = any(begun <= end == day for end in ends)
    found = 0 if gone else 1 if part else 2
    return {found} if sure else {found, 2}


def test_what_ends_may_still_hold_on_that_day():
    over = after(FIRST + 2, FIRST + 4)
    begun = since(FIRST + 2, FIRST + 4)
    assert [over.on(FIRST + n) for n in range(7)] == [NOT, NOT, 1, 1, 1, SURELY, SURELY]
    assert [begun.on(FIRST + n) for n in range(7)] == [NOT, NOT, 1, 1, SURELY, SURELY, SURELY]


def test_of_a_date_with_too_many_gaps_the_days_between_are_possible():
    assert daily(extent_of("1XXX-XX-15")).level == (NOT, PERHAPS, NOT)  # 12,000 of them
    assert len(daily(extent_of("19XX-XX-15")).level) == 2 * 1_200 + 1
