"""Is a record the same however it was written down?"""

from __future__ import annotations

import pytest

from kg.model import (
    Claim,
    Clock,
    Dimension,
    Event,
    EventPlace,
    Label,
    PlaceRole,
    Quantity,
    Stance,
    When,
    canonical,
    label_in,
)
from kg.model.claim import ClaimLink, LinkKind, Via
from kg.model.concept import ConceptMatch
from kg.model.event import EventStatus, InstrumentUse, Status
from kg.model.instrument import ForcePeriod, ForceState, Party
from kg.model.labels import Absence, Identifier, Name, NameKind
from kg.model.participation import Participation

CLOCK = Clock(recorded="2026-01-01")
EN, ES, MX = Label("en", "House"), Label("es", "Casa"), Label("es-MX", "Casita")


def test_lists_have_one_order_and_no_double_entries_down_to_parts_of_parts():
    one = Event(
        id="event/x",
        labels=(ES, EN, EN),
        kinds=("event-kind/b", "event-kind/a", "event-kind/b"),
        time=When(edtf="2020", evidence=("evidence/b", "evidence/a")),
        places=(
            EventPlace(key="z", place="place/a", evidence=("evidence/b", "evidence/a")),
            EventPlace(key="a", place="place/b"),
        ),
        clock=CLOCK,
    )
    two = Event(
        id="event/x",
        labels=(EN, ES),
        kinds=("event-kind/a", "event-kind/b"),
        time=When(edtf="2020", evidence=("evidence/a", "evidence/b")),
        places=(
            EventPlace(key="a", place="place/b"),
            EventPlace(key="z", place="place/a", evidence=("evidence/a", "evidence/b")),
        ),
        clock=CLOCK,
    )
    assert canonical(one) == two
    assert canonical(two) == two


def test_single_parts_and_lists_in_them_are_ordered_too():
    claim = Claim(
        id="claim/x",
        labels=(EN,),
        dimension=Dimension.NUMBER,
        stance=Stance.DENIES,
        document="source/s",
        quantity=Quantity(key="q", value=1, labels=(ES, EN)),
        clock=CLOCK,
    )
    assert canonical(claim).quantity == Quantity(key="q", value=1, labels=(EN, ES))


@pytest.mark.parametrize(
    ("langs", "expected"),
    [
        (("en",), EN),
        (("es",), ES),
        (("es-MX",), MX),
        (("fr", "es"), ES),
        (("fr",), EN),
        ((), EN),
        (("e",), EN),
    ],
)
def test_a_label_in_the_first_language_that_has_one(langs, expected):
    assert label_in((ES, MX, EN), *langs) == expected


def test_a_label_in_a_wider_language_or_any_or_none():
    assert label_in((MX,), "es") == MX
    assert label_in((MX,), "fr") == MX
    assert label_in((), "en") is None


@pytest.mark.parametrize(
    ("part", "key"),
    [
        (Absence(key="", aspect="time"), "time"),
        (ClaimLink(key="", kind=LinkKind.REPEATS, claim="claim/a"), "repeats-a"),
        (ConceptMatch(key="", relation="close", iri="https://example.org/"), "close"),
        (EventPlace(key="", place="place/a", role=PlaceRole.ABOUT), "about-a"),
        (EventStatus(key="", status=Status.ONGOING), "ongoing"),
        (ForcePeriod(key="", state=ForceState.IN_FORCE), "in-force"),
        (Identifier(key="", scheme="FIPS", value="1"), "fips"),
        (InstrumentUse(key="", instrument="instrument/a", role="instrument-role/b"), "b-a"),
        (Name(key="", text="N", lang="es-MX", kind=NameKind.SHORT), "es-mx-short"),
        (Participation(key="", role="role/r", actor="actor/a", office="office/o"), "a-r"),
        (Participation(key="", role="role/r", tenure="tenure/t"), "t-r"),
        (Participation(key="", role="role/r"), "nobody-r"),
        (Party(key="", actor="actor/a"), "a"),
        (Quantity(key="", unit="unit/people"), "people"),
        (Quantity(key=""), "number"),
        (Via(key="", actor="actor/a"), "1"),
    ],
)
def test_natural_keys(part, key):
    assert part.natural_key() == key
