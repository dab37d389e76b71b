"""States of a table: one after another, all at once, or again, they give the same snapshot."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.errors import KgError
from kg.model import Absence
from tests.properties.mapping_world import write_csv

DATASET = "title: A list\nlicence: CC0-1.0\nbase: https://list.example/\nrecorded: 2026-12-31\n"
MAPPING = """
absence: {absence}
source: {{id: the-list, label: The list}}
{table}
instruments:
  - id: "{{key}}"
    label: "{{name}}"
    kind: {{id: pact, label: Pact}}
    parties:
      - actor: {{id: "{{who}}", label: "{{who}}", type: organisation}}
        role: {{id: partakes, label: "{{who}}"}}
    force: [{{state: in_force, time: {{date: "{{since}}", ongoing: "true"}}}}]
events:
  - id: "{{key}}"
    label: "{{name}}"
    time: "{{since}}"
    evidence:
      - {{source: {{id: "by-{{name}}", label: "{{name}}", mentioned: true}}}}
evidence:
  - {{id: "line-{{key}}", source: the-list, start: 0, end: 1, sha256: "{hash}"}}
"""
HASH = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
DAYS = ("2025-05-16", "2025-06-17", "2025-07-20")
COLUMNS = ["key", "name", "who", "since"]
rows = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d"]),
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(["One", "Two"]),
            "who": st.sampled_from(["Town", "County"]),
            "since": st.sampled_from(["2025-05-01", "2025-05", "2030-01-01"]),
        }
    ),
    min_size=1,
)


def folder(place: Path, lists: dict[str, dict[str, dict[str, str]]], absence: str) -> Path:
    """A seed folder with these states of its table."""
    place.mkdir(exist_ok=True)
    (place / "dataset.yaml").write_text(DATASET)
    for day, found in lists.items():
        whole = [{"key": key, **row} for key, row in sorted(found.items())]
        write_csv(place / f"{day}.csv", COLUMNS, whole)
    states = "states:\n" + "".join(f"  - {{file: {d}.csv, recorded: {d}}}\n" for d in lists)
    (place / "list.yaml").write_text(MAPPING.format(absence=absence, table=states, hash=HASH))
    return place


@settings(deadline=None, max_examples=3)
@given(st.lists(rows, min_size=2, max_size=3), st.sampled_from(["withdrawn", "ended", "unlisted"]))
def test_one_after_another_or_all_at_once(lists, absence):
    by_day = dict(zip(DAYS, lists, strict=False))
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        whole = kg.build(folder(here / "whole", by_day, absence), here / "one").digest
        for day, found in by_day.items():
            step = kg.build(folder(here / day, {day: found}, absence), here / "two").digest
        again = kg.build(folder(here / "again", {day: found}, absence), here / "two").digest
        over = kg.build(here / "whole", here / "two").digest
    assert step == whole
    assert again == whole
    assert over == whole


@pytest.fixture
def lists():
    first = {
        "a": {"name": "One", "who": "Town", "since": "2025-05-01"},
        "b": {"name": "Two", "who": "County", "since": "2025-05-01"},
    }
    second = {
        "a": {"name": "One, again", "who": "Town", "since": "2025-05-01"},
        "c": {"name": "Three", "who": "Town", "since": "2025-06-01"},
    }
    return {DAYS[0]: first, DAYS[1]: second}


def test_what_is_gone_was_an_error(tmp_path, lists):
    found = kg.build(folder(tmp_path / "list", lists, "withdrawn"), tmp_path / "data")
    assert found.get("instrument/b") is None
    before = found.get("instrument/b", known_at="2025-06-16")
    assert before.clock.withdrawn == "2025-06-17"
    assert before.clock.reason == "not in the-list on 2025-06-17"
    assert found.get("instrument/a").labels[0].text == "One, again"
    assert found.get("instrument/a", known_at="2025-06-16").labels[0].text == "One"
    assert found.get("instrument/c", known_at="2025-06-16") is None
    assert found.get("actor/county") is not None  # many rows share it: its rows going says nothing


def test_what_is_gone_ended_between_the_two_days(tmp_path, lists):
    found = kg.build(folder(tmp_path / "list", lists, "ended"), tmp_path / "data")
    (period,) = found.get("instrument/b").force
    assert (period.time.ongoing, period.time.ended) == (False, "[2025-05-16..2025-06-17]")
    (stays,) = found.get("instrument/a").force
    assert (stays.time.ongoing, stays.time.attested) == (True, "2025-06-17")
    question = "{ instrumentsInForce(on: %r) { match instrument { slug } } }"

    def on(day):
        answer = found.graphql(question.replace("%r", f'"{day}"'))["data"]["instrumentsInForce"]
        return {one["instrument"]["slug"]: one["match"] for one in answer}

    assert on("2025-05-16")["b"] == "CERTAIN"
    assert on("2025-06-01")["b"] == "POSSIBLE"
    assert "b" not in on("2025-06-18")
    assert on("2025-06-17")["a"] == "CERTAIN"


def test_of_what_is_gone_only_that_is_known(tmp_path, lists):
    found = kg.build(folder(tmp_path / "list", lists, "unlisted"), tmp_path / "data")
    (absence,) = found.get("instrument/b").absences
    assert isinstance(absence, Absence)
    assert absence.aspect == "listing"
    assert [note.lang for note in absence.notes] == ["en", "es"]
    assert found.get("instrument/b", known_at="2025-06-16").absences == ()
    assert found.get("instrument/b").force[0].time.attested == "2025-05-16"


def test_a_snapshot_with_a_later_day_is_not_overwritten(tmp_path, lists):
    kg.build(folder(tmp_path / "list", lists, "unlisted"), tmp_path / "data")
    early = folder(tmp_path / "early", {DAYS[0]: lists[DAYS[0]]}, "unlisted")
    with pytest.raises(KgError, match="of a later day than 2025-05-16"):
        kg.build(early, tmp_path / "data")


OTHER = """
absence: {absence}
source: {{id: the-other, label: Another list}}
{table}
places:
  - {{id: "{{where}}", label: "{{where}}"}}
events:
  - id: "other-{{key}}"
    label: "{{name}}"
    time: "{{since}}"
    places: [{{place: "{{where}}"}}]
    evidence: [{{source: {{id: "by-{{name}}", label: "{{name}}", mentioned: true}}}}]
    participations:
      - role: {{id: partakes, label: "{{name}}"}}
        actor: {{id: "{{who}}", label: "{{name}}", type: person}}
"""
OTHER_DAYS = ("2025-05-20", "2025-06-17", "2025-07-01")


def two_folders(place: Path, one, two, absences) -> Path:
    """A seed folder with these states of two tables that share actors."""
    folder(place, one, absences[0])
    for day, found in two.items():
        whole = [{"key": key, "where": row["who"], **row} for key, row in sorted(found.items())]
        write_csv(place / f"other-{day}.csv", [*COLUMNS, "where"], whole)
    states = "states:\n" + "".join(f"  - {{file: other-{d}.csv, recorded: {d}}}\n" for d in two)
    (place / "other.yaml").write_text(OTHER.format(absence=absences[1], table=states))
    return place


ABSENCES = st.sampled_from(["withdrawn", "ended", "unlisted"])


@settings(deadline=None, max_examples=3)
@given(
    st.lists(rows, min_size=2, max_size=3),
    st.lists(rows, min_size=2, max_size=3),
    st.tuples(ABSENCES, ABSENCES),
)
def test_two_tables_that_share_actors(one, two, absences):
    """Each day that there is a new list of one of them, the folder has the newest of each."""
    ones = dict(zip(DAYS, one, strict=False))
    twos = dict(zip(OTHER_DAYS, two, strict=False))
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        whole = kg.build(two_folders(here / "whole", ones, twos, absences), here / "one").digest
        for day in sorted({*ones, *twos}):
            first = {d: ones[d] for d in [max((d for d in ones if d <= day), default=None)] if d}
            second = {d: twos[d] for d in [max((d for d in twos if d <= day), default=None)] if d}
            if not first or not second:
                continue
            step = kg.build(two_folders(here / day, first, second, absences), here / "two").digest
        again = kg.build(here / day, here / "two").digest
        over = kg.build(here / "whole", here / "two").digest
    assert step == whole
    assert again == whole
    assert over == whole


def test_what_was_removed_is_in_no_version(tmp_path, lists):
    """A tombstone erases the record, and what names it, from states that were built before."""
    kg.build(folder(tmp_path / "first", {DAYS[0]: lists[DAYS[0]]}, "unlisted"), tmp_path / "data")
    later = folder(tmp_path / "later", {DAYS[1]: lists[DAYS[1]]}, "unlisted")
    (later / "removed.yaml").write_text("tombstones: [{id: county, removed: 2025-06-17}]\n")
    found = kg.build(later, tmp_path / "data")
    assert found.get("actor/county", known_at="2025-05-20") is None
    assert found.get("instrument/b", known_at="2025-05-20") is None
    assert found.get("instrument/a", known_at="2025-05-20").labels[0].text == "One"
    ids = [record.id for record in found.snapshot.tables.records()]
    assert "actor/county" not in ids
