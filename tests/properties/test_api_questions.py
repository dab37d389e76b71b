"""Whatever the schema allows to be asked gets an answer or a coded complaint, never a fault."""

from __future__ import annotations

from random import Random

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.endtoend.world import ask
from tests.properties.api_questions import operation

CODES = {
    *("BAD_IDENTIFIER", "BAD_FILTER", "BAD_QUESTION", "BAD_DATE", "BAD_CURSOR", "LIMIT_EXCEEDED"),
    *("GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT", "MORE_ERRORS"),
}


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.integers(0, 2**32), st.integers(2, 6))
def test_every_question_has_an_answer_or_a_code(seed, width):
    text = operation(Random(seed), depth=5, width=width)  # noqa: S311  (a draw, not a secret)
    found = ask(text)
    codes = {error["extensions"]["code"] for error in found.get("errors", ())}
    assert codes <= CODES, text
    assert "data" in found or codes
    # The same question gets the same bytes: nothing depends on the order of a set or the clock.
    assert msgspec.json.encode(found) == msgspec.json.encode(ask(text))
