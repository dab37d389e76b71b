"""What do the cells of a date say, and when are they refused?"""

from __future__ import annotations

import pytest

from kg.errors import DateError, InputError
from kg.ingest.tables.dates import DateCells, Dated, DateForms, dated
from kg.model import Calendar, Obtained

ISO = DateForms(forms=("edtf", "iso"))
WORDS = DateForms(forms=("edtf", "words"))
JULIAN = DateForms(forms=("edtf", "iso", "words"), calendar=Calendar.JULIAN)
CONVERTED = DateForms(forms=("edtf", "iso", "words"), calendar=Calendar.JULIAN, convert=True)


def read(text: str, *forms: str, century: int | None = None) -> str | None:
    return dated(DateCells(date=text), DateForms(forms=forms, century=century)).edtf


def refused(cells: DateCells, forms: DateForms, why: str | None = None) -> DateError:
    with pytest.raises(DateError, match=why) as error:
        dated(cells, forms)
    assert error.value.hint
    return error.value


def test_what_is_said_stays_beside_what_is_meant():
    assert dated(DateCells(date=" 2019-02-05 "), ISO) == Dated(
        "2019-02-05", " 2019-02-05 ", Obtained.STATED, None, None
    )
    assert dated(DateCells(), ISO) == Dated(None, None, Obtained.UNKNOWN, None, None)
    assert dated(DateCells(date="", start=" ", precision="day"), ISO).obtained is Obtained.UNKNOWN
    assert dated(DateCells(date="n.d."), WORDS) == Dated(None, "n.d.", Obtained.UNKNOWN, None, None)


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("2019-02-05", "2019-02-05"),
        ("20190205", "2019-02-05"),
        ("2019-02", "2019-02"),
        ("2019", "2019"),
        ("2019-036", "2019-02-05"),
        ("2020366", "2020-12-31"),
        ("2019-W06-2", "2019-02-05"),
        ("2019W062", "2019-02-05"),
        ("2020-W53-7", "2021-01-03"),
        ("2019-W01-1", "2018-12-31"),
        ("2019-W06", "[2019-02-04..2019-02-10]"),
        ("2019-02-05T10:00", "2019-02-05"),
        ("2019-02-05 24:00:00", "2019-02-05"),
        ("2019-02-05T10:00:00.123456+02:00", "2019-02-05"),
        ("20190205T100000Z", "2019-02-05"),
        ("2019-02-05 10:00:00 UTC", "2019-02-05"),
        ("+1952-03-11T00:00:00Z", "1952-03-11"),
        ("+1952-03-00T00:00:00Z", "1952-03"),
        ("+1952-00-00T00:00:00Z", "1952"),
        ("-0043-03-15T00:00:00Z", "-0043-03-15"),
        ("1952-00-11", "1952-XX-11"),
        ("+12019", "Y12019"),
    ],
)
def test_iso(text, edtf):
    assert read(text, "iso") == edtf


@pytest.mark.parametrize(
    "text",
    [
        "2019-02-30", "2019-13-01", "2019-21", "2019-366", "2019-000", "2019-W53-1", "2019-W00",
        "2019-W06-8", "2019-02-05T25:00", "2019-02-05T10:60", "201902", "2019-2-5", "-0000", "19",
        "2019-02-05x", "2019-02-05T10:00:00+02:00:00", "+12019-02-05",
    ],
)  # fmt: skip
def test_what_is_no_iso_date(text):
    refused(DateCells(date=text), DateForms(forms=("iso",)))


@pytest.mark.parametrize(
    ("pattern", "text", "edtf"),
    [
        ("%d/%m/%Y", "5/8/2025", "2025-08-05"),
        ("%d/%m/%Y", "05/08/2025", "2025-08-05"),
        ("%m/%d/%Y", "05/08/2025", "2025-05-08"),
        ("%B %d, %Y", "Feb. 5,  2019", "2019-02-05"),
        ("%d de %B de %Y", "5 DE Agosto DE 2019", "2019-08-05"),
        ("%Y%m", "201902", "2019-02"),
        ("%Y%m%d", "20190205", "2019-02-05"),
        ("%Y", "2019", "2019"),
        ("%b-%Y", "sept-2019", "2019-09"),
        ("%Y-%j", "2019-036", "2019-02-05"),
        ("%m/%d/%Y %I", None, None),
        ("%d.%m.%Y %H:%M:%S", "5.2.2019 9:05:59", "2019-02-05"),
        ("%Y%m%dT%H%M", "20190205T2359", "2019-02-05"),
        ("%m/%d/%Y %H:%M %p", "2/5/2019 9:05 p.m.", "2019-02-05"),
        ("100%% %Y", "100% 2019", "2019"),
        ("(%Y)", "(2019)", "2019"),
    ],
)
def test_patterns(pattern, text, edtf):
    if text is None:
        with pytest.raises(InputError, match="not known"):
            DateForms(forms=(pattern,))
        return
    assert read(text, pattern) == edtf


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("%d/%m/%Y", "31/02/2025"),
        ("%d/%m/%Y", "05/13/2025"),
        ("%d/%m/%Y", "05/082025"),
        ("%d/%m/%Y", "05/08/25"),
        ("%d/%m/%Y", "05/08/2025 10:00"),
        ("%d/%m/%Y", "0/08/2025"),
        ("%d/%m/%Y", "\u0660\u0665/\u0660\u0668/\u0662\u0660\u0662\u0665"),
        ("%d %B %Y", "5 février 2019"),
        ("%Y%m%d", "2019205"),
        ("%Y-%j", "2019-366"),
        ("%d/%m/%Y %H", "05/08/2025 25"),
    ],
)
def test_what_does_not_fit_a_pattern(pattern, text):
    refused(DateCells(date=text), DateForms(forms=(pattern,)))


def test_two_digits_need_their_century():
    pattern = "%d-%b-%y"
    cells = DateCells(date="5-Feb-69")
    error = refused(cells, DateForms(forms=(pattern,)), "two digits")
    assert "century" in str(error.hint)
    found = dated(cells, DateForms(forms=(pattern,), century=1970))
    assert found.edtf == "2069-02-05"
    assert found.obtained is Obtained.COMPUTED
    assert found.reasoning == "two-digit year read as 1970 to 2069"
    assert read("5-Feb-70", pattern, century=1970) == "1970-02-05"
    assert read("5-Feb-00", pattern, century=1900) == "1900-02-05"


@pytest.mark.parametrize(
    "wrong",
    [
        {"forms": ()},
        {"forms": ("dmy",)},
        {"forms": ("%d/%m",)},
        {"forms": ("%d %Y",)},
        {"forms": ("%Y %y",)},
        {"forms": ("%m %B %Y",)},
        {"forms": ("%j %m %Y",)},
        {"forms": ("%A %d %m %Y",)},
        {"forms": ("%Y %",)},
        {"languages": ("xx",)},
        {"convert": True},
        {"convert": True, "calendar": Calendar.GREGORIAN},
        {"century": -1},
    ],
)
def test_forms_that_cannot_be_read_by(wrong):
    with pytest.raises(InputError) as error:
        DateForms(**wrong)
    assert error.value.hint


def test_forms_are_tried_in_order():
    assert read("05/08/2025", "%d/%m/%Y", "%m/%d/%Y") == "2025-08-05"
    assert read("05/13/2025", "%d/%m/%Y", "%m/%d/%Y") == "2025-05-13"
    error = refused(
        DateCells(date="05/13/25"), DateForms(forms=("edtf", "words", "%d/%m/%Y")), "not understood"
    )
    assert "tried: edtf, words, %d/%m/%Y" in str(error.hint)
    error = refused(DateCells(date="05/08/2025"), WORDS, "not understood")
    assert "declare a pattern" in str(error.hint)
    refused(DateCells(date="1546-05-01/?"), DateForms(), "is not a date")


@pytest.mark.parametrize(
    ("start", "end", "edtf", "verbatim"),
    [
        ("2019-02-05", "2019-02-09", "2019-02-05/2019-02-09", "2019-02-05 / 2019-02-09"),
        ("2019-02-05", "2019-02-05", "2019-02-05", "2019-02-05 / 2019-02-05"),
        ("2019-02", "2019-02", "2019-02/2019-02", "2019-02 / 2019-02"),
        ("2019-02-05", None, "2019-02-05/", "2019-02-05 /"),
        (None, "2019-02-05", "/2019-02-05", "/ 2019-02-05"),
        ("2019", "..", "2019/..", "2019 / .."),
        ("..", "2019", "../2019", ".. / 2019"),
        ("2019", "present", "2019/", "2019 / present"),
        ("2019", "unknown", "2019/", "2019 / unknown"),
        ("n.d.", "May 2019", "/2019-05", "n.d. / May 2019"),
        ("n.d.", "n.d.", None, "n.d. / n.d."),
        ("2019?", "2020~", "2019?/2020~", "2019? / 2020~"),
    ],
)
def test_start_and_end(start, end, edtf, verbatim):
    found = dated(DateCells(start=start, end=end), WORDS)
    assert (found.edtf, found.verbatim) == (edtf, verbatim)


def test_a_start_and_an_end_that_are_none():
    error = refused(DateCells(start="2019-03", end="2019-02"), ISO, "before the start")
    assert "'2019-03'" in error.message
    assert "'2019-02'" in error.message
    refused(DateCells(start="2019/2020", end="2021"), ISO, "is not one date")
    refused(DateCells(start="2019", end="[2020,2021]"), ISO, "is not one date")
    refused(DateCells(start="present", end="2019"), WORDS, "not understood")
    refused(DateCells(start="2019", end="present"), ISO, "not understood")


@pytest.mark.parametrize(
    ("year", "month", "day", "edtf", "verbatim"),
    [
        ("2019", "2", "5", "2019-02-05", "2019-2-5"),
        ("2019", "Feb.", "05", "2019-02-05", "2019-Feb.-05"),
        ("2019", "febrero", None, "2019-02", "2019-febrero"),
        ("2019", "00", "0", "2019", "2019-00-0"),
        ("2019", "99", "99", "2019", "2019-99-99"),
        ("2019", None, None, "2019", "2019"),
        ("2019", "", "15", "2019-XX-15", "2019--15"),
        (None, "5", "6", "XXXX-05-06", "-5-6"),
        ("1914.0", "3.0", None, "1914-03", "1914.0-3.0"),
        ("850", None, None, "0850", "850"),
        ("0000", None, None, "0000", "0000"),
        ("-44", "3", None, "-0044-03", "-44-3"),
        ("12345", None, None, "Y12345", "12345"),
        ("-12345", "0", None, "Y-12345", "-12345-0"),
        ("185X", None, None, "185X", "185X"),
        (None, "0", "00", None, "-0-00"),
    ],
)
def test_year_month_and_day(year, month, day, edtf, verbatim):
    found = dated(DateCells(year=year, month=month, day=day), ISO)
    assert (found.edtf, found.verbatim) == (edtf, verbatim)


@pytest.mark.parametrize(
    ("year", "month", "day", "why"),
    [
        ("2019", "4", "31", "no day 31"),
        ("2019", "2", "29", "no day 29"),
        ("2019", "13", "1", "no month '13'"),
        ("2019", "Foo", "1", "no month 'Foo'"),
        ("2019", "4", "32", "no day '32'"),
        ("2019", "4", "-1", "no day '-1'"),
        ("2019", "-4", None, "no month '-4'"),
        ("12345", "4", None, "month after a year in long form"),
        ("185X", "4", None, "no year"),
        ("0", "4", None, "no year 0"),
        ("-0", None, None, "no year -0"),
        ("19", "4", None, "two digits"),
    ],
)
def test_year_month_and_day_that_are_none(year, month, day, why):
    refused(DateCells(year=year, month=month, day=day), ISO, why)


def test_a_year_of_two_digits_in_its_column():
    forms = DateForms(century=1950)
    found = dated(DateCells(year="49", month="5"), forms)
    assert (found.edtf, found.obtained) == ("2049-05", Obtained.COMPUTED)


@pytest.mark.parametrize(
    ("date", "precision", "edtf"),
    [
        ("1900-03-05?", "11", "1900-03-05?"),
        ("1900-03-05?", "D", "1900-03-05?"),
        ("1900-03-05?", "Month", "1900-03?"),
        ("1900-03-?05", "m", "1900-03"),
        ("1900-03-05", "año", "1900"),
        ("1900-XX-05", "month", "1900"),
        ("1900-21", "month", "1900-21"),
        ("1900-21", "year", "1900"),
        ("1856-03-05", "8", "185X"),
        ("1900-03-05", "century", "19XX"),
        ("1900-01-01", "7", "18XX"),
        ("1801-01-01", "7", "18XX"),
        ("2000-01-01", "6", "1XXX"),
        ("1850", "day", "1850"),
        ("185X", "year", "185X"),
        ("XXXX", "century", "XXXX"),
        ("1850-01-01/1860-01-01", "year", "1850/1860"),
        ("1850-01-01/..", "9", "1850/.."),
        ("1850-03-01/1850-03-31", "month", "1850-03"),
        ("[1850-01-01..1860-01-01]", "year", "[1850..1860]"),
        ("2019-02-05T10:00:00", "exact", "2019-02-05"),
    ],
)
def test_precision(date, precision, edtf):
    found = dated(DateCells(date=date, precision=precision), DateForms())
    assert found.edtf == edtf
    assert found.verbatim == date
    assert found.obtained is Obtained.STATED
    assert (found.reasoning is None) is (edtf == date)


def test_precision_and_qualifier_that_are_none():
    refused(DateCells(date="1900", precision="x"), ISO, "no precision")
    refused(DateCells(date="Y12345", precision="century"), ISO, "cannot be cut")
    refused(DateCells(date="[1850..1860]", precision="decade"), ISO, "end of a range")
    refused(DateCells(date="1900", qualifier="x"), ISO, "no qualifier")


def test_what_a_cut_says_of_itself():
    found = dated(DateCells(date="1856-03-05", precision="8", qualifier="circa"), DateForms())
    assert found.edtf == "185X~"
    assert found.reasoning == "cut to the decade as its precision column says"


@pytest.mark.parametrize(
    ("date", "qualifier", "edtf"),
    [
        ("1850", "?", "1850?"),
        ("1850-03-05", "Uncertain", "1850-03-05?"),
        ("1850-?03-05", "~", "~1850-%03-~05"),
        ("1850?", "circa", "1850%"),
        ("1850", "both", "1850%"),
        ("1850", "exact", "1850"),
        ("1850/1860", "~", "1850~/1860~"),
        ("/1860", "?", "/1860?"),
        ("[1850,1860..1870]", "%", "[1850%,1860%..1870%]"),
        ("XXXX", "?", "XXXX"),
        ("2019-02-05T10:00:00", "~", "2019-02-05~"),
    ],
)
def test_qualifiers(date, qualifier, edtf):
    assert dated(DateCells(date=date, qualifier=qualifier), DateForms()).edtf == edtf


def test_julian_days_stand_as_written_or_are_converted():
    cells = DateCells(date="1548-02-29")
    assert dated(cells, JULIAN) == Dated(
        "1548-02-29", "1548-02-29", Obtained.STATED, None, Calendar.JULIAN
    )
    assert dated(cells, CONVERTED) == Dated(
        "1548-03-10",
        "1548-02-29",
        Obtained.COMPUTED,
        "converted from the Julian calendar",
        None,
    )
    assert dated(DateCells(year="1541"), CONVERTED).edtf == "[1541-01-11..1542-01-10]"
    assert dated(DateCells(start="1500-02-29", end="1500-03-01"), CONVERTED).edtf == (
        "1500-03-10/1500-03-11"
    )
    undated = dated(DateCells(date="XXXX"), CONVERTED)
    assert (undated.obtained, undated.calendar) == (Obtained.STATED, Calendar.JULIAN)
    assert dated(DateCells(date="undated"), JULIAN).calendar is None


@pytest.mark.parametrize(
    "cells",
    [
        DateCells(date="1500-02-29"),
        DateCells(date="29 February 1500"),
        DateCells(year="1500", month="2", day="29"),
        DateCells(start="1500-02-29", end="1500-03-01"),
    ],
)
def test_a_day_that_only_the_julian_calendar_has(cells):
    error = refused(cells, JULIAN, "only the Julian calendar")
    assert "set convert: true" in str(error.hint)
    error = refused(cells, DateForms(forms=("iso", "words")), "only the Julian calendar")
    assert "set calendar: julian and convert: true" in str(error.hint)
    assert "1500-03-10" in str(dated(cells, CONVERTED).edtf)


def test_what_is_counted_in_gregorian_years_is_not_julian():
    refused(DateCells(date="1548-060"), JULIAN, "Gregorian")
    refused(DateCells(date="1548-W06"), JULIAN, "Gregorian")
    pattern = DateForms(forms=("%Y %j",), calendar=Calendar.JULIAN)
    refused(DateCells(date="1548 060"), pattern, "Gregorian")


def test_weekdays_are_those_of_their_calendar():
    text = "Thursday, 29 February 1532"
    refused(DateCells(date=text), WORDS, "no thursday")
    assert dated(DateCells(date=text), JULIAN).edtf == "1532-02-29"
    assert dated(DateCells(date=text), CONVERTED).edtf == "1532-03-10"


def test_rules_are_named_together():
    forms = DateForms(forms=("%d/%m/%y",), century=1500, calendar=Calendar.JULIAN, convert=True)
    found = dated(DateCells(date="5/8/42", precision="month"), forms)
    assert found.edtf == "[1542-08-11..1542-09-10]"
    assert found.reasoning == (
        "two-digit year read as 1500 to 1599; cut to the month as its precision column says; "
        "converted from the Julian calendar"
    )


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("winter 1683-84", "1683-28"),
        ("Winter 1683/1684", "1683-28"),
        ("invierno de 1683/84", "1683-28"),
        ("summer 1899-1900", "1899-30"),
        ("5 March 1689/90", "1690-03-05"),
        ("Feb. 3, 1699/1700", "1700-02-03"),
        ("January 1689/90", "1690-01"),
    ],
)
def test_two_years_for_one(text, edtf):
    found = dated(DateCells(date=text), WORDS)
    assert found.edtf == edtf
    assert ("1 January" in (found.reasoning or "")) is ("-2" not in edtf and "-30" not in edtf)


@pytest.mark.parametrize(
    "text", ["5 April 1689/90", "5 March 1689/91", "1689/90", "spring 1689/90", "5 March 1689/"]
)
def test_two_years_that_are_not_one(text):
    refused(DateCells(date=text), WORDS, "not understood")


def test_a_season_is_not_converted():
    julian = DateForms(forms=("words",), calendar=Calendar.JULIAN, convert=True)
    found = dated(DateCells(date="spring 1690"), julian)
    assert (found.edtf, found.calendar) == ("1690-21", Calendar.JULIAN)
    assert "stands as it is" in (found.reasoning or "")
    assert dated(DateCells(date="5 March 1689/90"), julian).edtf == "1690-03-15"


@pytest.mark.parametrize(
    ("text", "form", "edtf"),
    [
        ("1549324800000", "%Q", "2019-02-05"),
        ("1549411199999", "%Q", "2019-02-05"),
        ("1549324800", "%s", "2019-02-05"),
        ("1549324800.75", "%s", "2019-02-05"),
        ("-1", "%s", "1969-12-31"),
        ("0", "%Q", "1970-01-01"),
        ("-62167219200", "%s", "0000-01-01"),
    ],
)
def test_counts_since_1970(text, form, edtf):
    found = dated(DateCells(date=text), DateForms(forms=(form,)))
    assert (found.edtf, found.obtained) == (edtf, Obtained.COMPUTED)
    assert "UTC" in (found.reasoning or "")


def test_counts_that_are_none():
    refused(DateCells(date="2019-02-05"), DateForms(forms=("%s",)), "not understood")
    julian = DateForms(forms=("%s",), calendar=Calendar.JULIAN)
    refused(DateCells(date="1549324800"), julian, "Gregorian")
    with pytest.raises(InputError, match="not known"):
        DateForms(forms=("%s %H",))
