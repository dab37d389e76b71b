"""Are dates of tables read back as they were written, and is no text more than refused?"""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import DateError
from kg.ingest.tables.datelexicon import MAX_LENGTH, phrases
from kg.ingest.tables.datenames import NAMES, months, seasons, weekdays
from kg.ingest.tables.dates import DateCells, DateForms, dated
from kg.model import Calendar, Obtained
from kg.temporal import extent_of, parse

LANGUAGES = tuple(NAMES)
WRITTEN = {
    "iso": (
        "{0:%Y-%m-%d}",
        "{0:%Y%m%d}",
        "{0:%Y-%j}",
        "{0:%Y%j}",
        "{0:%G-W%V-%u}",
        "{0:%G}W{0:%V%u}",
        "{0:%Y-%m-%d}T10:20:30Z",
        "{0:%Y-%m-%d} 23:59",
    ),
    "%d/%m/%Y": ("{0:%d/%m/%Y}", "{0.day}/{0.month}/{0:%Y}"),
    "%Y%m%d": ("{0:%Y%m%d}",),
    "%m-%d-%Y %H:%M": ("{0:%m-%d-%Y} 9:05",),
    "%Y.%j": ("{0:%Y.%j}",),
}
CHECKED = DateForms(forms=("edtf", "iso", "words", "%d/%m/%Y"), languages=LANGUAGES)
ALL = (
    CHECKED,
    DateForms(
        forms=("words", "iso", "edtf", "%d/%m/%y", "%B %d, %Y"),
        calendar=Calendar.JULIAN,
        century=1500,
    ),
    DateForms(
        forms=("edtf", "words", "iso"), calendar=Calendar.JULIAN, convert=True, languages=LANGUAGES
    ),
)

days = st.dates(dt.date(1000, 1, 1), dt.date(9998, 12, 31))


@settings(deadline=None)
@given(days, st.data())
def test_a_day_is_read_as_it_was_written(day, data):
    form = data.draw(st.sampled_from(sorted(WRITTEN)))
    text = data.draw(st.sampled_from(WRITTEN[form])).format(day)
    found = dated(DateCells(date=text), DateForms(forms=(form,)))
    assert found == (day.isoformat(), text, Obtained.STATED, None, None)


names = st.sampled_from(
    [(lang, row) for lang in LANGUAGES for row in enumerate(NAMES[lang].months.split(","), start=1)]
)


@settings(deadline=None)
@given(names, st.integers(1, 28), st.integers(1000, 9998), st.data())
def test_words_say_the_day_in_every_language(name, day, year, data):
    language, (month, row) = name
    said = data.draw(st.sampled_from(row.split()))
    said = data.draw(st.sampled_from((said, said.upper(), said.title(), f"{said}.")))
    weekday = data.draw(st.sampled_from(NAMES[language].weekdays.split(",")[
        dt.date(year, month, day).weekday()].split()))  # fmt: skip
    text = data.draw(
        st.sampled_from(
            (f"{day} {said} {year}", f"{said} {day}, {year}", f"{year} {said} {day}",
             f"{weekday}, {day}. {said} {year}")
        )
    )  # fmt: skip
    forms = DateForms(forms=("words",), languages=(language,))
    assert dated(DateCells(date=text), forms).edtf == f"{year}-{month:02}-{day:02}"
    pattern = DateForms(forms=("%d %B %Y",), languages=(language,))
    expected = f"{year}-{month:02}-{day:02}"
    assert dated(DateCells(date=f"{day} {said} {year}"), pattern).edtf == expected


@settings(deadline=None)
@given(days, days)
def test_a_pair_has_the_bounds_of_its_ends(one, other):
    start, end = sorted((one, other))
    found = dated(DateCells(start=f"{start:%d/%m/%Y}", end=f"{end:%B %d, %Y}"), CHECKED)
    bounds = extent_of(found.edtf).bounds
    days = [extent_of(day.isoformat()).start_earliest for day in (start, end)]
    assert bounds == (days[0], days[0], days[1], days[1])
    words = dated(DateCells(date=f"from {start} to {end}"), CHECKED)
    assert extent_of(words.edtf).bounds == bounds
    either = dated(DateCells(date=f"between {start} and {end}"), CHECKED)
    assert extent_of(either.edtf).start_earliest == days[0]
    assert extent_of(either.edtf).end_latest == days[1]
    if start != end:
        with pytest.raises(DateError, match="before the start"):
            dated(DateCells(start=str(end), end=str(start)), CHECKED)


@settings(deadline=None)
@given(st.integers(1, 9999), st.integers(0, 13), st.integers(0, 32))
def test_columns_say_what_the_calendar_has_and_no_more(year, month, day):
    cells = DateCells(year=f"{year:04}", month=str(month), day=str(day))
    try:
        expected = dt.date(year, month or 1, day or 1)
    except ValueError:
        with pytest.raises(DateError):
            dated(cells, DateForms())
        return
    found = dated(cells, DateForms()).edtf
    assert extent_of(found).start_earliest == (expected - dt.date(1970, 1, 1)).days
    assert ("XX" in found) is (not month and day > 0)


WORDS = sorted({phrase for phrase in phrases(LANGUAGES) if phrase != "~"})
pieces = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(("1850", "2019", "5", "31", "29", "44", "850", "10,000", "1850s", "1900s")),
    st.sampled_from((" ", "-", "/", ",", ".", "?", "~", "%", "X", "..", "[", "]", "{", "}", "'")),
    st.sampled_from(("1500-02-29", "2019-02-05", "19XX", "XIX", "5th", "1.º", "T10:00", "\u0661")),
)
texts = st.one_of(
    st.lists(pieces, max_size=9).map(" ".join),
    st.lists(pieces, max_size=9).map("".join),
    st.text(max_size=30),
)
cells = st.builds(
    DateCells,
    **{
        field: st.none() | texts
        for field in DateCells._fields
        if field not in ("precision", "qualifier")
    },
    precision=st.none() | st.sampled_from(("day", "m", "9", "8", "century", "6", "x")),
    qualifier=st.none() | st.sampled_from(("?", "~", "both", "exact", "x")),
)


@settings(max_examples=300, deadline=None)
@given(cells, st.sampled_from(ALL))
def test_any_cells_are_a_date_or_refused(found, forms):
    try:
        said = dated(found, forms)
    except DateError:
        return
    assert (said.edtf is None) is (said.obtained is Obtained.UNKNOWN)
    if said.edtf is not None:
        assert parse(said.edtf)
        assert said.verbatim


@settings(max_examples=300, deadline=None)
@given(texts, st.sampled_from(ALL))
def test_any_text_is_a_date_or_refused_with_what_to_do(text, forms):
    try:
        said = dated(DateCells(date=text), forms)
    except DateError as error:
        assert error.hint  # noqa: PT017 (most texts are no dates, some are)
        return
    assert said.edtf is None or parse(said.edtf)


@pytest.mark.parametrize("piece", ["1", "1,111", "a ", "xx", "1850-", "früh ", "? ", "- ", "the "])
def test_a_long_text_is_refused(piece):
    with pytest.raises(DateError, match="not understood"):
        dated(DateCells(date=piece * MAX_LENGTH), CHECKED)


def test_no_name_means_two_things_in_any_two_languages():
    for one in LANGUAGES:
        for other in LANGUAGES:
            for named in (months, weekdays, seasons):
                both = named((one, other))
                assert all(both[name] == number for name, number in named((one,)).items())
            kinds = [set(named((one, other))) for named in (months, weekdays, seasons)]
            assert not kinds[0] & kinds[1]
            assert not kinds[0] & kinds[2]
            assert not kinds[1] & kinds[2]
            alone, together = phrases((one,)), phrases((one, other))
            assert {p: t.role for p, t in alone.items()} == {
                p: t.role for p, t in together.items() if p in alone
            }
