"""The kernel that counts company tells wrong numbers, and forgets what it counted until then."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kg import native
from kg.index import Reach

pytestmark = pytest.mark.skipif(not native.there(), reason="there are no kernels")
BUDGET = 100
LAST_DAY = 5
REACH = Reach(np.array([3], dtype=np.uint32), 5, 8, 10, 10, 10)
"""Events from 8 on begin in the window; the early one of row 3 and those from 5 on may reach it."""


def of(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.uint32)


def company(members: np.ndarray, size: int = 5):
    """Member 0 in events 3, 5 and 8, with two, one and two others."""
    begun, ends = np.array([1, 2, 9], dtype=np.int32), np.array([4, 4, 9], dtype=np.int32)
    return native.company.Company(
        of(0, 3, 3, 3, 3, 3), of(3, 5, 8), of(0, 2, 3, 5), members, begun, ends, size
    )


def window(first: int, vague: np.ndarray | None = None):
    """Days up to the fifth; event 3 may end on the third day, event 5 on the fourth."""
    starts = np.array([0, 1, 1, 1, 1, 1, 2, 2, 4, 4], dtype=np.int64)
    began = np.array([0, 1, 1, 1, 1, 6, 2, 2, 9, 9], dtype=np.int64)
    ends = np.array([4, 4, 4, 3, 4, 4, 4, 4, 9, 9], dtype=np.int64)
    return native.bounds.Bounds(starts, starts, began, ends, ends, vague, 10), first, LAST_DAY


def most(counter, judged: Any = None, *, room: int = 9, budget: int = BUDGET, **more: Any):
    """Who was most often with member 0: three lists; None where the kernel gives way."""
    found = np.zeros((3, room), dtype=np.uint32)
    reach = None if judged is None else REACH
    actors, seen = more.get("actors", 5), more.get("seen")
    count = counter.most(0, reach, judged, actors, seen, budget, *found)
    return None if count < 0 else tuple(column[:count].tolist() for column in found)


def test_company_is_counted_anew_each_time():
    counter = company(of(1, 2, 2, 2, 4))
    for _ in range(3):
        assert most(counter) == ([2, 1, 4], [3, 1, 1], [3, 1, 1])
        assert most(counter, room=2) == ([2, 1], [3, 1], [3, 1])
        assert most(counter, room=0) == ([], [], [])


def test_events_count_as_surely_as_they_lie_in_the_window():
    counter = company(of(1, 2, 2, 2, 4))
    assert most(counter, window(2)) == ([2, 1, 4], [1, 1, 0], [3, 1, 1])
    assert most(counter, window(4)) == ([2, 4], [0, 0], [2, 1])
    assert most(counter, window(5)) == ([2, 4], [0, 0], [1, 1])
    assert most(counter) == ([2, 1, 4], [3, 1, 1], [3, 1, 1])


def test_only_actors_that_are_seen_are_told():
    counter = company(of(1, 2, 2, 2, 4))
    assert most(counter, actors=4) == ([2, 1], [3, 1], [3, 1])
    assert most(counter, seen=np.array([1, 0, 1, 1, 1], np.uint8)) == ([2, 4], [3, 1], [3, 1])


def test_the_kernel_gives_way_above_the_budget_and_where_bounds_do_not_say_all():
    counter, odd = company(of(1, 2, 2, 2, 4)), np.zeros(10, dtype=np.uint8)
    odd[5] = native.bounds.ODD
    assert most(counter, window(2, odd)) is None
    assert [most(counter, budget=budget) is None for budget in (7, 8)] == [True, False]
    looked_at = 3 + 3 + 3 + 2  # the stretch, again for its doubtful event, and two before it
    for budget in range(looked_at + 3):
        assert (most(counter, window(2), budget=budget) is None) == (budget < looked_at)
    assert most(counter) == ([2, 1, 4], [3, 1, 1], [3, 1, 1])


def test_damaged_numbers_are_told_and_nothing_is_kept_of_them():
    counter = company(of(1, 2, 2, 7, 4))
    for _ in range(2):
        with pytest.raises(IndexError, match="there is not"):
            most(counter)
        with pytest.raises(IndexError, match="there is not"):
            most(counter, window(2))
    with pytest.raises(IndexError):
        most(company(of(1, 2)))
    with pytest.raises(IndexError):
        counter.most(9, None, None, 5, None, BUDGET, *np.zeros((3, 1), dtype=np.uint32))


@pytest.mark.parametrize("many", [63, 64, 65, 128, 200])
def test_many_events_before_a_window_are_judged(many: int):
    days = np.zeros(many, dtype=np.int64)
    ends = np.where(np.arange(many) % 3 == 0, 1, 9)  # each third one is over
    counter = native.company.Company(
        of(0, many, many), of(*range(many)), of(*range(many + 1)), of(*[1] * many),
        days.astype(np.int32), ends.astype(np.int32), 2,
    )  # fmt: skip
    bounds = native.bounds.Bounds(days, days, days, ends, ends, None, many)
    for early, near in ((of(*range(many)), many), (of(), 0)):
        found = np.zeros((3, 1), dtype=np.uint32)
        reach = Reach(early, near, many, many, many, many)
        assert counter.most(0, reach, (bounds, 5, 8), 2, None, 10_000, *found) == 1
        assert found.ravel().tolist() == [1, (ends == 9).sum(), (ends == 9).sum()]
