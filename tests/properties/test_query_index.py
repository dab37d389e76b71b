"""Do the index's arrays say what asking every date says?"""

from __future__ import annotations

from array import array

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import native
from kg.columns import Tables
from kg.columns.arrays import packed, unpacked
from kg.index import (
    Judged,
    Times,
    build_index,
    counts,
    finite_bounds,
    index_of,
    open_index,
    postings,
)
from kg.index.build import INDEX_VERSION
from kg.model import Clock, Dataset, Event, Hemisphere, Label, When
from kg.model.extents import extent_for
from kg.query.spans import during, held_in, throughout
from kg.temporal import (
    NEG_INF,
    POS_INF,
    Match,
    Relation,
    Slots,
    Unit,
    any_of,
    daily,
    judge,
    parse_day,
)
from tests.properties.query_world import DATES, DAYS, world
from tests.strategies import DATES as MORE_DATES

CLOCK = Clock(recorded="2020-01-01")
dates = st.sampled_from((None, *DATES, *MORE_DATES, "{2019-01..2019-03}", "[..2018-12]", "2019-22"))
days = st.none() | st.sampled_from(DAYS)
hemispheres = st.none() | st.sampled_from(list(Hemisphere))


def times_of(texts: list[str | None], hemisphere: Hemisphere | None) -> tuple[Times, list[When]]:
    """The dates of as many events, in row order."""
    events = [
        Event(id=f"event/e{n:03}", labels=(Label("en", "x"),), time=When(edtf=text), clock=CLOCK)
        for n, text in enumerate(texts)
    ]
    dataset = Dataset(
        id="d", base="https://daybook.example/", labels=(Label("en", "d"),), hemisphere=hemisphere
    )
    tables = Tables.of(events, dataset)
    return Times(tables, "event", "time"), [e.time for e in tables.scan("event")]


def all_rows(whens: list[When]) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    return np.arange(len(whens), dtype=np.uint32)


@settings(max_examples=40, deadline=None)
@given(st.lists(dates, max_size=25), hemispheres, days, days)
def test_windows_over_rows_equal_judging_each(
    texts: list[str | None], hemisphere: Hemisphere | None, one: int | None, two: int | None
):
    if one is not None and two is not None and one > two:
        one, two = two, one
    times, whens = times_of(texts, hemisphere)
    extents = [extent_for(when, hemisphere) for when in whens]
    for relation in Relation:
        found = times.judged(all_rows(whens), relation, one, two)
        expected = [judge(extent, relation, one, two) for extent in extents]
        assert found.possible.tolist() == [match is not None for match in expected], relation
        assert found.certain.tolist() == [match is Match.CERTAIN for match in expected], relation


@settings(max_examples=40, deadline=None)
@given(
    st.lists(dates, max_size=25),
    hemispheres,
    st.sampled_from(DAYS),
    st.lists(st.integers(1, 400), min_size=1, max_size=9),
)
def test_histogram_counts_equal_judging_each_slot(
    texts: list[str | None], hemisphere: Hemisphere | None, first: int, lengths: list[int]
):
    edges = np.cumsum([first, *lengths]).tolist()
    slots = Slots(Unit.DAY, array("q", edges[:-1]), array("q", [day - 1 for day in edges[1:]]))
    times, whens = times_of(texts, hemisphere)
    certain, possible = counts(times, all_rows(whens), slots)
    with native.without():
        for counted, twin in zip(
            (certain, possible), counts(times, all_rows(whens), slots), strict=True
        ):
            assert counted.tolist() == twin.tolist()
    for at, (low, high) in enumerate(zip(slots.starts, slots.ends, strict=True)):
        found = [judge(extent_for(w, hemisphere), Relation.OVERLAPS, low, high) for w in whens]
        assert certain[at] == found.count(Match.CERTAIN)
        assert possible[at] == len(found) - found.count(None)


@given(st.lists(st.integers(-1, 4), max_size=30), st.randoms(use_true_random=False))
def test_posting_lists_hold_each_row_of_a_code_once_in_order(codes: list[int], random):
    rows = [random.randrange(8) for _ in codes]
    lists = postings(np.array(codes, dtype=np.int64), np.array(rows, dtype=np.int64), 5)
    for code in range(5):
        expected = {row for c, row in zip(codes, rows, strict=True) if c == code}
        assert lists.of(code).tolist() == sorted(expected)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 1000))
def test_an_index_that_was_stored_is_the_same(seed: int):
    made = world(seed)
    stored, again = build_index(made.ground.tables), build_index(made.ground.tables)
    assert {n: t.to_pydict() for n, t in stored.items()} == {
        n: t.to_pydict() for n, t in again.items()
    }
    arrays = unpacked(Tables(stored), "the index", INDEX_VERSION)
    assert {n: t.to_pydict() for n, t in packed(arrays, INDEX_VERSION).items()} == {
        n: t.to_pydict() for n, t in stored.items()
    }
    index = open_index(made.ground.tables, Tables(stored))
    for name in ("event.actor", "event.kind", "claim.about", "relation.object"):
        for lists in zip(
            index.family(name), index_of(made.ground.tables).family(name), strict=True
        ):
            assert lists[0].offsets.tolist() == lists[1].offsets.tolist()
            assert lists[0].rows.tolist() == lists[1].rows.tolist()


@settings(max_examples=100, deadline=None)
@given(st.lists(dates, min_size=1, max_size=6), st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_what_holds_throughout_days_holds_on_each(texts: list[str | None], one: int, two: int):
    first, last = sorted((one, two))
    for text in texts:
        extent = extent_for(When(edtf=text), None)
        match = daily(extent).throughout(first, last)
        assert (match is None) == (judge(extent, Relation.OVERLAPS, first, last) is None)
        if match is Match.CERTAIN:
            for day in range(first, last + 1, 7):
                assert judge(extent, Relation.OVERLAPS, day, day) is Match.CERTAIN


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 200))
def test_tenures_hold_at_events_as_they_do_day_by_day(seed: int):
    sight = world(seed).view()
    parts = np.arange(sight.tables.count("event.participations"), dtype=np.uint32)
    events = sight.tables.column("event.participations", "owner").tolist()
    own = [sight.extent(p.time) for p in sight.tables.assemble("event.participations", parts)]
    whole = [sight.extent(e.time) for e in sight.tables.assemble("event", events)]
    at = [one if not one.undated else other for one, other in zip(own, whole, strict=True)]
    times = sight.index.times("tenure")
    for row in range(sight.tables.count("tenure")):
        held = held_in(times, row)
        assert held == daily(times.extent(row))
        found = during(sight, parts, held)
        assert matches(found) == [held.during(extent) for extent in at]


@given(st.lists(dates, min_size=1), st.lists(st.tuples(*[st.sampled_from(DAYS)] * 2)))
def test_many_pairs_of_days_are_asked_as_one_is(texts: list[str | None], pairs):
    held = any_of([daily(extent_for(When(edtf=text), None)) for text in texts])
    pairs = [(min(pair), max(pair)) for pair in pairs] + [(NEG_INF, POS_INF)]
    first, last = (np.array([pair[n] for pair in pairs], dtype=np.int64) for n in (0, 1))
    assert matches(throughout(held, first, last)) == [held.throughout(*pair) for pair in pairs]


def matches(found: Judged) -> list[Match | None]:
    assert not (found.certain & ~found.possible).any()
    levels = found.possible.astype(int) + found.certain
    return [(None, Match.POSSIBLE, Match.CERTAIN)[level] for level in levels.tolist()]


def test_finite_bounds_leave_infinities_out():
    times, whens = times_of(["2019-02/..", "../2019-03-02", None], None)
    found = finite_bounds(times, all_rows(whens))
    assert found == (parse_day("2019-02-01"), parse_day("2019-03-02"))
    assert finite_bounds(times, all_rows(whens)[2:]) is None
