"""Which vectors follow from the specification by counting with the standard library alone?

Nothing of `kg` is imported: days come from `datetime`, so that the vectors can judge it.
`python tests/conformance/edtf/generate.py` writes vectors.csv again; a test compares.
"""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import io
import random
import sys
from collections.abc import Iterator
from pathlib import Path

COLUMNS = (
    "edtf",
    "level",
    "start_earliest",
    "start_latest",
    "end_earliest",
    "end_latest",
    "start_state",
    "end_state",
)
YEARS = (1, 44, 999, 1000, 1582, 1600, 1700, 1899, 1900, 1904, 1985, 2000, 2019, 2100, 9998)
Row = tuple[str, ...]
Span = tuple[dt.date, dt.date]


def month_span(year: int, month: int, months: int = 1) -> Span:
    """First and last day of some months; they may run into the next year."""
    year_after, month_after = divmod(year * 12 + month - 1 + months - 1, 12)
    last = calendar.monthrange(year_after, month_after + 1)[1]
    return dt.date(year, month, 1), dt.date(year_after, month_after + 1, last)


def dates(year: int, rng: random.Random) -> Iterator[tuple[str, int, Span]]:
    """Dates of levels 0 and 1 without gaps, and their days."""
    written = f"{year:04}"
    month = rng.randint(1, 12)
    day = rng.randint(1, calendar.monthrange(year, month)[1])
    whole = (dt.date(year, 1, 1), dt.date(year, 12, 31))
    exact = dt.date(year, month, day)
    yield written, 0, whole
    yield f"{written}-{month:02}", 0, month_span(year, month)
    yield f"{written}-02", 0, month_span(year, 2)
    yield exact.isoformat(), 0, (exact, exact)
    yield f"{exact.isoformat()}T12:30:00Z", 0, (exact, exact)
    yield f"{written}-XX", 1, whole
    yield f"{written}-{month:02}-XX", 1, month_span(year, month)
    yield f"{written}-XX-XX", 1, whole
    if year >= 10:
        decade = year // 10 * 10
        yield f"{written[:3]}X", 1, (dt.date(decade, 1, 1), dt.date(decade + 9, 12, 31))
    if year >= 100:
        century = year // 100 * 100
        yield f"{written[:2]}XX", 1, (dt.date(century, 1, 1), dt.date(century + 99, 12, 31))
        yield f"{written}S2" if year > 999 else f"{written}S1", 2, rounded(year)


def rounded(year: int) -> Span:
    """The century of a year: two significant digits of four, or one of three."""
    low = year // 100 * 100
    return dt.date(low, 1, 1), dt.date(low + 99, 12, 31)


def parts_of_a_year(year: int) -> Iterator[tuple[str, Span]]:
    """Codes 25 to 41, whose months the standard gives without any convention of ours."""
    starts = {25: 3, 26: 6, 27: 9, 28: 12, 29: 9, 30: 12, 31: 3, 32: 6}
    for code, month in starts.items():
        yield f"{year:04}-{code}", month_span(year, month, 3)
    for first, size, codes in ((33, 3, 4), (37, 4, 3), (40, 6, 2)):
        for at in range(codes):
            yield f"{year:04}-{first + at}", month_span(year, at * size + 1, size)


def row(text: str, level: int, start: tuple[str, str], end: tuple[str, str], states: Row) -> Row:
    """One line of the file."""
    return (text, str(level), *start, *end, *states)


def shown(days: Span) -> tuple[str, str]:
    """Both days as text."""
    return days[0].isoformat(), days[1].isoformat()


def rows() -> Iterator[Row]:
    """All vectors, in order."""
    rng = random.Random(20190204)  # noqa: S311 (reproducible vectors, not secrets)
    known = ("known", "known")
    plain: list[tuple[str, int, Span]] = []
    for year in YEARS:
        plain += dates(year, rng)
    for text, level, days in plain:
        yield row(text, level, shown(days), shown(days), known)
        for mark in "?~%" if "T" not in text and "S" not in text else "":
            yield row(text + mark, max(level, 1), shown(days), shown(days), known)
    for year in (1900, 1999, 2019):
        for text, days in parts_of_a_year(year):
            yield row(text, 2, shown(days), shown(days), known)
    for text, level, days in rng.sample(plain, 40):
        raised = 2 if "X" in text else max(level, 1)
        first, last = shown(days)
        yield row(f"{text}/..", raised, (first, last), ("inf", "inf"), ("known", "open"))
        yield row(f"{text}/", raised, (first, last), (first, "inf"), ("known", "unknown"))
        yield row(f"../{text}", raised, ("-inf", "-inf"), (first, last), ("open", "known"))
        yield row(f"/{text}", raised, ("-inf", last), (first, last), ("unknown", "known"))
    for _ in range(120):
        (a, level_a, one), (b, level_b, two) = rng.sample(plain, 2)
        if two[1] < one[0]:
            (a, level_a, one), (b, level_b, two) = (b, level_b, two), (a, level_a, one)
        level = max(level_a, level_b, 2 if "X" in a + b else 0)
        start = (one[0], min(one[1], two[1]))
        end = (max(two[0], one[0]), two[1])
        yield row(f"{a}/{b}", level, shown(start), shown(end), known)
    simple = [(text, days) for text, _, days in plain if "T" not in text]
    for _ in range(60):
        members = rng.sample(simple, rng.randint(2, 4))
        inside = ",".join(text for text, _ in members)
        low, high = min(d[0] for _, d in members), max(d[1] for _, d in members)
        first = (low, min(d[1] for _, d in members))
        last = (max(d[0] for _, d in members), high)
        yield row(f"[{inside}]", 2, shown((low, high)), shown((low, high)), known)
        yield row(f"{{{inside}}}", 2, shown(first), shown(last), known)


def text() -> str:
    """The whole file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(dict.fromkeys(rows()))
    return out.getvalue()


if __name__ == "__main__":
    Path(__file__).with_name("vectors.csv").write_text(text(), encoding="utf-8")
    sys.exit(0)
