"""Every error has a code, an outcome and a meaning; none is forgotten in the docs."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import errors
from kg.errors import OUTCOMES, KgError, SeedError, located

ROOT = Path(__file__).resolve().parents[2]


def every(cls: type[KgError]) -> set[type[KgError]]:
    return {cls}.union(*(every(sub) for sub in cls.__subclasses__()))


def test_each_class_has_its_own_code_and_an_outcome():
    classes = {c for c in every(KgError) if c.__module__ == errors.__name__}
    codes = [c.code for c in classes]
    assert len(classes) > 15
    assert len(codes) == len(set(codes))
    assert set(codes) == set(OUTCOMES)


def test_each_outcome_says_what_it_means():
    for code, outcome in OUTCOMES.items():
        assert code.isupper()
        assert 400 <= outcome.http < 600
        assert outcome.exit > 0
        assert len(outcome.means) > 10


def test_a_place_is_added_on_the_way_up_and_the_inner_one_stays():
    with (
        pytest.raises(SeedError) as caught,
        located(file="a.yaml", line=9),
        located(line=3, field="time"),
    ):
        raise SeedError("no such date", hint="write 2019-02")
    assert str(caught.value) == "a.yaml:3: time: no such date (write 2019-02)"
