"""Into which slots does a window fall?"""

from __future__ import annotations

import pytest

from kg.errors import FilterError, LimitExceededError
from kg.temporal import NEG_INF, POS_INF, Unit, bins, iso_day, parse_day


def cut(first, last, unit, maximum):
    taken, starts, ends = bins(parse_day(first), parse_day(last), unit, maximum)
    days = zip(starts, ends, strict=True)
    return taken, [f"{iso_day(a)}/{iso_day(b)}" for a, b in days]


def test_months_are_clipped_to_the_window():
    assert cut("2019-02-05", "2019-04-02", Unit.MONTH, 10) == (
        Unit.MONTH,
        ["2019-02-05/2019-02-28", "2019-03-01/2019-03-31", "2019-04-01/2019-04-02"],
    )


def test_the_next_coarser_unit_is_taken_above_the_maximum():
    assert cut("2019-02-05", "2019-04-02", Unit.DAY, 2) == (
        Unit.QUARTER,
        ["2019-02-05/2019-03-31", "2019-04-01/2019-04-02"],
    )


def test_decades_run_on_through_year_zero():
    assert cut("-0011-06-01", "0010-01-01", Unit.DECADE, 10)[1] == [
        "-0011-06-01/-0011-12-31",
        "-0010-01-01/-0001-12-31",
        "0000-01-01/0009-12-31",
        "0010-01-01/0010-01-01",
    ]


def test_too_many_millennia_are_an_error():
    with pytest.raises(LimitExceededError, match="21 millennia") as refused:
        cut("-9999-01-01", "10000-01-01", Unit.YEAR, 20)
    assert (refused.value.asked, refused.value.allowed) == (21, 20)


@pytest.mark.parametrize(
    ("first", "last", "maximum"),
    [(None, 5, 9), (5, None, 9), (NEG_INF, 5, 9), (5, POS_INF, 9), (6, 5, 9), (5, 6, 0)],
)
def test_windows_that_cannot_be_cut(first, last, maximum):
    with pytest.raises(FilterError):
        bins(first, last, Unit.DAY, maximum)
