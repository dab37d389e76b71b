"""Is a timeline what one gets by asking every record, one after another?"""

from __future__ import annotations

from collections import Counter
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kg.model import Obtained, Status
from kg.query import ActorFilter, TimelineAnswer, TimelineQuestion, Window
from kg.query.ask import FacetBy
from kg.temporal import Match, Relation, Unit, judge
from tests.properties.query_brute import Brute, rank
from tests.properties.query_world import DAYS, World, clocks, question, world

seeds = st.integers(0, 2**32)
worlds = st.integers(0, 24)


@cache
def kept(seed: int) -> World:
    return world(seed)


def asked(world_seed: int, seed: int) -> tuple[TimelineAnswer, Brute, TimelineQuestion]:
    here, at, what = kept(world_seed), clocks(seed), question(seed)
    return here.view(at).timeline(what), Brute(here.dataset, here.records, at), what


@settings(max_examples=150, deadline=None)
@given(worlds, seeds)
def test_timeline_equals_brute_force(world_seed: int, seed: int):
    answer, brute, what = asked(world_seed, seed)
    expected = brute.answer(what)
    hits = answer.page(first=100).edges
    assert [h.event.id for h in hits] == [event.id for event, _ in expected]
    sure = Match.CERTAIN if what.window else None
    assert [h.match for h in hits] == [sure if c else Match.POSSIBLE for _, c in expected]
    assert [h.event.clock for h in hits] == [event.clock for event, _ in expected]
    assert answer.totals() == (sum(c for _, c in expected), len(expected))
    assert answer.ids() == [event.id for event, _ in expected]


@settings(max_examples=80, deadline=None)
@given(worlds, seeds, st.sampled_from(list(FacetBy)))
def test_facets_equal_brute_force(world_seed: int, seed: int, by: FacetBy):
    answer, brute, what = asked(world_seed, seed)
    possible: Counter[str] = Counter()
    certain: Counter[str] = Counter()
    for event, sure in brute.answer(what):
        values = brute.values(event, by)
        possible.update([*values])
        certain.update(value for value, level in values.items() if sure and level == 2)
    expected = sorted(possible, key=lambda v: (-possible[v], -certain[v], v))
    found = answer.facets(by, first=200)
    assert [f.id for f in found] == expected
    assert [(f.certain, f.possible) for f in found] == [(certain[v], possible[v]) for v in expected]


FILTERS = {
    FacetBy.ACTOR: lambda value: {"actors": ActorFilter(all_of=(value,))},
    FacetBy.ROLE: lambda value: {"actors": ActorFilter(role=(value,))},
    FacetBy.STATUS: lambda value: {"status": (Status(value),)},
    FacetBy.INSTRUMENT: lambda value: {"instruments": (value,)},
    FacetBy.SOURCE: lambda value: {"sources": (value,)},
    FacetBy.OBTAINED: lambda value: {"obtained": (Obtained(value),)},
}


@settings(max_examples=80, deadline=None)
@given(worlds, seeds, st.sampled_from([*FILTERS]))
def test_facets_say_what_the_filter_by_a_value_finds(world_seed: int, seed: int, by: FacetBy):
    answer, _, what = asked(world_seed, seed)
    if what.window is not None and what.window.match is Match.CERTAIN:
        return  # then a filter leaves out what is only possible
    for value in answer.facets(by, first=200):
        asks = FILTERS[by](value.id)
        if value.id == "role/affected" or any(getattr(what, key) for key in asks):
            continue  # a role finds narrower ones too
        found = kept(world_seed).view(clocks(seed)).timeline(replace(what, **asks)).totals()
        assert found == (value.certain, value.possible), (value.id, found)


@settings(max_examples=80, deadline=None)
@given(worlds, seeds, st.sampled_from((None, *Unit)), st.sampled_from((1, 7, 100, 1000)))
def test_histogram_equals_brute_force(world_seed: int, seed: int, unit: Unit | None, most: int):
    answer, brute, what = asked(world_seed, seed)
    histogram = answer.histogram(unit, most)
    extents = [brute.extent(event.time) for event, _ in brute.answer(what)]
    assert len(histogram.bins) <= most
    for one in histogram.bins[:: max(1, len(histogram.bins) // 40)]:
        levels = [rank(judge(e, Relation.OVERLAPS, one.from_day, one.to_day)) for e in extents]
        assert (one.certain, one.possible) == (levels.count(2), len(levels) - levels.count(0))
    if what.window and what.window.from_day is not None and what.window.to_day is not None:
        days = (histogram.bins[0].from_day, histogram.bins[-1].to_day)
        assert days == (what.window.from_day, what.window.to_day)


@settings(max_examples=80, deadline=None)
@given(worlds, seeds, st.integers(1, 5))
def test_cursors_walk_the_whole_answer_once_either_way(world_seed: int, seed: int, size: int):
    answer, _, _ = asked(world_seed, seed)
    forward, after, pages = [], None, 0
    while True:
        page = answer.page(first=size, after=after)
        assert page.has_previous is (after is not None and bool(forward))
        forward += [hit.event.id for hit in page.edges]
        pages += 1
        after = page.end_cursor
        if not page.has_next:
            break
    backward: list[str] = []
    before = None
    while True:
        page = answer.page(last=size, before=before)
        assert page.has_next is bool(backward)
        backward = [hit.event.id for hit in page.edges] + backward
        before = page.start_cursor
        if not page.has_previous:
            break
    assert forward == backward == answer.ids()
    assert pages == max(1, -(-len(forward) // size))


@settings(max_examples=60, deadline=None)
@given(worlds, seeds, st.sampled_from(DAYS), st.sampled_from(DAYS), st.sampled_from(list(Relation)))
def test_certain_is_part_of_possible(
    world_seed: int, seed: int, one: int, two: int, relation: Relation
):
    view = kept(world_seed).view(clocks(seed))
    first, last = sorted((one, two))
    window = Window(from_day=first, to_day=last, relation=relation)
    what = replace(question(seed), window=window)
    possible = view.timeline(what).page(first=100).edges
    certain = view.timeline(replace(what, window=replace(window, match=Match.CERTAIN)))
    hits = certain.page(first=100).edges
    assert [h.event.id for h in possible if h.match is Match.CERTAIN] == [h.event.id for h in hits]
    assert {h.match for h in hits} <= {Match.CERTAIN}
