"""What do all mappings of a folder give together?

Each state of each table is read; then each id is given once, and what refers to nothing goes.
What could not be used is in the rejects of its table, row by row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import pyarrow as pa

from kg.ingest.limits import ReadLimits
from kg.ingest.mapping.parts import TableMapping
from kg.ingest.mapping.pieces import Lost, Piece, anchored, once, uncircled
from kg.ingest.mapping.roads import Mapped, Tell, mapped, opened
from kg.ingest.records import Scope
from kg.model import Dataset

_TABLE: Final = "the folder or an earlier table describes {count:,} {kind} of this table: {which}"


def read_tables(
    mappings: Sequence[TableMapping],
    folder: Path,
    dataset: Dataset,
    known: Sequence[str],
    limits: ReadLimits,
    scope: Callable[[str], Scope],
    tell: Tell,
) -> list[Mapped]:
    """Every state of every table, in the order of the mappings and their days.

    `known` are the ids of the records that the folder describes itself. What is wrong with a
    mapping or a file as a whole is written down in its scope; rows are only counted.
    """
    found: list[Mapped] = []
    earlier = pa.array(known, pa.utf8())
    for mapping in mappings:
        own: list[Mapped] = []
        for state in mapping.states:
            files = opened(mapping, state, folder, limits, scope(mapping.file))
            if files is not None:
                own.append(_deduplicated(mapped(files, state, dataset, tell), earlier))
        earlier = pa.concat_arrays([earlier, *(p.ids for one in own for p in one.pieces)])
        found += own
    tell("looking where references lead")
    lost: list[Lost] = []
    left = anchored([one.pieces for one in found], pa.array(known, pa.utf8()), lost)
    for one, pieces in zip(found, left, strict=True):
        one.pieces = pieces
    _told(lost, found)
    return found


def _deduplicated(done: Mapped, earlier: pa.Array) -> Mapped:
    """The same with each id once, and nothing in a circle."""
    lost: list[Lost] = []
    done.pieces, passed = once(done.pieces, earlier, lost)
    done.pieces = uncircled(done.pieces, lost)
    done.notes += [
        f"{count:,} {kind} records stand as the folder or an earlier table describes them"
        for kind, count in sorted(passed.items())
    ]
    _told(lost, [done])
    return done


def _told(lost: Sequence[Lost], found: Sequence[Mapped]) -> None:
    """Put what was lost to the rejects of its table."""
    by_state: dict[tuple[str, str], Mapped] = {
        (one.mapping.name, one.state.file): one for one in found
    }
    for one in lost:
        by_state[one.piece.mapping, one.piece.file].rejects.append(one.reject)
    for one in found:
        one.rejects.sort(key=lambda reject: (reject.row, reject.reason))


def pieces_of(found: Sequence[Mapped]) -> list[Piece]:
    """The pieces of all states."""
    return [piece for one in found for piece in one.pieces]
