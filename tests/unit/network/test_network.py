"""The network of a small village, as NetworkX sees it."""

from __future__ import annotations

import networkx as nx
import pytest

from kg.errors import FilterError
from kg.model import (
    Actor,
    ActorType,
    Claim,
    Clock,
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
from kg.network import NetworkParts, networkx_graph
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
