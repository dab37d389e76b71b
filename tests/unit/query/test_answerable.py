"""A window that nothing could satisfy is refused with a hint, not answered with nothing."""

from __future__ import annotations

import pytest

from kg.errors import FilterError
from kg.query import Window, answerable
from kg.temporal import Relation


@pytest.mark.parametrize(
    ("relation", "needed", "given"),
    [
        (Relation.BEFORE, "from", {"to_day": 9}),
        (Relation.MEETS, "from", {"to_day": 9}),
        (Relation.AFTER, "to", {"from_day": 9}),
        (Relation.MET_BY, "to", {"from_day": 9}),
    ],
)
def test_the_end_that_a_relation_looks_at_must_be_there(relation, needed, given):
    with pytest.raises(FilterError, match=needed) as caught:
        answerable(Window(relation=relation, **given))
    assert caught.value.hint == f"give {needed}"
    whole = Window(relation=relation, **{**given, f"{needed}_day": 9})
    assert answerable(whole) is whole


@pytest.mark.parametrize("relation", [Relation.OVERLAPS, Relation.WITHIN, Relation.STARTS_IN])
def test_other_relations_take_a_window_with_one_end(relation):
    window = Window(relation=relation, from_day=3)
    assert answerable(window) is window
