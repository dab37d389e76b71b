"""What is this dataset, whose, under which licence?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kg.model.ids import Day, Iri, Lang
from kg.model.labels import Label


class Hemisphere(StrEnum):
    """Which seasons EDTF 21-24 mean."""

    NORTH = "north"
    SOUTH = "south"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """The dataset itself: `base` starts every IRI; `recorded` is the default record day.

    `languages` are in order of preference; without a `hemisphere`, seasons 21-24 are
    either hemisphere's.
    """

    id: str
    base: Iri
    labels: tuple[Label, ...]
    descriptions: tuple[Label, ...] = ()
    licence: str | None = None
    creator: str | None = None
    languages: tuple[Lang, ...] = ("en",)
    hemisphere: Hemisphere | None = None
    recorded: Day | None = None
    version: str | None = None
