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


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A date as found: its EDTF text, how it was obtained and from what.

    `edtf` None is undated. `ongoing` marks something that had not ended on the day
    `attested` (certain to that day, possible after); without a day nothing after the
    start is certain. Bounds are computed by `kg.temporal`, never written by hand.
    """

    edtf: EdtfText | None = None
    verbatim: str | None = None
    obtained: Obtained = Obtained.STATED
    reasoning: str | None = None
    ongoing: bool = False
    attested: Day | None = None
    evidence: tuple[EvidenceId, ...] = ()


UNDATED: Final = When(obtained=Obtained.UNKNOWN)
