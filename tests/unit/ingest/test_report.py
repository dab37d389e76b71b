"""Are all faults told, in the order of their places, and the nearest word found?"""

from __future__ import annotations

import pytest

from kg.errors import Faults, SeedError
from kg.ingest.report import Report, Suggester


def test_faults_are_raised_in_the_order_of_their_places():
    report = Report(10)
    report.finish()
    for file, line in [("b", 1), ("a", 10), ("a", 9)]:
        report.add(SeedError("wrong"), file=file, line=line, field=None)
    report.add(SeedError("known", file="c"), file="d")
    with pytest.raises(Faults) as caught:
        report.finish()
    assert [str(f) for f in caught.value.faults] == [
        "a:9: wrong",
        "a:10: wrong",
        "b:1: wrong",
        "c: known",
    ]
    assert caught.value.hint is None
    assert caught.value.message == "4 faults"


def test_the_nearest_word_is_like_what_was_written_or_there_is_none():
    suggester = Suggester()
    assert suggester.nearest("lable", ["label", "labels", "table-top"]) == "label"
    assert suggester.nearest("colour", ["label", "time"]) is None
    kinds = ["event-kind/election", "event-kind/vote"]
    assert suggester.nearest("event-kind/votes", kinds) == "event-kind/vote"
    assert suggester.nearest("event-kind/closure", kinds) is None


def test_suggestions_end_before_they_cost_much():
    suggester = Suggester()
    found = [suggester.nearest("lable", ["label"]) for _ in range(101)]
    assert found == ["label"] * 100 + [None]
