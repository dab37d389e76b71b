"""Which pieces does one state of a table give?

Batch by batch, on both cores: what one row says is laid down at once, what many rows say
together is counted and laid down at the end.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeVar

import numpy as np
import pyarrow as pa

from kg.columns import shred
from kg.ingest.mapping.coded import Coded, Ints, joined
from kg.ingest.mapping.combos import combos
from kg.ingest.mapping.emit import emit
from kg.ingest.mapping.merging import datings, merged, spellings
from kg.ingest.mapping.pieces import Piece, assembled, part_of, table_of_kind
from kg.ingest.mapping.sheets import Sheet, alike, stacked
from kg.ingest.mapping.vector import VectorMaker
from kg.ingest.tables.form import Batch, Reject
from kg.model import Dataset
from kg.model.rules import broken

WORKERS: Final = 2
_SHOWN: Final = 3
A = TypeVar("A")
B = TypeVar("B")
Told = Callable[[int], None]


class Heap(NamedTuple):
    """What many rows say together, counted. Shape: `weight` rows say each instance."""

    ids: Coded
    sheet: Sheet
    weight: Ints
    rows: Ints  # the first row that says it


@dataclass(slots=True)
class Gathering:
    """What the batches of one state of a table have given so far."""

    maker: VectorMaker
    dataset: Dataset
    file: str
    pieces: list[Piece] = field(default_factory=list)
    heaps: dict[str, list[Heap]] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    rows: int = 0
    spelt: dict[str, list[str]] = field(default_factory=dict)  # by table: who has several names
    dated: dict[str, list[str]] = field(default_factory=dict)  # by table: what has several dates

    def take_in(self, batches: Iterator[Batch], tell: Told) -> None:
        """Make the records of all batches; `tell` is told the rows that were done."""
        for found, rejects, rows in self._spread(batches):
            self.rejects += rejects
            self.rows += rows
            for kind, tables, numbers in found.pieces:
                self.pieces.append(self._piece(kind, tables, numbers, shared=False))
            for kind, heap in found.heaps:
                self.heaps.setdefault(kind, []).append(heap)
            tell(self.rows)

    def _spread(self, batches: Iterator[Batch]) -> Iterator[tuple[_Done, list[Reject], int]]:
        """The batches in their order, worked on by several threads."""
        if any(derived.count for derived in self.maker.plan.mapping.derived):
            yield from (self._work(batch) for batch in batches)  # counts go from row to row
            return
        yield from ahead(self._work, batches)

    def _work(self, batch: Batch) -> tuple[_Done, list[Reject], int]:
        made, rejects = self.maker.batch(batch)
        done = _Done([], [])
        for one in made:
            kind = table_of_kind(one.template.kind)
            if one.template.shared:
                heap = counted(Heap(one.ids, one.sheet, one.weight, one.rows))
                done.heaps.append((kind, heap))
            elif len(one.rows):
                tables = emit(kind, one.ids, one.sheet, self.dataset.hemisphere)
                done.pieces.append((kind, tables, one.rows))
        return done, rejects, len(batch.rows)

    def finish(self) -> None:
        """Lay down what many rows say together."""
        for kind, heaps in self.heaps.items():
            self.pieces += self._shared(kind, heaps)
        self.heaps.clear()

    def _shared(self, kind: str, heaps: Sequence[Heap]) -> Iterator[Piece]:
        heap = counted(
            Heap(
                joined([h.ids for h in heaps]),
                stacked([h.sheet for h in heaps]),
                np.concatenate([h.weight for h in heaps]),
                np.concatenate([h.rows for h in heaps]),
            )
        )
        if not len(heap.rows):
            return
        _, label = combos([_word_codes(heap.ids)])
        several = np.bincount(label)[label] > 1
        alone = np.flatnonzero(~several)
        if len(alone):
            ids, sheet = heap.ids.take(alone), heap.sheet.take(alone)
            tables = emit(kind, ids, sheet, self.dataset.hemisphere)
            yield self._piece(kind, tables, heap.rows[alone], shared=True)
        if several.any():
            yield from self._disagreeing(kind, heap, np.flatnonzero(several))

    def _disagreeing(self, kind: str, heap: Heap, places: Ints) -> Iterator[Piece]:
        """Those of whom rows say different things, put together one by one."""
        ids, sheet = heap.ids.take(places), heap.sheet.take(places)
        records = assembled(kind, emit(kind, ids, sheet, self.dataset.hemisphere))
        variants: dict[str, Counter[Any]] = {}
        first: dict[str, int] = {}
        for record, place in zip(records, places.tolist(), strict=True):
            variants.setdefault(record.id, Counter())[record] += int(heap.weight[place])
            first[record.id] = min(first.get(record.id, 2**62), int(heap.rows[place]))
        self.spelt[kind] = [
            f"{identifier} ({', '.join(map(repr, names[:_SHOWN]))})"
            for identifier, some in variants.items()
            if (names := spellings(some))
        ]
        self.dated[kind] = [
            f"{identifier} ({', '.join(days[:_SHOWN])})"
            for identifier, some in variants.items()
            if (days := datings(some))
        ]
        whole = []
        for record in (merged(counts) for counts in variants.values()):
            fault = next(broken(record, self.dataset), None)
            if fault is None:
                whole.append(record)
            else:  # each row for itself breaks none
                self.rejects.append(Reject(first[record.id], None, None, fault[1].message))
        if whole:
            tables = part_of(shred(whole, self.dataset), kind)
            order = tables[kind].column("id").to_pylist()
            yield self._piece(kind, tables, np.array([first[i] for i in order]), shared=True)

    def told(self) -> Iterator[str]:
        """A note for each table in which rows give one record several names or dates."""
        for kind, found in sorted(self.dated.items()):
            if found:
                some = "; ".join(found[:_SHOWN]) + (" …" if len(found) > _SHOWN else "")
                yield (
                    f"{len(found):,} {kind} records have several dates, of which the one of most "
                    f"rows counts: {some}"
                )
        for kind, found in sorted(self.spelt.items()):
            if found:
                some = "; ".join(found[:_SHOWN]) + (" …" if len(found) > _SHOWN else "")
                yield (
                    f"{len(found):,} {kind} records have names that differ by more than case, "
                    f"accents and spaces: {some}"
                )

    def _piece(self, kind: str, tables: Any, rows: Ints, *, shared: bool) -> Piece:
        mapping = self.maker.plan.mapping
        return Piece(kind, tables, rows, shared, mapping.name, self.file)


def ahead(work: Callable[[A], B], items: Iterable[A]) -> Iterator[B]:
    """`work` of each item in their order, on all cores, a few items ahead of what is used.

    Equals: map(work, items)
    """
    with ThreadPoolExecutor(WORKERS) as threads:
        waiting: deque[Future[B]] = deque()
        for item in items:
            waiting.append(threads.submit(work, item))
            if len(waiting) > WORKERS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


class _Done(NamedTuple):
    """What one batch gives."""

    pieces: list[tuple[str, dict[str, pa.Table], Ints]]
    heaps: list[tuple[str, Heap]]


def counted(heap: Heap) -> Heap:
    """The same with every instance once, and how many rows say it."""
    first, label = combos([_word_codes(heap.ids), alike(heap.sheet)])
    if len(first) == len(label):
        return heap
    weight = np.bincount(label, weights=heap.weight, minlength=len(first)).astype(np.int64)
    rows = np.full(len(first), np.iinfo(np.int64).max)
    np.minimum.at(rows, label, heap.rows)
    return Heap(heap.ids.take(first), heap.sheet.take(first), weight, rows)


def _word_codes(ids: Coded) -> Any:
    again = ids.words.dictionary_encode().indices.to_numpy()
    return np.append(again, -1)[ids.codes]
