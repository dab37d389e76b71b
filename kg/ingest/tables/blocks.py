"""Which rows are in a table of separated cells, fast?

The text is cut into blocks of whole rows. A block whose quotes all stand where quotes may
stand goes to Arrow; one that Arrow refuses, or whose quotes are odd, goes to the slow twin.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv

from kg.ingest.tables.clean import clean, line_start
from kg.ingest.tables.form import TableForm
from kg.ingest.tables.head import Head, read_head
from kg.ingest.tables.ledger import Ledger
from kg.ingest.tables.parts import Part
from kg.ingest.tables.rows import Dialect, Lines, RowReader, rows_of
from kg.ingest.tables.source import CHUNK, Source

_LF: Final = ord("\n")
_CR: Final = ord("\r")


class SeparatedCells:
    """A CSV or TSV file. Equals: `RowReader` over its whole text."""

    def __init__(self, source: Source, form: TableForm, ledger: Ledger) -> None:
        self.source = source
        self.form = form
        self.columns = read_head(next(self._pieces(ledger)), form, ledger).columns

    def _pieces(self, ledger: Ledger) -> Iterator[bytes]:
        return clean(self.source.chunks(), self.form.encodings, ledger)

    def parts(self, ledger: Ledger) -> Iterator[Part]:
        """The rows, block by block.

        Raises: SeedError when the file is no longer readable, or goes beyond the limits.
        """
        pieces = self._pieces(ledger)
        first = next(pieces)
        head = read_head(first, self.form, ledger)
        ledger.place(0, head.body, lambda _: 0)
        blocks = _Blocks(head, ledger)
        held = first[head.body :]
        for piece in pieces:
            yield from blocks.read(held, final=False)
            held = held[blocks.used :] + piece
        yield from blocks.read(held, final=True)


class _Blocks:
    """Reads one text piece by piece; `used` bytes of the last one were taken."""

    def __init__(self, head: Head, ledger: Ledger) -> None:
        self.head = head
        self.ledger = ledger
        self.slow = RowReader(head.dialect, head.columns, head.named, ledger)
        self.fast = _ArrowReader(head, ledger.limits.row_bytes + 2 * CHUNK)
        self.at = head.body
        self.number = 1
        self.used = 0

    def read(self, text: bytes, *, final: bool) -> Iterator[Part]:
        """The whole rows of `text`."""
        cut = row_end(text, self.head.dialect, final=final)
        if cut.odd is not None:
            what = "or more quotes stand inside cells and are not doubled"
            self.ledger.see(what, 1, at=self.at + cut.odd)
        held = len(text) - cut.end
        cells = None
        if cut.sound and not (final and held) and held <= self.ledger.limits.row_bytes:
            cells = self.fast.read(text, cut.end) if cut.end else self.fast.none
        first = self.number
        if cells is not None:
            self.used = cut.end
            numbers = np.arange(first, first + cells.num_rows)
            self.number += cells.num_rows
        else:
            taken = self.slow.read(text.decode("utf-8", "surrogatepass"), first, final=final)
            self.used = len(text) - len(taken.rest.encode("utf-8", "surrogatepass"))
            numbers = np.array(taken.numbers, np.int64)
            self.number = taken.following
            cells = self.fast.of(taken.rows)
        begin = self.at
        self.at += self.used
        self.ledger.place(begin, self.at, lambda at: first + self._count(text, at))
        yield Part(numbers, cells)

    def _count(self, text: bytes, at: int) -> int:
        """How many rows end before the line of that place."""
        lines = Lines(text[: line_start(text, at)].decode("utf-8", "surrogatepass"))
        return sum(bool(row.cells) and not row.open for row in rows_of(lines, self.head.dialect))


class Cut(NamedTuple):
    """Where the last whole row of a text ends, if that is `sound`; an `odd` quote if any."""

    end: int
    sound: bool = True
    odd: int | None = None


def row_end(text: bytes, dialect: Dialect, *, final: bool) -> Cut:
    """Where the last whole row ends in a text that begins with a row.

    Every second quote opens and the others close, if each that opens stands at the begin of
    a cell and each that closes at its end; two together are one inside a cell. Where that
    does not hold, or comments stand between the rows, only the slow reader can say.
    """
    if dialect.comment and _has_comment(text, dialect.comment.encode()):
        return Cut(0, sound=False)
    letters = np.frombuffer(text, np.uint8)
    quotes: npt.NDArray[np.intp] = np.empty(0, np.intp)
    if dialect.quote and dialect.quote.encode() in text:
        quotes = np.flatnonzero(letters == ord(dialect.quote))
        odd = _odd_quote(letters, quotes, dialect)
        if odd is not None:
            return Cut(0, sound=False, odd=odd)
    if final and len(quotes) % 2 == 0:
        return Cut(len(text))
    end = _line_end(text, len(text), dialect)
    while end:
        before = int(np.searchsorted(quotes, end))
        if before % 2 == 0:
            break
        end = _line_end(text, int(quotes[before - 1]), dialect)
    return Cut(end)


def _line_end(text: bytes, before: int, dialect: Dialect) -> int:
    end = text.rfind(b"\n", 0, before) + 1
    return end if dialect.lf else max(end, text.rfind(b"\r", 0, before) + 1)


def _odd_quote(
    letters: npt.NDArray[np.uint8], quotes: npt.NDArray[np.intp], dialect: Dialect
) -> int | None:
    edge = np.zeros(256, np.bool_)
    edge[[ord(dialect.separator), _LF, _CR, ord(dialect.quote)]] = True
    opening, closing = quotes[::2], quotes[1::2]
    wrong = np.zeros(len(quotes), np.bool_)
    wrong[::2] = ~(edge[letters[opening - 1]] | (opening == 0))
    wrong[1::2] = ~edge[letters[np.minimum(closing + 1, len(letters) - 1)]]
    return int(quotes[wrong.argmax()]) if wrong.any() else None


def _has_comment(text: bytes, comment: bytes) -> bool:
    return text.startswith(comment) or b"\n" + comment in text or b"\r" + comment in text


class _ArrowReader:
    """Reads whole rows with Arrow, each cell as text."""

    def __init__(self, head: Head, most: int) -> None:
        dialect = head.dialect
        self.schema = pa.schema([(name, pa.string()) for name in head.columns])
        self.none = self.of([])
        self._read = pa.csv.ReadOptions(
            column_names=list(head.columns), use_threads=False, block_size=most
        )
        self._parse = pa.csv.ParseOptions(
            delimiter=dialect.separator,
            quote_char=dialect.quote or False,
            newlines_in_values=bool(dialect.quote),
        )
        self._convert = pa.csv.ConvertOptions(column_types=self.schema, strings_can_be_null=False)

    def read(self, text: bytes, end: int) -> pa.RecordBatch | None:
        """The rows of `text` up to `end`, or None when Arrow does not take them all."""
        try:
            table = pa.csv.read_csv(
                pa.BufferReader(pa.py_buffer(text).slice(0, end)),
                read_options=self._read,
                parse_options=self._parse,
                convert_options=self._convert,
            )
        except pa.ArrowInvalid:
            return None
        batches = table.combine_chunks().to_batches()
        return batches[0] if batches else self.none

    def of(self, rows: Iterable[list[str]]) -> pa.RecordBatch:
        """These rows, as `read` gives them."""
        cells = list(zip(*rows, strict=True)) or [()] * len(self.schema)
        arrays = [pa.array(column, pa.string()) for column in cells]
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)
