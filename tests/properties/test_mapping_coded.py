"""Are cells numbered the same, whichever way is faster?"""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.ingest.mapping import coded
from kg.ingest.mapping.coded import distinct_words, read
from kg.ingest.mapping.combos import combos
from kg.ingest.mapping.related import Related

columns = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.tuples(*[st.integers(-1, 40)] * width), max_size=30)
)
words = st.lists(st.sampled_from(["a", "b", "", "ab", "é"]), max_size=12)


@settings(deadline=None)
@given(columns, st.sampled_from([0, 1, 4, 10**6]))
def test_combinations_are_numbered_as_they_first_stand(rows, most):
    """With any number of places for each row: hashed, or each with a place."""
    width = len(rows[0]) if rows else 1
    arrays = [np.array([row[at] for row in rows], dtype=np.int32) for at in range(width)]
    seen: dict[tuple[int, ...], int] = {}
    for row in rows:
        seen.setdefault(row, len(seen))
    with patch("kg.ingest.mapping.combos._DENSE", most):
        first, label = combos(arrays)
    assert label.tolist() == [seen[row] for row in rows]
    assert [rows[at] for at in first.tolist()] == list(seen)
    assert first.tolist() == [rows.index(row) for row in seen]


@settings(deadline=None)
@given(words)
def test_words_are_told_apart(texts):
    known, which = distinct_words(pa.array(texts, pa.utf8()))
    assert [known[at].as_py() for at in which.tolist()] == texts
    assert len(set(known.to_pylist())) == len(known)


@settings(deadline=None)
@given(st.lists(st.none() | st.sampled_from(["a", "b", "c", "d"]), max_size=12), st.integers(1, 6))
def test_cells_are_read_whether_hashed_or_not(texts, look):
    with patch.object(coded, "_LOOK", look):
        found = read(pa.array(texts, pa.utf8()))
    assert found.texts().to_pylist() == texts
    assert found.given.tolist() == [text is not None for text in texts]


@settings(deadline=None)
@given(st.lists(st.none() | st.sampled_from(["a", "b", "c"]), max_size=12), st.booleans(), words)
def test_rows_of_another_table_are_found_by_their_key(keys, hashed, asked):
    column = pa.array(keys, pa.utf8())
    other = Related({"key": coded.coded(column) if hashed else coded.plain(column)}, "key")
    places, rows = other.of(coded.plain(pa.array(asked, pa.utf8())))
    pairs = [(at, row) for at, word in enumerate(asked) for row, k in enumerate(keys) if k == word]
    assert list(zip(places.tolist(), rows.tolist(), strict=True)) == pairs
