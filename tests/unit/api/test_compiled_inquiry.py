"""Questions that are asked straight are those that arguments, once made, ask."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import FieldNode, parse

from kg import native
from kg.api.budget import Budget
from kg.api.compiled import steps_ties, straight
from kg.api.compiled.arguments import Arguments, Variables
from kg.api.compiled.inquiry import inquiry_of, sharing_inquiry
from kg.api.compiled.plan import shown_by
from kg.api.context import Request, Scope
from kg.api.limits import Limits
from kg.api.network import through_of
from kg.api.questions import timeline_question
from kg.api.run import Asked, answered
from kg.api.schema import core, schema
from kg.errors import KgError
from kg.query import NOW, Order, View
from tests.endtoend.world import snapshot

GRAPHQL = core(schema())
VARIABLES = """query ($from: EDTF, $to: EDTF, $who: Ref!, $kinds: [Ref!], $status: [Status!],
  $first: Int = 20, $after: String, $undated: Boolean = false, $match: Match = POSSIBLE,
  $roles: [Ref!], $text: String, $window: WindowInput, $filter: TimelineFilter, $day: Day) """


def made(text: str, given: dict[str, Any]) -> tuple[Arguments, Any, Scope]:
    """The arguments of the one field of a query, its coerced variables, and a scope."""
    document = parse(VARIABLES + text)
    operation: Any = document.definitions[0]
    node = operation.selection_set.selections[0]
    assert isinstance(node, FieldNode)
    definition = GRAPHQL.query_type.fields[node.name.value]
    variables = Variables(GRAPHQL, operation).coerced(given)
    assert not isinstance(variables, list), variables
    request = Request(View(snapshot(), NOW), Budget(Limits()), document)
    return Arguments.of(definition, shown_by(definition), node), variables, request.at(NOW)


WHO = {"who": "sheriff-office", "from": "2019-02", "to": "2019-03-05"}
STRAIGHT = [
    ("{ timeline }", WHO),
    ("{ timeline(filter: {}, first: 3, order: TIME_DESC) }", WHO),
    ("{ timeline(filter: null, first: $first, after: $after, includeUndated: true) }", WHO),
    ("{ timeline(filter: {actors: {anyOf: [$who]}, window: {from: $from, to: $to}}) }", WHO),
    ("{ timeline(filter: {window: {from: $from, to: $to}}) }", {"who": "x", "to": None}),
    ("{ timeline(filter: {window: {from: $from, match: $match}}) }", WHO | {"match": "CERTAIN"}),
    ('{ timeline(filter: {window: {to: "2019", relation: BEFORE, from: $from}}) }', WHO),
    ("{ timeline(filter: {kinds: $kinds, status: $status, text: $text}) }", WHO | {"text": "a"}),
    ("{ timeline(filter: {kinds: $kinds, status: $status}) }", WHO | {"kinds": [], "status": None}),
    ("{ timeline(filter: {kinds: $kinds}) }", WHO | {"kinds": "event-kind/vote"}),
    ("{ timeline(filter: {status: $status, obtained: [STATED]}) }", WHO | {"status": ["HAPPENED"]}),
    (
        """{ timeline(last: 4, filter: {
          places: {in: ["a", "b"], role: [AT]}, disputed: false, asOf: null, qualified: EXCLUDE,
          offices: [], actors: {allOf: [$who], noneOf: $kinds, role: $roles, includeParts: true}
        }) }""",
        WHO | {"roles": ["leads"]},
    ),
]


@pytest.mark.parametrize(("text", "given"), STRAIGHT)
def test_a_timeline_asks_the_same(text: str, given: dict[str, Any]):
    arguments, variables, scope = made(text, given)
    inquiry = inquiry_of(arguments.node, arguments.definition.args)
    values = dict(arguments.values(variables))
    order, undated = values.pop("order", Order.TIME_ASC), values.pop("include_undated", False)
    wanted = timeline_question(scope, values.pop("filter", None), order, include_undated=undated)
    assert inquiry.question(scope.view, variables.coerced) == wanted
    page = tuple(values.get(name) for name in ("first", "after", "last", "before"))
    assert inquiry.stretch(scope.view, variables.coerced) == page


@pytest.mark.parametrize(
    "text",
    [
        "{ timeline(filter: $filter) }",
        "{ timeline(filter: {window: $window}) }",
        "{ timeline(filter: {asOf: $day}) }",
        '{ timeline(filter: {knownAt: "2020-01-01"}) }',
    ],
)
def test_what_is_one_variable_as_a_whole_or_has_a_clock_goes_the_long_way(text: str):
    arguments, _, _ = made(text, WHO)
    assert inquiry_of(arguments.node, arguments.definition.args) is None


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("{ coParticipants(actor: $who) }", WHO),
        ("{ coParticipants(actor: $who, window: {from: $from, to: $to}, first: 3) }", WHO),
        ("{ coParticipants(actor: $who, roles: $roles, first: 0) }", WHO | {"roles": ["leads"]}),
        ("{ coParticipants(actor: $who, window: null, asOf: null) }", WHO),
    ],
)
def test_co_participants_ask_the_same(text: str, given: dict[str, Any]):
    arguments, variables, scope = made(text, given)
    inquiry = sharing_inquiry(arguments.node, arguments.definition.args)
    values = arguments.values(variables)
    found = inquiry(scope.view, variables.coerced)
    assert found["actor"] == "actor/sheriff-office"
    assert found["first"] == values.get("first", 20)
    window, roles = values.get("window"), values.get("roles")
    assert found["through"] == through_of(scope, window, None, roles)


def test_a_clock_of_co_participants_goes_the_long_way():
    arguments, _, _ = made("{ coParticipants(actor: $who, knownAt: $day) }", WHO)
    assert sharing_inquiry(arguments.node, arguments.definition.args) is None


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("{ timeline(filter: {actors: {anyOf: [$who]}}) }", {"who": "place/a"}),
        ("{ timeline(filter: {window: {from: $from, to: $to}}) }", WHO | {"from": "2020"}),
        ('{ timeline(filter: {window: {relation: BEFORE, to: "2019"}}) }', WHO),
    ],
)
def test_what_does_not_fit_is_refused(text: str, given: dict[str, Any]):
    arguments, variables, scope = made(text, given)
    inquiry = inquiry_of(arguments.node, arguments.definition.args)
    with pytest.raises(KgError):
        inquiry.question(scope.view, variables.coerced)


@pytest.mark.skipif(not native.there(), reason="there are no kernels")
def test_most_timelines_and_co_participants_go_straight(monkeypatch):
    gone: list[bool] = []

    def noted(of: Any) -> Any:
        def ask(*given: Any) -> Any:
            found = of(*given)
            gone.append(found is not None)
            return found

        return ask

    for module in (straight, steps_ties):
        monkeypatch.setattr(module, "_pieces", noted(module._pieces))
    shown = "totalCount certainCount edges { cursor match node { slug } } nodes { id } \
      pageInfo { hasNextPage endCursor } histogram { unit bins { start possible } }"
    for text in (
        f'{{ timeline(filter: {{window: {{from: "2018", to: "2020"}}}}) {{ {shown} }} }}',
        f"{{ timeline(order: TIME_DESC, last: 2) {{ {shown} }} }}",
        f'{{ timeline(filter: {{text: "sheriff", disputed: false}}) {{ {shown} }} }}',
        '{ coParticipants(actor: "ada-fenn") { possible actor { slug } } }',
    ):
        answered(snapshot(), Asked(text), Limits())
    assert gone == [True] * 4
    answered(snapshot(), Asked("{ timeline { facets(by: KIND) { value } } }"), Limits())
    answered(
        snapshot(), Asked('{ timeline(filter: {window: {from: "x"}}) { totalCount } }'), Limits()
    )
    assert gone == [True] * 4
    for text in (
        '{ timeline(filter: {kinds: ["nothing"]}) { totalCount } }',
        '{ coParticipants(actor: "nobody") { possible } }',
    ):
        found = answered(snapshot(), Asked(text), Limits())
        assert b'"path"' in found.text
    assert gone == [True] * 4 + [False] * 2  # tried once, then told
    text = "{ one: timeline { totalCount } two: timeline { totalCount } __typename }"
    assert answered(snapshot(), Asked(text), Limits()).lasting
    assert gone[6:] == [True] * 2
