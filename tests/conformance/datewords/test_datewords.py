"""Do dates in words say what people mean by them?"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from kg.errors import DateError
from kg.ingest.tables import dates
from kg.ingest.tables.dates import DateCells, DateForms, dated
from kg.model import Obtained
from kg.temporal import parse

HERE = Path(__file__).parent


def table() -> list[dict[str, str]]:
    with (HERE / "cases.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


ROWS = table()


def test_the_table_is_not_empty_and_says_each_thing_once():
    assert len(ROWS) > 250
    assert len({(row["text"], row["languages"]) for row in ROWS}) == len(ROWS)
    assert len([row for row in ROWS if row["edtf"] == "refused"]) > 60


@pytest.mark.parametrize("row", ROWS, ids=lambda row: ascii(row["text"]))
def test_words(row):
    forms = DateForms(forms=("words",), languages=tuple(row["languages"].split()))
    cells = DateCells(date=row["text"])
    if row["edtf"] == "refused":
        with pytest.raises(DateError) as refused:
            dated(cells, forms)
        assert refused.value.hint
        return
    found = dated(cells, forms)
    assert found.edtf == (row["edtf"] or None)
    assert found.verbatim == row["text"]
    assert found.obtained is (Obtained.STATED if row["edtf"] else Obtained.UNKNOWN)
    if found.edtf is not None:
        assert parse(found.edtf).canonical == found.edtf


def test_the_table_of_the_documentation_says_what_is_so():
    forms = DateForms(forms=("words",), languages=("en", "es", "de"))
    lines = [line for line in (dates.__doc__ or "").split("\n") if line.startswith("| `")]
    assert len(lines) > 15
    for line in lines:
        texts, meant = (re.findall(r"`([^`]+)`", cell) for cell in line.split("|")[1:3])
        texts = [text for text in texts if text not in ("1900s", "~")]
        said = [dated(DateCells(date=text), forms).edtf for text in texts]
        assert said == (meant if len(meant) > 1 else (meant or [None]) * len(texts)), line
