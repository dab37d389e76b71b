"""What has been written: a date, an interval, or a set?

The parts of an EDTF value, as frozen records. They hold what the text says and nothing
that follows from it: days are computed in `kg.temporal.spans` and `kg.temporal.bounds`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Mark = Literal["", "?", "~", "%"]


class Precision(StrEnum):
    """How fine the known part of a date is; `TIME` has a time of day beside its day."""

    TIME = "time"
    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"
    MILLENNIUM = "millennium"
    ERA = "era"
    UNKNOWN = "unknown"


class Limit(StrEnum):
    """An end of an interval that is no date."""

    OPEN = ".."
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Year:
    """A year: exact, with unspecified digits, or with some significant digits.

    `digits` has no sign: four places of 0-9 and X, or the digits after `Y`.
    `value` is None where digits are unspecified.
    """

    digits: str
    negative: bool = False
    long: bool = False
    exponent: int | None = None
    significant: int | None = None

    @property
    def unspecified(self) -> bool:
        """Whether some digit is X."""
        return "X" in self.digits

    @property
    def value(self) -> int | None:
        """The astronomical year, or None when a digit is unspecified."""
        if self.unspecified:
            return None
        size = int(self.digits + "0" * (self.exponent or 0))
        return -size if self.negative else size

    def __str__(self) -> str:
        """The year in canonical writing."""
        tail = "" if self.exponent is None else f"E{self.exponent}"
        if self.significant is not None:
            tail += f"S{self.significant}"
        return ("Y" if self.long else "") + ("-" if self.negative else "") + self.digits + tail


@dataclass(frozen=True, slots=True)
class Date:
    """One date: a year, perhaps a month or season, perhaps a day, perhaps a time of day.

    `marks` has one qualifier per component that is there: year, month or season, day.
    """

    year: Year
    month: str | None = None
    season: int | None = None
    day: str | None = None
    time: str | None = None
    marks: tuple[Mark, ...] = ("",)

    @property
    def undated(self) -> bool:
        """Whether nothing at all is known: `XXXX`, `XXXX-XX` or `XXXX-XX-XX`."""
        return (
            self.year.digits == "XXXX"
            and not self.year.negative
            and self.season is None
            and self.month in (None, "XX")
            and self.day in (None, "XX")
        )

    @property
    def precision(self) -> Precision:
        """How fine the known part is: `2004-06-XX` knows the month, `156X` the decade."""
        if self.undated:
            return Precision.UNKNOWN
        if self.time is not None:
            return Precision.TIME
        if self.day not in (None, "XX"):
            return Precision.DAY
        if self.season is not None:
            return Precision.SEASON
        if self.month not in (None, "XX"):
            return Precision.MONTH
        return _coarse(self.year)

    @property
    def components(self) -> tuple[tuple[str, Mark], ...]:
        """The qualified components by name, with their qualifier."""
        second = "month" if self.season is None else "season"
        named = zip(("year", second, "day"), self.marks, strict=False)
        return tuple((name, mark) for name, mark in named if mark)

    def __str__(self) -> str:
        """The date in canonical writing: group qualifiers where they say it, else single ones."""
        parts = [str(self.year)]
        if self.season is not None:
            parts.append(f"{self.season:02}")
        elif self.month is not None:
            parts.append(self.month)
        if self.day is not None:
            parts.append(self.day)
        marks = self.marks
        if any(marks):
            group = _group(marks)
            if group:
                parts[group - 1] += marks[0]
            else:
                parts = [mark + part for mark, part in zip(marks, parts, strict=True)]
        return "-".join(parts) + (self.time or "")


@dataclass(frozen=True, slots=True)
class Interval:
    """`start/end`; each end is a date, open (`..`) or unknown (nothing)."""

    start: Date | Limit
    end: Date | Limit

    def __str__(self) -> str:
        """The interval in canonical writing."""
        return f"{self.start!s}/{self.end!s}"


@dataclass(frozen=True, slots=True)
class Range:
    """`first..last` in a set: consecutive members at the precision of its ends.

    None is a side without limit; at least one side is a date.
    """

    first: Date | None
    last: Date | None

    def __str__(self) -> str:
        """The range in canonical writing."""
        return f"{self.first or ''!s}..{self.last or ''!s}"


@dataclass(frozen=True, slots=True)
class DateSet:
    """`[a,b]`: one of the members; `{a,b}`: all of them."""

    every: bool
    items: tuple[Date | Range, ...]

    def __str__(self) -> str:
        """The set in canonical writing, without spaces."""
        inside = ",".join(str(item) for item in self.items)
        return f"{{{inside}}}" if self.every else f"[{inside}]"


Value = Date | Interval | DateSet


@dataclass(frozen=True, slots=True)
class Qualifiers:
    """Which parts are uncertain (`?`), approximate (`~`) or both (`%`).

    `components` names them: `year`, `month`, `season`, `day`, in intervals `start.year`,
    in sets `0.year` (`0.first.year` for a range), with the qualifier.
    """

    components: tuple[tuple[str, Mark], ...]

    def __bool__(self) -> bool:
        """Whether there is any qualifier."""
        return bool(self.components)

    @property
    def uncertain(self) -> bool:
        """Whether something is marked as uncertain."""
        return any(mark in ("?", "%") for _, mark in self.components)

    @property
    def approximate(self) -> bool:
        """Whether something is marked as approximate."""
        return any(mark in ("~", "%") for _, mark in self.components)


@dataclass(frozen=True, slots=True)
class Edtf:
    """A parsed EDTF value: the text as found, the lowest level that allows it, its parts."""

    text: str
    level: int
    value: Value

    @property
    def canonical(self) -> str:
        """The one writing of this meaning; it parses to an equal `value`."""
        return str(self.value)

    @property
    def is_interval(self) -> bool:
        """Whether it is `a/b`."""
        return isinstance(self.value, Interval)

    @property
    def is_set(self) -> bool:
        """Whether it is `[ ]` or `{ }`."""
        return isinstance(self.value, DateSet)

    @property
    def undated(self) -> bool:
        """Whether it is `XXXX` alone (or with `-XX`, `-XX-XX`): no date is known."""
        return isinstance(self.value, Date) and self.value.undated

    @property
    def dates(self) -> tuple[tuple[str, Date], ...]:
        """All dates in it, each with its place: ``, `start.`, `end.`, `0.`, `0.first.`."""
        return _dates(self.value)

    @property
    def qualifiers(self) -> Qualifiers:
        """Where it is uncertain or approximate."""
        return Qualifiers(
            tuple((at + name, mark) for at, date in self.dates for name, mark in date.components)
        )

    @property
    def precision(self) -> Precision:
        """Precision of its coarsest date; UNKNOWN when there is none."""
        order = tuple(Precision)
        found = [date.precision for _, date in self.dates]
        return max(found, key=order.index, default=Precision.UNKNOWN)

    def __str__(self) -> str:
        """The text as found."""
        return self.text


def _dates(value: Value) -> tuple[tuple[str, Date], ...]:
    if isinstance(value, Date):
        return (("", value),)
    pairs: list[tuple[str, Date | Limit | None]] = []
    if isinstance(value, Interval):
        pairs += [("start.", value.start), ("end.", value.end)]
    else:
        for at, item in enumerate(value.items):
            if isinstance(item, Range):
                pairs += [(f"{at}.first.", item.first), (f"{at}.last.", item.last)]
            else:
                pairs.append((f"{at}.", item))
    return tuple((at, date) for at, date in pairs if isinstance(date, Date))


def _coarse(year: Year) -> Precision:
    if year.significant is not None and (value := year.value) is not None:
        vague = len(str(abs(value))) - year.significant
    else:
        vague = len(year.digits) - len(year.digits.rstrip("X"))
    names = (Precision.YEAR, Precision.DECADE, Precision.CENTURY, Precision.MILLENNIUM)
    return names[vague] if vague < len(names) else Precision.ERA


def _group(marks: tuple[Mark, ...]) -> int:
    """How many leading components share one qualifier while the rest have none; 0 if not so."""
    first = marks[0]
    if not first:
        return 0
    size = next((i for i, mark in enumerate(marks) if mark != first), len(marks))
    return 0 if any(marks[size:]) else size
