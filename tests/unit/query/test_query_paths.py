"""Planted cases: what is in the way in time, what rests on one claim, what a part of a day is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kg.errors import FilterError, LimitExceededError
from kg.model import (
    Actor,
    ActorType,
    Claim,
    Clock,
    Dimension,
    Event,
    Evidence,
    ForcePeriod,
    ForceState,
    Instrument,
    Label,
    Participation,
    Relation,
    Source,
    Stance,
    When,
)
from kg.network import Prefer, TieKind
from kg.query import NOW, QueryLimits, View, Window
from kg.query.chains import chain
from kg.query.force import force_of
from kg.query.paths import InTime, paths
from kg.query.scene import Through
from kg.temporal import Match, iso_day, parse_day
from tests.properties.query_world import ground_of
from tests.small import CLOCK, DATASET

SHARED = Through(ties=frozenset([TieKind.SHARED_EVENT]))
GONE = Clock(recorded="2026-01-01", withdrawn="2026-01-02", reason="wrong")


def actor(slug: str) -> Actor:
    name = (Label("en", slug),)
    return Actor(id=f"actor/{slug}", type=ActorType.PERSON, labels=name, clock=CLOCK)


def meeting(slug: str, edtf: str | None, *who: str, **more: Any) -> Event:
    parts = tuple(Participation(key=w, role="role/conducts", actor=f"actor/{w}") for w in who)
    when = {} if edtf is None else {"time": When(edtf=edtf)}
    name = (Label("en", slug),)
    return Event(
        **{"id": f"event/{slug}", "labels": name, "participations": parts, "clock": CLOCK}
        | when
        | more
    )


def claim(slug: str, stance: Stance = Stance.ASSERTS, **more: Any) -> Claim:
    return Claim(
        **{
            "id": f"claim/{slug}",
            "labels": (Label("en", slug),),
            "dimension": Dimension.OTHER,
            "stance": stance,
            "document": "source/one",
            "clock": CLOCK,
        }
        | more
    )


def knows(one: str, two: str, *claims: str, **more: Any) -> Relation:
    return Relation(
        id=f"relation/{one}-{two}",
        kind="relation-kind/cooperates-with",
        subject=f"actor/{one}",
        object=f"actor/{two}",
        claims=tuple(f"claim/{c}" for c in claims),
        clock=CLOCK,
        **more,
    )


def view(*records: Any) -> View:
    return View(ground_of(DATASET, records))


def ways(seen: View, one: str, two: str, **how: Any) -> list[str]:
    found = paths(seen, f"actor/{one}", f"actor/{two}", **{"first": 5} | how)
    return ["".join(h.target.partition("/")[2] for h in path.hops) for path in found]


PEOPLE = [actor(slug) for slug in "abcd"]
# From a to d over b is shorter, and cannot be: b met d before it met a.
TIMES = [
    meeting("ab", "2019-02-10", "a", "b"),
    meeting("bd", "2019-02-01", "b", "d"),
    meeting("bc", "2019-02-10", "b", "c"),
    meeting("cd", "2019-02", "c", "d"),
]


def test_a_shorter_way_that_runs_backwards_in_time_is_skipped():
    seen = view(*PEOPLE, *TIMES)
    assert ways(seen, "a", "d") == ["bd", "bcd"]
    assert ways(seen, "a", "d", in_time=InTime()) == ["bcd"]
    assert ways(seen, "d", "a", in_time=InTime()) == ["ba", "cba"]
    (found,) = paths(seen, "actor/a", "actor/d", in_time=InTime())
    assert found.match is Match.POSSIBLE  # the month may have been over
    assert (iso_day(found.departure), iso_day(found.arrival)) == ("2019-02-10", "2019-02-10")


def test_the_day_to_set_out_and_the_day_to_arrive_bound_a_chain():
    seen = view(*PEOPLE, *TIMES)
    late = InTime(after=parse_day("2019-02-11"))
    assert ways(seen, "a", "d", in_time=late) == []
    early = InTime(by=parse_day("2019-02-09"))
    assert ways(seen, "a", "d", in_time=early) == []
    assert ways(seen, "a", "d", in_time=InTime(by=parse_day("2019-02-10"))) == ["bcd"]


def test_nothing_arrives_before_it_sets_out():
    with pytest.raises(FilterError, match=r"by .* is before after"):
        InTime(after=parse_day("2019-02-11"), by=parse_day("2019-02-10"))


def test_a_window_bounds_the_days_of_a_chain():
    long = (meeting("ab", "2019-01/2019-04", "a", "b"), meeting("bc", "2019-01/2019-04", "b", "c"))
    seen = view(*PEOPLE, *long)
    days = {"from_day": parse_day("2019-03-01"), "to_day": parse_day("2019-03-31")}
    (found,) = paths(seen, "actor/a", "actor/c", Through(window=Window(**days)), in_time=InTime())
    assert (iso_day(found.departure), iso_day(found.arrival)) == ("2019-03-31", "2019-03-01")


def test_a_chain_of_ties_that_nothing_dates_can_be_preferred():
    seen = view(*PEOPLE, meeting("ab", None, "a", "b"), meeting("bc", None, "b", "c"))
    for prefer in Prefer:
        wish = InTime(include_undated=True, prefer=prefer)
        (found,) = paths(seen, "actor/a", "actor/c", in_time=wish)
        assert (found.match, found.departure, found.arrival) == (Match.POSSIBLE, None, None)


def test_a_search_that_goes_round_in_time_is_ended_by_its_budget():
    circle = [f"d{n}" for n in range(12)]
    records = (
        *map(actor, ("o", "t", *circle)),
        meeting("begins", "2019", "o", "t"),
        meeting("circles", "2019", "o", *circle),
    )
    seen = View(ground_of(DATASET, records), NOW, QueryLimits(ties=5_000))
    assert ways(seen, "o", "t", first=1, in_time=InTime()) == ["t"]
    with pytest.raises(LimitExceededError) as refused:
        ways(seen, "o", "t", first=2, max_hops=8, in_time=InTime())
    assert refused.value.hint
    assert refused.value.asked < 5_100  # it ends where the budget does


def test_undated_ties_have_a_place_only_when_they_are_asked_for():
    seen = view(*PEOPLE, meeting("ab", None, "a", "b"))
    assert ways(seen, "a", "b") == ["b"]
    assert ways(seen, "a", "b", in_time=InTime()) == []
    (found,) = paths(seen, "actor/a", "actor/b", in_time=InTime(include_undated=True))
    assert (found.match, found.departure, found.arrival) == (Match.POSSIBLE, None, None)


def test_one_tie_is_chosen_for_each_hop():
    # Two meetings of a and b: after the later one b can no longer meet c.
    seen = view(
        *PEOPLE,
        meeting("ab1", "2019-02-01", "a", "b"),
        meeting("ab2", "2019-02-20", "a", "b"),
        meeting("bc", "2019-02-10", "b", "c"),
    )
    (found,) = paths(seen, "actor/a", "actor/c", in_time=InTime())
    assert [r.id for r in found.hops[0].records()] == ["event/ab1"]
    assert found.match is Match.CERTAIN


def test_gaps_count_by_their_days():
    seen = view(
        *PEOPLE,
        meeting("ab", "2019-02-11", "a", "b"),
        meeting("bc", "2019-02-X0", "b", "c"),
        meeting("cd", "2019-02-19", "c", "d"),
    )
    assert ways(seen, "a", "d", in_time=InTime()) == []  # the 20th is too late, the 10th too soon


def test_a_hop_that_rests_on_a_claim_goes_with_it():
    rest = [*PEOPLE, Source(id="source/one", labels=(Label("en", "One"),), clock=CLOCK)]
    said = view(*rest, claim("said"), knows("a", "b", "said"))
    assert ways(said, "a", "b") == ["b"]
    gone = view(*rest, replace(claim("said"), clock=GONE), knows("a", "b", "said"))
    assert ways(gone, "a", "b") == []
    denied = view(*rest, claim("said", Stance.DENIES), knows("a", "b", "said"))
    assert ways(denied, "a", "b") == []


def test_a_tie_that_is_denied_shows_both_and_counts_origins():
    name = (Label("en", "A source"),)
    first = Source(id="source/one", labels=name, clock=CLOCK)
    copy = Source(id="source/two", labels=name, derived_from=("source/one",), clock=CLOCK)
    third = Source(id="source/three", labels=name, clock=CLOCK)
    items = [
        Evidence(id=f"evidence/{n}", source=f"source/{n}", clock=CLOCK) for n in ("one", "two")
    ]
    ends = {"subject": "actor/a", "object": "actor/b"}
    records = [
        *(first, copy, third, *items),
        claim("yes", **ends),
        claim("no", Stance.DENIES, document="source/three", **ends),
        knows("a", "b", "yes", evidence=("evidence/one", "evidence/two")),
    ]
    seen = view(*PEOPLE, *records)
    (path,) = paths(seen, "actor/a", "actor/b")
    (hop,) = path.hops
    assert {c.stance for c in hop.claims()} == {Stance.ASSERTS, Stance.DENIES}
    assert hop.contested()
    assert hop.support() == 1  # the second source repeats the first, the third denies it
    assert path.weakest is hop


def test_a_chain_of_responses_is_a_tree_with_speakers_and_ends_at_a_circle():
    events = [meeting(slug, "2019", "a") for slug in ("e1", "e2", "e3")]

    def responds(one: str, two: str, *claims: str) -> Relation:
        return replace(
            knows(one, two, *claims),
            kind="relation-kind/responds-to",
            subject=f"event/{one}",
            object=f"event/{two}",
        )

    seen = view(
        *PEOPLE,
        *events,
        claim("because"),
        claim("never", Stance.DENIES, subject="event/e1", object="event/e2"),
        responds("e1", "e2", "because"),
        responds("e2", "e3"),
        responds("e3", "e1"),
    )
    found = chain(seen, "event/e1", depth=5)
    told = [(k.record.id, k.depth, k.parent, k.again) for k in found.before]
    assert told == [
        ("event/e2", 1, None, False),
        ("event/e3", 2, 0, False),
        ("event/e1", 3, 1, True),
    ]
    link = found.before[0]
    assert [c.id for c in link.said] == ["claim/because"]
    assert [c.id for c in link.contested] == ["claim/never"]
    assert [k.record.id for k in chain(seen, "event/e1", depth=1).after] == ["event/e3"]


def law(*force: ForcePeriod) -> Instrument:
    return Instrument(id="instrument/law", labels=(Label("en", "Law"),), force=force, clock=CLOCK)


def period(state: ForceState, edtf: str) -> ForcePeriod:
    return ForcePeriod(key=str(state).replace("_", "-"), state=state, time=When(edtf=edtf))


@pytest.mark.parametrize(
    ("force", "first", "last", "expected"),
    [
        ((period(ForceState.IN_FORCE, "2019-02-05/2019-02-09"),), "2019-02-09", "2019-03-01", 2),
        ((period(ForceState.IN_FORCE, "2019-02"),), "2019-02-20", "2019-03-01", 1),
        ((period(ForceState.IN_FORCE, "2019-02-05/2019-02-09"),), "2019-02-10", "2019-03-01", 0),
        (
            (
                period(ForceState.IN_FORCE, "2019-02-01/2019-02-20"),
                period(ForceState.SUSPENDED, "2019-02-05/2019-02-09"),
            ),
            *("2019-02-05", "2019-02-09", 0),
        ),
        (
            (
                period(ForceState.IN_FORCE, "2019-02-01/2019-02-20"),
                period(ForceState.SUSPENDED, "2019-02-05/2019-02-09"),
            ),
            *("2019-02-08", "2019-02-10", 2),
        ),
        (
            (
                period(ForceState.IN_FORCE, "2019-02-01/.."),
                period(ForceState.ENDED, "2019-02-05/2019-02"),
            ),
            *("2019-02-06", "2019-02-10", 0),
        ),
        (
            (
                period(ForceState.IN_FORCE, "2019-02-01/.."),
                period(ForceState.ENDED, "2019-02"),
            ),
            *("2019-02-06", "2019-02-10", 1),
        ),
    ],
)
def test_force_through_a_window(force, first, last, expected):
    one = law(*force)
    seen = view(one)
    window = Window(from_day=parse_day(first), to_day=parse_day(last))
    found = [f for f in force_of(seen, one, window=window) if f.state is ForceState.IN_FORCE]
    levels = {None: 0, Match.POSSIBLE: 1, Match.CERTAIN: 2}
    assert max((levels[f.match] for f in found), default=0) == expected


def test_a_day_and_a_window_are_not_asked_for_together():
    window = Window(from_day=0, to_day=1)
    with pytest.raises(FilterError, match="both a day and a window"):
        view(law()).instruments_in_force(on=0, window=window)


def test_a_window_of_certain_ties_leaves_out_the_possible():
    seen = view(*PEOPLE, *TIMES)
    days = {"from_day": parse_day("2019-02-01"), "to_day": parse_day("2019-02-15")}
    sure = Through(window=Window(**days, match=Match.CERTAIN))
    assert ways(seen, "c", "d", through=sure) == ["bd"]
    assert ways(seen, "c", "d", through=Through(window=Window(**days))) == ["d", "bd"]


def test_an_instrument_ties_nobody_while_it_is_suspended():
    name = (Label("en", "Pact"),)
    periods = (
        ForcePeriod(key="1", state=ForceState.IN_FORCE, time=When(edtf="2019-01-01/2019-12-31")),
        ForcePeriod(key="2", state=ForceState.SUSPENDED, time=When(edtf="2019-03-01/2019-05-31")),
    )
    pact = Instrument(
        id="instrument/pact", labels=name, issuer="actor/a", force=periods, clock=CLOCK
    )
    seen = view(*PEOPLE, pact)

    def found(first: str, last: str) -> list[Match]:
        days = {"from_day": parse_day(first), "to_day": parse_day(last)}
        through = Through(window=Window(**days))
        return [p.match for p in paths(seen, "actor/a", "instrument/pact", through)]

    assert found("2019-02-01", "2019-02-05") == [Match.CERTAIN]
    assert found("2019-04-01", "2019-04-05") == []
    assert found("2019-05-30", "2019-06-02") == [Match.CERTAIN]
    days = {"2019-02-28": ["instrument/pact"], "2019-03-01": [], "2019-06-01": ["instrument/pact"]}
    for day, expected in days.items():
        number = parse_day(day)
        chain = paths(seen, "actor/a", "instrument/pact", in_time=InTime(after=number, by=number))
        assert [path.hops[-1].target for path in chain] == expected


@pytest.mark.parametrize(
    "what", ["said", "said by another", "denied", "taken back", "taken back, but for a passage"]
)
def test_what_nobody_says_any_more_is_no_link_of_a_chain(what: str):
    clock = GONE if what.startswith("taken back") else CLOCK
    stance = Stance.DENIES if what == "denied" else Stance.ASSERTS
    passage = ("evidence/p",) if what.endswith("passage") else ()
    rest = (
        Source(id="source/one", labels=(Label("en", "One"),), clock=CLOCK),
        Evidence(id="evidence/p", source="source/one", clock=CLOCK),
    )
    responds = Relation(
        id="relation/r",
        kind="relation-kind/responds-to",
        subject="event/e2",
        object="event/e1",
        claims=("claim/c",),
        evidence=passage,
        clock=CLOCK,
    )
    said = claim("c", stance, subject="event/e2", object="event/e1", clock=clock)
    events = [meeting(slug, "2019", "a") for slug in ("e1", "e2")]
    if what == "said by another":
        responds = replace(responds, claims=("claim/nowhere",))
    seen = view(*PEOPLE, *rest, *events, responds, said)
    found = chain(seen, "event/e1")
    ties = paths(seen, "event/e1", "event/e2", Through(ties=frozenset([TieKind.RELATION])))
    if what in ("denied", "taken back"):
        assert (found.after, ties) == ((), [])
    else:
        (link,) = found.after
        assert len(link.said) == (what in ("said", "said by another"))
        assert len(ties) == 1


def test_in_time_each_hop_names_the_records_by_which_it_can_go():
    view = View(
        ground_of(
            DATASET,
            (
                *map(actor, "abcd"),
                *(meeting("early", "2020-05-01", *"cd"), meeting("first", "2020-06-01", *"ab")),
                *(meeting("next", "2020-07-01", *"bc"), meeting("last", "2020-09-01", *"cd")),
                meeting("late", "2021-01-01", *"ab"),
            ),
        )
    )
    for wish in (InTime(), InTime(by=parse_day("2021-12-31"))):
        (path,) = paths(view, "actor/a", "actor/d", SHARED, in_time=wish)
        told = [[r.id for r in hop.records()] for hop in path.hops]
        assert told == [["event/first"], ["event/next"], ["event/last"]]
