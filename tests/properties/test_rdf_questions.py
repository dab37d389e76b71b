"""Do the prepared questions say what the days say, in both engines? Do the shapes hold?"""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.model import Dataset, Event, Record
from kg.model.extents import extent_in
from kg.rdf import Literal, bundled_ids, quads, validate
from kg.rdf.graphs import Context
from kg.rdf.vocab import BOOLEAN
from kg.store import memory_store, rdflib_dataset, select, select_rdflib
from kg.temporal import NEG_INF, POS_INF, UNDATED, Match, Relation, judge, parse_day, simple
from tests.strategies import datasets

Found = tuple[Dataset, tuple[Record, ...]]
some = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
few = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
DAYS = [
    parse_day(day)
    for day in ("-0044-03-15", "1969-12-31", "1985-05-15", "2018-12-31", "2019-02-05", "2019-03-01")
]
ends = st.sampled_from([NEG_INF, *DAYS, POS_INF])
windows = st.tuples(ends, ends).filter(lambda pair: pair[0] <= pair[1])
TRUE = Literal("true", BOOLEAN)


@some
@given(datasets(), windows)
def test_the_window_question_agrees_with_the_readings(found: Found, window: tuple[int, int]):
    dataset, records = found
    context = Context(dataset, bundled_ids())
    rows = select(
        memory_store(quads(dataset, records)),
        "timeline_window",
        **{"from": window[0], "to": window[1]},
    )
    answers = {row["event"]: row for row in rows}
    for event in records:
        if not isinstance(event, Event) or event.clock.withdrawn is not None:
            continue
        extent = extent_in(dataset, event.time) or UNDATED
        row = answers.pop(context.record(event.id), None)
        want = None if extent.undated else judge(extent, Relation.OVERLAPS, *window)
        if want is not None:
            assert row is not None
        if simple(extent) or extent.undated:
            assert (row is None) == (want is None)
            assert row is None or (row["certain"] == TRUE) == (want is Match.CERTAIN)
        elif row is not None:
            assert row["hull"] == TRUE
    assert answers == {}


@few
@given(datasets(most=1), windows)
def test_both_engines_give_the_same_rows(found: Found, window: tuple[int, int]):
    statements = list(quads(*found))
    store, dataset = memory_store(statements), rdflib_dataset(statements)
    for name in ("timeline_window", "timeline_by_actor", "co_participants"):
        given_ = {"from": window[0], "to": window[1]}
        if name != "timeline_window":
            given_["actor"] = f"{found[0].base}actor/a"
        assert select(store, name, **given_) == select_rdflib(dataset, name, **given_)


@few
@given(datasets(most=1))
def test_generated_records_fit_the_shapes(found: Found):
    dataset, records = found
    assert [str(finding) for finding in validate(records, dataset)] == []
