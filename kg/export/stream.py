"""How do rows leave, without becoming records?

Block by block, in the order in which they were chosen: some thousand rows of a table become
text by `kg.export.instances` and a syntax. Datasets, concepts and withdrawn versions are few
and go by the record road in between. Two blocks are in work at a time, and nothing else is
held: memory does not grow with the dataset.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any, BinaryIO, Final, Protocol

import numpy as np
import pyarrow as pa

from kg.columns import Rows, Tables
from kg.columns.layout import layout
from kg.export.formats import Form, closing, form_of, opening
from kg.export.instances import Instances
from kg.export.lines import Lines
from kg.export.objects import Objects
from kg.export.paragraphs import Paragraphs
from kg.export.terms import Block, Node
from kg.export.texts import TEXT, Texts
from kg.export.values import UnsayableError, column, needed
from kg.model import Concept, Dataset, Record
from kg.rdf import Context, context_of, encode

BLOCK: Final = 8192
_AHEAD: Final = 2
_CHUNK: Final = 1 << 20
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What leaves: the dataset's own record, rows of each table in order, foreign lines.

    `known`: versions are said as they stood when they counted, without a later withdrawal.
    `change` makes of each record what leaves of it; then all go by the record road.
    """

    dataset: Dataset
    tables: Tables
    rows: Mapping[str, Rows]
    foreign: tuple[str, ...] = ()
    known: bool = False
    change: Callable[[Any], Any] | None = None

    def records(self) -> Iterator[Record]:
        """The records that leave, in order. Cost: one block of them in memory."""
        for table, rows in self.rows.items():
            for at in range(0, len(rows), BLOCK):
                yield from self.records_in(table, rows[at : at + BLOCK])

    def records_in(self, table: str, rows: Rows) -> Iterator[Record]:
        """Those in some rows of a table."""
        for record in self.tables.assemble(table, rows):
            known = as_known(record) if self.known else record
            yield known if self.change is None else self.change(known)

    def __len__(self) -> int:
        """How many versions of records."""
        return sum(map(len, self.rows.values()))


def row_pieces(form: str, chosen: Chosen, tell: Tell | None = None) -> Iterator[Any]:
    """The chosen rows in `form`, as pieces of bytes for a stream.

    `tell` is told how many of how many versions are written.
    Cost:   memory for two blocks, and the row numbers.
    Raises: FormatError as `kg.export.write`; an unknown format at once.
    Equals: `kg.export.pieces` of the records in these rows, byte for byte.
    """
    writer = _Writer(form_of(form), chosen)
    return _stream(writer, chosen, tell)


def write_rows(form: str, chosen: Chosen, out: BinaryIO, tell: Tell | None = None) -> None:
    """Write the chosen rows in `form`; as `row_pieces`."""
    for piece in row_pieces(form, chosen, tell):
        for at in range(0, len(piece), _CHUNK):  # a pipe is not handed forty megabytes
            out.write(piece[at : at + _CHUNK])


def _stream(writer: _Writer, chosen: Chosen, tell: Tell | None) -> Iterator[Any]:
    form, done, total = writer.form, 0, len(chosen)
    yield opening(form, chosen.dataset).encode()
    with ThreadPoolExecutor(_AHEAD, "export") as pool:
        ahead: deque[tuple[int, Future[Any]]] = deque()
        blocks = writer.blocks()
        try:
            while True:
                for table, rows in islice(blocks, _AHEAD + 1 - len(ahead)):
                    ahead.append((len(rows), pool.submit(writer, table, rows)))
                if not ahead:
                    break
                size, future = ahead.popleft()
                yield future.result()
                done += size
                if tell is not None:
                    tell(done, total)
        finally:
            for _, future in ahead:
                future.cancel()
    yield from (text.encode() for text in closing(form, chosen.dataset, chosen.foreign))


class Syntax(Protocol):
    """How the statements of a block of rows are written."""

    def opened(self, ids: Texts) -> Texts:
        """The IRIs of records, as they begin."""
        ...

    def records(self, node: Node) -> Texts:
        """All that is said of each record, with what parts it from the last."""
        ...


class _Writer:
    """Writes blocks of rows in one format."""

    def __init__(self, form: Form, chosen: Chosen) -> None:
        self.form = form
        self._chosen = chosen
        self._tables = chosen.tables
        self._context = context_of(chosen.dataset)
        self._syntax = WRITERS[form.name](self._context)
        self._instances = {name: self._columns(name) for name in chosen.rows}

    def blocks(self) -> Iterator[tuple[str, Rows]]:
        """The rows, some at a time."""
        for table, rows in self._chosen.rows.items():
            for at in range(0, len(rows), BLOCK):
                yield table, rows[at : at + BLOCK]

    def __call__(self, table: str, rows: Rows) -> Any:
        """The text of some rows, as bytes."""
        gone = self._withdrawn(table, rows)
        if self.form.current and gone.any():
            rows, gone = rows[~gone], gone[~gone]
        instances = self._instances[table]
        if instances is None or gone.all():
            return "".join(self._records(table, rows)).encode()
        try:
            fast = self._fast(table, instances, rows[~gone])
        except UnsayableError:
            return "".join(self._records(table, rows)).encode()
        if gone.any():
            slow = pa.array(list(self._records(table, rows[gone])), TEXT)
            places = np.empty(len(rows), dtype=np.int64)
            places[~gone] = np.arange(len(fast))
            places[gone] = np.arange(len(slow)) + len(fast)
            fast = pa.concat_arrays([fast, slow]).take(pa.array(places))
        return _bytes(fast)

    def _columns(self, table: str) -> Instances | None:
        shape = layout()[table].shape
        if shape is None or shape.cls in _SLOW or self._chosen.change is not None:
            return None
        if not self._tables.count(table):
            return None
        try:
            return Instances(self._tables, table, shape, known=self._chosen.known)
        except UnsayableError:
            return None

    def _withdrawn(self, table: str, rows: Rows) -> Any:
        values = column(self._tables, table, "clock_withdrawn")
        if self._chosen.known or values is None:
            return np.zeros(len(rows), dtype=bool)
        return np.asarray(values.take(pa.array(rows)).is_valid())

    def _fast(self, table: str, instances: Instances, rows: Rows) -> Any:
        taken = pa.array(rows)
        ids = needed(self._tables, table, "id").take(taken)
        return self._syntax.records(instances(Block(taken, self._syntax.opened(ids))))

    def _records(self, table: str, rows: Rows) -> Iterator[str]:
        """The same by the record road, one text for each row."""
        for record in self._chosen.records_in(table, rows):
            quads = list(encode(record, self._context))
            yield self.form.between + self.form.said(quads, self._context.base)


def as_known(record: Any) -> Any:
    """The version as it stood when it counted: nothing of its later withdrawal."""
    clock = replace(record.clock, withdrawn=None, reason=None, by=None)
    return replace(record, clock=clock) if clock != record.clock else record


def _bytes(texts: Any) -> memoryview:
    """The texts one after another, where they lie."""
    _, offsets, data = texts.buffers()
    ends = np.frombuffer(offsets, dtype=np.int64)[texts.offset : texts.offset + len(texts) + 1]
    return memoryview(data).cast("B")[ends[0] : ends[-1]] if data is not None else memoryview(b"")


_SLOW: Final = frozenset({Concept, Dataset})
WRITERS: Final[Mapping[str, Callable[[Context], Syntax]]] = {
    "nquads": Lines,
    "jsonld": Objects,
    "turtle": Paragraphs,
    "trig": partial(Paragraphs, graphs=True),
}
