"""`kg diff` as a person and a program meet it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import kg
from tests import commands

ROOT = Path(__file__).resolve().parents[2]
DATASET = """\
id: village
title: {en: A village}
base: https://village.example/
licence: CC0-1.0
languages: [en]
recorded: RECORDED
"""
RECORDS = """\
sources:
  - {id: paper, label: {en: The paper}, published: 2019-03-01}
evidence:
  - {id: one, source: paper, at: [0, 5], sha256: SHA}
  - {id: two, source: paper, at: [5, 9], sha256: SHA}
concepts:
  - {id: event-kind/fair, label: {en: fair}}
actors:
  - {id: baker, type: person, label: {en: The baker}, evidence: one}
  - {id: smith, type: person, label: {en: The smith}, evidence: one}
events:
  - {id: fair, label: {en: The fair}, kinds: [fair], time: 2019-02-05, status: happened,
     participations: [{key: baker-sells, actor: baker, role: conducts}], evidence: one}
  - {id: feast, label: {en: The feast}, kinds: [fair], time: 2018, status: happened, evidence: one}
  - {id: dance, label: {en: The dance}, kinds: [fair], time: 2017, status: happened, evidence: one}
""".replace("SHA", "0" * 64)
MARKETS = """\
events:
""" + "".join(
    f"  - {{id: market-{n:02}, label: {{en: Market {n}}}, kinds: [fair], status: ongoing,"
    " evidence: one,\n     time: {edtf: 2018, ongoing: true, attested: 2019-03-01}}\n"
    for n in range(25)
)


def kg_diff(folder, *words, check=0):
    done = commands.kg(folder, "diff", *words)
    assert done.status == check, done.err
    return done.out if check < 2 else done.err


def in_a_process(folder, *words):
    command = [sys.executable, "-m", "kg.cli", "diff", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True)
    assert done.stderr == b""
    return done.stdout.decode()


def write(folder: Path, records: str, day: str = "2026-01-01") -> Path:
    folder.mkdir()
    (folder / "dataset.yaml").write_text(DATASET.replace("RECORDED", day))
    (folder / "records.yaml").write_text(records)
    return folder


def changed(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Two folders, the second as published a month later, and a snapshot of each."""
    home = tmp_path_factory.mktemp("home")
    old = write(home / "old", RECORDS)
    (old / "markets.yaml").write_text(MARKETS)
    records = changed(
        RECORDS,
        ("time: 2019-02-05", "time: 2019-02-06"),
        ("role: conducts", "role: comments"),
        ("  - {id: feast,", "  - {id: feast, withdrawn: {on: 2026-02-01, reason: never held},"),
        ("id: dance, label: {en: The dance}", 'id: ball, label: {en: "The \\u202eball"}'),
        ("The smith}, evidence: one", "The smith}, evidence: two"),
    )
    new = write(home / "new", records, "2026-02-01")
    (new / "markets.yaml").write_text(
        MARKETS.replace("attested: 2019-03-01", "attested: 2019-04-01")
    )
    kg.build(old, home / "was")
    kg.build(new, home / "is")
    return home


def test_people_are_told_the_counts_and_then_what_changed(home):
    text = kg_diff(home, "old", "is")
    lines = text.splitlines()
    assert lines[0].startswith("A  old (seed folder, village): ")
    assert lines[1].startswith("B  is (snapshot ")
    table = {line.split()[0]: line.split()[1:] for line in lines[3:6]}
    assert table == {
        "changed": ["added", "withdrawn", "gone", "cited", "confirmed"],
        "event": ["1", "1", "1", "1", "0", "25"],
        "actor": ["0", "0", "0", "0", "1", "0"],
    }
    assert (
        """\
event changed: 1
  event/fair  The fair
    time.edtf: 2019-02-05 -> 2019-02-06
    participations[baker-sells].role: role/conducts -> role/comments

event added: 1
  event/ball  The \\x202eball

event withdrawn: 1
  event/feast  The feast
    withdrawn on 2026-02-01: never held

event gone: 1
  event/dance  The dance

event confirmed: 25
  event/market-00  Market 0
    time.attested: 2019-03-01 -> 2019-04-01
"""
        in text
    )
    assert "  event/market-19" in text
    assert "  event/market-20" not in text
    assert "  … 5 more: --limit N, or --all" in text
    assert (
        """\
actor cited: 1
  actor/smith  The smith
    evidence[evidence/one]: removed evidence/one
    evidence[evidence/two]: added evidence/two
"""
        in text
    )


def test_limits_and_kinds(home):
    few = kg_diff(home, "was", "is", "--limit", "1")
    assert few.count("event/market-") == 1
    assert "… 24 more" in few
    every = kg_diff(home, "was", "is", "--all", "--kind", "event")
    assert every.count("event/market-") == 25
    assert "more:" not in every
    assert "actor" not in every
    assert "actor cited" in kg_diff(home, "was", "is", "--kind", "actor", "--kind", "place")
    said = kg_diff(home, "was", "is", "--kind", "evnet", check=2)
    assert "there is no kind of record 'evnet'" in said
    kg_diff(home, "was", "is", "--limit", "-1", check=2)


def test_machines_are_told_everything(home):
    text = kg_diff(home, "was", "is", "--json")
    assert text == in_a_process(home, "was", "is", "--json")
    assert "\u202e" not in text  # escaped: it could turn a terminal's line round
    said = json.loads(text)
    assert list(said) == ["before", "after", "counts", "dataset", "foreign", "records"]
    assert said["before"]["path"] == "was"
    assert len(said["before"]["digest"]) == 64
    assert said["after"] == {
        "path": "is",
        "dataset": "village",
        "digest": kg.open(home / "is").digest,
        "records": said["before"]["records"] - 1,
    }
    assert said["counts"] == {
        kind: {fate: len(entries) for fate, entries in fates.items()}
        for kind, fates in said["records"].items()
    }
    assert said["dataset"] == []
    assert said["foreign"] == {"lost": [], "gained": []}
    events = said["records"]["event"]
    assert list(events) == ["changed", "added", "withdrawn", "gone", "confirmed"]
    assert events["changed"] == [
        {
            "id": "event/fair",
            "label": "The fair",
            "changes": [
                {"path": "time.edtf", "before": "2019-02-05", "after": "2019-02-06"},
                {
                    "path": "participations[baker-sells].role",
                    "before": "role/conducts",
                    "after": "role/comments",
                },
            ],
        }
    ]
    assert events["added"] == [{"id": "event/ball", "label": "The \u202eball"}]
    assert events["withdrawn"] == [
        {
            "id": "event/feast",
            "label": "The feast",
            "withdrawn": "2026-02-01",
            "reason": "never held",
            "by": None,
        }
    ]
    assert len(events["confirmed"]) == 25
    limited = json.loads(kg_diff(home, "was", "is", "--json", "--limit", "2"))
    assert len(limited["records"]["event"]["confirmed"]) == 2
    assert limited["counts"] == said["counts"]


def test_the_way_back_reinstates(home):
    said = json.loads(kg_diff(home, "is", "was", "--json", "--kind", "event"))
    assert list(said["records"]["event"]) == ["changed", "added", "reinstated", "gone"]
    assert said["records"]["event"]["reinstated"] == [{"id": "event/feast", "label": "The feast"}]
    assert said["counts"]["event"]["changed"] == 26  # attested on an earlier day: no confirmation


def test_exit_status(home):
    assert kg_diff(home, "was", "is", "--exit-code", check=1)
    assert "no difference" in kg_diff(home, "old", "was", "--exit-code")
    same = json.loads(kg_diff(home, "is", "is", "--json", "--exit-code"))
    assert same["counts"] == same["records"] == {}
    kg_diff(home, "was", "is", "--exit-code", "--json", "--kind", "place")


def test_another_record_day_is_no_difference(home, tmp_path):
    again = tmp_path / "again"
    shutil.copytree(home / "old", again)
    (again / "dataset.yaml").write_text(DATASET.replace("RECORDED", "2027-01-01"))
    assert "no difference" in kg_diff(home, "was", again, "--exit-code")


def test_faults_of_a_folder_are_told_as_by_check(home, tmp_path):
    broken = write(tmp_path / "broken", RECORDS.replace("actor: baker", "actor: bakre"))
    done = commands.kg(home, "diff", "was", broken)
    assert (done.status, done.out) == (1, "")
    assert f"{broken}/records.yaml:13: event/fair: " in done.err
    assert "did you mean actor/baker?" in done.err
    assert done.err.endswith("1 fault\n")


@pytest.mark.parametrize("path", ["nowhere", "old/records.yaml", "."])
def test_paths_that_are_nothing_of_the_kind(home, path):
    said = kg_diff(home, "was", path, check=2)
    assert path in said
    assert ".daybook/snapshots/" in said


def test_the_same_from_python(home):
    found = kg.diff(home / "was", home / "is", kinds=["event"])
    assert bool(found) is True
    assert found.counts()["event"]["changed"] == 1
    (entry,) = found.entries("event", "changed")
    assert entry.label == "The fair"
    assert [change.path for change in entry.changes] == [
        "time.edtf",
        "participations[baker-sells].role",
    ]
    with pytest.raises(kg.errors.NotFoundError):
        kg.diff("nowhere", "nowhere", kinds=["evnet"])
