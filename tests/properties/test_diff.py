"""The comparison on columns says of every record what the comparison of records says."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings

from kg.columns import Tables, derived, shred, table_of
from kg.columns.writer import IDS
from kg.model import Dataset, Record
from kg.model.differences import Fate, compared
from kg.model.records import CLASSES
from kg.snapshot import comparing
from kg.snapshot.diff import Differences, diff
from kg.snapshot.sides import Side
from tests.properties.diff_strategies import WAYS, pairs, planted

State = tuple[Dataset, list[Record]]


def side(records: list[Record], dataset: Dataset) -> Side:
    return Side(Path("here"), dataset, Tables.of(records, dataset))


def told(found: Differences) -> dict[str, tuple[Fate, tuple[object, ...]]]:
    """Every entry, by id, as the slow twin says it; in order, and as often as counted."""
    all_of = {}
    for kind, fates in found.counts().items():
        for fate, count in fates.items():
            entries = list(found.entries(kind, fate))
            ids = [entry.id for entry in entries]
            assert len(ids) == count
            assert ids == sorted(ids)
            assert {table_of(i) for i in ids} == {kind}
            first = [entry.id for entry in found.entries(kind, fate, 1)]
            assert first == ids[:1]
            all_of.update({entry.id: (fate, entry.changes) for entry in entries})
    return all_of


@settings(max_examples=40, deadline=None)
@given(pairs())
def test_every_fate_is_told_by_both(drawn):
    both_say(*drawn)


def test_no_fate_is_missed():
    met = {fate for way in WAYS for fate in both_say(*planted(way))}
    assert met == set(Fate)


def both_say(one: State, two: State) -> set[Fate]:
    """The fates of two states, which records and columns tell alike."""
    (first, before), (second, after) = one, two
    found = diff(side(before, first), side(after, second))
    expected = compared(before, after)
    assert told(found) == expected
    assert bool(found) == bool(expected or found.dataset)
    return {fate for fate, _ in expected.values()}


@settings(max_examples=8, deadline=None)
@given(pairs())
def test_the_same_by_texts_block_by_block_owner_by_owner(drawn):
    (one, before), (two, after) = drawn
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparing, "_FEW", -1)
        patch.setattr(comparing, "_BLOCK", 1)
        patch.setattr(comparing, "_SPARSE", 0)
        assert told(diff(side(before, one), side(after, two))) == compared(before, after)


@settings(max_examples=8, deadline=None)
@given(pairs())
def test_ids_of_one_hash_are_told_apart(drawn):
    (one, before), (two, after) = drawn
    sides = [Side(Path("here"), d, misled(r, d)) for r, d in ((before, one), (after, two))]
    assert told(diff(*sides)) == compared(before, after)


def misled(records: list[Record], dataset: Dataset) -> Tables:
    """Tables in which all ids have the same hash."""
    tables = shred(records, dataset)
    tables |= derived(tables)
    for kind in CLASSES:
        versions = tables[kind].column("clock_version").to_numpy()
        order = np.argsort(versions, kind="stable").astype(np.uint32)
        hashes = pa.array(np.zeros(len(order), dtype=np.uint64))
        tables[IDS + kind] = pa.table({"hash": hashes, "row": pa.array(order)})
    return Tables(tables)


@settings(max_examples=8, deadline=None)
@given(pairs())
def test_nothing_changed_from_a_dataset_to_itself(drawn):
    (one, before), _ = drawn
    again = list(reversed(before))
    found = diff(side(before, one), side(again, one))
    assert not found
    assert found.counts() == {}
    assert compared(before, again) == {}
    by_kind = defaultdict(int)
    for record in before:
        by_kind[table_of(record.id)] += record.clock.withdrawn is None
    assert found.compared == (sum(by_kind.values()),) * 2
