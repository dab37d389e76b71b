"""Do ropes say what the same texts joined one by one say?"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.export.ropes import Pool, folded, side_by_side
from kg.export.texts import TEXT, counted

text = st.text("abé", max_size=3)
some = settings(deadline=None, max_examples=60)


@st.composite
def columns(draw: st.DrawFn):
    """Several columns of as many texts, some of them words with codes, some not there."""
    size = draw(st.integers(0, 5))
    row = st.lists(st.none() | text, min_size=size, max_size=size)
    words = draw(st.lists(st.none() | text, min_size=1, max_size=3))
    code = st.none() | st.integers(0, len(words) - 1)
    codes = draw(st.lists(code, min_size=size, max_size=size))
    return draw(st.lists(row, min_size=1, max_size=3)), words, codes


@some
@given(columns(), text, text)
def test_pieces_stand_beside_each_other(found, before, after):
    rows, words, codes = found
    pool = Pool()
    named = [None if code is None else words[code] for code in codes]
    ropes = [pool.rows(before, pa.array(column, TEXT), after) for column in rows]
    numbers = pa.array(codes, pa.int32())
    ropes.append(pool.spread((before, pa.array(words, TEXT), after), numbers))
    said = [
        "".join("" if one is None else before + one + after for one in line)
        for line in zip(*rows, named, strict=True)
    ]
    whole = side_by_side(*ropes)
    assert pool.written(whole).to_pylist() == said
    there = [bool(one) for one in named]
    kept = pool.written(whole.only(there)).to_pylist()
    assert kept == [line if given else "" for line, given in zip(said, there, strict=True)]


@some
@given(st.lists(st.lists(text, max_size=3), max_size=4), text)
def test_members_are_folded_into_their_owners(lists, name):
    """At two levels, beside texts of the owners."""
    pool, ends = Pool(), counted(np.array(list(map(len, lists)), dtype=np.int64))
    members = pa.array([one for some in lists for one in some], TEXT)
    owners = pool.rows(pa.array([f"{name}{at}" for at in range(len(lists))], TEXT))
    inner = folded(side_by_side(owners.repeated(ends), pool.rows(members)), ends)
    whole = side_by_side(owners, inner, pool.constant(".", len(lists)), inner)
    said = []
    for at, some_of in enumerate(lists):
        each = "".join(f"{name}{at}{one}" for one in some_of)
        said.append(f"{name}{at}{each}.{each}")
    assert pool.written(whole).to_pylist() == said
    once = folded(whole, np.array([0, len(lists)]))
    assert pool.written(once).to_pylist() == ["".join(said)]


def test_a_text_is_kept_once():
    pool, texts = Pool(), pa.array(["a", "b"], TEXT)
    one, two = pool.rows("<", texts, ">"), pool.rows("<", texts)
    assert one.codes[:, :2].tolist() == two.codes.tolist()
