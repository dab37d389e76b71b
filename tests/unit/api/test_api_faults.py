"""What goes wrong: told in words where the client can mend it, masked where it cannot."""

from __future__ import annotations

import json
import logging
import threading

import pytest

from kg.api import Asked, Limits, answer, written
from kg.api.faults import TOLD_AT_ONCE, masked, of
from kg.errors import InternalError, KgError, SnapshotMismatchError, StoreBusyError
from kg.query import View
from tests.endtoend.world import ask, fault, snapshot


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("{ dataset { label }", "GRAPHQL_PARSE_FAILED", "Syntax Error"),
        ("", "GRAPHQL_PARSE_FAILED", "Syntax Error"),
        ("{ datasets { label } }", "GRAPHQL_VALIDATION_FAILED", "datasets"),
        ("fragment A on Query { dataset { id } }", "BAD_OPERATION", "no operation"),
        ("query A { dataset { id } } query B { dataset { id } }", "BAD_OPERATION", "2 operations"),
        ("mutation { build }", "BAD_OPERATION", "mutation operations are not offered"),
        ("subscription { timeline }", "BAD_OPERATION", "subscription"),
        ('{ timeline(filter: { window: { from: "soon" } }) { totalCount } }', "BAD_DATE", "soon"),
        ('{ timeline(filter: { asOf: "2019" }) { totalCount } }', "BAD_DATE", "2019"),
        ("{ timeline(filter: { asOf: 2019 }) { totalCount } }", "BAD_FILTER", "not 2019"),
        (
            '{ timeline(filter: { window: { from: "2020", to: "2019" } }) { totalCount } }',
            "BAD_FILTER",
            "before it begins",
        ),
        (
            '{ timeline(filter: { window: { from: "../2019" } }) { totalCount } }',
            "BAD_FILTER",
            "no first day",
        ),
        ('{ timeline(filter: { kinds: ["riot"] }) { totalCount } }', "BAD_FILTER", "riot"),
        (
            '{ timeline(filter: { kinds: ["place/alder"] }) { totalCount } }',
            "BAD_IDENTIFIER",
            "place/alder",
        ),
        ('{ claims(filter: { about: ["alder"] }) { totalCount } }', "BAD_IDENTIFIER", "alder"),
        ("{ timeline(first: -1) { nodes { slug } } }", "BAD_FILTER", "-1"),
        ("{ timeline(first: 101) { nodes { slug } } }", "LIMIT_EXCEEDED", "101"),
        ("{ timeline(first: 1, last: 1) { nodes { slug } } }", "BAD_QUESTION", "first"),
        ('{ timeline(after: "xyz") { nodes { slug } } }', "BAD_CURSOR", "after"),
        ("{ event { slug } }", "BAD_IDENTIFIER", "0 were given"),
        ('{ event(slug: "a", id: "b") { slug } }', "BAD_IDENTIFIER", "2 were given"),
        ('{ event(slug: "No Slug") { slug } }', "BAD_IDENTIFIER", "No Slug"),
        ('{ event(iri: "no iri") { slug } }', "BAD_IDENTIFIER", "no iri"),
        ('{ node(id: "nonsense!") { id } }', "BAD_IDENTIFIER", "nonsense!"),
        ('{ dataset { label(lang: "englisch?") } }', "BAD_FILTER", "englisch?"),
        (
            '{ neighbourhood(of: "actor/ada-fenn", depth: 9) { totalCount } }',
            "LIMIT_EXCEEDED",
            "depth",
        ),
        ('{ coParticipants(actor: "ada-fenn", first: -2) { possible } }', "BAD_FILTER", "-2"),
        ('{ search(text: "") { nodes { slug } } }', "BAD_FILTER", "text"),
        (
            '{ place(slug: "alder") { timeline(filter:{places:{in:["alder"]}}) { totalCount } } }',
            "BAD_FILTER",
            "places.in",
        ),
        (
            '{ actor(slug: "ada-fenn") { claimsBy(filter:{speaker:["clerk"]}) { totalCount } } }',
            "BAD_FILTER",
            "speaker",
        ),
        ("{ officeHolders { match } }", "BAD_IDENTIFIER", "office or jurisdiction"),
    ],
)
def test_the_client_is_told(text, code, said):
    error = fault(text)
    assert error["extensions"]["code"] == code, error
    assert said in error["message"], error


def test_an_error_has_its_place_and_a_hint():
    error = fault('{ a: timeline(filter: { kinds: ["riot"] }) { totalCount } }')
    assert error["path"] == ["a"]
    assert error["locations"] == [{"line": 1, "column": 3}]
    assert error["extensions"]["argument"] == "kinds"
    assert error["extensions"]["hint"]


def test_one_field_fails_alone():
    found = ask("{ timeline(first: -1) { nodes { slug } } dataset { id } }")
    assert found["data"] == {"timeline": None, "dataset": {"id": "alder"}}
    assert found["errors"][0]["path"] == ["timeline", "nodes"]


def test_bad_variables_are_a_request_error():
    text = "query($f: TimelineFilter) { timeline(filter: $f) { totalCount } }"
    found = ask(text, f={"window": {"from": "2019-02-30"}})
    assert "data" not in found
    (error,) = found["errors"]
    assert error["extensions"]["code"] == "BAD_DATE"
    assert "$f" in error["message"] or "f.window" in error["message"], error["message"]
    assert "2019-02-30" in error["message"]
    found = ask(text, f={"windows": {}})
    assert found["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert "data" not in found


def test_a_named_operation_of_several_runs():
    text = "query A { dataset { id } } query B { dataset { licence } }"
    found = answer(snapshot(), Asked(text, operation_name="B"), Limits())
    assert found.body == {"data": {"dataset": {"licence": "CC0-1.0"}}}
    lost = answer(snapshot(), Asked(text, operation_name="C"), Limits())
    assert not lost.executed
    assert lost.body["errors"][0]["extensions"]["hint"] == "it has A, B"


def test_a_mutation_is_named_as_refused():
    found = answer(snapshot(), Asked("mutation { build }"), Limits())
    assert (found.executed, found.refused) == (False, "mutation")


HIDDEN = "/srv/hidden/path"


def test_what_is_not_the_clients_doing_is_masked(monkeypatch, caplog):
    def fail(*_: object) -> None:
        raise ValueError(HIDDEN)

    monkeypatch.setattr(View, "timeline", fail)
    with caplog.at_level(logging.ERROR, "kg.api"):
        found = ask("{ timeline { totalCount } dataset { id } }")
    assert found["data"] == {"timeline": None, "dataset": {"id": "alder"}}
    (error,) = found["errors"]
    assert HIDDEN not in json.dumps(found)
    assert "ValueError" not in json.dumps(found)
    assert error["extensions"]["code"] == "INTERNAL"
    assert error["extensions"]["id"] in caplog.text
    assert HIDDEN in caplog.text


def test_what_fails_outside_resolvers_is_masked_too(monkeypatch, caplog):
    monkeypatch.setattr("kg.api.run.View", lambda *_: 1 / 0)
    found = answer(snapshot(), Asked("{ dataset { id } }"), Limits())
    assert not found.executed
    assert found.body["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert "division" not in json.dumps(found.body)
    assert "division" in caplog.text


def test_many_faults_alike_are_logged_once_and_told_in_part(monkeypatch, caplog):
    monkeypatch.setattr(View, "search", lambda *_: 1 / 0)
    aliases = " ".join(f'a{n}: search(text: "bus") {{ nodes {{ slug }} }}' for n in range(60))
    found = ask("{ " + aliases + " }")
    assert len(found["errors"]) == TOLD_AT_ONCE + 1
    assert found["errors"][-1]["message"] == "10 more errors"
    assert len(caplog.records) == 1


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (
            SnapshotMismatchError("/srv/secret was changed"),
            "SNAPSHOT_MISMATCH",
            "a snapshot was changed",
        ),
        (StoreBusyError("/srv/secret is locked"), "STORE_BUSY", "the store is busy"),
        (InternalError("/srv/secret"), "INTERNAL", "something went wrong inside"),
        (KgError("/srv/secret"), "ERROR", "unexpected failure"),
    ],
)
def test_errors_that_are_not_of_input_name_nothing(error, code, told, caplog):
    entry = of(error)
    assert entry["extensions"]["code"] == code
    assert entry["message"].startswith(told)
    assert "/srv" not in json.dumps(entry)
    assert "/srv" in caplog.text


def test_the_id_in_the_answer_is_the_id_in_the_log(caplog):
    entry = masked(RuntimeError("x"))
    assert entry["extensions"]["id"] in caplog.text


def test_an_answer_that_is_too_long_is_an_error_instead():
    found = answer(snapshot(), Asked("{ timeline { nodes { slug } } }"), Limits())
    long = written(found, Limits(max_answer_bytes=50))
    assert (long.executed, long.lasting) == (False, False)
    (error,) = json.loads(long.text)["errors"]
    assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
    assert error["extensions"]["allowed"] == 50
    whole = written(found, Limits())
    assert whole.executed
    assert json.loads(whole.text) == found.body
    assert written(whole, Limits()) is whole
    assert written(whole, Limits(max_answer_bytes=50)) == long
    change = answer(snapshot(), Asked("mutation { a }"), Limits())
    assert written(change, Limits(max_answer_bytes=5)).refused == "mutation"


def test_work_stops_when_the_client_has_gone():
    gone = threading.Event()
    gone.set()
    asked = Asked("{ timeline { nodes { slug } } }", cancelled=gone)
    assert answer(snapshot(), asked, Limits()).body["data"] is None
