"""The network of a small village: who shared what, who is near, which paths there are."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from kg.columns import Tables
from kg.errors import FilterError, LimitExceededError
from kg.model import (
    Actor,
    ActorType,
    Claim,
    Clock,
    Dataset,
    Dimension,
    Event,
    Instrument,
    Label,
    Office,
    Participation,
    Party,
    Relation,
    Stance,
    Tenure,
    When,
    canonical,
)
from kg.network import (
    NetworkParts,
    adjacency_of,
    co_participants,
    k_shortest_paths,
    neighbours,
    networkx_graph,
    tie_counts,
)
from kg.network.paths import Search
from kg.temporal import extent_of

CLOCK = Clock(recorded="2026-01-01")


def label(text):
    return (Label("en", text),)


def actor(slug):
    return Actor(id=f"actor/{slug}", type=ActorType.PERSON, labels=label(slug), clock=CLOCK)


def event(slug, edtf, *who):
    parts = tuple(
        Participation(key=f"{w}-takes", role="role/takes-part", actor=f"actor/{w}") for w in who
    )
    return Event(
        id=f"event/{slug}",
        labels=label(slug),
        time=When(edtf=edtf),
        participations=parts,
        clock=CLOCK,
    )


ACTORS = [actor(s) for s in ("ann", "ben", "cat", "dan", "eve", "town")]
EVENTS = [
    event("fair", "2001-05-01", "ann", "ben"),
    event("market", "2002-05-01", "ann", "ben", "cat"),
    event("feast", "2000-05", "cat", "dan"),
    event("flood", "1999", "dan", "eve"),
]
RELATIONS = [
    Relation(
        id="relation/market-after-fair",
        kind="relation-kind/responds-to",
        subject="event/market",
        object="event/fair",
        clock=CLOCK,
    ),
    Relation(
        id="relation/ann-trains-eve",
        kind="relation-kind/trains",
        subject="actor/ann",
        object="actor/eve",
        time=When(edtf="2003"),
        clock=CLOCK,
    ),
]
OFFICE = Office(id="office/mayor", labels=label("mayor"), organisation="actor/town", clock=CLOCK)
TENURE = Tenure(
    id="tenure/dan",
    office="office/mayor",
    holder="actor/dan",
    time=When(edtf="1998/2004"),
    clock=CLOCK,
)
BYLAW = Instrument(
    id="instrument/bylaw",
    labels=label("bylaw"),
    issuer="actor/town",
    parties=(Party(key="eve", actor="actor/eve"),),
    clock=CLOCK,
)
CLAIM = Claim(
    id="claim/fair",
    labels=label("it was loud"),
    dimension=Dimension.JUDGEMENT,
    stance=Stance.ASSERTS,
    about=("event/fair",),
    document="source/s",
    clock=CLOCK,
)
RECORDS = [canonical(r) for r in (*ACTORS, *EVENTS, *RELATIONS, OFFICE, TENURE, BYLAW, CLAIM)]
DATASET = Dataset(id="village", base="https://example.org/", labels=label("Village"))


@pytest.fixture(scope="module")
def tables():
    return Tables.of(RECORDS, DATASET)


@pytest.fixture(scope="module")
def net(tables):
    return adjacency_of(tables)


def mask_of(tables, *, without=()):
    """Everything counts certainly but the ids in `without`; `feast` only possibly."""

    def mask(table):
        ids = tables.table(table).column("id").to_pylist()
        match = {"event/feast": 1} | dict.fromkeys(without, 0)
        return np.array([match.get(i, 2) for i in ids], np.int8)

    return mask


def bounds_of(tables):
    dates = {r.id: r.time for r in RECORDS if getattr(r, "time", None)}

    def bounds(table, row):
        when = dates.get(tables.table(table).column("id")[row].as_py())
        if when is None or when.edtf is None:
            return None
        e = extent_of(when.edtf)
        return e.start_earliest, e.start_latest, e.end_earliest, e.end_latest

    return bounds


def search(net, tables, *named, time=False, hops=6, budget=1000, **mask):
    return Search(
        near=lambda m: neighbours(net, m, mask_of(tables, **mask), frozenset(named)),
        bounds=bounds_of(tables),
        max_hops=hops,
        budget=budget,
        time_respecting=time,
    )


def walk(net, tables, one, two, first=1, **how):
    a, b = net.number[one], net.number[two]
    names = {v: k for k, v in net.number.items()}
    found = k_shortest_paths(search(net, tables, **how), a, b, first)
    return [[names.get(h.target, f"event {h.target}") for h in path] for path in found]


def test_co_participants_count_certain_and_possible_events_apart(net, tables):
    def counted(who):
        shared = co_participants(net, net.number[who], mask_of(tables))
        return [(net.members[s.member], s.certain, s.possible) for s in shared]

    assert counted("actor/ann") == [("actor/ben", 2, 2), ("actor/cat", 1, 1)]
    assert counted("actor/cat") == [
        ("actor/ann", 1, 1),
        ("actor/ben", 1, 1),
        ("actor/dan", 0, 1),
    ]
    assert counted("actor/town") == []


def test_shared_events_equal_brute_force(net, tables):
    for one in ACTORS:
        expected: dict[str, int] = {}
        for e in EVENTS:
            who = {p.actor for p in e.participations}
            for other in who - {one.id} if one.id in who else ():
                expected[other] = expected.get(other, 0) + 1
        found = {
            net.members[s.member]: s.possible
            for s in co_participants(net, net.number[one.id], mask_of(tables))
        }
        assert found == expected


def test_neighbours_name_the_rows_that_tie(net, tables):
    near = neighbours(net, net.number["actor/dan"], mask_of(tables))
    assert [(net.members[n.member], n.kind.value, n.table, n.match) for n in near] == [
        ("actor/cat", "shared-event", "event", 1),
        ("actor/eve", "shared-event", "event", 2),
        ("office/mayor", "tenure", "tenure", 2),
    ]
    ids = tables.table("event").column("id").to_pylist()
    assert [ids[r] for r in near[0].rows] == ["event/feast"]


def test_events_with_ties_of_their_own_are_near_their_participants(net, tables):
    near = neighbours(net, net.number["actor/cat"], mask_of(tables))
    ids = tables.table("event").column("id").to_pylist()
    events = [ids[n.rows[0]] for n in near if n.kind == "participation"]
    assert events == ["event/market"]
    market = net.event(ids.index("event/market"))
    kinds = {n.kind.value for n in neighbours(net, market, mask_of(tables))}
    assert kinds == {"participation", "relation"}


def test_shortest_path_and_what_its_removal_leaves(net, tables):
    assert walk(net, tables, "actor/ann", "actor/eve") == [["actor/eve"]]
    without = ("relation/ann-trains-eve",)
    assert walk(net, tables, "actor/ann", "actor/eve", without=without) == [
        ["actor/cat", "actor/dan", "actor/eve"]
    ]
    assert walk(net, tables, "actor/ann", "actor/eve", hops=2, without=without) == []


def test_k_shortest_paths_come_shortest_first_and_never_twice(net, tables):
    found = walk(net, tables, "actor/ann", "actor/eve", first=50)
    assert found[0] == ["actor/eve"]
    assert [len(p) for p in found] == sorted(len(p) for p in found)
    assert len({tuple(p) for p in found}) == len(found)


def test_a_time_impossible_path_is_skipped(net, tables):
    # ann-cat is of 2002, cat-dan of 2000, dan-eve of 1999: backwards in time only.
    without = ("relation/ann-trains-eve",)
    forward = walk(net, tables, "actor/ann", "actor/eve", time=True, without=without)
    assert ["actor/cat", "actor/dan", "actor/eve"] not in forward
    backward = walk(net, tables, "actor/eve", "actor/ann", time=True, without=without)
    assert backward == [["actor/dan", "actor/cat", "actor/ann"]]


def test_a_search_past_its_budget_says_so(net, tables):
    with pytest.raises(LimitExceededError, match="touched more than 3 ties") as caught:
        walk(net, tables, "actor/ann", "actor/dan", budget=3)
    assert caught.value.allowed == 3


def parts():
    of = {r.id: r for r in RECORDS}
    chosen = {
        kind: [r for i, r in of.items() if i.startswith(kind[:-1])]
        for kind in ("actors", "events", "relations", "tenures", "offices", "instruments", "claims")
    }
    return NetworkParts(places=[], extent=lambda when: extent_of(when.edtf), **chosen)


def test_networkx_multigraph_has_roles_times_and_claims():
    graph = networkx_graph(parts())
    assert isinstance(graph, nx.MultiGraph)
    assert set(graph) == {a.id for a in ACTORS}
    fair = graph.edges["actor/ann", "actor/ben", "event/fair"]
    assert fair["kind"] == "shared-event"
    assert fair["roles_1"] == "takes-part"
    assert fair["start"] == "2001-05-01"
    assert fair["claims"] == "claim/fair"
    assert graph.number_of_edges("actor/ann", "actor/ben") == 2
    assert graph.edges["actor/dan", "actor/town", "tenure/dan"]["office"] == "office/mayor"


def test_networkx_with_other_kinds_simple_and_directed():
    with_events = networkx_graph(parts(), include=["events", "offices"])
    assert with_events.has_edge("actor/ann", "event/fair")
    assert with_events.has_edge("event/market", "event/fair")
    assert with_events.has_edge("office/mayor", "actor/town")
    assert not with_events.has_edge("actor/ann", "actor/ben")
    simple = networkx_graph(parts(), simple=True)
    assert type(simple) is nx.Graph
    assert simple.edges["actor/ann", "actor/ben"]["weight"] == 2
    assert nx.pagerank(simple, weight="weight")
    directed = networkx_graph(parts(), directed=True)
    assert directed.has_edge("actor/ann", "actor/eve")
    assert not directed.has_edge("actor/eve", "actor/ann")
    with pytest.raises(FilterError, match="weather"):
        networkx_graph(parts(), include=["weather"])


def test_tie_counts_are_participations_and_direct_ties_that_count(net, tables):
    counts = dict(zip(net.members, tie_counts(net, mask_of(tables)).tolist(), strict=True))
    assert counts["actor/ann"] == 3  # fair, market, and training eve
    assert counts["actor/dan"] == 3  # feast (possibly), flood, and an office
    assert counts["actor/town"] == 2  # an office and a bylaw
    without = mask_of(tables, without=("event/market", "relation/ann-trains-eve"))
    counts = dict(zip(net.members, tie_counts(net, without).tolist(), strict=True))
    assert counts["actor/ann"] == 1
