"""Texts are kept once, sorted by code point, and read back by place."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from kg.columns import Strings, words
from kg.columns.strings import KEEP, Bits
from kg.columns.views import WordView, view
from kg.errors import SnapshotMismatchError


def test_words_are_sorted_by_code_point_not_by_utf_16():
    texts = ["\U00010000", "\uffff", "z", "Z", "é", None, "z"]
    coded = words(pa.array(texts))
    assert coded.dictionary.to_pylist() == sorted({t for t in texts if t is not None})
    assert coded.dictionary.to_pylist()[-1] == "\U00010000"
    assert coded.to_pylist() == texts


def test_a_row_without_a_word_reads_as_minus_one_and_is_stored_as_zero():
    """Polars and others take the code under a null for a place in the dictionary."""
    coded = words(pa.array(["b", None, "a", None]))
    stored = np.frombuffer(coded.indices.buffers()[1], dtype=np.int32)[:4]
    assert stored.tolist() == [1, 0, 0, 0]
    column = view(coded)
    assert column.numpy().tolist() == [1, -1, 0, -1]
    assert column.numpy() is column.numpy()
    assert column.valid().tolist() == [True, False, True, False]
    assert column.take(np.array([3, 0], dtype=np.uint32)) == [None, "b"]


def test_words_drop_what_no_row_uses_and_take_any_encoding():
    loose = pa.DictionaryArray.from_arrays(pa.array([2, 0]), pa.array(["b", "unused", "a"]))
    assert words(loose).dictionary.to_pylist() == ["a", "b"]
    chunked = pa.chunked_array([["b"], ["a", "b"]], pa.large_utf8())
    assert words(chunked).to_pylist() == ["b", "a", "b"]
    assert words(pa.array([None, None], pa.utf8())).dictionary.to_pylist() == []
    assert len(words(pa.array([], pa.utf8()))) == 0


@pytest.mark.parametrize("kind", [pa.utf8(), pa.large_utf8()])
@pytest.mark.parametrize("size", [0, 1, 9, KEEP + 1])
def test_strings_read_any_place(kind, size):
    texts = [None if i % 7 == 3 else f"text {i} ñ" for i in range(size + 2)]
    strings = Strings(pa.array(texts, kind).slice(1, size))
    assert len(strings) == size
    assert [strings.get(i) for i in range(size)] == texts[1 : size + 1]
    places = list(range(0, size, 3))[::-1] * 2
    assert strings.many(places) == [texts[i + 1] for i in places]


def test_a_large_dictionary_is_read_word_by_word():
    texts = [f"w{i:05}" for i in range(KEEP + 10)]
    column = view(words(pa.array([*texts, None])))
    rows = np.array([KEEP + 10, 3, 0], dtype=np.uint32)
    assert column.take(rows) == [None, "w00003", "w00000"]
    assert isinstance(column, WordView)
    assert column.code("w00003") == 3
    assert column.code("nowhere") is None
    assert column.code("") is None


def test_bits_are_read_from_any_offset():
    flags = [i % 3 == 0 for i in range(70)]
    for offset in (0, 1, 7, 8, 13):
        array = pa.array(flags).slice(offset)
        bits = Bits(array.buffers()[1], array.offset, len(array))
        assert bits.all().tolist() == flags[offset:]
        assert [bits.at(i) for i in range(len(array))] == flags[offset:]
        assert bits.many(np.array([2, 0])).tolist() == [flags[offset + 2], flags[offset]]


def _texts(ends: list[int], data: bytes) -> pa.Array:
    """What lies in a file, right or wrong: Arrow does not look."""
    offsets = pa.py_buffer(np.array([0, *ends], dtype=np.int32))
    return pa.StringArray.from_buffers(len(ends), offsets, pa.py_buffer(data))


@pytest.mark.parametrize("ends", [[1, 2**31 - 1, 3], [-(2**31), 2, 3], [3, 2, 3]])
def test_damaged_offsets_of_a_dictionary_are_an_error(ends):
    strings = Strings(_texts(ends, b"abc"))
    with pytest.raises(SnapshotMismatchError, match="is damaged") as caught:
        strings.many([0, 1, 2])
    assert "kg info --verify" in str(caught.value.hint)


def test_damaged_texts_are_an_error_however_many_there_are():
    size = KEEP + 1
    strings = Strings(_texts([*range(1, size + 1)], b"x" * 9 + b"\xff" + b"x" * size))
    assert strings.many([0, size - 1]) == ["x", "x"]
    assert strings.get(8) == "x"
    for read in (lambda: strings.many([8, 9]), lambda: strings.get(9)):
        with pytest.raises(SnapshotMismatchError, match="a text of the snapshot is damaged"):
            read()


def test_damaged_offsets_of_many_texts_read_nothing_beyond_them():
    size = KEEP + 1
    ends = [*range(1, size + 1)]
    ends[4], ends[9] = 2**30, -(2**31)
    found = Strings(_texts(ends, b"x" * size)).many(range(size))
    assert {len(text) for text in found} <= {*range(size + 1)}
    assert found[:4] == ["x"] * 4


@pytest.mark.parametrize("size", [3, KEEP + 1])
@pytest.mark.parametrize("code", [2**31 - 1, KEEP + 2])
def test_a_damaged_code_is_an_error(size, code):
    codes = pa.array([0, code], pa.int32())
    kept = pa.array([f"w{i:05}" for i in range(size)])
    column = view(pa.DictionaryArray.from_arrays(codes, kept, safe=False))
    assert column.take(np.array([0], dtype=np.uint32)) == ["w00000"]
    with pytest.raises(SnapshotMismatchError, match="a code of the snapshot is damaged"):
        column.take(np.array([0, 1], dtype=np.uint32))
