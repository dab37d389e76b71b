"""How are columns handed to the kernels that write texts?

Each function gives a writer of `kg.native.texts`, which has the buffers of its columns and
nothing else. Only where the kernels are there (`kg.native.there`); their twins read the same
columns by `kg.query.columns_of`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from kg import native
from kg.columns.strings import Bits
from kg.columns.views import NoneView, WordView
from kg.index.group import BEGINS
from kg.query.columns_of import Columns, as_rows, columns_of
from kg.query.cursor import DIGITS
from kg.query.sight import Sight

Writer = Any
"""A writer of `kg.native.texts`."""
Many = Callable[[Any, Sequence[int]], Sequence[str]]
"""A run, for what is counted, and rows or codes, to a text for each."""
KEPT: Final = 40_000_000
"""Bytes of texts by code that are kept for one snapshot."""
OF_ID: Final = frozenset({"id", "slug", "ref"})
_ROOM: Final = "room"


def fixed(text: str | None) -> Writer:
    """A text that is always the same; what comes upon None is unfit."""
    return native.texts.Refused() if text is None else native.texts.Fixed(text)


def object_of(literals: Sequence[str], writers: Sequence[Writer]) -> Writer:
    """Texts that are always the same, and what writers write between them."""
    return native.pages.Object(literals, writers)


def made_by(read: Callable[[Any, Any], Sequence[str]]) -> Writer:
    """What a reader in Python makes of rows."""
    return native.texts.Made(lambda run, rows: read(run, as_rows(rows)))


def text(columns: Columns, table: str, column: str, null: str | None) -> Writer:
    """The texts of a column, `null` where none is."""
    view = columns.tables.view(table, column)
    if isinstance(view, NoneView):
        return fixed(null)
    strings = _strings(columns, table, column)
    if isinstance(view, WordView):
        return native.texts.Word(_numbers(columns, table, column), strings, fixed(null))
    return native.texts.Text(strings, fixed(null))


def of_id(columns: Columns, table: str, name: str) -> Writer:
    """What is made of the id of a record, by the names of `OF_ID`."""
    ids = _strings(columns, table, "id")
    if name == "id":
        return native.texts.NodeId(ids)
    return native.texts.Text(ids, fixed(None), slug=name == "slug")


def number(columns: Columns, table: str, column: str, null: str | None) -> Writer:
    """The numbers of a column, `null` where none is."""
    view = columns.tables.view(table, column)
    bits = view.bits()
    if bits is None:
        return fixed(null)
    shown = native.texts.Number(_numbers(columns, table, column))
    return native.pages.Where(map(_bits, bits), shown, fixed(null)) if bits else shown


def day(columns: Columns, table: str, column: str, make: Callable[[int], str]) -> Writer:
    """The days of a column; `make` makes those that are none of four digits."""
    return native.texts.Day(_numbers(columns, table, column), make)


def coded(columns: Columns, table: str, column: str, make: Many) -> Writer:
    """What `make` makes of the codes of a column, -1 among them; kept while there is room."""
    room: Any = columns.texts.setdefault(_ROOM, native.texts.Room(KEPT))
    codes = _numbers(columns, table, column)
    return native.texts.Kept(codes, len(columns.tables.words(table, column)), make, room)


def label(columns: Columns, table: str, langs: Sequence[str], of_id: str | None) -> Writer:
    """The labels of rows, as `kg.model.label_in` chooses them.

    Where there is none the slugs of the records in the table `of_id`, or null.
    """
    ids = None if of_id is None else _strings(columns, of_id, "id")
    none = fixed("null") if ids is None else native.texts.Text(ids, fixed(None), slug=True)
    if not columns.tables.count(table):
        return none
    strings, begins = _strings(columns, table, "text"), _begins(columns, table)
    if begins is None:
        return native.texts.Text(strings, none)
    spoken = columns.tables.words(table, "lang")
    ranks = [_rank(spoken.get(code) or "", langs) for code in range(len(spoken))]
    order = native.reading.Numbers(np.array(ranks, dtype=np.int32))
    return native.pages.Label(begins, _numbers(columns, table, "lang"), order, strings, none)


def _rank(lang: str, langs: Sequence[str]) -> int:
    """How many of the languages come before the first that a label of this language is in."""
    wanted = (*langs, "en")
    found = (at for at, said in enumerate(wanted) if lang == said or lang.startswith(said + "-"))
    return next(found, len(wanted))


def members(columns: Columns, table: str, member: Writer) -> Writer:
    """Lists of what members show."""
    if not columns.tables.count(table):
        return fixed("[]")
    return native.pages.Members(_begins(columns, table), member)


def only(columns: Columns, table: str, member: Writer, null: str | None) -> Writer:
    """What the one member shows, `null` where there is none."""
    if not columns.tables.count(table):
        return fixed(null)
    return native.pages.Only(_begins(columns, table), member, fixed(null))


def where(columns: Columns, table: str, column: str, then: Writer, otherwise: Writer) -> Writer:
    """One thing where a row has a value or a yes in a column, else another."""
    bits = columns.tables.view(table, column).bits()
    if bits is None:
        return otherwise
    return native.pages.Where(map(_bits, bits), then, otherwise)


def unless(columns: Columns, table: str, names: Sequence[str], shown: Writer) -> Writer:
    """What is shown where a row has nothing in any of these columns; others are unfit."""
    for name in names:
        shown = where(columns, table, name, fixed(None), shown)
    return shown


def cursor(sight: Sight, order: str) -> Writer:
    """The cursors of events in an order.

    Equals: kg.query.cursor.write_cursor(order, place, digest), without quotation marks
    """
    columns = columns_of(sight)
    key = ("cursor", order)
    if key not in columns.texts:
        times = sight.index.times("event")
        bounds = ("start_earliest", "end_latest", "start_latest")
        keys = [native.reading.Numbers(times.together(name)) for name in bounds]
        ids, undated = _strings(columns, "event", "id"), sight.index.dated_events
        columns.texts[key] = native.cursors.Cursor(order, undated, keys, ids, sight.digest[:DIGITS])
    return columns.texts[key]


def beside(which: int) -> Writer:
    """The number in one of the columns that are noted beside the rows of a page."""
    return native.texts.Beside(which)


def noted(texts: Sequence[str]) -> Writer:
    """One of these texts, by the number in the first column that is noted beside the rows."""
    return native.texts.Noted(texts)


def _begins(columns: Columns, table: str) -> Any:
    """Where the members of each owner begin; None where each has the one of its number."""
    lists = columns.tables.lists(table)
    if lists.alike:
        return None
    return native.reading.Numbers(columns.together(table + BEGINS, lists.begins()))


def _numbers(columns: Columns, table: str, column: str) -> Any:
    plain = columns.codes(table, column)
    return native.reading.Numbers(columns.together(f"{table}.{column}", plain))


def _strings(columns: Columns, table: str, column: str) -> Any:
    offsets, data, valid = columns.tables.words(table, column).laid
    offsets = columns.together(f"{table}.{column}{BEGINS}", offsets)
    return native.reading.Strings(offsets, data, None if valid is None else _bits(valid))


def _bits(bits: Bits) -> Any:
    return native.reading.Bits(*bits.laid)
