"""What is in the columns of a table, as far as a look goes?

The first rows and an even sample of the rest are held, so that a file of any size takes the
same memory; up to a bound all rows are read and counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.ingest.mapping.head import MISSING
from kg.ingest.tables.form import CODED, Reject
from kg.ingest.tables.reading import Table

FIRST: Final = 50_000  # rows that are held as they come
CELLS: Final = 4_000_000  # cells of them, at most
SAMPLE: Final = 500  # rows that are held of each later batch
MOST: Final = 5_000_000  # rows that are read
ABSENT: Final = frozenset(
    {
        *("-", "--", "---", "\u2013", "\u2014", ".", "?", "n.a.", "n.a", "n.d.", "nil", "unknown"),
        *("unk", "unspecified", "missing", "tbd", "tba", "#ref!", "#value!", "#div/0!", "(blank)"),
        *("(none)", "not available", "not known", "not applicable", "no data", "s/d", "sin datos"),
        *("sin dato", "desconocido", "desconocida", "unbekannt", "k.a.", "inconnu"),
    }
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Column:
    """One column: `cells` are those that were looked at, trimmed, null where missing."""

    name: str
    place: int
    cells: pa.Array
    missing: Mapping[str, int] = field(default_factory=dict)

    @property
    def listed(self) -> bool:
        """Whether its cells are lists already."""
        return bool(pa.types.is_list(self.cells.type) or pa.types.is_large_list(self.cells.type))

    @property
    def rows(self) -> int:
        """How many rows were looked at."""
        return len(self.cells)

    @cached_property
    def filled(self) -> int:
        """How many of them have a cell."""
        return self.rows - int(self.cells.null_count)

    @property
    def share(self) -> float:
        """The same as a part of one."""
        return self.filled / self.rows if self.rows else 0.0

    @cached_property
    def counts(self) -> dict[str, int]:
        """How often each text stands, the commonest first, then by the text."""
        texts = self.cells.flatten() if self.listed else self.cells
        found = pc.value_counts(texts.drop_null())
        pairs = zip(
            found.field("values").to_pylist(), found.field("counts").to_pylist(), strict=True
        )
        return dict(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))

    def some(self, most: int) -> list[tuple[str, int]]:
        """Texts of every shape with their counts: at most about so many, never by chance."""
        pairs = list(self.counts.items())
        if len(pairs) <= most:
            return pairs
        shapes: dict[str, list[tuple[str, int]]] = {}
        for pair in pairs[:20_000]:
            shapes.setdefault(_shape(pair[0]), []).append(pair)
        each = max(3, most // len(shapes))
        return [pair for of_shape in shapes.values() for pair in of_shape[:each]][: 2 * most]


def _shape(text: str) -> str:
    return "".join("9" if c.isdigit() else "a" if c.isalpha() else c for c in text[:40])


@dataclass(frozen=True, kw_only=True)
class Look:
    """What a look at a table found. `whole`: all rows were read; `held` of them are looked at."""

    columns: Sequence[Column]
    rows: int
    held: int
    whole: bool
    notes: Sequence[str]
    rejects: Sequence[Reject]

    @cached_property
    def absent(self) -> dict[str, int]:
        """Words that mean that a cell is missing, with their counts."""
        found: dict[str, int] = {}
        for column in self.columns:
            for word, count in column.missing.items():
                found[word] = found.get(word, 0) + count
        return dict(sorted(found.items()))


def look(table: Table) -> Look:
    """A look at an open table."""
    first = max(1000, min(FIRST, CELLS // max(1, len(table.columns))))
    parts: list[Mapping[str, pa.Array]] = []
    last = held = 0
    whole = True
    for batch in table.batches(first):
        last = int(batch.rows[-1])
        plain = {n: c.cast(pa.utf8()) if c.type == CODED else c for n, c in batch.columns.items()}
        kept = plain if not parts else _sample(plain, len(batch.rows))
        parts.append(kept)
        held += len(next(iter(kept.values()))) if kept else 0
        if last >= MOST or held >= 2 * first:
            whole = False
            break
    rejects = list(table.rejects)
    rows = max([last, *(reject.row for reject in rejects)])
    columns = tuple(_columns(table.columns, parts))
    return Look(
        columns=columns,
        rows=rows,
        held=held,
        whole=whole,
        notes=table.notes,
        rejects=rejects,
    )


def _sample(columns: Mapping[str, pa.Array], rows: int) -> Mapping[str, pa.Array]:
    if rows <= SAMPLE:
        return columns
    chosen = pa.array(np.linspace(0, rows - 1, SAMPLE).astype(np.int64))
    return {name: cells.take(chosen) for name, cells in columns.items()}


def _columns(names: Sequence[str], parts: Sequence[Mapping[str, pa.Array]]) -> Iterator[Column]:
    raw = [_trimmed(pa.chunked_array([part[name] for part in parts])) if parts else _NONE
           for name in names]  # fmt: skip
    for place, (name, cells) in enumerate(zip(names, raw, strict=True)):
        if pa.types.is_string(cells.type):
            words = _absent(cells)
            found = pc.is_in(cells, value_set=pa.array(["", *words], pa.utf8()))
            cells = pc.if_else(found, pa.scalar(None, pa.utf8()), cells)  # noqa: PLW2901  (the same cells, without words for missing)
            yield Column(name=name, place=place, cells=cells, missing=words)
        else:
            yield Column(name=name, place=place, cells=cells)


_NONE: Final = pa.array([], pa.utf8())


def _trimmed(chunks: Any) -> pa.Array:
    cells = chunks.combine_chunks()
    if isinstance(cells, pa.ChunkedArray):  # more than 2 GiB would not fit; it never does here
        cells = cells.chunk(0)
    if pa.types.is_list(cells.type) or pa.types.is_large_list(cells.type):
        lengths = pc.list_value_length(cells).fill_null(0)
        return pc.if_else(pc.equal(lengths, 0), pa.scalar(None, cells.type), cells)
    return pc.utf8_trim_whitespace(cells.cast(pa.utf8()))


def _absent(cells: pa.Array) -> dict[str, int]:
    """The words among the cells that mean that one is missing."""
    found = pc.value_counts(cells.drop_null())
    pairs = zip(found.field("values").to_pylist(), found.field("counts").to_pylist(), strict=True)
    return {
        text: count
        for text, count in sorted(pairs)
        if text and (text in MISSING or text.casefold() in ABSENT)
    }
