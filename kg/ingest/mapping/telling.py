"""How is it told what a row lacks?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kg.ingest.mapping.parts import (
    PartTemplate,
    RefTemplate,
    TimeTemplate,
)
from kg.ingest.mapping.template import Template


class Bad(Exception):  # noqa: N818  (what is bad is the row, not the program)
    """A row that cannot become what the mapping says: the column, its cell, and why."""

    def __init__(self, column: str, cell: str | None, reason: str) -> None:
        super().__init__(reason)
        self.column, self.cell, self.reason = column, cell, reason


def lacks(identifier: str, field: str, given: Mapping[str, str | None]) -> str:
    """Why a record cannot be: a field has no value, and which of the cells it takes are empty."""
    empty = [name for name, cell in given.items() if cell is None]
    what = f": {' and '.join(empty)} {'is' if len(empty) == 1 else 'are'} empty" if empty else ""
    return f"{identifier} has no {field}{what}"


def names_in(value: Any) -> Iterator[str]:
    """The columns that a value takes, in order, each once."""
    found: dict[str, None] = {}
    if isinstance(value, Template):
        found |= dict.fromkeys(value.names)
    elif isinstance(value, TimeTemplate):
        found |= dict.fromkeys(name for one in value.templates() for name in one.names)
    elif isinstance(value, RefTemplate):
        found |= dict.fromkeys(value.id.names)
    elif isinstance(value, PartTemplate):
        found |= dict.fromkeys(n for one in value.values.values() for n in names_in(one))
    elif isinstance(value, tuple):
        found |= dict.fromkeys(name for one in value for name in names_in(one))
    yield from found


def said_cells(names: Sequence[str], cells: Sequence[Any]) -> str | None:
    """The cells behind a fault, for the list of rejects."""
    if len(names) == 1:
        return _shown(cells[0])
    given = ((name, _shown(cell)) for name, cell in zip(names, cells, strict=True))
    return "; ".join(f"{name}={cell}" for name, cell in given if cell is not None) or None


def _shown(cell: Any) -> str | None:
    return "; ".join(str(one) for one in cell) if isinstance(cell, list) else cell
