"""Ids are found by hash, and compared, so that a clash of hashes does no harm."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from kg.columns import Strings, Tables, table_of
from kg.columns.ids import IdIndex, hash_id, hash_ids, id_table
from kg.model import Actor, ActorType, Clock, Concept, Dataset

DATASET = Dataset(id="d", base="https://d.example/", labels=())
CLOCK = Clock(recorded="2024-01-01")


def test_one_hash_and_many_are_the_same():
    texts = ["event/a", "", "é", "event/" + "x" * 200, "y" * 400, "event/b"] * 3
    assert hash_ids(pa.array(texts)).tolist() == [hash_id(t) for t in texts]
    assert hash_ids(pa.array(texts).slice(2, 5)).tolist() == [hash_id(t) for t in texts[2:7]]
    assert hash_ids(pa.array([], pa.utf8())).tolist() == []


def test_many_ids_are_hashed_in_blocks():
    texts = [f"event/e{i}" for i in range(70_000)]
    hashes = hash_ids(pa.array(texts))
    assert len(set(hashes.tolist())) == len(texts)
    assert [int(hashes[i]) for i in (0, 65_536, 69_999)] == [
        hash_id(texts[i]) for i in (0, 65_536, 69_999)
    ]


def test_two_ids_of_one_hash_are_told_apart():
    same = np.array([7, 7, 7], dtype=np.uint64)
    clash = np.uint64(hash_id("event/b"))
    table = pa.table({"hash": pa.array(same - 7 + clash), "row": pa.array([2, 0, 1], pa.uint32())})
    index = IdIndex(table, Strings(pa.array(["event/a", "event/b", "event/b"])))
    assert index.rows("event/b").tolist() == [2, 1]
    assert index.rows("event/a").tolist() == []  # its own hash is not there


def test_versions_come_in_their_order_wherever_they_lie():
    ids = pa.array(["event/a", "event/b", "event/a", "event/a"])
    index = IdIndex(id_table(ids, np.array([3, 1, 10, 2])), Strings(ids))
    assert index.rows("event/a").tolist() == [3, 0, 2]
    assert [rows.tolist() for rows in index.many(["event/b", "event/z", "event/a"])] == [
        [1],
        [],
        [3, 0, 2],
    ]


def test_tables_find_records_of_every_kind():
    actor = Actor(id="actor/a", type=ActorType.GROUP, labels=(), clock=CLOCK)
    role = Concept(id="role/a", labels=(), clock=CLOCK)
    topic = Concept(id="topic/a", labels=(), clock=CLOCK)
    tables = Tables.of([topic, role, actor], DATASET)
    assert table_of("role/a") == "concept"
    assert tables.rows_of("actor/a").tolist() == [0]
    assert tables.rows_of("role/a").tolist() == [0]
    assert tables.rows_of("topic/a").tolist() == [1]
    found = tables.rows_of_many("concept", ["topic/a", "unit/a"])
    assert [rows.tolist() for rows in found] == [[1], []]


def test_what_is_no_id_has_no_rows():
    tables = Tables.of([], DATASET)
    for text in (
        "",
        "actor",
        "actor/",
        "nothing/a",
        "actor/\ud800",
        "actor/" + "x" * 999,
        "foreign/x",
    ):
        assert tables.rows_of(text).tolist() == []
    assert table_of("dataset/d") is None
