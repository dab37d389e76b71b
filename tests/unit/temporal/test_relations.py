"""Certainly, possibly, or not at all?"""

from __future__ import annotations

import pytest

from kg.errors import FilterError
from kg.temporal import Match, Relation, extent_of, judge, parse_day


def verdict(text, relation, first, last, **how):
    sides = [None if day is None else parse_day(day) for day in (first, last)]
    found = judge(extent_of(text, **how), Relation(relation), *sides)
    return None if found is None else found.value


@pytest.mark.parametrize(
    ("text", "relation", "first", "last", "expected"),
    [
        ("2019-02", "OVERLAPS", "2019-02-01", "2019-02-28", "CERTAIN"),
        ("2019-02", "OVERLAPS", "2019-02-02", "2019-02-28", "POSSIBLE"),
        ("2019-02", "OVERLAPS", "2019-03-01", None, None),
        ("2019-02-05/2019-03", "OVERLAPS", "2019-02-06", "2019-02-06", "CERTAIN"),
        ("2019-02-05/2019-03", "ENDS_IN", "2019-03-05", "2019-04-01", "POSSIBLE"),
        ("2019-02-05/2019-03", "STARTS_IN", "2019-02-05", None, "CERTAIN"),
        ("2019/", "OVERLAPS", "2030-01-01", "2030-12-31", "POSSIBLE"),
        ("2019/..", "OVERLAPS", "2030-01-01", "2030-12-31", "CERTAIN"),
        ("/2019", "OVERLAPS", "1800-01-01", "1800-12-31", "POSSIBLE"),
        ("../2019", "OVERLAPS", "1800-01-01", "1800-12-31", "CERTAIN"),
        ("[1760..]", "OVERLAPS", "1800-01-01", "1800-12-31", "POSSIBLE"),
        ("[1760..]", "OVERLAPS", "1750-01-01", "1759-12-31", None),
        ("{1760..}", "OVERLAPS", "1800-01-01", "1800-12-31", "CERTAIN"),
        ("{1960,1970}", "OVERLAPS", "1965-01-01", "1965-12-31", None),
        ("{1960,1970}", "WITHIN", "1960-01-01", "1970-12-31", "CERTAIN"),
        ("{1960,1970}", "STARTS_IN", "1960-01-01", "1960-12-31", "CERTAIN"),
        ("{1970,1960}", "ENDS_IN", "1970-01-01", "1970-12-31", "CERTAIN"),
        ("{1960,1970}", "CONTAINS", "1965-01-01", "1965-12-31", "CERTAIN"),
        ("[1960,1970]", "CONTAINS", "1965-01-01", "1965-12-31", None),
        ("[1960,1970]", "OVERLAPS", "1965-01-01", "1965-12-31", None),
        ("[1960,1970]", "OVERLAPS", "1965-01-01", "1970-12-31", "POSSIBLE"),
        ("1985-XX-15", "OVERLAPS", "1985-03-16", "1985-04-14", None),
        ("1985-XX-15", "OVERLAPS", "1985-03-15", "1985-04-14", "POSSIBLE"),
        ("156X-12-25", "OVERLAPS", "1560-12-25", "1569-12-25", "CERTAIN"),
        ("156X-12-25", "WITHIN", "1560-12-26", "1569-12-25", "POSSIBLE"),
        ("1800/1X01", "ENDS_IN", "1802-01-01", "1900-12-31", None),
        ("1800/1X01", "ENDS_IN", "1801-12-31", "1900-12-31", "POSSIBLE"),
        ("2019-02-05", "MEETS", "2019-02-06", None, "CERTAIN"),
        ("2019-02-05", "MET_BY", None, "2019-02-04", "CERTAIN"),
        ("2019-02-05", "BEFORE", "2019-02-06", None, None),
        ("2019-02-05", "BEFORE", "2019-02-07", None, "CERTAIN"),
        ("2019-02-05", "EQUALS", "2019-02-05", "2019-02-05", "CERTAIN"),
        ("2019-02", "EQUALS", "2019-02-01", "2019-02-28", "POSSIBLE"),
        ("2019-02-01/2019-02-10", "ALLEN_OVERLAPS", "2019-02-10", "2019-02-11", "CERTAIN"),
        ("2019-02-01/2019-02-10", "ALLEN_OVERLAPS", "2019-02-11", "2019-02-12", None),
    ],
)
def test_verdicts(text, relation, first, last, expected):
    assert verdict(text, relation, first, last) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2019-05-31", "CERTAIN"), ("2019-06-01", "CERTAIN"), ("2019-06-02", "POSSIBLE")],
)
def test_ongoing_is_certain_to_the_attested_day(day, expected):
    how = {"ongoing": True, "attested": parse_day("2019-06-01")}
    assert verdict("2019-02-05", "OVERLAPS", day, day, **how) == expected


def test_exactly_one_of_allens_relations_holds_for_known_days():
    allen = list(Relation)[4:]
    assert len(allen) == 13
    found = extent_of("2019-02-05/2019-02-10")
    low = parse_day("2019-02-01")
    for first in range(low, low + 14):
        for last in range(first, low + 14):
            verdicts = [judge(found, relation, first, last) for relation in allen]
            assert sorted(filter(None, verdicts)) == [Match.CERTAIN]


def test_a_reversed_window_is_refused():
    with pytest.raises(FilterError, match=r"2019-02-04.* before it starts .*2019-02-05"):
        verdict("2019", "OVERLAPS", "2019-02-05", "2019-02-04")
