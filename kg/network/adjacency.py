"""Which arrays say who is tied to whom?

Members are records that can be tied. All but events are numbered first, in code-point
order of their ids; an event has the number `len(members)` + the first row of its id, so
that a million events cost no names here. There are two kinds of tie: *participation*, a
two-mode table between event rows and members, in event order with a second order by
member; and *direct* ties, one row each, between two members.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Mask = Callable[[str], NDArray[np.int8]]
"""Per row of a table: 0 does not count, 1 counts possibly, 2 counts certainly."""


class TieKind(StrEnum):
    """What ties two members."""

    SHARED_EVENT = "shared-event"
    PARTICIPATION = "participation"
    RELATION = "relation"
    TENURE = "tenure"
    POST = "post"  # an office is a post of its organisation
    ISSUER = "issuer"
    PARTY = "party"


class _Source(NamedTuple):
    """Where direct ties of one kind are read: two columns, or an owner and a column."""

    kind: TieKind
    table: str
    columns: tuple[str, str]
    parts: str | None = None  # a part table: its owner is the first member


_SOURCES: Final = (
    _Source(TieKind.RELATION, "relation", ("subject", "object")),
    _Source(TieKind.TENURE, "tenure", ("holder", "office")),
    _Source(TieKind.POST, "office", ("id", "organisation")),
    _Source(TieKind.ISSUER, "instrument", ("id", "issuer")),
    _Source(TieKind.PARTY, "instrument", ("id", "actor"), parts="instrument.parties"),
)
TIE_TABLES: Final = ("relation", "tenure", "office", "instrument")


class Tables(Protocol):
    """What is needed of `kg.columns`: tables by name."""

    def table(self, name: str) -> Any:
        """An Arrow table."""


@dataclass(frozen=True, slots=True, eq=False)
class Adjacency:
    """The network of one snapshot, all versions of all records in it.

    Shape:  `part_member` 1-D, one per participation in event order, -1 for nobody;
            `event_starts` n_events + 1 offsets into it; `member_parts` the participations
            in member order with `member_starts` n_members + 1 offsets. `tie_*` 1-D, one per
            direct tie; `tie_order` and `tie_starts` list each tie under both its ends.
            `event_first` the first row of each event row's id (versions share it), and
            `event_versions` the rows sorted by it.
    Units:  `tie_row` counts rows of the table `TIE_TABLES[tie_table]`, `part_event` rows of
            the event table.
    """

    members: tuple[str, ...]
    number: dict[str, int]
    event_starts: Ints
    part_event: Ints
    part_member: Ints
    member_starts: Ints
    member_parts: Ints
    event_first: Ints
    event_versions: Ints
    tie_a: Ints
    tie_b: Ints
    tie_kind: tuple[TieKind, ...]
    tie_kinds: Ints
    tie_table: Ints
    tie_row: Ints
    tie_starts: Ints
    tie_order: Ints

    def event(self, row: int) -> int:
        """The member number of the event in `row`."""
        return len(self.members) + int(self.event_first[row])

    def rows(self, member: int) -> Ints:
        """The rows of an event's versions; none for other members. Cost: O(log n)."""
        first = member - len(self.members)
        if first < 0:
            return np.empty(0, np.int64)
        ordered = self.event_first[self.event_versions]
        low, high = np.searchsorted(ordered, [first, first + 1])
        return self.event_versions[low:high]

    def tied(self, member: int) -> Ints:
        """The direct ties of a member."""
        return self.tie_order[self.tie_starts[member] : self.tie_starts[member + 1]]

    def parts(self, member: int) -> Ints:
        """The participations of a member."""
        if member >= len(self.members):
            return np.empty(0, np.int64)
        return self.member_parts[self.member_starts[member] : self.member_starts[member + 1]]


def adjacency_of(tables: Tables) -> Adjacency:
    """Read the arrays off the columns.

    A participation belongs to its actor, else to the holder of its tenure, else to its
    office. Cost: O(p log p) in participations and ties; no Python loop over either.
    """
    parts = tables.table("event.participations")
    n_events = tables.table("event").num_rows
    actor, office, tenure = (_codes(parts, c) for c in ("actor", "office", "tenure"))
    holder = _holders(tables, tenure.values)
    events = _codes(tables.table("event"), "id")
    found = [_direct(tables, source) for source in _SOURCES]
    members = _universe(
        actor.values, office.values, holder, *(v for f in found for v in f.values())
    )
    number = {m: i for i, m in enumerate(members)}
    first = _first_rows(events)
    number_all = number | _event_numbers(found, events, len(members))

    part_member = _numbers(actor, number)
    for other in (Codes(tenure.codes, holder), office):
        part_member = np.where(part_member >= 0, part_member, _numbers(other, number))
    part_event = parts.column("owner").to_numpy().astype(np.int64)
    by_member = np.argsort(part_member, kind="stable")
    tied = _tied(found, number_all)
    both = np.concatenate([tied.a, tied.b])
    order = np.argsort(both, kind="stable")
    return Adjacency(
        members=members,
        number=number,
        event_starts=np.searchsorted(part_event, np.arange(n_events + 1)),
        part_event=part_event,
        part_member=part_member,
        member_starts=np.searchsorted(part_member[by_member], np.arange(len(members) + 1)),
        member_parts=by_member,
        event_first=first,
        event_versions=np.argsort(first, kind="stable"),
        tie_a=tied.a,
        tie_b=tied.b,
        tie_kind=tuple(s.kind for s in _SOURCES),
        tie_kinds=tied.kind,
        tie_table=tied.table,
        tie_row=tied.row,
        tie_starts=np.searchsorted(both[order], np.arange(len(members) + n_events + 1)),
        tie_order=order % max(len(tied.a), 1),
    )


class Codes(NamedTuple):
    """A column of repeating strings: codes into values, -1 for none."""

    codes: Ints
    values: list[str | None]


class _Found(NamedTuple):
    source: _Source
    first: Codes
    second: Codes
    row: Ints

    def values(self) -> tuple[list[str | None], list[str | None]]:
        return self.first.values, self.second.values


class _Tied(NamedTuple):
    a: Ints
    b: Ints
    kind: Ints
    table: Ints
    row: Ints


def _codes(table: Any, name: str) -> Codes:
    column = table.column(name).combine_chunks()
    if not hasattr(column, "dictionary"):
        column = column.dictionary_encode()
    if hasattr(column, "chunks"):  # an empty chunked array stays chunked
        return Codes(np.empty(0, np.int64), [])
    indices = column.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return Codes(indices, column.dictionary.to_pylist())


def _holders(tables: Tables, tenures: list[str | None]) -> list[str | None]:
    table = tables.table("tenure")
    held = dict(
        zip(table.column("id").to_pylist(), table.column("holder").to_pylist(), strict=True)
    )
    return [held.get(t) for t in tenures]


def _direct(tables: Tables, source: _Source) -> _Found:
    table = tables.table(source.table)
    first = _codes(table, source.columns[0])
    if source.parts is None:
        rows = np.arange(table.num_rows)
        return _Found(source, first, _codes(table, source.columns[1]), rows)
    parts = tables.table(source.parts)
    rows = parts.column("owner").to_numpy().astype(np.int64)
    second = _codes(parts, source.columns[1])
    return _Found(source, Codes(first.codes[rows], first.values), second, rows)


def _universe(*lists: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(
        sorted({v for values in lists for v in values if v and not v.startswith("event/")})
    )


def _first_rows(events: Codes) -> Ints:
    """For each row the first row of the same id."""
    _, first, inverse = np.unique(events.codes, return_index=True, return_inverse=True)
    return np.asarray(first[inverse], np.int64)


def _event_numbers(found: list[_Found], events: Codes, base: int) -> dict[str, int]:
    """Member numbers of the events that have direct ties."""
    tied = {
        v for f in found for values in f.values() for v in values if v and v.startswith("event/")
    }
    if not tied:
        return {}
    wanted = np.array([v in tied for v in events.values])
    rows = np.flatnonzero(wanted[events.codes])[::-1]  # backwards: the first row stays
    return {str(events.values[events.codes[r]]): base + int(r) for r in rows}


def _numbers(column: Codes, number: dict[str, int]) -> Ints:
    lookup = np.array([number.get(v, -1) if v else -1 for v in column.values] + [-1], np.int64)
    return lookup[column.codes]


def _tied(found: list[_Found], number: dict[str, int]) -> _Tied:
    columns: list[list[Ints]] = [[], [], [], [], []]
    for kind, f in enumerate(found):
        a, b = _numbers(f.first, number), _numbers(f.second, number)
        keep = (a >= 0) & (b >= 0)
        n = int(keep.sum())
        table = TIE_TABLES.index(f.source.table)
        for column, values in zip(
            columns,
            (a[keep], b[keep], np.full(n, kind), np.full(n, table), f.row[keep]),
            strict=True,
        ):
            column.append(values.astype(np.int64))
    return _Tied(*(np.concatenate(c) for c in columns))
