"""What merging refuses, and what it needs nobody to say."""

from __future__ import annotations

import pyarrow as pa
import pytest

from kg.columns import Tables, derived, layout, merge, shred
from kg.columns.cores import spread
from kg.errors import InternalError
from kg.model import Clock, Dataset, Event, Label, Participation, Source, When

CLOCK = Clock(recorded="2024-01-01")
DATASET = Dataset(id="d", base="https://d.example/", labels=(Label("en", "D"),))


def event(slug: str, edtf: str | None, **more: object) -> Event:
    return Event(id=f"event/{slug}", labels=(), time=When(edtf=edtf), clock=CLOCK, **more)


def member(key: str, edtf: str) -> Participation:
    return Participation(key=key, role="role/r", time=When(edtf=edtf))


def test_lists_of_lists_follow_their_owners_over_parts():
    late = event("late", "2020", participations=(member("a", "2020"), member("b", "2021")))
    early = event("early", "2019", participations=(member("c", "2019"),))
    tables = Tables(dict(merge(shred([e], DATASET) for e in (late, early))))
    assert tables.assemble("event", [0, 1]) == [early, late]
    assert tables.column("event.participations", "owner").tolist() == [0, 1, 1]
    assert tables.column("event.participations.time", "owner").tolist() == [0, 1, 2]


def test_no_parts_are_empty_tables():
    tables = dict(merge([]))
    assert [name for name, table in tables.items() if table.num_rows] == []
    assert {name: table.schema for name, table in tables.items()} == {
        name: described.schema for name, described in layout().items()
    }
    assert dict(merge([{}])) == tables


def test_a_column_may_come_plain_or_without_a_type():
    table = shred([event("a", "2019")], DATASET)["event"]
    at = table.column_names.index("clock_recorded")
    plain = table.set_column(at, "clock_recorded", table.column(at).cast(pa.utf8()))
    nothing = plain.set_column(1, "whole", pa.nulls(1))
    merged = dict(merge([{"event": nothing}]))
    assert merged["event"].equals(table)


def test_two_records_of_one_version_are_refused_by_name():
    parts = [shred([Source(id="source/s", labels=(), clock=CLOCK)], DATASET)] * 2
    with pytest.raises(InternalError, match="source/s has two records of one version"):
        dict(merge(parts))


def test_owners_that_do_not_ascend_are_refused():
    part = shred([event("a", None), event("b", None)], DATASET)
    labels = pa.table([[1, 0], ["en"] * 2, ["x"] * 2], names=["owner", "lang", "text"])
    with pytest.raises(InternalError, match="do not ascend"):
        dict(merge([part | {"event.labels": labels}]))


def test_work_is_spread_in_order():
    assert spread(lambda n: n * n, range(9)) == [n * n for n in range(9)]
    with pytest.raises(ZeroDivisionError):
        spread(lambda n: 1 // n, [1, 0])
    assert set(derived(shred([], DATASET))) == set(derived(dict(merge([]))))
