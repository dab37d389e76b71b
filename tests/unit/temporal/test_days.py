"""Which number is this day, and which day is this number?"""

from __future__ import annotations

import pytest

from kg.errors import DateError
from kg.temporal.days import (
    MAX_DAY,
    MIN_DAY,
    NEG_INF,
    POS_INF,
    civil,
    day_number,
    is_leap,
    iso_day,
    month_length,
    parse_day,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1970-01-01", 0),
        ("2019-02-05", 17932),
        ("0000-03-01", -719468),
        ("-0044-03-15", -735525),
        ("12345-01-01", 3789391),
        ("+12345-01-01", 3789391),
    ],
)
def test_known_days(text, number):
    assert parse_day(text) == number
    assert iso_day(number) == text.lstrip("+")


def test_the_ends_of_the_calendar_are_days_and_the_infinities_are_not():
    assert NEG_INF == -(2**63) == MIN_DAY - 1
    assert POS_INF == 2**63 - 1 == MAX_DAY + 1
    assert parse_day(iso_day(MIN_DAY)) == MIN_DAY
    assert parse_day(iso_day(MAX_DAY)) == MAX_DAY
    year, month, day = civil(MAX_DAY)
    assert day_number(year, month, day) == MAX_DAY
    for infinite in (NEG_INF, POS_INF):
        with pytest.raises(DateError, match="not the number of a day"):
            iso_day(infinite)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2019",
        "2019-02",
        "2019-2-5",
        "2019-02-29",
        "2019-02-30",
        "2019-13-01",
        "2019-00-01",
        "2019-01-00",
        "-0000-01-01",
        "+2019-01-01",
        "012345-01-01",
        "2019-02-05\n",
        " 2019-02-05",
        "\u0662\u0660\u0661\u0669-02-05",
        "Y12345-01-01",
        "2019-02-05T00:00:00",
        "999-01-01",
        "20190205",
        "99999999999999999-01-01",
        "-99999999999999999-01-01",
        "9" * 5000 + "-01-01",
    ],
)
def test_what_is_no_day_is_refused(text):
    with pytest.raises(DateError) as refused:
        parse_day(text)
    assert len(refused.value.message) < 200


def test_leap_years_are_gregorian_on_both_sides_of_year_zero():
    leap = [y for y in (-400, -100, -4, -1, 0, 4, 1900, 2000, 2023, 2024) if is_leap(y)]
    assert leap == [-400, -4, 0, 4, 2000, 2024]
    assert [month_length(1900, m) for m in (1, 2, 4)] == [31, 28, 30]
    assert month_length(2000, 2) == 29
