"""Which days does a date cover in this dataset?"""

from __future__ import annotations

from kg.model.dataset import Dataset, Hemisphere
from kg.model.time import When
from kg.temporal import Extent, extent_of, parse_day
from kg.temporal import Hemisphere as Side


def side(dataset: Dataset) -> Side | None:
    """The hemisphere whose seasons 21 to 24 are meant, as `kg.temporal` names it."""
    if dataset.hemisphere is None:
        return None
    return "north" if dataset.hemisphere is Hemisphere.NORTH else "south"


def extent_in(dataset: Dataset, when: When) -> Extent | None:
    """The extent of a date, or None when it is undated.

    Raises: DateError when the text or the day of attestation is no date, or when something
    ongoing has an end.
    """
    if when.edtf is None:
        return None
    return extent_of(
        when.edtf,
        hemisphere=side(dataset),
        ongoing=when.ongoing,
        attested=parse_day(when.attested) if when.attested else None,
    )
