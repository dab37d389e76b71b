"""Do Julian days become the right days, and all that EDTF says about them?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import DateError
from kg.temporal import DateSet, Range, civil, day_number, extent, iso_day, parse
from kg.temporal.julian import (
    gregorian,
    julian_civil,
    julian_day_number,
    julian_month_length,
    parse_julian,
)

LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def length_of(year, month):
    return 29 if month == 2 and year % 4 == 0 else LENGTHS[month - 1]


def by_julian_day(year, month, day):
    """The day number by way of the Julian Day Number (Meeus, Astronomical Algorithms, ch. 7)."""
    if month <= 2:
        year, month = year - 1, month + 12
    whole = (1461 * (year + 4716)) // 4 + int(30.6001 * (month + 1)) + day - 1524
    return whole - 2_440_588


@pytest.mark.parametrize(
    ("ours", "julian", "years"),
    [((1582, 10, 14), (1582, 10, 4), 200), ((8, 2, 27), (8, 2, 29), 16)],
    ids=["from the reform back", "around the beginning of our era"],
)
def test_day_by_day(ours, julian, years):
    number = day_number(*ours)
    year, month, day = julian
    while year > julian[0] - years:
        assert julian_day_number(year, month, day) == number == by_julian_day(year, month, day)
        assert julian_civil(number) == (year, month, day)
        number, day = number - 1, day - 1
        if not day:
            year, month = (year, month - 1) if month > 1 else (year - 1, 12)
            day = length_of(year, month)


@settings(deadline=None)
@given(st.integers(-(10**15), 10**15))
def test_a_day_is_counted_there_and_back(number):
    year, month, day = julian_civil(number)
    assert 1 <= month <= 12
    assert 1 <= day <= julian_month_length(year, month) == length_of(year, month)
    assert julian_day_number(year, month, day) == number
    following = julian_civil(number + 1)
    assert following == (year, month, day + 1) or following[2] == 1


@st.composite
def single(draw):
    """A date with or without unspecified digits, near and far, and its parts."""
    size = draw(st.sampled_from((draw(st.integers(0, 9998)), draw(st.integers(1490, 1510)))))
    year = f"{size:04}"
    if draw(st.integers(0, 3)) == 0:
        year = year[: draw(st.sampled_from((3, 3, 3, 2)))].ljust(4, "X")
    parts = [year]
    if draw(st.booleans()):
        month = draw(st.integers(1, 12))
        parts.append(draw(st.sampled_from((f"{month:02}", f"{month:02}", "XX", "0X", "1X"))))
        if draw(st.booleans()):
            day = draw(st.integers(1, 31))
            parts.append(draw(st.sampled_from((f"{day:02}", "29", "XX", "2X", "X9", "3X"))))
    return "-".join(parts)


def fits(pattern, have):
    return all(p in ("X", h) for p, h in zip(pattern, have, strict=True))


def listed(text):
    """The day numbers of all Julian days that a date can mean, by comparing their writing."""
    year, month, day = [*text.split("-"), "XX", "XX"][:3]
    low, high = int(year.replace("X", "0")), int(year.replace("X", "9"))
    return {
        by_julian_day(y, m, d)
        for y in range(low, high + 1)
        for m in range(1, 13)
        if fits(month, f"{m:02}")
        for d in range(1, length_of(y, m) + 1)
        if fits(day, f"{d:02}")
    }


def days_of(value):
    """The day numbers of a date or of all members of a set."""
    items = value.items if isinstance(value, DateSet) else (value,)
    found = set()
    for item in items:
        ends = (item.first, item.last) if isinstance(item, Range) else (item, item)
        first, last = (extent(parse(str(end))) for end in ends)
        found |= set(range(first.start_earliest, last.end_latest + 1))
    return found


@settings(max_examples=60, deadline=None)
@given(single(), st.sampled_from(("", "", "?", "~", "%")))
def test_a_date_becomes_one_of_exactly_its_days(text, mark):
    expected = listed(text)
    runs = sum(day - 1 not in expected for day in expected)
    if not 0 < runs <= 40 or civil(max(expected))[0] > 9999:
        with pytest.raises(DateError):
            gregorian(parse_julian(text + mark))
        return
    found = gregorian(parse_julian(text + mark))
    assert days_of(found.value) == expected
    assert {said for _, said in found.qualifiers.components} == ({mark} - {""})
    if mark:
        assert all(len(date.components) == 3 for _, date in found.dates)


days = st.integers(day_number(100, 1, 1), day_number(3000, 1, 1))


def julian_text(number):
    year, month, day = julian_civil(number)
    return f"{year:04}-{month:02}-{day:02}"


@settings(deadline=None)
@given(days, days)
def test_intervals_and_sets_of_days_keep_their_form(one, other):
    first, last = sorted((one, other))
    said = [julian_text(first), julian_text(last)]
    meant = [iso_day(first), iso_day(last)]
    for form in ("{}/{}", "{}/", "/{}", "../{}", "{}/..", "[{},{}]", "{{{},{}}}", "[{}..{}]"):
        count = form.replace("{{", "").count("{}")
        found = gregorian(parse_julian(form.format(*said[:count])))
        assert found.text == form.format(*meant[:count])


@settings(deadline=None)
@given(days)
def test_a_day_becomes_a_day(number):
    assert gregorian(parse_julian(julian_text(number))).text == iso_day(number)


@pytest.mark.parametrize("year", [1500, 1700, 1900, 1300, 100])
def test_the_leap_days_that_our_calendar_has_not(year):
    text = f"{year:04}-02-29"
    with pytest.raises(DateError):
        parse(text)
    assert parse_julian(text).canonical == text
    assert days_of(gregorian(parse_julian(text)).value) == {by_julian_day(year, 2, 29)}
