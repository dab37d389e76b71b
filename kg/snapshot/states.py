"""Which versions does a record have, when its table was published several times?

Each state of a table is compared with what counted before it, on the columns. What says the
same stays as it is; what is new or says something else is a version recorded on the day of
the state, and withdraws the one before; what is gone from the table goes the way that the
mapping declares. Building state after state over a snapshot, and building all states at
once, give the same versions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.columns import Tables, derived, merge, shred
from kg.columns.select import below, select
from kg.errors import SeedError
from kg.ingest.mapping.gone import gone
from kg.ingest.mapping.parts import TableMapping
from kg.ingest.mapping.pieces import Piece, anchored, references
from kg.ingest.mapping.roads import Mapped
from kg.model import SCHEMES, Dataset, kind_of, slug_of
from kg.model.records import CLASSES
from kg.snapshot.comparing import SAME, Comparison
from kg.snapshot.pairing import Pairs, paired, standing
from kg.temporal import POS_INF, parse_day

Part = dict[str, pa.Table]
Mask = npt.NDArray[np.bool_]


def versions(states: Sequence[Mapped], before: Part | None, dataset: Dataset) -> Part:
    """The tables of all versions that the states of one table give, over those of `before`.

    Shape:  tables of the layout that have rows; `before` likewise.
    Order:  the states by their days, all later than those of `before`.
    Equals: kg.snapshot.states.versions of one state after another
    """
    whole = None if before is None else dict(merge([before]))
    for state in states:
        fresh = dict(merge(piece.tables for piece in state.pieces))
        whole = fresh if whole is None else dict(merge(_Fold(whole, fresh, state, dataset).parts()))
    return {} if whole is None else whole


class _Fold:
    """One state laid over what counted before it."""

    def __init__(self, before: Part, fresh: Part, state: Mapped, dataset: Dataset) -> None:
        self.state, self.dataset = state, dataset
        self.before, self.fresh = before, fresh
        self.ones = Tables({**before, **derived(before)})
        self.twos = Tables({**fresh, **derived(fresh)})
        self.comparison = Comparison(self.ones, self.twos)
        self.own = kinds_of_rows(state.mapping)

    def parts(self) -> Iterator[Part]:
        """All versions, the new ones among them."""
        for name in CLASSES:
            yield from self._kind(name)

    def _kind(self, name: str) -> Iterator[Part]:
        """The parts that one record table becomes."""
        pairs = paired(self.ones, self.twos, name)
        ended = np.zeros(self.ones.count(name), dtype=bool)
        numbers: dict[int, int] = {}
        fresh = self._changed(name, pairs, ended, numbers)
        edited = list(self._gone(name, pairs, ended))
        if self.ones.count(name):
            yield _part(self.before, name, ~ended)
            if ended.any():
                reason = self._reason() if self._withdrawn(name) else None
                there = _part(self.before, name, ended)
                yield _stamped(there, name, withdrawn=self.state.day, reason=reason)
        if len(fresh):
            kept = np.zeros(self.twos.count(name), dtype=bool)
            kept[fresh] = True
            versions = np.array([numbers.get(int(row), 1) for row in np.flatnonzero(kept)])
            yield _numbered(_part(self.fresh, name, kept), name, versions)
        if edited:
            yield _own(shred(edited, self.dataset), name)

    def _changed(self, name: str, pairs: Pairs, ended: Mask, numbers: dict[int, int]) -> Any:
        """The rows of the state that are new versions; those of before that they end."""
        counts = standing(self.ones, name, pairs.before)
        flags = self.comparison.flags(name, pairs.before, pairs.after)
        new = (flags != SAME) | ~counts
        versions = self.ones.column(name, "clock_version")
        for one, two in zip(pairs.before[new].tolist(), pairs.after[new].tolist(), strict=True):
            numbers[two] = int(versions[one]) + 1
        ended[pairs.before[new & counts]] = True
        return np.concatenate((pairs.only_after, pairs.after[new])).astype(np.uint32)

    def _gone(self, name: str, pairs: Pairs, ended: Mask) -> Iterator[Any]:
        """What the mapping makes of records that its table no longer lists."""
        if name not in self.own:
            return
        rows = pairs.only_before[standing(self.ones, name, pairs.only_before)]
        if self._withdrawn(name):
            ended[rows] = True
            return
        for row, record in zip(rows.tolist(), self.ones.assemble(name, rows), strict=True):
            edited = gone(record, self.state.mapping.gone, self.state.day)
            if edited == record:
                continue
            ended[row] = True
            clock = replace(
                record.clock, recorded=self.state.day, version=record.clock.version + 1, repair=None
            )
            yield replace(edited, clock=clock)

    def _withdrawn(self, name: str) -> bool:
        return name in self.own and self.state.mapping.gone == "withdrawn"

    def _reason(self) -> str:
        return f"not in {self.state.mapping.source.id.pieces[0]} on {self.state.day}"


def kinds_of_rows(mapping: TableMapping) -> frozenset[str]:
    """The tables in which one record is one row's: its going means something."""
    return frozenset(record.kind for record in mapping.records if not record.shared)


class History:
    """What a snapshot holds of the tables of a folder, from before the days of their states.

    `parts` has it by the names of the mappings, as soon as `held` was asked.
    """

    def __init__(self, tables: Tables | None) -> None:
        self.tables = tables
        self.parts: dict[str, Part] = {}

    def held(
        self, mappings: Sequence[TableMapping], known: Collection[str]
    ) -> Mapping[str, pa.Array]:
        """The ids of the records of each mapping; `known` are those that the folder describes now.

        Raises: SeedError when the snapshot has a table of a day after its last state.
        """
        if self.tables is None:
            return {}
        removed = _removed(known)
        for mapping in mappings:
            found = _cited(self.tables, mapping, {*known, *removed})
            if "source" in found:
                self.parts[mapping.name] = found
        self._beside([m for m in mappings if m.name in self.parts], known)
        if removed:
            self._anchor(known)
        return {
            name: pa.concat_arrays([piece.ids for piece in pieces_in(part)])
            for name, part in self.parts.items()
        }

    def _anchor(self, known: Collection[str]) -> None:
        """Let go of what refers to a record that was removed, in every version."""
        groups = [list(pieces_in(part)) for part in self.parts.values()]
        left = anchored(groups, pa.array(sorted(known), pa.utf8()), [])
        for name, pieces in zip(self.parts, left, strict=True):
            self.parts[name] = {n: t for p in pieces for n, t in _own_tables(p).items()}

    def _beside(self, mappings: Sequence[TableMapping], known: Collection[str]) -> None:
        """Add the concepts and evidence that only tables use, each to who gave it first.

        They cite nothing themselves: what a table gave is what its records refer to.
        """
        assert self.tables is not None  # noqa: S101  (there are mappings)
        days = {n: self.tables.column(n, "clock_recorded_day") for n in ("concept", "evidence")}
        owned: dict[str, set[str]] = {mapping.name: set() for mapping in mappings}
        used = {mapping.name: self._used(mapping, known) for mapping in mappings}
        published = {mapping.name: _published(self.tables, mapping) for mapping in mappings}
        for one in sorted({one for some in used.values() for one in some}):
            users = [name for name, some in used.items() if one in some]
            first = int(days[_table(one)][self.tables.rows_of(one)].min())
            owned[next((n for n in users if first in published[n]), users[0])].add(one)
        for mapping in mappings:
            limit = parse_day(str(mapping.states[0].recorded))
            for name, of_kind in days.items():
                own = {one for one in owned[mapping.name] if _table(one) == name}
                mask = _among(self.tables, name, own)
                if name == "evidence":
                    cited = _citing(self.tables, name, mapping)
                    mask |= cited & ~_among(self.tables, name, {*known, *_removed(known)})
                found = _before(self.tables, name, mask & (of_kind < limit), limit)
                self.parts[mapping.name] |= found

    def _used(self, mapping: TableMapping, known: Collection[str]) -> set[str]:
        """The concepts and evidence of the snapshot that a mapping uses, at any remove."""
        assert self.tables is not None  # noqa: S101  (as before)
        found: set[str] = set()
        part = self.parts[mapping.name]
        while True:
            named = {
                name
                for piece in pieces_in(part)
                for refs in references(piece)
                for name in refs.words.to_pylist()
            }
            fresh = {
                name
                for name in named - found - set(known)
                if _table(name) in ("concept", "evidence") and len(self.tables.rows_of(name))
            }
            if not fresh:
                return found
            found |= fresh
            concepts = {one for one in fresh if _table(one) == "concept"}
            mask = _among(self.tables, "concept", concepts)
            part = _before(self.tables, "concept", mask, POS_INF)


def _table(identifier: str) -> str:
    """The table in which a record is."""
    kind = kind_of(identifier)
    return "concept" if kind in SCHEMES else kind


def _removed(known: Collection[str]) -> set[str]:
    """The ids that records had which the folder says were removed."""
    slugs = [slug_of(name) for name in known if kind_of(name) == "tombstone"]
    return {f"{kind}/{slug}" for kind in CLASSES if kind != "concept" for slug in slugs}


def _own_tables(piece: Piece) -> Part:
    names = (piece.kind, *_below(piece.kind))
    return {name: piece.tables[name] for name in names if name in piece.tables}


def _cited(tables: Tables, mapping: TableMapping, known: Collection[str]) -> Part:
    """The records that cite a table, with the evidence and the source that it is.

    Versions of the first day of its states and later are left out, and what was withdrawn then
    counts again: building a state anew replaces it.
    """
    found: Part = {}
    if any(state.recorded is None for state in mapping.states):
        return found  # which is told as a fault
    first, last = (parse_day(str(mapping.states[at].recorded)) for at in (0, -1))
    for name in CLASSES:
        mask = _citing(tables, name, mapping)
        days = tables.column(name, "clock_recorded_day")
        if (days[mask] > last).any():
            raise SeedError(
                f"the snapshot has {mapping.source.id.pieces[0]} of a later day "
                f"than {mapping.states[-1].recorded}",
                hint="name both in states:, or build from nothing with --fresh",
                file=mapping.file,
            )
        found |= _before(tables, name, mask & (days < first) & ~_among(tables, name, known), first)
    return found


def _published(tables: Tables, mapping: TableMapping) -> set[int]:
    """The days of which the snapshot has a state of a table: each is a version of its source."""
    rows = tables.rows_of(f"source/{mapping.source.id.pieces[0]}")
    days: list[int] = tables.column("source", "clock_recorded_day")[rows].tolist()
    return set(days)


def pieces_in(part: Part) -> Iterator[Piece]:
    """The records of each class, to look through their references."""
    for name in CLASSES:
        if name in part:
            rows = np.zeros(part[name].num_rows, dtype=np.int64)
            yield Piece(name, part, rows, True, "", "")  # noqa: FBT003  (a part has no rows)


def _among(tables: Tables, name: str, known: Collection[str]) -> Mask:
    rows = [row for some in tables.rows_of_many(name, sorted(known)) for row in some.tolist()]
    mask = np.zeros(tables.count(name), dtype=bool)
    mask[rows] = True
    return mask


def _before(tables: Tables, name: str, mask: Mask, limit: int) -> Part:
    """These versions as they were before a day."""
    if not mask.any():
        return {}
    part = _part({n: tables.table(n) for n in (name, *_below(name))}, name, mask)
    return _reopened(part, name, limit)


def _below(name: str) -> list[str]:
    return [described.name for described in below(name)]


def _citing(tables: Tables, name: str, mapping: TableMapping) -> Mask:
    """Which versions of a class say that they come from a table."""
    mask = np.zeros(tables.count(name), dtype=bool)
    evidence, cited = mapping.evidence, f"{name}.evidence"
    if name == "evidence":
        code = tables.code(name, "source", f"source/{slug_of(evidence)}")
        if code is not None:
            mask = np.asarray(tables.column(name, "source") == code)
        mask[tables.rows_of(evidence)] = True
    elif name == "source":
        for record in tables.assemble("evidence", tables.rows_of(evidence)):
            mask[tables.rows_of(record.source)] = True
    if cited in tables.names and tables.count(cited):
        code = tables.code(cited, "value", evidence)
        if code is not None:
            mask[tables.column(cited, "owner")[tables.column(cited, "value") == code]] = True
    return mask


def _reopened(part: Part, name: str, limit: int) -> Part:
    """The same as it was before that day: what was withdrawn since counts again."""
    table = part[name]
    days = table.column("clock_withdrawn_day").to_numpy()
    again = (days >= limit) & (days < POS_INF)
    if not again.any():
        return part
    for column in ("clock_withdrawn", "clock_reason", "clock_by"):
        words = table.column(column).combine_chunks().cast(pa.utf8())
        table = _put(table, column, pc.if_else(pa.array(again), None, words).dictionary_encode())
    days = np.where(again, POS_INF, days)
    return part | {name: _put(table, "clock_withdrawn_day", pa.array(days))}


def _own(tables: Mapping[str, pa.Table], name: str) -> Part:
    return {n: tables[n] for n in (name, *_below(name)) if tables[n].num_rows}


def _part(tables: Mapping[str, pa.Table], name: str, kept: Mask) -> Part:
    return select({n: tables[n] for n in (name, *_below(name)) if n in tables}, name, kept)


def _stamped(part: Part, name: str, *, withdrawn: str, reason: str | None) -> Part:
    """The same versions, withdrawn on a day."""
    table = part[name]
    size = table.num_rows

    def word(text: str | None) -> pa.Array:
        return pa.array([text] * size, pa.utf8()).dictionary_encode()

    table = _put(table, "clock_withdrawn", word(withdrawn))
    table = _put(table, "clock_reason", word(reason))
    days = np.full(size, parse_day(withdrawn), dtype=np.int64)
    return part | {name: _put(table, "clock_withdrawn_day", pa.array(days))}


def _numbered(part: Part, name: str, versions: npt.NDArray[Any]) -> Part:
    """The same records, with these numbers of versions."""
    numbers = pa.array(versions.astype(np.int64))
    return part | {name: _put(part[name], "clock_version", numbers)}


def _put(table: pa.Table, column: str, values: pa.Array) -> pa.Table:
    at = table.schema.get_field_index(column)
    field = table.schema.field(at)
    return table.set_column(at, field, values.cast(field.type))
