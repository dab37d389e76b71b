"""Is every date that can be written read, printed and said, and everything else refused?"""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kg.errors import DateError
from kg.temporal import (
    MAX_LENGTH,
    NEG_INF,
    POS_INF,
    Relation,
    extent,
    extent_of,
    judge,
    parse,
    say,
    simple,
)

digit = st.sampled_from("0123456789")
loose = st.sampled_from("0123456789XX")
mark = st.sampled_from(["", "", "", "?", "~", "%"])
four = st.builds("{}{}{}{}".format, loose, loose, loose, loose)
plain_year = st.builds("{}{}".format, st.sampled_from(["", "", "", "-"]), four)
short_year = st.integers(0, 2100).map(lambda y: f"{y:04}")
long_year = st.one_of(
    st.builds("Y{}{}".format, st.sampled_from(["", "-"]), st.integers(10_000, 10**15)),
    st.builds(
        "Y{}{}E{}".format,
        st.sampled_from(["", "-"]),
        st.integers(1, 9999),
        st.integers(1, 11),
    ),
)
rounded = st.builds("{}S{}".format, st.one_of(long_year, short_year), st.integers(1, 4))
month = st.one_of(
    st.integers(1, 12).map("{:02}".format), st.sampled_from(["XX", "0X", "1X", "X1", "X2"])
)
day = st.one_of(
    st.integers(1, 31).map("{:02}".format), st.sampled_from(["XX", "0X", "1X", "2X", "3X", "X9"])
)
season = st.integers(21, 41).map(str)
year = st.one_of(short_year, short_year, plain_year)
dates = st.one_of(
    st.builds("{}{}{}".format, mark, st.one_of(year, long_year, rounded), mark),
    st.builds("{}{}{}-{}{}{}".format, mark, year, mark, mark, st.one_of(month, season), mark),
    st.builds("{}{}{}-{}{}{}-{}{}{}".format, mark, year, mark, mark, month, mark, mark, day, mark),
)
zone = st.sampled_from(["", "Z", "+04", "-04:30"])
timed = st.builds("{:04}-06-{}T23:20:30{}".format, st.integers(0, 2100), st.just("11"), zone)
end = st.one_of(dates, st.sampled_from(["", ".."]))
intervals = st.builds("{}/{}".format, st.one_of(end, timed), st.one_of(end, timed))
exact = st.integers(0, 2100).map("{:04}".format)
ranges = st.builds(
    lambda a, b, tail: f"{min(a, b)}{tail}..{max(a, b)}{tail}",
    exact,
    exact,
    st.sampled_from(["", "-06", "-06-11"]),
)
members = st.lists(st.one_of(dates, ranges), min_size=1, max_size=4)
sets = st.builds(
    lambda items, form, comma: form.format(comma.join(items)),
    members,
    st.sampled_from(["[{}]", "{{{}}}", "[..1066,{}]", "{{{},2101..}}"]),
    st.sampled_from([",", ", "]),
)
values = st.one_of(dates, dates, timed, intervals, sets)
window = st.one_of(st.none(), st.integers(-900_000, 900_000))


def read(text):
    """The value, or None where the calendar or the order of days forbids it."""
    try:
        return parse(text)
    except DateError as error:
        refused = error
    assert refused.hint
    assert refused.column is not None
    assert 0 <= refused.column <= len(text)
    return None


@settings(max_examples=200, deadline=None)
@given(values)
def test_canonical_printing_keeps_the_meaning(text):
    value = read(text)
    assume(value is not None)
    again = parse(value.canonical)
    assert again.value == value.value
    assert again.canonical == value.canonical
    assert again.qualifiers == value.qualifiers
    assert again.precision == value.precision
    assert again.level <= value.level
    assert value.text == text
    assert extent(again) == extent(value)
    assert extent_of(text) == extent(value)


@settings(max_examples=200, deadline=None)
@given(values, window, window, st.sampled_from(list(Relation)))
def test_every_value_has_normal_bounds_and_a_verdict(text, one, other, relation):
    value = read(text)
    assume(value is not None)
    found = extent(value)
    assert found.start_earliest <= found.start_latest <= found.end_latest
    assert found.start_earliest <= found.end_earliest <= found.end_latest
    if one is not None and other is not None and one > other:
        one, other = other, one
    judge(found, relation, one, other)
    if simple(found):
        assert found.start_state in ("known", "unknown", "open")
    assert judge(found, Relation.OVERLAPS, None, None) is not None


@settings(max_examples=200, deadline=None)
@given(values)
def test_qualifiers_never_change_bounds(text):
    value = read(text)
    assume(value is not None)
    bare = parse("".join(c for c in text if c not in "?~%"))
    assert extent(bare) == extent(value)
    assert not bare.qualifiers


@settings(max_examples=200, deadline=None)
@given(values, st.sampled_from(["en", "es", "es-MX", "de", ""]))
def test_words_are_never_empty_and_name_the_qualifier(text, lang):
    value = read(text)
    assume(value is not None)
    said = say(value, lang)
    assert said
    assert said.strip() == said
    assert "  " not in said
    assert "{" not in said
    assert lang.startswith("es") or say(value, "en") == said


@settings(max_examples=100, deadline=None)
@given(st.one_of(year, st.builds("{}-{}".format, year, st.one_of(month, season))))
def test_words_differ_for_different_qualifiers(text):
    if read(text) is None or parse(text).undated:
        return
    for lang in ("en", "es"):
        said = {say(parse(text + q), lang) for q in ("", "?", "~", "%")}
        assert len(said) == 4
        if "-" in text[1:]:
            place = text.rindex("-")
            parts = {say(parse(text[:place] + q + text[place:]), lang) for q in "?~%"}
            assert len(parts | said) == 7


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=60), st.text("0123456789X?~%-/.,[]{}YSETZ:+ ", max_size=40)))
def test_anything_else_is_refused_with_a_column(text):
    value = read(text)
    if value is not None:
        assert parse(value.canonical).value == value.value
        assert say(value, "en")


@pytest.mark.parametrize(
    "piece", ["2019,", "[", "-", "X", "9", "?", "..", "/", " ", "٣", "c", "BC"]
)
@pytest.mark.parametrize("start", ["", "[", "{", "2019/", "Y", "1E", "Y1S", "2019-02-05T"])
def test_long_texts_are_refused_before_they_are_read(start, piece):
    assert read((start + piece * MAX_LENGTH)[: MAX_LENGTH + 1]) is None
    read((start + piece * MAX_LENGTH)[:MAX_LENGTH])


@settings(max_examples=100, deadline=None)
@given(st.integers(NEG_INF, POS_INF))
def test_years_beyond_the_countable_days_are_refused(size):
    text = f"Y{size}"
    value = read(text)
    if value is not None:
        assert extent(value).start_earliest > NEG_INF
        assert extent(value).end_latest < POS_INF
    elif abs(size) > 9999:
        assert abs(size) * 365 > POS_INF - 10**12 or abs(size) * 366 > POS_INF
