"""Do all vectors hold: our own, and those of the project where they lie beside the checkout?"""

from __future__ import annotations

import csv
import runpy
from pathlib import Path

import pytest

from kg.errors import DateError
from kg.temporal import NEG_INF, POS_INF, extent, iso_day, parse, simple

HERE = Path(__file__).parent
SHARED = HERE.parents[2].parent / "shared" / "data" / "edtf" / "edtf_vectors_sample.csv"
SHOWN = {NEG_INF: "-inf", POS_INF: "inf"}


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def shown(day: int) -> str:
    return SHOWN.get(day) or iso_day(day)


def refused_texts() -> list[str]:
    lines = (HERE / "refused.txt").read_text(encoding="utf-8").split("\n")
    return [line.encode().decode("unicode_escape") for line in lines[1:] if line]


OWN = table(HERE / "vectors.csv")


def test_the_tables_are_not_empty():
    assert len(OWN) > 800
    assert {row["level"] for row in OWN} == {"0", "1", "2"}
    assert len(refused_texts()) > 110


def test_the_table_is_what_the_generator_writes():
    written = runpy.run_path(str(HERE / "generate.py"))["text"]()
    assert (HERE / "vectors.csv").read_text(encoding="utf-8") == written


@pytest.mark.parametrize("row", OWN, ids=lambda row: row["edtf"])
def test_own_vectors(row):
    value = parse(row["edtf"])
    found = extent(value)
    assert str(value.level) == row["level"]
    assert [shown(day) for day in found.bounds] == [
        row[name] for name in ("start_earliest", "start_latest", "end_earliest", "end_latest")
    ]
    assert found.start_state == row["start_state"]
    assert found.end_state == row["end_state"]
    assert simple(found) or value.is_set


@pytest.mark.parametrize("text", refused_texts(), ids=ascii)
def test_what_is_refused(text):
    with pytest.raises(DateError) as refused:
        parse(text)
    assert refused.value.column is not None
    assert refused.value.hint


def shared_rows() -> list[dict[str, str]]:
    return table(SHARED) if SHARED.exists() else []


@pytest.mark.skipif(
    not SHARED.exists(), reason="the project's EDTF vectors (../shared/data/edtf) are not here"
)
def test_the_project_vectors_are_not_empty():
    assert len([row for row in shared_rows() if row["valid"] == "true"]) >= 70


@pytest.mark.skipif(
    not SHARED.exists(), reason="the project's EDTF vectors (../shared/data/edtf) are not here"
)
@pytest.mark.parametrize("row", shared_rows() or [{}], ids=lambda row: row.get("edtf", "missing"))
def test_project_vectors(row):
    text = row["edtf"]
    if row["valid"] == "false":
        with pytest.raises(DateError):
            parse(text)
        return
    if row["valid"] == "disputed":
        try:
            value = parse(text)
        except DateError as error:
            assert error.hint  # noqa: PT017 (both ways are right: readers disagree)
            return
    else:
        value = parse(text)
        assert str(value.level) == row["level"]
    found = extent(value)
    if row["earliest_day"]:
        assert shown(found.start_earliest) == row["earliest_day"]
    if row["latest_day"]:
        assert shown(found.end_latest) == row["latest_day"]
    assert parse(value.canonical).value == value.value
