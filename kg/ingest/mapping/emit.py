"""How do sheets become tables of the layout?

Lists get their keys and their one order, dates their bounds, clocks their days: column by
column what `kg.columns.shred` does record by record. Roots stay in the order in which they
came; `kg.columns.merge` puts them in theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.columns import ColumnType, layout
from kg.columns.bounds import bounds_of, days_of
from kg.columns.layout import Listed, Shape, Whole
from kg.ingest.mapping.coded import Coded, Ints, compact, constant, either, indices
from kg.ingest.mapping.combos import combos, sort_within
from kg.ingest.mapping.days import plain_days
from kg.ingest.mapping.ordering import (
    _KEYS,
    _natural,
    in_order,
    ranks,
)
from kg.ingest.mapping.sheets import Column, Listing, Numbers, Sheet, text_of
from kg.model import Clock, Field, Hemisphere, When, fields_of
from kg.model.extents import extent_for
from kg.temporal import extent_of

Tables = dict[str, pa.Table]
PLAIN: Final = extent_of("1970-01-01")  # what is like it but for its days
_NO_OWNER: Final = np.empty(0, dtype=np.int64)  # what is no list has members of nobody
_DAYS: Final = ("start_earliest", "start_latest", "end_earliest", "end_latest")


def emit(kind: str, ids: Coded, sheet: Sheet, hemisphere: Hemisphere | None) -> Tables:
    """The tables of these records: that of their class and those of its lists.

    Equals: kg.columns.shred of the same records, but for the order of the roots
    """
    fields = {**sheet.fields, "id": ids}
    found: Tables = {}
    _Emitter(hemisphere, found).table(kind, Sheet(sheet.cls, sheet.size, fields), None)
    return found


class _Emitter:
    """Fills the tables of one class."""

    def __init__(self, hemisphere: Hemisphere | None, tables: Tables) -> None:
        self.hemisphere = hemisphere
        self.tables = tables

    def table(self, name: str, sheet: Sheet, owner: Ints | None) -> None:
        """The table of these instances, then those below it."""
        described = layout()[name]
        assert described.shape is not None  # noqa: S101  (bare values go another way)
        columns: dict[str, pa.Array] = {}
        if owner is not None:
            columns["owner"] = pa.array(owner.astype(np.uint32))
        self._fill(described.shape, sheet, columns, name)
        arrays = [columns[c.name] for c in described.columns]
        self.tables[name] = pa.table(arrays, schema=described.schema)

    def _fill(self, shape: Shape, sheet: Sheet, columns: dict[str, pa.Array], table: str) -> None:
        for single in shape.singles:
            kind = single.column.type
            column = _settled(single.field, sheet.fields.get(single.field.name), sheet.size, kind)
            columns[single.column.name] = _array(column, kind, sheet.given)
        if shape.cls is When:
            columns |= {shape.prefix + n: a for n, a in self._bounds(sheet).items()}
        if shape.cls is Clock:
            columns |= {shape.prefix + n: a for n, a in _days(sheet).items()}
        for whole in shape.wholes:
            inner = _inner(whole, sheet)
            if whole.flagged and whole.given:
                given = np.ones(inner.size, dtype=bool) if inner.given is None else inner.given
                columns[whole.given] = pa.array(given)
            self._fill(whole.shape, inner, columns, table)
        for listed in shape.lists:
            self._list(listed, sheet)

    def _list(self, listed: Listed, sheet: Sheet) -> None:
        column = sheet.fields.get(listed.field.name)
        if listed.one and isinstance(column, Sheet):
            given = np.ones(column.size, dtype=bool) if column.given is None else column.given
            owner = np.flatnonzero(given)
            part = column.take(owner)
            column = Listing(owner, Sheet(part.cls, part.size, part.fields))
        if not isinstance(column, Listing) or not len(column.owner):
            return
        if sheet.given is not None:
            there = sheet.given[column.owner]
            column = Listing(column.owner[there], column.items.take(np.flatnonzero(there)))
        if isinstance(column.items, Coded):
            self._values(listed.table, column.owner, column.items)
            return
        ready = column if listed.one else in_order(column)
        assert isinstance(ready.items, Sheet)  # noqa: S101  (as before)
        if len(ready.owner):
            self.table(listed.table, ready.items, ready.owner)

    def _values(self, table: str, owner: Ints, values: Coded) -> None:
        """A list of references or texts: each once, by code point."""
        (described,) = (c for c in layout()[table].columns if c.name == "value")
        if len(owner) > 1 and (owner[1:] == owner[:-1]).any():
            values = compact(values)
            rank = ranks(values)
            order = sort_within(owner, rank)
            owner, rank = owner[order], rank[order]
            fresh = np.ones(len(owner), dtype=bool)
            fresh[1:] = (owner[1:] != owner[:-1]) | (rank[1:] != rank[:-1])
            owner, values = owner[fresh], values.take(order[fresh])
        columns = [pa.array(owner.astype(np.uint32)), _array(values, described.type, None)]
        self.tables[table] = pa.table(columns, schema=layout()[table].schema)

    def _bounds(self, sheet: Sheet) -> Mapping[str, pa.Array]:
        """The computed columns of dates, each distinct date once."""
        texts = [text_of(sheet, name) for name in ("edtf", "attested", "ended")]
        ongoing = sheet.fields.get("ongoing")
        flags = ongoing.values if isinstance(ongoing, Numbers) else np.zeros(sheet.size, dtype=bool)
        absent = np.zeros(sheet.size, dtype=bool) if sheet.given is None else ~sheet.given
        first, label = combos([*(t.codes for t in texts), flags, absent])
        days = plain_days(texts[0].take(first).texts().fill_null(""))
        plain = days.plain & ~flags[first] & ~absent[first] & ~texts[2].given[first]
        extents = [PLAIN] * len(first)
        for at in np.flatnonzero(~plain).tolist():
            row = int(first[at])
            edtf, attested, ended = (t.word(row) for t in texts)
            when = When(edtf=edtf, ongoing=bool(flags[row]), attested=attested, ended=ended)
            extents[at] = extent_for(None if absent[row] else when, self.hemisphere)
        columns = dict(bounds_of(extents))
        for name, known in zip(_DAYS, (days.first, days.first, days.last, days.last), strict=True):
            columns[name] = pc.if_else(pa.array(plain), pa.array(known), columns[name])
        taken = pa.array(label)
        return {name: array.take(taken) for name, array in columns.items()}


def _inner(whole: Whole, sheet: Sheet) -> Sheet:
    """The part of each instance; one that no template gives is the default of its field."""
    column = sheet.fields.get(whole.field.name)
    if isinstance(column, Sheet):
        if column.cls.__name__ in _KEYS:
            column = replace(column, fields={**column.fields, "key": _natural(column, _NO_OWNER)})
        if sheet.given is None:
            return column
        given = sheet.given if column.given is None else sheet.given & column.given
        return Sheet(column.cls, column.size, column.fields, given)
    if whole.field.required or whole.field.default is None:
        none = np.zeros(sheet.size, dtype=bool)
        return Sheet(whole.shape.cls, sheet.size, {}, none)
    return _as_sheet(whole.field.default, sheet.size)


def _as_sheet(part: Any, size: int) -> Sheet:
    """One and the same part in every row."""
    fields: dict[str, Column] = {}
    for one in fields_of(type(part)):
        value = getattr(part, one.name)
        if isinstance(value, str):
            fields[one.name] = constant(str(value), size)
        elif isinstance(value, bool | int | float):
            fields[one.name] = Numbers(np.full(size, value), np.ones(size, dtype=bool))
    return Sheet(type(part), size, fields)


def _settled(field: Field, column: Column | None, size: int, kind: ColumnType) -> Column:
    """The column of a field, its default where no value is given."""
    value = None if field.required else field.default
    if kind in (ColumnType.TEXT, ColumnType.WORD):
        plain = constant(None if value is None else str(value), size)
        if not isinstance(column, Coded):
            return plain
        return column if value is None or column.given.all() else either([column, plain])
    numbers = Numbers(np.full(size, value or 0), np.full(size, value is not None))
    if not isinstance(column, Numbers):
        return numbers
    if value is None:
        return column
    return Numbers(np.where(column.given, column.values, value), numbers.given)


def _array(column: Column, kind: ColumnType, given: Any) -> pa.Array:
    """A column with the type of the layout, null where the part around it is not there."""
    if isinstance(column, Coded):
        if given is not None:
            column = column.where(given)
        if kind is ColumnType.WORD:
            return pa.DictionaryArray.from_arrays(indices(column.codes), column.words)
        return column.texts().cast(pa.large_utf8())
    assert isinstance(column, Numbers)  # noqa: S101  (a single field is text or number)
    there = column.given if given is None else column.given & given
    mask = None if there.all() else ~there
    values = column.values + 0.0 if kind is ColumnType.REAL else column.values  # no -0.0
    return pa.array(values, kind.arrow, mask=mask)


def _days(sheet: Sheet) -> Mapping[str, pa.Array]:
    """The day numbers of clocks, each distinct clock once."""
    recorded, withdrawn = (text_of(sheet, name) for name in ("recorded", "withdrawn"))
    first, label = combos([recorded.codes, withdrawn.codes])
    clocks = [
        Clock(recorded=recorded.word(row) or "", withdrawn=withdrawn.word(row))
        for row in first.tolist()
    ]
    taken = pa.array(label)
    return {name: array.take(taken) for name, array in days_of(clocks).items()}
