"""Which of these texts are plain days, or spans of two, and which days are they?

Nearly all dates of a large table are ISO days. They are read here many at once; what is
anything else, or no day of the calendar, is left to `kg.temporal`.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

_DAY: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_PLAIN: Final = rf"\A{_DAY}(?:/{_DAY})?\z"
_SPAN: Final = 21  # letters of a day, a slash and a day
_LENGTHS: Final = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


class PlainDays(NamedTuple):
    """For each text: whether it is plain, and if so its first and last day.

    Units: day numbers, 0 = 1970-01-01.
    """

    plain: npt.NDArray[np.bool_]
    first: npt.NDArray[np.int64]
    last: npt.NDArray[np.int64]


def plain_days(texts: pa.Array) -> PlainDays:
    """The days of ISO days, and of intervals of two that do not end before they start.

    Shape:  texts without nulls.  Cost: some passes over those that look like days.
    Equals: the bounds of kg.temporal.extent_of, where it is plain
    """
    plain = pc.match_substring_regex(texts, _PLAIN).to_numpy(zero_copy_only=False)
    first = np.zeros(len(texts), dtype=np.int64)
    last = np.zeros(len(texts), dtype=np.int64)
    at = np.flatnonzero(plain)
    if not len(at):
        return PlainDays(plain, first, last)
    some = texts.take(pa.array(at))
    good, first[at] = _days(some, 0)
    last[at] = first[at]
    two = np.flatnonzero(pc.utf8_length(some).to_numpy(zero_copy_only=False) == _SPAN)
    if len(two):
        fine, ends = _days(some.take(pa.array(two)), 11)
        last[at[two]] = ends
        good[two] &= fine & (first[at[two]] <= ends)
    plain[at] = good
    return PlainDays(plain, first, last)


def _days(texts: Any, start: int) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int64]]:
    """Whether the day from a place on is one of the calendar, and its number."""

    def number(low: int, high: int) -> npt.NDArray[np.int64]:
        digits = pc.utf8_slice_codeunits(texts, start + low, start + high)
        found: npt.NDArray[np.int64] = digits.cast(pa.int64()).to_numpy(zero_copy_only=False)
        return found

    year, month, day = number(0, 4), number(5, 7), number(8, 10)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    there = (month >= 1) & (month <= 12) & (day >= 1)
    length = _LENGTHS[np.where(there, month, 1) - 1] + (leap & (month == 2))
    there &= day <= length
    months = (year - 1970) * 12 + np.where(there, month, 1) - 1
    firsts = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return there, firsts + day - 1
