"""What shredding promises of order and of values."""

from __future__ import annotations

import numpy as np
import pytest

from kg.columns import Tables, shred
from kg.errors import DateError, InputError, InternalError
from kg.model import (
    Clock,
    Comparator,
    Dataset,
    Event,
    Evidence,
    Hemisphere,
    Label,
    Participation,
    Place,
    Quantity,
    Source,
    When,
)
from kg.temporal import NEG_INF, POS_INF, parse_day

CLOCK = Clock(recorded="2024-01-01")
DATASET = Dataset(id="d", base="https://d.example/", labels=(Label("en", "D"),))


def event(slug: str, edtf: str | None, **more: object) -> Event:
    values = {"labels": (), "time": When(edtf=edtf), "clock": CLOCK, **more}
    return Event(id=f"event/{slug}", **values)


def place(**more: object) -> Place:
    return Place(**{"id": "place/p", "labels": (), "clock": CLOCK, **more})


def test_events_lie_in_timeline_order_undated_last():
    dates = {
        "undated": None,
        "x-known": "XXXX",
        "ends-later": "2019-02-05/2019-02-09",
        "b-same": "2019-02-05",
        "a-same": "2019-02-05",
        "year": "2019",
        "start-later": "2019-02-06",
        "before-all": "../2018",
    }
    tables = Tables.of([event(*item) for item in dates.items()], DATASET)
    assert tables.words("event", "id").many(range(8)) == [
        "event/before-all",
        "event/year",
        "event/a-same",
        "event/b-same",
        "event/ends-later",
        "event/start-later",
        "event/undated",
        "event/x-known",
    ]
    assert tables.column("event", "time_dated").tolist() == [True] * 6 + [False] * 2
    assert tables.column("event", "time_start_earliest")[[0, 6]].tolist() == [NEG_INF] * 2


def test_versions_of_one_event_follow_their_dates():
    first = event("e", "2020", clock=Clock(recorded="2024-01-01", withdrawn="2024-02-01"))
    second = event("e", "2018", clock=Clock(recorded="2024-02-01", version=2))
    tables = Tables.of([first, second], DATASET)
    assert tables.assemble("event", [0, 1]) == [second, first]
    assert tables.rows_of("event/e").tolist() == [1, 0]
    days = [parse_day("2024-02-01"), parse_day("2024-01-01")]
    assert tables.column("event", "clock_recorded_day").tolist() == days
    assert tables.column("event", "clock_withdrawn_day").tolist() == [POS_INF, days[0]]


def test_other_records_lie_by_id_and_version():
    sources = [
        Source(id=f"source/{slug}", labels=(), clock=Clock(recorded="2024-01-01", version=version))
        for slug, version in (("b", 1), ("a", 10), ("a", 2))
    ]
    tables = Tables.of(sources, DATASET)
    assert tables.words("source", "id").many([0, 1, 2]) == ["source/a", "source/a", "source/b"]
    assert tables.column("source", "clock_version").tolist() == [2, 10, 1]


def test_bounds_follow_the_hemisphere_of_the_dataset():
    south = Dataset(id="d", base="b", labels=(), hemisphere=Hemisphere.SOUTH)
    spring = event("e", "2019-21")
    column = Tables.of([spring], south).column("event", "time_start_earliest")
    assert column.tolist() == [parse_day("2019-09-01")]
    either = Tables.of([spring], DATASET)
    assert either.column("event", "time_simple").tolist() == [False]
    assert either.column("event", "time_start_earliest").tolist() == [parse_day("2019-03-01")]


def test_an_ongoing_event_is_certain_to_the_day_it_is_attested():
    time = When(edtf="2019", ongoing=True, attested="2026-01-01")
    tables = Tables.of([event("e", None, time=time)], DATASET)
    assert tables.column("event", "time_end_earliest").tolist() == [parse_day("2026-01-01")]
    assert tables.column("event", "time_end_latest").tolist() == [POS_INF]
    states = tables.view("event", "time_end_state").take(np.array([0], dtype=np.uint32))
    assert states == ["ongoing"]


def test_a_date_that_is_none_is_an_error():
    with pytest.raises(DateError, match="yesterday"):
        shred([event("e", "yesterday")], DATASET)


@pytest.mark.parametrize(
    ("record", "said", "column"),
    [
        (event("e", None, labels=(Label("en", "\ud800"),)), r"'\\ud800' cannot be kept", "labels"),
        (event("e", None, whole="event/\udfff"), r"'event/\\udfff' cannot", "event.whole"),
        (place(latitude=float("nan")), "nan cannot be kept", "place.latitude"),
        (place(latitude=float("-inf")), "-inf cannot be kept", "place.latitude"),
        (
            Evidence(
                id="evidence/e", source="source/s", start=0, end=2**63, sha256="", clock=CLOCK
            ),
            f"{2**63} cannot be kept",
            "evidence.end",
        ),
    ],
)
def test_what_no_column_can_hold_is_refused_with_its_place(record, said, column):
    with pytest.raises(InputError, match=said) as caught:
        shred([record], DATASET)
    assert column in str(caught.value)
    assert caught.value.hint


def test_a_value_of_another_type_is_a_fault_of_the_program():
    with pytest.raises(InternalError, match=r"7 is not a value of place\.address"):
        shred([place(address=7)], DATASET)
    with pytest.raises(InternalError, match=r"event\.labels\.lang has no value"):
        shred([event("e", None, labels=(Label(None, "x"),))], DATASET)


def test_zero_has_one_sign_since_equal_records_have_equal_digests():
    tables = Tables.of([place(latitude=-0.0, longitude=0.0)], DATASET)
    assert np.signbit(tables.column("place", "latitude")).tolist() == [False]
    assert tables.assemble("place", [0]) == [place(latitude=0.0, longitude=-0.0)]


def test_a_part_that_is_absent_is_not_a_part_of_defaults():
    when = When()
    members = (
        Participation(key="a", role="role/r", time=when),
        Participation(key="b", role="role/r"),
        Participation(key="c", role="role/r", time=When(edtf="2019", evidence=("evidence/e",))),
    )
    tables = Tables.of([event("e", None, participations=members)], DATASET)
    assert tables.count("event.participations") == 3
    assert tables.column("event.participations.time", "owner").tolist() == [0, 2]
    assert tables.assemble("event", [0])[0].participations == members
    source = Source(id="source/s", labels=(), published=when, clock=CLOCK)
    assert Tables.of([source], DATASET).assemble("source", [0]) == [source]


def test_the_ends_of_each_type_come_back():
    quantity = Quantity(key="k", value=1.7976931348623157e308, low=5e-324, comparator=Comparator.GT)
    first = Evidence(
        id="evidence/e", source="source/s", start=-(2**63), end=2**63 - 1, sha256="", clock=CLOCK
    )
    tables = Tables.of([first, event("e", "Y-170000002", quantities=(quantity,))], DATASET)
    assert tables.assemble("evidence", [0]) == [first]
    assert tables.assemble("event", [0])[0].quantities == (quantity,)
