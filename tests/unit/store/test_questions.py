"""Does each prepared question give the rows that the small dataset has?"""

from __future__ import annotations

import numpy as np
import pytest

from kg.columns import Tables
from kg.errors import NotFoundError, QuestionError, StoreBusyError, StoreError
from kg.export import Chosen, row_pieces
from kg.model.records import CLASSES
from kg.rdf import Iri, Literal, bundled_concepts, quads
from kg.rdf.vocab import BOOLEAN, INTEGER, NS
from kg.store import (
    disk_store,
    loaded_store,
    memory_store,
    prepared,
    questions,
    rdflib_dataset,
    select,
    select_rdflib,
)
from kg.temporal import NEG_INF, POS_INF, parse_day
from tests.small import BASE, DATASET, LAW, OLD_LAW, RECORDS

STATEMENTS = list(quads(DATASET, RECORDS))
STORE = memory_store(STATEMENTS)
RDFLIB = rdflib_dataset(STATEMENTS)
TABLES = Tables.of(RECORDS, DATASET)
EVERY = {name: np.arange(TABLES.count(name), dtype=np.uint32) for name in CLASSES}
ALL = {"from": NEG_INF, "to": POS_INF}


def ask(name: str, **parameters: object) -> list[tuple[object, ...]]:
    """The rows, with short names, after both engines have agreed on them."""
    rows = select(STORE, name, **parameters)
    assert rows == select_rdflib(RDFLIB, name, **parameters)
    return [tuple(map(plain, row.values())) for row in rows]


def plain(term: object) -> object:
    """A term as a reader would write it."""
    if isinstance(term, Iri):
        return term.value.removeprefix(BASE).removeprefix("ns#").removeprefix("ns/")
    if isinstance(term, Literal):
        if term.datatype == BOOLEAN:
            return term.value == "true"
        return int(term.value) if term.datatype == INTEGER else term.value
    return None


def window(start: str, end: str) -> dict[str, int]:
    """A window as parameters."""
    return {"from": parse_day(start), "to": parse_day(end)}


def test_a_window_without_ends_holds_all_dated_events_in_time_order():
    assert ask("timeline_window", **ALL) == [
        ("event/ancient", True, False),
        ("event/election", True, False),
        ("event/operation", True, False),
    ]


def test_a_window_tells_certain_from_possible():
    assert ask("timeline_window", **window("2018-11-10", "2018-11-20")) == [
        ("event/election", False, False)
    ]
    assert ask("timeline_window", **window("2018-11-10", "2019-02-05")) == [
        ("event/election", False, False),
        ("event/operation", True, False),
    ]
    assert ask("timeline_window", **window("2019-02-10", "2019-02-20")) == []


def test_an_actors_events_come_with_the_role():
    assert ask("timeline_by_actor", actor=f"{BASE}actor/director", **ALL) == [
        ("event/election", "role/elected", True, False),
        ("event/operation", "role/comments", True, False),
    ]


def test_a_place_stands_for_what_lies_in_it():
    state = ask("timeline_by_place", place=f"{BASE}place/state", **ALL)
    assert state == [
        ("event/election", "place-role-at", True, False),
        ("event/operation", "place-role-at", True, False),
        ("event/operation", "place-role-target", True, False),
    ]
    county = ask("timeline_by_place", place=f"{BASE}place/county", **ALL)
    assert county == [state[0], state[2]]


def test_a_kind_stands_for_narrower_ones_where_these_are_described():
    store = memory_store(quads(DATASET, [*RECORDS, *bundled_concepts()]))
    rows = select(store, "timeline_by_kind", kind=f"{NS}event-kind/enforcement", **ALL)
    assert [plain(row["event"]) for row in rows] == ["event/operation"]
    assert ask("timeline_by_kind", kind=f"{NS}event-kind/election", **ALL) == [
        ("event/election", True, False)
    ]


def test_co_participants_are_counted_by_event():
    assert ask("co_participants", actor=f"{BASE}actor/agency", **ALL) == [("actor/director", 1)]
    before = window("2018-01-01", "2018-12-31")
    assert ask("co_participants", actor=f"{BASE}actor/agency", **before) == []


@pytest.mark.parametrize(
    ("day", "certain"), [("2018-12-31", None), ("2019-01-15", False), ("2019-03-01", True)]
)
def test_holders_of_an_office_on_a_day(day, certain):
    rows = ask("office_holders", office=f"{BASE}office/director", on=parse_day(day))
    holder = ("tenure/director", "actor/director", None, certain, False)
    assert rows == ([] if certain is None else [holder])


@pytest.mark.parametrize(
    ("day", "certain"), [("2009-12-31", None), ("2010-06-01", False), ("2015-01-01", True)]
)
def test_instruments_in_force_on_a_day(day, certain):
    rows = ask("instruments_in_force", on=parse_day(day))
    assert rows == ([] if certain is None else [("instrument/law", "place/state", certain, False)])


def test_claims_about_an_event_come_with_speaker_and_stance():
    claims = ask("claims_about", record=f"{BASE}event/operation")
    assert claims == [
        ("claim/answer", "actor/director", "dimension-motive", "stance-denies", "source/s"),
        ("claim/reprisal", "actor/agency", "dimension-motive", "stance-asserts", "source/s"),
    ]
    assert ask("claims_at_odds", record=f"{BASE}event/operation") == [
        ("claim/answer", "actor/director", "claim/reprisal", "actor/agency")
    ]


def test_evidence_of_a_record_and_its_parts():
    assert ask("evidence_of", record=f"{BASE}event/operation") == [
        ("event/operation", "evidence/e", "source/s", 0, 5, "0" * 64),
        ("event/operation/time", "evidence/e", "source/s", 0, 5, "0" * 64),
    ]


def test_versions_that_counted_on_a_day():
    def law(day: str) -> list[object]:
        rows = ask("known_at", day=parse_day(day))
        return [row[1:] for row in rows if row[0] == "instrument/law"]

    graph = "instrument/law/version/1"
    assert law("2025-12-31") == []
    assert law(OLD_LAW.clock.recorded) == [(graph, graph)]
    assert law(LAW.clock.recorded) == [("instrument/law/version/2", None)]


def test_what_is_only_claimed_is_not_found_in_the_default_graph():
    said = f"<{BASE}event/operation> <{NS}predicate/motivated-by> <{BASE}event/election>"
    assert not bool(STORE.query(f"ASK {{ {said} }}"))
    assert bool(STORE.query(f"ASK {{ GRAPH ?g {{ {said} }} }}"))
    assert not RDFLIB.query(f"ASK {{ {said} }}").askAnswer


def test_no_question_reaches_out():
    for name in questions():
        assert not {"SERVICE", "LOAD", "FROM"} & set(prepared(name).text.upper().split())


def test_a_parameter_is_a_term_and_never_text():
    evil = f"{BASE}event/operation> ?p ?o }} #"
    with pytest.raises(QuestionError, match="is not an IRI"):
        select(STORE, "claims_about", record=evil)


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({}, "needs on"),
        ({"on": "2019-01-01"}, "'2019-01-01' is not a day number"),
        ({"on": True}, "True is not a day number"),
        ({"on": 1, "off": 2}, "has no parameter off"),
    ],
)
def test_wrong_parameters_are_told(parameters, words):
    with pytest.raises(QuestionError, match=words):
        select(STORE, "instruments_in_force", **parameters)


def test_an_unknown_question_is_told():
    with pytest.raises(NotFoundError, match="no question 'gossip'"):
        select(STORE, "gossip")


def test_every_question_names_its_parameters_and_has_a_first_line():
    for name in questions():
        question = prepared(name)
        assert question.text.startswith("# ")
        assert question.text.splitlines()[0].endswith("?")
        assert set(question.parameters.values()) <= {"iri", "day", "instant"}


def test_a_store_on_disk_keeps_the_statements_and_has_one_holder(tmp_path):
    store = disk_store(tmp_path / "s", STATEMENTS)
    with pytest.raises(StoreBusyError, match="another process holds"):
        disk_store(tmp_path / "s")
    assert len(store) == len(set(STATEMENTS))
    del store
    assert len(select(disk_store(tmp_path / "s"), "timeline_window", **ALL)) == 3


def test_a_store_needs_a_folder(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be opened"):
        disk_store(tmp_path / "file")


def test_a_store_is_filled_from_pieces_of_text(tmp_path):
    chosen = Chosen(DATASET, TABLES, EVERY)
    expected = set(memory_store(STATEMENTS))
    assert set(loaded_store(row_pieces("nquads", chosen))) == expected
    assert set(loaded_store([b"", *row_pieces("nquads", chosen)], tmp_path / "s")) == expected
