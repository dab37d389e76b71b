"""A lazy graph is what it stands for, whatever is asked of it first."""

from __future__ import annotations

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
