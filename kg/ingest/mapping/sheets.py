"""How are many instances of one class kept as columns, before they are laid down?

A sheet is to a class what a table of the layout is, but in any order, without keys and
without the computed columns: what templates give for many rows at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kg.ingest.mapping.coded import (
    Coded,
    Ints,
    Mask,
    constant,
    joined,
)
from kg.ingest.mapping.combos import combos


class Numbers(NamedTuple):
    """Whole or real numbers, or flags. Shape: under a row that has none stands a zero."""

    values: npt.NDArray[Any]
    given: Mask

    @property
    def size(self) -> int:
        """How many rows."""
        return len(self.values)

    def take(self, rows: npt.NDArray[Any]) -> Numbers:
        """These rows, in this order."""
        return Numbers(self.values[rows], self.given[rows])


class Listing(NamedTuple):
    """The members of a list. Shape: `owner` ascends; members stand as they were written."""

    owner: Ints
    items: Sheet | Coded

    def take(self, rows: npt.NDArray[Any]) -> Listing:
        """The members of these owners, which are counted anew."""
        begins = np.searchsorted(self.owner, rows, "left")
        counts = np.searchsorted(self.owner, rows, "right") - begins
        at = stretches(begins, counts)
        return Listing(np.repeat(np.arange(len(rows)), counts), self.items.take(at))


@dataclass(frozen=True, slots=True)
class Sheet:
    """Instances of `cls`: a column for each field that has a value in some row.

    `given` says which instances are there at all (a part that may be absent); None is all.
    """

    cls: type[Any]
    size: int
    fields: Mapping[str, Column]
    given: Mask | None = None

    def take(self, rows: npt.NDArray[Any]) -> Sheet:
        """These instances, in this order."""
        fields = {name: column.take(rows) for name, column in self.fields.items()}
        given = None if self.given is None else self.given[rows]
        return Sheet(self.cls, len(rows), fields, given)


Column = Coded | Numbers | Listing | Sheet


def stretches(begins: npt.NDArray[Any], counts: npt.NDArray[Any]) -> Ints:
    """The places of several stretches, one after another."""
    before = np.cumsum(counts) - counts
    places: Ints = np.arange(int(counts.sum())) + np.repeat(begins - before, counts)
    return places


def stacked(sheets: Sequence[Sheet]) -> Sheet:
    """Sheets of one class one after another."""
    if len(sheets) == 1:
        return sheets[0]
    names = dict.fromkeys(name for sheet in sheets for name in sheet.fields)
    fields = {n: _stacked([(s.fields.get(n), s.size) for s in sheets]) for n in names}
    given = None
    if any(sheet.given is not None for sheet in sheets):
        masks = [np.ones(s.size, dtype=bool) if s.given is None else s.given for s in sheets]
        given = np.concatenate(masks)
    return Sheet(sheets[0].cls, sum(sheet.size for sheet in sheets), fields, given)


def _stacked(columns: Sequence[tuple[Column | None, int]]) -> Column:
    kind = next(column for column, _ in columns if column is not None)
    if isinstance(kind, Listing):
        return _stacked_lists(columns)
    filled = [empty(kind, size) if column is None else column for column, size in columns]
    if isinstance(kind, Coded):
        return joined(filled)  # type: ignore[arg-type]  # columns of one field are of one kind
    if isinstance(kind, Numbers):
        return Numbers(
            np.concatenate([c.values for c in filled]),  # type: ignore[union-attr]  # all of one kind
            np.concatenate([c.given for c in filled]),  # type: ignore[union-attr]  # all of one kind
        )
    return stacked(filled)  # type: ignore[arg-type]  # as above


def _stacked_lists(columns: Sequence[tuple[Column | None, int]]) -> Listing:
    starts = np.cumsum([0, *(size for _, size in columns)])
    lists = [
        (column, start)
        for (column, _), start in zip(columns, starts, strict=False)
        if isinstance(column, Listing)
    ]
    owner = np.concatenate([column.owner + start for column, start in lists])
    items = _stacked([(one.items, len(one.owner)) for one, _ in lists])
    return Listing(owner, items)  # type: ignore[arg-type]  # members are sheets or texts


def empty(like: Column, size: int) -> Column:
    """A column of the same kind in which no row has a value."""
    if isinstance(like, Coded):
        return Coded(np.full(size, -1, dtype=np.int32), like.words)
    if isinstance(like, Numbers):
        return Numbers(np.zeros(size, dtype=like.values.dtype), np.zeros(size, dtype=bool))
    if isinstance(like, Listing):
        none = np.zeros(0, dtype=np.int64)
        return Listing(none, like.items.take(none))
    fields = {name: empty(column, size) for name, column in like.fields.items()}
    return Sheet(like.cls, size, fields, np.zeros(size, dtype=bool))


def present(column: Column, size: int) -> Mask:
    """Where a column has a value."""
    if isinstance(column, Coded | Numbers):
        return column.given
    if isinstance(column, Sheet):
        return np.ones(size, dtype=bool) if column.given is None else column.given
    there = np.zeros(size, dtype=bool)
    there[column.owner] = True
    return there


def alike(sheet: Sheet) -> Ints:
    """A number for each instance: the same for those that say the same.

    Cost: a hash for each row of each column; lists of several members one by one.
    """
    columns = list(_codes(sheet))
    return combos(columns)[1] if columns else np.zeros(sheet.size, dtype=np.int64)


def _codes(sheet: Sheet) -> Iterator[npt.NDArray[Any]]:
    if sheet.given is not None:
        yield sheet.given.astype(np.int64)
    for column in sheet.fields.values():
        yield codes_of(column, sheet.size)


def codes_of(column: Column, size: int) -> npt.NDArray[Any]:
    """A number for each row of a column, -1 for no value; the same for the same value."""
    if isinstance(column, Coded):
        again = column.words.dictionary_encode().indices.to_numpy()
        return np.append(again, -1)[column.codes] if len(again) else column.codes
    if isinstance(column, Numbers):
        _, found = np.unique(column.values, return_inverse=True)
        return np.where(column.given, found, -1)
    if isinstance(column, Sheet):
        return alike(column)
    members = (
        alike(column.items)
        if isinstance(column.items, Sheet)
        else codes_of(column.items, len(column.owner))
    )
    found = np.full(size, -1, dtype=np.int64)
    counts = np.bincount(column.owner, minlength=size)
    if counts.max(initial=0) <= 1:
        found[column.owner] = members
        return found
    seen: dict[tuple[int, ...], int] = {}
    ends = np.cumsum(counts).tolist()
    listed = members.tolist()
    for row in np.flatnonzero(counts).tolist():
        whole = tuple(listed[ends[row] - counts[row] : ends[row]])
        found[row] = seen.setdefault(whole, len(seen))
    return found


def text_of(sheet: Sheet, name: str) -> Coded:
    column = sheet.fields.get(name)
    return column if isinstance(column, Coded) else constant(None, sheet.size)


def both(one: Listing, other: Listing) -> Listing:
    """Two lists of the same owners, joined: the members of the first come first."""
    owner = np.concatenate((one.owner, other.owner))
    order = np.argsort(owner, kind="stable")
    if isinstance(one.items, Coded):
        items: Sheet | Coded = joined([one.items, other.items])  # type: ignore[list-item]  # of one kind
    else:
        items = stacked([one.items, other.items])  # type: ignore[list-item]  # of one kind
    return Listing(owner[order], items.take(order))


def single(found: Listing, size: int) -> Column:
    """The first member of each list, as a field that holds one value."""
    firsts = np.ones(len(found.owner), dtype=bool)
    firsts[1:] = found.owner[1:] != found.owner[:-1]
    at = np.zeros(size, dtype=np.int64)
    there = np.zeros(size, dtype=bool)
    at[found.owner[firsts]] = np.flatnonzero(firsts)
    there[found.owner] = True
    if isinstance(found.items, Coded):
        if not len(found.owner):
            return constant(None, size)
        return found.items.take(at).where(there)
    if not len(found.owner):
        return Sheet(found.items.cls, size, {}, there)
    sheet = found.items.take(at)
    return Sheet(sheet.cls, size, sheet.fields, there)


def chosen(words: list[str | None], label: Ints) -> Coded:
    """A column of these texts, one for each label."""
    given = [word for word in words if word is not None]
    codes = np.full(len(words), -1, dtype=np.int32)
    codes[[at for at, word in enumerate(words) if word is not None]] = np.arange(len(given))
    return Coded(codes[label], pa.array(given, pa.utf8()))


def reals(values: list[float | None], label: Ints) -> Numbers:
    numbers = np.array([0.0 if v is None else v for v in values], dtype=np.float64)
    given = np.array([v is not None for v in values], dtype=bool)
    return Numbers(numbers[label], given[label])
