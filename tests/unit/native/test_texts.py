"""Do kernels write what their twins do, and refuse what cannot lie in a column?"""

from __future__ import annotations

import base64
import gc
from array import array
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import native
from kg.api.compiled.write import day_text, quoted
from kg.api.identity import node_id
from kg.columns.strings import Strings
from kg.errors import SnapshotMismatchError
from kg.model import Label, label_in
from kg.native import UnfitError
from kg.query.cursor import Place, write_cursor
from kg.query.written import _bits, _rank
from kg.temporal import NEG_INF, POS_INF

if not native.there():
    pytest.skip("there are no kernels", allow_module_level=True)
pages: Any = native.pages
texts: Any = native.texts
reading: Any = native.reading
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
MAYBE = st.none() | TEXTS
DAYS = st.integers(NEG_INF, POS_INF) | st.integers(-1_000_000, 3_500_000)
LANGS = st.sampled_from(["en", "es", "es-MX", "fr", "", "e", "eng"])
NARROW, WIDE = pa.utf8(), pa.large_utf8()
NULL = texts.Fixed("null")
DTYPES = [np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint32, np.bool_]


def strings(said: list[str | None], kind: Any = NARROW) -> Any:
    """Texts as a kernel reads them; they do not begin where their buffers do."""
    offsets, data, valid = Strings(pa.array(["before", *said, "behind"], kind)[1:-1]).laid
    return reading.Strings(offsets, data, valid if valid is None else _bits(valid))


def numbers(said: Any, kind: Any = np.int64) -> Any:
    return reading.Numbers(np.array(said, dtype=kind))


def written(writer: Any, rows: Any) -> list[str | None]:
    return pages.written(writer, None, rows, "none")[0]


@given(st.lists(MAYBE, max_size=20), st.sampled_from([NARROW, WIDE]))
def test_texts_are_escaped_as_json_has_it(said, kind):
    found = written(texts.Text(strings(said, kind), NULL), list(range(len(said))))
    assert found == ["null" if text is None else quoted(text) for text in said]


@given(st.lists(TEXTS, min_size=1, max_size=9), st.data())
def test_words_by_their_codes_in_any_width(said, data):
    codes = data.draw(st.lists(st.integers(-1, len(said) - 1), max_size=30))
    for kind in (np.int8, np.int16, np.int32):
        writer = texts.Word(numbers(codes, kind), strings([*said]), NULL)
        rows = np.arange(len(codes), dtype=np.uint32)
        expected = [quoted(said[code]) if code >= 0 else "null" for code in codes]
        assert written(writer, rows) == written(writer, rows.tolist()) == expected
        assert written(writer, rows[::-1]) == expected[::-1]


@given(st.lists(DAYS, max_size=30))
def test_days_are_those_of_the_calendar(days):
    writer = texts.Day(numbers(days), day_text)
    try:
        expected = [day_text(day) for day in days]
    except Exception as error:  # noqa: BLE001  (the same is wanted of the kernel)
        with pytest.raises(type(error)):
            written(writer, list(range(len(days))))
        return
    assert written(writer, list(range(len(days)))) == expected


@given(st.lists(TEXTS, max_size=9))
def test_ids_of_nodes_and_slugs(said):
    ids = strings([f"event/{text}" for text in said])
    rows = list(range(len(said)))
    assert written(texts.NodeId(ids), rows) == [f'"{node_id(f"event/{text}")}"' for text in said]
    slugs = texts.Text(ids, texts.Refused(), slug=True)
    assert written(slugs, rows) == [quoted(text) for text in said]


@given(
    st.lists(st.lists(st.builds(Label, LANGS, TEXTS), max_size=4), max_size=8),
    st.lists(LANGS, max_size=3),
)
def test_a_label_is_the_one_that_the_model_chooses(labels, langs):
    flat = [label for one in labels for label in one]
    spoken = sorted({label.lang for label in flat})
    begins = np.cumsum([0, *map(len, labels)], dtype=np.uint32)
    writer = pages.Label(
        reading.Numbers(begins),
        numbers([spoken.index(label.lang) for label in flat], np.int8),
        numbers([_rank(lang, langs) for lang in spoken], np.int32),
        strings([label.text for label in flat]),
        NULL,
    )
    chosen = [label_in(one, *langs) for one in labels]
    expected = [quoted(one.text) if one else "null" for one in chosen]
    assert written(writer, list(range(len(labels)))) == expected


@given(
    st.tuples(*[st.integers(-(2**62), 2**62)] * 3),
    st.text("abc-9", min_size=1, max_size=7),
    st.booleans(),
)
def test_cursors_are_those_of_each_row(key, slug, undated):
    keys = [numbers([7, number]) for number in key]
    ids = strings(["event/a", f"event/{slug}"])
    writer = native.cursors.Cursor("TIME_ASC", 1 if undated else 2, keys, ids, "d" * 16)
    place = Place((int(undated), *key), f"event/{slug}")
    assert written(writer, [1]) == [write_cursor("TIME_ASC", place, "d" * 16)]
    assert len(base64.urlsafe_b64decode(written(writer, [1])[0] or "")) % 3 == 0


def test_lists_parts_and_conditions():
    begins = numbers([0, 0, 2, 3], np.uint32)
    member = pages.Object(['{"n":', "}"], [texts.Number(numbers([5, -6, 7]))])
    found, read, kept = pages.written(pages.Members(begins, member), None, [1, 0, -1, 2, 1], "none")
    assert found == ['[{"n":5},{"n":-6}]', "[]", "none", '[{"n":7}]', '[{"n":5},{"n":-6}]']
    assert (read, kept) == (5, 0)
    assert written(pages.Members(None, member), [2]) == ['[{"n":7}]']
    only = pages.Only(begins, member, NULL)
    assert written(only, [0, 2]) == ["null", '{"n":7}']
    with pytest.raises(UnfitError):
        written(only, [1])
    bits = [reading.Bits(np.array([0b0110], dtype=np.uint8), offset, 3) for offset in (0, 1)]
    assert written(pages.Where(bits, member, NULL), [0, 1, 2]) == ["null", '{"n":-6}', "null"]
    listed = pages.listed(texts.Noted(["a", "b"]), None, [7, 7, 9], [np.array([True, False, True])])
    assert listed == (b"[b,a,b]", 0, 0)
    with pytest.raises(UnfitError):
        written(texts.Number(numbers([2**31])), [0])


def test_texts_of_codes_are_made_at_once_and_kept_while_there_is_room():
    asked: list[list[int]] = []

    def make(_run: Any, codes: list[int]) -> list[str]:
        asked.append(codes)
        return [f"«{code}»" for code in codes]

    room = texts.Room(80)
    writer = texts.Kept(numbers([2, -1, 0, 2], np.int8), 3, make, room)
    assert written(writer, [0, 1, 2, 3]) == ["«2»", "«-1»", "«0»", "«2»"]
    assert asked == [[-1, 0, 2]]
    assert pages.written(writer, None, [0, 3], None) == (["«2»", "«2»"], 0, 2)
    assert len(asked) == 1
    many = texts.Kept(numbers(range(100), np.uint8), 100, make, room)
    assert written(many, list(range(4))) == [f"«{n}»" for n in range(4)]
    assert written(many, [50]) == ["«50»"]
    assert room.size <= 80
    assert written(writer, [0]) == ["«2»"]
    with pytest.raises(UnfitError):
        written(many, list(range(100)))  # more at once than there is room for


def test_what_is_made_of_rows_is_made_for_once():
    asked: list[list[int]] = []

    def make(_run: Any, rows: list[int]) -> list[str]:
        asked.append(rows)
        return [str(row * row) for row in rows]

    writer = pages.Members(numbers([0, 2, 3], np.uint32), texts.Made(make))
    for _ in range(2):
        assert written(writer, [0, 1]) == ["[0,1]", "[4]"]
    assert asked == [[0, 1, 2]] * 2


@pytest.mark.parametrize("kind", DTYPES)
def test_numbers_of_every_width_lie_where_they_lie(kind):
    said = [0, 1, 1] if kind is np.bool_ else [0, np.iinfo(kind).max, np.iinfo(kind).min]
    column = np.repeat(np.array(said, dtype=kind), 2)[::2]
    days = written(texts.Day(reading.Numbers(column), str), [0, 1, 2])
    assert days == [str(n) if abs(n) > 10**7 else day_text(n) for n in column.tolist()]
    alike = np.broadcast_to(np.array(said[1], dtype=kind), 9)
    assert written(texts.Day(reading.Numbers(alike), str), [8]) == [days[1]]


@pytest.mark.parametrize("kind", [np.float64, np.uint64, np.float32])
def test_other_columns_are_refused(kind):
    with pytest.raises(TypeError, match="no column"):
        numbers([1], kind)


def test_buffers_are_no_matter_of_circles_of_references():
    """Clearing one while somebody reads in it would end the process."""
    for _ in range(200):
        said = Strings(pa.array(["a", "b"]))
        offsets, data, _valid = said.laid
        circle: list[Any] = [said, texts.Text(reading.Strings(offsets, data, None), NULL)]
        circle.append(circle)
    del said, circle, offsets, data
    gc.collect()
    one = numbers([1])
    for held in (one, reading.Bits(b"a", 0, 1), strings(["a"])):
        assert not gc.is_tracked(held)


def damaged() -> list[tuple[Any, int]]:
    """Writers over columns that cannot be, and a row that shows it."""
    good = strings(["a", "b"])

    def cut(offsets: list[int]) -> Any:
        return reading.Strings(np.array(offsets, dtype=np.int32), b"ab", None)

    def label(begins: list[int], lang: int = 0, rank: int = 0) -> Any:
        ranks = numbers([rank, 1], np.int32)
        return pages.Label(numbers(begins), numbers([lang] * 2), ranks, good, NULL)

    return [
        (texts.Text(good, NULL), 2),
        (texts.Text(good, NULL), -2),
        (texts.Text(cut([0, 3]), NULL), 0),
        (texts.Text(cut([2, 1]), NULL), 0),
        (texts.Text(cut([-1, 1]), NULL), 0),
        (texts.Text(reading.Strings(np.array([0, 1], dtype=np.int32), b"\xff", None), NULL), 0),
        (texts.Text(good, NULL, slug=True), 0),
        (texts.NodeId(good), 9),
        (texts.Word(numbers([2]), good, NULL), 0),
        (texts.Kept(numbers([2, -2]), 2, None, texts.Room(9)), 0),
        (texts.Kept(numbers([2, -2]), 2, None, texts.Room(9)), 1),
        (pages.Members(numbers([0, 2]), texts.Number(numbers([1]))), 0),
        (pages.Members(numbers([0]), NULL), 0),
        (pages.Where([reading.Bits(b"\x01", 0, 9)], NULL, NULL), 8),
        (pages.Where([reading.Bits(b"\x01", 0, 1)], NULL, NULL), 1),
        (label([0, 9], rank=1), 0),
        (label([2, 3]), 0),
        (label([0, 2], lang=5), 0),
    ]


@pytest.mark.parametrize(("writer", "row"), damaged())
def test_what_cannot_lie_in_a_column_is_a_damaged_snapshot(writer, row):
    with pytest.raises(SnapshotMismatchError, match="damaged"):
        written(writer, [row])


@given(st.lists(st.tuples(DAYS, st.integers(0, 2**40)), max_size=30))
def test_numbers_side_by_side_are_rows(pairs):
    days, counts = array("q", [day for day, _ in pairs]), array("q", [count for _, count in pairs])
    literals = [b'{"day":', b',"count":', b',"day":', b"}"]
    found = pages.rows(literals, [days, counts, days], [True, False, True], day_text)
    expected = [
        f'{{"day":{day_text(day)},"count":{count},"day":{day_text(day)}}}' for day, count in pairs
    ]
    assert found == f"[{','.join(expected)}]"
    shorter = pages.rows([b"", b";", b""], [days, counts[:1]], [True, False], day_text)
    assert shorter == f"[{''.join(f'{day_text(day)};{n}' for day, n in pairs[:1])}]"


def test_a_page_is_utf_8_or_the_snapshot_is_damaged():
    shown = texts.Text(strings(["", "né", "-"]), NULL)
    assert pages.listed(shown, None, [1, 0], [])[0] == '["né",""]'.encode()
    broken = texts.Text(reading.Strings(np.array([0, 1], np.int32), b"\xe9", None), NULL)
    with pytest.raises(SnapshotMismatchError, match="damaged"):
        pages.listed(broken, None, [0], [])


def test_numbers_beside_rows_go_by_the_place_in_the_page():
    of_places = np.array([1, 2])
    shown = pages.Object(["", ":", ""], [texts.Number(numbers([7, 8, 9])), texts.Beside(1)])
    assert pages.listed(shown, None, [2, 0], [b"", of_places])[0] == b"[9:1,7:2]"
    with pytest.raises(SnapshotMismatchError):
        pages.listed(shown, None, [0, 1, 2], [b"", of_places])
    with pytest.raises(IndexError):
        pages.listed(shown, None, [0], [of_places])
