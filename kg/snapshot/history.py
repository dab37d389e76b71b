"""What does a snapshot hold of the tables of a folder, from before the days of their states?

These are the versions that cite a table, and the concepts and evidence that only tables use.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa

from kg.columns import Tables
from kg.errors import SeedError
from kg.ingest.mapping.parts import TableMapping
from kg.ingest.mapping.pieces import Piece, anchored, references
from kg.model import SCHEMES, kind_of, slug_of
from kg.model.records import CLASSES
from kg.snapshot.stamps import Mask, Part, below_of, part_of, reopened
from kg.temporal import POS_INF, parse_day


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
    names = (piece.kind, *below_of(piece.kind))
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
    part = part_of({n: tables.table(n) for n in (name, *below_of(name))}, name, mask)
    return reopened(part, name, limit)


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
