"""How do records become tables?

Column by column: all values of a field are gathered for all records at once, lists go to
their own table with the row of their owner. The exact inverse is `kg.columns.assemble`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from kg.columns.bounds import bounds_of, days_of
from kg.columns.layout import FOREIGN, ColumnType, Listed, Shape, Whole, empty_tables, layout
from kg.columns.strings import words_of
from kg.errors import InputError, InternalError
from kg.model import Clock, Dataset, Event, Hemisphere, Record, When
from kg.model.extents import extent_for
from kg.model.records import CLASSES

Tables = dict[str, pa.Table]


def shred(
    records: Iterable[Record], dataset: Dataset, foreign: Iterable[str] = ()
) -> dict[str, pa.Table]:
    """The tables of these records: every version a row, every table of the layout there.

    Order:  events in timeline order (start earliest, end latest, start latest, id, version;
            undated last), all others by id and version; lists as they stand in the record.
    Raises: InputError for a value that no column can hold (a lone surrogate, a number that
            is not finite or beyond 64 bits); DateError for a date that is none.
    Equals: `kg.columns.Tables.assemble` of all rows is the same records, in that order.
    """
    groups: dict[type[Any], list[Any]] = {cls: [] for cls in CLASSES.values()}
    for record in records:
        groups[type(record)].append(record)
    hemisphere = dataset.hemisphere
    tables: dict[str, pa.Table] = {}
    for name, cls in CLASSES.items():
        _table(name, _in_order(cls, groups[cls], hemisphere), None, hemisphere, tables)
    _table("dataset", [dataset], None, hemisphere, tables)
    lines = _array(list(foreign), ColumnType.TEXT, FOREIGN, "line")
    tables[FOREIGN] = pa.table([lines], schema=layout()[FOREIGN].schema)
    return {**empty_tables(), **tables}


def _in_order(cls: type[Any], records: list[Any], hemisphere: Hemisphere | None) -> list[Any]:
    if cls is Event:
        return sorted(records, key=timeline_key(hemisphere))
    return sorted(records, key=lambda r: (r.id, r.clock.version))


def timeline_key(
    hemisphere: Hemisphere | None,
) -> Callable[[Event], tuple[bool, int, int, int, str, int]]:
    """The place of an event in timeline order, to sort by."""

    def key(event: Event) -> tuple[bool, int, int, int, str, int]:
        at = extent_for(event.time, hemisphere)
        return (
            at.undated,
            at.start_earliest,
            at.end_latest,
            at.start_latest,
            event.id,
            event.clock.version,
        )

    return key


def _table(
    name: str,
    parts: Sequence[Any],
    owner: np.ndarray[Any, Any] | None,
    hemisphere: Hemisphere | None,
    tables: Tables,
) -> None:
    """Fill the table `name` with these instances (or bare values), then those below it."""
    if not parts:
        return
    described = layout()[name]
    columns: dict[str, pa.Array] = {}
    if owner is not None:
        columns["owner"] = pa.array(owner)
    if described.shape is None:
        (value,) = (c for c in described.columns if c.name == "value")
        columns["value"] = _array(parts, value.type, name, "value")
    else:
        _fill(described.shape, parts, name, hemisphere, columns, tables)
    for column in described.columns:
        if columns[column.name].null_count and not column.nullable:
            raise InternalError(f"{name}.{column.name} has no value where it must have one")
    arrays = [columns[c.name] for c in described.columns]
    tables[name] = pa.table(arrays, schema=described.schema)


def _fill(
    shape: Shape,
    parts: Sequence[Any],
    table: str,
    hemisphere: Hemisphere | None,
    columns: dict[str, pa.Array],
    tables: Tables,
) -> None:
    """Add the columns of `shape` for these instances, None where the part is absent."""
    for single in shape.singles:
        name = single.field.name
        values = [None if p is None else getattr(p, name) for p in parts]
        columns[single.column.name] = _array(values, single.column.type, table, single.column.name)
    for name, array in _computed(shape, parts, hemisphere).items():
        columns[shape.prefix + name] = array
    for whole in shape.wholes:
        inner = [None if p is None else getattr(p, whole.field.name) for p in parts]
        _flag(whole, inner, columns)
        _fill(whole.shape, inner, table, hemisphere, columns, tables)
    for listed in shape.lists:
        _list(listed, parts, hemisphere, tables)


def _computed(
    shape: Shape, parts: Sequence[Any], hemisphere: Hemisphere | None
) -> dict[str, pa.Array]:
    if shape.cls is When:
        return dict(bounds_of([extent_for(p, hemisphere) for p in parts]))
    if shape.cls is Clock:
        return dict(days_of(parts))
    return {}


def _flag(whole: Whole, parts: Sequence[Any], columns: dict[str, pa.Array]) -> None:
    if whole.flagged and whole.given:
        columns[whole.given] = pa.array([p is not None for p in parts], pa.bool_())


def _list(
    listed: Listed, parts: Sequence[Any], hemisphere: Hemisphere | None, tables: Tables
) -> None:
    name = listed.field.name
    values = [None if p is None else getattr(p, name) for p in parts]
    lists = [() if v is None else (v,) if listed.one else v for v in values]
    counts = np.fromiter((len(members) for members in lists), np.int64, len(lists))
    owner = np.repeat(np.arange(len(lists), dtype=np.uint32), counts)
    flat = [member for members in lists for member in members]
    _table(listed.table, flat, owner, hemisphere, tables)


def _array(values: Sequence[Any], kind: ColumnType, table: str, column: str) -> pa.Array:
    """These values as a column; equal values become equal bytes (-0.0 is kept as 0.0)."""
    try:
        if kind is ColumnType.WORD:
            return words_of(values)
        if kind is ColumnType.REAL:
            values = [None if v is None else _real(v) for v in values]
        return pa.array(values, kind.arrow)
    except (UnicodeEncodeError, OverflowError, ValueError) as error:
        raise InputError(
            f"{_culprit(values, kind)!r} cannot be kept: {error}",
            hint="texts must be Unicode without lone surrogates, numbers finite and within 64 bits",
            field=f"{table}.{column}",
        ) from error
    except TypeError as error:
        raise InternalError(
            f"{_culprit(values, kind)!r} is not a value of {table}.{column}: {error}"
        ) from error


def _real(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError("not a finite number")
    return float(value) + 0.0  # -0.0 equals 0.0, so it must be the same bytes


def _culprit(values: Sequence[Any], kind: ColumnType) -> object:
    """The first value that does not go into a column of its own."""
    plain = pa.utf8() if kind is ColumnType.WORD else kind.arrow
    for value in values:
        try:
            pa.array(
                [value if kind is not ColumnType.REAL or value is None else _real(value)], plain
            )
        except (ValueError, TypeError, OverflowError):
            return value
    return values
