"""Are the good example folders taken in, and the bad ones told apart?"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kg.errors import Faults, KgError
from kg.ingest import read_folder, verify
from kg.model import RECORDS, Clock, kind_of

EXAMPLES = Path(__file__).resolve().parents[3] / "schema" / "examples"
GOOD = sorted(p.name for p in (EXAMPLES / "good").iterdir() if p.is_dir())
BAD = sorted(p.name for p in (EXAMPLES / "bad").iterdir() if p.is_dir())
ALONE = [name for name in BAD if name != "all-together"]
TOGETHER = EXAMPLES / "bad" / "all-together"
GOLDEN = EXAMPLES / "bad" / "FAULTS.txt"


def faults_of(folder: Path) -> tuple[KgError, ...]:
    with pytest.raises(Faults) as caught:
        read_folder(folder)
    return caught.value.faults


@pytest.mark.parametrize("name", GOOD)
def test_good_examples_are_taken_in(name):
    folder = read_folder(EXAMPLES / "good" / name)
    assert folder.dataset.labels
    assert folder.warnings == ()


def test_the_whole_example_has_every_kind_of_record_a_correction_and_a_withdrawal():
    folder = read_folder(EXAMPLES / "good" / "whole")
    own = [
        record for record in folder.records if (record.id, record.clock.version) in folder.origins
    ]
    assert {kind_of(record.id) for record in own} >= set(RECORDS)
    clocks = {(r.id, r.clock.version): r.clock for r in own}
    assert clocks["event/opening-day", 1] == Clock(recorded="2026-01-10", withdrawn="2026-02-01")
    assert clocks["event/opening-day", 2] == Clock(recorded="2026-02-01", version=2)
    assert clocks["event/second-vote", 1] == Clock(
        recorded="2026-01-10",
        withdrawn="2026-01-20",
        reason="It was the same vote.",
        by="The editors",
    )
    assert clocks["actor/gazette", 1].recorded == "2026-01-05"


def test_the_passages_of_the_whole_example_stand_where_it_says():
    home = EXAMPLES / "good" / "whole"
    verdicts = verify(read_folder(home).records, home)
    assert [verdict.state for verdict in verdicts] == ["same"] * 5


@pytest.mark.parametrize("name", ALONE)
def test_a_bad_example_has_one_fault_with_place_and_hint(name):
    faults = faults_of(EXAMPLES / "bad" / name)
    assert len(faults) == 1
    assert faults[0].where["file"]
    assert faults[0].hint or name == "broken-rdf"


def test_all_faults_together_are_told_and_nothing_follows_from_them():
    def told(faults):
        return {(fault.place(), fault.message) for fault in faults}

    alone = [name for name in ALONE if (TOGETHER / f"{name}.yaml").exists()]
    expected = {one for name in alone for one in told(faults_of(EXAMPLES / "bad" / name))}
    assert told(faults_of(TOGETHER)) == expected
    assert len(expected) == len(alone)


@pytest.mark.golden
def test_the_words_of_the_faults():
    said = "".join(f"{name}\n    {faults_of(EXAMPLES / 'bad' / name)[0]}\n" for name in ALONE)
    if os.environ.get("KG_BLESS"):
        GOLDEN.write_text(said, encoding="utf-8")
    assert GOLDEN.read_text(encoding="utf-8") == said
