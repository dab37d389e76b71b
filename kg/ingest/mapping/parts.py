"""What does a mapping say?

A mapping names a table and describes records as a seed file does, with the names of columns
in braces where a cell stands. These are the parts it is made of, read and checked by
`kg.ingest.mapping.describe`; both roads (`rows`, `vector`) follow the same ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from kg.ingest.mapping.derive import Derived
from kg.ingest.mapping.template import Template
from kg.ingest.tables.dates import DateForms
from kg.ingest.tables.form import TableForm


class Gone(StrEnum):
    """What it means that a record of one state of a table is not in the next."""

    WITHDRAWN = "withdrawn"  # it was an error
    ENDED = "ended"  # it ended between the two days
    UNLISTED = "unlisted"  # nothing is known but that it is no longer listed


class Twice(StrEnum):
    """What becomes of a second row that makes a record of the same id."""

    REJECT = "reject"
    MERGE = "merge"  # both say something of one record


class Unread(StrEnum):
    """What becomes of a row whose date cannot be read."""

    REJECT = "reject"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Each:
    """One item for each of several cells, or for each piece of a cell.

    `columns` are read side by side: `sources` holds, for each of them, the columns that give
    its items one after another (`source1`, `source2` … for `source#`); with `split` a cell is
    cut into items. A list that is not as long as the first is left out, unless it is shorter
    and `left`: then what is missing is missing at its end. `related` names the rows of another
    table that belong to the row instead.
    """

    columns: tuple[str, ...] = ()
    sources: tuple[tuple[str, ...], ...] = ()
    split: str | None = None
    left: bool = False
    related: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeTemplate:
    """A date as cells give it: `cells` by the names of `DateCells`."""

    cells: Mapping[str, Template]
    forms: DateForms
    verbatim: Template | None = None
    obtained: Template | None = None
    reasoning: Template | None = None
    ongoing: Template | None = None
    attested: Template | None = None
    earliest: int | None = None  # day numbers: what lies beyond is not believed
    latest: int | None = None
    unread: Unread = Unread.REJECT
    line: int = 0

    def templates(self) -> Iterator[Template]:
        """Every text of it."""
        yield from self.cells.values()
        others = (self.verbatim, self.obtained, self.reasoning, self.ongoing, self.attested)
        yield from (one for one in others if one is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartTemplate:
    """An instance of `cls`: a value for each field that is written."""

    cls: type[Any]
    values: Mapping[str, Value]
    each: Each | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTemplate:
    """A record: its id, and what is said of it.

    `kind` is its kind or scheme. One that is `shared` is made by many rows together; an
    `inline` one stands where another record refers to it, and is not made where its id is
    missing.
    """

    kind: str
    id: Template
    part: PartTemplate
    shared: bool
    inline: bool = False
    each: Each | None = None
    name: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RefTemplate:
    """A reference: the id alone, or with it the record that has it (`record`)."""

    kind: str | None  # put before what has no kind of its own
    id: Template
    record: RecordTemplate | None = None
    each: Each | None = None
    line: int = 0


Value = Template | TimeTemplate | PartTemplate | RefTemplate | tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Another table whose rows belong to rows of this one."""

    file: str
    form: TableForm
    own: str  # the column of this table
    other: str  # the column of the other one
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """A cell that is known to be wrong, and what it is read as.

    `where` are the other cells of its row, by their columns, if they tell which one is meant.
    """

    column: str
    cell: str
    to: str
    reason: str
    where: Mapping[str, str] = field(default_factory=dict)
    line: int = 0

    @property
    def wanted(self) -> Mapping[str, str]:
        """The cells that a row must have."""
        return {self.column: self.cell, **self.where}

    @property
    def said(self) -> str:
        """The repair in words, as provenance."""
        return f"{self.column}: {self.cell!r} read as {self.to!r} ({self.reason})"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The table as it was on one day."""

    file: str
    recorded: str | None
    related: Mapping[str, str] = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TableMapping:
    """A whole mapping file."""

    file: str
    name: str
    states: Sequence[State]
    form: TableForm
    missing: frozenset[str]
    related: Mapping[str, Related]
    derived: Sequence[Derived]
    repairs: Sequence[Repair]
    gone: Gone
    lang: str
    source: RecordTemplate
    records: Sequence[RecordTemplate]

    @property
    def evidence(self) -> str:
        """The id of the evidence that cites the table as a whole."""
        return f"evidence/{self.source.id.pieces[0]}"
