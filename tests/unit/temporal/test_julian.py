"""What becomes of Julian dates that history knows, and which cannot be converted?"""

from __future__ import annotations

import pytest

from kg.errors import DateError
from kg.temporal.julian import gregorian, julian_day_number, parse_julian


@pytest.mark.parametrize(
    ("julian", "ours"),
    [
        ("1582-10-05", "1582-10-15"),
        ("1752-09-03", "1752-09-14"),
        ("1917-10-25", "1917-11-07"),
        ("1918-02-01", "1918-02-14"),
        ("1500-02-29", "1500-03-10"),
        ("1500-02-29?", "1500-03-10?"),
        ("1900-?02-29", "1900-03-13?"),
        ("-0043-03-15", "-0043-03-13"),
        ("0001-01-01", "0000-12-30"),
        ("1541", "[1541-01-11..1542-01-10]"),
        ("1541?", "[1541-01-11?..1542-01-10?]"),
        ("1540-02~", "[1540-02-11~..1540-03-10~]"),
        ("154X", "[1540-01-11..1550-01-10]"),
        ("1542-33", "[1542-01-11..1542-04-10]"),
        ("1942S2", "[1900-01-13..2000-01-13]"),
        ("[1540-02,1541]", "[1540-02-11..1540-03-10,1541-01-11..1542-01-10]"),
        ("[1535..1537]", "[1535-01-11..1538-01-10]"),
        ("[1760..]", "[1760-01-12..]"),
        ("[..1760]", "[..1761-01-11]"),
        ("{1542-05-05..1542-05-09}", "{1542-05-15..1542-05-19}"),
        ("1542-?05-05", "1542-05-15?"),
        ("1542~-05-05?", "1542-05-15%"),
        ("1542-05-05T10:00:00Z", "1542-05-15T10:00:00Z"),
        ("1500-02-29/1500-03-01", "1500-03-10/1500-03-11"),
        ("../1541-01-01~", "../1541-01-11~"),
        ("XXXX", "XXXX"),
        ("XXXX/1541-01-01", "XXXX/1541-01-11"),
        ("[1540-XX,1545]", "[1540-01-11..1541-01-10,1545-01-11..1546-01-10]"),
    ],
)
def test_conversion(julian, ours):
    assert gregorian(parse_julian(julian)).text == ours


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1535/1537", "cannot end so"),
        ("1535-05/", "cannot end so"),
        ("{1542-05}", "all happened"),
        ("{1542..1545}", "all happened"),
        ("1542-21", "everybody agrees"),
        ("1542-26", "everybody agrees"),
        ("15XX-02", "more than 40"),
        ("XXXX-12-25", "more than 40"),
        ("9999-12-31", "year 10000"),
        ("Y12345", "too far away"),
        ("-9999-01-01", "year -10000"),
        ("1500-02-29/1500-02-28", "ends before it starts"),
    ],
)
def test_what_edtf_cannot_say(text, why):
    with pytest.raises(DateError, match=why) as refused:
        gregorian(parse_julian(text))
    assert refused.value.hint


@pytest.mark.parametrize(
    "text", ["1541-02-29", "1500-02-30", "1500-04-31", "1500-02-29/x", "[1500-02-29"]
)
def test_what_no_calendar_has(text):
    with pytest.raises(DateError):
        parse_julian(text)


@pytest.mark.parametrize(("month", "day"), [(0, 1), (13, 1), (2, 30), (4, 31), (5, 0)])
def test_no_such_day(month, day):
    with pytest.raises(DateError):
        julian_day_number(1500, month, day)
