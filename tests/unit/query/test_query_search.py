"""Which records does a text find, in which order?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import FilterError, KgError, LimitExceededError
from tests.unit.query.county import view


def found(text: str, *kinds: str, first: int | None = None) -> list[tuple[str, float]]:
    return [(h.record.id, h.score) for h in view().search(text, kinds, first)]


def test_whole_names_come_first_then_beginnings_then_words():
    assert found("sheriff") == [
        ("office/sheriff", 1.0),
        ("event/vote", 0.5),
        ("event/term", 0.5),
    ]
    assert found("federal")[0] == ("actor/agency", 0.75)
    assert found("agency") == [("actor/agency", 0.5)]
    assert found("the agency") == [("actor/agency", 1.0)]  # an alias
    assert found("immigration service") == [("actor/agency", 1.0)]  # a former name


@pytest.mark.parametrize("text", ["ines", "INÉS", "inés pra", "prado inés", "Ines-Prado", "inès"])
def test_case_accents_and_order_do_not_matter(text: str):
    assert [identifier for identifier, _ in found(text, "actor")] == ["actor/ines"]


def test_only_the_last_word_may_be_begun():
    assert found("pra ines", "actor") == []
    assert [i for i, _ in found("ines pr", "actor")] == ["actor/ines"]


def test_claims_are_found_and_kinds_narrow():
    assert found("thirty") == [("claim/few", 0.75)]
    assert found("thirty", "event") == []
    assert [i for i, _ in found("conducts", "role")] == ["role/conducts"]
    assert found("conducts", "event-kind") == []
    assert found("conducts") == []  # concepts only when asked for
    assert [i for i, _ in found("conducts", "concept")] == ["role/conducts"]


def test_first_bounds_the_answer():
    assert len(found("s", first=2)) == 2
    assert found("s", first=0) == []
    with pytest.raises(LimitExceededError, match="first is 101"):
        found("s", first=101)


@pytest.mark.parametrize("text", ["", "  ", "*", '"', "%_", "'--", "🗳"])
def test_text_without_words_is_refused(text: str):
    with pytest.raises(FilterError, match="no letter and no digit"):
        found(text)


def test_unknown_kind_is_refused():
    with pytest.raises(FilterError, match="'evidence' cannot be searched"):
        found("x", "evidence")


@given(st.text(max_size=30))
def test_any_text_is_answered_or_refused(text: str):
    try:
        hits = view().search(text)
    except KgError as error:
        assert error.hint  # noqa: PT017 (whether it is raised is the other half)
    else:
        assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
