"""What an operation costs, estimated and counted, step by step."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from kg.api import Asked, Limits, answered, explained
from kg.cli.main import app
from kg.errors import OUTCOMES, LimitExceededError, QuestionError
from tests.endtoend.world import data_folder, snapshot

PAGE = """query Page($first: Int) { timeline(first: $first) { nodes { slug
  time { edtf } participations { actor { label } } } totalCount } }"""


def explain(text: str, **variables: object):
    return explained(snapshot(), Asked(text, variables), Limits())


def test_every_step_is_there_in_order_with_its_own_work():
    found = explain(PAGE, first=3)
    assert found.compiled
    assert found.errors == []
    paths = [".".join(step.path) for step in found.steps]
    assert paths == [
        "timeline",
        "timeline.nodes",
        "timeline.nodes.slug",
        "timeline.nodes.time",
        "timeline.nodes.time.edtf",
        "timeline.nodes.participations",
        "timeline.nodes.participations.actor",
        "timeline.nodes.participations.actor.label",
        "timeline.totalCount",
    ]
    by_path = dict(zip(paths, found.steps, strict=True))
    assert by_path["timeline.nodes.slug"].sources == 3
    assert by_path["timeline.nodes.slug"].by == "columns"
    assert by_path["timeline"].by == "resolver"
    assert by_path["timeline.nodes.participations"].rows > 0


def test_the_work_of_all_steps_is_the_work_of_the_whole():
    found = explain(PAGE, first=4)
    for name in ("rows", "columns", "kept", "called"):
        assert sum(getattr(step, name) for step in found.steps) == found.counted[name]
    assert found.counted["rows"] > 0
    data = json.loads(answered(snapshot(), Asked(PAGE, {"first": 4}), Limits()).text)["data"]
    assert found.counted["bytes"] == len(
        json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    )
    (timeline,) = (step for step in found.steps if step.path == ("timeline",))
    assert timeline.bytes == found.counted["bytes"] - len('{"timeline":}')


def test_the_estimate_is_that_of_the_guards():
    assert explain(PAGE, first=7).estimated.cost == 7
    assert explain(PAGE).estimated.cost == 50
    with pytest.raises(LimitExceededError):
        explained(snapshot(), Asked(PAGE, {"first": 7}), Limits(max_cost=6))


def test_a_question_about_the_schema_is_not_compiled():
    found = explain("{ __schema { queryType { name } } }")
    assert (found.compiled, found.steps) == (False, [])


def test_errors_of_fields_are_told_and_bad_questions_raised():
    found = explain("{ timeline(first: -1) { nodes { slug } } dataset { id } }")
    assert [error["path"] for error in found.errors] == [["timeline", "nodes"]]
    for text, variables in (("{ nothing }", {}), (PAGE, {"first": "many"})):
        with pytest.raises(QuestionError):
            explain(text, **variables)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "line 1, column 2: Syntax Error"),
        ("", "Syntax Error"),
        ("mutation { a }", "mutation operations are not offered"),
        ("query A { __typename } query B { __typename }", "2 operations and no operationName"),
    ],
)
def test_what_is_no_question_is_told_as_any_bad_one_is(text: str, told: str):
    with pytest.raises(QuestionError, match=told) as refused:
        explain(text)
    assert refused.value.hint
    assert OUTCOMES[refused.value.code].exit == 2


def test_the_command_prints_a_table_or_json():
    command = ["explain", PAGE, "-v", '{"first": 2}', "--data", str(data_folder())]
    printed = CliRunner().invoke(app, command).output.splitlines()
    assert printed[0].startswith("estimated  2 records within reach")
    assert printed[1].startswith("counted ")
    assert any(line.split()[:2] == ["slug", "(Event)"] for line in printed)
    told = json.loads(CliRunner().invoke(app, [*command, "--json"]).output)
    assert told["estimated"]["cost"] == 2
    assert told["steps"][0]["field"] == "Query.timeline"
    schema = ["explain", "{ __typename __schema { description } }", "--data", str(data_folder())]
    assert "stock execution" in CliRunner().invoke(app, schema).output
    failing = [
        "explain",
        "{ timeline(first: -1) { nodes { slug } } }",
        "--data",
        str(data_folder()),
    ]
    assert "error " in CliRunner().invoke(app, failing).output
