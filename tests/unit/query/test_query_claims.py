"""Which claims are there, and which contradict each other?"""

from __future__ import annotations

import pytest

from kg.errors import FilterError
from kg.model import ActorType, Dimension, LinkKind, Stance
from kg.query import (
    ActorQuestion,
    ClaimQuestion,
    InstrumentQuestion,
    PlaceQuestion,
    SourceQuestion,
    View,
)
from tests.properties.query_world import ground_of
from tests.unit.query.county import DATASET, claim, event, link, slugs, view


def claims(**keys) -> list[str]:
    return slugs(view().claims(ClaimQuestion(**keys)))


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, ["calm", "few", "many", "why"]),
        ({"about": ("event/raid",)}, ["few", "many", "why"]),  # also as subject
        ({"about": ("event/vote", "event/raid")}, ["calm", "few", "many", "why"]),
        ({"speaker": ("agency",)}, ["many"]),
        ({"publisher": ("paper",)}, ["many"]),
        ({"document": ("paper-b",)}, ["few"]),
        ({"topic": ("number",)}, ["many"]),
        ({"stance": (Stance.ALLEGES,)}, ["why"]),
        ({"stance": (Stance.DENIES,)}, []),
        ({"dimension": (Dimension.NUMBER,), "speaker": ("ines", "agency")}, ["few", "many"]),
        ({"text": "were taken"}, ["few", "many"]),
        ({"disputed": True}, ["few", "many"]),
        ({"disputed": False}, ["calm", "why"]),
    ],
)
def test_keys_of_claims(keys, expected):
    assert claims(**keys) == expected


def test_about_needs_whole_ids():
    with pytest.raises(FilterError, match="'raid' does not say of which kind") as caught:
        claims(about=("raid",))
    assert "event/raid" in (caught.value.hint or "")
    with pytest.raises(FilterError, match="unknown kind of record 'evnt'"):
        claims(about=("evnt/raid",))


def test_claims_of_a_record_and_of_a_speaker():
    assert [c.id for c in view().claims_about("event/raid")] == [
        "claim/few",
        "claim/many",
        "claim/why",
    ]
    assert [c.id for c in view().claims_by("actor/agency")] == ["claim/many"]
    assert view().claims_about("event/bail") == []


def test_disagreement_has_both_sides_and_its_link():
    (found,) = view().disagreements("event/raid")
    assert (found.topic, found.dimension) == ("topic/number", Dimension.NUMBER)
    assert [c.id for c in found.claims] == ["claim/few", "claim/many"]
    assert [(owner, link.claim) for owner, link in found.links] == [("claim/many", "claim/few")]
    assert view().disagreements("event/vote") == []  # supporting is no contradiction


def test_contradiction_needs_both_claims():
    # paper-b, and so the claim of few, may be from any day of February
    assert len(view(reported_by="2019-02-10").disagreements("event/raid")) == 1
    assert view(reported_by="2019-02-09").disagreements("event/raid") == []
    assert claims(disputed=True) != slugs(
        view(reported_by="2019-02-09").claims(ClaimQuestion(disputed=True))
    )


def test_listings_of_other_records():
    seen = view()
    assert slugs(seen.actors(ActorQuestion(type=(ActorType.PERSON,)))) == ["ines", "otto"]
    assert slugs(seen.actors(ActorQuestion(text="team"))) == ["team"]
    assert slugs(seen.actors(ActorQuestion(jurisdiction=("nation",)))) == ["agency"]
    assert slugs(seen.actors(ActorQuestion(jurisdiction=("county",)))) == []
    assert slugs(seen.places(PlaceQuestion(within=("state",)))) == ["county", "town"]
    assert slugs(seen.places(PlaceQuestion(within=("nation",), text="town"))) == ["town"]
    assert slugs(seen.sources(SourceQuestion(publisher=("paper",)))) == ["paper-a"]
    assert slugs(seen.sources(SourceQuestion())) == ["paper-a", "paper-b", "undated"]
    assert slugs(seen.instruments(InstrumentQuestion(text="plan"))) == ["plan"]


def test_listing_pages_by_id():
    listing = view().claims(ClaimQuestion())
    first = listing.page(first=3)
    assert [f.record.id for f in first.edges] == ["claim/calm", "claim/few", "claim/many"]
    rest = listing.page(after=first.end_cursor)
    assert [f.record.id for f in rest.edges] == ["claim/why"]
    back = listing.page(last=2, before=first.end_cursor)
    assert [f.record.id for f in back.edges] == ["claim/calm", "claim/few"]
    assert listing.total() == 4


def test_contradiction_written_on_both_sides_is_one_disagreement():
    effect = claim(
        "a",
        "It helps",
        about=("event/x",),
        dimension=Dimension.EFFECT,
        links=(link(LinkKind.CONTRADICTS, "b"),),
    )
    legal = claim(
        "b",
        "It is not lawful",
        dimension=Dimension.LEGALITY,
        topic="topic/number",
        links=(link(LinkKind.CONTRADICTS, "a"),),
    )
    seen = View(ground_of(DATASET, (event("x", "2019", "X"), effect, legal)))
    (found,) = seen.disagreements("event/x")
    assert (found.topic, found.dimension) == ("topic/number", Dimension.LEGALITY)
    assert [c.id for c in found.claims] == ["claim/a", "claim/b"]
    assert [owner for owner, _ in found.links] == ["claim/a", "claim/b"]
    assert [c.record.id for c in seen.claims(ClaimQuestion(disputed=True)).page().edges] == [
        "claim/a",
        "claim/b",
    ]
