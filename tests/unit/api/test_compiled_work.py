"""What a compiled answer costs, counted; and what it does when columns are not enough."""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest

from kg import native
from kg.api import Asked, Limits, answered, run, stock_answer
from kg.api import answer as api_answer
from kg.api.budget import Budget, SpentError
from kg.api.compiled import conduct, operation
from kg.api.compiled.conduct import performed
from kg.api.compiled.work import Work
from kg.api.context import Request
from kg.api.run import documents
from kg.query import NOW, View
from tests.endtoend.world import snapshot

PAGE = """query ($first: Int) { timeline(first: $first) { edges { cursor match node {
  id slug label time { edtf start end words } places { role place { label } }
  participations { role { slug } actor { label } } } } pageInfo { hasNextPage } } }"""
EVENT = """{ event(slug: "night-bus-vote") { slug label kinds { label }
  participations { role { label } actor { label } } } }"""


def work(text: str, limits: Limits | None = None, **variables: Any) -> tuple[Work, Request]:
    """What it cost to answer, and the request."""
    limits = limits or Limits()
    library = documents()
    document = library.read(text, limits)
    operation = document.query(None)
    assert library.judge(document, operation, variables, limits) == []
    compiled = document.compiled(library.schema, operation)
    values = compiled.variables.coerced(variables)
    plan = compiled.plan(values.coerced)
    request = Request(View(snapshot(), NOW), Budget(limits), document.nodes)
    data, errors, cost = performed(plan, request, values)
    assert errors == []
    assert cost.bytes == len(b"".join(data))
    return cost, request


def test_a_page_reads_no_record_and_no_more_rows_than_it_shows():
    one, request = work(PAGE, first=3)
    two, _ = work(PAGE, first=6)
    # The timeline alone; nothing for its page information or any event.
    assert one.called == two.called == 1
    assert one.columns == two.columns
    assert one.rows < two.rows
    assert not request.now._kept


def test_what_a_reference_shows_is_written_once_for_a_snapshot():
    work(EVENT)
    again, request = work(EVENT)
    if native.there():
        assert again.kept == 5  # its kind, two roles and two actors
    assert again.called == 0
    assert not request.now._kept
    with native.without():
        work(EVENT)
        again, request = work(EVENT)
        assert again.kept == 1  # all of it
        assert again.called == again.rows == 0
        assert not request.now._kept


def test_records_that_are_kept_are_spent_all_the_same():
    work(EVENT)
    refused = stock_answer(snapshot(), Asked(EVENT), Limits(max_records=1)).body
    assert refused["errors"][0]["extensions"]["code"] == "LIMIT_EXCEEDED"
    with pytest.raises(SpentError):
        work(EVENT, Limits(max_records=1))
    records = next(n for n in range(2, 40) if _allowed(n))
    assert work(EVENT, Limits(max_records=records))[1].budget.records <= records


def test_what_is_shown_at_one_go_counts_beside_what_is_spent():
    text = "{ timeline(first: 100) { nodes { slug } } actors(first: 100) { nodes { id } } }"
    least = next(n for n in range(2, 40) if _allowed(n, text))
    with native.without():
        assert next(n for n in range(2, 40) if _allowed(n, text)) == least


def _allowed(records: int, text: str = EVENT) -> bool:
    """Both roads give way at the same number of records."""
    told = [
        "errors" in answer(snapshot(), Asked(text), Limits(max_records=records)).body
        for answer in (stock_answer, api_answer)
    ]
    assert told[0] == told[1]
    return not told[0]


def test_an_operation_is_compiled_once_for_each_setting_of_its_conditions():
    text = "query ($yes: Boolean!) { dataset { id label @include(if: $yes) } }"
    library = documents()
    document = library.read(text, Limits())
    compiled = document.compiled(library.schema, document.query(None))
    assert compiled.plan({"yes": True}) is compiled.plan({"yes": True})
    assert compiled.plan({"yes": True}) is not compiled.plan({"yes": False})
    assert document.compiled(library.schema, document.query(None)) is compiled


def test_the_first_performance_of_an_operation_goes_alone(monkeypatch):
    told: list[str] = []
    real = run.performed

    def slowly(*given: Any) -> Any:
        told.append("begun")
        time.sleep(0.02)
        found = real(*given)
        told.append("ended")
        return found

    monkeypatch.setattr(run, "performed", slowly)
    asked = Asked("{ alone: dataset { id } }")
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: answered(snapshot(), asked, Limits()), range(4)))
    assert found == found[:1] * 4
    assert told[:2] == ["begun", "ended"]


def test_nobody_waits_long_for_the_first_performance(monkeypatch):
    monkeypatch.setattr(operation, "PATIENCE", 0.01)
    library = documents()
    document = library.read("{ waiting: dataset { id } }", Limits())
    compiled = document.compiled(library.schema, document.query(None))
    with compiled.first(), compiled.first():
        pass
    with compiled.first():
        assert compiled._first.locked()
    assert not compiled._first.locked()
    assert library.read("{ waiting: dataset { id } }", Limits()) is document


def test_a_question_about_the_schema_is_for_stock_execution():
    text = "{ __schema { queryType { name } } dataset { id } }"
    document = documents().read(text, Limits())
    compiled = document.compiled(documents().schema, document.query(None))
    assert compiled.plan({}) is None
    found = answered(snapshot(), Asked(text), Limits())
    assert found.text == msgspec.json.encode(stock_answer(snapshot(), Asked(text), Limits()).body)


def test_a_step_that_fails_gives_way_to_resolvers(monkeypatch, caplog):
    def broken(field: Any, batch: Any) -> Any:
        def step(*_: Any) -> None:
            raise RuntimeError("no such column")

        return step if field.name == "slug" else None

    library = documents()
    document = library.read(EVENT, Limits())
    compiled = document.compiled(library.schema, document.query(None))
    values = compiled.variables.coerced({})
    request = Request(View(snapshot(), NOW), Budget(Limits()), document.nodes)
    with caplog.at_level(logging.WARNING, conduct.LOG.name):
        data, errors, cost = performed(compiled.plan({}), request, values, broken)
    stock = stock_answer(snapshot(), Asked(EVENT), Limits())
    assert (msgspec.json.decode(b"".join(data)), errors) == (stock.body["data"], [])
    assert cost.again
    assert "gave way" in caplog.text


def test_of_errors_that_null_one_value_the_first_in_the_document_is_told():
    text = """{ actor(slug: "ada-fenn") { slug
      claimsBy(filter: {speaker: "ben-oak"}) { totalCount }
      timeline(filter: {window: {from: "2020", to: "2019"}}) { totalCount } } }"""
    found = msgspec.json.decode(answered(snapshot(), Asked(text), Limits()).text)
    stock = stock_answer(snapshot(), Asked(text), Limits()).body
    assert found == stock
    assert [error["path"] for error in found["errors"]] == [["actor", "claimsBy"]]
    assert found["data"] == {"actor": None}


def test_spent_and_cancelled_operations_have_no_data():
    asked = Asked(PAGE, {"first": 5})
    limits = Limits(max_records=1)
    found = msgspec.json.decode(answered(snapshot(), asked, limits).text)
    stock = stock_answer(snapshot(), asked, limits).body
    assert found["data"] is stock["data"] is None
    assert [e["extensions"]["code"] for e in found["errors"]] == [
        e["extensions"]["code"] for e in stock["errors"]
    ]
    asked.cancelled = threading.Event()
    asked.cancelled.set()
    assert msgspec.json.decode(answered(snapshot(), asked, Limits()).text)["data"] is None


def test_a_page_size_that_is_no_number_is_not_taken_for_one_that_is_left_out():
    text = (
        "query ($n: Int = 90) { timeline(first: $n) { nodes { slug timeline: sources { id } } } }"
    )
    limits = Limits(max_cost=60)
    wrong = msgspec.json.decode(answered(snapshot(), Asked(text, {"n": "x"}), limits).text)
    assert [error["extensions"]["code"] for error in wrong["errors"]] == ["BAD_USER_INPUT"]
    left_out = msgspec.json.decode(answered(snapshot(), Asked(text), limits).text)
    assert [error["extensions"]["code"] for error in left_out["errors"]] == ["LIMIT_EXCEEDED"]


def test_a_long_chain_of_fragments_is_answered_as_by_stock_execution():
    chain = " ".join(f"fragment F{n} on DatasetInfo {{ ...F{n + 1} }}" for n in range(1_200))
    text = f"{{ dataset {{ ...F0 }} }} {chain} fragment F1200 on DatasetInfo {{ id }}"
    stock = stock_answer(snapshot(), Asked(text), Limits()).body
    found = msgspec.json.decode(answered(snapshot(), Asked(text), Limits()).text)
    assert found == stock
