"""Which cells are in a file of JSON objects, one a line?

Objects in objects become dotted columns, lists become columns of lists, lists of objects
parallel ones. The columns are those of all lines, so the file is read twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, Final, NamedTuple

import msgspec
import numpy as np
import pyarrow as pa

from kg.errors import SeedError
from kg.ingest.tables.clean import clean, line_start
from kg.ingest.tables.form import TableForm
from kg.ingest.tables.head import distinct
from kg.ingest.tables.ledger import Ledger
from kg.ingest.tables.parts import Part
from kg.ingest.tables.source import Source

_PLAIN: Final = 30  # digits before or after the point that are written out
_DECODER: Final = msgspec.json.Decoder(float_hook=Decimal)
_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")

Path = tuple[str, ...]


class _Column(NamedTuple):
    """Where the cells of a column are. `root`: so many steps lead to the list, 0 for none."""

    path: Path
    root: int


class ObjectLines:
    """A JSON Lines file."""

    def __init__(self, source: Source, form: TableForm, ledger: Ledger) -> None:
        self.source = source
        self.form = form
        self._nesting = ledger.limits.nesting
        shape = _Shape(ledger)
        for piece in self._pieces(ledger):
            if not shape.seen:
                _check_head(piece)
            for record in _records(piece, 1, None):
                shape.add(record.value)
        found = shape.columns()
        if not found:
            raise SeedError("has no object with a key", hint="each line is one JSON object")
        self._columns = found
        self.columns = distinct([".".join(column.path) for column in found], ledger)
        self._schema = pa.schema(
            (name, pa.list_(pa.string()) if column.root else pa.string())
            for name, column in zip(self.columns, found, strict=True)
        )

    def _pieces(self, ledger: Ledger) -> Iterator[bytes]:
        return clean(self.source.chunks(), self.form.encodings, ledger)

    def parts(self, ledger: Ledger) -> Iterator[Part]:
        """The rows, some lines at a time."""
        number, start = 1, 0
        for piece in self._pieces(ledger):
            records = list(_records(piece, number, ledger))
            ledger.place(start, start + len(piece), partial(_row_at, piece, number))
            number += _count(piece)
            start += len(piece)
            yield self._part(records)

    def _part(self, records: Sequence[_Record]) -> Part:
        values = [record.value for record in records]
        arrays = [
            pa.array(_cells(values, column, self._nesting), field.type)
            for column, field in zip(self._columns, self._schema, strict=True)
        ]
        numbers = np.array([record.number for record in records], np.int64)
        return Part(numbers, pa.RecordBatch.from_arrays(arrays, schema=self._schema))


class _Record(NamedTuple):
    number: int
    value: dict[str, Any]


def _lines(piece: bytes) -> Iterator[bytes]:
    """The lines that are not blank."""
    ends = b"\n" if b"\n" in piece else b"\r"
    return (line for line in piece.split(ends) if line and not line.isspace())


def _count(piece: bytes) -> int:
    return sum(1 for _ in _lines(piece))


def _row_at(piece: bytes, number: int, at: int) -> int:
    return number + _count(piece[: line_start(piece, at)])


def _records(piece: bytes, number: int, ledger: Ledger | None) -> Iterator[_Record]:
    """The objects in `piece`, whose first line has this number; other lines are rejected."""
    for at, line in enumerate(_lines(piece), number):
        try:
            value = _DECODER.decode(line)
            fault = None if isinstance(value, dict) else "the line is not a JSON object"
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            fault = f"the line is not JSON: {error}"
        if fault is None:
            yield _Record(at, value)
        elif ledger is not None:
            ledger.reject(at, None, line.decode("utf-8", "replace").strip(), fault)


def _check_head(piece: bytes) -> None:
    first = next(_lines(piece), b"").strip()
    if first.startswith(b"["):
        raise SeedError("is one JSON array", hint="write each of its objects on a line")
    if first == b"{":
        raise SeedError("has objects over several lines", hint="write each object on one line")


class _Shape:
    """Finds the columns of many objects, in the order in which they are first seen."""

    def __init__(self, ledger: Ledger) -> None:
        self.limits = ledger.limits
        self.seen: dict[Path, bool] = {}  # whether there was ever more than null or nothing
        self.lists: set[Path] = set()
        self._texts: set[str] = set()  # first steps that were seen to lead to a text

    def add(self, record: dict[str, Any]) -> None:
        """Look at one object."""
        for key, value in record.items():
            if type(value) is not str or key not in self._texts:
                self._look((key,), value, inside=False)
        if len(self.seen) > self.limits.columns:
            raise SeedError(
                f"has more than {self.limits.columns} columns",
                hint="keys that differ from line to line are better a list of objects",
            )

    def _look(self, path: Path, value: Any, *, inside: bool) -> None:
        deep = len(path) >= self.limits.nesting
        if isinstance(value, list) and not inside:
            self.lists.add(path)
            for item in value:
                self._look(path, item, inside=True)
        elif isinstance(value, dict) and not deep:
            for key, part in value.items():
                self._look((*path, key), part, inside=inside)
        elif value is not None:
            self.seen[path] = True
            if len(path) == 1:
                self._texts.add(path[0])
            return
        self.seen.setdefault(path, False)

    def columns(self) -> list[_Column]:
        """The columns; a place that never held more than null is one if nothing lies below."""
        inner = {path[:n] for path in self.seen for n in range(1, len(path))}
        return [
            _Column(path, next((n for n in range(1, len(path) + 1) if path[:n] in self.lists), 0))
            for path, full in self.seen.items()
            if full or path not in inner
        ]


def _cells(
    records: Sequence[dict[str, Any]], column: _Column, nesting: int
) -> list[str | None] | list[list[str | None] | None]:
    path, root = column
    deep = len(path) >= nesting
    if root:
        return [_list(_at(record, path[:root]), path[root:], deep=deep) for record in records]
    places: Sequence[Any] = records
    for key in path[:-1]:
        places = [place.get(key) if isinstance(place, dict) else None for place in places]
    values = [place.get(path[-1]) if isinstance(place, dict) else None for place in places]
    return [value if type(value) is str else _text(value, deep=deep) for value in values]


def _list(items: Any, below: Path, *, deep: bool) -> list[str | None] | None:
    if items is None:
        return None
    items = items if isinstance(items, list) else [items]
    return [_text(_at(item, below), deep=deep) for item in items]


def _at(value: Any, path: Path) -> Any:
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def _text(value: Any, *, deep: bool) -> str | None:
    """The text that a person would write; an object has none, for its parts have columns."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return _digits(value)
    if isinstance(value, list) or (deep and isinstance(value, dict)):
        return _ENCODER.encode(value).decode()
    return None if isinstance(value, dict) else str(value)


def _digits(value: Decimal) -> str:
    """The digits as they were written, a whole number without a point."""
    if not -_PLAIN < value.adjusted() < _PLAIN:
        return str(value)
    return str(int(value)) if value == value.to_integral_value() else f"{value:f}"
