"""How do the arrays of the network come to be?

From the tables alone, by sorting; they are derived, disposable, and no part of the digest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.columns import Tables, table_of
from kg.columns.arrays import packed, unpacked
from kg.columns.cores import spread
from kg.columns.layout import BOUNDS, ColumnType
from kg.columns.postings import Postings, Rows, flat, postings_of
from kg.network.adjacency import DIRECT, NAMED, PARTS, PEOPLE, SETTINGS, Adjacency, Ints, bases
from kg.network.company import company_of
from kg.network.force import FORCE, in_force, stopped
from kg.network.kinds import SOURCES, Source
from kg.temporal import NEG_INF, POS_INF

NETWORK_VERSION: Final = 4
DAYS: Final = tuple(name for name, kind in BOUNDS if kind is ColumnType.NUMBER)
Array = npt.NDArray[Any]


def build_network(tables: Tables) -> dict[str, pa.Table]:
    """The network of these tables as tables of its own, to be written beside them.

    The same tables give the same ones.  Cost: O(n log n) in participations and ties.
    """
    return packed(_arrays(tables), NETWORK_VERSION)


def adjacency_of(tables: Tables) -> Adjacency:
    """The network of these tables, in memory."""
    return Adjacency(tables, _arrays(tables))


def open_network(tables: Tables, stored: Tables) -> Adjacency:
    """The network that was stored beside the tables it was built from.

    Cost:   O(1); nothing is read before it is asked for.
    Raises: SegmentVersionError.
    """
    return Adjacency(tables, unpacked(stored, "the network", NETWORK_VERSION))


def _arrays(tables: Tables) -> dict[str, Array]:
    named = {name: _members(tables, *column) for name, column in NAMED.items()}
    part, member, tenure, settled = _holders(tables)
    found: dict[str, Array] = {
        **{f"named.{name}": numbers.astype(np.int32) for name, numbers in named.items()},
        **_numbered({"part": part, "member": member, "tenure": tenure}, "holders."),
        "facts": np.array([settled], dtype=np.int64),
    }
    stages: tuple[Callable[[], dict[str, Array]], ...] = (
        lambda: _with_company(
            tables, _layer("people", tables, _people(tables, named, part, member), 0)
        ),
        lambda: _layer("settings", tables, _settings(tables, named), bases(tables)[SETTINGS[0]]),
        lambda: _direct(tables),
        lambda: _earlier(tables),
    )
    for arrays in spread(lambda stage: stage(), stages):
        found |= arrays
    return found


def _numbered(arrays: dict[str, Array], prefix: str) -> dict[str, Array]:
    return {prefix + name: array for name, array in arrays.items()}


# ---- members


def _members(tables: Tables, table: str, column: str) -> Ints:
    """For each word of a column of references the number of the member, -1 where there is none.

    One more -1 stands at the end, for the code of no word.
    """
    words = tables.words(table, column).array
    found = np.full(len(words) + 1, -1, dtype=np.int64)
    base = bases(tables)
    for target in base:
        places = _places(words, target)
        if len(places):
            rows, at = tables.rows_matching(target, words.take(pa.array(places)))
            found[places[at]] = rows.astype(np.int64) + base[target]  # the last version stays
    return found


def _places(words: pa.Array, target: str) -> npt.NDArray[np.int64]:
    """The places of the ids of one table."""
    if not len(words):
        return np.zeros(0, dtype=np.int64)
    if target == "concept":
        kinds = pc.list_element(pc.split_pattern(words, "/", max_splits=1), 0)
        known = [k for k in pc.unique(kinds).to_pylist() if table_of(f"{k}/") == "concept"]
        mask = pc.is_in(kinds, value_set=pa.array(known, kinds.type))
    else:
        mask = pc.starts_with(words, f"{target}/")
    return np.flatnonzero(mask.to_numpy(zero_copy_only=False))


def _earlier(tables: Tables) -> dict[str, Array]:
    """The event rows that are not the last version of their record, and that one's of each."""
    versions = tables.column("event", "clock_version")
    rows = np.zeros(0, dtype=np.uint32)
    last = rows
    if len(versions) and (versions.strides != (0,) or int(versions[0]) != 1):
        codes = tables.words("event", "id").array.dictionary_encode().indices.to_numpy()
        of_code = np.zeros(int(codes.max()) + 1, dtype=np.uint32)
        order = np.argsort(versions, kind="stable")
        of_code[codes[order]] = order
        rows = np.flatnonzero(of_code[codes] != np.arange(len(codes))).astype(np.uint32)
        last = of_code[codes[rows]]
    return {"earlier.rows": rows, "earlier.last": last}


# ---- through events


def _holders(tables: Tables) -> tuple[Rows, Ints, Rows, bool]:
    """Who is meant by participations that name a tenure and no actor.

    Last: whether each such tenure has one version, which counts now.
    """
    tenures = tables.column(PARTS, "tenure")
    bare = np.flatnonzero((tenures >= 0) & (tables.column(PARTS, "actor") < 0))
    none = np.zeros(0, dtype=np.uint32)
    if not len(bare):
        return none, np.zeros(0, dtype=np.int64), none, True
    rows, at = tables.rows_matching("tenure", tables.words(PARTS, "tenure").array)
    order = np.lexsort((rows, at))
    rows, at = rows[order], at[order]
    begins = np.searchsorted(at, tenures[bare])
    counts = np.searchsorted(at, tenures[bare], "right") - begins
    tenure = rows[flat(begins, counts)]
    member = _members(tables, "tenure", "holder")[tables.column("tenure", "holder")[tenure]]
    current = tables.column("tenure", "clock_withdrawn_day")[tenure] == POS_INF
    settled = bool((counts == 1).all() and current.all())
    return np.repeat(bare, counts).astype(np.uint32), member, tenure, settled


def _people(
    tables: Tables, named: dict[str, Ints], part: Rows, member: Ints
) -> list[tuple[Array, Array]]:
    """Events and who took part: an actor, else the holder of the tenure, else the office."""
    owner = tables.column(PARTS, "owner")
    codes = {name: tables.column(PARTS, name) for name in (*PEOPLE, "tenure")}
    posts = np.flatnonzero((codes["actor"] < 0) & (codes["tenure"] < 0))
    return [
        (owner, named["actor"][codes["actor"]]),
        (owner[part], member),
        (owner[posts], named["office"][codes["office"][posts]]),
    ]


def _settings(tables: Tables, named: dict[str, Ints]) -> list[tuple[Array, Array]]:
    return [
        (tables.column(NAMED[kind][0], "owner"), named[kind][tables.column(*NAMED[kind])])
        for kind in SETTINGS
    ]


def _layer(
    name: str, tables: Tables, pairs: list[tuple[Array, Array]], first: int
) -> dict[str, Array]:
    known = [(owner[member >= 0], member[member >= 0]) for owner, member in pairs]
    tables_of = PEOPLE if name == "people" else SETTINGS
    size = sum(tables.count(table) for table in tables_of)
    sides = spread(
        lambda side: postings_of(*side),
        (
            ([(owner.astype(np.int64), member) for owner, member in known], tables.count("event")),
            ([(member - first, owner) for owner, member in known], size),
        ),
    )
    members, events = sides
    return _kept(f"{name}.members", members) | _kept(f"{name}.events", events)


def _with_company(tables: Tables, people: dict[str, Array]) -> dict[str, Array]:
    """Who took part in events, and who was with whom."""
    members, events = (
        Postings(people[f"people.{side}.offsets"], people[f"people.{side}.rows"])
        for side in ("members", "events")
    )
    days = (tables.column("event", f"time_{day}") for day in ("start_latest", "end_latest"))
    company = company_of(members, events, *days)
    return people | _numbered(company._asdict(), "company.")


def _kept(name: str, lists: Postings) -> dict[str, Array]:
    return {f"{name}.offsets": lists.offsets, f"{name}.rows": lists.rows}


# ---- direct


class _Ties(NamedTuple):
    """Ties of one source, or of all; the arrays are those of `Direct`."""

    one: Ints
    two: Ints
    source: Array
    row: Array
    part: Array
    bounds: Array  # four columns
    dated: Array
    simple: Array


def _direct(tables: Tables) -> dict[str, Array]:
    found = [_of_source(tables, at, source) for at, source in enumerate(SOURCES)]
    whole = _Ties(*(np.concatenate(columns) for columns in zip(*found, strict=True)))
    start = np.where(whole.dated, whole.bounds[:, 0], POS_INF)
    order = np.lexsort((whole.part, whole.two, whole.one, whole.row, whole.source, start))
    whole = _Ties(*(column[order] for column in whole))
    both = np.concatenate([whole.one, whole.two])
    ends, at = np.unique(both, return_inverse=True)
    ties = np.tile(np.arange(len(whole.one)), 2)
    arrays: dict[str, Array] = {
        "one": whole.one,
        "two": whole.two,
        "source": whole.source.astype(np.uint8),
        "row": whole.row.astype(np.uint32),
        "part": whole.part.astype(np.int32),
        **{name: np.ascontiguousarray(whole.bounds[:, i]) for i, name in enumerate(DAYS)},
        "dated": whole.dated.astype(np.uint8),
        "simple": whole.simple.astype(np.uint8),
        "ends": ends,
    }
    lists = postings_of([(at, ties)], len(ends))
    return _numbered({name: arrays[name] for name in DIRECT}, "direct.") | _kept("direct.at", lists)


def _of_source(tables: Tables, number: int, source: Source) -> _Ties:
    """The ties of one source whose ends both are there and differ; one for each period."""
    where = source.parts or source.table
    two = _members(tables, where, source.columns[1])[tables.column(where, source.columns[1])]
    rows = tables.column(where, "owner") if source.parts else np.arange(tables.count(where))
    one = _ends(tables, source, rows.astype(np.int64))
    kept = np.flatnonzero((one >= 0) & (two >= 0) & (one != two))
    one, two, rows = one[kept], two[kept], rows[kept].astype(np.int64)
    part = np.full(len(rows), -1, dtype=np.int64)
    if source.time == "force":
        periods, counts = _in_force(tables, rows)
        again = np.repeat(np.arange(len(rows)), counts)
        one, two, rows, part = one[again], two[again], rows[again], periods
    bounds, dated, simple = _dates(tables, source, rows, part)
    source_of = np.full(len(rows), number, dtype=np.int64)
    return _Ties(one, two, source_of, rows, part, bounds, dated, simple)


def _ends(tables: Tables, source: Source, rows: Ints) -> Ints:
    """The first member of each tie: a column, or the record itself."""
    if source.columns[0] != "id":
        found = _members(tables, source.table, source.columns[0])
        named: Ints = found[tables.column(source.table, source.columns[0])[rows]]
        return named
    ids = tables.words(source.table, "id").array  # versions of one record lie together
    last = np.ones(len(ids), dtype=bool)
    if len(ids) > 1:
        last[:-1] = pc.not_equal(ids[1:], ids[:-1]).to_numpy(zero_copy_only=False)
    stays = np.flatnonzero(last)[np.cumsum(np.append(0, last[:-1]))[: len(last)]]
    numbers: Ints = stays[rows] + bases(tables)[source.table]
    return numbers


def _dates(tables: Tables, source: Source, rows: Ints, part: Ints) -> tuple[Array, Array, Array]:
    """The four bounds of each tie, whether it is dated, and whether they say all."""
    bounds = np.tile(np.array([NEG_INF, POS_INF, NEG_INF, POS_INF]), (len(rows), 1))
    dated, simple = np.zeros((2, len(rows)), dtype=bool)
    if source.time == "force":
        given = part >= 0
        bounds[given], dated[given], simple[given] = _force_days(tables, part[given])
    elif source.time is not None:
        columns = [tables.column(source.table, f"{source.time}_{day}")[rows] for day in DAYS]
        dated = tables.column(source.table, f"{source.time}_dated")[rows]
        simple = tables.column(source.table, f"{source.time}_simple")[rows] & dated
        bounds = np.where(dated[:, None], np.stack(columns, axis=1), bounds)
    return bounds, dated, simple


def _in_force(tables: Tables, rows: Ints) -> tuple[Ints, Ints]:
    """The periods in force of instruments, one after another, and how many each has.

    An instrument without one has a -1: its ties are not dated.
    """
    parts, counts = tables.lists(FORCE).of(rows.astype(np.uint32))
    held = in_force(tables)[parts]
    at = np.repeat(np.arange(len(rows)), counts)[held]
    bare = np.setdiff1d(np.arange(len(rows)), at)
    owner = np.concatenate([at, bare])
    periods = np.concatenate([parts[held].astype(np.int64), np.full(len(bare), -1)])
    order = np.argsort(owner, kind="stable")
    return periods[order], np.bincount(owner, minlength=len(rows)).astype(np.int64)


def _force_days(tables: Tables, parts: Ints) -> tuple[Array, Array, Array]:
    """The bounds of periods in force; where the instrument was suspended or is said to have ended,
    they do not say all.
    """
    days = np.stack([tables.column(FORCE, f"time_{day}")[parts] for day in DAYS], axis=1)
    dated = tables.column(FORCE, "time_dated")[parts]
    simple = tables.column(FORCE, "time_simple")[parts] & dated
    return days, dated, simple & ~stopped(tables, parts)
