"""The digest names the records: their values, their order, their clock, and nothing else."""

from __future__ import annotations

import pyarrow as pa
import pytest

from kg.columns import (
    LAYOUT_VERSION,
    ColumnType,
    Digest,
    derived,
    digest,
    layout,
    layout_name,
    shred,
)
from kg.columns.digest import column_digest
from kg.columns.layout import STORED_VERSION
from kg.errors import InternalError
from kg.model import Clock, Dataset, Event, EventPlace, Label, When

DATASET = Dataset(id="d", base="https://d.example/", labels=(Label("en", "D"),))


def event(**more: object) -> Event:
    values = {
        "id": "event/e",
        "labels": (Label("en", "E"),),
        "time": When(edtf="2019"),
        "clock": Clock(recorded="2024-01-01"),
        **more,
    }
    return Event(**values)


def test_the_digest_of_a_column_is_pinned():
    """Cursors and permalinks carry the digest: when this changes, so must LAYOUT_VERSION."""
    assert LAYOUT_VERSION == 1
    texts = column_digest(pa.array(["a", None, "\u00f1"]), ColumnType.WORD)
    numbers = column_digest(pa.array([1, None, -1], pa.int64()), ColumnType.NUMBER)
    flags = column_digest(pa.array([True, None, False]), ColumnType.FLAG)
    assert [d.hex()[:16] for d in (texts, numbers, flags)] == [
        "d0668c905561ec2b",
        "8a90edb4712f66db",
        "c1664dd1a9793e2b",
    ]


def test_the_name_of_the_layout_has_its_versions_and_its_columns():
    version, columns = layout_name().split("-")
    assert (version, len(columns)) == (f"{LAYOUT_VERSION}.{STORED_VERSION}", 12)


@pytest.mark.parametrize(
    "other",
    [
        event(id="event/f"),
        event(labels=(Label("es", "E"),)),
        event(labels=(Label("en", "E"), Label("en", "F"))),
        event(time=When(edtf="2019-01-01/2019-12-31")),
        event(time=When(edtf="2019", verbatim="2019")),
        event(time=When(edtf="2019", verbatim="")),
        event(kinds=("event-kind/k",)),
        event(places=(EventPlace(key="k", place="place/p"),)),
        event(clock=Clock(recorded="2024-01-02")),
        event(clock=Clock(recorded="2024-01-01", withdrawn="2024-01-02")),
        event(clock=Clock(recorded="2024-01-01", version=2)),
        event(clock=Clock(recorded="2024-01-01", by="someone")),
    ],
)
def test_every_difference_counts(other):
    assert digest(shred([other], DATASET)) != digest(shred([event()], DATASET))


def test_the_dataset_and_foreign_statements_count():
    plain = digest(shred([], DATASET))
    assert digest(shred([], Dataset(id="d", base=DATASET.base, labels=()))) != plain
    assert digest(shred([], DATASET, ["<a> <b> <c> ."])) != plain
    assert digest(shred([], DATASET, ["a", "b"])) != digest(shred([], DATASET, ["ab"]))


def test_derived_tables_do_not_count():
    tables = shred([event()], DATASET)
    assert digest(tables | derived(tables)) == digest(tables)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (ColumnType.TEXT, ["ab", "c"], ["a", "bc"]),
        (ColumnType.TEXT, ["", None], [None, ""]),
        (ColumnType.WORD, ["a", None, "b"], ["a", "b", None]),
        (ColumnType.NUMBER, [0, None], [None, 0]),
        (ColumnType.FLAG, [True, False], [False, True]),
        (ColumnType.REAL, [1.0], [1.5]),
    ],
)
def test_columns_that_differ_have_different_digests(kind, one, other):
    plain = pa.utf8() if kind is ColumnType.WORD else kind.arrow
    digests = {column_digest(pa.array(values, plain), kind) for values in (one, other)}
    assert len(digests) == 2


@pytest.mark.parametrize("kind", [ColumnType.TEXT, ColumnType.NUMBER, ColumnType.FLAG])
def test_what_lies_under_a_null_does_not_count(kind):
    dirty = pa.array([None, None], pa.null())
    assert column_digest(dirty, kind) == column_digest(pa.array([None, None], kind.arrow), kind)


def test_numbers_under_a_null_do_not_count():
    values = pa.array([1, 2], pa.int64())
    bitmap = pa.py_buffer(bytes([0b01]))
    masked = pa.Array.from_buffers(pa.int64(), 2, [bitmap, values.buffers()[1]])
    clean = pa.array([1, None], pa.int64())
    assert column_digest(masked, ColumnType.NUMBER) == column_digest(clean, ColumnType.NUMBER)


def test_long_columns_are_read_in_blocks():
    texts = pa.array([f"t{i % 9}" for i in range(300_000)])
    whole = column_digest(texts, ColumnType.WORD)
    assert column_digest(texts.dictionary_encode(), ColumnType.WORD) == whole
    cut = pa.chunked_array([texts.slice(0, 100_001), texts.slice(100_001)])
    assert column_digest(cut, ColumnType.WORD) == whole


def test_tables_are_counted_in_the_order_of_the_layout():
    tables = shred([event()], DATASET)
    total = Digest()
    with pytest.raises(InternalError, match="out of its turn"):
        Digest().add("event", tables["event"])
    for name in layout():
        with pytest.raises(InternalError, match=f"was not given {name}"):
            total.number()
        total.add(name, tables[name])
    with pytest.raises(InternalError, match="out of its turn"):
        total.add("event", tables["event"])
    assert total.number() == digest(tables)
