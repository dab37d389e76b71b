"""Do posting lists hold the right rows, and is a wrong layout refused?"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from kg.columns import Tables, layout
from kg.errors import SegmentVersionError, SnapshotMismatchError
from kg.index import FAMILIES, build_index, counts, gathered, index_of, merged, open_index, postings
from kg.index.crossings import evidence_tables
from kg.index.families import root_rows
from kg.temporal import Unit, bins, parse_day
from tests.unit.query.county import DATASET, ground, records


def events(rows) -> list[str | None]:
    return ground().tables.words("event", "id").many(rows)


def test_every_family_is_a_column_of_the_layout():
    for name, family in FAMILIES.items():
        assert family.column in {c.name for c in layout()[family.table].columns}, name
        assert name.startswith(family.root + ".")


def test_current_rows_and_withdrawn_ones_lie_apart():
    index = index_of(Tables.of(records(), DATASET))
    now, past = index.family("event.kind")
    assert len(now.rows) == 3
    assert len(past.rows) == 0
    assert events(index.rows("event.kind", ["event-kind/raid", "event-kind/none"])) == [
        "event/raid",
        "event/arrest",
    ]


def test_parts_lead_to_their_event():
    index, tables = ground().index, ground().tables
    parts = index.rows("event.actor", ["actor/agency"])
    owners = tables.column("event.participations", "owner")[parts]
    assert events(owners) == ["event/raid"]
    statuses = root_rows(tables, "event.statuses.time")
    assert events(statuses) == ["event/raid", "event/raid"]


def test_evidence_and_claims_reach_events():
    index, tables = ground().index, ground().tables
    row = tables.rows_of("evidence/raid-a")[0]
    assert events(index.event_evidence.now.of(int(row))) == ["event/raid"]
    claim = tables.rows_of("claim/why")[0]
    assert events(index.claim_events.of(int(claim))) == ["event/vote", "event/raid"]
    assert "event.participations.time.evidence" in evidence_tables("event")
    assert "event.evidence" not in evidence_tables("claim")


def test_facts_of_the_whole():
    index = ground().index
    assert index.last_day == parse_day("2020-03-01")
    assert index.dated_events == 9
    assert events(np.flatnonzero(index.qualified)) == ["event/bail"]


def test_empty_dataset_has_an_index():
    index = index_of(Tables.of((), DATASET))
    assert len(index.rows("event.actor", ["actor/x"])) == 0
    slots = bins(0, 9, Unit.YEAR, 1)
    certain, possible = counts(index.times("event"), np.zeros(0, np.uint32), slots)
    assert (certain.tolist(), possible.tolist()) == ([0], [0])


def test_lists_are_gathered_and_merged():
    lists = postings(np.array([1, 0, 1, -1]), np.array([5, 6, 7, 8]), 3)
    rows, sizes = gathered(lists, [1, 2, 0])
    assert (rows.tolist(), sizes.tolist()) == ([5, 7, 6], [2, 0, 1])
    assert lists.count([0, 1]) == 3
    assert merged([lists.of(1), lists.of(0), lists.of(2)]).tolist() == [5, 6, 7]
    assert merged([]).tolist() == []


@pytest.mark.parametrize("version", ["0", None])
def test_other_layout_is_refused(version: str | None):
    tables = ground().tables
    stored = build_index(tables)
    arrays = stored["arrays"]
    metadata = None if version is None else {"version": version}
    stored["arrays"] = arrays.replace_schema_metadata(metadata)
    with pytest.raises(SegmentVersionError, match="has layout"):
        open_index(tables, Tables(stored))
    with pytest.raises(SegmentVersionError):
        open_index(tables, Tables({"int64": pa.table({"value": pa.array([1])})}))


@pytest.mark.parametrize(
    "wrong", [{"first": -1}, {"stop": 2**40}, {"first": 5, "stop": 4}, {"type": "x"}]
)
def test_a_directory_that_names_a_place_beyond_the_end_is_damaged(wrong):
    tables = ground().tables
    stored = build_index(tables)
    arrays = stored["arrays"]
    entries = arrays.to_pylist()
    entries[-1] |= wrong
    stored["arrays"] = pa.Table.from_pylist(entries, schema=arrays.schema)
    with pytest.raises(SnapshotMismatchError, match="index of the snapshot is damaged"):
        open_index(tables, Tables(stored))
