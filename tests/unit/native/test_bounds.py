"""Rows are found by the day on which events start, through marks of every 64th."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from kg import native

pytestmark = pytest.mark.skipif(not native.there(), reason="there are no kernels")
NONE = np.zeros(0, dtype=np.uint32)
LENGTHS, BEGINS = np.array([0], dtype=np.int64), np.zeros(2, dtype=np.int64)


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 128, 129, 1000])
@pytest.mark.parametrize("days", [3, 90, 5000])
def test_where_days_begin_is_where_a_binary_search_finds_it(size: int, days: int):
    random = Random(size + days)  # noqa: S311  (a draw, not a secret)
    starts = np.array(sorted(random.randrange(days) for _ in range(size)), dtype=np.int64)
    dated = size - size // 10
    bounds = native.bounds.Bounds(starts, starts, starts, starts, starts, None, dated)
    for day in {-1, 0, days, *starts.tolist(), *(random.randrange(days) for _ in range(50))}:
        nearest, first, inside, stop, *_ = bounds.reach(day, day, LENGTHS, NONE, BEGINS, 16)
        assert nearest == first == inside == stop == starts[:dated].searchsorted(day)
