"""How are records written as a seed file?"""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.ingest import dataset_lines, read_folder, record_lines, write_folder
from kg.model import (
    Clock,
    Dataset,
    Event,
    EventPlace,
    Hemisphere,
    Label,
    Participation,
    Place,
    Quantity,
    Relation,
    When,
    canonical,
)

ROOT = Path(__file__).resolve().parents[3]
CLOCK = Clock(recorded="2026-01-01")


def test_a_record_in_full():
    event = Event(
        id="event/x",
        labels=(Label("en", "Yes"), Label("es", "Sí"), Label("es", "a: b")),
        kinds=("event-kind/raid", "event-kind/vote"),
        time=When(edtf="2025", reasoning="So.", evidence=("evidence/e",)),
        places=(EventPlace(key="at-p", place="place/p", evidence=("evidence/e",)),),
        participations=(Participation(key="k", role="role/r", time=When(edtf="2025-03~")),),
        quantities=(Quantity(key="q", value=200.0), Quantity(key="r", low=0.5, high=1e22)),
        evidence=("evidence/e",),
        clock=Clock(recorded="2026-01-01", withdrawn="2026-02-01", version=2, reason="No."),
    )
    assert "".join(record_lines([event])) == (
        "events:\n"
        "  - id: x\n"
        "    version: 2\n"
        "    recorded: 2026-01-01\n"
        "    withdrawn:\n"
        "      on: 2026-02-01\n"
        "      reason: No.\n"
        "    labels:\n"
        '      en: "Yes"\n'
        '      es: ["Sí", "a: b"]\n'
        "    kinds: [raid, vote]\n"
        "    time:\n"
        '      edtf: "2025"\n'
        "      reasoning: So.\n"
        "      evidence: [e]\n"
        "    places:\n"
        "      - key: at-p\n"
        "        place: p\n"
        "        evidence: [e]\n"
        "    participations:\n"
        "      - key: k\n"
        "        role: r\n"
        '        time: "2025-03~"\n'
        "    quantities:\n"
        "      - key: q\n"
        "        value: 200\n"
        "      - key: r\n"
        "        low: 0.5\n"
        "        high: 1e+22\n"
        "    evidence: [e]\n"
    )


def test_references_to_many_kinds_are_whole_and_lists_stand_in_one_order():
    place = Place(id="place/p", labels=(Label("en", "P"),), clock=CLOCK)
    relation = Relation(
        id="relation/r",
        kind="relation-kind/owns",
        subject="actor/a",
        object="place/p",
        clock=CLOCK,
    )
    lines = "".join(record_lines([place, relation]))
    assert lines.index("places:") < lines.index("relations:")
    assert "    subject: actor/a\n    object: place/p\n" in lines


def test_the_dataset():
    dataset = Dataset(
        id="d",
        base="https://example.org/",
        labels=(Label("en", "T"),),
        languages=("es", "en"),
        hemisphere=Hemisphere.SOUTH,
        recorded="2026-01-01",
    )
    assert "".join(dataset_lines(dataset)) == (
        'id: d\nbase: "https://example.org/"\ntitle:\n  en: T\nlanguages: [es, en]\n'
        "hemisphere: south\nrecorded: 2026-01-01\n"
    )


@pytest.mark.parametrize("name", ["schema/examples/good/whole", "seed/data"])
def test_a_folder_written_again_is_the_same(name, tmp_path):
    found = read_folder(ROOT / name)
    own = [r for r in found.records if (r.id, r.clock.version) in found.origins]
    write_folder(tmp_path, found.dataset, own)
    back = read_folder(tmp_path)
    assert back.records == found.records
    assert back.dataset == found.dataset
    assert all(canonical(record) == record for record in back.records)
