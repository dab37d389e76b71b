"""Do whole records hold together, whatever road they came by?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.errors import DateError, IdentifierError
from kg.model import (
    Actor,
    ActorType,
    Claim,
    Clock,
    Concept,
    Dataset,
    Dimension,
    Event,
    EventPlace,
    Evidence,
    Label,
    Obtained,
    Office,
    Participation,
    Place,
    Quantity,
    QuantityState,
    Relation,
    Source,
    Stance,
    Tenure,
    Tombstone,
    When,
)
from kg.model.claim import ClaimLink, LinkKind, Via
from kg.model.integrity import check, field_name, findings

CLOCK = Clock(recorded="2026-01-01")
LABEL = (Label("en", "L"),)
PROOF = ("evidence/e",)
DATASET = Dataset(id="d", base="https://example.org/", labels=LABEL)
SOURCE = Source(id="source/s", labels=LABEL, length=100, clock=CLOCK)
PART = Source(id="source/part", labels=LABEL, part_of="source/s", clock=CLOCK)
PASSAGE = Evidence(id="evidence/e", source="source/s", start=0, end=9, sha256="0" * 64, clock=CLOCK)
PLACE = Place(id="place/p", labels=LABEL, clock=CLOCK)
ACTOR = Actor(id="actor/a", type=ActorType.GROUP, labels=LABEL, clock=CLOCK)
OFFICE = Office(id="office/o", labels=LABEL, clock=CLOCK)
EVENT = Event(id="event/x", labels=LABEL, evidence=PROOF, clock=CLOCK)
OTHER = replace(EVENT, id="event/y")
CLAIM = Claim(
    id="claim/c",
    labels=LABEL,
    dimension=Dimension.OTHER,
    stance=Stance.ASSERTS,
    document="source/s",
    evidence=PROOF,
    clock=CLOCK,
)
ROLE = Concept(id="role/r", labels=LABEL, clock=CLOCK)
KINDS = [
    Concept(id=f"relation-kind/{slug}", labels=LABEL, clock=CLOCK)
    for slug in ("causes", "enables", "responds-to", "knows")
]
PREDICATE = Concept(id="predicate/p", labels=LABEL, clock=CLOCK)
RELATION = Relation(
    id="relation/r",
    kind="relation-kind/knows",
    subject="event/x",
    object="event/y",
    evidence=PROOF,
    clock=CLOCK,
)
TENURE = Tenure(id="tenure/t", office="office/o", holder="actor/a", evidence=PROOF, clock=CLOCK)
WORLD = {
    record.id: record
    for record in (
        SOURCE, PART, PASSAGE, PLACE, ACTOR, OFFICE, EVENT, OTHER, CLAIM, ROLE, *KINDS, PREDICATE,
        RELATION, TENURE,
    )
}  # fmt: skip


def told(*changed, dataset=DATASET) -> list[tuple[str, str, str]]:
    records = list((WORLD | {record.id: record for record in changed}).values())
    return [
        (str(fault.where["record"]), str(fault.where.get("field", "")), fault.message)
        for fault in check(records, dataset)
    ]


def test_a_world_that_holds_together():
    assert told() == []


BROKEN = [
    (replace(PLACE, labels=()), "labels", "labels is empty"),
    (replace(EVENT, evidence=()), "evidence", "evidence is missing"),
    (replace(CLAIM, evidence=()), "evidence", "evidence is missing"),
    (replace(RELATION, evidence=()), "evidence", "evidence is missing"),
    (replace(TENURE, evidence=()), "evidence", "evidence is missing"),
    (replace(PLACE, address=" "), "address", "white space"),
    (replace(EVENT, labels=(Label("e", "x"),)), "labels[e].lang", "not a language tag"),
    (replace(EVENT, clock=Clock(recorded="soon")), "clock.recorded", "'soon'"),
    (replace(EVENT, clock=Clock(recorded="2026-01-01", version=0)), "clock.version", "is 0"),
    # dates
    (replace(EVENT, time=When(edtf="2019-13")), "time.edtf", "there is no month 13"),
    (replace(EVENT, time=When(edtf="2019/2018")), "time.edtf", "ends before it starts"),
    (replace(EVENT, time=When()), "time.edtf", "no date, but it is said to be stated"),
    (replace(EVENT, time=When(edtf="2019", obtained=Obtained.UNKNOWN)), "time.obtained", "unknown"),
    (
        replace(EVENT, time=When(obtained=Obtained.UNKNOWN, ongoing=True)),
        "time.ongoing",
        "undated is said to be ongoing",
    ),
    (
        replace(EVENT, time=When(edtf="2019", attested="2019-05-05")),
        "time.attested",
        "attested is for what is ongoing",
    ),
    (
        replace(EVENT, time=When(edtf="2019/", ongoing=True, attested="2018-05-05")),
        "time.attested",
        "before 2019/ begins",
    ),
    (
        replace(EVENT, time=When(edtf="2019/", ongoing=True, attested="then")),
        "time.attested",
        "'then'",
    ),
    (
        replace(EVENT, time=When(edtf="2019/2020", ongoing=True)),
        "time.edtf",
        "has an end and cannot be ongoing",
    ),
    # references
    (
        replace(EVENT, places=(EventPlace(key="k", place="place/z"),)),
        "places[k].place",
        "there is no place/z",
    ),
    (
        replace(EVENT, places=(EventPlace(key="k", place="actor/a"),)),
        "places[k].place",
        "of a kind that may not stand here",
    ),
    (replace(EVENT, kinds=("event-kind/z",)), "kinds", "there is no event-kind/z"),
    (replace(CLAIM, about=("thing/x",)), "about", "of a kind that may not stand here"),
    # quantities and participations
    (
        replace(EVENT, participations=(Participation(key="k", role="role/r"),)),
        "participations[k]",
        "nobody takes part",
    ),
    (replace(EVENT, quantities=(Quantity(key="k"),)), "quantities[k].value", "no number"),
    (replace(EVENT, quantities=(Quantity(key="k", low=1),)), "quantities[k].low", "two ends"),
    (
        replace(EVENT, quantities=(Quantity(key="k", low=2, high=1),)),
        "quantities[k].low",
        "low 2 is above high 1",
    ),
    (
        replace(EVENT, quantities=(Quantity(key="k", value=1, high=1),)),
        "quantities[k].value",
        "a value and a span",
    ),
    (
        replace(EVENT, quantities=(Quantity(key="k", value=1, state=QuantityState.UNKNOWN),)),
        "quantities[k].value",
        "the state is unknown",
    ),
    (
        replace(EVENT, quantities=(Quantity(key="k", value=1, total="k"),)),
        "quantities[k].total",
        "no other quantity with the key 'k'",
    ),
    (
        replace(EVENT, quantities=(Quantity(key="k", value=1, participation="p"),)),
        "quantities[k].participation",
        "no other participation with the key 'p'",
    ),
    (
        replace(EVENT, quantities=(Quantity(key="k", value=float("inf")),)),
        "quantities[k].value",
        "value is inf",
    ),
    # claims and relations
    (
        replace(
            CLAIM, subject="actor/a", predicate="predicate/p", value="v", time=When(edtf="2019")
        ),
        "time",
        "the claim says value and time",
    ),
    (replace(CLAIM, value="v"), "value", "no predicate"),
    (replace(CLAIM, predicate="predicate/p"), "predicate", "no subject"),
    (
        replace(CLAIM, links=(ClaimLink(key="k", kind=LinkKind.REPEATS, claim="claim/c"),)),
        "links[k]",
        "linked to itself",
    ),
    (replace(CLAIM, via=(Via(key="1"),)), "via[1]", "one actor or one source"),
    (replace(RELATION, object="event/x"), "object", "event/x is related to itself"),
    *[
        (replace(RELATION, kind=f"relation-kind/{slug}"), "claims", "always claimed")
        for slug in ("causes", "enables", "responds-to")
    ],
    # passages, places, sources
    (replace(PASSAGE, start=-1), "start", "starts at -1"),
    (replace(PASSAGE, start=9), "end", "ends at 9 and starts at 9"),
    (replace(PASSAGE, end=101), "end", "its source has 100 code points"),
    (replace(PASSAGE, source="source/part", end=101), "end", "its source has 100 code points"),
    (replace(PASSAGE, sha256="x"), "sha256", "not a sha256 digest"),
    (replace(PLACE, latitude=1.0), "longitude", "there is no longitude"),
    (replace(PLACE, longitude=1.0), "latitude", "there is no latitude"),
    (replace(PLACE, latitude=1.0, longitude=-181.0), "longitude", "-181 degrees is no longitude"),
    (replace(PLACE, latitude=float("nan"), longitude=0.0), "latitude", "is no latitude"),
    (replace(SOURCE, number=-1), "number", "number is -1"),
    # circles
    (replace(PLACE, within=("place/p",)), "within", "place/p > place/p"),
    (replace(EVENT, whole="event/x"), "whole", "event/x > event/x"),
    (replace(SOURCE, part_of="source/part"), "part_of", "source/part > source/s > source/part"),
    (replace(SOURCE, derived_from=("source/s",)), "derived_from", "source/s > source/s"),
    (replace(ROLE, broader=("role/r",)), "broader", "role/r > role/r"),
]


@pytest.mark.parametrize(("record", "field", "said"), BROKEN)
def test_one_thing_that_is_broken_is_told_once(record, field, said):
    (fault,) = told(record)
    assert fault[1] == field
    assert said in fault[2]


def test_causes_between_other_things_than_events_need_no_claim():
    assert told(replace(RELATION, kind="relation-kind/causes", object="actor/a")) == []
    assert told(replace(RELATION, kind="relation-kind/causes", claims=("claim/c",))) == []


def test_a_tenure_does_not_end_before_it_begins():
    began = replace(EVENT, time=When(edtf="2020"))
    ended = replace(OTHER, time=When(edtf="2019-12"))
    tenure = replace(TENURE, began_by="event/x", ended_by="event/y")
    (fault,) = told(began, ended, tenure)
    assert fault[:2] == ("tenure/t", "ended_by")
    assert told(began, replace(ended, time=When(edtf="2020-01")), tenure) == []
    assert told(began, replace(ended, time=When(obtained=Obtained.UNKNOWN)), tenure) == []


def test_circles_are_found_once_and_only_among_latest_versions():
    places = [
        Place(id=f"place/{a}", labels=LABEL, within=tuple(f"place/{b}" for b in inner), clock=CLOCK)
        for a, inner in {"a": "bc", "b": "d", "c": "d", "d": "ea", "e": ""}.items()
    ]
    assert told(*places) == [
        (
            "place/d",
            "within",
            "within leads in a circle: place/a > place/b > place/d > place/a",
        )
    ]
    old = replace(
        PLACE, within=("place/p",), clock=Clock(recorded="2025-01-01", withdrawn="2026-01-01")
    )
    new = replace(PLACE, clock=Clock(recorded="2026-01-01", version=2))
    assert [str(f) for f in check([SOURCE, old, new], DATASET)] == []


def test_a_long_chain_is_no_circle_and_no_recursion():
    chain = [
        Place(
            id=f"place/n{n}",
            labels=LABEL,
            within=(f"place/n{n + 1}",) if n < 5000 else (),
            clock=CLOCK,
        )
        for n in range(5001)
    ]
    assert told(*chain) == []


def test_what_counts_may_not_refer_to_what_is_withdrawn():
    gone = replace(PLACE, clock=Clock(recorded="2026-01-01", withdrawn="2026-02-01"))
    event = replace(EVENT, places=(EventPlace(key="k", place="place/p"),))
    assert told(gone, event) == [
        ("event/x", "places[k].place", "place/p was withdrawn on 2026-02-01")
    ]
    past = replace(event, clock=Clock(recorded="2026-01-01", withdrawn="2026-02-01"))
    assert told(gone, past, OTHER, replace(RELATION, subject="actor/a")) == []


def test_what_was_removed_is_not_there_in_any_version():
    tombstone = Tombstone(id="tombstone/p", removed="2026-01-01", clock=CLOCK)
    assert told(tombstone) == [("place/p", "id", "place/p was removed: tombstone/p")]


def test_references_to_what_was_refused_are_excused():
    event = replace(EVENT, kinds=("event-kind/z",))
    records = list((WORLD | {event.id: event}).values())
    assert len(list(findings(records, DATASET))) == 1
    assert list(findings(records, DATASET, excused={"event-kind/z"})) == []
    assert list(findings(records, DATASET, excused={"z"})) == []
    assert list(findings(records, DATASET, all_excused=True)) == []


def test_kinds_of_error():
    (fault,) = check([*WORLD.values(), replace(PLACE, id="place/q", within=("place/z",))], DATASET)
    assert isinstance(fault, IdentifierError)
    assert fault.hint == "add the record, or correct the reference"
    assert set(fault.where) == {"record", "field"}
    (fault,) = check([replace(PLACE, clock=Clock(recorded="2026-02-30"))], DATASET)
    assert isinstance(fault, DateError)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ((), ""),
        (("time",), "time"),
        (("time", "edtf"), "time.edtf"),
        (("places", "[at-p]", "place"), "places[at-p].place"),
        (("kinds", "[event-kind/x]"), "kinds"),
        (("places", "[at-p]", "evidence", "[evidence/e]"), "places[at-p].evidence"),
    ],
)
def test_paths_as_people_read_them(path, name):
    assert field_name(path) == name
