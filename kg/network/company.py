"""Who was with a member, event by event in the order of time?

What follows from who took part in what, laid out so that a question about one member reads one
stretch: the others in all events of a member lie end to end.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from kg.columns.postings import Postings, gathered, narrow

_MOST: Final = 8  # others in an event, in the mean over participations, up to which it is laid out
_AT_ONCE: Final = 2**18
SOONEST: Final = -(2**31)
LAST: Final = 2**31 - 1
Days = npt.NDArray[np.int64]


class Company(NamedTuple):
    """The others in the events of each member.

    Shape: `offsets` says for each place in the lists of events by member (`Layer.events`) where
           its others begin in `members`; one more at the end. `begun` and `ends` lie beside the
           lists.
    Units: `begun` is the day by which the event has begun, `ends` the last on which it may last;
           both cut to 32 bits.
    """

    offsets: npt.NDArray[Any]
    members: npt.NDArray[np.uint32]
    begun: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]


def company_of(members: Postings, events: Postings, begun: Days, ends: Days) -> Company:
    """The company of all members; empty where events have so many that it would be too long.

    `members` by event, `events` by member; `begun` and `ends` by event.
    Cost: O(the pairs that all events have together).
    """
    sizes = np.diff(members.offsets.astype(np.int64))
    others = sizes[events.rows] - 1
    none = np.zeros(0, dtype=np.uint32)
    if not len(others) or int(others.sum()) > _MOST * len(others):
        return Company(none, none, none.astype(np.int32), none.astype(np.int32))
    offsets = np.concatenate([[0], np.cumsum(others)])
    found = np.empty(int(offsets[-1]), dtype=np.uint32)
    lengths = np.diff(events.offsets).astype(np.int64)
    owner = np.repeat(np.arange(len(lengths)), lengths)
    for at in range(0, len(others), _AT_ONCE):
        part = slice(at, at + _AT_ONCE)
        listed, counts = gathered(members, events.rows[part])
        rest = listed[listed != np.repeat(owner[part], counts)]
        found[offsets[at] : offsets[at] + len(rest)] = rest
    days = [np.clip(d[events.rows], SOONEST, LAST).astype(np.int32) for d in (begun, ends)]
    return Company(narrow(offsets), found, *days)
