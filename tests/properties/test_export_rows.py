"""Do rows leave as the same bytes as the records in them?"""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kg.columns import Tables, derived, shred
from kg.columns.stored import stored
from kg.export import FORMATS, Chosen, as_known, pieces, row_pieces, stream
from kg.export.objects import ESCAPES
from kg.export.spelling import QUOTED
from kg.export.texts import TEXT
from kg.model import Dataset, Record
from kg.model.records import CLASSES
from kg.rdf.syntax import nquads_lines, quoted
from tests import small
from tests.properties.test_rdf_roundtrip import foreign_quads
from tests.strategies import datasets

Found = tuple[Dataset, tuple[Record, ...]]
some = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
anything = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
EVERY_CONTROL = "".join(map(chr, [*range(0x21), 0x7F, 0x80, 0x85, 0x2028, 0xFFFD, 0xFFFE, 0xFFFF]))


def by_rows(form: str, chosen: Chosen) -> str:
    """What the rows say."""
    return b"".join(map(bytes, row_pieces(form, chosen))).decode()


def by_records(form: str, chosen: Chosen) -> str:
    """What the records in them say."""
    records = [r for name, rows in chosen.rows.items() for r in chosen.tables.assemble(name, rows)]
    said = map(as_known, records) if chosen.known else records
    return b"".join(pieces(form, chosen.dataset, said, chosen.foreign)).decode()


def chosen_of(found: Found, seed: int, *, known: bool = False, foreign: tuple[str, ...] = ()):
    """Some or all rows of a dataset, in any order, in memory or as a file keeps them."""
    tables = Tables.of(found[1], found[0])
    if seed % 3:
        laid = shred(found[1], found[0])
        tables = Tables({n: stored(t) for n, t in laid.items()} | derived(laid))
    chance = np.random.default_rng(seed)
    rows = {}
    for name in CLASSES:
        order = chance.permutation(tables.count(name)).astype(np.uint32)
        rows[name] = order[: len(order) - seed % 2]
    return Chosen(found[0], tables, rows, foreign, known)


@pytest.mark.parametrize("form", FORMATS)
@some
@given(datasets(), st.integers(0, 99), st.booleans(), st.lists(foreign_quads, max_size=3))
@example((small.DATASET, small.RECORDS), 0, False, [])
def test_rows_leave_as_their_records_do(form, found, seed, known, others):
    chosen = chosen_of(found, seed, known=known, foreign=tuple(nquads_lines(others)))
    assert by_rows(form, chosen) == by_records(form, chosen)


@pytest.mark.parametrize("form", FORMATS)
@given(found=datasets())
@settings(some, max_examples=5)
def test_blocks_make_no_difference(form, found, monkeypatch):
    monkeypatch.setattr(stream, "BLOCK", 1)
    chosen = chosen_of(found, 0)
    told: list[tuple[int, int]] = []
    text = b"".join(map(bytes, row_pieces(form, chosen, lambda *two: told.append(two))))
    assert text.decode() == by_records(form, chosen)
    assert told == [(n + 1, len(chosen)) for n in range(len(chosen))]


@some
@given(st.lists(st.none() | anything, max_size=6), st.integers(0, 2))
@example([EVERY_CONTROL, "", None, 'a"b', "\\", "plain", "\uff0c", "\ufffe"], 1)
def test_texts_are_escaped_as_one_by_one(found, start):
    texts = pa.array(found, TEXT).slice(start)
    for escapes, routine in (
        (QUOTED, quoted),
        (ESCAPES, lambda t: json.dumps(t, ensure_ascii=False)),
    ):
        expected = [None if text is None else routine(text)[1:-1] for text in found[start:]]
        assert escapes(texts).to_pylist() == expected
