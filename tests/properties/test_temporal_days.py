"""Do days, blocks and bins agree with plain counting?"""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kg.errors import DateError, LimitExceededError
from kg.temporal import (
    MAX_DAY,
    MIN_DAY,
    Unit,
    bins,
    civil,
    day_number,
    iso_day,
    parse,
    parse_day,
    plain_day,
)
from kg.temporal.blocks import Block, YearPattern
from kg.temporal.spans import span

EPOCH = dt.date(1970, 1, 1).toordinal()


@given(st.dates())
def test_days_are_those_of_the_standard_library(date):
    number = date.toordinal() - EPOCH
    assert day_number(date.year, date.month, date.day) == number
    assert civil(number) == (date.year, date.month, date.day)
    assert iso_day(number) == date.isoformat()
    assert parse_day(date.isoformat()) == plain_day(date.isoformat()) == number


@given(st.from_regex(r"[0-9]{3,5}[-/]?[0-9W]{2}[-/]?[0-9]{1,2}", fullmatch=True) | st.text())
def test_a_plain_day_is_a_day_or_nothing(text):
    found = plain_day(text)
    if found is not None:
        assert parse_day(text) == found


@given(st.integers(MIN_DAY, MAX_DAY))
def test_a_day_is_written_and_read_back(number):
    assert parse_day(iso_day(number)) == number
    assert day_number(*civil(number)) == number


@given(st.integers(MIN_DAY, MAX_DAY - 146_097))
def test_the_calendar_repeats_after_400_years(number):
    year, month, day = civil(number)
    assert civil(number + 146_097) == (year + 400, month, day)


@given(st.text("0123456789-+", max_size=14))
def test_only_days_are_read_as_days(text):
    try:
        number = parse_day(text)
    except DateError:
        return
    assert iso_day(number) == text.lstrip("+")


@settings(deadline=None)
@given(st.text("0129X", min_size=4, max_size=4), st.booleans(), st.integers(-10_100, 10_100))
def test_year_patterns_find_their_neighbours(digits, negative, at):
    pattern = YearPattern(digits, negative)
    every = [
        -size if negative else size
        for size in range(1 if negative else 0, 10_000)
        if all(d in ("X", w) for d, w in zip(digits, f"{size:04}", strict=True))
    ]
    assert pattern.at_most(at) == max((y for y in every if y <= at), default=None)
    assert pattern.at_least(at) == min((y for y in every if y >= at), default=None)


PATTERNS = st.one_of(
    st.builds("{}-{}".format, st.sampled_from(["19X5", "1X0X", "-00X4", "000X", "200X"]),
              st.sampled_from(["02", "0X", "1X", "X1", "X2", "XX"])),
    st.builds("{}-{}-{}".format, st.sampled_from(["2001", "200X", "20X4", "-001X", "XX00"]),
              st.sampled_from(["02", "12", "XX", "0X", "1X", "X1"]),
              st.sampled_from(["01", "15", "29", "31", "X1", "X9", "0X", "2X", "3X", "XX"])),
    st.sampled_from(["1X85", "19X5", "1X0X", "-1X0X", "000X", "-000X"]),
)  # fmt: skip


def listed(text):
    """All maximal stretches of days of a pattern, by comparing each day's writing."""
    negative = text[0] == "-"
    digits, month, day = [*text.lstrip("-").split("-"), "XX", "XX"][:3]
    years = [
        -size if negative else size
        for size in range(1 if negative else 0, 10_000)
        if all(d in ("X", w) for d, w in zip(digits, f"{size:04}", strict=True))
    ]
    found = []
    for year in sorted(years):
        for m in (m for m in range(1, 13) if all(map(fits, month, f"{m:02}"))):
            for d in (d for d in range(1, 32) if all(map(fits, day, f"{d:02}"))):
                try:
                    number = day_number(year, m, d)
                except DateError:
                    continue
                if found and found[-1][1] == number - 1:
                    found[-1][1] = number
                else:
                    found.append([number, number])
    return [Block(*pair) for pair in found]


def fits(pattern, have):
    return pattern in ("X", have)


@settings(max_examples=60, deadline=None)
@given(PATTERNS, st.data())
def test_blocks_are_found_as_if_they_were_listed(text, data):
    every = listed(text)
    if not every:
        with pytest.raises(DateError):
            parse(text)
        return
    days = span(parse(text).value)
    if isinstance(days, Block):
        assert every == [days]
        return
    assert len(every) > 1
    for _ in range(20):
        near = data.draw(st.sampled_from(every))
        at = data.draw(st.sampled_from(near)) + data.draw(st.integers(-40, 40))
        assert days.last_by(at) == max((b for b in every if b.first <= at), default=None)
        assert days.first_from(at) == min((b for b in every if b.last >= at), default=None)


@settings(deadline=None)
@given(
    st.integers(-800_000, 800_000),
    st.integers(0, 100_000),
    st.sampled_from(list(Unit)),
    st.integers(1, 300),
)
def test_bins_tile_the_window(first, length, unit, maximum):
    last = first + length
    millennia = civil(last)[0] // 1000 - civil(first)[0] // 1000 + 1
    if millennia > maximum:
        with pytest.raises(LimitExceededError, match="millennia") as refused:
            bins(first, last, unit, maximum)
        assert refused.value.asked == millennia
        assert refused.value.allowed == maximum
        return
    taken, starts, ends = bins(first, last, unit, maximum)
    slots = list(zip(starts, ends, strict=True))
    assert len(slots) <= maximum
    assert slots[0][0] == first
    assert slots[-1][1] == last
    assert all(a <= b for a, b in slots)
    assert all(left[1] + 1 == right[0] for left, right in pairwise(slots))
    order = list(Unit)
    assert order.index(taken) >= order.index(unit)
    assume(taken is not Unit.DAY)
    for start, end in slots[1:]:
        assert unit_of(start, taken) != unit_of(start - 1, taken)
        assert unit_of(start, taken) == unit_of(end, taken)


def unit_of(day, unit):
    year, month, _ = civil(day)
    return {
        Unit.MONTH: (year, month),
        Unit.QUARTER: (year, (month - 1) // 3),
        Unit.YEAR: year,
        Unit.DECADE: year // 10,
        Unit.CENTURY: year // 100,
        Unit.MILLENNIUM: year // 1000,
    }[unit]
