"""A page read from where it begins is the same stretch of the whole answer."""

from __future__ import annotations

from functools import cache, partial
from random import Random

import numpy as np
import pytest

from kg.query import blocks as in_blocks
from kg.query import leaf
from kg.query.ask import Order, Paging
from kg.query.blocks import Blocks
from kg.query.cursor import write_cursor
from kg.query.leaf import WIDTH, row_page
from kg.query.paging import Sequel, rows_between, stretch
from kg.query.rows import Part, cut
from tests.properties.query_world import World, clocks, question, world

CASES = 60


@cache
def kept(seed: int) -> World:
    return world(seed, 90)


def paging_of(random: Random, sight, order: Order) -> Paging:
    """A page at random; its cursors name any event, in the answer or not, also one long gone."""
    size = sight.tables.count("event")

    def cursor() -> str | None:
        if random.random() < 0.4:
            return None
        place = leaf._place(sight, random.randrange(size))
        if random.random() < 0.2:
            place = place._replace(id=place.id + "-gone")
        return write_cursor(str(order), place, random.choice((sight.digest, "e" * 64)))

    count = random.choice((0, 1, 2, 5, 40))
    ends = {"first": count} if random.random() < 0.6 else {"last": count}
    return Paging(after=cursor(), before=cursor(), **ends)


@pytest.mark.parametrize("seed", range(8))
def test_a_page_is_a_stretch_of_the_whole(seed: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(in_blocks, "_LEAST", 1)
    random, here = Random(seed), kept(seed % 4)  # noqa: S311  (nothing secret)
    shown = blocks = 0
    for _ in range(CASES):
        sight, asked = here.view(clocks(random.randrange(2**32))), question(random.randrange(2**32))
        answer = sight.timeline(asked)
        whole, dated = answer.chosen, sight.index.dated_events
        split = int(np.searchsorted(whole.rows, dated))
        sequel = Sequel(
            str(asked.order),
            (whole.rows[:split], whole.rows[split:]),
            asked.order is Order.TIME_DESC,
            WIDTH,
            partial(leaf._place, sight),
            lambda place: min(max(place.key[0], 0), 1),
        )
        for _ in range(6):
            paging = paging_of(random, sight, asked.order)
            first, stop, changed = stretch(sequel, paging, sight.digest, sight.limits)
            wanted = rows_between(sequel, first, stop)
            steps = Blocks(sight, answer.plan)
            for take in (steps.take, partial(cut, whole), sight.timeline(asked).take):
                found = row_page(sight, asked, take, paging)
                assert found.rows.tolist() == wanted.tolist()
                certain = whole.certain[np.searchsorted(whole.rows, wanted)]
                assert [
                    m is None or m.value == "CERTAIN" for m in found.matches
                ] == certain.tolist()
                assert found.has_next is (stop < sequel.size)
                assert found.has_previous is (first > 0)
                assert found.snapshot_changed is changed
                assert (found.start_cursor, found.end_cursor) == (
                    (found.cursors[0], found.cursors[-1]) if found.cursors else (None, None)
                )
            shown += len(wanted)
            everything = Part(0, sight.tables.count("event"), 1, from_end=False)
            blocks += len(list(steps._blocks(everything, 1)))
    assert shown > CASES
    assert blocks > CASES * 6  # most timelines were read in more than one


def test_a_page_touches_no_more_rows_than_it_needs(monkeypatch: pytest.MonkeyPatch):
    sight = kept(1).view(clocks(0).__class__())
    answer = sight.timeline(question(0).__class__())
    assert len(answer.chosen.rows) > 60
    touched = []
    rows = type(answer.plan).rows

    def counted(plan, reach):
        found = rows(plan, reach)
        touched.append(len(found.rows))
        return found

    monkeypatch.setattr(type(answer.plan), "rows", counted)
    monkeypatch.setattr(in_blocks, "_LEAST", 1)
    take = Blocks(sight, answer.plan).take
    page = row_page(sight, answer.question, take, Paging(first=3))
    assert len(page.rows) == 3
    assert page.has_next
    assert not page.has_previous
    assert sum(touched) <= 8
