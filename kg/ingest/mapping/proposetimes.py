"""Which columns say when?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from kg.ingest.mapping import proposewords as words
from kg.ingest.mapping.proposecells import plain_numbers
from kg.ingest.mapping.proposedates import EPOCHS, Reading, bare_numbers, chosen, reading_of, reads
from kg.ingest.mapping.proposelook import Column
from kg.ingest.tables.dates import DateCells, DateForms
from kg.ingest.tables.datewords import says_present

Said = Callable[[Column], tuple[str, ...]]
_SURE: Final = 0.8  # of the cells of a column without a telling name have to be dates
_NAMED: Final = 0.3  # of one whose name says so


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """The columns of the date of a row, by what they are to it, and how they are read.

    Of `looked` rows the cells of `unread` are no date; `others` are further dates.
    """

    cells: Mapping[str, Column]
    reading: Reading
    unread: int = 0
    looked: int = 0
    odd: Sequence[tuple[str, int]] = ()
    others: Sequence[tuple[Column, Reading]] = field(default_factory=tuple)

    @property
    def taken(self) -> tuple[Column, ...]:
        """The columns that are used."""
        return tuple(self.cells.values())


def times_of(columns: Sequence[Column], said: Said, *, american: bool) -> Times | None:
    """The date of a row, if a column or several say one."""
    dates = _dates(columns, said, american=american)
    best = max(dates, key=lambda pair: _rank(pair[0], said, pair[1]), default=None)
    pair = _pair(dates, said)
    parts = _parts(columns, said)
    plain = best is not None and _rank(best[0], said, best[1])[0]
    if pair and (not plain or best is None or best[0] in [column for column, _ in pair]):
        cells = {"start": pair[0][0], "end": pair[1][0]}
        reading = _joint(pair, american=american)
    elif best is not None and not _better(parts, best[0]):
        cells, reading = {"date": best[0]}, best[1]
    elif parts:
        cells, reading = parts, Reading(forms=("edtf",), read=1, tried=1)
    else:
        return None
    cells = cells | _beside(cells, columns, said, reading.how)
    looked, odd = _unread(cells, reading.how)
    others = [one for one in dates if one[0] not in cells.values()]
    return Times(
        cells=cells,
        reading=reading,
        unread=sum(count for _, count in odd),
        looked=looked,
        odd=odd,
        others=others,
    )


def _dates(
    columns: Sequence[Column], said: Said, *, american: bool
) -> list[tuple[Column, Reading]]:
    """The columns whose cells are dates, and how they are read."""
    found = []
    for column in columns:
        if column.listed:
            continue
        names = said(column)
        telling = (words.DATE, words.DAY, words.START, words.END)
        named = any(words.says(names, meant) for meant in telling)
        year = words.says(names, words.YEAR)
        if not named and not year and bare_numbers(column):
            continue
        if bare_numbers(column) and not _plausible(column):
            continue
        reading = reading_of(column, american=american)
        if reading is not None and reading.share >= (_NAMED if named or year else _SURE):
            found.append((column, reading))
    return found


def _plausible(column: Column) -> bool:
    """Whether bare numbers can be years, or days without hyphens."""
    texts = [text.partition(".")[0] for text in column.counts]
    if any(all(map(count.fullmatch, texts)) for count in EPOCHS.values()):
        return True
    good = [t for t in texts if (len(t) == 4 and "0500" < t < "2200") or len(t) == 8]
    return len(good) >= _SURE * len(texts)


def _rank(column: Column, said: Said, reading: Reading) -> tuple[bool, bool, float, int]:
    """How likely a date is that of the row: by its name, then by how many rows have it."""
    names = set(said(column))
    strong = bool(names & words.DATE) and not names & words.WEAK_DATE and not names & words.END
    strong = strong and reading.forms[0] not in EPOCHS  # a time stamp is seldom that of the event
    fine = not names & words.WEAK_DATE and not names & words.YEAR
    return strong, fine, round(column.share * reading.share, 1), -column.place


def _pair(dates: Sequence[tuple[Column, Reading]], said: Said) -> list[tuple[Column, Reading]]:
    """A start and an end whose names are alike for the rest."""
    for first in dates:
        for last in dates:
            one, two = set(said(first[0])), set(said(last[0]))
            ends = one & words.START and two & words.END and first is not last
            if ends and one - words.START - words.DATE == two - words.END - words.DATE:
                return [first, last]
    return []


def _joint(pair: Sequence[tuple[Column, Reading]], *, american: bool) -> Reading:
    """One way to read a start and an end."""
    first, last = pair
    texts = [*first[0].some(600), *last[0].some(600)]
    found = chosen(texts, american=american) or first[1]
    present = any(says_present(text, found.languages) for text, _ in last[0].some(600))
    if present and "words" not in found.forms:
        return replace(found, forms=(*found.forms, "words"))
    return found


def _parts(columns: Sequence[Column], said: Said) -> dict[str, Column]:
    """Columns of year, month and day."""
    found: dict[str, Column] = {}
    for name, meant in (("year", words.YEAR), ("month", words.MONTH), ("day", words.DAY)):
        for column in columns:
            if words.says(said(column), meant) and not column.listed and _fits(name, column):
                found.setdefault(name, column)
    if "year" not in found:
        return {}
    return found if "month" in found else {"year": found["year"]}


def _better(parts: Mapping[str, Column], date: Column) -> bool:
    """Whether year and month say more than one column: it is one of them, or often empty."""
    return "month" in parts and (date in parts.values() or date.filled * 2 < parts["year"].filled)


def _fits(name: str, column: Column) -> bool:
    cells = {"year": "2000"} | ({"month": "1"} if name == "day" else {})
    how = DateForms()
    texts = column.some(60)
    good = sum(n for text, n in texts if reads(DateCells(**{**cells, name: text}), how))
    return good >= _SURE * sum(n for _, n in texts) and (name != "year" or plain_numbers(column))


def _beside(
    cells: Mapping[str, Column], columns: Sequence[Column], said: Said, how: DateForms
) -> dict[str, Column]:
    """The columns that say how fine and sure a date is, and how it was printed."""
    found: dict[str, Column] = {}
    taken = set(cells.values())
    stem = next(iter(said(column) for column in cells.values()))
    for column in columns:
        names = said(column)
        if column in taken or column.listed:
            continue
        if words.says(names, words.VERBATIM) and names[: len(stem)] == stem and "date" in cells:
            found.setdefault("verbatim", column)
        for name, meant in (("precision", words.PRECISION), ("qualifier", words.QUALIFIER)):
            dated = {*names} & {*words.DATE, "time"} or len(names) == 1
            if {*names} & meant and dated and _qualifies(name, column, how):
                found.setdefault(name, column)
    return found


def _qualifies(name: str, column: Column, how: DateForms) -> bool:
    sure = how if "edtf" in how.forms else DateForms()
    texts = list(column.counts)
    return len(texts) <= 20 and all(
        reads(DateCells(date="2000-01-01", **{name: text}), sure) for text in texts
    )


def _unread(cells: Mapping[str, Column], how: DateForms) -> tuple[int, list[tuple[str, int]]]:
    """How many rows were looked at, and the cells that cannot be read with their counts."""
    names = [name for name in cells if name != "verbatim"]
    rows = list(zip(*(cells[name].cells.to_pylist() for name in names), strict=True))
    step = max(1, len(rows) // 20_000)
    looked = rows[::step]
    odd: dict[str, int] = {}
    for row in looked:
        if not reads(DateCells(**dict(zip(names, row, strict=True))), how):
            text = " | ".join(cell or "" for cell in row)
            odd[text] = odd.get(text, 0) + 1
    pairs = sorted(odd.items(), key=lambda pair: (-pair[1], pair[0]))
    return len(looked), pairs
