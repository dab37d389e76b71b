"""When was it, as written, and how is that known?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kg.model.ids import Day, EdtfText, EvidenceId


class Obtained(StrEnum):
    """How a date was obtained."""

    STATED = "stated"  # printed at that precision
    COMPUTED = "computed"  # calendar arithmetic from a date printed in the same text
    INFERRED = "inferred"  # argued from several passages
    UNKNOWN = "unknown"  # no value, no bounds


class Calendar(StrEnum):
    """In which calendar the days of a date stand."""

    GREGORIAN = "gregorian"
    JULIAN = "julian"


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A date as found: its EDTF text, how it was obtained and from what.

    `edtf` None is undated. `ongoing` marks something that had not ended on the day
    `attested` (certain to that day, possible after); without a day nothing after the
    start is certain. `ended` says between which days something ended whose date gives only
    the start (a list shows it on one day and no longer on the next). Days of another
    `calendar` stand as the source writes them; without one they are proleptic Gregorian.
    Bounds are computed by `kg.temporal`, never written by hand.
    """

    edtf: EdtfText | None = None
    verbatim: str | None = None
    obtained: Obtained = Obtained.STATED
    reasoning: str | None = None
    ongoing: bool = False
    attested: Day | None = None
    ended: EdtfText | None = None
    calendar: Calendar | None = None
    evidence: tuple[EvidenceId, ...] = ()


UNDATED: Final = When(obtained=Obtained.UNKNOWN)
