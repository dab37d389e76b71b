"""Columns that lie side by side hold what they hold alone."""

from __future__ import annotations

import numpy as np
import pytest

from kg.errors import SnapshotMismatchError
from kg.index import build_index, index_of
from kg.index.group import COLUMNS, LISTS, PARTS, TEXTS, Group, _part, grouped
from kg.query import NOW, View
from kg.query.columns_of import columns_of
from tests.endtoend.world import snapshot
from tests.properties.query_world import world


@pytest.fixture(scope="module", params=("made up", "curated"))
def ground(request):
    return snapshot() if request.param == "curated" else world(3, 40).ground


def test_every_part_says_what_its_column_says(ground):
    index, tables = index_of(ground.tables), ground.tables
    there = {part: _part(tables, part) for part in PARTS}
    assert {part for part, array in there.items() if array is not None} >= {
        "event.id.begins",
        "event.participations.begins",
        "event.time_edtf",
        "event.time_start_earliest",
    }
    for part, plain in there.items():
        if plain is not None:
            found = index.group.of(part, plain)
            assert found.strides == (index.group._width,)
            assert index.group._width % 64 == 0
            assert found.dtype == plain.dtype
            assert found.tolist() == plain.tolist()
            assert not np.shares_memory(found, plain)


def test_what_is_not_in_the_group_is_as_it_was():
    tables = snapshot().tables
    plain = tables.column("actor", "clock_version")
    group = index_of(tables).group
    assert group.of("actor.clock_version", plain) is plain
    before = Group(np.zeros(0, np.int64), np.zeros(0, np.int32), tables.count("event"))
    for part in PARTS:
        array = _part(tables, part)
        assert array is None or before.of(part, array) is array  # a snapshot from before groups


def test_a_group_that_cannot_hold_a_column_is_told():
    tables = snapshot().tables
    arrays, size = grouped(tables), tables.count("event")
    rows, places = arrays["group.rows"], arrays["group.places"]
    part = "event.time_edtf"
    plain = _part(tables, part)
    with pytest.raises(SnapshotMismatchError):
        Group(rows, places, size).of(part, plain[:-1])
    with pytest.raises(SnapshotMismatchError):
        Group(rows, places, size).of(part, plain.astype(np.int64))
    with pytest.raises(SnapshotMismatchError):
        Group(rows[: size // 2], places, size).of(part, plain)


def test_the_group_lies_in_the_files_of_the_index():
    tables = snapshot().tables
    names = set(build_index(tables)["arrays"].column("name").to_pylist())
    assert {"group.rows", "group.places"} <= names


def test_kernels_read_columns_of_events_from_the_group():
    columns = columns_of(View(snapshot(), NOW))
    plain = columns.codes("event", "time_edtf")
    assert columns.together("event.time_edtf", plain) is not plain
    assert set(PARTS) == {*TEXTS, *LISTS, *COLUMNS}
