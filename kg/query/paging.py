"""Which stretch of an answer makes this page?

An answer is a row of places; a cursor lies between what comes before and after it. Nothing
is counted off: pages stay right when rows come and go between two requests.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np

from kg.errors import QuestionError
from kg.index import Rows
from kg.query.answers import Page
from kg.query.ask import Paging
from kg.query.cursor import Place, read_cursor, write_cursors
from kg.query.limits import QueryLimits
from kg.query.search import checked_count

E = TypeVar("E")


@dataclass(frozen=True, slots=True, eq=False)
class Sequel:
    """The rows of an answer, in the order in which they are read.

    `segments` are stretches that each ascend by place, or descend when `descending`; `segment`
    says in which of them a place lies.
    """

    name: str  # of the order, as cursors have it
    segments: Sequence[Rows | range]  # ascending, as stored
    descending: bool
    width: int
    place: Callable[[int], Place]
    segment: Callable[[Place], int]

    @property
    def size(self) -> int:
        """How many rows."""
        return sum(len(rows) for rows in self.segments)


class Stretch(NamedTuple):
    """From which to which position of a sequel a page goes, and whether a cursor was old."""

    first: int
    stop: int
    changed: bool


def stretch(sequel: Sequel, paging: Paging, digest: str, limits: QueryLimits) -> Stretch:
    """The positions of a page.

    Cost:   O(log n) places read for each cursor.
    Raises: QuestionError for contradicting arguments, CursorError, LimitExceededError.
    """
    count, from_end = wanted(paging, limits)
    low, high, changed = between(sequel, paging, digest, limits)
    if from_end:
        return Stretch(max(low, high - count), high, changed)
    return Stretch(low, min(high, low + count), changed)


def between(sequel: Sequel, paging: Paging, digest: str, limits: QueryLimits) -> Stretch:
    """The positions between the cursors of a page.

    Cost:   as `stretch`.
    Raises: CursorError.
    """
    low, high, changed = 0, sequel.size, False
    for argument, text in (("after", paging.after), ("before", paging.before)):
        if text is None:
            continue
        place, other = read_cursor(
            text, sequel.name, sequel.width, digest, argument=argument, longest=limits.cursor
        )
        changed = changed or other
        before, behind = _around(sequel, place)
        low, high = (max(low, behind), high) if argument == "after" else (low, min(high, before))
    return Stretch(low, max(low, high), changed)


def wanted(paging: Paging, limits: QueryLimits) -> tuple[int, bool]:
    """How many rows a page has at most, and whether they are the last ones.

    Raises: QuestionError for contradicting arguments, LimitExceededError, FilterError.
    """
    if paging.first is not None and paging.last is not None:
        raise QuestionError(
            "first and last cannot be given together",
            hint="first reads forward, last backward: give one of them",
            argument="last",
        )
    if paging.last is not None:
        return checked_count(paging.last, limits.page_default, limits.page, "last"), True
    return checked_count(paging.first, limits.page_default, limits.page, "first"), False


def _around(sequel: Sequel, place: Place) -> tuple[int, int]:
    """How many rows come before a place, and how many up to and with it."""
    at = sequel.segment(place)
    rows = sequel.segments[at]
    before = sum(len(other) for other in sequel.segments[:at])
    places = range(len(rows))
    low = bisect_left(places, place, key=lambda i: sequel.place(int(rows[i])))
    high = bisect_right(places, place, key=lambda i: sequel.place(int(rows[i])))
    if sequel.descending:
        low, high = len(rows) - high, len(rows) - low
    return before + low, before + high


def rows_between(sequel: Sequel, first: int, stop: int) -> Rows:
    """The rows at these positions, in reading order."""
    parts, at = [], 0
    for rows in sequel.segments:
        low, high = max(first - at, 0), min(stop - at, len(rows))
        if low < high:
            ordered = rows[::-1] if sequel.descending else rows
            parts.append(np.asarray(ordered[low:high], dtype=np.uint32))
        at += len(rows)
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.uint32)


def page(
    sequel: Sequel,
    paging: Paging,
    digest: str,
    limits: QueryLimits,
    edges: Callable[[Rows, list[str]], list[E]],
) -> Page[E]:
    """The page of an answer; `edges` makes them from rows and their cursors."""
    part = stretch(sequel, paging, digest, limits)
    rows = rows_between(sequel, part.first, part.stop)
    places = (sequel.place(int(row)) for row in rows)
    cursors = write_cursors(sequel.name, sequel.width, places, digest)
    return Page(
        edges(rows, cursors),
        part.stop < sequel.size,
        part.first > 0,
        cursors[0] if cursors else None,
        cursors[-1] if cursors else None,
        part.changed,
    )
