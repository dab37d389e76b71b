"""Which records does a long RDF file give, that need not be held one by one?

Records are laid down in columns as they come, some thousands at a time, and each is held to
the rules; what takes other records is asked of the columns in the end. Where anything is not
as it should be, or the folder has tables beside it, the file is read as a short one is, record
by record, which tells every fault.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.columns import shred
from kg.columns.select import below, select
from kg.columns.stored import stored
from kg.ingest.mapping.across import Described, agree
from kg.ingest.mapping.coded import Mask
from kg.ingest.mapping.pieces import Piece, assembled, references, uncircled
from kg.model import Concept, Dataset, Evidence, Record, Source, Tombstone
from kg.model.integrity import findings
from kg.model.records import CLASSES
from kg.temporal import POS_INF

if TYPE_CHECKING:
    from kg.rdf import Decoded

Part = Mapping[str, pa.Table]
HELD: Final = (Concept, Tombstone)  # few, and asked for by all others


@dataclass(slots=True)
class Laid:
    """What an RDF file holds: `records` are few, the others are in `parts`."""

    records: list[Record] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    foreign: set[str] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)
    dataset: Dataset | None = None


def laid(batches: Iterable[Decoded], dataset: Dataset | None, held: int) -> Laid | None:
    """What these batches hold: up to so many records as they are, more of them as columns.

    None when a record breaks a rule, or one of them says that it goes on but not to which day
    it is attested: that may follow from another record.
    Cost:   memory of `held` records, and of the columns.
    """
    found = Laid()
    for batch in batches:
        found.foreign.update(batch.foreign)
        found.warnings += batch.warnings
        found.dataset = found.dataset or batch.dataset
        found.records += batch.records
        if len(found.records) > held:
            about = dataset or found.dataset
            if about is None or not _lay_down(found, about):
                return None
    if found.parts:
        about = dataset or found.dataset
        if about is None or not _lay_down(found, about):
            return None
    return found


def _lay_down(found: Laid, dataset: Dataset) -> bool:
    """Put records into columns, but those that all others ask for; whether all was well."""
    own = [record for record in found.records if not isinstance(record, HELD)]
    if any(True for _ in findings(own, dataset, all_excused=True)):
        return False
    tables = {name: t for name, t in shred(own, dataset).items() if t.num_rows}
    del tables["dataset"]
    if any(_unattested(table) for table in tables.values()):
        return False
    found.parts.append({name: stored(table) for name, table in tables.items()})
    found.records = [record for record in found.records if isinstance(record, HELD)]
    return True


def _unattested(table: pa.Table) -> bool:
    """Whether a date of the table is ongoing, and is not attested to any day."""
    for name in table.column_names:
        start = name.removesuffix("ongoing")
        if start == name or f"{start}attested" not in table.column_names:
            continue
        goes_on = pc.fill_null(table.column(name), False)  # noqa: FBT003  (what is absent does not)
        if pc.any(pc.and_(goes_on, table.column(f"{start}attested").is_null())).as_py():
            return True
    return False


class Streamed:
    """The records of all long files of a folder, as columns."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts
        self.pieces = [piece for part in parts for piece in _pieces(part)]

    @property
    def ids(self) -> pa.Array:
        """The id of every version."""
        return pa.concat_arrays([pa.array([], pa.utf8()), *(piece.ids for piece in self.pieces)])

    def whole(self, described: Described, dataset: Dataset) -> bool:
        """Whether they hold together, and with what the folder describes beside them.

        Equals: kg.model.integrity.findings of all records finds nothing
        """
        if any(not self._versions_follow(kind, described) for kind in CLASSES):
            return False
        lost: list[Any] = []
        newest = [piece for kind in CLASSES for piece in self._newest(kind)]
        uncircled(newest, lost, described.above)
        together = not lost and agree(self.pieces, newest, described, dataset)
        return together and self._anchored(described)

    def _versions_follow(self, kind: str, described: Described) -> bool:
        """Whether each version is later than the one before, and withdraws it."""
        some = [piece for piece in self.pieces if piece.kind == kind]
        if not some:
            return True
        ids = pa.concat_arrays([piece.ids for piece in some])
        if pc.any(pc.is_in(ids, value_set=described.ids)).as_py():
            return False
        found = ids.dictionary_encode()
        if len(found.dictionary) == len(ids):
            return True
        codes = found.indices.to_numpy()
        version, recorded, withdrawn = (
            np.concatenate([piece.tables[kind].column(name).to_numpy() for piece in some])
            for name in ("clock_version", "clock_recorded_day", "clock_withdrawn_day")
        )
        order = np.lexsort((version, codes))
        one, two = order[:-1], order[1:]
        again = codes[one] == codes[two]
        one, two = one[again], two[again]
        follows = (version[one] < version[two]) & (recorded[one] < recorded[two])
        return bool((follows & (withdrawn[one] <= recorded[two])).all())

    def _newest(self, kind: str) -> Iterator[Piece]:
        """The newest version of each record."""
        some = [piece for piece in self.pieces if piece.kind == kind]
        if not some:
            return
        codes = pa.concat_arrays([p.ids for p in some]).dictionary_encode().indices.to_numpy()
        versions = np.concatenate([p.tables[kind].column("clock_version").to_numpy() for p in some])
        last = np.zeros(int(codes.max()) + 1, dtype=np.int64)
        np.maximum.at(last, codes, versions)
        kept = np.split(versions == last[codes], np.cumsum([len(p.rows) for p in some])[:-1])
        for piece, mask in zip(some, kept, strict=True):
            yield piece if mask.all() else piece.keep(mask)

    def _anchored(self, described: Described) -> bool:
        """Whether every reference leads to a record, and what counts to one that counts."""
        counting = [piece.ids.filter(pa.array(_counts(piece))) for piece in self.pieces]
        living = pa.array(sorted(described.names - described.withdrawn.keys()), pa.utf8())
        now = pa.concat_arrays([living, *counting])
        ever = pa.concat_arrays([described.ids, self.ids])
        used: tuple[list[Any], list[Any]] = ([], [])
        for piece in self.pieces:
            mask = _counts(piece)
            for refs in references(piece):
                there = mask[refs.root]
                for chosen, words in ((there, used[0]), (~there, used[1])):
                    words.append(refs._replace(codes=refs.codes[chosen]).used())
        return all(
            not pc.any(pc.invert(pc.is_in(pa.concat_arrays(words), value_set=known))).as_py()
            for words, known in zip(used, (now, ever), strict=True)
            if words
        )

    def named(self, wanted: Collection[str]) -> list[Record]:
        """Every version of the records with these ids, with the sources that evidence cites."""
        found: list[Record] = []
        todo = set(wanted)
        seen: set[str] = set()
        while todo:
            seen |= todo
            some = list(self._assembled(pa.array(sorted(todo), pa.utf8())))
            found += some
            more = {r.source for r in some if isinstance(r, Evidence)}
            more |= {r.part_of for r in some if isinstance(r, Source) and r.part_of}
            todo = more - seen
        return found

    def _assembled(self, wanted: pa.Array) -> Iterator[Record]:
        for piece in self.pieces:
            kept: Mask = pc.is_in(piece.ids, value_set=wanted).to_numpy(zero_copy_only=False)
            if kept.any():
                yield from assembled(piece.kind, select(piece.tables, piece.kind, kept))


def streamed(files: Iterable[Laid]) -> Streamed:
    """The columns of several files."""
    return Streamed(list(chain.from_iterable(one.parts for one in files)))


def _pieces(part: Part) -> Iterator[Piece]:
    for kind in CLASSES:
        if kind in part:
            names = (kind, *(one.name for one in below(kind)))
            tables = {name: part[name] for name in names if name in part}
            rows = np.zeros(part[kind].num_rows, dtype=np.int64)
            yield Piece(kind, tables, rows, shared=True, mapping="", file="")


def _counts(piece: Piece) -> Mask:
    """Which versions are not withdrawn."""
    counts: Mask = piece.tables[piece.kind].column("clock_withdrawn_day").to_numpy() == POS_INF
    return counts
