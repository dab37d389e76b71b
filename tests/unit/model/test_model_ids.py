"""How is a record named, and how not?"""

from __future__ import annotations

import pytest

from kg.errors import IdentifierError
from kg.model import KINDS, RECORDS, SCHEMES, kind_of, record_class, record_id, slug_of
from kg.model.ids import MAX_SLUG, is_slug
from kg.model.records import CLASSES


@pytest.mark.parametrize("slug", ["a", "0", "a-b.c_d~e", "x" * MAX_SLUG])
def test_slugs(slug):
    assert is_slug(slug)
    assert record_id("event", slug) == f"event/{slug}"
    assert record_id("event", f"event/{slug}") == f"event/{slug}"


@pytest.mark.parametrize(
    "slug", ["", "A", "-a", ".", "~a", "a b", "a/b", "é", "²", "a\n", "a%20", "x" * (MAX_SLUG + 1)]
)
def test_what_is_no_slug(slug):
    assert not is_slug(slug)
    with pytest.raises(IdentifierError):
        record_id("event", f"event/{slug}")


def test_an_id_of_another_kind_is_told_with_the_right_article():
    with pytest.raises(IdentifierError, match="'actor/x' is not an event id"):
        record_id("event", "actor/x")
    with pytest.raises(IdentifierError, match="'actor/x' is not a place id"):
        record_id("place", "actor/x")


def test_kinds_are_those_of_records_and_schemes_each_with_its_class():
    assert KINDS == RECORDS + SCHEMES
    assert len(set(KINDS)) == len(KINDS)
    for kind in RECORDS:
        assert record_class(f"{kind}/x") is CLASSES[kind]
    for scheme in SCHEMES:
        assert record_class(f"{scheme}/x") is CLASSES["concept"]
    with pytest.raises(IdentifierError, match="names no kind of record"):
        record_class("thing/x")
    with pytest.raises(IdentifierError, match="unknown kind of record 'thing'"):
        record_id("thing", "x")


def test_the_two_sides_of_an_id():
    assert (kind_of("event/a-b"), slug_of("event/a-b")) == ("event", "a-b")
    assert (kind_of("event"), slug_of("event")) == ("event", "")
