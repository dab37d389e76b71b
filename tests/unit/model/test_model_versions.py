"""Which version counts, and do versions follow one another?"""

from __future__ import annotations

import pytest

from kg.model import Clock, Label, Place
from kg.model.versions import counts, latest, version_faults
from kg.temporal import parse_day


def place(version: int, recorded: str, withdrawn: str | None = None, **more) -> Place:
    clock = Clock(recorded=recorded, withdrawn=withdrawn, version=version, **more)
    return Place(id="place/p", labels=(Label("en", "P"),), clock=clock)


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2025-12-31", False), ("2026-01-01", True), ("2026-01-31", True), ("2026-02-01", False)],
)
def test_a_version_counts_from_its_record_day_until_the_day_before_its_withdrawal(day, expected):
    assert counts(Clock(recorded="2026-01-01", withdrawn="2026-02-01"), parse_day(day)) is expected


def test_a_version_that_is_not_withdrawn_counts_for_ever():
    assert counts(Clock(recorded="2026-01-01"), parse_day("9999-12-31"))


def test_days_are_compared_as_days():
    assert counts(Clock(recorded="-0044-03-15", withdrawn="0001-01-01"), parse_day("-0001-01-01"))
    assert counts(Clock(recorded="9999-01-01"), parse_day("+10000-01-01"))


def test_the_latest_version_is_that_with_the_highest_number():
    one, two = place(1, "2026-01-01"), place(2, "2026-02-01", "2026-03-01")
    assert latest([two, one]) == {"place/p": two}


def found(*records: Place) -> list[tuple[int, str, str]]:
    return [(r.clock.version, field, str(e.message)) for r, field, e in version_faults(records)]


def test_versions_that_follow_one_another():
    assert found(place(2, "2026-02-01"), place(1, "2026-01-01", "2026-02-01")) == []
    assert found(place(1, "2026-01-01", "2026-01-05"), place(2, "2026-02-01")) == []
    assert found(place(1, "2026-01-01", "2026-01-01")) == []
    assert found(place(3, "2026-01-01")) == []  # Turtle carries the version that counts


@pytest.mark.parametrize(
    ("records", "version", "field", "said"),
    [
        ([place(1, "2026-01-02", "2026-01-01")], 1, "withdrawn", "before it was recorded"),
        ([place(1, "2026-01-01", reason="x")], 1, "withdrawn", "no day of withdrawal"),
        ([place(1, "2026-01-01"), place(1, "2026-02-01")], 1, "version", "stands twice"),
        (
            [place(1, "2026-01-01", "2026-02-01"), place(2, "2026-01-01")],
            2,
            "recorded",
            "version 2 is recorded on 2026-01-01, version 1 on 2026-01-01",
        ),
        ([place(1, "2026-01-01"), place(2, "2026-02-01")], 1, "withdrawn", "still counts"),
        (
            [place(1, "2026-01-01", "2026-02-02"), place(2, "2026-02-01")],
            1,
            "withdrawn",
            "still counts",
        ),
    ],
)
def test_versions_that_do_not(records, version, field, said):
    (fault,) = found(*records)
    assert fault[:2] == (version, field)
    assert said in fault[2]


def test_days_that_are_none_are_left_to_their_own_fault():
    assert found(place(1, "yesterday", "2026-01-01"), place(2, "soon")) == []
