"""What does this text say, and where is it wrong?"""

from __future__ import annotations

import pytest

from kg.errors import DateError
from kg.temporal.grammar import MAX_LENGTH, parse
from kg.temporal.values import Date, DateSet, Interval, Limit, Precision, Range, Year


def test_parts_of_a_date():
    assert parse("2019-02-05").value == Date(Year("2019"), "02", None, "05", None, ("", "", ""))
    assert parse("-0043").value == Date(Year("0043", negative=True))
    assert parse("Y-17E7").value == Date(Year("17", negative=True, long=True, exponent=7))
    assert parse("2001-21").value == Date(Year("2001"), None, 21, None, None, ("", ""))
    assert parse("2019/..").value == Interval(Date(Year("2019")), Limit.OPEN)
    assert parse("/2019").value == Interval(Limit.UNKNOWN, Date(Year("2019")))
    assert parse("{1960,1962..}").value == DateSet(
        every=True, items=(Date(Year("1960")), Range(Date(Year("1962")), None))
    )


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("2019", 0),
        ("2019-02-05T10:00:00Z", 0),
        ("2019-02/2019-03", 0),
        ("2019?", 1),
        ("-0001", 1),
        ("Y12345", 1),
        ("201X", 1),
        ("20XX", 1),
        ("2004-XX", 1),
        ("2004-06-XX", 1),
        ("-201X", 1),
        ("2004-XX-XX", 1),
        ("2001-24", 1),
        ("2019/", 1),
        ("../2019", 1),
        ("2001-21/2003", 1),
        ("?2019", 2),
        ("2019?-02", 2),
        ("2019-02?-05", 2),
        ("2XXX", 2),
        ("20X1", 2),
        ("XXXX", 2),
        ("201X-XX", 2),
        ("2004-1X", 2),
        ("2004-XX-15", 2),
        ("2004-06-1X", 2),
        ("2004-06-XX/2005", 2),
        ("201X/2020", 2),
        ("2001-25", 2),
        ("1950S2", 2),
        ("Y17E7", 2),
        ("Y12345S3", 2),
        ("[2019]", 2),
    ],
)
def test_levels(text, level):
    assert parse(text).level == level


@pytest.mark.parametrize(
    ("text", "canonical", "components"),
    [
        ("2019?-02-05", "2019?-02-05", (("year", "?"),)),
        ("?2019-02-05", "2019?-02-05", (("year", "?"),)),
        ("?2019-?02-?05", "2019-02-05?", (("year", "?"), ("month", "?"), ("day", "?"))),
        ("2019-02~-05", "2019-02~-05", (("year", "~"), ("month", "~"))),
        ("2019-?02-~05", "2019-?02-~05", (("month", "?"), ("day", "~"))),
        ("?2019-02-05~", "%2019-~02-~05", (("year", "%"), ("month", "~"), ("day", "~"))),
        ("2001-21~", "2001-21~", (("year", "~"), ("season", "~"))),
        ("2019/2020-02%", "2019/2020-02%", (("end.year", "%"), ("end.month", "%"))),
        ("[1667, 1668?..1670]", "[1667,1668?..1670]", (("1.first.year", "?"),)),
        ("Y17E07", "Y17E7", ()),
    ],
)
def test_qualifiers_and_canonical_printing(text, canonical, components):
    value = parse(text)
    assert value.canonical == canonical
    assert value.qualifiers.components == components
    assert bool(value.qualifiers) == bool(components)
    assert value.qualifiers.uncertain == any(mark in "?%" for _, mark in components)
    assert value.qualifiers.approximate == any(mark in "~%" for _, mark in components)


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("2019-02-05T10:00:00", "time"),
        ("2019-02-05", "day"),
        ("2019-XX-05", "day"),
        ("2019-02-XX", "month"),
        ("2019-02", "month"),
        ("2001-21", "season"),
        ("2019-XX-XX", "year"),
        ("2019", "year"),
        ("156X", "decade"),
        ("15XX", "century"),
        ("1XXX", "millennium"),
        ("1950S2", "century"),
        ("Y17101E4S3", "era"),
        ("XXXX", "unknown"),
        ("2019-02-05/2019", "year"),
        ("2019-02-05/..", "day"),
        ("[2019-02,2019-03-05]", "month"),
        ("1X85", "year"),
    ],
)
def test_precision_is_that_of_the_known_part(text, precision):
    assert parse(text).precision == Precision(precision)


@pytest.mark.parametrize(
    ("text", "column", "hint"),
    [
        ("", 0, "XXXX"),
        (" 2019", 0, "spaces"),
        ("March 3 2025", 0, "in numbers"),
        ("spring 2025", 0, "-21"),
        ("circa 1990", 0, "1990~"),
        ("3/3/2025", 3, "a day is written"),
        ("2019\n", 4, "spaces"),
        ("2019/02/05", 7, "slash"),
        ("2019-2-5", 5, "two digits"),
        ("2019-02-5", 8, "two digits"),
        ("05-02-2019", 0, "four digits"),
        ("2019-02-30", 0, "28 days"),
        ("1900-02-29", 0, "28 days"),
        ("2019-13", 5, "seasons"),
        ("2019-42", 5, "seasons"),
        ("2019-2X", 5, "seasons"),
        ("2019-02-32", 8, "01 to 31"),
        ("2019-02-4X", 8, "01 to 31"),
        ("1985-02-3X", 0, "28 days"),
        ("XX99-02-29", 0, "28 days"),
        ("2001-21-05", 8, "alone"),
        ("199x", 3, "X, in capitals"),
        ("1999-uu-uu", 5, "X, in capitals"),
        ("1990s", 0, "199X"),
        ("44 BC", 2, "spaces"),
        ("44BC", 2, "-0043"),
        ("c1990", 0, "1990~"),
        ("2019?~", 4, "%"),
        ("+2019", 0, "plus"),
        ("2019\u201302", 4, "hyphen"),
        ("12345", 0, "Y"),
        ("Y2019", 1, "no Y"),
        ("Y012345", 1, "zeros"),
        ("-0000", 0, "1 BCE"),
        ("Y12345-02", 7, "only the year"),
        ("1950S0", 5, "1 to 4"),
        ("1950S5", 5, "1 to 4"),
        ("195XS2", 4, "195X or"),
        ("Y1E99", 1, "64-bit"),
        ("Y99999999999999999", 0, "64-bit"),
        ("2019-02-05T10:00", 10, "in full"),
        ("2019-02-05T24:00:01", 11, "00 to 23"),
        ("2019-02-05T10:00:00+15:00", 19, "+14:00"),
        ("2019-02-05t10:00:00", 9, "capitals"),
        ("2019/2018", 5, "earlier date first"),
        ("2001-34/2001-33", 8, "earlier date first"),
        ("/", 0, "XXXX"),
        ("2019..2020", 4, "in a set"),
        ("..", 0, "in an interval"),
        ("[2019", 5, "]"),
        ("[2019}", 6, "]"),
        ("[]", 1, "as in"),
        ("[2019,]", 6, "as in"),
        ("[2019,,2020]", 6, "as in"),
        ("[2020..2019]", 1, "earlier date first"),
        ("[2019..2020-02]", 1, "same precision"),
        ("[2019,..2021]", 6, "open before the first"),
        ("[..]", 1, "before or after"),
        ("[201X..2030]", 1, "year to year"),
        ("[2001-21..2003-21]", 1, "year to year"),
        ("[2019-02-05T10:00:00]", 1, "time of day"),
        ("{2019,20 20}", 8, "spaces"),
        ("٢٠١٩", 0, "as in"),
    ],
)
def test_errors_point_at_the_column_and_say_what_to_do(text, column, hint):
    with pytest.raises(DateError) as refused:
        parse(text)
    assert refused.value.column == column
    assert hint in (refused.value.hint or "")
    assert len(refused.value.message) < 200


def test_the_length_is_limited():
    inside = "[" + ",".join(["2019"] * 199) + "]"
    assert len(inside) < MAX_LENGTH
    assert len(parse(inside).value.items) == 199
    with pytest.raises(DateError, match="too long"):
        parse("9" * (MAX_LENGTH + 1))


def test_reversed_seasons_are_refused_only_if_reversed_in_both_hemispheres():
    assert parse("2012-24/2012-21").level == 1  # southern winter comes before southern spring
    with pytest.raises(DateError, match="before it starts"):
        parse("2012-28/2012-25")
