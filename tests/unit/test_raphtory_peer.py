"""Is Raphtory asked what Daybook is asked, and are its answers read aright?

The bench itself wants Raphtory, which the gate has not; what it reads and draws is tested here.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from kg.temporal import iso_day
from tests.benchmarks.bench_graphql import asked
from tests.benchmarks.peers.raphtory_questions import (
    begins_in,
    binned,
    binned_of,
    drawn,
    event_of,
    one_of,
    our_event,
    page_of,
)
from tests.benchmarks.peers.raphtory_tables import joined_roles


def held(**given: str) -> dict[str, Any]:
    return {key: {"value": value} for key, value in given.items()}


def edge(kind: str, slug: str, label: str, roles: list[str] | None) -> dict[str, Any]:
    end = {"name": slug, "nodeType": kind, "metadata": held(get=label)}
    return {"metadata": {"get": {"value": roles} if roles else None}, "nbr": end}


BRIEF = {"name": "e1", "metadata": held(label="A vote", edtf="2010-05-04")}
EDGES = [
    edge("place", "hall", "The hall", None),
    edge("actor", "ann", "Ann", ["votes", "leads"]),
]
THEIRS = {**BRIEF, "edges": {"list": EDGES}}
DAY = "2010-01-01"
TIME = {"edtf": "2010-05-04", "start": "2010-05-04"}
OURS = {
    "slug": "e1",
    "label": "A vote",
    "time": TIME,
    "places": [{"place": {"slug": "hall", "label": "The hall"}}],
    "participations": [
        {"role": {"slug": role}, "actor": {"slug": "ann", "label": "Ann"}}
        for role in ("leads", "votes")
    ],
}


def test_the_same_event_has_the_same_shape() -> None:
    assert event_of(THEIRS) == our_event(OURS)
    assert event_of(THEIRS)[3:] == (
        [("hall", "The hall")],
        [("leads", "ann", "Ann"), ("votes", "ann", "Ann")],
    )


def test_a_node_that_is_missing_has_no_events() -> None:
    found = {"graph": {"node": None}}
    assert (page_of(found), one_of(found), binned_of(found)) == ([], None, ([], 0, {}))


def test_a_page_is_read_through_a_window_and_without_one() -> None:
    node = {"neighbours": {"page": [THEIRS]}}
    for view in (node, {"window": node}):
        assert page_of({"graph": {"node": view}}) == [our_event(OURS)]


def by_edges() -> dict[str, Any]:
    months = [{"earliestTime": {"datetime": "2010-05"}}]
    return {"node": {"window": {"edges": {"count": 1, "page": [{"nbr": BRIEF}], "list": months}}}}


def by_degree(**more: Any) -> dict[str, Any]:
    return {"node": {"window": {"degree": 1, "neighbours": {"page": [BRIEF]}, **more}}}


ROLLING = {
    "list": [
        {"start": {"datetime": "2010-04"}, "degree": 0},
        {"start": {"datetime": "2010-05"}, "degree": 1},
    ]
}


@pytest.mark.parametrize(
    "found",
    [
        by_edges(),
        by_degree(history={"datetimes": {"list": ["2010-05"]}}),
        by_degree(rolling=ROLLING),
        {"filterEdges": by_degree(rolling=ROLLING)},
    ],
)
def test_every_way_to_ask_gives_the_page_the_total_and_the_months(found: dict[str, Any]) -> None:
    brief = {key: OURS[key] for key in ("slug", "label", "time")}
    page, total, months = binned([brief])
    assert binned_of({"graph": found}) == (page, total, months)
    assert (page, total, months) == ([("e1", "A vote", "2010-05-04")], 1, {"2010-05": 1})


def test_what_began_before_the_window_is_left_out() -> None:
    assert not begins_in({"time": {"edtf": "2009-12-30/2010-01-02", "start": "2009-12-30"}}, DAY)
    assert begins_in({"time": {"edtf": "2010-01", "start": "2010-01-01"}}, DAY)


def test_both_are_asked_with_the_same_draws() -> None:
    text = "($pair: $place: $kind: $from: $to: $since: $until:)"
    for one, two in zip(asked(text, 10_000, 20, 5), drawn(text, 10_000, 20, 5), strict=True):
        given, other = one.variables or {}, two.variables or {}
        assert other.pop("pair") == f"{given['place']} {given['kind']}"
        assert iso_day(other.pop("since")) == given["from"]
        assert iso_day(other["until"] + 1) == other.pop("to")
        assert iso_day(other.pop("until")) == given.pop("to")
        assert other == given


def test_roles_of_one_actor_are_one_edge_and_the_order_stays() -> None:
    columns = joined_roles(
        pa.array(["e2", "e1", "e2"]),
        pa.array([5, 7, 5]),
        pa.array(["ann", "bob", "ann"]),
        pa.array(["leads", "hears", "votes"]),
    )
    assert pa.table(columns).to_pylist() == [
        {"event": "e2", "time": 5, "participation": "ann", "roles": ["leads", "votes"]},
        {"event": "e1", "time": 7, "participation": "bob", "roles": ["hears"]},
    ]
