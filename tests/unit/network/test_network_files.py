"""Networks as files: what the schemas of GEXF 1.3 and GraphML ask for, read back whole."""

from __future__ import annotations

import io
import re
from datetime import date
from xml.etree import ElementTree as ET

import networkx as nx
import pytest

from kg.errors import FilterError, FormatError
from kg.model import (
    Actor,
    ActorType,
    Clock,
    Event,
    EventPlace,
    Label,
    Office,
    Participation,
    Place,
    PlaceRole,
    Relation,
    Tenure,
    When,
)
from kg.network import INCLUDE, NetworkParts, networkx_graph, write_network
from kg.network.folding import merged_spells
from kg.query.networks import drawn_network, write_network_of
from kg.temporal import NEG_INF, POS_INF, extent_of
from tests.properties.query_world import world

CLOCK = Clock(recorded="2026-01-01")
G = "{http://gexf.net/1.3}"
DAY = r"-?\d{4,}-\d\d-\d\d"
# The schema of GEXF 1.3 (gexf.xsd, dynamics.xsd), as far as our elements go: the attributes
# that may stand there, those that must, and the elements inside, in order.
SCHEMA = {
    "gexf": ({"version": "1.3", "variant": ".*"}, {"version"}, ("meta", "graph")),
    "graph": (
        {
            "defaultedgetype": "directed|undirected|mutual",
            "idtype": "integer|string",
            "mode": "static|dynamic|slice",
            "timeformat": "integer|double|date|dateTime",
            "timerepresentation": "interval|timestamp",
            "start": DAY,
            "end": DAY,
        },
        set(),
        ("attributes", "nodes", "edges"),
    ),
    "attributes": ({"class": "node|edge", "mode": "static|dynamic"}, {"class"}, ("attribute",)),
    "attribute": ({"id": ".+", "title": ".+", "type": "string"}, {"id", "title", "type"}, ()),
    "nodes": ({"count": r"\d+"}, set(), ("node",)),
    "edges": ({"count": r"\d+"}, set(), ("edge",)),
    "node": ({"id": ".+", "label": "(?s:.*)", "start": DAY, "end": DAY}, {"id"}, ("attvalues",)),
    "edge": (
        {
            "id": ".+",
            "source": ".+",
            "target": ".+",
            "kind": ".+",
            "weight": r"\d+",
            "start": DAY,
            "end": DAY,
        },
        {"source", "target"},
        ("attvalues", "spells"),
    ),
    "spells": ({}, set(), ("spell",)),
    "spell": ({"start": DAY, "end": DAY}, set(), ()),
    "attvalues": ({}, set(), ("attvalue",)),
    "attvalue": ({"for": ".+", "value": "(?s:.*)"}, {"for", "value"}, ()),
}


def named(text):
    return (Label("en", text),)


def actor(slug, text):
    return Actor(id=f"actor/{slug}", type=ActorType.PERSON, labels=named(text), clock=CLOCK)


def parts():
    """Members and ties of several sorts, with dates of every sort."""
    dates = {
        "day": "2019-02-05",
        "vague": "2019-02~/2019-04",
        "open": "2019-02-05/..",
        "unknown": "/2019-02-05",
        "set": "[2018-12,2019-03]",
        "old": "-0043-03-15",
        "zero": "0000-03-15",
        "far": "Y17000",
        "never": None,
    }
    events = [
        Event(
            id=f"event/{slug}",
            labels=named(f'A "{slug}" <day> & more\n'),
            time=When(edtf=edtf) if edtf else None,
            participations=tuple(
                Participation(key=f"{who}-{role}", role=f"role/{role}", actor=f"actor/{who}")
                for who, role in (("ann", "takes-part"), ("ann", "speaks"), ("ben", "takes-part"))
            ),
            places=(EventPlace(key="at", place="place/town", role=PlaceRole.AT),),
            clock=CLOCK,
        )
        for slug, edtf in dates.items()
    ]
    return NetworkParts(
        actors=[actor("ann", "Ann\x08 \ud7ff"), actor("ben", "Bén 🙂")],
        events=events,
        relations=[
            Relation(
                id="relation/r",
                kind="relation-kind/trains",
                subject="actor/ann",
                object="actor/ben",
                clock=CLOCK,
            ),
            Relation(
                id="relation/lost",
                kind="relation-kind/trains",
                subject="event/nowhere",
                object="event/day",
                clock=CLOCK,
            ),
        ],
        tenures=[
            Tenure(
                id="tenure/t",
                office="office/mayor",
                holder="actor/ann",
                time=When(edtf="2018/2020"),
                clock=CLOCK,
            )
        ],
        offices=[
            Office(
                id="office/mayor",
                labels=named("Mayor"),
                organisation="actor/ben",
                jurisdiction="place/town",
                clock=CLOCK,
            )
        ],
        places=[Place(id="place/town", labels=named("Town"), clock=CLOCK)],
        instruments=[],
        claims=[],
        extent=lambda when: extent_of(when.edtf),
    )


def written(form, **how):
    out = io.BytesIO()
    write_network(form, parts(), out, **how)
    return out.getvalue()


def check(element):
    """Hold an element, and all in it, to the schema."""
    name = element.tag.removeprefix(G)
    allowed, needed, inside = SCHEMA[name]
    assert needed <= element.attrib.keys() <= allowed.keys(), (name, element.attrib)
    for key, value in element.attrib.items():
        assert re.fullmatch(allowed[key], value), (name, key, value)
    places = [inside.index(child.tag.removeprefix(G)) for child in element]
    assert places == sorted(places), name
    for child in element:
        check(child)


@pytest.mark.parametrize("include", [(), INCLUDE])
@pytest.mark.parametrize("directed", [False, True])
def test_gexf_is_as_its_schema_says(include, directed):
    root = ET.fromstring(written("gexf", include=include, directed=directed))  # noqa: S314  (our own)
    assert root.tag == G + "gexf"
    check(root)
    (graph,) = root
    assert graph.attrib["mode"] == "dynamic"
    assert graph.attrib["timeformat"] == "date"
    nodes, edges = graph.find(G + "nodes"), graph.find(G + "edges")
    for items, what in ((nodes, "node"), (edges, "edge")):
        declared = {
            attribute.attrib["id"]
            for attributes in graph.findall(G + "attributes")
            if attributes.attrib["class"] == what
            for attribute in attributes
        }
        ids = [item.attrib["id"] for item in items]
        assert len(set(ids)) == len(ids) > 0
        for item in items:
            said = [value.attrib["for"] for value in item.iter(G + "attvalue")]
            assert len(set(said)) == len(said)
            assert set(said) <= declared
    members = {node.attrib["id"] for node in nodes}
    assert {edge.attrib[end] for edge in edges for end in ("source", "target")} <= members


def test_gexf_gives_the_hull_of_a_date_and_its_four_bounds():
    root = ET.fromstring(written("gexf", include=["events"]))  # noqa: S314  (our own)
    of = {}
    for node in root.iter(G + "node"):
        said = {v.attrib["for"]: v.attrib["value"] for v in node.iter(G + "attvalue")}
        bounds = [
            said.get(name)
            for name in ("start_earliest", "start_latest", "end_earliest", "end_latest")
        ]
        of[node.attrib["id"]] = (node.get("start"), node.get("end"), *bounds)
    day = "2019-02-05"
    assert of["event/day"] == (day,) * 6
    assert of["event/vague"] == (
        *("2019-02-01", "2019-04-30"),
        *("2019-02-01", "2019-02-28", "2019-04-01", "2019-04-30"),
    )
    assert of["event/open"] == (day, None, day, day, None, None)
    assert of["event/unknown"] == (None, day, None, day, day, day)
    assert of["event/set"] == (
        *("2018-12-01", "2019-03-31"),
        *("2018-12-01", "2019-03-31", "2018-12-01", "2019-03-31"),
    )
    assert of["event/old"] == (None, None, *("-0043-03-15",) * 4)  # no year that Gephi reads
    assert of["event/zero"] == (None, None, *("0000-03-15",) * 4)
    assert of["event/never"] == of["actor/ann"] == (None,) * 6
    edges = [e for e in root.iter(G + "edge") if e.get("target") == "event/vague"]
    assert {(e.get("start"), e.get("end")) for e in edges} == {("2019-02-01", "2019-04-30")}
    assert {e.get("kind") for e in edges} == {"participation"}


@pytest.mark.parametrize("include", [(), INCLUDE])
@pytest.mark.parametrize("directed", [False, True])
def test_graphml_reads_back_to_the_graph_that_networkx_sees(include, directed):
    text = written("graphml", include=include, directed=directed)
    back = nx.read_graphml(io.BytesIO(text), force_multigraph=True)
    drawn = networkx_graph(parts(), include=include, directed=directed)

    def clean(value):
        return value.replace("\x08", "")

    assert [(n, about) for n, about in back.nodes(data=True)] == [
        (n, {k: clean(v) for k, v in about.items()}) for n, about in drawn.nodes(data=True)
    ]

    def edges(graph, key):
        ends = (lambda a, b: (a, b)) if directed else (lambda a, b: tuple(sorted((a, b))))
        return sorted(
            (*ends(a, b), key(k, d), sorted((n, clean(v)) for n, v in d.items() if n != "key"))
            for a, b, k, d in graph.edges(keys=True, data=True)
        )

    assert edges(back, lambda _, about: about["key"]) == edges(drawn, lambda key, _: key)
    assert back.is_directed() == directed


def spells_of(graph, one, two):
    """The days on which two are possibly tied, from the edges of a drawn multigraph."""
    found = []
    for about in graph[one][two].values():
        ends = tuple(about.get(name) for name in ("start", "end"))
        if ends == (None, None):
            return []
        found.append((ends[0] or "", ends[1] or "9999-12-31"))
    days = [tuple(date.fromisoformat(d or "0001-01-01").toordinal() for d in e) for e in found]
    merged = []
    for first, last in sorted(days):
        if merged and first <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], last)
        else:
            merged.append([first, last])
    ends = [[date.fromordinal(d).isoformat() for d in span] for span in merged]
    bounds = {"0001-01-01", "9999-12-31"}
    shown = [tuple(None if d in bounds else d for d in span) for span in ends]
    return [] if shown == [(None, None)] else shown


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("include", [(), INCLUDE])
def test_one_tie_for_each_pair_has_spells(seed, include):
    view = world(seed, events=20).view()
    out = io.BytesIO()
    write_network_of(view, "gexf", out, include=include, simple=True)
    root = ET.fromstring(out.getvalue())  # noqa: S314  (our own)
    check(root)
    drawn = drawn_network(view, include=include)
    simple = drawn_network(view, include=include, simple=True)
    edges = list(root.iter(G + "edge"))
    assert len(edges) == simple.number_of_edges() > 2
    spelled = 0
    for edge in edges:
        one, two = edge.get("source"), edge.get("target")
        said = {v.attrib["for"]: v.attrib["value"] for v in edge.iter(G + "attvalue")}
        about = simple.edges[one, two]
        assert said == {"kinds": about["kinds"], "ties": about["ties"]}
        assert edge.get("weight") == str(about["weight"])
        spells = [(s.get("start"), s.get("end")) for s in edge.iter(G + "spell")]
        assert spells == spells_of(drawn, one, two)
        spelled += len(spells)
    assert spelled > 1
    out = io.BytesIO()
    write_network_of(view, "graphml", out, include=include, simple=True)
    back = nx.read_graphml(io.BytesIO(out.getvalue()))
    assert dict(back.nodes(data=True)) == dict(simple.nodes(data=True))
    assert {frozenset(e[:2]): {**e[2], "id": None} for e in back.edges(data=True)} == {
        frozenset(e[:2]): {**e[2], "id": None} for e in simple.edges(data=True)
    }


@pytest.mark.parametrize(
    ("spells", "merged"),
    [
        ([(1, 2), (3, 4), (6, 7)], [(1, 4), (6, 7)]),
        ([(5, 9), (1, 20), (1, 2)], [(1, 20)]),
        ([(1, 2), (NEG_INF, POS_INF)], []),
        ([(NEG_INF, 2), (5, POS_INF)], [(NEG_INF, 2), (5, POS_INF)]),
        ([(NEG_INF, 7), (5, POS_INF)], []),
        ([], []),
    ],
)
def test_spells_are_merged(spells, merged):
    assert merged_spells(spells) == merged


@pytest.mark.skipif(
    "1.3" not in nx.readwrite.gexf.GEXF.versions, reason="NetworkX reads GEXF 1.3 from 3.6 on"
)
def test_networkx_reads_gexf():
    text = written("gexf", include=INCLUDE)
    back = nx.read_gexf(io.BytesIO(text), version="1.3")
    drawn = networkx_graph(parts(), include=INCLUDE)
    assert set(back) == set(drawn)
    assert {(frozenset(e[:2]), e[2]) for e in back.edges(keys=True)} == {
        (frozenset(e[:2]), e[2]) for e in drawn.edges(keys=True)
    }
    assert back.nodes["actor/ben"]["label"] == "Bén 🙂"
    assert back.nodes["event/day"]["start"] == "2019-02-05"


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_the_same_records_are_the_same_bytes(form):
    assert written(form, include=INCLUDE) == written(form, include=INCLUDE)
    only = written(form, ties=["relation"])
    assert only.count(b"<edge ") == 1
    assert b"relation/lost" not in written(form, include=INCLUDE)


def test_a_network_has_no_other_formats():
    with pytest.raises(FormatError, match="pajek"):
        written("pajek")
    with pytest.raises(FilterError, match="hearsay"):
        written("gexf", ties=["hearsay"])
