"""The kernel that counts company tells wrong numbers, and forgets what it counted until then."""

from __future__ import annotations

import numpy as np
import pytest

from kg import native

pytestmark = pytest.mark.skipif(not native.there(), reason="there are no kernels")
NO_LEVELS = np.zeros(0, dtype=np.int8)


def of(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.uint32)


def company(members: np.ndarray, size: int = 5):
    """Member 0 in events 3, 5 and 8, with two, one and two others."""
    days = np.array([1, 2, 9], dtype=np.int32)
    return native.company.Company(
        of(0, 3, 3, 3, 3, 3), of(3, 5, 8), of(0, 2, 3, 5), members, days, days, size
    )


def test_company_is_counted_anew_each_time():
    counter = company(of(1, 2, 2, 2, 4))
    for _ in range(3):
        found = counter.most(0, 3, 5, of(), NO_LEVELS, 3, 0, 5, None)
        assert found == ([2, 1, 4], [2, 1, 0], [3, 1, 1], 3)
        assert counter.most(0, 0, None, of(), NO_LEVELS, 3, 0, 5, None) == ([], [], [], 0)
        assert counter.most(0, 3, 5, of(), NO_LEVELS, 0, 0, 5, None)[0] == []
        assert counter.most(0, 3, 5, of(), NO_LEVELS, -1, 0, 5, None)[0] == []


def test_early_events_count_as_surely_as_they_are_judged():
    counter, levels = company(of(1, 2, 2, 2, 4)), np.array([1, 0], dtype=np.int8)
    found = counter.most(2, 3, None, of(0, 1), levels, 9, 0, 4, np.array([1, 0, 1, 1, 1], np.uint8))
    assert found == ([2], [1], [2], 5)


def test_a_stretch_and_what_may_reach_into_it():
    counter, found = company(of(1, 2, 2, 2, 4)), np.zeros(3, np.uint32)
    assert counter.stretch(0, of(2, 3, 4), 5, 8, 9, 2, found) == (2, 3, 2, 2)
    assert found[:2].tolist() == [0, 1]
    assert counter.stretch(0, of(2, 3, 4), 5, 8, 8, 3, found) == (2, 2, 0, 1)


def test_damaged_numbers_are_told_and_nothing_is_kept_of_them():
    counter = company(of(1, 2, 2, 7, 4))
    for _ in range(2):
        with pytest.raises(IndexError, match="there is not"):
            counter.most(0, 3, 5, of(), NO_LEVELS, 3, 0, 5, None)
        assert counter.most(0, 2, None, of(), NO_LEVELS, 3, 0, 5, None)[:3] == (
            [2, 1],
            [2, 1],
            [2, 1],
        )
    with pytest.raises(IndexError):
        company(of(1, 2)).most(0, 3, 5, of(), NO_LEVELS, 3, 0, 5, None)
    with pytest.raises(IndexError):
        counter.stretch(9, of(), 0, 0, 9, 0, np.zeros(3, np.uint32))
    with pytest.raises(IndexError):
        counter.most(0, 9, None, of(), NO_LEVELS, 3, 0, 5, None)
