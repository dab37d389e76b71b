"""How two versions of a record differ, field by field, and what that makes of the record."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.model import (
    Clock,
    EventStatus,
    ForcePeriod,
    ForceState,
    Instrument,
    Label,
    Obtained,
    Participation,
    Quantity,
    Status,
    When,
    canonical,
)
from kg.model.differences import Change, Fate, changes, compared, fate_of, plain
from tests.small import ANSWER, DATASET, LAW, OPERATION

GOES_ON = When(edtf="2019", ongoing=True, attested="2025-01-01")


def told(before, after):
    return [(c.path, c.before, c.after) for c in changes(before, after)]


def fate(before, after):
    return fate_of(changes(before, after))


def test_the_same_record_and_another_clock_are_no_change():
    again = replace(OPERATION, clock=Clock(recorded="2030-01-01", version=4))
    assert told(OPERATION, again) == []
    assert fate(OPERATION, again) is None


def test_fields_of_a_part_are_told_by_their_path():
    after = replace(OPERATION, time=replace(OPERATION.time, edtf="2019-02", reasoning="argued"))
    assert told(OPERATION, after) == [
        ("time.edtf", "2019?-02-05/2019?-02-09", "2019-02"),
        ("time.reasoning", None, "argued"),
    ]
    assert fate(OPERATION, after) is Fate.CHANGED


def test_a_part_that_comes_or_goes_is_told_whole():
    said = replace(ANSWER, said=When(edtf="2019", obtained=Obtained.INFERRED))
    (change,) = changes(ANSWER, said)
    assert (change.path, change.before) == ("said", None)
    assert change.after == {"edtf": "2019", "obtained": "inferred", "ongoing": False}
    assert told(said, ANSWER) == [("said", change.after, None)]


def test_members_of_lists_are_told_by_key_and_references_by_themselves():
    one, two = OPERATION.participations
    new = Participation(key="mayor-comments", role="role/comments", actor="actor/mayor")
    after = canonical(
        replace(
            OPERATION,
            kinds=("event-kind/raid",),
            participations=(replace(one, role="role/plans"), new),
        )
    )
    assert told(OPERATION, after) == [
        ("kinds[event-kind/enforcement-operation]", "event-kind/enforcement-operation", None),
        ("kinds[event-kind/raid]", None, "event-kind/raid"),
        ("participations[agency-conducts].role", "role/conducts", "role/plans"),
        (
            "participations[director-comments]",
            {
                "key": "director-comments",
                "role": "role/comments",
                "actor": "actor/director",
                "office": "office/director",
                "on_behalf_of": "actor/agency",
            },
            None,
        ),
        (
            "participations[mayor-comments]",
            None,
            {"key": "mayor-comments", "role": "role/comments", "actor": "actor/mayor"},
        ),
    ]
    assert two.key == "director-comments"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([("en", "A")], [("en", "B")], [("labels[en]", "A", "B")]),
        ([("en", "A")], [("en", "A"), ("es", "B")], [("labels[es]", None, "B")]),
        ([("en", "A"), ("en", "B")], [("en", "B")], [("labels[en]", "A", None)]),
        (
            [("en", "A"), ("es", "A")],
            [("en", "B"), ("en", "C")],
            [("labels[en]", "A", "B"), ("labels[en]", None, "C"), ("labels[es]", "A", None)],
        ),
    ],
)
def test_labels_are_told_by_language(before, after, expected):
    one, two = (
        replace(OPERATION, labels=tuple(Label(*pair) for pair in pairs))
        for pairs in (before, after)
    )
    assert told(one, two) == expected


def test_the_order_of_the_languages_of_a_dataset_is_a_change():
    one, two = (replace(DATASET, languages=langs) for langs in (("en", "es"), ("es", "en")))
    assert told(one, two) == [("languages", ["en", "es"], ["es", "en"])]


def test_other_evidence_alone_is_cited():
    after = replace(
        OPERATION,
        time=replace(OPERATION.time, evidence=("evidence/f",)),
        evidence=("evidence/e", "evidence/f"),
    )
    assert [c.path for c in changes(OPERATION, after)] == [
        "time.evidence[evidence/e]",
        "time.evidence[evidence/f]",
        "evidence[evidence/f]",
    ]
    assert fate(OPERATION, after) is Fate.CITED
    assert fate(OPERATION, replace(after, whole="event/e")) is Fate.CHANGED


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("2025-01-01", "2025-01-02", Fate.CONFIRMED),
        ("-0002-01-01", "-0001-01-01", Fate.CONFIRMED),  # days, not texts
        (None, "2025-01-01", Fate.CONFIRMED),
        ("2025-01-02", "2025-01-01", Fate.CHANGED),
        ("2025-01-01", None, Fate.CHANGED),
    ],
)
def test_a_later_day_of_attestation_confirms(before, after, expected):
    one, two = (replace(OPERATION, time=replace(GOES_ON, attested=d)) for d in (before, after))
    assert told(one, two) == [("time.attested", before, after)]
    assert fate(one, two) is expected


def test_a_nested_date_confirms_too_whatever_its_evidence_and_nothing_else():
    law: Instrument = replace(
        LAW, force=(ForcePeriod(key="in-force", state=ForceState.IN_FORCE, time=GOES_ON),)
    )
    (period,) = law.force
    later = replace(period, time=replace(GOES_ON, attested="2025-06-01"), evidence=("evidence/f",))
    assert [c.path for c in changes(law, replace(law, force=(later,)))] == [
        "force[in-force].time.attested",
        "force[in-force].evidence[evidence/f]",
    ]
    assert fate(law, replace(law, force=(later,))) is Fate.CONFIRMED
    ended = replace(later, state=ForceState.ENDED)
    assert fate(law, replace(law, force=(ended,))) is Fate.CHANGED
    over = replace(later, time=replace(GOES_ON, ongoing=False, attested=None))
    assert fate(law, replace(law, force=(over,))) is Fate.CHANGED


def test_plain_values_leave_out_what_is_empty():
    assert plain(Quantity(key="k", value=0.0)) == {
        "key": "k",
        "state": "value",
        "value": 0.0,
        "comparator": "=",
    }
    assert plain((EventStatus(key="k", status=Status.HAPPENED),)) == [
        {"key": "k", "status": "happened"}
    ]


def test_what_became_of_each_record():
    def at(identifier, *withdrawn):
        return [
            replace(
                OPERATION,
                id=f"event/{identifier}",
                labels=(Label("en", f"{number}"),),
                clock=Clock(recorded="2026-01-01", version=number, withdrawn=day),
            )
            for number, day in enumerate(withdrawn, 1)
        ]

    def sides(**said):
        return [r for name, days in said.items() for r in at(name, *days)]

    gone, here = ("2026-02-01",), (None,)
    before = sides(same=here, fixed=here, out=here, back=gone, lost=here, ghost=gone, past=gone)
    after = sides(
        same=here,
        fixed=(*gone, None),
        out=gone,
        back=(*gone, None),
        past=gone,
        new=here,
        passing=gone,
    )
    assert {i.partition("/")[2]: fate for i, (fate, _) in compared(before, after).items()} == {
        "fixed": Fate.CHANGED,
        "out": Fate.WITHDRAWN,
        "back": Fate.REINSTATED,
        "lost": Fate.GONE,
        "ghost": Fate.GONE,
        "new": Fate.ADDED,
    }
    assert compared(before, after)["event/fixed"][1] == (Change("labels[en]", "1", "2"),)
