"""How does an index come to be?

From the tables alone, by sorting; it is derived, disposable, and no part of the digest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.columns import Tables, layout
from kg.columns.arrays import packed, unpacked
from kg.columns.cores import spread
from kg.columns.postings import Postings, Rows, merged
from kg.index.crossings import (
    claim_events,
    event_evidence,
    evidence_codes,
    evidence_tables,
    first_rows,
)
from kg.index.families import FAMILIES, Lists, lists_of
from kg.index.group import Group, grouped
from kg.index.reach import Lengths
from kg.index.timeline import Times
from kg.index.tokens import read_words
from kg.index.words import Called, Lexicon, Words
from kg.model.records import CLASSES
from kg.temporal import POS_INF

Array = npt.NDArray[Any]
Made = TypeVar("Made")
INDEX_VERSION: Final = 2
_NONE: Final = np.zeros(0, dtype=np.int64)  # of a snapshot from before there was a group


class Index:
    """The posting lists, texts and dates of one snapshot.

    Shape: rows are rows of `tables`, uint32. Immutable; threads may share it.

    `kept` is for what others make of it for as long as it lasts, each under a name of its own:
    `once` makes it.
    """

    def __init__(self, tables: Tables, arrays: dict[str, Array]) -> None:
        self.tables = tables
        self._arrays = arrays
        self._families: dict[str, Lists] = {}
        self._times: dict[tuple[str, str], Times] = {}
        self._unchanged: dict[str, bool] = {}
        self._lengths: Lengths | None = None
        self.event_evidence = self._lists("evidence.events")
        self.evidence_of_event = self._postings("event.evidence")
        self.claim_events = self._postings("claim.events")
        self.evidence_first: Rows = arrays["evidence.first"]
        self.qualified: npt.NDArray[np.uint8] = arrays["event.qualified"]
        self.words = self._words()
        self.last_day, self.dated_events = (int(n) for n in arrays["facts"])
        self.kept: dict[str, Any] = {}

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """What is kept under a name; it is made when it is first asked for.

        Threads that ask at the same time may each make it, and get the same. None is not kept.
        """
        found: Made | None = self.kept.get(name)
        return self.kept.setdefault(name, make()) if found is None else found

    @cached_property
    def events(self) -> int:
        """How many rows of events there are."""
        return self.tables.count("event")

    @cached_property
    def group(self) -> Group:
        """The columns of events that lie side by side."""
        rows, places = (self._arrays.get(f"group.{name}", _NONE) for name in ("rows", "places"))
        return Group(rows, places, self.events)

    def family(self, name: str) -> Lists:
        """One family of posting lists. Raises: KeyError when there is none of this name."""
        if name not in self._families:
            self._families[name] = self._lists(name)
        return self._families[name]

    def rows(self, name: str, ids: Sequence[str], *, past: bool = False) -> Rows:
        """The rows in which a family has one of these ids; `past`: of withdrawn versions too.

        Order: ascending, each once.  Cost: O(answer), and a binary search for each id.
        """
        lists = self.family(name)
        codes = self.codes(name, ids)
        if len(codes) == 1 and not past:
            return lists.now.of(codes[0])
        found = [lists.now.of(code) for code in codes]
        if past:
            found += [lists.past.of(code) for code in codes]
        return merged(found)

    def codes(self, name: str, ids: Sequence[str]) -> list[int]:
        """The codes of ids in the column of a family; those no row has are left out."""
        family = FAMILIES[name]
        found = (self.tables.code(family.table, family.column, i) for i in ids)
        return [code for code in found if code is not None]

    def unchanged(self, table: str) -> bool:
        """Whether no row of a table was ever withdrawn, as the file itself says. Cost: O(1)."""
        found = self._unchanged.get(table)
        if found is None:
            withdrawn = self.tables.column(table, "clock_withdrawn_day")
            once = withdrawn.strides == (0,)  # one value stands for all
            found = not len(withdrawn) or (once and bool(self.last_day < withdrawn[0]))
            self._unchanged[table] = found
        return found

    def times(self, table: str, field: str = "time") -> Times:
        """The dates of one field of a table."""
        key = (table, field)
        if key not in self._times:
            group = self.group if table == "event" else None
            self._times[key] = Times(self.tables, table, field, group)
        return self._times[key]

    def evidence_codes(self, table: str) -> npt.NDArray[np.int32]:
        """For each word of an evidence list table, the first row of that evidence."""
        codes: npt.NDArray[np.int32] = self._arrays[f"codes.{table}"]
        return codes

    def lengths(self) -> Lengths:
        """Which events are long. Cost: O(events), once."""
        if self._lengths is None:
            self._lengths = Lengths(self.times("event"), self.dated_events)
        return self._lengths

    def _postings(self, name: str) -> Postings:
        return Postings(self._arrays[f"{name}.offsets"], self._arrays[f"{name}.rows"])

    def _lists(self, name: str) -> Lists:
        return Lists(self._postings(f"{name}.now"), self._postings(f"{name}.past"))

    def _words(self) -> Words:
        a = self._arrays
        return Words(
            a["words.bases"],
            Lexicon(a["words.data"], a["words.ends"]),
            self._postings("words.names"),
            self._postings("words.prose"),
            Called(self.tables, a["called.starts"], a["called.order"], a["words.bases"]),
        )


def index_of(tables: Tables) -> Index:
    """The index of these tables, in memory."""
    return Index(tables, _arrays(tables))


def build_index(tables: Tables) -> dict[str, pa.Table]:
    """The index of these tables as tables of its own, to be written beside them.

    The same tables give the same ones.
    """
    return packed(_arrays(tables), INDEX_VERSION)


def open_index(tables: Tables, stored: Tables) -> Index:
    """The index that was stored beside the tables it was built from.

    Cost:   O(1); nothing is read before it is asked for.
    Raises: SegmentVersionError.
    """
    return Index(tables, unpacked(stored, "the index", INDEX_VERSION))


def _arrays(tables: Tables) -> dict[str, Array]:
    """Every array by its name; of long tables on all cores, the longest work first."""
    parts: list[Callable[[Tables], dict[str, Array]]] = [
        _words,
        grouped,
        _evidence,
        _claims,
        _facts,
    ]
    parts += [partial(_family, name) for name in FAMILIES]
    found = spread(lambda part: part(tables), parts, max(map(tables.count, CLASSES)))
    return {name: array for arrays in found for name, array in arrays.items()}


def _stored(name: str, lists: Postings) -> dict[str, Array]:
    return {f"{name}.offsets": lists.offsets, f"{name}.rows": lists.rows}


def _both(name: str, lists: Lists) -> dict[str, Array]:
    return _stored(f"{name}.now", lists.now) | _stored(f"{name}.past", lists.past)


def _family(name: str, tables: Tables) -> dict[str, Array]:
    return _both(name, lists_of(tables, FAMILIES[name]))


def _evidence(tables: Tables) -> dict[str, Array]:
    lists, of_event = event_evidence(tables)
    codes = {f"codes.{table}": evidence_codes(tables, table) for table in evidence_tables()}
    first = {"evidence.first": first_rows(tables, "evidence")}
    return _both("evidence.events", lists) | _stored("event.evidence", of_event) | codes | first


def _claims(tables: Tables) -> dict[str, Array]:
    return _stored("claim.events", claim_events(tables))


def _facts(tables: Tables) -> dict[str, Array]:
    facts = np.array([_last_day(tables), _dated_events(tables)], dtype=np.int64)
    return {"facts": facts, "event.qualified": _qualified(tables)}


def _words(tables: Tables) -> dict[str, Array]:
    words = read_words(tables)
    return {
        "words.bases": words.bases,
        "words.data": words.lexicon.data,
        "words.ends": words.lexicon.ends,
        "called.starts": words.called.starts,
        "called.order": words.called.order,
        **_stored("words.names", words.names),
        **_stored("words.prose", words.prose),
    }


def _last_day(tables: Tables) -> int:
    """The last day on which anything was recorded or withdrawn."""
    last = -POS_INF
    for name, described in layout().items():
        if not described.parent and "clock_recorded_day" in (c.name for c in described.columns):
            for column in ("clock_recorded_day", "clock_withdrawn_day"):
                days = tables.column(name, column)
                days = days[days != POS_INF]
                last = max(last, int(days.max()) if len(days) else last)
    return last


def _qualified(tables: Tables) -> npt.NDArray[np.uint8]:
    """For each event row, whether its date is marked uncertain or approximate."""
    marked = pc.match_substring_regex(tables.words("event", "time_edtf").array, "[?~%]")
    flags = np.append(marked.to_numpy(zero_copy_only=False), False)  # at the end: no date
    found: npt.NDArray[np.uint8] = flags[tables.column("event", "time_edtf")].astype(np.uint8)
    return found


def _dated_events(tables: Tables) -> int:
    """How many event rows are dated: they come first."""
    return int(np.count_nonzero(tables.column("event", "time_dated")))
