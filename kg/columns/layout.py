"""Which tables are there, and what does each of their columns hold?

Derived from `kg.model.fields_of`, so that a new field needs no line here:

* one table per record class (`event`, `actor` … `concept`, and `dataset` with one row);
* a single value is a column; a single part is spread over columns that begin with the
  field's name (`time_edtf`, `clock_recorded`);
* a list is a table of its own, named by the path to it (`event.participations`,
  `event.time.evidence`), whose `owner` is the row in the table around it, ascending; a list
  of texts or references holds them in `value`;
* a part that a member of a list may have (`event.participations.time`) is a list of at most
  one: most members have none, and millions of empty columns would be carried along;
* every `When` also carries the bounds that `kg.temporal` computes, every `Clock` its days
  as numbers, so that nothing has to read a date again.

`foreign` is the one table that describes no class: statements outside the vocabulary.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import pyarrow as pa

from kg.errors import InternalError
from kg.model import (
    Absence,
    Claim,
    Clock,
    ConceptMatch,
    Dataset,
    Field,
    FieldType,
    ForcePeriod,
    Identifier,
    Many,
    Place,
    Source,
    When,
    fields_of,
)
from kg.model.records import CLASSES

LAYOUT_VERSION: Final = 1  # of the rules; `layout_name` tells the layouts of two models apart
STORED_VERSION: Final = 2  # of the files (`kg.columns.stored`): no part of any digest
FOREIGN: Final = "foreign"
_WORD_FORMS: Final = frozenset({"day", "lang", "key", "edtf"})
# Texts without a form that return in many records: kept once, as words are.
_WORD_TEXTS: Final = frozenset(
    {
        (Absence, "aspect"),
        (Claim, "recorder"),
        (Clock, "reason"),
        (Clock, "by"),
        (Clock, "repair"),
        (ConceptMatch, "relation"),
        (ForcePeriod, "version"),
        (Identifier, "scheme"),
        (Place, "precision"),
        (Source, "file"),
        (Source, "licence"),
        (When, "reasoning"),
        (When, "verbatim"),
    }
)


class ColumnType(Enum):
    """How the values of one column lie in memory. The value is the name in the digest."""

    TEXT = "text"  # large_utf8: free text, written once or seldom twice
    WORD = "word"  # dictionary<int32, utf8>: references, codes, days, languages, keys
    NUMBER = "int64"
    REAL = "float64"
    FLAG = "bool"
    ROW = "uint32"  # a row of the table around this one

    @property
    def arrow(self) -> Any:
        """The Arrow type."""
        return _ARROW[self]


_ARROW: Final[dict[ColumnType, Any]] = {
    ColumnType.TEXT: pa.large_utf8(),
    ColumnType.WORD: pa.dictionary(pa.int32(), pa.utf8()),
    ColumnType.NUMBER: pa.int64(),
    ColumnType.REAL: pa.float64(),
    ColumnType.FLAG: pa.bool_(),
    ColumnType.ROW: pa.uint32(),
}
BOUNDS: Final = (
    ("start_earliest", ColumnType.NUMBER),
    ("start_latest", ColumnType.NUMBER),
    ("end_earliest", ColumnType.NUMBER),
    ("end_latest", ColumnType.NUMBER),
    ("start_state", ColumnType.WORD),
    ("end_state", ColumnType.WORD),
    ("simple", ColumnType.FLAG),
    ("dated", ColumnType.FLAG),
)
CLOCK_DAYS: Final = ("recorded_day", "withdrawn_day")


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `nullable` when its value, or a part around it, may be absent."""

    name: str
    type: ColumnType
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Single:
    """A field that is one column."""

    field: Field
    column: Column


@dataclass(frozen=True, slots=True)
class Whole:
    """A single part: its shape in the same table, and the column whose null says *absent*."""

    field: Field
    shape: Shape
    given: str | None
    flagged: bool = False  # `given` is a column of its own: the part has no value it must have


@dataclass(frozen=True, slots=True)
class Listed:
    """A list: its table, and the shape of its members (None for texts and references).

    `one`: not a list in the record, but a part that may be absent.
    """

    field: Field
    table: str
    shape: Shape | None
    one: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """How the instances of one class lie in one table, behind `prefix`."""

    cls: type[Any]
    prefix: str
    singles: tuple[Single, ...]
    wholes: tuple[Whole, ...]
    lists: tuple[Listed, ...]
    computed: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class TableLayout:
    """One table: its columns in order, the table it hangs from, its shape."""

    name: str
    parent: str | None
    columns: tuple[Column, ...]
    shape: Shape | None

    @property
    def schema(self) -> Any:
        """The Arrow schema."""
        return _schema(self.columns)


@cache
def _schema(columns: tuple[Column, ...]) -> Any:
    return pa.schema([pa.field(c.name, c.type.arrow, c.nullable) for c in columns])


@cache
def layout() -> Mapping[str, TableLayout]:
    """Every table by its name, sorted by name. Cost: computed once per process."""
    tables: dict[str, TableLayout] = {}
    for name, cls in {**CLASSES, "dataset": Dataset}.items():
        _add(tables, name, None, _shape(cls, name))
    lines = Column("line", ColumnType.TEXT)
    tables[FOREIGN] = TableLayout(FOREIGN, None, (lines,), None)
    return MappingProxyType(dict(sorted(tables.items())))


@cache
def empty_tables() -> Mapping[str, pa.Table]:
    """Every table without rows. Cost: made once per process: most tables of a folder are these."""
    return MappingProxyType({name: one.schema.empty_table() for name, one in layout().items()})


@cache
def layout_name() -> str:
    """What tells this layout from every other: the versions, and a digest of all columns.

    A field added to the model gives another name, so that no older file is misread.
    """
    columns = [[t.name, c.name, c.type.value] for t in layout().values() for c in t.columns]
    digest = hashlib.sha256(repr(columns).encode()).hexdigest()
    return f"{LAYOUT_VERSION}.{STORED_VERSION}-{digest[:12]}"


def _add(
    tables: dict[str, TableLayout],
    name: str,
    parent: str | None,
    shape: Shape | None,
    *values: Column,
) -> None:
    owner = () if parent is None else (Column("owner", ColumnType.ROW),)
    columns = (*owner, *values, *(_columns(shape) if shape else ()))
    if len({c.name for c in columns}) != len(columns) or name in tables:
        raise InternalError(f"two columns or tables of {name} would have one name")
    tables[name] = TableLayout(name, parent, columns, shape)
    for listed in _lists(shape) if shape else ():
        bare = () if listed.shape else (Column("value", column_type(None, listed.field)),)
        _add(tables, listed.table, name, listed.shape, *bare)


def _shape(
    cls: type[Any], path: str, prefix: str = "", *, optional: bool = False, member: bool = False
) -> Shape:
    """The shape of `cls` at `path` (table and fields, with dots) in columns behind `prefix`.

    `optional`: a part around it may be absent; `member`: it lies in the table of a list.
    """
    singles: list[Single] = []
    wholes: list[Whole] = []
    lists: list[Listed] = []
    for field in fields_of(cls):
        inner = f"{path}.{field.name}"
        part = field.part if field.sort is FieldType.PART else None
        apart = member and part is not None and field.many is Many.OPTIONAL
        if field.many is Many.MANY or apart:
            shape = _shape(part, inner, member=True) if part else None
            lists.append(Listed(field, inner, shape, one=apart))
        elif part:
            absent = optional or field.many is Many.OPTIONAL
            behind = f"{prefix}{field.name}_"
            shape = _shape(part, inner, behind, optional=absent, member=member)
            wholes.append(_whole(field, shape))
        else:
            absent = optional or field.many is Many.OPTIONAL
            column = Column(prefix + field.name, column_type(cls, field), absent)
            singles.append(Single(field, column))
    return Shape(cls, prefix, tuple(singles), tuple(wholes), tuple(lists), _computed(cls, prefix))


def _whole(field: Field, shape: Shape) -> Whole:
    if field.many is not Many.OPTIONAL:
        return Whole(field, shape, None)
    sure = [s.column.name for s in shape.singles if s.field.many is Many.ONE]
    if sure:
        return Whole(field, shape, sure[0])
    return Whole(field, shape, f"{shape.prefix}given", flagged=True)


def column_type(cls: type[Any] | None, field: Field) -> ColumnType:
    """How the values of a single field of `cls`, or of a list (`cls` None), are kept.

    The id of a record is a text: it is found by hash (`kg.columns.ids`), and seldom returns.
    """
    if field.sort in (FieldType.REF, FieldType.CODE):
        return ColumnType.TEXT if field.name == "id" else ColumnType.WORD
    if field.sort is FieldType.TEXT:
        repeats = field.form in _WORD_FORMS or (cls, field.name) in _WORD_TEXTS
        return ColumnType.WORD if repeats else ColumnType.TEXT
    return {
        FieldType.NUMBER: ColumnType.NUMBER,
        FieldType.REAL: ColumnType.REAL,
        FieldType.FLAG: ColumnType.FLAG,
    }[field.sort]


def _computed(cls: type[Any], prefix: str) -> tuple[Column, ...]:
    if cls is When:
        return tuple(Column(prefix + name, kind) for name, kind in BOUNDS)
    if cls is Clock:
        return tuple(Column(prefix + name, ColumnType.NUMBER) for name in CLOCK_DAYS)
    return ()


def _columns(shape: Shape) -> Iterator[Column]:
    for single in shape.singles:
        yield single.column
    for whole in shape.wholes:
        if whole.flagged and whole.given:
            yield Column(whole.given, ColumnType.FLAG)
        yield from _columns(whole.shape)
    yield from shape.computed


def _lists(shape: Shape) -> Iterator[Listed]:
    yield from shape.lists
    for whole in shape.wholes:
        yield from _lists(whole.shape)
