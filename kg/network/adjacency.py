"""Which arrays say who is tied to whom?

Members are records that can be tied. Each has a number: tables lie one after another, and in
its table a record has the place of its last version's row, so that no id is kept a second time.
There are two sorts of tie: through *events*, which list who took part in them (`people`) and
where and by what they were (`settings`); and *direct* ties, one for each record and period that
ties two members, in the order of their time. The arrays are built once and lie beside the
tables (`kg.network.build`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from kg import native
from kg.columns import Tables, table_of
from kg.columns.postings import Postings, Rows
from kg.model.records import CLASSES
from kg.network.company import Company

Ints = npt.NDArray[np.int64]
PEOPLE: Final = ("actor", "office")
SETTINGS: Final = ("instrument", "place")
ORDER: Final = (
    *PEOPLE,
    *SETTINGS,
    *sorted(set(CLASSES) - {*PEOPLE, *SETTINGS, "event"}),
    "event",
)
"""The tables in the order of their members' numbers; who may take part in events comes first."""


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """Events and what they list: members from `first` on.

    Shape: `members` lists member numbers by event row, `events` event rows by member number
           less `first`; both ascending, each pair once.
    """

    first: int
    members: Postings
    events: Postings


@dataclass(frozen=True, slots=True, eq=False)
class Direct:
    """The direct ties, of all versions of all records.

    Shape: all arrays are as long as there are ties, in the order of `start_earliest`; undated
           ones last. `at` lists ties by the place of a member in `ends`, ascending.
    Units: `source` is a place in `kg.network.kinds.SOURCES`, `row` a row of its table, and
           `part` one of `instrument.force` where a period of force dates the tie, else -1.
    """

    one: Ints
    two: Ints
    source: npt.NDArray[np.uint8]
    row: Rows
    part: npt.NDArray[np.int32]
    start_earliest: Ints
    start_latest: Ints
    end_earliest: Ints
    end_latest: Ints
    dated: npt.NDArray[np.uint8]
    simple: npt.NDArray[np.uint8]
    ends: Ints
    at: Postings


@dataclass(frozen=True, slots=True, eq=False)
class Holders:
    """Who is meant by participations that name a tenure and no actor: one line for each version
    of the tenure.

    Shape: `part` (rows of `event.participations`) ascending, `member` and `tenure` beside it.
    """

    part: Rows
    member: Ints
    tenure: Rows


class Adjacency:
    """The network of one snapshot.

    `settled` says that who took part in an event depends on no version of another record;
    `company` is None where events have so many people that it is not laid out.
    """

    def __init__(self, tables: Tables, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        self.tables, self._arrays = tables, arrays
        self.named = {name: arrays[f"named.{name}"] for name in NAMED}
        self._earlier: Rows = arrays["earlier.rows"]
        self._last: Rows = arrays["earlier.last"]
        self.settled = bool(arrays["facts"][0])
        company = Company(*(arrays[f"company.{name}"] for name in Company._fields))
        self.company = company if len(company.offsets) else None
        self._counter: native.company.Company | None = None
        self.holders = Holders(*(arrays[f"holders.{name}"] for name in HOLDERS))
        self.direct = Direct(
            **{name: arrays[f"direct.{name}"] for name in DIRECT},
            at=Postings(arrays["direct.at.offsets"], arrays["direct.at.rows"]),
        )

    @cached_property
    def base(self) -> dict[str, int]:
        """The number of the first member of each table, in the order of the numbers."""
        return bases(self.tables)

    @cached_property
    def _starts(self) -> list[int]:
        return [*self.base.values()]

    @cached_property
    def dense(self) -> int:
        """How many numbers there are of members that events list: they come first."""
        return self.base[ORDER[len(PEOPLE) + len(SETTINGS)]]

    @cached_property
    def people(self) -> Layer:
        """Events and who took part in them."""
        return self._layer("people", 0)

    @cached_property
    def settings(self) -> Layer:
        """Events, where they were, and the instruments that they have to do with."""
        return self._layer("settings", self.base[SETTINGS[0]])

    def _layer(self, name: str, first: int) -> Layer:
        members, events = (
            Postings(self._arrays[f"{name}.{side}.offsets"], self._arrays[f"{name}.{side}.rows"])
            for side in ("members", "events")
        )
        return Layer(first, members, events)

    @property
    def counter(self) -> native.company.Company | None:
        """The kernel that counts company, where there is one, and offsets fit into 32 bits."""
        company, lists = self.company, self.people.events
        if company is None or not native.there():
            return None
        if self._counter is None and company.offsets.dtype == lists.offsets.dtype == np.uint32:
            arrays = (lists.offsets, lists.rows, *company)
            self._counter = native.company.Company(*arrays, self.dense)
        return self._counter

    # ---- numbers

    def number(self, identifier: str) -> int | None:
        """The number of a record; None when there is none. Cost: O(log n)."""
        table = table_of(identifier)
        rows = self.tables.rows_of(identifier)
        if table is None or not len(rows):
            return None
        return self.base[table] + int(rows[-1])

    def table(self, member: int) -> tuple[str, int]:
        """The table of a member, and the row of its last version."""
        at = bisect_right(self._starts, member) - 1  # of tables without rows the next one
        return ORDER[at], member - self._starts[at]

    def identifiers(self, members: Sequence[int]) -> list[str]:
        """The ids of members, in this order; one read for each table."""
        places: dict[str, list[tuple[int, int]]] = {}
        for at, member in enumerate(members):
            table, row = self.table(int(member))
            places.setdefault(table, []).append((at, row))
        found = [""] * len(members)
        for table, wanted in places.items():
            texts = self.tables.words(table, "id").many([row for _, row in wanted])
            for (at, _), text in zip(wanted, texts, strict=True):
                found[at] = text or ""
        return found

    def of_events(self, rows: Rows) -> Ints:
        """The numbers of the events in these rows: versions of one event share one."""
        last = rows.astype(np.int64)
        if len(self._earlier):
            at = np.minimum(np.searchsorted(self._earlier, rows), len(self._earlier) - 1)
            last = np.where(self._earlier[at] == rows, self._last[at], last)
        return last + self.base["event"]

    def rows_of(self, events: Ints) -> tuple[Ints, Rows]:
        """The rows of all versions of these events, each beside the number of its event."""
        last = (events - self.base["event"]).astype(np.uint32)
        member, rows = [events], [last]
        if len(self._earlier):
            at = np.flatnonzero(np.isin(self._last, last))
            member.append(self._last[at].astype(np.int64) + self.base["event"])
            rows.append(self._earlier[at])
        return np.concatenate(member), np.concatenate(rows)

    @cached_property
    def dated_ties(self) -> int:
        """How many direct ties have a date: they come first."""
        return int(np.count_nonzero(self.direct.dated))

    @cached_property
    def tied(self) -> Ints:
        """The members beyond those that events list that have direct ties of their own."""
        ends = self.direct.ends
        return ends[np.searchsorted(ends, self.dense) :]


DIRECT: Final = (
    *("one", "two", "source", "row", "part", "start_earliest", "start_latest", "end_earliest"),
    *("end_latest", "dated", "simple", "ends"),
)
HOLDERS: Final = ("part", "member", "tenure")
PARTS: Final = "event.participations"
NAMED: Final = {
    "actor": (PARTS, "actor"),
    "office": (PARTS, "office"),
    "instrument": ("event.instruments", "instrument"),
    "place": ("event.places", "place"),
}
"""The columns in which events name members; for the codes of each, members' numbers are kept."""


def bases(tables: Tables) -> dict[str, int]:
    """The number of the first member of each table, in the order of the numbers."""
    found, at = {}, 0
    for name in ORDER:
        found[name] = at
        at += tables.count(name)
    return found
