"""How are sets of rows joined, when each row belongs to them certainly or possibly?

Three-valued logic on ascending rows: *and* takes the weaker of two, *or* the stronger, and
what is possibly in a set is possibly not in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kg import native
from kg.columns.views import Lists
from kg.index import NO_ROWS, Mask, Reach, Rows


class Chosen(NamedTuple):
    """Rows that possibly belong, and which of them certainly do.

    Shape: `rows` uint32, strictly increasing; `certain` as long.
    """

    rows: Rows
    certain: Mask


class Posting(NamedTuple):
    """A posting list: rows of events; or rows of parts, with the owners of all parts, and where
    the parts of each event begin. `longer` has a bit for each event or part: whether the event is
    longer than the least of `kg.index.reach.LENGTHS`.
    """

    rows: Rows
    owners: Rows | None = None
    begins: Rows | None = None
    longer: Octets | None = None

    @classmethod
    def of_parts(cls, rows: Rows, lists: Lists) -> Posting:
        """The list of these parts."""
        return cls(rows) if lists.alike else cls(rows, lists.owner, lists.begins())


Octets = npt.NDArray[np.uint8]
_CLOSE = 64  # rows of the timeline that are as soon mapped as one row is searched for
NOTHING = Chosen(NO_ROWS, np.zeros(0, dtype=bool))


def distinct(rows: Rows) -> Chosen:
    """Rows that certainly belong; given ascending, each once."""
    certain = np.empty(len(rows), dtype=bool)
    certain.fill(1)  # sooner than `ones`
    return Chosen(rows, certain)


def sure(rows: Rows) -> Chosen:
    """Rows that certainly belong; given ascending, repeated ones are dropped."""
    if len(rows) > 1 and not bool((rows[1:] > rows[:-1]).all()):
        rows = rows[np.append(True, rows[1:] != rows[:-1])]  # the first row stays
    return distinct(rows)


def leveled(rows: Rows, levels: npt.NDArray[np.int8]) -> Chosen:
    """Rows by level (2 certain, 1 possible, 0 not); the best level of a repeated row counts."""
    given = levels > 0
    rows, certain = rows[given], levels[given] == 2
    if len(rows) > 1 and not bool((rows[1:] > rows[:-1]).all()):
        order = np.lexsort((certain, rows))
        rows, certain = rows[order], certain[order]
        last = np.append(rows[1:] != rows[:-1], True)  # the last row ends its run
        rows, certain = rows[last], certain[last]
    return Chosen(rows, certain)


def either(sets: Sequence[Chosen]) -> Chosen:
    """Rows in one of the sets: certain where certain in one."""
    filled = [one for one in sets if len(one.rows)]
    if not filled:
        return NOTHING
    if len(filled) == 1:
        return filled[0]
    rows = np.concatenate([one.rows for one in filled])
    levels = np.concatenate([one.certain for one in filled]).astype(np.int8) + np.int8(1)
    return leveled(rows, levels)


def both(one: Chosen, two: Chosen) -> Chosen:
    """Rows in both sets: certain where certain in both.

    Cost: O(smaller log larger), or of rows that lie close together O(smaller + larger).
    """
    if len(one.rows) > len(two.rows):
        one, two = two, one
    if not len(one.rows):
        return NOTHING
    first = int(two.rows[0])
    if int(two.rows[-1]) - first < _CLOSE * len(one.rows) and two.certain.all():
        return _mapped(one, two.rows, first)
    at = two.rows.searchsorted(one.rows)
    at[at == len(two.rows)] = 0  # any row will do: it is another one
    there = two.rows[at] == one.rows
    return Chosen(one.rows[there], (one.certain & two.certain[at])[there])


def _mapped(one: Chosen, rows: Rows, first: int) -> Chosen:
    """The rows of a set that are among others, found in a map of the stretch of those."""
    there = np.zeros(int(rows[-1]) - first + 2, dtype=bool)
    there[rows - np.uint32(first)] = True  # the last place stays empty
    places = one.rows - np.uint32(first)  # those before the stretch become large
    found = there.take(np.minimum(places, len(there) - 1))
    return Chosen(one.rows.compress(found), one.certain.compress(found))


class Judging(NamedTuple):
    """By which bounds and days of a window events are judged.

    With `surely` only those count that certainly share a day with it.
    """

    bounds: native.bounds.Bounds
    first: int
    last: int
    surely: bool


class Part(NamedTuple):
    """The events from one row up to another: so many from one end, None all."""

    low: int
    high: int
    most: int | None
    from_end: bool


def met(
    lists: Sequence[Posting],
    reach: Reach,
    judging: Judging | None = None,
    part: Part | None = None,
) -> Chosen | None:
    """The events within reach that all of these lists have, judged by a window, in row order.

    Without lists every event counts. None where the bounds of an event do not say all.
    Cost:   O(shortest log others), of what is taken; what lies close together costs less.
    Raises: IndexError where a list names a part that there is not.
    Equals: `both` of what each list has within reach, by `Reach.events` or `Reach.parts`, of
            which `kg.index.reach.Lengths.within` keeps some
    """
    low, high, count, from_end = part or (0, reach.size, None, False)
    room = min([reach.room if count is None else count, *[len(one.rows) for one in lists]])
    rows, certain = np.empty(room, dtype=np.uint32), np.empty(room, dtype=np.uint8)
    size = native.meeting.taken(lists, reach, judging, low, high, from_end, rows, certain)
    if size < 0:
        return None
    kept = slice(room - size, room) if from_end else slice(size)
    return Chosen(rows[kept], certain[kept].view(bool))


def within(one: Chosen, reach: Reach) -> Chosen:
    """Those rows that lie in a stretch of the timeline."""
    rows = reach.events(one.rows)
    if len(rows) == len(one.rows):
        return one
    return Chosen(rows, one.certain[one.rows.searchsorted(rows)])


def joined(one: Chosen, two: Chosen) -> Chosen:
    """One set of rows after another."""
    if not len(one.rows) or not len(two.rows):
        return one if len(one.rows) else two
    return Chosen(np.concatenate([one.rows, two.rows]), np.concatenate([one.certain, two.certain]))


def cut(one: Chosen, part: Part) -> Chosen:
    """A part of the rows of a set. Cost: O(log n)."""
    rows, first, last = one.rows, 0, len(one.rows)
    if last and rows[0] < part.low:
        first = int(rows.searchsorted(rows.dtype.type(part.low)))
    if last and rows[-1] >= part.high:
        last = int(rows.searchsorted(rows.dtype.type(part.high)))
    if part.most is not None:
        first = max(first, last - part.most) if part.from_end else first
        last = last if part.from_end else min(last, first + part.most)
    return Chosen(one.rows[first:last], one.certain[first:last])


def without(one: Chosen, two: Chosen) -> Chosen:
    """Rows of the first set that are not in the second.

    What is only possibly in the second stays, as possible.
    """
    if not len(two.rows):
        return one
    at = np.minimum(np.searchsorted(two.rows, one.rows), len(two.rows) - 1)
    there = two.rows[at] == one.rows
    kept = ~(there & two.certain[at])
    return Chosen(one.rows[kept], (one.certain & ~there)[kept])


def kept(one: Chosen, possible: Mask, certain: Mask | None = None) -> Chosen:
    """Those rows that possibly satisfy something, certain where they certainly do."""
    both_sure = one.certain if certain is None else one.certain & certain
    return Chosen(one.rows[possible], both_sure[possible])
