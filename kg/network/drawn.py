"""How are the ties of a drawn network read off the columns?

Sort by sort, in the order in which records are drawn; a mask says of each row whether it counts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.columns import Tables
from kg.errors import LimitExceededError
from kg.network.compact import Ints

Mask = Callable[[str], NDArray[np.int8]]
"""Per row of a table: 0 does not count, 1 counts possibly, 2 counts certainly."""
PARTS: Final = ("event.participations", "event.places", "event.instruments", "instrument.parties")
"""Tables of parts that count one by one: a mask is asked for each."""
FORCED: Final = "instrument.force"
"""By this name a mask is asked for of each row of instruments, whether its own ties count."""
HOLDERS: Final = "tenure.holder"
"""And by this, of each row of tenures, whether it tells who took part; held then or not."""
OWN: Final = {f"{table}.own": table for table in ("actor", "office", "place", "instrument")}
"""And by these, of each row of a table, whether the ties that the record makes of itself count."""
SHARED: Final = "shared-event"
_AT_ONCE: Final = 2**18  # participations
NODES: Final = ("actor", "event", "place", "office", "instrument")


class Drawn(NamedTuple):
    """Ties of one kind: from `one[i]` to `two[i]`, said by row `row[i]` of a table.

    Shape: `one`, `two` count members; 1-D, equally long.
    """

    kind: str
    table: str
    one: Ints
    two: Ints
    row: Ints


class ColumnDrawer:
    """The members, and the ties between them, of one network."""

    def __init__(
        self,
        tables: Tables,
        mask: Mask,
        include: Collection[str],
        ties: Collection[str],
        *,
        directed: bool,
        most: int | None = None,
    ) -> None:
        self.tables, self.mask, self.directed, self.most = tables, mask, directed, most
        self.ties = ties
        self.nodes: list[str] = []
        self.first: dict[str, int] = {}
        self.rows: dict[str, Ints] = {}
        self.number: dict[str, int] = {}
        for kind in NODES:
            if kind == "actor" or f"{kind}s" in include:
                rows = np.flatnonzero(mask(kind) > 0)
                names = [name or "" for name in tables.words(kind, "id").many(rows)]
                self.first[kind], self.rows[kind] = len(self.nodes), rows
                if kind != "event":  # those are found by row: there may be a million of them
                    self.number.update({n: len(self.nodes) + i for i, n in enumerate(names)})
                self.nodes += names

    def draw(self, *, shared: bool = True) -> Iterator[Drawn]:
        """The ties of each sort that is asked for, in the order in which records are drawn; of
        `shared` events if they are.
        """
        apart, own, listed = self._direct, self._own, self._list
        ways: tuple[tuple[str, str, Callable[[], Drawn]], ...] = (
            ("participation", "event", self._takes_part),
            ("place", "event", lambda: listed("place", "event.places", "place")),
            ("use", "event", lambda: listed("use", "event.instruments", "instrument")),
            ("relation", "actor", lambda: apart("relation", "relation", "subject", "object")),
            ("tenure", "actor", self._tenures),
            ("post", "office", lambda: own("post", "office", "organisation")),
            ("jurisdiction", "office", lambda: own("jurisdiction", "office", "jurisdiction")),
            ("within", "place", self._within),
            ("jurisdiction", "actor", lambda: own("jurisdiction", "actor", "jurisdiction")),
            ("issuer", "instrument", lambda: self._forced(own("issuer", "instrument", "issuer"))),
            ("party", "instrument", self._parties),
            (
                "jurisdiction",
                "instrument",
                lambda: self._forced(own("jurisdiction", "instrument", "jurisdiction")),
            ),
        )
        if shared and SHARED in self.ties and "event" not in self.rows:
            yield self._shared()
        for sort, members, drawn in ways:
            if sort in self.ties and members in self.rows:
                yield drawn()

    def _shared(self) -> Drawn:
        """Two who took part in the same event, once for each event."""
        blocks = zip(*self.shared_blocks(), strict=True)
        one, two, row = (np.concatenate(column) for column in blocks)
        if self.directed:  # sharing an event goes both ways
            one, two = _alternate(one, two), _alternate(two, one)
            row = np.repeat(row, 2)
        return Drawn(SHARED, "event", one, two, row)

    def shared_blocks(self) -> Iterator[tuple[Ints, Ints, Ints]]:
        """The same in blocks: two who took part, and the row of the event."""
        who, part = self._who()
        owner = self.tables.column("event.participations", "owner")[part].astype(np.int64)
        size = max(len(self.nodes), 1)
        taken = np.sort(owner * size + who)  # nearly in order: quicker than np.unique
        taken = taken[np.append(True, taken[1:] != taken[:-1])[: len(taken)]]
        owner, who = taken // size, taken % size
        stop = np.searchsorted(owner, owner, "right")  # behind the last of the same event
        after = stop - np.arange(len(owner)) - 1
        self._allow(int(after.sum()))
        del taken, stop
        for at in range(0, max(len(owner), 1), _AT_ONCE):
            some = after[at : at + _AT_ONCE]
            first = np.repeat(np.arange(at, at + len(some)), some)
            ends = np.cumsum(some)
            step = np.arange(len(first)) - np.repeat(ends - some, some)
            yield who[first], who[first + 1 + step], owner[first]

    def _allow(self, ties: int) -> None:
        if self.most is not None and ties > self.most:
            raise LimitExceededError(
                f"shared events make {ties} ties, above the limit of {self.most}",
                asked=ties,
                allowed=self.most,
                hint="narrow the window, or join events to the network: they tie far less",
            )

    def _takes_part(self) -> Drawn:
        who, part = self._who()
        event = self._members("event")[self.tables.column("event.participations", "owner")[part]]
        return Drawn("participation", "event.participations", who, event, part)

    def _who(self) -> tuple[Ints, Ints]:
        """Who took part in an event that counts, and the rows of the participations.

        An actor, else the holder of a tenure, else an office.
        """
        parts = "event.participations"
        who = self._numbers(parts, "actor")
        unnamed = self.tables.column(parts, "actor") < 0
        posts = unnamed & (self.tables.column(parts, "tenure") < 0)
        who = np.where(unnamed, self._holders(parts), who)
        who = np.where(posts, self._numbers(parts, "office"), who)
        owner = self.tables.column(parts, "owner")
        said = self.mask(parts) > 0
        part = np.flatnonzero((who >= 0) & said & (self.mask("event")[owner] > 0))
        return who[part], part

    def _holders(self, parts: str) -> Ints:
        """Of each participation the holder of its tenure, -1 where that does not count."""
        rows = np.flatnonzero(self.mask(HOLDERS) > 0)
        holder = self._numbers("tenure", "holder")[rows].tolist()
        ids = self.tables.words("tenure", "id").many(rows)
        of = dict(zip(ids, holder, strict=True))
        words = self._words(parts, "tenure")
        number = np.array([*(of.get(word, -1) for word in words), -1], np.int64)
        named: Ints = number[self.tables.column(parts, "tenure")]
        return named

    def _tenures(self) -> Drawn:
        if "office" in self.rows:
            return self._direct("tenure", "tenure", "holder", "office")
        rows = np.flatnonzero((self.mask("office") > 0) & (self.mask("office.own") > 0))
        ids = self.tables.words("office", "id").many(rows)
        of = dict(zip(ids, self._numbers("office", "organisation")[rows].tolist(), strict=True))
        words = self._words("tenure", "office")
        number = np.array([*(of.get(word, -1) for word in words), -1], np.int64)
        organisation = number[self.tables.column("tenure", "office")]
        holder = self._numbers("tenure", "holder")
        return self._counted(_both("tenure", "tenure", holder, organisation))

    def _direct(self, kind: str, table: str, one: str, two: str) -> Drawn:
        """Ties that are rows of a table, between what two of its columns name."""
        ends = (self._numbers(table, column) for column in (one, two))
        return self._counted(_both(kind, table, *ends))

    def _counted(self, drawn: Drawn) -> Drawn:
        return _taken(drawn, self.mask(drawn.table)[drawn.row] > 0)

    def _own(self, kind: str, table: str, column: str) -> Drawn:
        """Ties from the members of a kind to what one of their columns names."""
        drawn = _both(kind, table, self._members(table), self._numbers(table, column))
        return self._stated(drawn, drawn.row)

    def _list(self, kind: str, table: str, column: str) -> Drawn:
        """Ties from the members of a kind to what a list of theirs names."""
        own = self._members(table.partition(".")[0])
        owner = self.tables.column(table, "owner")
        listed = _both(kind, table, own[owner], self._numbers(table, column))
        return self._counted(listed) if table in PARTS else listed

    def _members(self, table: str) -> Ints:
        """The numbers of the members in the rows of a table, -1 for none."""
        known = np.full(self.tables.count(table), -1, np.int64)
        if table in self.rows:
            known[self.rows[table]] = self.first[table] + np.arange(len(self.rows[table]))
        return known

    def _stated(self, drawn: Drawn, row: Ints, table: str | None = None) -> Drawn:
        """Those ties that the records in these rows make of themselves, so far as it counts."""
        return _taken(drawn, self.mask(f"{table or drawn.table}.own")[row] > 0)

    def _within(self) -> Drawn:
        """Places in wider ones, without what was said twice."""
        listed = self._list("within", "place.within", "value")
        owner = self.tables.column("place.within", "owner")
        drawn = self._stated(listed, owner[listed.row], "place")
        pairs = drawn.one * max(len(self.nodes), 1) + drawn.two
        _, first = np.unique(pairs, return_index=True)
        return _taken(drawn, np.sort(first))

    def _parties(self) -> Drawn:
        """Parties, to their instruments."""
        drawn = self._list("party", "instrument.parties", "actor")
        owner = self.tables.column("instrument.parties", "owner")
        kept = self._forced(drawn, owner[drawn.row])
        return kept._replace(one=kept.two, two=kept.one)

    def _forced(self, drawn: Drawn, row: Ints | None = None) -> Drawn:
        """Those ties of instruments, in these rows, that count; by default the rows of the ties."""
        return _taken(drawn, self.mask(FORCED)[drawn.row if row is None else row] > 0)

    def _words(self, table: str, column: str) -> list[str | None]:
        words = self.tables.words(table, column)
        return words.many(range(len(words)))

    def _numbers(self, table: str, column: str) -> Ints:
        """The members that a column names, row by row; -1 for none."""
        words = [word or "" for word in self._words(table, column)]
        known = np.array([*(self.number.get(word, -1) for word in words), -1], np.int64)
        if "event" in self.rows:
            events = [at for at, word in enumerate(words) if word.startswith("event/")]
            versions = self.tables.rows_of_many("event", [words[at] for at in events])
            of_row = self._members("event")
            for at, rows in zip(events, versions, strict=True):
                known[at] = max(of_row[rows].tolist(), default=-1)
        named: Ints = known[self.tables.column(table, column)]
        return named


def _both(kind: str, table: str, one: Ints, two: Ints) -> Drawn:
    """The rows in which both ends are members."""
    row = np.flatnonzero((one >= 0) & (two >= 0))
    return Drawn(kind, table, one[row], two[row], row)


def _taken(drawn: Drawn, which: np.ndarray[tuple[int], np.dtype[np.generic]]) -> Drawn:
    return drawn._replace(one=drawn.one[which], two=drawn.two[which], row=drawn.row[which])


def _alternate(one: Ints, two: Ints) -> Ints:
    return np.stack([one, two], axis=1).ravel()
