"""Records laid down as tables and read back are the same records, whatever they hold."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.columns import Tables, derived, digest, layout, shred, table_of, timeline_key, write_tables
from kg.model import Dataset, Record
from tests.properties.columns_strategies import datasets, records
from tests.strategies import datasets as whole_datasets


def ordered(found: list[Record], dataset: Dataset) -> list[Record]:
    """The order that the tables promise, table by table."""
    key = timeline_key(dataset.hemisphere)
    names = [n for n, t in layout().items() if t.parent is None]
    result: list[Record] = []
    for name in names:
        kind = [r for r in found if table_of(r.id) == name]
        plain = name != "event"
        result += sorted(kind, key=(lambda r: (r.id, r.clock.version)) if plain else key)
    return result


def by_table(tables: Tables) -> list[Record]:
    return [r for n, t in layout().items() if not t.parent for r in scanned(tables, n)]


def scanned(tables: Tables, name: str) -> list[Record]:
    return [] if name in ("dataset", "foreign") else list(tables.scan(name))


@settings(max_examples=40, deadline=None)
@given(records(), datasets, st.lists(st.text(st.characters(exclude_categories=("Cs",)))), st.data())
def test_assemble_is_the_inverse_of_shred(found, dataset, foreign, data):
    tables = Tables.of(found, dataset, foreign)
    assert by_table(tables) == ordered(found, dataset)
    assert tables.dataset() == dataset
    assert tables.foreign() == tuple(foreign)
    for name, described in layout().items():
        count = tables.count(name)
        if described.shape and count:  # any rows in any order, and more than once
            each = [tables.assemble(name, [row])[0] for row in range(count)]
            rows = data.draw(st.lists(st.integers(0, count - 1), max_size=4))
            assert tables.assemble(name, rows) == [each[row] for row in rows]


@settings(max_examples=10, deadline=None)
@given(whole_datasets())
def test_whole_datasets_come_back(drawn):
    dataset, found = drawn[0], drawn[1]
    tables = Tables.of(found, dataset)
    assert by_table(tables) == ordered(list(found), dataset)
    for record in found:
        versions = tables.assemble(table_of(record.id), tables.rows_of(record.id))
        expected = [r for r in found if r.id == record.id]
        assert versions == sorted(expected, key=lambda r: r.clock.version)


@settings(max_examples=25, deadline=None)
@given(records().filter(bool), datasets, st.randoms(use_true_random=False), st.data())
def test_the_digest_names_the_records_and_nothing_else(found, dataset, rnd: random.Random, data):
    tables = shred(found, dataset)
    number = digest(tables)
    shuffled = list(found)
    rnd.shuffle(shuffled)
    assert digest(shred(shuffled, dataset)) == number
    assert digest({name: _kept_otherwise(table) for name, table in tables.items()}) == number
    at = data.draw(st.integers(0, len(found) - 1))
    assert digest(shred(found[:at] + found[at + 1 :], dataset)) != number


def _kept_otherwise(table: pa.Table) -> pa.Table:
    """Dictionaries decoded, wide texts narrow, rows cut into chunks of three."""
    for i, field in enumerate(table.schema):
        column = table.column(i)
        if pa.types.is_dictionary(field.type) or pa.types.is_large_string(field.type):
            column = column.cast(pa.utf8())
        chunks = [column.slice(at, 3) for at in range(0, max(len(column), 1), 3)]
        arrays = [chunk for column in chunks for chunk in column.chunks]
        table = table.set_column(i, field.name, pa.chunked_array(arrays, column.type))
    return table


@settings(max_examples=15, deadline=None)
@given(records(), datasets)
def test_files_hold_the_same(found, dataset):
    plain = shred(found, dataset)
    with tempfile.TemporaryDirectory() as folder:
        write_tables(plain | derived(plain), Path(folder))
        stored = Tables.open(Path(folder))
    assert by_table(stored) == ordered(found, dataset)
    assert digest({name: stored.table(name) for name in layout()}) == digest(plain)
    for name in layout():
        assert stored.table(name).equals(plain[name])
        assert stored.table(name).schema == plain[name].schema
