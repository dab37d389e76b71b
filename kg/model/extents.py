"""Which days does a date cover in this dataset?"""

from __future__ import annotations

from kg.model.dataset import Dataset, Hemisphere
from kg.model.time import When
from kg.temporal import UNDATED, Extent, extent_of, parse_day
from kg.temporal import Hemisphere as Side


def side(dataset: Dataset) -> Side | None:
    """The hemisphere whose seasons 21 to 24 are meant, as `kg.temporal` names it."""
    return None if dataset.hemisphere is None else dataset.hemisphere.value


def extent_in(dataset: Dataset, when: When) -> Extent | None:
    """The extent of a date, or None when it is undated.

    Raises: as `extent_for`.
    """
    return None if when.edtf is None else extent_for(when, dataset.hemisphere)


def extent_for(when: When | None, hemisphere: Hemisphere | None) -> Extent:
    """The extent of a date; without a date, or without a text, it is undated.

    Raises: DateError when a text or the day of attestation is no date, or when something
    ongoing, or said to have ended, has an end.
    """
    if when is None or when.edtf is None:
        return UNDATED
    return extent_of(
        when.edtf,
        hemisphere=None if hemisphere is None else hemisphere.value,
        ongoing=when.ongoing,
        attested=None if when.attested is None else parse_day(when.attested),
        ended=when.ended,
    )
