"""Where exactly does a source say so?"""

from __future__ import annotations

from dataclasses import dataclass

from kg.model.clock import Clock
from kg.model.ids import EvidenceId, Sha256, SourceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A locator, never a quotation. Without a place in it, the source as a whole is cited.

    Units: `start` and `end` are 0-based code points of the UTF-8-decoded text, nothing
    normalised, end exclusive; `sha256` is of the passage's UTF-8 bytes. All three or none.
    """

    id: EvidenceId
    source: SourceId
    start: int | None = None
    end: int | None = None
    sha256: Sha256 | None = None
    clock: Clock
