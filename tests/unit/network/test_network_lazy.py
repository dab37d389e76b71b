"""A lazy graph is what it stands for, whatever is asked of it first."""

from __future__ import annotations

import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import networkx as nx
import pytest

import kg
from kg.network.lazy import Lazy
from tests.endtoend.world import data_folder

FIRST = {
    "degree": lambda graph: sorted(graph.degree),
    "degree of one": lambda graph: graph.degree[min(graph)],
    "isolates": lambda graph: sorted(nx.isolates(graph)),
    "neighbours": lambda graph: sorted(graph.adj[min(graph)]),
    "whether it is directed": lambda graph: (hasattr(graph, "_succ"), hasattr(graph, "_pred")),
    "a name that there is not": lambda graph: hasattr(graph, "_nothing"),
}


@pytest.mark.parametrize("first", FIRST)
@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("simple", [False, True])
def test_what_is_asked_first_is_answered_as_by_a_plain_graph(
    first: str, directed: bool, simple: bool
):
    graph = kg.open(data_folder()).network(simple=simple, directed=directed)
    assert isinstance(graph, Lazy)
    plain = graph.plain(kg.open(data_folder()).network(simple=simple, directed=directed))
    assert type(plain) is graph.plain
    assert FIRST[first](graph) == FIRST[first](plain)


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("simple", [False, True])
def test_several_threads_that_touch_one_graph_find_it_drawn(simple: bool, directed: bool):
    graph = kg.open(data_folder()).network(simple=simple, directed=directed)
    somebody = next(iter(graph))
    draw, drawn, all_here = graph.__dict__["_draw"], [], threading.Barrier(4)

    def slowly() -> Any:
        drawn.append(draw())
        return drawn[-1]

    def neighbours(_: int) -> list[str]:
        all_here.wait()
        return sorted(graph.neighbors(somebody))

    graph.__dict__["_draw"] = slowly
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(neighbours, range(4)))
    assert len(drawn) == 1
    assert found == [sorted(drawn[0].neighbors(somebody))] * 4


@pytest.mark.parametrize(
    "view",
    [
        lambda graph: graph.copy(as_view=True),
        lambda graph: graph.to_undirected(as_view=True),
        lambda graph: graph.nodes,
        lambda graph: graph.nodes.data(),
    ],
)
def test_its_views_can_be_pickled(view: Any):
    graph = kg.open(data_folder()).network(directed=True)
    plain = graph.plain(kg.open(data_folder()).network(directed=True))
    assert [*pickle.loads(pickle.dumps(view(graph)))] == [*view(plain)]  # noqa: S301  (our own)


def emptied(graph: nx.Graph[Any]) -> None:
    for node in graph:
        graph.remove_node(node)


def test_members_cannot_be_removed_while_they_are_gone_through():
    for graph in (kg.open(data_folder()).network(), nx.path_graph(4)):
        with pytest.raises(RuntimeError, match="changed size during iteration"):
            emptied(graph)
    graph = kg.open(data_folder()).network()
    assert [node for node in graph if graph.add_node(node) is None] == list(graph)


class Wrapped:
    """What answers as a graph and is none of NetworkX's own class: NetworkX takes it as it is."""

    def __init__(self, graph: nx.Graph[int]) -> None:
        self.graph = graph

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.graph, name)

    def __len__(self) -> int:
        return len(self.graph)

    def __iter__(self) -> Any:
        return iter(self.graph)

    def __getitem__(self, node: int) -> Any:
        return self.graph[node]

    def __contains__(self, node: object) -> bool:
        return node in self.graph


def test_graphs_of_other_classes_are_left_to_networkx():
    kg.open(data_folder()).network()  # from now on NetworkX asks our backend
    line, wrapped = nx.path_graph(4), Wrapped(nx.path_graph(4))
    for ask in (nx.pagerank, nx.core_number, nx.degree_centrality, nx.is_connected):
        assert ask(wrapped) == ask(line)
    assert nx.shortest_path_length(wrapped, 0) == nx.shortest_path_length(line, 0)
    assert [*nx.connected_components(wrapped)] == [*nx.connected_components(line)]
