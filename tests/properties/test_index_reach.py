"""What a window can have to do with is within its reach, and little else of what is short."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from kg import native
from kg.index import Index, counts
from kg.index import reach as reach_of
from kg.query.ask import Order
from kg.query.cursor import Place, write_cursor, write_cursors
from kg.temporal import Relation, Unit, bins
from tests.properties.query_world import window, world


@pytest.mark.parametrize("seed", range(12))
def test_every_event_that_possibly_matches_is_within_reach(monkeypatch, seed: int):
    monkeypatch.setattr(reach_of, "_BLOCK", 7)  # events measured at a time
    index: Index = world(seed, 40).ground.index
    times, dated = index.times("event"), index.dated_events
    every = np.arange(len(times.dated), dtype=np.uint32)
    parts = np.arange(len(index.tables.lists("event.participations").owner), dtype=np.uint32)
    random = Random(seed)  # noqa: S311 (nothing secret)
    left_out = 0
    for relation in Relation:
        asked = window(random)
        days = asked.from_day, asked.to_day
        judged = times.judged(every, relation, *days)
        for undated in (False, True):
            reach = index.lengths().reach(relation, *days, undated=undated)
            with native.without():
                twin = index.lengths().reach(relation, *days, undated=undated)
            assert [*map(str, reach)] == [*map(str, twin)]
            found = reach.events(every)
            assert found.tolist() == sorted(set(found.tolist())) == reach.every().tolist()
            wanted = every[judged.possible]
            assert set((wanted if undated else wanted[wanted < dated]).tolist()) <= set(
                found.tolist()
            )
            lists = index.tables.lists("event.participations")
            held = reach.parts(lists, parts)
            assert held.tolist() == parts[np.isin(lists.owner, found)].tolist()
            left_out += len(every) - len(found)
    assert left_out


@pytest.mark.parametrize("seed", range(12))
def test_events_that_overlap_are_those_that_are_judged_so(seed: int):
    index: Index = world(seed, 40).ground.index
    times, random = index.times("event"), Random(seed)  # noqa: S311 (nothing secret)
    for _ in range(8):
        asked = window(random)
        days = asked.from_day, asked.to_day
        size = random.randint(0, len(times.dated))
        rows = np.array(sorted(random.sample(range(len(times.dated)), size)), dtype=np.uint32)
        found = index.lengths().overlapping(rows, *days)
        judged = times.judged(rows, Relation.OVERLAPS, *days)
        with native.without():
            twin = index.lengths().overlapping(rows, *days)
        assert [*map(str, found)] == [*map(str, twin)]
        sure = np.array([random.random() < 0.7 for _ in rows], dtype=bool)
        some, certain = index.lengths().within(rows, sure, *days)
        assert some.tolist() == rows[found.possible].tolist()
        assert certain.tolist() == (sure & found.certain)[found.possible].tolist()
        assert found.possible.tolist() == judged.possible.tolist()
        assert found.certain.tolist() == judged.certain.tolist()


@pytest.mark.skipif(not native.there(), reason="there are no kernels")
def test_rows_that_there_are_not_are_told():
    index: Index = world(1, 40).ground.index
    rows = np.array([0, len(index.times("event").dated)], dtype=np.uint32)
    with pytest.raises(IndexError):
        index.lengths().overlapping(rows, 0, 9)
    with pytest.raises(IndexError):
        counts(index.times("event"), rows, bins(0, 9, Unit.DAY, 20))
    with native.without(), pytest.raises(IndexError):
        index.lengths().overlapping(rows, 0, 9)


def test_cursors_of_many_rows_are_those_of_each():
    places = [Place((0, -(2**62), 5, 2**62), f"event/e-{n}") for n in range(70)]
    for order in (str(Order.TIME_ASC), "id of actor"):
        each = [write_cursor(order, place, "d" * 64) for place in places]
        assert write_cursors(order, len(places[0].key), places, "d" * 64) == each
    assert write_cursors("id of actor", 0, [], "d" * 64) == []
