"""Which of the records that tables make may stay?

A piece is what one template made of some rows, laid down, with the row of each record. Over
all pieces: no id twice, no reference that leads nowhere, nothing that contains itself. Rows
whose records must go are told, each with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.columns import Tables
from kg.columns.ids import hash_ids
from kg.columns.layout import Shape, empty_tables, layout
from kg.columns.select import below, roots, select
from kg.ingest.mapping.coded import Ints, Mask
from kg.ingest.tables.form import Reject
from kg.model import FieldType
from kg.model.circles import CONTAINERS
from kg.model.ids import SCHEMES, kind_of

Texts = Any  # a pa.Array of utf8 without nulls


class Refs(NamedTuple):
    """The references of one column: what they name, and the record that holds each."""

    column: str
    words: Texts
    codes: npt.NDArray[Any]
    root: Ints

    def used(self) -> Texts:
        """The ids that are really named, each once."""
        there = np.zeros(len(self.words) + 1, dtype=bool)
        there[self.codes] = True
        return pc.unique(self.words.filter(pa.array(there[:-1])))


@dataclass(frozen=True, slots=True)
class Piece:
    """Records of one class from one mapping: `rows` are the numbers of their rows."""

    kind: str  # the table: event, actor … concept
    tables: Mapping[str, pa.Table]
    rows: Ints
    shared: bool
    mapping: str
    file: str

    @property
    def ids(self) -> Texts:
        """The id of each record."""
        return self.tables[self.kind].column("id").combine_chunks().cast(pa.utf8())

    def keep(self, kept: Mask) -> Piece:
        """The same with some of its records."""
        return replace(self, tables=select(self.tables, self.kind, kept), rows=self.rows[kept])


class Lost(NamedTuple):
    """A record that may not stay: its piece, its place there, and why."""

    piece: Piece
    place: int
    reason: str
    name: str | None = None

    @property
    def reject(self) -> Reject:
        """As a row that could not be used."""
        return Reject(int(self.piece.rows[self.place]), None, self.name, self.reason)


def once(
    pieces: Sequence[Piece], known: Texts, lost: list[Lost]
) -> tuple[list[Piece], dict[str, int]]:
    """Each id once: what is `known` goes first, then what one row says, then the earlier row.

    What many rows share stays as it is known, and is counted by kind; a row that makes a
    record again is lost.
    """
    passed: dict[str, int] = {}
    kept_of: dict[int, Mask] = {}
    by_kind: dict[str, list[Piece]] = {}
    for piece in pieces:
        by_kind.setdefault(piece.kind, []).append(piece)
    for kind, some in by_kind.items():
        ids = pa.concat_arrays([piece.ids for piece in some])
        taken = pc.is_in(ids, value_set=known).to_numpy(zero_copy_only=False)
        rows = np.concatenate([piece.rows for piece in some])
        shared = np.concatenate([np.full(len(piece.rows), piece.shared) for piece in some])
        first = _firsts(ids, rows, shared)
        kept = (first == np.arange(len(ids))) & ~taken
        begin = 0
        for piece in some:
            span = slice(begin, begin + len(piece.rows))
            begin = span.stop
            kept_of[id(piece)] = kept[span]
            gone = np.flatnonzero(~kept[span])
            if piece.shared and len(gone):
                passed[kind] = passed.get(kind, 0) + len(gone)
                continue
            for at in gone.tolist():
                row = None if taken[span][at] else int(rows[first[span][at]])
                lost.append(Lost(piece, at, twice(piece.ids[at].as_py(), row)))
    found = [p if kept_of[id(p)].all() else p.keep(kept_of[id(p)]) for p in pieces]
    return [piece for piece in found if len(piece.rows)], passed


def twice(identifier: str, row: int | None) -> str:
    """Why a row may not make a record: an earlier row has, or else the folder or another table."""
    of = "of the folder or another table" if row is None else f"of row {row}"
    return f"there is {identifier} already, {of}"


def _firsts(ids: Texts, rows: Ints, shared: Mask) -> Ints:
    """For each id the place where it stands first: what one row says before what is shared."""
    if _differ(ids):
        return np.arange(len(ids), dtype=np.int64)
    found = ids.dictionary_encode()
    codes: npt.NDArray[Any] = found.indices.to_numpy()
    order = np.lexsort((rows, shared))
    firsts: Ints = np.empty(len(found.dictionary), dtype=np.int64)
    firsts[codes[order[::-1]]] = order[::-1]  # the earliest is written last
    return np.take(firsts, codes)


def _differ(ids: Texts) -> bool:
    """Whether no two hashes of ids are one, so that no two ids are."""
    hashes = hash_ids(ids)
    hashes.sort()
    return bool((hashes[1:] != hashes[:-1]).all())


def anchored(
    groups: Sequence[Sequence[Piece]],
    known: Texts,
    lost: list[Lost],
    withdrawn: Mapping[str, str] = MappingProxyType({}),
) -> list[list[Piece]]:
    """Only records whose references all name a record that is there, in any of the groups.

    What is `withdrawn`, each with its day, is there no longer, and not `known`.
    """
    left = [list(group) for group in groups]
    while True:
        held = [[list(references(piece)) for piece in group] for group in left]
        missing = _missing(held, left, known)
        if not len(missing):
            return left
        left = [
            list(_anchored(group, refs, missing, withdrawn, lost))
            for group, refs in zip(left, held, strict=True)
        ]


def _missing(
    held: Sequence[Sequence[Sequence[Refs]]], groups: Sequence[Sequence[Piece]], known: Texts
) -> Texts:
    """The ids that something refers to and nothing has."""
    used = [refs.used() for group in held for piece in group for refs in piece]
    wanted = pc.unique(pa.concat_arrays([pa.array([], pa.utf8()), *used]))
    kinds = set(pc.unique(pc.replace_substring_regex(wanted, "/.*", "")).to_pylist())
    tables = {"concept" if kind in SCHEMES else kind for kind in kinds}
    ids = [piece.ids for group in groups for piece in group if piece.kind in tables]
    there = pa.concat_arrays([known, *ids])
    return wanted.filter(pc.invert(pc.is_in(wanted, value_set=there)))


def _anchored(
    pieces: Sequence[Piece],
    held: Sequence[Sequence[Refs]],
    missing: Texts,
    withdrawn: Mapping[str, str],
    lost: list[Lost],
) -> Iterator[Piece]:
    for piece, columns in zip(pieces, held, strict=True):
        bad = np.zeros(len(piece.rows), dtype=bool)
        for refs in columns:
            gone = pc.is_in(refs.words, value_set=missing).to_numpy(zero_copy_only=False)
            if not gone.any():
                continue
            for place in np.flatnonzero(np.append(gone, [False])[refs.codes]).tolist():
                root = int(refs.root[place])
                if not bad[root]:
                    bad[root] = True
                    name = refs.words[int(refs.codes[place])].as_py()
                    day = withdrawn.get(name)
                    reason = f"{name} was withdrawn on {day}" if day else f"there is no {name}"
                    lost.append(Lost(piece, root, reason, name))
        if not bad.all():
            yield piece.keep(~bad) if bad.any() else piece


def references(piece: Piece) -> Iterator[Refs]:
    """Every column of a piece that refers to records."""
    for table, root in roots(piece.tables, piece.kind):
        described = layout()[table]
        names = ["value"] if described.shape is None else list(_ref_columns(described.shape))
        for name in names:
            if described.shape is None and not _refers(table):
                continue
            column = piece.tables[table].column(name).combine_chunks()
            if pa.types.is_dictionary(column.type) and len(column.dictionary):
                codes = column.indices.fill_null(-1).to_numpy(zero_copy_only=False)
                yield Refs(f"{table}.{name}", column.dictionary, codes, root)


def _ref_columns(shape: Shape) -> Iterator[str]:
    for single in shape.singles:
        if single.field.sort is FieldType.REF and single.field.name != "id":
            yield single.column.name
    for whole in shape.wholes:
        yield from _ref_columns(whole.shape)


def _refers(table: str) -> bool:
    """Whether the values of a bare list are references."""
    parent = layout()[layout()[table].parent or ""]
    assert parent.shape is not None  # noqa: S101  (what has lists has a shape)
    return any(
        listed.table == table and listed.field.sort is FieldType.REF
        for listed in _lists(parent.shape)
    )


def _lists(shape: Shape) -> Iterator[Any]:
    yield from shape.lists
    for whole in shape.wholes:
        yield from _lists(whole.shape)


_HOLDS: Final = frozenset(CONTAINERS)


def uncircled(
    pieces: Sequence[Piece], lost: list[Lost], above: Sequence[tuple[str, str]] = ()
) -> list[Piece]:
    """Only records that do not contain themselves, at any remove.

    `above` says of other records which lies in which.
    """
    bad = [np.zeros(len(piece.rows), dtype=bool) for piece in pieces]
    for kind in dict.fromkeys(piece.kind for piece in pieces):
        some = [place for place, piece in enumerate(pieces) if piece.kind == kind]
        steps = _steps([pieces[place] for place in some])
        if not steps:
            continue
        outer = [step for step in above if table_of_kind(kind_of(step[0])) == kind]
        ids = pa.concat_arrays([pieces[place].ids for place in some])
        circle = _circling(ids, steps, outer)
        begin = 0
        for place in some:
            bad[place] = circle[begin : begin + len(bad[place])]
            begin += len(bad[place])
    found = []
    for piece, gone in zip(pieces, bad, strict=True):
        places = np.flatnonzero(gone).tolist()
        lost += [Lost(piece, at, f"{piece.ids[at].as_py()} contains itself") for at in places]
        found.append(piece.keep(~gone) if gone.any() else piece)
    return [piece for piece in found if len(piece.rows)]


def _steps(pieces: Sequence[Piece]) -> list[Refs]:
    """What records of one class say that they lie in; roots count over all the pieces."""
    found = []
    begin = 0
    for piece in pieces:
        found += [
            refs._replace(root=refs.root + begin)
            for refs in references(piece)
            if refs.column.split(".")[1] in _HOLDS and _same_kind(piece, refs.words)
        ]
        begin += len(piece.rows)
    return found


def _same_kind(piece: Piece, words: Texts) -> bool:
    first = kind_of(words[0].as_py())
    return first == piece.kind or (piece.kind == "concept" and first in SCHEMES)


def _circling(ids: Texts, steps: Sequence[Refs], outer: Sequence[tuple[str, str]]) -> Mask:
    """Which of these ids stand in a circle, with the steps between other records."""
    from scipy.sparse import coo_array  # noqa: PLC0415  (0.2 s that only what lies in others pays)
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415  (as above)

    names = pa.concat_arrays([ids, pa.array([n for step in outer for n in step], pa.utf8())])
    names = names.dictionary_encode()
    number = names.indices.to_numpy()
    sources, targets = [number[len(ids) :: 2]], [number[len(ids) + 1 :: 2]]
    for refs in steps:
        target = pc.index_in(refs.words, value_set=names.dictionary).fill_null(-1).to_numpy()
        to = np.append(target, -1)[refs.codes]
        sources.append(number[refs.root[to >= 0]])
        targets.append(to[to >= 0])
    one, two = np.concatenate(sources), np.concatenate(targets)
    size = len(names.dictionary)
    graph = coo_array((np.ones(len(one)), (one, two)), (size, size))
    _, component = connected_components(graph, directed=True, connection="strong")
    circle: Mask = np.bincount(component, minlength=size)[component] > 1
    circle[one[one == two]] = True
    found: Mask = circle[number[: len(ids)]]
    return found


def assembled(kind: str, tables: Mapping[str, pa.Table]) -> list[Any]:
    """The records of these tables, in their order."""
    return Tables({**empty_tables(), **tables}).assemble(kind, range(tables[kind].num_rows))


def part_of(tables: Mapping[str, pa.Table], kind: str) -> dict[str, pa.Table]:
    """The tables of one class that hold anything."""
    own = (kind, *(one.name for one in below(kind)))
    return {name: tables[name] for name in own if tables[name].num_rows}


def table_of_kind(kind: str) -> str:
    """The table that holds records of a kind or scheme."""
    return "concept" if kind in SCHEMES else kind
