"""How central is each member of the network, and how has that changed?

Measures are taken on the network with one weighed tie for each pair (`simple_network`),
through a window; a second, earlier window gives the change. Isolated members count too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from kg.errors import FilterError
from kg.index import Rows
from kg.model import Record
from kg.network import NODES, TIES, Compact
from kg.network import measures as taken
from kg.query.answers import Page
from kg.query.ask import Paging, Window
from kg.query.cursor import Place
from kg.query.networks import simple_network
from kg.query.paging import Sequel, page
from kg.query.view import View

Values = npt.NDArray[np.float64]
KEPT: Final = 16  # measures of one snapshot that are kept
KEPT_MEMBERS: Final = 200_000  # members of one that is kept
KEPT_TIES: Final = 1_000_000  # members and ties of the network that is kept for the next measure


class Measure(StrEnum):
    """What is measured of a member."""

    DEGREE = "DEGREE"
    WEIGHTED_DEGREE = "WEIGHTED_DEGREE"
    PAGERANK = "PAGERANK"
    CORE = "CORE"
    COMPONENT = "COMPONENT"


class MeasureOrder(StrEnum):
    """In which order members are read."""

    VALUE = "VALUE"
    CHANGE = "CHANGE"


class About(NamedTuple):
    """What a measure is, and who says so."""

    definition: str
    source: str


ABOUT: Final = {
    Measure.DEGREE: About(
        "How many other members it is tied to.",
        "Freeman, Centrality in social networks: conceptual clarification, "
        "Social Networks 1 (1978), 215-239.",
    ),
    Measure.WEIGHTED_DEGREE: About(
        "How many ties it has: shared events, relations, tenures and the like, each counted.",
        "Barrat, Barthélemy, Pastor-Satorras and Vespignani, The architecture of complex "
        "weighted networks, PNAS 101 (2004), 3747-3752.",
    ),
    Measure.PAGERANK: About(
        "How often somebody comes by who follows ties by their weight and, with a chance of 0.15 "
        "at each step, starts anew anywhere. All members together have 1.",
        "Brin and Page, The anatomy of a large-scale hypertextual web search engine, "
        "Computer Networks 30 (1998), 107-117.",
    ),
    Measure.CORE: About(
        "The largest k such that it belongs to a group in which everybody is tied to at least k "
        "others of the group; ties to oneself are left out.",
        "Seidman, Network structure and minimum degree, Social Networks 5 (1983), 269-287.",
    ),
    Measure.COMPONENT: About(
        "How many members hang together with it by any chain of ties, itself included.",
        "Hopcroft and Tarjan, Algorithm 447: efficient algorithms for graph manipulation, "
        "Communications of the ACM 16 (1973), 372-378.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureQuestion:
    """Which measure, through which window, and since which earlier one has it changed?

    `ties` are the sorts of tie that count (`kg.network.TIES`; all when there are none), `roles`
    those of participations, with narrower ones.
    """

    measure: Measure
    window: Window | None = None
    earlier: Window | None = None
    kinds: tuple[str, ...] = ("actor",)
    ties: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    order: MeasureOrder = MeasureOrder.VALUE


@dataclass(frozen=True, slots=True)
class Measured:
    """One member: its value, its place by value (equal ones share it), and what it was before."""

    record: Record
    cursor: str
    value: float
    rank: int
    before: float | None
    change: float | None


class Standing(NamedTuple):
    """A measure of every member of a network. Shape: `values` as long as `ids`."""

    ids: Sequence[str]
    values: Values


class Kept:
    """What was taken of one snapshot and may be wanted again: some measures, the last network."""

    def __init__(self) -> None:
        self.standings: dict[Any, Standing] = {}
        self.network: tuple[Any, Compact] | None = None


class Measures:
    """The members of some kinds with their measure, read page by page.

    Order:  value falling, or change falling: the largest rise first; then id.
    Raises: FilterError for a kind that is in no network, or an order by a change that was not
            asked for; LimitExceededError when the network has more ties than may be drawn.
    """

    def __init__(self, view: View, asked: MeasureQuestion) -> None:
        if unknown := sorted(set(asked.kinds) - set(NODES)):
            raise FilterError(
                f"records of the kind {', '.join(unknown)} are no members of the network",
                hint=f"any of {', '.join(NODES)}",
                argument="kinds",
            )
        if asked.order is MeasureOrder.CHANGE and asked.earlier is None:
            raise FilterError(
                "the order CHANGE needs an earlier window", hint="give earlier", argument="order"
            )
        self.view, self.asked = view, asked

    def __len__(self) -> int:
        """How many members."""
        return len(self._members)

    def __iter__(self) -> Iterator[Measured]:
        """Every member, read page by page."""
        after: str | None = None
        while True:
            found = self.page(first=self.view.limits.page, after=after)
            yield from found.edges
            if not found.has_next:
                return
            after = found.end_cursor

    def values(self) -> dict[str, float]:
        """The value of each member by its id, in the order of the question; no record is read."""
        ids, values = self._now
        return {ids[at]: float(values[at]) for at in self._members.tolist()}

    def page(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Page[Measured]:
        """A page of members: the first ones after a cursor, or the last ones before one.

        Raises: QuestionError, CursorError, LimitExceededError.
        """
        paging = Paging(first=first, after=after, last=last, before=before)
        return page(self._sequel(), paging, self.view.digest, self.view.limits, self._edges)

    @property
    def _kept(self) -> Kept:
        return self.view.index.once("measures", Kept)

    @cached_property
    def _now(self) -> Standing:
        return self._standing(self.asked.window)

    @cached_property
    def _then(self) -> Values | None:
        """The values through the earlier window, for the members of this one."""
        if self.asked.earlier is None:
            return None
        then = self._standing(self.asked.earlier)
        if then.ids == self._now.ids:
            return then.values
        of = dict(zip(then.ids, then.values.tolist(), strict=True))
        return np.array([of.get(identifier, 0.0) for identifier in self._now.ids])

    def _standing(self, window: Window | None) -> Standing:
        """The measure through a window, kept for the next page.

        Cost: one pass over the participations and ties that count, and the measure's own.
        """
        included = tuple(sorted(f"{kind}s" for kind in set(self.asked.kinds) - {"actor"}))
        kept = self._kept.standings
        asked = self.asked
        key = (asked.measure, window, included, asked.ties, asked.roles, self.view.clocks)
        if key in kept:
            return kept[key]
        net = self._network(window, included)
        ids: Sequence[str] = [str(node) for node in net.nodes]
        ids = next((other.ids for other in list(kept.values()) if other.ids == ids), ids)
        found = Standing(ids, _taken(self.asked.measure, net))
        if len(ids) <= KEPT_MEMBERS:
            if len(kept) >= KEPT:
                kept.pop(next(iter(kept)), None)
            kept[key] = found
        return found

    def _network(self, window: Window | None, included: tuple[str, ...]) -> Compact:
        """The network through a window; the last one of a snapshot is kept, unless it is large."""
        asked = self.asked
        key = (window, included, asked.ties, asked.roles, self.view.clocks)
        last = self._kept.network
        if last is not None and last[0] == key:
            return last[1]
        net = simple_network(self.view, window, included, asked.ties or TIES, asked.roles)
        if len(net.others) + net.size <= KEPT_TIES:
            self._kept.network = key, net
        return net

    @cached_property
    def _keys(self) -> npt.NDArray[np.int64]:
        """What members are ordered by, the first lowest."""
        values = self._now.values
        if self.asked.order is MeasureOrder.CHANGE and self._then is not None:
            values = values - self._then
        return -ordered_bits(values)

    @cached_property
    def _members(self) -> Rows:
        """The members of the kinds asked for, in order."""
        ids = self._now.ids
        prefixes = tuple(f"{kind}/" for kind in self.asked.kinds)
        named = sorted(at for at, name in enumerate(ids) if name.startswith(prefixes))
        by_id = np.array(sorted(named, key=ids.__getitem__), np.int64)
        found: Rows = by_id[np.argsort(self._keys[by_id], kind="stable")].astype(np.uint32)
        return found

    @cached_property
    def _falling(self) -> Values:
        """The values of the members asked for, the lowest first."""
        return np.sort(self._now.values[self._members])

    def _sequel(self) -> Sequel:
        return Sequel(
            name=f"{self.asked.order} of {self.asked.measure}",
            segments=(self._members,),
            descending=False,
            width=1,
            place=lambda at: Place((int(self._keys[at]),), self._now.ids[at]),
            segment=lambda _: 0,
        )

    def _edges(self, members: Rows, cursors: list[str]) -> list[Measured]:
        ids, values = self._now
        records = self.view.get_many([ids[at] for at in members])
        found = []
        for at, cursor, record in zip(members.tolist(), cursors, records, strict=True):
            if record is None:
                continue
            value = float(values[at])
            rank = 1 + len(self) - int(np.searchsorted(self._falling, value, "right"))
            then = None if self._then is None else float(self._then[at])
            change = None if then is None else value - then
            found.append(Measured(record, cursor, value, rank, then, change))
        return found


def _taken(measure: Measure, net: Compact) -> Values:
    if measure is Measure.DEGREE:
        return np.bincount(net.owners[~net.loops], minlength=net.size).astype(np.float64)
    if measure is Measure.WEIGHTED_DEGREE:
        return taken.weighted_degrees(net)
    if measure is Measure.PAGERANK:
        return rounded(taken.pagerank(net, max_iter=1_000, tol=1e-10 / max(net.size, 1)))
    if measure is Measure.CORE:
        return taken.core_numbers(net.without_loops()).astype(np.float64)
    return taken.component_sizes(net).astype(np.float64)


def rounded(values: Values) -> Values:
    """Positive values to ten digits, so that members that stand alike come out alike."""
    scale = 10.0 ** (9 - np.floor(np.log10(values)))
    return np.asarray(np.round(values * scale) / scale, np.float64)


def ordered_bits(values: Values) -> npt.NDArray[np.int64]:
    """Whole numbers that lie to each other as these values do.

    Source: IEEE 754-2019: the bits of positive numbers ascend with them.
    """
    bits = np.asarray(values, np.float64).view(np.int64)
    return np.where(bits >= 0, bits, np.iinfo(np.int64).min - bits)
