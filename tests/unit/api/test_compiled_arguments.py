"""Arguments that are made quickly are those that graphql-core and Strawberry make."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import FieldNode, parse

from kg.api import Asked, Limits, answer, stock_answer
from kg.api.compiled.arguments import Arguments, Variables, _values
from kg.api.compiled.plan import shown_by
from kg.api.inputs import ActorsInput, TimelineFilter, WindowInput
from kg.api.schema import core, schema
from kg.temporal import Relation
from tests.endtoend.world import snapshot

GRAPHQL = core(schema())
FILTER = """query ($from: EDTF = "2019", $who: [Ref!], $relation: WindowRelation!, $n: Int) {
  timeline(first: $n, filter: {window: {from: $from, relation: $relation}, actors: {anyOf: $who}})
}"""
WHOLE = "query ($filter: TimelineFilter, $undated: Boolean = true) \
{ timeline(filter: $filter, includeUndated: $undated) }"


def made(text: str, given: dict[str, Any]) -> tuple[Arguments, Any]:
    """The arguments of the one field of a query, and the coerced variables."""
    operation: Any = parse(text).definitions[0]
    node = operation.selection_set.selections[0]
    assert isinstance(node, FieldNode)
    definition = GRAPHQL.query_type.fields[node.name.value]
    variables = Variables(GRAPHQL, operation).coerced(given)
    return Arguments.of(definition, shown_by(definition), node), variables


@pytest.mark.parametrize(
    ("text", "given"),
    [
        (FILTER, {"relation": "WITHIN", "who": ["a", "b"], "n": 3}),
        (FILTER, {"relation": "WITHIN", "who": "a", "from": None}),
        (FILTER, {"relation": "STARTS_IN"}),
        (WHOLE, {}),
        (WHOLE, {"filter": None, "undated": False}),
        (WHOLE, {"filter": {"window": {"to": "2020"}, "status": ["HAPPENED"], "kinds": "vote"}}),
    ],
)
def test_quick_arguments_are_the_slow_ones(text: str, given: dict[str, Any]):
    arguments, variables = made(text, given)
    assert arguments.make is not None
    slow = _values(arguments.definition, arguments.shown, arguments.node, variables)
    assert dict(arguments.make(variables.coerced)) == slow
    assert arguments.values(variables) == slow


def test_inputs_are_made_as_their_classes():
    arguments, variables = made(FILTER, {"relation": "WITHIN", "who": ["a"]})
    found = arguments.values(variables)
    window = WindowInput(from_="2019", relation=Relation.WITHIN)
    assert found["filter"] == TimelineFilter(window=window, actors=ActorsInput(any_of=["a"]))
    assert "first" not in found


def test_what_does_not_fit_is_complained_of_as_by_graphql():
    _, errors = made(FILTER, {"relation": "NEVER"})
    assert "'NEVER'" in str(errors[0])
    _, errors = made(FILTER, {"relation": None})
    assert isinstance(errors, list)


DECLARED = "query ($x: Boolean = true) "
LABEL = "fragment F on Event { label }"


@pytest.mark.parametrize(
    "text",
    [
        '{ dataset { label } event(slug: "s") @include(if: $x) { slug } }',
        "{ dataset { label @skip(if: $x) } }",
        "{ timeline(first: 3) { nodes { slug ... @skip(if: $x) { label } } } }",
        "{ timeline(first: 3) { nodes { slug ...F @include(if: $x) } } } " + LABEL,
        "{ timeline(first: 0) { nodes { slug @include(if: $x) } } }",
        '{ event(slug: "there is none") { slug @include(if: $x) } }',
    ],
)
@pytest.mark.parametrize("given", [{}, {"x": True}, {"x": False}, {"x": None}])
def test_conditions_are_those_of_stock_execution(text: str, given: dict[str, Any]):
    asked = Asked(DECLARED + text, given)
    stock = stock_answer(snapshot(), asked, Limits())
    for _ in range(2):
        assert answer(snapshot(), asked, Limits()) == stock
