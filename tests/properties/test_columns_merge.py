"""Parts merged are the tables of all records; an order of numbers is the order of texts."""

from __future__ import annotations

import importlib
import random
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.columns import (
    derived,
    digest,
    lay_down,
    layout,
    merge,
    shred,
    spilled,
    words,
    write_tables,
)
from kg.columns.order import ordered, text_order
from kg.columns.strings import FEW, words_of
from tests.properties.columns_strategies import datasets, records

merging = importlib.import_module("kg.columns.merge")  # `kg.columns.merge` is the function
numbers = st.integers(-(2**63), 2**63 - 1) | st.integers(-3, 3)
ids = st.text(st.characters(exclude_categories=("Cs",)), max_size=20) | st.text("ab\0", max_size=19)


@settings(max_examples=12, deadline=None)
@given(records(), datasets, st.integers(1, 4), st.randoms(use_true_random=False), st.booleans())
def test_merged_parts_are_the_tables_of_all_records(found, dataset, many, rnd, few):
    """As few and as many; laid down as well: the same digest, the same bytes in every file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(merging, "_FEW", FEW if few else -1)
        as_one(found, dataset, many, rnd)


def as_one(found, dataset, many, rnd: random.Random):
    groups = [[] for _ in range(many)]
    for record in found:
        rnd.choice(groups).append(record)
    parts = [shred(group, dataset, [f"line {at}"]) for at, group in enumerate(groups)]
    whole = shred(found, dataset, [f"line {at}" for at in range(many)])
    merged = dict(merge(_otherwise(part, rnd) for part in parts))
    assert list(merged) == list(layout())
    for name, table in merged.items():
        table.validate(full=True)
        assert table.equals(whole[name]), name
        assert table.schema == whole[name].schema
    with tempfile.TemporaryDirectory() as folder:
        one, other = Path(folder, "one"), Path(folder, "other")
        for inner in (one, other, Path(folder, "parts")):
            inner.mkdir()
        number, written = lay_down(merge(spilled(parts, Path(folder, "parts"))), one)
        assert number == digest(whole)
        assert written == write_tables(whole | derived(whole), other)


def _otherwise(part: dict[str, pa.Table], rnd: random.Random) -> dict[str, pa.Table]:
    """The same part: empty tables left out, words coded in another way, rows in chunks."""
    found = {}
    for name, table in part.items():
        columns = [
            _coded(column, rnd) if pa.types.is_dictionary(column.type) else column
            for column in table.columns
        ]
        if table.num_rows or rnd.random() < 0.5:
            recoded = pa.table(columns, schema=table.schema)
            cut = rnd.randrange(table.num_rows + 1)
            found[name] = pa.concat_tables([recoded.slice(0, cut), recoded.slice(cut)])
    return found


def _coded(column: pa.ChunkedArray, rnd: random.Random) -> pa.DictionaryArray:
    texts = column.cast(pa.utf8()).to_pylist()
    words = [*{text for text in texts if text is not None}, "unused"]
    rnd.shuffle(words)
    codes = [None if text is None else words.index(text) for text in texts]
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), pa.array(words, pa.utf8()))


@settings(max_examples=200, deadline=None)
@given(st.lists(ids, max_size=12), st.integers(0, 2))
def test_texts_lie_in_the_order_of_arrow_and_of_python(texts, skipped):
    array = pa.array(texts, pa.utf8()).slice(skipped)
    found = text_order(array)
    assert found.tolist() == pc.array_sort_indices(array).to_pylist()
    assert array.take(pa.array(found)).to_pylist() == sorted(texts[skipped:])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.none() | st.sampled_from("aB\u00e9\uffff\U00010000") | ids, max_size=12))
def test_words_of_python_are_coded_as_those_of_arrow(texts):
    found, expected = words_of(texts), words(pa.array(texts, pa.utf8()))
    assert found.equals(expected)
    assert found.type == expected.type
    codes = [np.frombuffer(a.indices.buffers()[1], np.int32, len(a)) for a in (found, expected)]
    assert np.array_equal(*codes)  # under the nulls as well


def test_many_words_of_python_go_to_arrow():
    texts = [f"word {at % 7}" if at % 5 else None for at in range(2_000)]
    assert words_of(texts).equals(words(pa.array(texts, pa.utf8())))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(numbers, st.booleans(), numbers), max_size=12))
def test_rows_lie_in_the_order_of_their_keys(rows):
    columns = [
        np.array([row[at] for row in rows], dtype=kind) for at, kind in enumerate(("i8", "?", "i8"))
    ]
    order, same = ordered(((lambda at, c=c: c[at]) for c in columns), len(rows))
    assert order.tolist() == sorted(range(len(rows)), key=lambda at: rows[at])
    assert sorted(same.tolist()) == [n for n, row in enumerate(rows) if rows.count(row) > 1]
