"""Measures of the network: NetworkX's numbers, in order, page by page, and since when."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import CursorError, FilterError, LimitExceededError
from kg.model import Actor, ActorType, Participation
from kg.query import DEFAULT_LIMITS, Clocks, View, Window
from kg.query.measures import (
    ABOUT,
    Measure,
    MeasureOrder,
    MeasureQuestion,
    Measures,
    ordered_bits,
    rounded,
)
from kg.query.networks import drawn_network
from kg.temporal import parse_day
from tests.properties.query_world import ground_of, world
from tests.small import DATASET
from tests.unit.query.county import event
from tests.unit.query.told import of

EARLY = Window(from_day=parse_day("2019-01-01"), to_day=parse_day("2019-02-08"))
LATE = Window(from_day=parse_day("2019-02-09"))


def by_networkx(measure, graph):
    """The same measure, of the drawn graph."""
    if measure is Measure.DEGREE:
        return {n: len(set(graph[n]) - {n}) for n in graph}
    if measure is Measure.WEIGHTED_DEGREE:
        return dict(graph.degree(weight="weight"))
    if measure is Measure.PAGERANK:
        return nx.pagerank(graph, tol=1e-12, max_iter=1_000)
    if measure is Measure.CORE:
        without = graph.copy()
        without.remove_edges_from(list(nx.selfloop_edges(without)))
        return nx.core_number(without)
    return {n: len(group) for group in nx.connected_components(graph) for n in group}


def asked(measure=Measure.DEGREE, **keys):
    return MeasureQuestion(measure=measure, **keys)


@pytest.mark.parametrize("measure", Measure)
@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("clocks", [Clocks(), Clocks(reported_by=parse_day("2019-02-10"))])
def test_values_are_those_of_networkx(measure, seed, clocks):
    view = world(seed, events=18).view(clocks)
    for window in (None, EARLY):
        for kinds in (("actor",), ("actor", "event", "place")):
            include = [f"{kind}s" for kind in kinds[1:]]
            drawn = drawn_network(view, window, include=include, simple=True)
            found = Measures(view, asked(measure, window=window, kinds=kinds))
            theirs = by_networkx(measure, drawn)
            ours = found.values()
            assert ours == pytest.approx(theirs, abs=1e-8)
            shown = [(-value, name) for name, value in ours.items()]
            assert shown == sorted(shown)


def test_every_measure_says_what_it_is_and_who_said_so():
    assert ABOUT.keys() == set(Measure)
    for about in ABOUT.values():
        assert about.definition.endswith(".")
        assert any(year in about.source for year in ("1973", "1978", "1983", "1998", "2004"))


def test_equal_values_share_a_rank_and_the_change_is_told():
    view = world(3, events=18).view()
    weighed = Measure.WEIGHTED_DEGREE
    now = Measures(view, asked(weighed, window=LATE)).values()
    then = Measures(view, asked(weighed, window=EARLY)).values()
    found = list(Measures(view, asked(weighed, window=LATE, earlier=EARLY)))
    assert {m.record.id: m.value for m in found} == now
    for one in found:
        assert one.rank == 1 + sum(value > one.value for value in now.values())
        assert one.before == then[one.record.id]
        assert one.change == one.value - one.before
    assert all(m.before is m.change is None for m in Measures(view, asked(window=LATE)))
    by_change = asked(weighed, window=LATE, earlier=EARLY, order=MeasureOrder.CHANGE)
    risen = list(Measures(view, by_change))
    assert [(-m.change, m.record.id) for m in risen] == sorted(
        (-m.change, m.record.id) for m in found
    )
    assert len({m.change for m in risen}) > 1


@pytest.mark.parametrize("order", MeasureOrder)
def test_pages_follow_one_another_in_both_directions(order):
    view = world(4, events=18).view()
    question = asked(
        Measure.PAGERANK, earlier=EARLY, order=order, kinds=("actor", "office", "event")
    )
    whole = [m.record.id for m in Measures(view, question)]
    assert len(whole) == len(Measures(view, question)) > 10
    forward, after = [], None
    while True:
        page = Measures(view, question).page(first=3, after=after)
        forward += [m.record.id for m in page.edges]
        if not page.has_next:
            break
        after = page.end_cursor
    assert forward == whole
    backward, before = [], None
    while True:
        page = Measures(view, question).page(last=4, before=before)
        backward = [m.record.id for m in page.edges] + backward
        if not page.has_previous:
            break
        before = page.start_cursor
    assert backward == whole


def test_a_cursor_of_another_order_is_refused():
    view = world(4).view()
    cursor = Measures(view, asked()).page(first=1).end_cursor
    with pytest.raises(CursorError):
        Measures(view, asked(Measure.CORE)).page(after=cursor)
    with pytest.raises(LimitExceededError):
        Measures(view, asked()).page(first=101)


def test_what_cannot_be_asked_says_why():
    view = world(0).view()
    with pytest.raises(FilterError, match="claim"):
        Measures(view, asked(kinds=("claim",)))
    with pytest.raises(FilterError, match="earlier"):
        Measures(view, asked(order=MeasureOrder.CHANGE))


def test_more_ties_than_may_be_drawn_are_refused_before_they_are_made():
    ground = world(5, events=18).ground
    few = View(ground, limits=replace(DEFAULT_LIMITS, drawn=1))
    with pytest.raises(LimitExceededError, match="shared events") as refused:
        len(Measures(few, asked()))
    assert refused.value.asked > refused.value.allowed == 1
    assert len(Measures(few, asked(kinds=("event",))))  # through events, ties are few


@settings(deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=2, max_size=9))
def test_bits_lie_as_their_numbers_do(values):
    array = np.array(values)
    bits = ordered_bits(array)
    assert np.array_equal(array[:, None] < array, bits[:, None] < bits)
    assert np.array_equal(array[:, None] == array, bits[:, None] == bits)


@pytest.mark.parametrize("seed", [0, 1, 2, 3])
def test_roles_and_ties_narrow_what_is_measured(seed):
    made = world(seed, events=18)
    view = made.view(Clocks())
    roles = sorted({r.id for r in made.records if r.id.startswith("role/")})[:2]
    wanted = set(view.below("concept.broader", roles))
    net = drawn_network(view, ties=("shared-event",))
    narrowed = nx.Graph()
    narrowed.add_nodes_from(net)
    for happened in view.all("event"):
        parts = [p for p in happened.participations if p.role in wanted]
        others = drawn_network_of(view, happened, parts)
        narrowed.add_edges_from((a, b) for a in others for b in others if a != b)
    found = Measures(view, asked(Measure.DEGREE, ties=("shared-event",), roles=tuple(roles)))
    assert found.values() == {n: float(len(set(narrowed[n]) - {n})) for n in narrowed}
    plain = Measures(view, asked(Measure.DEGREE, ties=("shared-event",)))
    assert plain.values() == {n: float(len(set(net[n]) - {n})) for n in net}


def drawn_network_of(view, event, parts):
    """Who is meant by participations: actors, else the holders of tenures that count."""
    named = set()
    for part in parts:
        held = view.get(part.tenure) if part.actor is None and part.tenure else None
        name = part.actor or (held.holder if held else None)
        if name is not None and view.get(name) is not None:
            named.add(name)
    return named


def test_members_that_stand_alike_have_one_rank():
    pairs = ("ac", "da", "dc", "ea", "db", "da")  # a and d can be exchanged, with b and e
    people = [of(Actor, f"actor/{who}", type=ActorType.PERSON) for who in "abcde"]
    events = [
        event(
            f"v{n}",
            "2019",
            "Meeting",
            participations=tuple(
                Participation(key=who, role="role/conducts", actor=f"actor/{who}") for who in pair
            ),
        )
        for n, pair in enumerate(pairs)
    ]
    view = View(ground_of(DATASET, (*people, *events)))
    found = list(Measures(view, asked(Measure.PAGERANK)))
    assert [(one.record.id[-1], one.rank) for one in found] == [
        *(("a", 1), ("d", 1), ("c", 3), ("b", 4), ("e", 4)),
    ]


@pytest.mark.parametrize("value", [1.0, 0.123456789012345, 9.99999999999, 3e-12])
def test_ten_digits_are_kept(value):
    assert rounded(np.array([value])) == pytest.approx([float(f"{value:.10g}")], rel=1e-15)
