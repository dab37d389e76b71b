"""Which records that tables give do not go with other records?

What `kg.model.integrity` asks of records and those they name is asked here of columns: no
passage beyond the end of its source, no tenure that ends before it begins, nothing that was
removed, nothing that refers to what was withdrawn.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.columns.select import select
from kg.ingest.mapping.coded import Ints, Mask
from kg.ingest.mapping.parts import TableMapping
from kg.ingest.mapping.pieces import Lost, Piece, assembled
from kg.model import Dataset, Event, Record, Source, Tombstone, slug_of
from kg.model.circles import CONTAINERS
from kg.model.extents import extent_in
from kg.model.lengths import length_of
from kg.model.versions import latest
from kg.temporal import NEG_INF, POS_INF


@dataclass(frozen=True)
class Described:
    """What a folder says beside its tables: rows have to agree with it.

    `names` are the ids of its records, `newest` the latest versions of those that are known.
    """

    names: frozenset[str]
    newest: Mapping[str, Record]

    @classmethod
    def of(cls, records: Iterable[Record], more: Iterable[str] = ()) -> Self:
        """What these records say; `more` are ids of others."""
        newest = latest(records)
        return cls(frozenset(newest).union(more), newest)

    @cached_property
    def ids(self) -> pa.Array:
        """The ids as texts, in order."""
        return pa.array(sorted(self.names), pa.utf8())

    @cached_property
    def withdrawn(self) -> dict[str, str]:
        """The ids of records that no longer count, with the day on which they were withdrawn."""
        return {i: str(r.clock.withdrawn) for i, r in self.newest.items() if r.clock.withdrawn}

    @cached_property
    def removed(self) -> dict[str, str]:
        """The slugs of records that were erased, with the tombstone of each."""
        return {slug_of(i): i for i, r in self.newest.items() if isinstance(r, Tombstone)}

    @cached_property
    def above(self) -> list[tuple[str, str]]:
        """Which record lies in which."""
        return [
            (identifier, other)
            for identifier, record in self.newest.items()
            for field in CONTAINERS
            for other in _named(getattr(record, field, None))
        ]


def _named(value: Any) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else () if value is None else (value,)


Held = Callable[[Sequence[TableMapping], Collection[str]], Mapping[str, pa.Array]]


def nothing(_mappings: Sequence[TableMapping], _known: Collection[str]) -> Mapping[str, pa.Array]:
    """What is held of tables that nothing was built of before."""
    return {}


def agreeing(
    pieces: Sequence[Piece],
    others: Sequence[Piece],
    described: Described,
    dataset: Dataset,
    lost: list[Lost],
) -> list[Piece]:
    """Those of the records that go with each other, with `others` and with what is described.

    Cost:   a look at a few columns; a record for each source whose passages are cited.
    Equals: kg.model.integrity.findings, of what needs two records
    """
    around = _Around([*pieces, *others], described, dataset)
    found = []
    for piece in pieces:
        bad: dict[int, str] = {}
        for place, reason in around.faults(piece):
            bad.setdefault(place, reason)
        lost += [Lost(piece, place, reason) for place, reason in sorted(bad.items())]
        kept = np.ones(len(piece.rows), dtype=bool)
        kept[list(bad)] = False
        if kept.any():
            found.append(piece.keep(kept) if bad else piece)
    return found


def agree(
    pieces: Iterable[Piece], newest: Sequence[Piece], described: Described, dataset: Dataset
) -> bool:
    """Whether records, in any version, go with the newest of each other and with what is described.

    Cost: as `agreeing`.
    """
    around = _Around(newest, described, dataset)
    return not any(True for piece in pieces for _ in around.faults(piece))


class _Around:
    """Looks up what records name."""

    def __init__(self, pieces: Sequence[Piece], described: Described, dataset: Dataset) -> None:
        self.pieces, self.described, self.dataset = pieces, described, dataset

    def faults(self, piece: Piece) -> Iterator[tuple[int, str]]:
        """The places of records that do not agree, and why."""
        if self.described.removed and piece.kind != "concept":
            yield from self._removed(piece)
        if piece.kind == "evidence":
            yield from self._beyond(piece)
        if piece.kind == "tenure":
            yield from self._backwards(piece)

    def _removed(self, piece: Piece) -> Iterator[tuple[int, str]]:
        slugs = pc.replace_substring_regex(piece.ids, r"\A[^/]*/", "")
        gone = pc.is_in(slugs, value_set=pa.array(sorted(self.described.removed), pa.utf8()))
        for place in np.flatnonzero(gone.to_numpy(zero_copy_only=False)).tolist():
            identifier = piece.ids[place].as_py()
            yield place, f"{identifier} was removed: {self.described.removed[slug_of(identifier)]}"

    def _beyond(self, piece: Piece) -> Iterator[tuple[int, str]]:
        """Passages that end beyond the end of their source."""
        table = piece.tables["evidence"]
        there = np.flatnonzero(table.column("end").is_valid().to_numpy(zero_copy_only=False))
        if not len(there) or not self._measured():
            return
        ends = table.column("end").take(pa.array(there)).to_numpy()
        named = table.column("source").combine_chunks().take(pa.array(there)).dictionary_encode()
        lengths = self._lengths(named.dictionary.cast(pa.utf8()).to_pylist())
        most = np.array([np.inf if n is None else n for n in lengths])[named.indices.to_numpy()]
        for at in np.flatnonzero(ends > most).tolist():
            yield (
                int(there[at]),
                (f"the passage ends at {ends[at]}, its source has {int(most[at])} code points"),
            )

    def _measured(self) -> bool:
        """Whether of any source it is told how long it is."""
        tables = [p.tables["source"] for p in self.pieces if p.kind == "source"]
        known = [r for r in self.described.newest.values() if isinstance(r, Source)]
        return any(t.column("length").null_count < t.num_rows for t in tables) or any(
            record.length is not None for record in known
        )

    def _lengths(self, names: Sequence[str]) -> list[int | None]:
        """How long each of these sources is, or the one that it is a part of."""
        known: dict[str, Record | None] = {}
        todo = set(names)
        while todo:
            some = {name: self.described.newest.get(name) for name in todo}
            some |= {r.id: r for r in self._sources([n for n, r in some.items() if r is None])}
            known |= some
            wholes = {r.part_of for r in some.values() if isinstance(r, Source)}
            todo = {name for name in wholes if name is not None} - known.keys()
        return [length_of(name, known) for name in names]

    def _sources(self, names: Sequence[str]) -> Iterator[Source]:
        wanted = pa.array(names, pa.utf8())
        for piece in self.pieces:
            if piece.kind == "source" and len(wanted):
                kept: Mask = pc.is_in(piece.ids, value_set=wanted).to_numpy(zero_copy_only=False)
                if kept.any():
                    yield from assembled("source", select(piece.tables, "source", kept))

    def _backwards(self, piece: Piece) -> Iterator[tuple[int, str]]:
        """Tenures of which one event is said to end it before another one begins it."""
        columns = [
            piece.tables["tenure"].column(name).combine_chunks()
            for name in ("began_by", "ended_by")
        ]
        texts = [column.cast(pa.utf8()) for column in columns]
        both = pc.and_(texts[0].is_valid(), texts[1].is_valid()).to_numpy(zero_copy_only=False)
        places = np.flatnonzero(both)
        if not len(places):
            return
        began, ended = (text.take(pa.array(places)) for text in texts)
        starts, _ = self._bounds(began)
        _, ends = self._bounds(ended)
        for at in np.flatnonzero(ends < starts).tolist():
            yield (
                int(places[at]),
                (f"{ended[at].as_py()} ended before {began[at].as_py()}, which began the tenure"),
            )

    def _bounds(self, events: pa.Array) -> tuple[Ints, Ints]:
        """The earliest start and the latest end of each of these events; without, all days."""
        starts, ends = np.full(len(events), NEG_INF), np.full(len(events), POS_INF)
        found = np.zeros(len(events), dtype=bool)
        for at, name in enumerate(events.to_pylist()):
            record = self.described.newest.get(name)
            extent = extent_in(self.dataset, record.time) if isinstance(record, Event) else None
            found[at] = record is not None
            if extent is not None:
                starts[at], ends[at] = extent.start_earliest, extent.end_latest
        for piece in self.pieces:
            if piece.kind == "event":
                self._dated(piece, events, found, starts, ends)
        return starts, ends

    @staticmethod
    def _dated(piece: Piece, events: pa.Array, found: Mask, starts: Ints, ends: Ints) -> None:
        """Fill in what one piece knows of these events."""
        place = pc.index_in(events, value_set=piece.ids).fill_null(-1).to_numpy()
        here = np.flatnonzero((place >= 0) & ~found)
        table = piece.tables["event"]
        starts[here] = table.column("time_start_earliest").to_numpy()[place[here]]
        ends[here] = table.column("time_end_latest").to_numpy()[place[here]]
        found[here] = True
