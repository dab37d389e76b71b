"""Which columns say where, and which ones hold identifiers of what others name?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kg.ingest.mapping import proposewords as words
from kg.ingest.mapping.proposecells import PLACES, length_of, outside_of, plain_numbers, within
from kg.ingest.mapping.proposelook import Column
from kg.ingest.mapping.proposeparts import Left, Outside, Where

_LONG: Final = 60  # letters of a cell, on the average, that make it a text
_COUNTY: Final = 2  # the level of places that FIPS codes of five digits name
_STATE: Final = 3


def where_of(left: Left) -> Where | None:
    """The places of a row, if a column or several name them."""
    levels: dict[int, Column] = {}
    for column in left:
        level = _level(left, column)
        if level is not None:
            taken = levels.get(level)
            if taken is None or column.filled > taken.filled:
                levels[level] = column
    if not levels:
        return None
    ordered = sorted(levels.items())
    # A venue is fine for a row, but rows share towns: it is left for who wants it.
    if len(ordered) > 1 and ordered[0][0] == 0 and not _is_town(left, ordered):
        ordered = ordered[1:]
    finest = ordered[0][1]
    chain = [(level, column) for level, column in ordered if _covers(column, finest)]
    left.take(*(column for _, column in chain))
    outside = {c.place: outside_beside(left, left.said(c), places=True) for _, c in chain}
    for column in left:
        scheme = outside_of(column, left.said(column))
        at = dict(chain).get(_named_by(column)) if scheme in ("fips", "geoid") else None
        if at is not None and scheme is not None and not column.listed:
            outside[at.place] = (*outside[at.place], (scheme, column))
            left.take(column)
    kinds = tuple((column, _kind(level, column)) for level, column in chain)
    point, comma = _point(left)
    return Where(levels=kinds, outside=outside, point=point, comma=comma)


def _is_town(left: Left, ordered: Sequence[tuple[int, Column]]) -> bool:
    """Whether a `location` stands where the names of towns would, which are not there."""
    return ordered[1][0] > 1 and bool(set(left.said(ordered[0][1])) & words.ANYWHERE)


def _kind(level: int, column: Column) -> str | None:
    """The kind of the places of a column, if its name tells one."""
    said = set(words.words_of(column.name))
    return None if said & words.ANYWHERE else words.LEVELS[level][1]


def _level(left: Left, column: Column) -> int | None:
    """How wide the places are that a column names, if it names places."""
    said = left.said(column)
    if column.listed or length_of(column) > _LONG or plain_numbers(column):
        return None
    if set(said) & words.ADMIN and len(said) == 2 and said[-1].isdigit():
        return _STATE + 1 - min(max(int(said[-1]), 1), 3)
    return None if set(said) & {*words.ID, *words.OUTSIDE} else words.level_of(said)


def _named_by(column: Column) -> int:
    """The level of places that codes of so many digits name; -1 where none does."""
    most = max(map(len, column.counts))
    return _COUNTY if most in (4, 5) else _STATE if most in (1, 2) else -1


def _covers(wide: Column, fine: Column) -> bool:
    """Whether nearly every row with the finer place has the wider one too."""
    pairs = zip(wide.cells.to_pylist(), fine.cells.to_pylist(), strict=True)
    return sum(a is not None and b is not None for a, b in pairs) >= 0.98 * fine.filled


def _point(left: Left) -> tuple[tuple[Column, Column] | None, bool]:
    """The columns of a point, and whether commas are its decimal signs."""
    for comma in (False, True):
        north = [c for c in left.all(words.LATITUDE) if within(c, 90, comma=comma)]
        east = [c for c in left.all(words.LONGITUDE) if within(c, 180, comma=comma)]
        if north and east:
            break
    else:
        return None, False
    pairs = zip(north[0].cells.to_pylist(), east[0].cells.to_pylist(), strict=True)
    if not all((a is None) == (b is None) for a, b in pairs):
        return None, False
    left.take(north[0], east[0])
    return (north[0], east[0]), comma


def outside_beside(left: Left, stem: tuple[str, ...], *, places: bool) -> Outside:
    """The columns of identifiers whose name is another one and `id`, `gnd`, `fips` …"""
    found: dict[str, Column] = {}
    for column in left:
        said = left.said(column)
        if not stem or said[: len(stem)] != stem or len(said) <= len(stem) or column.listed:
            continue
        scheme = outside_of(column, said)
        if scheme is None and set(said[len(stem) :]) <= words.ID:
            scheme = "-".join(said)
        if scheme is not None and (places or scheme not in PLACES):
            found.setdefault(scheme, column)
    left.take(*found.values())
    return tuple(found.items())
