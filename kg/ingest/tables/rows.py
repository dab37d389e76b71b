"""Which rows are in this text, whatever its mess?

The slow twin of `blocks`, and the only one that knows what to do about ragged rows, quotes
that stand where none can, quotes that are never closed, and stray carriage returns. The
cells are found by the csv module of the standard library.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from kg.errors import SeedError
from kg.ingest.tables.ledger import Ledger

LONE: Final = re.compile("[\ud800-\udfff]")
_LIMIT: Final = 2**31 - 1  # the csv module's own limit; ours is kept by the length of a block


class Dialect(NamedTuple):
    """How the cells of one file are written. `lf`: its lines end with LF or CRLF."""

    separator: str
    quote: str
    comment: str | None
    lf: bool


class Row(NamedTuple):
    """The cells of one row. `lines` are where it begins and ends; `open`: a quote is not closed."""

    cells: list[str]
    lines: tuple[int, int]
    open: bool


class Lines:
    """The lines of a text, handed out one by one; it is known where the reader stands."""

    def __init__(self, text: str) -> None:
        self.all = list(io.StringIO(text, newline=""))
        self.at = 0
        self.starved = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.at == len(self.all):
            self.starved = True
            raise StopIteration
        self.at += 1
        return self.all[self.at - 1]


def rows_of(lines: Lines, dialect: Dialect) -> Iterator[Row]:
    """The rows from where `lines` stand; blank lines and comments are none.

    The caller may set `lines.at` after an open row, and go on with a new iterator.
    """
    reader = _reader(lines, dialect)
    while lines.at < len(lines.all):
        start = lines.at
        if dialect.comment and lines.all[start].startswith(dialect.comment):
            lines.at += 1
            continue
        cells = next(reader, None)
        if cells is None:
            return
        yield Row(cells, (start, lines.at), lines.starved)


def whole_row(line: str, width: int, dialect: Dialect) -> bool:
    """Whether this line is a row by itself."""
    lines = Lines(line)
    row = next(rows_of(lines, dialect), None)
    return row is not None and len(row.cells) == width and not row.open


def _reader(lines: Iterator[str], dialect: Dialect, *, strict: bool = False) -> Iterator[list[str]]:
    if csv.field_size_limit() < _LIMIT:
        csv.field_size_limit(_LIMIT)
    return csv.reader(
        lines,
        delimiter=dialect.separator,
        quotechar=dialect.quote or None,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        strict=strict,
    )


def is_strict(lines: list[str], dialect: Dialect) -> bool:
    """Whether nothing but a separator follows each closing quote."""
    try:
        list(_reader(iter(lines), dialect, strict=True))
    except csv.Error:
        return False
    return True


@dataclass(slots=True)
class Taken:
    """What came of a text: rows with their numbers, the next number, and what is left of it."""

    following: int
    numbers: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    rest: str = ""


class RowReader:
    """Takes the rows out of a text, and writes down those that it cannot take.

    A row may lack its last cells from `named` on, because the header has no names for them.
    """

    def __init__(
        self, dialect: Dialect, columns: Sequence[str], named: int, ledger: Ledger
    ) -> None:
        self.dialect = dialect
        self.columns = columns
        self.width = len(columns)
        self.named = named
        self.ledger = ledger
        self.reread = 0

    def read(self, text: str, number: int, *, final: bool) -> Taken:
        """The rows of `text`, the first of which has this number.

        Text is left when it ends inside a row, is not the final one, and the row is not yet
        longer than rows may be.
        """
        lines = Lines(text)
        taken = Taken(number)
        group: list[Row] = []  # what stray carriage returns make of one row
        found = rows_of(lines, self.dialect)
        while (row := next(found, None)) is not None:
            start, end = row.lines
            if row.open and self._may_go_on(lines, start, final=final):
                begin = group[0].lines[0] if group else start
                taken.rest = "".join(lines.all[begin:])
                return taken
            if row.open or (end - start > 1 and self._swallows(row, lines)):
                self._take_all(group, lines, taken)
                group = []
                self._give_up(row, lines, taken)
                found = rows_of(lines, self.dialect)
            elif self._goes_on(lines.all[end - 1]):
                group.append(row)
            elif group:
                self._take_all([*group, row], lines, taken)
                group = []
            else:
                self._take(row, lines, taken)
        if group and self._may_go_on(lines, group[0].lines[0], final=final):
            taken.rest = "".join(lines.all[group[0].lines[0] :])
        else:
            self._take_all(group, lines, taken)
        return taken

    def _may_go_on(self, lines: Lines, start: int, *, final: bool) -> bool:
        """Whether more text may come that belongs to the row which starts there."""
        most = self.ledger.limits.row_bytes
        return not final and sum(map(len, lines.all[start : lines.at])) <= most

    def _goes_on(self, line: str) -> bool:
        return self.dialect.lf and self.width > 1 and line.endswith("\r")

    def _swallows(self, row: Row, lines: Lines) -> bool:
        """Whether the row goes over several lines only because a quote was not closed.

        So it is when it is not well formed, and its second line is a row by itself.
        """
        start, end = row.lines
        if len(row.cells) == self.width and is_strict(lines.all[start:end], self.dialect):
            return False
        return whole_row(lines.all[start + 1], self.width, self.dialect)

    def _give_up(self, row: Row, lines: Lines, taken: Taken) -> None:
        """Reject the first line of a row whose quote is never closed, go on with the second."""
        start, end = row.lines
        self.reread += sum(map(len, lines.all[start + 1 : end]))
        if self.reread > self.ledger.limits.reread_bytes:
            raise SeedError(
                f"has many quotes that are never closed, the last in row {taken.following}",
                hint="if quotes are letters like others there, say that it has none",
            )
        reason = "a quote opens in this row and is never closed"
        self.ledger.reject(taken.following, None, lines.all[start].rstrip("\r\n"), reason)
        taken.following += 1
        lines.at, lines.starved = start + 1, False

    def _take_all(self, group: list[Row], lines: Lines, taken: Taken) -> None:
        """Take the row that stray carriage returns divide, or the rows that they end."""
        full = [at for at, row in enumerate(group) if row.cells]
        group = group[full[0] : full[-1] + 1] if full else []
        cells = _joined([row.cells or [""] for row in group])
        if len(group) > 1 and len(cells) == self.width:
            what = "bare carriage returns inside cells"
            self.ledger.see(what, len(group) - 1, row=taken.following)
            group = [Row(cells, (group[0].lines[0], group[-1].lines[1]), open=False)]
        for row in group:
            self._take(row, lines, taken)

    def _take(self, row: Row, lines: Lines, taken: Taken) -> None:
        cells = row.cells
        if len(cells) != self.width:
            if len(cells) < 2 and not "".join(cells).strip():
                return
            cells = self._fitted(cells, taken.following)
        fault = self._fault(cells)
        if fault is None:
            taken.numbers.append(taken.following)
            taken.rows.append(cells)
        else:
            column, reason = fault
            text = "".join(lines.all[slice(*row.lines)]).rstrip("\r\n")
            self.ledger.reject(taken.following, column, text, reason)
        taken.following += 1

    def _fitted(self, cells: list[str], number: int) -> list[str]:
        """The cells, without empty ones beyond the header, with those that have no name."""
        if len(cells) > self.width and not any(cells[self.width :]):
            self.ledger.see("rows end in separators beyond the header", 1, row=number)
            return cells[: self.width]
        if self.named <= len(cells) < self.width:
            return cells + [""] * (self.width - len(cells))
        return cells

    def _fault(self, cells: list[str]) -> tuple[str | None, str] | None:
        if len(cells) != self.width:
            return None, f"the row has {len(cells)} cells, the header {self.width}"
        text = "".join(cells)
        if text.isascii() or LONE.search(text) is None:
            return None
        at = next(at for at, cell in enumerate(cells) if LONE.search(cell))
        return self.columns[at], "its bytes are in none of the encodings"


def _joined(parts: list[list[str]]) -> list[str]:
    cells = [""]
    for first, *others in parts:
        cells[-1] += "\r" + first
        cells += others
    cells[0] = cells[0][1:]
    return cells
