"""Arrays against NetworkX: the same networks, the same answers, in the same order."""

from __future__ import annotations

import copy
import inspect
import pickle
from dataclasses import replace
from functools import cache
from itertools import combinations
from random import Random

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import networkx_backend
from kg.model import Instrument, Office, Party, Relation, Tenure, When
from kg.network import INCLUDE, TIES, backend, compact_of
from kg.network.lazy import Lazy, lazy_class
from kg.query import View
from kg.query.networks import drawn_network, network_of, simple_network
from tests.properties.query_world import clocks, ground_of, window, world

CHOICES = [kinds for k in range(5) for kinds in combinations(INCLUDE, k)]


@cache
def ground(seed: int):
    """A generated world, with every sort of tie."""
    made = world(seed, events=18)
    random = Random(seed)  # noqa: S311  (nothing secret)
    records = []
    for record in made.records:
        if isinstance(record, Office):
            more = {"organisation": f"actor/a{random.randrange(5)}", "jurisdiction": "place/p1"}
            record = replace(record, **more)  # noqa: PLW2901  (dressed)
        if isinstance(record, Instrument):
            parties = tuple(
                Party(key=f"k{n}", actor=f"actor/a{n}") for n in sorted(random.sample(range(5), 2))
            )
            more = {"issuer": f"actor/a{random.randrange(5)}", "jurisdiction": "place/p1"}
            record = replace(record, parties=parties, **more)  # noqa: PLW2901  (dressed)
        records.append(record)
    clock = next(r.clock for r in made.records if r.id == "actor/a0")
    actor = next(r for r in records if r.id == "actor/a3")
    records[records.index(actor)] = replace(actor, jurisdiction="place/p2")
    records += [
        Relation(
            id="relation/x1",
            kind="relation-kind/defeated",
            subject="event/v1",
            object="event/v2",
            clock=clock,
        ),
        Relation(
            id="relation/x2",
            kind="relation-kind/defeated",
            subject="actor/a1",
            object="event/v3",
            time=When(edtf="2019-02"),
            clock=clock,
        ),
        Tenure(id="tenure/own", office="office/o0", holder="actor/a0", clock=clock),
    ]
    office = next(r for r in records if r.id == "office/o0")
    records[records.index(office)] = replace(office, organisation="actor/a0")  # held by itself
    return ground_of(made.dataset, tuple(records))


CASE = {
    "seed": st.integers(0, 5),
    "at": st.integers(0, 30),
    "through": st.one_of(st.none(), st.integers(0, 40)),
    "include": st.sampled_from(CHOICES),
    "ties": st.one_of(st.just(TIES), st.sets(st.sampled_from(TIES), max_size=6).map(sorted)),
    "simple": st.booleans(),
    "directed": st.booleans(),
}


@settings(max_examples=150, deadline=None)
@given(**CASE)
def test_a_lazy_graph_is_the_graph_drawn_from_records(
    seed, at, through, include, ties, simple, directed
):
    view = View(ground(seed), clocks(at))
    asked = None if through is None else window(Random(through))  # noqa: S311  (nothing secret)
    how = {"include": include, "ties": ties, "simple": simple, "directed": directed}
    lazy, drawn = network_of(view, asked, **how), drawn_network(view, asked, **how)
    assert isinstance(lazy, Lazy)
    assert list(lazy) == list(drawn)
    assert len(lazy) == lazy.number_of_nodes() == drawn.number_of_nodes()
    assert lazy.number_of_edges() == drawn.number_of_edges()
    ours, theirs = lazy.compact, compact_of(drawn, "weight")
    for name in ("starts", "others", "counts", "weights"):
        assert np.array_equal(getattr(ours, name), getattr(theirs, name)), name
    pairs = nx.DiGraph(drawn) if directed else nx.Graph(drawn)
    assert ours.pairs == pairs.number_of_edges()
    assert all(lazy.has_edge(u, v) == drawn.has_edge(u, v) for u in drawn for v in drawn)
    assert not lazy.has_edge("actor/a0", "nobody")
    assert isinstance(lazy, Lazy)  # still not drawn
    assert dict(lazy.nodes(data=True)) == dict(drawn.nodes(data=True))
    assert nx.utils.graphs_equal(lazy, drawn)
    assert type(lazy) is type(drawn)
    assert lazy.__dict__.keys() >= type(drawn)().__dict__.keys()
    assert [list(lazy.adj[n]) for n in lazy] == [list(drawn.adj[n]) for n in drawn]


@settings(max_examples=25, deadline=None)
@given(seed=CASE["seed"], at=CASE["at"], include=CASE["include"])
def test_measures_are_taken_on_the_simple_network(seed, at, include):
    view = View(ground(seed), clocks(at))
    ours = simple_network(view, None, include)
    theirs = compact_of(drawn_network(view, None, include=include, simple=True), "weight")
    assert list(ours.nodes) == list(theirs.nodes)
    assert np.array_equal(ours.others, theirs.others)
    assert np.array_equal(ours.weights, theirs.weights)


@st.composite
def graphs(draw, *, multi=(False, True), loops=True):
    """A small graph of any sort, its members not numbers, its ties weighed or not."""
    kind = {
        (False, False): nx.Graph,
        (True, False): nx.DiGraph,
        (False, True): nx.MultiGraph,
        (True, True): nx.MultiDiGraph,
    }[draw(st.booleans()), draw(st.sampled_from(multi))]
    graph = kind()
    members = draw(st.permutations([f"n{i}" for i in range(draw(st.integers(0, 9)))]))
    graph.add_nodes_from(members)
    if members:
        ends = st.tuples(st.sampled_from(members), st.sampled_from(members))
        for one, two in draw(st.lists(ends, max_size=25)):
            if loops or one != two:
                weight = draw(st.one_of(st.none(), st.integers(1, 9), st.floats(0.1, 9)))
                graph.add_edge(one, two, **({} if weight is None else {"weight": weight}))
    return graph


def lazily(graph):
    """The same graph, not drawn yet."""
    simple, directed = not graph.is_multigraph(), graph.is_directed()
    return lazy_class(simple=simple, directed=directed).over(
        compact_of(graph, "weight"),
        graph.number_of_edges(),
        lambda: {n: dict(d) for n, d in graph.nodes(data=True)},
        graph.copy,
    )


def uncached(graph):
    """A graph of which NetworkX keeps no conversions: it would warn when it uses one again."""
    graph.__networkx_cache__ = None
    return graph


def answer(function, graph, *args, **kwargs):
    """What a function gives, or what it raises."""
    try:
        found = function(graph, *args, **kwargs)
        return list(found) if hasattr(found, "__next__") else found
    except (nx.NetworkXException, ZeroDivisionError) as error:
        return type(error), str(error)


def close(ours, theirs):
    """Equal, numbers to 1e-8."""
    if isinstance(ours, tuple) or isinstance(theirs, tuple):
        return ours == theirs
    return list(ours) == list(theirs) and all(abs(ours[n] - theirs[n]) < 1e-8 for n in theirs)


@settings(max_examples=250, deadline=None)
@given(
    graph=graphs(),
    alpha=st.sampled_from((0.85, 0.5, 0.99)),
    weight=st.sampled_from(("weight", None)),
    max_iter=st.sampled_from((100, 3)),
    tol=st.sampled_from((1e-6, 1e-12)),
    given_=st.sets(st.sampled_from(("personalization", "nstart", "dangling")), max_size=3),
    values=st.lists(st.integers(0, 3), min_size=9, max_size=9),
)
def test_pagerank(graph, alpha, weight, max_iter, tol, given_, values):
    about = {node: value for node, value in zip(graph, values, strict=False) if value}
    how = {"alpha": alpha, "weight": weight, "max_iter": max_iter, "tol": tol}
    if about:  # NetworkX divides by their sum
        how |= dict.fromkeys(given_, about)
    elif "personalization" in given_:
        how["personalization"] = dict.fromkeys(graph, 0)
    theirs = answer(nx.pagerank, graph, backend="networkx", **how)
    lazy = lazily(graph)
    if weight != "weight" and not graph.is_multigraph():
        # A lazy graph's ties weigh what they count: without weights they count one each.
        assert lazy.compact.counts.sum() == len(lazy.compact.others)
    assert close(answer(nx.pagerank, lazy, **how), theirs)
    assert isinstance(lazy, Lazy)
    assert close(answer(nx.pagerank, uncached(graph), backend="daybook", **how), theirs)


def test_pagerank_that_does_not_come_to_rest_says_so():
    star = lazily(nx.star_graph(4))
    with pytest.raises(nx.PowerIterationFailedConvergence):
        nx.pagerank(star, max_iter=2)
    with pytest.raises(ZeroDivisionError):
        nx.pagerank(star, personalization=dict.fromkeys(star, 0))
    assert isinstance(star, Lazy)


@settings(max_examples=250, deadline=None)
@given(graph=graphs())
def test_cores_components_and_degrees(graph):
    weakly = graph.is_directed()
    asked = [
        nx.core_number,
        nx.degree_centrality,
        nx.weakly_connected_components if weakly else nx.connected_components,
        nx.number_weakly_connected_components if weakly else nx.number_connected_components,
        nx.is_weakly_connected if weakly else nx.is_connected,
    ]
    lazy = lazily(graph)
    for function in asked:
        theirs = answer(function, graph, backend="networkx")
        assert answer(function, uncached(graph), backend="daybook") == theirs or (
            function is nx.core_number and graph.is_multigraph()
        )
        if isinstance(lazy, Lazy):
            assert answer(function, lazy) == theirs


@settings(max_examples=60, deadline=None)
@given(graph=graphs(multi=(False,), loops=False))
def test_cores_without_loops_are_found_undrawn(graph):
    lazy = lazily(graph)
    found = nx.core_number(lazy)
    assert list(found.items()) == [(n, found[n]) for n in graph]
    assert found == nx.core_number(graph)
    assert isinstance(lazy, Lazy)


@settings(max_examples=150, deadline=None)
@given(graph=graphs(), source=st.integers(0, 9), cutoff=st.sampled_from((None, 0, 1, 1.5, 2, -1)))
def test_lengths_come_in_the_order_of_a_search_by_breadth(graph, source, cutoff):
    source = f"n{source}"
    single = nx.single_source_shortest_path_length
    theirs = answer(single, graph, source, cutoff=cutoff, backend="networkx")
    lazy = lazily(graph)
    for ours in (
        answer(single, lazy, source, cutoff=cutoff),
        answer(single, uncached(graph), source, cutoff=cutoff, backend="daybook"),
    ):
        assert ours == theirs
        assert list(ours) == list(theirs)
    theirs = answer(nx.shortest_path_length, graph, source, backend="networkx")
    assert answer(nx.shortest_path_length, lazy, source) == theirs
    assert isinstance(lazy, Lazy)
    assert (
        answer(nx.shortest_path_length, lazy, source, source) == (0 if source in graph else theirs)
        or source not in graph
    )


def test_other_graphs_are_left_to_networkx(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("the backend was asked")

    lazily(nx.path_graph(3))
    network_of(View(ground(0)))  # has NetworkX ask the backend
    monkeypatch.setattr("kg.network.backend.pagerank", refuse)
    assert nx.pagerank(nx.path_graph(3))
    with pytest.raises(AssertionError, match="asked"):
        nx.pagerank(lazily(nx.path_graph(3)))


def test_what_the_backend_lacks_networkx_runs_itself():
    drawn = drawn_network(View(ground(1)), simple=True)

    def fresh():
        return network_of(View(ground(1)), simple=True)

    assert nx.betweenness_centrality(fresh()) == nx.betweenness_centrality(drawn)
    assert nx.shortest_path_length(fresh(), "actor/a0", "actor/a1") == nx.shortest_path_length(
        drawn, "actor/a0", "actor/a1"
    )
    assert nx.pagerank(fresh(), weight="none") == nx.pagerank(drawn, weight="none")
    other = nx.path_graph(3)
    assert set(nx.compose(fresh(), other)) == {*drawn, *other}  # with a graph that is not ours
    assert nx.is_isomorphic(fresh(), drawn)
    assert set(nx.k_core(nx.Graph(fresh().edges - nx.selfloop_edges(fresh())), 1)) <= set(drawn)


def test_a_changed_graph_is_asked_as_it_is_now():
    graph = network_of(View(ground(2)), simple=True)
    before = nx.number_connected_components(graph)
    assert isinstance(graph, Lazy)
    graph.add_edge("somebody", "somebody else")
    assert type(graph) is nx.Graph
    assert nx.number_connected_components(graph) == before + 1
    graph.edges["somebody", "somebody else"]["weight"] = 7
    assert nx.pagerank(graph) == nx.pagerank(nx.Graph(graph))


def test_attributes_of_members_are_read_and_kept_without_drawing():
    graph = network_of(View(ground(3)))
    members = graph.nodes
    graph.nodes["actor/a0"]["colour"] = "red"
    graph.nodes["actor/a1"].update(x=1)
    assert isinstance(graph, Lazy)
    graph.add_node("new")
    assert graph.nodes["actor/a0"]["colour"] == members["actor/a0"]["colour"] == "red"
    assert "new" in members
    assert graph.nodes["actor/a1"]["x"] == 1
    graph.remove_node("actor/a0")
    assert "actor/a0" not in graph
    assert "actor/a0" not in members


@pytest.mark.parametrize("simple", [True, False])
@pytest.mark.parametrize("directed", [True, False])
def test_copies_views_and_pickles_are_plain_graphs(simple, directed):
    def fresh():
        return network_of(View(ground(4)), simple=simple, directed=directed)

    drawn = drawn_network(View(ground(4)), simple=simple, directed=directed)
    made = {
        "copy": fresh().copy(),
        "deepcopy": copy.deepcopy(fresh()),
        "pickle": pickle.loads(pickle.dumps(fresh())),  # noqa: S301  (our own)
        "class": type(drawn)(fresh()),
        "subgraph": fresh().subgraph(list(drawn)).copy(),
    }
    for name, other in made.items():
        assert type(other) is type(drawn), name
        assert nx.utils.graphs_equal(other, drawn), name
    assert fresh().to_undirected().number_of_nodes() == len(drawn)
    assert fresh().to_directed().is_directed()
    assert len(fresh().reverse() if directed else drawn) == len(drawn)
    assert str(len(drawn)) in str(fresh())
    assert nx.utils.graphs_equal(nx.freeze(fresh()), drawn)


@settings(max_examples=40, deadline=None)
@given(members=st.integers(2, 120), ties=st.integers(0, 600), seed=st.integers(0, 10**6))
def test_cores_of_larger_graphs_and_of_chains(members, ties, seed):
    graph = nx.gnm_random_graph(members, ties, seed=seed)
    graph.add_edges_from((f"chain {n}", f"chain {n + 1}") for n in range(seed % 70))
    graph.add_edge("chain 0", 0)
    assert nx.core_number(lazily(graph)) == nx.core_number(graph)


def test_what_the_backend_says_of_itself_is_so():
    told = networkx_backend()
    assert told["backend_name"] in nx.config.backends, "the installed entry points are old"
    skipped = {"can_run", "should_run", "convert_from_nx", "convert_to_nx"}
    here = {
        name
        for name, found in vars(backend).items()
        if callable(found) and hasattr(nx, name) and name not in skipped
    }
    assert set(told["functions"]) == here
    for name in here:
        ours = list(inspect.signature(getattr(backend, name)).parameters)
        theirs = list(inspect.signature(getattr(nx, name).orig_func).parameters)
        assert ours == theirs, name
