"""What tables of other publishers do: nothing of them is lost in silence."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

import kg
from kg.errors import Faults
from tests.properties.mapping_world import read_both

DATASET = "title: Far\nlicence: CC0-1.0\nbase: https://far.example/\nrecorded: 2026-05-01\n"
START = "table: t.csv\nsource: {id: far, label: Far}\n"


def written(folder: Path, table: str, mapping: str, **others: str) -> Path:
    """A seed folder with one table, its mapping and other files."""
    folder.mkdir(exist_ok=True)
    (folder / "dataset.yaml").write_text(DATASET)
    (folder / "t.csv").write_text(table)
    (folder / "t.yaml").write_text(START * (not mapping.startswith("states:")) + mapping)
    for name, text in others.items():
        (folder / f"{name}.csv").write_text(text)
    return folder


def built(folder: Path) -> kg.Dataset:
    """The dataset of a folder; both roads give the same."""
    slow, fast = read_both(folder, (folder / "t.yaml").read_text(), DATASET.encode())
    assert slow[:2] == fast[:2]
    return kg.build(folder, folder.parent / "data")


def noted(folder: Path, caplog: pytest.LogCaptureFixture) -> str:
    """What is told while a folder is built."""
    with caplog.at_level(logging.INFO):
        kg.build(folder, folder.parent / "noted")
    return "\n".join(record.getMessage() for record in caplog.records)


def test_a_claim_of_a_table_keeps_its_number(tmp_path):
    found = built(
        written(
            tmp_path / "seed",
            "id,said,size\n1,Many came,>200\n2,Somebody came,\n",
            "events: [{id: march, label: March, duplicates: merge}]\n"
            "claims:\n"
            '  - id: "claim-{id}"\n'
            '    label: "{said}"\n'
            "    dimension: number\n"
            "    stance: asserts\n"
            "    subject: event/march\n"
            "    predicate: number-of\n"
            '    quantity: {value: "{size}", unit: people}\n',
        )
    )
    number = found.get("claim/claim-1").quantity
    assert (number.value, number.comparator, number.unit) == (200, ">", "unit/people")
    assert number.key == "people"
    assert found.get("claim/claim-2").quantity is None


def test_lists_are_cut_too(tmp_path):
    found = built(
        written(
            tmp_path / "seed",
            'id,link1,link2\n1,"http://a.example,http://b.example",NA\n2,see below,http://c.example\n',
            "columns:\n"
            '  links: {all: ["link#"], split: ",", only: [http]}\n'
            "events:\n"
            '  - id: "{id}"\n'
            '    label: "{id}"\n'
            "    evidence:\n"
            '      - {each: links, source: {id: "{links}", label: "{links}", mentioned: true}}\n',
        )
    )
    cited = {name for name in ("a", "b", "c") if found.get(f"source/http-{name}.example")}
    assert cited == {"a", "b", "c"}
    assert found.get("source/see-below") is None
    assert len(found.get("event/1").evidence) == 3


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1.234,5", 1234.5),
        ("1 234 567", 1234567),
        ("12,34,567,5", None),
        ("-6,25", -6.25),
        (">1.000", 1000),
        ("12.5", 12.5),
        ("1.000..1.500", (1.0, 1.5)),
        ("unos 300", None),
    ],
)
def test_a_decimal_comma_changes_numbers_only(tmp_path, cell, number):
    folder = written(
        tmp_path / "seed",
        f'id;size\n1;"{cell}"\n2;1,5\n',
        'columns:\n  n: {from: size, decimal: ","}\n'
        'events: [{id: "{id}", label: "{id}", quantities: [{value: "{n}", unit: people}]}]\n',
    )
    found = built(folder).get("event/1")
    if number is None:
        assert cell in (tmp_path / "data" / "rejects.csv").read_text()
        return
    (size,) = found.quantities
    assert (size.value if size.low is None else (size.low, size.high)) == number


CHANGED = """states:
  - {file: may.csv, recorded: 2025-05-16}
  - {file: june.csv, recorded: 2025-06-17}
absence: withdrawn
source: {id: far, label: Far}
columns:
  who: {first: [Agency, "LAW ENFORCEMENT AGENCY"]}
events:
  - id: "{who}"
    label: "{who} signs"
    evidence:
      - {each: "LINK#", source: {id: "{LINK#}", label: "{LINK#}", mentioned: true}}
"""


def test_columns_may_change_from_state_to_state(tmp_path, caplog):
    folder = written(
        tmp_path / "seed",
        "",
        CHANGED,
        may="Agency\nEtowah\nHall\n",
        june="LAW ENFORCEMENT AGENCY,LINK1\nEtowah,paper\nGulf,\n",
    )
    (folder / "t.csv").unlink()
    told = noted(folder, caplog)
    assert "may.csv has no LAW ENFORCEMENT AGENCY, LINK1: empty there" in told
    assert "june.csv has no Agency: empty there" in told
    found = kg.build(folder, tmp_path / "data")
    assert len(found.get("event/etowah").evidence) == 2
    assert len(found.get("event/etowah", known_at="2025-06-01").evidence) == 1
    assert found.get("event/hall") is None
    assert found.get("event/gulf").clock.recorded == "2025-06-17"
    (folder / "t.yaml").write_text(CHANGED.replace("first: [Agency", "first: [Agancy"))
    with pytest.raises(Faults) as caught:
        kg.build(folder, tmp_path / "data")
    assert {fault.hint for fault in caught.value.faults} == {"did you mean Agency?"}


MEETINGS = """with:
  people: {table: people.csv, on: person}
events:
  - id: "{meeting}"
    duplicates: merge
    label: "{meeting}"
    time: "{day}"
    participations:
      - {each: people, actor: {id: "{person}", label: "{people.name}", type: person}, role: {id: "{role}", label: "{role}"}}
"""  # noqa: E501  (as a mapping is written)


def test_what_joins_and_merging_leave_out_is_told(tmp_path, caplog):
    folder = written(
        tmp_path / "seed",
        "meeting,day,person,role\nm1,2020-01-05,p1,chair\nm1,2020-01-06,p2,\nm2,2020-02-05,p9,guest\n",
        MEETINGS,
        people="person,name\np1,Ana\np2,Ben\np3,Cole\n",
    )
    told = noted(folder, caplog)
    stray = "1 rows have a person that people.csv does not have: they get nothing from people"
    dates = "1 event records have several dates, of which the one of most rows counts"
    for note in (
        f"{stray}; the first is row 3, 'p9'",
        "1 rows of people.csv belong to no row of t.csv",
        "participation without role, left out: 1; the first is of row 2",
        f"{dates}: event/m1 (2020-01-05, 2020-01-06)",
    ):
        assert note in told


def test_rows_without_any_cell_are_no_rows(tmp_path, caplog):
    folder = written(
        tmp_path / "seed",
        "id,what,\n1,Fair,\n,,\n , ,\n2,March,\n,,\n",
        'events: [{id: "{id}", label: "{what} {row}"}]\n',
    )
    told = noted(folder, caplog)
    assert "3 rows without any cell, which are passed over; the first in row 2" in told
    assert built(folder).get("event/2").labels[0].text == "March 4"


def test_an_empty_list_says_nothing(tmp_path):
    found = built(
        written(
            tmp_path / "seed",
            "id\n1\n",
            'events: [{id: "{id}", label: "{id}", quantities: [], places: []}]\n',
        )
    )
    assert found.get("event/1").quantities == ()


def test_some_rows_make_a_record_and_codes_are_named(tmp_path):
    folder = written(
        tmp_path / "seed",
        "id,what,state\n1,raid,happened\n2,note,\n3,raid,done\n",
        "columns: {raid: {from: what, only: [raid]}}\n"
        'events: [{each: raid, id: "{id}", label: "{id}", status: "{state}"}]\n',
    )
    found = built(folder)
    assert [found.get(f"event/{n}") is not None for n in (1, 2, 3)] == [True, False, False]
    rejects = (tmp_path / "data" / "rejects.csv").read_text()
    assert "'done' is not a value of status: one of happened, ongoing, announced" in rejects
