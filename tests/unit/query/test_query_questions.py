"""Are the keys of a question understood, and wrong ones named?"""

from __future__ import annotations

import pytest

from kg.errors import FilterError, LimitExceededError
from kg.model import Obtained, PlaceRole, Status
from kg.query import ActorFilter, FacetBy, PlaceFilter, Qualified, explain
from kg.temporal import Match, Relation, Unit
from tests.unit.query.county import ask, day, matches, slugs, window

FEBRUARY = window("2019-02-01", "2019-02-28")


def test_window_says_how_surely():
    found = matches(ask(window=FEBRUARY))
    assert found == {
        "term": Match.POSSIBLE,
        "raid": Match.CERTAIN,
        "arrest": Match.CERTAIN,
        "bail": Match.CERTAIN,
        "count": Match.CERTAIN,
    }
    certain = window("2019-02-01", "2019-02-28", match=Match.CERTAIN)
    assert slugs(ask(window=certain)) == ["raid", "arrest", "bail", "count"]
    within = window("2019-02-06", None, relation=Relation.WITHIN)
    assert slugs(ask(window=within)) == ["term", "arrest", "bail", "count"]


def test_undated_events_only_when_asked_for_and_last():
    assert slugs(ask(window=FEBRUARY, include_undated=True))[-1] == "rumour"
    assert matches(ask(window=FEBRUARY, include_undated=True))["rumour"] is Match.POSSIBLE
    assert matches(ask(include_undated=True))["rumour"] is None


def test_reversed_window_is_refused():
    with pytest.raises(FilterError, match="ends \\(2019-02-01\\) before it begins") as caught:
        window("2019-02-28", "2019-02-01")
    assert caught.value.where["argument"] == "window"


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"kinds": ("raid",)}, ["raid", "arrest"]),
        ({"kinds": ("enforcement",)}, ["raid", "arrest"]),
        ({"kinds": ("event-kind/vote", "raid")}, ["vote", "raid", "arrest"]),
        ({"kinds": ("raid",), "status": (Status.HAPPENED,)}, ["raid"]),
        ({"places": PlaceFilter(in_=("county",))}, ["vote", "raid"]),
        ({"places": PlaceFilter(in_=("town",))}, ["raid"]),
        ({"places": PlaceFilter(in_=("nation",), role=(PlaceRole.ABOUT,))}, ["raid"]),
        ({"places": PlaceFilter(in_=("county",), role=(PlaceRole.ABOUT,))}, []),
        ({"places": PlaceFilter(role=(PlaceRole.AT,))}, ["vote", "raid"]),
        ({"places": PlaceFilter(in_=("abroad",))}, []),
        ({"places": PlaceFilter()}, None),
        ({"instruments": ("law",)}, ["raid"]),
        ({"sources": ("paper-a",)}, ["raid"]),
        ({"sources": ("paper-a", "paper-b")}, ["vote", "raid"]),
        ({"part_of": ("raid",)}, ["arrest", "bail"]),
        ({"part_of": ("arrest",)}, ["bail"]),
        ({"text": "sheriff"}, ["vote", "term"]),
        ({"text": "THIRTY wer"}, ["raid"]),  # said by a claim about it
        ({"text": "sheriff raid"}, []),
        ({"disputed": True}, ["raid"]),
        ({"qualified": Qualified.ONLY}, ["bail"]),
        ({"qualified": Qualified.EXCLUDE, "part_of": ("raid",)}, ["arrest"]),
        ({"obtained": (Obtained.INFERRED,)}, []),
        ({"actors": ActorFilter()}, None),
    ],
)
def test_keys(keys, expected):
    found = slugs(ask(**keys))
    assert found == (slugs(ask()) if expected is None else expected)


def test_not_disputed_is_the_rest():
    assert sorted([*slugs(ask(disputed=True)), *slugs(ask(disputed=False))]) == sorted(slugs(ask()))


@pytest.mark.parametrize(
    ("keys", "argument", "message", "hint"),
    [
        ({"kinds": ("riad",)}, "kinds", "there is no 'event-kind/riad'", "raid"),
        ({"kinds": ("role/conducts",)}, "kinds", "is not an event-kind id", "event-kind/"),
        ({"kinds": ("No Slug",)}, "kinds", "is not a slug", "small letters"),
        (
            {"actors": ActorFilter(any_of=("inez",))},
            "actors.anyOf",
            "there is no 'actor/inez'",
            "ines",
        ),
        ({"actors": ActorFilter(all_of=("x" * 300,))}, "actors.allOf", "is not a slug", "200"),
        ({"actors": ActorFilter(role=("detaind",))}, "actors.role", "no 'role/d", "detained"),
        ({"offices": ("sherif",)}, "offices", "no 'office/sherif'", "sheriff"),
        ({"places": PlaceFilter(in_=("tow",))}, "places.in", "no 'place/tow'", "town"),
        ({"instruments": ("x",)}, "instruments", "no 'instrument/x'", "there are 4"),
        ({"sources": ("paper",)}, "sources", "no 'source/paper'", "paper-a"),
        ({"part_of": ("",)}, "partOf", "is not a slug", "letters"),
        ({"text": " … "}, "text", "no letter and no digit", "at least one word"),
    ],
)
def test_wrong_values_are_named(keys, argument, message, hint):
    with pytest.raises(FilterError, match=message) as caught:
        ask(**keys)
    assert caught.value.where["argument"] == argument
    assert hint in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("keys", "argument"), [({"text": "x" * 201}, "text"), ({"kinds": ("raid",) * 201}, "kinds")]
)
def test_too_much_is_refused(keys, argument):
    with pytest.raises(LimitExceededError, match="201, above the limit of 200") as caught:
        ask(**keys)
    assert caught.value.where["argument"] == argument


def test_a_record_that_is_not_seen_has_an_empty_answer():
    assert slugs(ask(part_of=("mistake",))) == []


def test_histogram_is_a_band_over_the_window():
    histogram = ask(window=FEBRUARY).histogram(Unit.MONTH)
    assert histogram.unit is Unit.MONTH
    assert [(b.certain, b.possible) for b in histogram.bins] == [(4, 5)]
    days = ask(window=FEBRUARY).histogram(Unit.DAY).bins
    assert len(days) == 28
    assert [(b.certain, b.possible) for b in days[4:9]] == [
        (1, 2),
        (2, 3),
        (2, 3),
        (1, 2),
        (1, 2),
    ]


def test_histogram_takes_a_coarser_unit_and_finite_bounds():
    histogram = ask().histogram(Unit.DAY, 12)
    assert histogram.unit is Unit.QUARTER
    assert (histogram.bins[0].from_day, histogram.bins[-1].to_day) == (
        day("2018-11-06"),
        day("2019-12-31"),
    )
    half = ask(window=window("2019-02-10", None)).histogram(max=12)
    assert half.bins[0].from_day == day("2019-02-10")
    assert half.bins[-1].to_day == day("2019-12-31")
    assert ask(text="nothing").histogram().bins == []
    with pytest.raises(LimitExceededError):
        ask().histogram(max=5000)
    with pytest.raises(FilterError):
        ask().histogram(max=0)


def test_facets_count_the_whole_answer():
    def facet(by: FacetBy, **keys):
        return [(f.id, f.certain, f.possible) for f in ask(**keys).facets(by)]

    assert facet(FacetBy.KIND) == [("event-kind/raid", 2, 2), ("event-kind/vote", 1, 1)]
    assert facet(FacetBy.STATUS) == [("happened", 1, 1)]
    assert facet(FacetBy.ACTOR)[:2] == [("actor/ines", 2, 2), ("actor/otto", 2, 2)]
    assert facet(FacetBy.ROLE, offices=("sheriff",))[0] == ("role/conducts", 2, 2)
    assert facet(FacetBy.ROLE, offices=("sheriff",))[-1] == ("role/announces", 0, 1)
    assert facet(FacetBy.OFFICE) == [("office/sheriff", 1, 1)]
    assert facet(FacetBy.PLACE) == [
        ("place/county", 1, 1),
        ("place/state", 1, 1),
        ("place/town", 1, 1),
    ]
    assert facet(FacetBy.INSTRUMENT) == [("instrument/law", 1, 1)]
    assert facet(FacetBy.SOURCE) == [("source/paper-a", 1, 1), ("source/paper-b", 1, 1)]
    assert facet(FacetBy.OBTAINED, include_undated=True) == [("stated", 7, 7), ("unknown", 1, 1)]
    assert facet(FacetBy.KIND, text="nothing") == []
    assert len(ask().facets(FacetBy.ACTOR, first=1)) == 1
    with pytest.raises(LimitExceededError):
        ask().facets(FacetBy.ACTOR, first=201)


def test_plan_is_shown_with_counts():
    answer = ask(
        kinds=("enforcement",),
        sources=("paper-a",),
        window=FEBRUARY,
        actors=ActorFilter(none_of=("paper",)),
    )
    steps = [(s.what, s.name, s.possible) for s in explain(answer)]
    assert steps == [
        ("find", "kinds", 2),
        ("find", "sources", 1),
        ("and", "all", 1),
        ("keep", "seen", 1),
        ("keep", "actors", 1),
        ("keep", "dated", 1),
        ("keep", "window", 1),
    ]
    assert explain(ask())[0].name == "scan"
    details = {s.name: s.detail for s in explain(answer)}
    assert details["kinds"] == "event-kind/enforcement, event-kind/raid"
    assert details["window"] == "OVERLAPS 2019-02-01 to 2019-02-28"
