"""Are the dates of the real tables read as a person reads them?"""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from pathlib import Path

import pytest

from kg.errors import DateError
from kg.ingest.tables.dates import DateCells, DateForms, dated
from kg.model import Calendar

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
LETTERS = "letters_moritz/letters_vol1-4.csv.gz"


def column(name: str, file: str) -> list[str]:
    """The cells of a column; undecodable bytes of other columns do not matter."""
    path = SHARED / file
    if not path.exists():
        pytest.skip(f"the real table ../shared/data/{file} is not here")
    with gzip.open(path, "rt", encoding="utf-8", errors="replace", newline="") as lines:
        return [row[name] for row in csv.DictReader(lines)]


def split(cells: list[str], forms: DateForms) -> tuple[dict[str, str], list[str]]:
    """What the cells say, and those that are refused."""
    said, refused = {}, []
    for cell in dict.fromkeys(cells):
        try:
            said[cell] = dated(DateCells(date=cell), forms).edtf or ""
        except DateError:
            refused.append(cell)
    return said, refused


def test_letters_as_they_are_written():
    cells = column("senderDate", LETTERS)
    assert len(cells) == 4506
    said, refused = split(cells, DateForms(calendar=Calendar.JULIAN))
    assert refused == ["1548-10-27/?"]
    assert all(cell == edtf for cell, edtf in said.items())


def test_letters_converted():
    cells = column("senderDate", LETTERS)
    said, refused = split(cells, DateForms(calendar=Calendar.JULIAN, convert=True))
    assert sorted(refused) == ["1535/1537", "1548-10-27/?"]
    assert said["1548-02-29"] == "1548-03-10"
    assert said["1533-01-06"] == "1533-01-16"
    assert said["1541-09-26/"] == "1541-10-06/"
    assert said["1540-03"] == "[1540-03-11..1540-04-10]"


def test_letters_by_their_printed_dates():
    """The wording says what the scholars' EDTF says, but for *und*, written there as *oder*."""
    pairs = Counter(
        zip(column("senderDateText", LETTERS), column("senderDate", LETTERS), strict=True)
    )
    forms = DateForms(forms=("words",), languages=("de",), calendar=Calendar.JULIAN)
    agreed = other = 0
    for (text, edtf), count in pairs.items():
        try:
            said = dated(DateCells(date=text), forms).edtf
        except DateError:
            continue
        if said == edtf:
            agreed += count
        elif " und " not in text:
            other += count
    assert agreed > 4200
    assert other == 0


@pytest.mark.parametrize("day", ["2025-05-16", "2025-06-17"])
def test_agreements(day):
    cells = column("SIGNED", f"ice287g/ice287g_participating_{day}.csv.gz")
    said, refused = split(cells, DateForms(forms=("edtf", "%m/%d/%Y")))
    assert refused == ["05/082025"]
    assert all(cell == edtf for cell, edtf in said.items())
    assert min(said.values()) == "2019-04-24"


@pytest.mark.parametrize(
    ("file", "first", "last", "days"),
    [
        ("ccc2025/ccc-phase3-public.csv.gz", "2025-01-01", "2025-03-31", 90),
        ("icews14/icews14.csv.gz", "2014-01-01", "2014-12-31", 365),
    ],
)
def test_days(file, first, last, days):
    said, refused = split(column("date", file), DateForms())
    assert not refused
    assert (min(said.values()), max(said.values())) == (first, last)
    assert len(said) <= days
