"""What all posting lists have within reach is found by the kernel as list by list."""

from __future__ import annotations

from functools import reduce

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import native
from kg.columns.views import Lists
from kg.index import Reach
from kg.query.rows import Part, Posting, both, distinct, met, sure

pytestmark = pytest.mark.skipif(not native.there(), reason="there are no kernels")
SIZE = 40
ends = st.integers(0, SIZE)


def rows_of(some) -> np.ndarray:
    return np.array(sorted(some), dtype=np.uint32)


@st.composite
def reaches(draw) -> Reach:
    first, stop, undated = sorted((draw(ends), draw(ends), draw(ends)))
    early = rows_of(draw(st.sets(st.integers(0, first - 1)))) if first else rows_of(())
    if draw(st.booleans()):
        stop = first - 3  # a window in which nothing starts
    return Reach(early, first, first, stop, undated, draw(st.integers(undated, SIZE)))


@st.composite
def parts(draw) -> Lists:
    counts = draw(st.lists(st.integers(0, 3), min_size=SIZE, max_size=SIZE))
    return Lists(np.repeat(np.arange(SIZE, dtype=np.uint32), counts), SIZE)


@settings(deadline=None, max_examples=300)
@given(st.data(), reaches())
def test_rows_that_all_lists_have(data, reach):
    lists, expected = [], []
    for _ in range(data.draw(st.integers(1, 4))):
        listed = data.draw(st.none() | parts())
        size = SIZE if listed is None else len(listed.owner)
        rows = rows_of(data.draw(st.sets(st.integers(0, size - 1)))) if size else rows_of(())
        if listed is None:
            lists.append(Posting(rows))
            expected.append(distinct(reach.events(rows)))
        else:
            lists.append(Posting.of_parts(rows, listed))
            expected.append(sure(listed.owner[reach.parts(listed, rows)]))
    found, wanted = met(lists, reach), reduce(both, expected)
    assert found.rows.dtype == np.uint32
    assert found.rows.tolist() == wanted.rows.tolist()
    assert found.certain.tolist() == wanted.certain.tolist()


def test_a_list_of_parts_that_there_are_not_is_told():
    reach = Reach(rows_of(()), 0, 0, SIZE, SIZE, SIZE)
    lists = Lists(rows_of((1, 2, 2)), SIZE)
    assert met([Posting.of_parts(rows_of((0, 2)), lists)], reach).rows.tolist() == [1, 2]
    damaged = Posting(rows_of((1, 3)), lists.owner, np.full(SIZE + 1, 5, np.uint32))
    damaged.begins[0] = 0
    with pytest.raises(IndexError, match="there is not"):
        met([damaged], reach)
    with pytest.raises(IndexError):
        damaged.owners[damaged.rows]
    with pytest.raises(IndexError, match="there are not"):
        met([damaged], Reach(rows_of(()), *(SIZE + 2,) * 5)._replace(first=0))
    with pytest.raises(ValueError, match="no row numbers"):
        met([Posting(np.zeros(3))], reach)


def test_before_a_window_only_long_events_are_looked_at():
    reach = Reach(rows_of(()), 0, 30, SIZE, SIZE, SIZE, nearest=20)
    long = [row for row in range(SIZE) if row % 5 == 0]
    bits = np.packbits(np.isin(np.arange(SIZE), long), bitorder="little")
    rarest = Posting(rows_of(range(0, SIZE, 2)), longer=bits)
    lists = [Posting(rows_of(range(SIZE))), rarest]
    expected = [row for row in range(0, SIZE, 2) if row >= 20 or row in long]
    assert met(lists, reach).rows.tolist() == expected
    for count in range(len(expected) + 1):
        for from_end in (False, True):
            kept = expected[len(expected) - count :] if from_end else expected[:count]
            found = met(lists, reach, None, Part(0, SIZE, count, from_end=from_end))
            assert found.rows.tolist() == kept
    with pytest.raises(IndexError, match="there is not"):
        met([Posting(rows_of((3, 9)), longer=bits[:1])], reach)
    with pytest.raises(ValueError, match="no octets"):
        met([Posting(rows_of((3, 9)), longer=np.zeros(3))], reach)
