"""The layout follows the model, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from kg.columns import ColumnType, layout
from kg.columns.layout import FOREIGN, _add, _columns, _shape
from kg.errors import InternalError
from kg.model import When
from kg.model.records import CLASSES


def types(table: str) -> dict[str, tuple[ColumnType, bool]]:
    return {c.name: (c.type, c.nullable) for c in layout()[table].columns}


def test_every_record_class_has_a_table_and_there_are_two_more():
    roots = {name for name, table in layout().items() if table.parent is None}
    assert roots == {*CLASSES, "dataset", FOREIGN}


def test_single_values_are_columns_and_single_parts_are_spread():
    event = types("event")
    assert list(event)[:2] == ["id", "whole"]
    assert event["id"] == (ColumnType.TEXT, False)
    assert event["whole"] == (ColumnType.WORD, True)
    assert event["time_edtf"] == (ColumnType.WORD, True)
    assert event["time_verbatim"] == (ColumnType.WORD, True)
    assert event["time_ongoing"] == (ColumnType.FLAG, False)
    assert event["clock_recorded"] == (ColumnType.WORD, False)
    assert event["clock_version"] == (ColumnType.NUMBER, False)


def test_dates_and_clocks_carry_day_numbers_that_are_always_there():
    event = types("event")
    for name in ("start_earliest", "start_latest", "end_earliest", "end_latest"):
        assert event[f"time_{name}"] == (ColumnType.NUMBER, False)
    for name in ("start_state", "end_state"):
        assert event[f"time_{name}"] == (ColumnType.WORD, False)
    for name in ("simple", "dated"):
        assert event[f"time_{name}"] == (ColumnType.FLAG, False)
    assert event["clock_recorded_day"] == (ColumnType.NUMBER, False)
    assert event["clock_withdrawn_day"] == (ColumnType.NUMBER, False)


def test_lists_are_tables_that_hang_from_their_owner():
    assert types("event.kinds") == {
        "owner": (ColumnType.ROW, False),
        "value": (ColumnType.WORD, False),
    }
    assert types("event.labels") == {
        "owner": (ColumnType.ROW, False),
        "lang": (ColumnType.WORD, False),
        "text": (ColumnType.TEXT, False),
    }
    assert layout()["event.time.evidence"].parent == "event"
    assert layout()["event.quantities.labels"].parent == "event.quantities"
    assert types("place")["latitude"] == (ColumnType.REAL, True)


def test_a_part_that_a_member_of_a_list_may_have_lies_apart():
    assert not any(name.startswith("time") for name in types("event.participations"))
    apart = layout()["event.participations.time"]
    assert apart.parent == "event.participations"
    assert [c.name for c in apart.columns][:2] == ["owner", "edtf"]
    assert layout()["event.participations.time.evidence"].parent == apart.name


def test_a_part_that_a_record_may_have_is_told_by_a_value_that_it_must_have():
    shape = layout()["claim"].shape
    assert shape is not None
    given = {w.field.name: w.given for w in shape.wholes}
    assert given == {
        "quantity": "quantity_key",
        "time": "time_obtained",
        "said": "said_obtained",
        "confidence": "confidence_level",
        "clock": None,
    }
    assert types("claim")["quantity_key"] == (ColumnType.WORD, True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loose:
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    time: When | None = None
    loose: Loose | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    time: When
    time_edtf: str


def test_a_part_without_such_a_value_gets_a_column_that_tells():
    columns = {c.name: c.type for c in _columns(_shape(Holder, "holder"))}
    assert columns["loose_given"] is ColumnType.FLAG
    assert "time_given" not in columns


def test_two_columns_of_one_name_are_refused():
    with pytest.raises(InternalError, match="two columns or tables of clash"):
        _add({}, "clash", None, _shape(Clash, "clash"))
