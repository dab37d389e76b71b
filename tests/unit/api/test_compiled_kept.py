"""What is kept of compiled operations: for one record each, and no longer than it may be."""

from __future__ import annotations

import gc
import weakref
from typing import Any, Final

import msgspec
from graphql.execution.values import VariableValues

from kg.api import Asked, Limits, answered, stock_answer
from kg.api.budget import Budget
from kg.api.compiled import shelves
from kg.api.compiled.conduct import performed
from kg.api.compiled.operation import Compiled
from kg.api.compiled.plan import FieldPlan
from kg.api.compiled.shelves import NONE, Shelves
from kg.api.context import Request
from kg.api.identity import node_id
from kg.api.run import documents
from kg.model.records import CLASSES
from kg.query import NOW, View
from tests.endtoend.world import snapshot

NODE: Final = """query ($id: ID!) { node(id: $id) { __typename id
  ... on Event { slug label participations { actor { label } } }
  ... on Actor { slug label } ... on Office { slug label } ... on Place { slug label }
  ... on Claim { slug } ... on Concept { slug label } ... on Source { slug label } } }"""
EVENT: Final = """{ event(slug: "night-bus-vote") { slug label kinds { label }
  participations { role { label } actor { label } } } }"""


def test_records_of_different_tables_in_the_same_row_are_told_apart():
    """One document, asked of the first rows of every table, one after another."""
    tables = snapshot().tables
    for row in range(3):
        for table in CLASSES:
            if table == "dataset" or tables.count(table) <= row:
                continue
            given = node_id(tables.words(table, "id").get(row) or "")
            asked = Asked(NODE, {"id": given})
            stock = msgspec.json.encode(stock_answer(snapshot(), asked, Limits()).body)
            assert given.encode() in stock
            for _ in range(2):
                assert answered(snapshot(), asked, Limits()).text == stock


def test_plans_and_what_reads_for_them_go_with_their_document():
    """The snapshot outlives documents: nothing that it keeps may hold a plan."""

    def field_of(text: str) -> tuple[weakref.ref[FieldPlan], Any]:
        """The first field of the plan of a text that was answered, and what holds the plan."""
        document = documents().read(text, Limits())
        compiled = Compiled(documents().schema, document.nodes, document.query(None))
        plan: Any = compiled.plan({})
        request = Request(View(snapshot(), NOW), Budget(Limits()), document.nodes)
        data, errors, work = performed(plan, request, VariableValues({}, {}))
        assert b"".join(data).startswith(b'{"a')
        assert errors == []
        assert work.called == 0  # by readers, which are kept with the snapshot
        return weakref.ref(plan.root.fields[0]), compiled

    held = [field_of(EVENT.replace("event(", f"a{n}: event(")) for n in range(3)]
    fields = [field for field, _ in held]
    gc.collect()
    assert all(field() is not None for field in fields)
    held.clear()
    gc.collect()
    assert [field() for field in fields] == [None, None, None]


def test_a_shelf_forgets_what_is_not_asked_for(monkeypatch):
    monkeypatch.setattr(shelves, "ROOM", 40)
    kept = Shelves()
    shelf = kept.new("null")
    made: list[int] = []

    def make(rows: Any) -> list[str | None]:
        made.extend(rows)
        return [f"text {row:05}" for row in rows]

    assert shelf.of([NONE, 1, 2, 1], make) == ["null", "text 00001", "text 00002", "text 00001"]
    for row in range(3, 9):
        shelf.of([1, row], make)
    assert made.count(1) == 1  # asked for all the time
    shelf.of([2], make)
    assert made.count(2) == 2  # forgotten
    assert kept.size <= 40
    other = weakref.ref(kept.new(None))
    gc.collect()
    assert other() is None
