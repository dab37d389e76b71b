"""How is a network a NetworkX graph before anybody has looked at its ties?

A lazy graph holds arrays. It counts and names its members from them, and the backend
(`kg.network.backend`) answers algorithms from them. Whoever touches the dicts that NetworkX
keeps ties in makes it the plain graph that it stands for, of NetworkX's own class, as
`importlib.util.LazyLoader` does with modules: from then on it can be changed, and the arrays
are gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from threading import RLock
from typing import Any, ClassVar, Final

import networkx as nx

from kg.network.compact import Compact

Attributes = dict[str, Any]
BACKEND: Final = "daybook"
_DICTS: Final = frozenset({"_adj", "_succ", "_pred"})  # as NetworkX calls them
_DRAWING: Final = RLock()
"""Held by who draws: whoever reads the same graph in another thread waits, and finds it drawn."""


class Members(Mapping[Any, Attributes]):
    """The members of a lazy graph; their attributes are read when one is asked for."""

    def __init__(self, net: Compact, read: Callable[[], dict[Any, Attributes]]) -> None:
        self._net, self._read = net, read
        self._known: dict[Any, Attributes] | None = None

    def __getitem__(self, node: Any) -> Attributes:
        """The attributes of a member."""
        return self.known[node]

    def __iter__(self) -> Iterator[Any]:
        """The members in their order."""
        return self._each() if self._known is None else iter(self._known)

    def _each(self) -> Iterator[Any]:
        for node in self._net.nodes:
            yield node
            if self._known is not None and len(self._known) != self._net.size:
                raise RuntimeError("dictionary changed size during iteration")  # as of a dict

    def __len__(self) -> int:
        """How many."""
        return self._net.size if self._known is None else len(self._known)

    def __contains__(self, node: object) -> bool:
        """Whether it is one."""
        return node in (self._net.number if self._known is None else self._known)

    def __reduce__(self) -> Any:
        """Pickled as the plain dict: NetworkX's views hold the members."""
        return dict, (self.known,)

    @property
    def known(self) -> dict[Any, Attributes]:
        """The members with their attributes, read once."""
        if self._known is None:
            self._known = self._read()
        return self._known


class Lazy:
    """What the lazy graphs share; the second class of each is the plain one.

    Equals: kg.network.networkx_graph, once its dicts are touched
    """

    plain: ClassVar[type[Any]]
    compact: Compact
    __networkx_cache__ = None  # nothing is converted, so nothing need be kept

    def __new__(cls, *args: Any, **attributes: Any) -> Any:
        """A plain graph: copies and views of a lazy one make graphs of its class."""
        return cls.plain(*args, **attributes)

    @classmethod
    def over(
        cls,
        net: Compact,
        ties: int,
        members: Callable[[], dict[Any, Attributes]],
        draw: Callable[[], Any],
    ) -> Any:
        """A lazy graph over arrays; `draw` makes the plain one, `members` only its members."""
        _preferred()
        graph = object.__new__(cls)
        graph.__dict__.update(
            graph={}, compact=net, _ties=ties, _members=Members(net, members), _draw=draw
        )
        return graph

    @property
    def _node(self) -> Any:
        own = self.__dict__
        members = own.get("_members")
        return own["_node"] if members is None else members  # None: another thread has drawn

    _adj = property(lambda self: Lazy.drawn(self).__dict__["_adj"])

    def drawn(self) -> Any:
        """The plain graph that this becomes when its ties are drawn; perhaps they are already."""
        with _DRAWING:
            if isinstance(self, Lazy):
                self._draw_now()
        return self

    def _draw_now(self) -> None:
        own = self.__dict__
        drawn = own["_draw"]()
        members: Members = own["_members"]
        if members._known is None:  # noqa: SLF001  (what was read, and perhaps changed, stays)
            members._known = drawn._node  # noqa: SLF001  (as NetworkX calls it)
        own.pop("nodes", None)
        dicts = {name: drawn.__dict__[name] for name in _DICTS & drawn.__dict__.keys()}
        own.update(dicts, _node=members.known, __networkx_cache__={})
        self.__class__ = self.plain
        for name in ("compact", "_ties", "_members", "_draw"):
            del own[name]

    def size(self, weight: str | None = None) -> Any:
        """How many ties, or what they weigh."""
        ties = self.__dict__.get("_ties")
        return Lazy.drawn(self).size(weight) if ties is None or weight is not None else ties

    def has_edge(self, u: Any, v: Any, key: Any = None) -> Any:
        """Whether two are tied; by what, only the drawn graph knows."""
        net: Compact | None = self.__dict__.get("compact")
        if net is None or key is not None:
            known = () if key is None else (key,)
            return Lazy.drawn(self).has_edge(u, v, *known)
        if u not in net.number or v not in net.number:
            return False
        row = slice(*net.starts[[net.number[u], net.number[u] + 1]])
        return bool((net.others[row] == net.number[v]).any())

    def __reduce_ex__(self, protocol: Any) -> Any:
        """Pickled and deeply copied as the plain graph."""
        return Lazy.drawn(self).__reduce_ex__(protocol)


class LazyGraph(Lazy, nx.Graph):  # type: ignore[misc, type-arg]  # dicts become properties
    """A lazy `networkx.Graph`."""

    plain = nx.Graph


class LazyDirected(Lazy):
    """What the directed ones have besides: NetworkX asks any graph whether it has these."""

    _succ = property(lambda self: Lazy.drawn(self).__dict__["_succ"])
    _pred = property(lambda self: Lazy.drawn(self).__dict__["_pred"])


class LazyDiGraph(LazyDirected, nx.DiGraph):  # type: ignore[misc, type-arg]  # as LazyGraph
    """A lazy `networkx.DiGraph`."""

    plain = nx.DiGraph


class LazyMultiGraph(Lazy, nx.MultiGraph):  # type: ignore[misc, type-arg]  # as LazyGraph
    """A lazy `networkx.MultiGraph`."""

    plain = nx.MultiGraph


class LazyMultiDiGraph(LazyDirected, nx.MultiDiGraph):  # type: ignore[misc, type-arg]  # as LazyGraph
    """A lazy `networkx.MultiDiGraph`."""

    plain = nx.MultiDiGraph


def lazy_class(*, simple: bool, directed: bool) -> type[Lazy]:
    """The class of a lazy graph."""
    if simple:
        return LazyDiGraph if directed else LazyGraph
    return LazyMultiDiGraph if directed else LazyMultiGraph


def _preferred() -> None:
    """Have NetworkX ask our backend before it runs an algorithm itself.

    The backend takes lazy graphs only (`should_run`), so nothing changes for other graphs. What
    stands in `networkx.config` already goes first.
    """
    priority: Any = nx.config.backend_priority
    if BACKEND in nx.config.backends and BACKEND not in priority.algos:
        priority.algos = [*priority.algos, BACKEND]
