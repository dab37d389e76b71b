"""The words of `kg ask`: each asks what the schema understands, and shows it as a table."""

from __future__ import annotations

import json

import pytest
from graphql import parse, validate

from kg.api.schema import core, schema
from kg.cli.asked import QUESTIONS, table
from kg.cli.ties import WORDS, code
from tests.commands import kg
from tests.endtoend.world import bundled_data

ASKED = {
    "co-participants": ("ice", "--from", "2019", "--to", "2025", "--role", "participates"),
    "neighbourhood": ("actor/gerald-baker", "--depth", "2", "--tie", "relation"),
    "paths": ("actor/gerald-baker", "actor/sean-gallagher", "--time-respecting", "--after", "2018"),
    "office-holders": ("--jurisdiction", "wake-county", "--on", "2019-02-05"),
    "in-force": ("wake-county", "--from", "2019", "--to", "2019", "--match", "possibly"),
    "chain": ("event/nc-operation-2019", "--kind", "responds-to", "--depth", "1"),
    "measures": ("weighted-degree", "--earlier", "2019", "--by-change", "--tie", "shared-event"),
}


def asked(*words: str, status: int = 0):
    done = kg(bundled_data().parent, "ask", *words, "--data", str(bundled_data()))
    assert done.status == status, done.said
    return done


def test_every_word_has_a_question_that_the_schema_understands():
    assert WORDS.keys() == QUESTIONS.keys() == ASKED.keys()
    for question in QUESTIONS.values():
        assert validate(core(schema()), parse(question.text)) == []


@pytest.mark.parametrize("word", WORDS)
def test_a_word_shows_what_its_question_answers(word):
    words = [w if w != "2018" else "2018-01-01" for w in ASKED[word]]
    as_json = json.loads(asked(word, *words, "--json").out)
    rows = list(QUESTIONS[word].rows(as_json["data"][QUESTIONS[word].field]))
    shown = asked(word, *words).out.splitlines()
    assert len(shown) == (len(rows) + 1 if rows else 1)
    text, _, variables = asked(word, *words, "--show-query").out.strip().rpartition("\n\n")
    variables = [] if variables == "{}" else ["--variables", variables]
    assert json.loads(asked(text, *variables).out) == as_json


def test_what_is_no_word_is_graphql():
    shown = json.loads(asked("{ dataset { id } }").out)
    assert shown == json.loads(asked("graphql", "{ dataset { id } }").out)
    assert "data" in shown


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("instruments-in-force", "did you mean in-force?"),
        ("officeHolders", "did you mean office-holders?"),
        ("path", "did you mean paths?"),
        ("weather", "one of graphql, co-participants, "),
    ],
)
def test_a_word_that_is_none_names_those_that_are(word: str, hint: str):
    done = asked(word, status=2)
    assert f"there is no word '{word}'" in done.err
    assert hint in done.err


def test_an_answer_with_errors_is_told_and_ends_with_2():
    done = asked("paths", "nobody", "actor/ice", status=2)
    assert "does not say of which kind" in done.err
    assert "write the kind before it" in done.err
    assert done.out == ""
    unknown = asked("measures", "fame", status=2)
    assert "one of degree, weighted-degree, " in unknown.err
    assert "one of shared-event, " in asked("neighbourhood", "ice", "--tie", "x", status=2).err
    assert "ask for a window" in asked("in-force", "--on", "../2019", status=2).err
    refused = json.loads(asked("in-force", "--json", status=2).out)
    assert refused["errors"]


def test_a_table_leaves_out_what_is_empty_and_puts_numbers_to_the_right():
    rows = [(1, "", "a\x1b"), (10, "", "b")]
    assert list(table(["n", "none", "name"], rows)) == [" n  name", " 1  a\\x1b", "10  b"]
    assert code("possibly") == "POSSIBLE"
    assert code("shared-event") == "SHARED_EVENT"
