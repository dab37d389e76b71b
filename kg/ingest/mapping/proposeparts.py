"""What is a guess at a table made of?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kg.ingest.mapping import proposewords as words
from kg.ingest.mapping.proposecells import Numbers, often
from kg.ingest.mapping.proposekeys import Key
from kg.ingest.mapping.proposelook import Column
from kg.ingest.mapping.proposetimes import Times

_FEW: Final = 0.25  # of the cells of a column of names hold several
Outside = tuple[tuple[str, Column], ...]  # schemes and the columns of their identifiers


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Where names come from: one column, or numbered ones; `split` cuts a cell into several."""

    columns: tuple[Column, ...]
    name: str
    split: str | None = None

    @property
    def many(self) -> bool:
        """Whether a row may have several."""
        return self.split is not None or len(self.columns) > 1 or self.columns[0].listed

    @property
    def single(self) -> bool:
        """Whether nearly every row has one, in one column."""
        if self.split is None:
            return not self.many
        return len(self.columns) == 1 and often(self.first, self.split) <= _FEW

    @property
    def first(self) -> Column:
        """The column, or the first of the numbered ones."""
        return self.columns[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """A column of actors, the columns of their outside identifiers, and the role."""

    given: Given
    type: str
    role: str | None
    outside: Outside = ()
    roles: Column | None = None  # beside the names, in lists of objects


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Columns of places from the finest to the widest, each with its identifiers."""

    levels: tuple[tuple[Column, str | None], ...]
    outside: Mapping[int, Outside] = field(default_factory=dict)
    point: tuple[Column, Column] | None = None
    comma: bool = False  # the decimal sign of the point


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Two columns of numbers, the low and the high one; in `wrong` rows low is above high."""

    low: Column
    high: Column
    name: str
    wrong: int
    mending: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What every column seems to be for; `left` are those of which nothing is known."""

    key: Key
    whole: Column | None  # rows that agree in it may be of one event
    times: Times | None
    title: Column | None
    texts: Sequence[Column]
    kinds: Sequence[Given]
    status: Column | None
    where: Where | None
    who: Sequence[Who]
    sources: Sequence[Given]
    numbers: Sequence[tuple[Column, Numbers]]
    spans: Sequence[Span]
    left: Sequence[Column]
    empty: Sequence[Column]


class Left:
    """The columns that have no purpose yet, by the words of their names."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = {column.place: column for column in columns}
        self.barred: set[int] = set()
        self.words = {column.place: words.words_of(column.name) for column in columns}

    def __iter__(self) -> Iterator[Column]:
        return iter(list(self.columns.values()))

    def said(self, column: Column) -> tuple[str, ...]:
        """The words of the name of a column."""
        return self.words[column.place]

    def all(self, meant: frozenset[str]) -> list[Column]:
        """The columns whose names say one of these words."""
        free = (column for column in self if column.place not in self.barred)
        return [column for column in free if words.says(self.said(column), meant)]

    def bar(self, *columns: Column) -> None:
        """These are not told by their names from here on."""
        self.barred |= {column.place for column in columns}

    def take(self, *columns: Column) -> None:
        """These have a purpose now."""
        for column in columns:
            self.columns.pop(column.place, None)
