"""Which ties does a drawn network have, as arrays?

The same members and ties as `kg.network.networkx_graph` draws from records, in the same order,
read straight off the columns (`kg.network.drawn`): no record is put together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from kg.columns import Tables
from kg.network.compact import Compact, Ints, compact, folded
from kg.network.drawn import SHARED, ColumnDrawer, Drawn, Mask
from kg.network.fromrecords import TIES


@dataclass(frozen=True, eq=False)
class Drawing:
    """A network as it is drawn: its members, and its ties kind by kind.

    `first` says where the members of each kind begin, `rows` in which rows they stand.
    """

    nodes: Sequence[str]
    first: dict[str, int]
    rows: dict[str, Ints]
    ties: tuple[Drawn, ...]
    directed: bool

    @property
    def size(self) -> int:
        """How many ties."""
        return sum(len(drawn.one) for drawn in self.ties)

    def compact(self, *, simple: bool) -> Compact:
        """The arrays of the network."""
        return compact(self.nodes, *self.ends(), directed=self.directed, simple=simple)

    def ends(self) -> tuple[Ints, Ints]:
        """Both ends of all ties, kind after kind."""
        none = np.empty(0, np.int64)
        one = np.concatenate([none, *(drawn.one for drawn in self.ties)])
        return one, np.concatenate([none, *(drawn.two for drawn in self.ties)])


def draw_ties(
    tables: Tables,
    mask: Mask,
    *,
    include: Collection[str] = (),
    ties: Collection[str] = TIES,
    directed: bool = False,
) -> Drawing:
    """The members and ties that count: actors, and the kinds of record in `include` (plural).

    Equals: kg.network.networkx_graph of the records in the rows that count
    Cost:   O(participations + ties), no Python step for any of them but one for each member; and
            what the masks of the sorts asked for cost.
    """
    drawer = ColumnDrawer(tables, mask, include, ties, directed=directed)
    found = [drawn for drawn in drawer.draw() if len(drawn.one)]
    return Drawing(drawer.nodes, drawer.first, drawer.rows, tuple(found), directed)


def fold_ties(
    tables: Tables,
    mask: Mask,
    *,
    include: Collection[str] = (),
    ties: Collection[str] = TIES,
    most: int | None = None,
) -> Compact:
    """The network with one weighed tie for each pair, a block of events at a time.

    Raises: LimitExceededError when shared events make more than `most` ties; none is made.
    Equals: kg.network.fromcolumns.draw_ties, then kg.network.fromcolumns.Drawing.compact
    """
    drawer = ColumnDrawer(tables, mask, include, ties, directed=False, most=most)

    def blocks() -> Iterator[tuple[Ints, Ints]]:
        if "event" not in drawer.rows and SHARED in ties:
            yield from ((one, two) for one, two, _ in drawer.shared_blocks())
        for drawn in drawer.draw(shared=False):
            yield drawn.one, drawn.two

    return folded(drawer.nodes, blocks())
