"""Errors of words speak of their options."""

from __future__ import annotations

import pytest

from kg.api.schema import core, schema
from kg.cli.asked import QUESTIONS
from kg.cli.wording import OPTIONS, PLACES, worded
from tests.commands import kg
from tests.endtoend.world import bundled_data

SAID = [
    (
        "co-participants ice --from foo",
        "--from: 'foo' is not a date",
        "write a date as in 2019, 2019-02, 2019-02-05, 199X or 2019-02?",
    ),
    (
        "co-participants ice --as-of 2019",
        "--as-of: '2019' is not a calendar day",
        "write year, month and day, as in 2019-02-05",
    ),
    (
        "paths actor/ice actor/cima --after 2019-01-01",
        "--after, --by, --prefer and --include-undated are about chains in time",
        "set --time-respecting",
    ),
    (
        "paths actor/ice actor/cima --max-hops 50",
        "--max-hops is 50, above the limit of 8",
        "ask for at most 8",
    ),
    ("paths actor/icee actor/ice", "FROM: there is no 'actor/icee'", "did you mean actor/ice?"),
    (
        "paths actor/ice actor/cima --from ../2019",
        "--from: '../2019' has no first day",
        "leave the end of the window out",
    ),
    (
        "co-participants ice --from 2020 --to 2019",
        "--from and --to: the window ends (2019-12-31) before it begins (2020-01-01)",
        "exchange --from and --to",
    ),
    ("measures core --by-change", "--by-change needs an earlier window", "give --earlier"),
    (
        "office-holders",
        "office-holders takes one of OFFICE or --jurisdiction; 0 were given",
        "give OFFICE or --jurisdiction",
    ),
    (
        "in-force --on 2019 --from 2019",
        "--from and --to: both a day and a window were asked for",
        "give either --on, or --from and --to",
    ),
    (
        "in-force",
        "--on: in force on which day?",
        "give --on, --from and --to, or --as-of",
    ),
    ("in-force nowhere --on 2019", "PLACE: there is no 'place/nowhere'", None),
    ("neighbourhood actor/ice --depth 9", "--depth is 9, above the limit of 3", None),
    ("neighbourhood actor/ice --role foo", "--role: there is no 'role/foo'", None),
    ("neighbourhood actor/ice --after x", "--after is no cursor: 'x'", None),
    ("measures core --earlier foo", "--earlier: 'foo' is not a date", "write a date as in "),
    ("measures fame", "MEASURE cannot be 'fame'", "one of degree, weighted-degree, "),
    ("measures core --match maybe --from 2019", "--match cannot be 'maybe'", "one of certain, "),
]


@pytest.mark.parametrize(("words", "message", "hint"), SAID)
def test_an_error_names_options(words: str, message: str, hint: str | None):
    done = kg(bundled_data().parent, "ask", *words.split(), "--data", str(bundled_data()))
    assert done.status == 2
    said, told = done.err.splitlines()
    assert said == f"kg: {message}"
    assert told.strip().startswith(hint or "")
    assert "$" not in done.err


def test_every_argument_of_a_word_has_its_option_or_place():
    assert PLACES.keys() == QUESTIONS.keys()
    for word, question in QUESTIONS.items():
        known = {*OPTIONS, *PLACES[word]}
        asked = core(schema()).query_type.fields[question.field].args
        names = {one.split(":")[0] for one in question.arguments.split()}
        assert names <= known
        assert names <= asked.keys()


def test_words_that_are_no_arguments_stay():
    error = {"message": "the answer goes on from there to the first", "extensions": {}}
    assert worded("paths", error) == (error["message"], None)
    number = "Variable '$depth' has invalid value: Int cannot represent it: 1"
    assert worded("chain", {"message": number}) == ("--depth: Int cannot represent it: 1", None)
