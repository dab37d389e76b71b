"""Between which days does it start and end?"""

from __future__ import annotations

import pytest

from kg.errors import DateError
from kg.temporal import (
    NEG_INF,
    POS_INF,
    UNDATED,
    Extent,
    Match,
    Relation,
    extent,
    extent_of,
    iso_day,
    judge,
    parse,
    parse_day,
    simple,
)


def bounds(found: Extent) -> str:
    shown = {NEG_INF: "-inf", POS_INF: "inf"}
    return " ".join(shown.get(day) or iso_day(day) for day in found.bounds)


def states(found: Extent) -> tuple[str, str]:
    return found.start_state, found.end_state


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019-02-05", "2019-02-05 2019-02-05 2019-02-05 2019-02-05"),
        ("2025-07", "2025-07-01 2025-07-31 2025-07-01 2025-07-31"),
        ("2019-02-05/2019-03", "2019-02-05 2019-02-05 2019-03-01 2019-03-31"),
        ("2019/2019-03", "2019-01-01 2019-03-31 2019-03-01 2019-03-31"),
        ("2019-03/2019", "2019-03-01 2019-03-31 2019-03-01 2019-12-31"),
        ("2019-02/", "2019-02-01 2019-02-28 2019-02-01 inf"),
        ("/2019-02", "-inf 2019-02-28 2019-02-01 2019-02-28"),
        ("2019-02/..", "2019-02-01 2019-02-28 inf inf"),
        ("../2019-02", "-inf -inf 2019-02-01 2019-02-28"),
        ("../..", "-inf -inf inf inf"),
        ("XXXX/2019-02", "-inf 2019-02-28 2019-02-01 2019-02-28"),
        ("1800/1X01", "1800-01-01 1800-12-31 1801-01-01 1901-12-31"),
        ("[1760..]", "1760-01-01 inf 1760-01-01 inf"),
        ("[..1760]", "-inf 1760-12-31 -inf 1760-12-31"),
        ("{1760..}", "1760-01-01 1760-12-31 inf inf"),
        ("{..1760}", "-inf -inf 1760-01-01 1760-12-31"),
        ("[1667,1668,1670..1672]", "1667-01-01 1672-12-31 1667-01-01 1672-12-31"),
        ("{1667,1668,1670..1672}", "1667-01-01 1667-12-31 1672-01-01 1672-12-31"),
        ("1950S2", "1900-01-01 1999-12-31 1900-01-01 1999-12-31"),
        ("0950S1", "0900-01-01 0999-12-31 0900-01-01 0999-12-31"),
        ("-156X", "-1569-01-01 -1560-12-31 -1569-01-01 -1560-12-31"),
        ("-000X", "-0009-01-01 -0001-12-31 -0009-01-01 -0001-12-31"),
        ("2010-28", "2010-12-01 2011-02-28 2010-12-01 2011-02-28"),
        ("2010-32", "2010-06-01 2010-08-31 2010-06-01 2010-08-31"),
        ("2010-30", "2010-12-01 2011-02-28 2010-12-01 2011-02-28"),
        ("2010-38", "2010-05-01 2010-08-31 2010-05-01 2010-08-31"),
        ("2010-41", "2010-07-01 2010-12-31 2010-07-01 2010-12-31"),
    ],
)
def test_bounds(text, expected):
    assert bounds(extent(parse(text))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019", ("known", "known")),
        ("2019/", ("known", "unknown")),
        ("/2019", ("unknown", "known")),
        ("2019/..", ("known", "open")),
        ("../2019", ("open", "known")),
        ("[1760..]", ("unknown", "unknown")),
        ("{1760..}", ("known", "open")),
        ("XXXX", ("unknown", "unknown")),
    ],
)
def test_end_states(text, expected):
    assert states(extent(parse(text))) == expected


def test_which_values_need_more_than_their_bounds():
    plain = ["2019", "156X", "15XX-XX-XX", "2004-06-XX", "1985-0X", "2019/", "[1985]", "2019-25"]
    assert [text for text in plain if not simple(extent_of(text))] == []
    gapped = ["1985-XX-15", "1X85", "[1667,1668]", "{1667,1668}", "2019-21", "1800/1X01", "XXXX"]
    assert [text for text in gapped if simple(extent_of(text))] == []


def test_seasons_name_their_convention():
    both = extent_of("2019-21")
    assert both.convention == "northern or southern meteorological seasons"
    assert both.members_mode == "one"
    assert [bounds(m)[:10] for m in both.members] == ["2019-03-01", "2019-09-01"]
    north = extent_of("2019-24", hemisphere="north")
    assert bounds(north).split()[:2] == ["2019-12-01", "2020-02-29"]
    assert north.convention == "northern meteorological seasons"
    assert extent_of("2019-29", hemisphere="north").convention == "southern meteorological seasons"
    assert extent_of("2019-33").convention is None
    assert extent_of("2019").convention is None


def test_a_hemisphere_can_make_an_interval_reversed():
    assert bounds(extent_of("2012-24/2012-21")).startswith("2012-06-01")
    with pytest.raises(DateError, match="hemisphere"):
        extent_of("2012-24/2012-21", hemisphere="north")


def test_ongoing_needs_a_start_only():
    attested = parse_day("2019-06-01")
    found = extent_of("2019-02", ongoing=True, attested=attested)
    assert bounds(found) == "2019-02-01 2019-02-28 2019-06-01 inf"
    assert states(found) == ("known", "ongoing")
    assert bounds(extent_of("2019-02", ongoing=True)) == "2019-02-01 2019-02-28 2019-02-01 inf"
    assert extent_of("2019-02/..", ongoing=True, attested=attested) == found
    no_start = extent_of("/..", ongoing=True, attested=attested)
    assert bounds(no_start) == "-inf 2019-06-01 2019-06-01 inf"
    for text in ("2019/2020", "[2019,2020]"):
        with pytest.raises(DateError, match="cannot be ongoing"):
            extent_of(text, ongoing=True)


def test_undated_is_possible_for_everything_and_certain_for_nothing():
    for text in ("XXXX", "XXXX-XX", "XXXX-XX-XX"):
        assert extent_of(text) is UNDATED
    assert not extent_of("XXXX-12-25").undated
    assert {judge(UNDATED, relation, None, None) for relation in Relation} == {Match.POSSIBLE}


def test_many_years_are_never_listed():
    found = extent_of("[-9999..9999]")
    assert found.members == ()
    year = parse_day("1985-01-01"), parse_day("1985-12-31")
    assert judge(found, Relation.EQUALS, *year) is Match.POSSIBLE
    assert judge(found, Relation.CONTAINS, *year) is None
    everything = extent_of("{Y-1E12..Y1E12}")
    assert judge(everything, Relation.OVERLAPS, *year) is Match.CERTAIN
    assert judge(everything, Relation.OVERLAPS, year[0] + 1, year[1]) is Match.POSSIBLE
