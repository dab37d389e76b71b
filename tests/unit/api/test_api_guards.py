"""Small questions pass, large ones are refused in work that grows with their length only."""

from __future__ import annotations

import pytest
from graphql import get_introspection_query, parse

from kg.api import Asked, Limits, answered, guards
from kg.api.compiled.operation import PLANS_KEPT
from kg.api.documents import MOST_FIELDS, MOST_KEPT, OBJECTIONS, Document, Documents
from kg.api.faults import LONGEST
from kg.api.guards import Size, check, measure
from kg.api.schema import core, schema
from kg.errors import LimitExceededError
from tests.endtoend.world import ask, data, fault, snapshot

GRAPHQL = core(schema())
TYPES = len(GRAPHQL.type_map)
FOUR_LEVELS = """
{ timeline(first: 100) { edges { match node {
    label participations { role { label broader { label } } actor { label
      timeline(first: 20) { nodes { label places { place { label } } } } } } } } } }
"""


HUGE = """
{ timeline(first: 100) { nodes { claims(first: 100) { nodes { claims(first: 100) {
    nodes { slug } } } } } } }
"""


def size(text: str, name: str | None = None, **variables: object) -> Size:
    document = parse(text)
    operations = [d for d in document.definitions if d.kind == "operation_definition"]
    chosen = next(d for d in operations if name is None or d.name.value == name)
    return measure(GRAPHQL, document, chosen, variables)


def bomb(length: int, body: str = 'a{n}: event(slug: "x") {{ label }}') -> str:
    """A chain of fragments that would write out to 2^length fields."""
    parts = ["query { ...F0 }"]
    for n in range(length):
        first = body.format(n=n)
        parts.append(f"fragment F{n} on Query {{ {first} ...F{n + 1} ...F{n + 1} }}")
    return " ".join([*parts, f"fragment F{length} on Query {{ __typename }}"])


def nested_bomb(length: int) -> str:
    """The same, one level deeper with every fragment."""
    parts = ['query { event(slug: "x") { ...F0 } }']
    for n in range(length):
        spread = f"...F{n + 1}"
        parts.append(
            f"fragment F{n} on Event {{ a: whole {{ {spread} }} b: whole {{ {spread} }} }}"
        )
    return " ".join([*parts, f"fragment F{length} on Event {{ slug }}"])


def test_depth_counts_fields_through_fragments():
    text = (
        '{ event(slug: "x") { ...A } } fragment A on Event { time { edtf } ... { whole { slug } } }'
    )
    assert size(text) == Size(depth=3, aliases=0, fields=5, cost=0)


def test_aliases_and_fields_are_counted_as_written_out():
    text = '{ event(slug: "x") { ...A ...A } } fragment A on Event { a: slug b: label slug }'
    assert size(text) == Size(depth=2, aliases=4, fields=7, cost=0)


@pytest.mark.parametrize(
    ("text", "variables", "cost"),
    [
        ("{ timeline { nodes { slug } } }", {}, 50),
        ("{ timeline(first: 7) { nodes { slug } } }", {}, 7),
        ("{ timeline(last: 8) { nodes { slug } } }", {}, 8),
        ("{ timeline(first: null, last: 8) { nodes { slug } } }", {}, 8),
        ("query($n: Int) { timeline(first: $n) { nodes { slug } } }", {"n": 9}, 9),
        ("query($n: Int = 4) { timeline(first: $n) { nodes { slug } } }", {}, 4),
        ("query($n: Int) { timeline(first: $n) { nodes { slug } } }", {}, 50),
        ("query($n: Int) { timeline(first: $n) { nodes { slug } } }", {"n": "many"}, 0),
        ("query($n: Int) { timeline(first: $n) { nodes { slug } } }", {"n": True}, 0),
        ("query($n: Int) { timeline(first: $n) { nodes { slug } } }", {"n": None}, 50),
        ("query($n: Int) { timeline(first: $n) { nodes { slug } } }", {"n": 100.0}, 100),
        ("query($n: Int) { timeline(first: $n) { nodes { slug } } }", {"n": 0.5}, 0),
        ("query($n: Int) { timeline(first: $n) { nodes { slug } } }", {"n": float("inf")}, 0),
        ("{ timeline(first: 10) { nodes { claims(first: 5) { nodes { slug } } } } }", {}, 60),
        ("{ timeline(first: -3) { nodes { claims(first: 5) { totalCount } } } }", {}, 5),
        ('{ search(text: "x") { nodes { slug } } }', {}, 20),
        ("{ nothing(first: 10) { claims(first: 5) { nodes { slug } } } }", {}, 0),
        ("{ timeline(first: " + "9" * 5_000 + ") { totalCount } }", {}, 10**20),
        ('{ dataset { label } __type(name: "x") { name } }', {}, 0),
        ("{ dataset { label } __schema { types { name } } }", {}, TYPES),
        ("{ __schema { types { interfaces { name } } } }", {}, TYPES + TYPES * 3),
    ],
)
def test_cost_multiplies_page_sizes(text, variables, cost):
    assert size(text, **variables).cost == cost


def test_only_the_operation_that_runs_is_measured():
    text = "query A { dataset { id } } query B { timeline(first: 99) { nodes { slug } } }"
    assert size(text, "A").cost == 0
    assert size(text, "B").cost == 99


def test_a_chain_of_fragments_is_added_up_not_written_out():
    found = size(bomb(600))
    assert found.fields > 2**600
    assert size(nested_bomb(190)).fields > 2**190


def test_a_circle_of_fragments_ends():
    text = "{ ...A } fragment A on Query { ...B } fragment B on Query { dataset { id } ...A }"
    assert size(text).fields >= 2
    assert fault(text)["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


def test_each_limit_says_what_was_asked_and_what_is_allowed():
    limits = Limits()
    for name, what in (
        ("depth", "levels deep"),
        ("aliases", "aliases"),
        ("fields", "fields"),
        ("cost", "records within reach"),
    ):
        allowed = getattr(limits, f"max_{name}")
        check(Size()._replace(**{name: allowed}), limits)
        with pytest.raises(LimitExceededError, match=what) as refused:
            check(Size()._replace(**{name: allowed + 1}), limits)
        assert (refused.value.asked, refused.value.allowed) == (allowed + 1, allowed)
        assert f"max_{name}" in str(refused.value.hint)


@pytest.mark.parametrize(
    "text",
    [
        "{ " + " ".join(f"a{n}: dataset {{ id }}" for n in range(10_000)) + " }",
        "{ " + " ".join(f"a{n}: dataset {{ id }}" for n in range(1_000)) + " }",
        bomb(300),
        nested_bomb(100),
        '{ event(slug: "x") ' + "{ whole " * 60 + "{ slug }" + " }" * 60 + " }",
        "{ " + "dataset { id } " * 2_500 + "}",
        HUGE,
        "{ timeline(first: 4611686018427387904) { nodes { slug } } }",
    ],
)
def test_too_much_is_refused_before_it_runs(text):
    error = fault(text)
    assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
    assert error["extensions"]["asked"] > error["extensions"]["allowed"]
    assert "max_" in error["extensions"]["hint"]


def test_objections_do_not_repeat_the_document_without_end():
    many = ",".join(f"from{n}: 1" for n in range(2_000))
    errors = ask(f"{{ timeline(filter: {{ {many} }}) {{ totalCount }} }}")["errors"]
    assert len(errors) == OBJECTIONS + 1
    assert "error limit reached" in errors[-1]["message"]
    assert all(len(error["message"]) <= LONGEST + 1 for error in errors)
    assert len(fault("{" + "x" * 100_000 + "}")["message"]) == LONGEST + 1


def test_texts_are_kept_up_to_a_total_length():
    kept = Documents(GRAPHQL)
    for n in range(30):
        kept.read(f"{{ a{n} {'b ' * 4_000} }}", Limits())
    assert sum(len(text) for text, _ in kept._kept) == kept._length <= MOST_KEPT
    text = "{ dataset { id } }"
    assert kept.read(text, Limits()) is kept.read(text, Limits())
    kept.read(f"{{ {'b ' * 9_000} }}", Limits(max_tokens=99_999))
    assert kept._length <= MOST_KEPT


def test_operations_that_are_kept_have_no_more_fields_than_may_be():
    kept = Documents(GRAPHQL)
    fields = " ".join(f"a{n}: dataset {{ label }}" for n in range(60))
    for n in range(60):
        _judged(kept, f"query Q{n} {{ {fields} }}")
        own = [document.fields for document in kept._kept.values()]
        assert sum(own) == kept._fields <= MOST_FIELDS
    assert own == [120] * (MOST_FIELDS // 120)
    text = "{ dataset { label } }"
    assert _judged(kept, text) is _judged(kept, text)
    assert kept._kept[text, Limits().max_tokens].fields == 2


@pytest.mark.parametrize(("conditions", "plans"), [(0, 1), (1, 2), (2, 4), (3, 8), (9, PLANS_KEPT)])
def test_every_plan_of_an_operation_counts(conditions: int, plans: int):
    kept = Documents(GRAPHQL)
    named = range(conditions)
    declared = f"({' '.join(f'$v{n}: Boolean!' for n in named)})" if conditions else ""
    chosen = " ".join(f"a{n}: label @skip(if: $v{n})" for n in named)
    document = _judged(kept, f"query Q{declared} {{ dataset {{ label {chosen} }} }}")
    assert document.fields == kept._fields == (2 + conditions) * plans


def _judged(kept: Documents, text: str) -> Document:
    document = kept.read(text, Limits())
    assert kept.judge(document, document.query(None), {}, Limits()) == []
    return document


def test_sizes_are_kept_by_what_they_say_of_pages():
    document = Documents(GRAPHQL).read(
        "query ($n: Int) { timeline(first: $n) { totalCount } }", Limits()
    )
    long = "x" * 100_000
    for handed in (long, long + "y", [long], {"a": long}, True, 0.5, 0):
        assert document.size(GRAPHQL, document.query(None), {"n": handed}).cost == 0
    assert len(document._sizes) == 1
    for handed in (7, 7.0):
        assert document.size(GRAPHQL, document.query(None), {"n": handed}).cost == 7
    assert document.size(GRAPHQL, document.query(None), {"n": None}).cost == 50
    assert document.size(GRAPHQL, document.query(None), {}).cost == 50
    assert len(document._sizes) == 4
    assert not any(isinstance(part, str) for key in document._sizes for part in key)


def test_a_page_size_with_a_point_is_bounded_as_one_without():
    inner = "timeline(first: $n) { nodes { participations { actor { " * 3
    text = f"query ($n: Int) {{ {inner} slug {'} } } }' * 3} }}"
    for handed in (100, 100.0):
        told = answered(snapshot(), Asked(text, {"n": handed}), Limits()).text
        assert b"LIMIT_EXCEEDED" in told


def test_what_cannot_be_validated_in_time_is_told_what_to_do():
    many = "{ " + "dataset { label } " * 990 + "}"
    chain = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(300))
    for text in (many, f"{{ ...F0 }} {chain} fragment F300 on Query {{ __typename }}"):
        told = fault(text)
        assert told["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
        assert "write each field once" in told["message"]


def test_nesting_beyond_reading_is_a_parse_error():
    for text in (
        "{ a " + "{ a " * 5_000 + "}" * 5_001,
        "{ a(x: " + "[" * 3_000 + "]" * 3_000 + ") }",
    ):
        code = fault(text)["extensions"]["code"]
        assert code in {"GRAPHQL_PARSE_FAILED", "LIMIT_EXCEEDED"}


def test_what_is_within_the_limits_works():
    assert data(FOUR_LEVELS)["timeline"]["edges"]
    aliases = " ".join(f"a{n}: dataset {{ label }}" for n in range(10))
    assert len(data("{ " + aliases + " }")) == 10
    assert data("{ timeline(first: 100) { totalCount } }")["timeline"]["totalCount"] == 6


@pytest.mark.parametrize("also", [False, True])
def test_tools_can_read_the_schema(also):
    text = get_introspection_query(
        descriptions=True,
        specified_by_url=also,
        directive_is_repeatable=also,
        schema_description=also,
        input_value_deprecation=also,
    )
    found = data(text)["__schema"]
    assert found["queryType"]["name"] == "Query"
    assert len(found["types"]) > 50


def test_introspection_in_circles_is_refused():
    circle = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }"
    assert fault(circle)["extensions"]["code"] == "LIMIT_EXCEEDED"
    generous = Limits(max_cost=10**9)
    assert fault(circle, generous)["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


def test_what_clients_ask_of_the_schema_is_within_the_limits():
    found = size(get_introspection_query(input_value_deprecation=True))
    assert 1_000 < found.cost < Limits().max_cost
    lists = guards.lists_of(GRAPHQL)
    assert size("{ __schema { types { fields { name } } } }").cost == TYPES * (1 + lists["fields"])


def test_records_touched_are_bounded_too():
    tight = Limits(max_records=3)
    error = fault("{ timeline { nodes { slug } } }", tight)
    assert error["extensions"] == {
        "code": "LIMIT_EXCEEDED",
        "hint": "ask for smaller pages or fewer nested lists (max_records)",
        "asked": 6,
        "allowed": 3,
    }
    assert ask("{ timeline { nodes { slug } } }", tight)["data"] is None


def test_time_is_bounded():
    error = fault("{ timeline { nodes { slug } } }", Limits(max_seconds=0.0))
    assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
    assert "max_seconds" in error["extensions"]["hint"]
