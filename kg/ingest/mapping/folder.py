"""What do all mappings of a folder give together?

Each state of each table is read; then each id is given once, and what refers to nothing goes.
What could not be used is in the rejects of its table, row by row.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from kg.errors import SeedError
from kg.ingest.limits import ReadLimits
from kg.ingest.mapping.across import Described, Held, agreeing, nothing
from kg.ingest.mapping.parts import TableMapping
from kg.ingest.mapping.pieces import Lost, anchored, once, uncircled
from kg.ingest.mapping.plan import every_record, every_ref
from kg.ingest.mapping.roads import Mapped, Tell, mapped, opened
from kg.ingest.records import Scope
from kg.model import SCHEMES, Dataset
from kg.temporal import parse_day

_LAST: Final = "9999-12-31"  # a state without a day is told as a fault


def read_tables(
    mappings: Sequence[TableMapping],
    folder: Path,
    dataset: Dataset,
    described: Described,
    limits: ReadLimits,
    scope: Callable[[str], Scope],
    tell: Tell,
    held: Held = nothing,
) -> list[Mapped]:
    """Every state of every table, in the order of the mappings and their days.

    What several tables describe is as the one has it that gave it first: by its record day,
    then by the order of the mappings. A row refers to what was known by its day, and to what
    the first state of any table has. `held` tells the ids that a snapshot has of each table,
    from before its states: those stay with that table.
    `described` are the records that the folder describes itself. What is wrong with a
    mapping or a file as a whole is written down in its scope; rows are only counted.
    """
    mappings = [m for m in mappings if _concepts_there(m, mappings, described.names, scope(m.file))]
    kept = held(mappings, described.names)
    given = {
        mapping.name: [kept[mapping.name]] if mapping.name in kept else [] for mapping in mappings
    }
    states = [(mapping, state) for mapping in mappings for state in mapping.states]
    read: dict[str, list[Mapped]] = {mapping.name: [] for mapping in mappings}
    for mapping, state in sorted(states, key=lambda pair: parse_day(pair[1].recorded or _LAST)):
        files = opened(mapping, state, folder, dataset, limits, scope(mapping.file))
        if files is None:
            continue
        others = [ids for name, some in given.items() if name != mapping.name for ids in some]
        earlier = pa.concat_arrays([described.ids, *others])
        one = _deduplicated(mapped(files, state, dataset, tell), earlier, described)
        given[mapping.name] += [piece.ids for piece in one.pieces]
        read[mapping.name].append(one)
    found = [one for mapping in mappings for one in read[mapping.name]]
    tell("looking where references lead")
    lost: list[Lost] = []
    if len(mappings) > 1:
        _uncircle(found, lost)
    counting = pa.array(sorted(described.names - described.withdrawn.keys()), pa.utf8())
    known = pa.concat_arrays([counting, *kept.values()])
    before: list[Mapped] = []
    for some in _in_turn(found):
        before += some
        for one in some:
            others = [p for other in _around(one, before) for p in other.pieces]
            one.pieces = agreeing(one.pieces, others, described, dataset, lost)
        left = anchored([one.pieces for one in some], known, lost, described.withdrawn)
        for one, pieces in zip(some, left, strict=True):
            one.pieces = pieces
        known = pa.concat_arrays([known, *(p.ids for one in some for p in one.pieces)])
    _told(lost, found)
    for one in found:
        if one.rows and one.unused == one.rows:
            first = one.rejects[0]
            told = "" if first.column is None else f"{first.column} {first.value!r}: "
            fault = SeedError(
                f"none of the {one.rows:,} rows could be used: row {first.row}, "
                f"{told}{first.reason}",
                hint="look at what the mapping says of it, or leave the table out",
            )
            scope(one.mapping.file).fault(fault, one.state.line, "table")
    return found


def _in_turn(found: Sequence[Mapped]) -> Iterator[list[Mapped]]:
    """The first states of all tables together, then the others day by day.

    So a table may be built state after state beside others, and gives the same as at once.
    """
    first = [one for one in found if one.state is one.mapping.states[0]]
    later = [one for one in found if one.state is not one.mapping.states[0]]
    yield first
    for _, some in groupby(sorted(later, key=_day), key=_day):
        yield list(some)


def _day(one: Mapped) -> int:
    return parse_day(one.day)


def _around(one: Mapped, before: Sequence[Mapped]) -> Iterable[Mapped]:
    """The newest of each other table, of those that were before."""
    newest = {other.mapping.name: other for other in before}
    del newest[one.mapping.name]
    return newest.values()


def _uncircle(found: Sequence[Mapped], lost: list[Lost]) -> None:
    """Let go of what contains itself by way of other tables."""
    last = [one for one in found if one.state is one.mapping.states[-1]]
    kept = uncircled([piece for one in last for piece in one.pieces], lost)
    for one in last:
        own = one.mapping.name, one.state.file
        one.pieces = [piece for piece in kept if (piece.mapping, piece.file) == own]


def _concepts_there(
    mapping: TableMapping,
    mappings: Sequence[TableMapping],
    known: Collection[str],
    scope: Scope,
) -> bool:
    """Whether every kind, role … that the mapping names outright is there; if not, it is told.

    Else each of a million rows would be rejected for one slip in the mapping.
    """
    made = {
        f"{record.kind}/{record.id.pieces[0]}"
        for other in mappings
        for record in every_record(other)
        if record.id.constant
    }
    before = scope.report.count
    for ref in every_ref(mapping):
        identifier = f"{ref.kind}/{ref.id.pieces[0]}"
        if ref.kind not in SCHEMES or not ref.id.constant or identifier in {*made, *known}:
            continue
        near = scope.suggester.nearest(
            identifier, [i for i in known if i.startswith(f"{ref.kind}/")]
        )
        hint = f"did you mean {near.partition('/')[2]}? or " if near else ""
        fault = SeedError(
            f"there is no {identifier}",
            hint=f"{hint}say what it is: {{id: {ref.id.pieces[0]}, label: …}}",
        )
        scope.fault(fault, ref.line, ref.kind or "")
    return scope.report.count == before


def _deduplicated(done: Mapped, earlier: pa.Array, described: Described) -> Mapped:
    """The same with each id once, and nothing in a circle."""
    lost: list[Lost] = []
    done.pieces, passed = once(done.pieces, earlier, lost)
    done.pieces = uncircled(done.pieces, lost, described.above)
    done.notes += [
        f"{count:,} {kind} records stand as the folder or an earlier table describes them"
        for kind, count in sorted(passed.items())
    ]
    _told(lost, [done])
    return done


def _told(lost: Sequence[Lost], found: Sequence[Mapped]) -> None:
    """Put what was lost to the rejects of its table.

    Order: by row; of one row what was lost first, which is why the others went.
    """
    by_state: dict[tuple[str, str], Mapped] = {
        (one.mapping.name, one.state.file): one for one in found
    }
    for gone in lost:
        by_state[gone.piece.mapping, gone.piece.file].rejects.append(gone.reject)
    for one in found:
        one.rejects = sorted(dict.fromkeys(one.rejects), key=lambda reject: reject.row)


def known_in(found: Sequence[Mapped], wanted: Collection[str]) -> set[str]:
    """Which of these ids are those of records that tables give."""
    left = pa.array(sorted(wanted), pa.utf8())
    known: set[str] = set()
    if not wanted:
        return known
    for piece in (piece for one in found for piece in one.pieces):
        there = pc.is_in(left, value_set=piece.ids)
        known |= set(left.filter(there).to_pylist())
    return known
