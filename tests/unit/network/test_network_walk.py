"""Lists cut stretch by stretch, and members numbered without gaps."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from kg.network.lists import bisected, counted, distinct, once
from kg.network.walk import Walk
from kg.query.scene import Scene
from tests.properties.ties_brute import tied_world


@pytest.mark.parametrize("stretches", [1, 7, 40, 300])
def test_stretches_are_cut_where_each_alone_would_be(stretches: int):
    random = Random(stretches)  # noqa: S311 (nothing secret)
    lists = [sorted(random.sample(range(500), random.randrange(40))) for _ in range(stretches)]
    values = np.array([n for one in lists for n in one], dtype=np.uint32)
    ends = np.cumsum([len(one) for one in lists])
    begins = ends - [len(one) for one in lists]
    for wanted in (0, 1, 250, 499, 500, 10_000):
        found = bisected(values, begins, ends, wanted)
        alone = [
            b + int(np.searchsorted(values[b:e], wanted)) for b, e in zip(begins, ends, strict=True)
        ]
        assert found.tolist() == alone


def test_distinct_numbers_and_their_places():
    numbers = np.array([5, 2, 5, 9, 2], dtype=np.uint32)
    found, at = distinct(numbers)
    assert found.tolist() == [2, 5, 9]
    assert found[at].tolist() == numbers.tolist()
    assert [len(part) for part in distinct(numbers[:0])] == [0, 0]


@pytest.mark.parametrize(("many", "size"), [(0, 9), (1, 9), (30, 9), (30, 90_000), (20_000, 700)])
def test_numbers_are_counted_as_numpy_counts_them(many: int, size: int):
    random = Random(many)  # noqa: S311 (nothing secret)
    numbers = np.array([random.randrange(size) for _ in range(many)], dtype=np.uint32)
    values, counts = np.unique(numbers, return_counts=True)
    assert once(numbers, size).tolist() == values.tolist()
    found, times = counted(numbers, size)
    assert (found.tolist(), times.tolist()) == (values.tolist(), counts.tolist())


def test_members_are_numbered_without_gaps_and_back():
    scene = Scene(tied_world(2).view(), one="event/v3", two="actor/a1")
    walk: Walk = scene.walk
    members = np.concatenate([np.arange(walk.net.dense), walk.numbers.extra])
    assert walk.numbers.small(members).tolist() == list(range(walk.numbers.size))
    assert walk.numbers.large(walk.numbers.small(members)).tolist() == members.tolist()
    assert [walk.numbers.sort(int(m)) for m in members] == walk.numbers.sorts(members).tolist()
    for member in scene.ends:
        (text,) = walk.net.identifiers([member])
        assert walk.net.number(text) == member
