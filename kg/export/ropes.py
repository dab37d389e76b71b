"""How is the text of many rows put together, without copying it at every step?

A rope is for each row a list of numbers: which texts of a pool stand one after another. Ropes
are put side by side, folded and left out as whole numbers are, four bytes for a text however
long it is; at the end each text is copied once, to where it stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.export.texts import EMPTY, TEXT, Ends, Texts, constant, counted

Numbers = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]
Piece = str | Texts
_NOTHING: Final = 0  # the number of the empty text: what is not there


@dataclass(frozen=True, slots=True)
class Rope:
    """Which texts stand one after another in each row.

    Shape: `codes` has a line for each row; where rows differ in length, `codes` is flat, and
           those of row i end at `ends[i + 1]`. What is not there has zeros only.
    """

    codes: Numbers
    ends: Ends | None = None

    @property
    def size(self) -> int:
        """How many rows."""
        return len(self.codes) if self.ends is None else len(self.ends) - 1

    def repeated(self, ends: Ends) -> Rope:
        """Each row for all members that end at `ends`. Shape: of rows of one length."""
        return Rope(np.repeat(self.codes, np.diff(ends), axis=0))

    def only(self, there: Any) -> Rope:
        """The rows in which `there` is true, and nothing in the others. Shape: as `repeated`."""
        return Rope(np.where(np.asarray(there, dtype=bool)[:, None], self.codes, _NOTHING))

    def beside(self, other: Rope) -> Rope:
        """The rows in which the other rope has something. Shape: both as `repeated`."""
        there = other.codes[:, 0] != _NOTHING
        return self if there.all() else self.only(there)


class Pool:
    """The texts that ropes are made of."""

    def __init__(self) -> None:
        self._texts: list[Any] = []
        self._size = 0
        self._known: dict[str, int] = {}
        self._begins: dict[int, int] = {}
        self._number("")

    def constant(self, text: str, size: int) -> Rope:
        """One text in every row."""
        return Rope(np.full((size, 1), self._number(text), dtype=np.int32))

    def chosen(self, texts: Sequence[str | None], which: Any) -> Rope:
        """One of a few texts in each row, or nothing."""
        numbers = [_NOTHING if text is None else self._number(text) for text in texts]
        return Rope(np.array(numbers, dtype=np.int32)[which][:, None])

    def rows(self, *pieces: Piece) -> Rope:
        """Pieces side by side, a text for all rows or one for each; nothing where one lacks."""
        arrays = [piece for piece in pieces if not isinstance(piece, str)]
        size = len(arrays[0])
        columns = [self._column(piece, size) for piece in pieces if not _is_empty(piece)]
        codes = np.stack(columns, axis=1)
        gaps = [array for array in arrays if array.null_count]
        if not gaps:
            return Rope(codes)
        return Rope(codes).only(np.logical_and.reduce([array.is_valid() for array in gaps]))

    def spread(self, pieces: Sequence[Piece], codes: Any | None) -> Rope:
        """The same, where the pieces are those of words, and `codes` says which each row has."""
        if codes is None:
            return self.rows(*pieces)
        words = beside_each_other(pieces)
        numbers = np.arange(self._put(words), self._size + 1, dtype=np.int32)
        numbers[-1] = _NOTHING  # for a null, which becomes -1
        if words.null_count:
            numbers[:-1][np.asarray(words.is_null())] = _NOTHING
        return Rope(numbers[np.asarray(codes.fill_null(-1))][:, None])

    def written(self, rope: Rope) -> Texts:
        """The text of each row. Cost: each text of the rope is copied once."""
        ends = rope.ends
        if ends is None:
            ends = np.arange(rope.size + 1, dtype=np.int64) * rope.codes.shape[1]
        flat = pa.concat_arrays(self._texts).take(pa.array(rope.codes.reshape(-1)))
        if not len(flat):
            return constant("", rope.size)
        _, offsets, data = flat.buffers()
        places = np.frombuffer(offsets, dtype=np.int64)[ends]
        return pa.LargeStringArray.from_buffers(rope.size, pa.py_buffer(places), data)

    def _column(self, piece: Piece, size: int) -> Numbers:
        if isinstance(piece, str):
            return np.full(size, self._number(piece), dtype=np.int32)
        begin = self._put(piece)
        return np.arange(begin, begin + size, dtype=np.int32)

    def _number(self, text: str) -> int:
        if text not in self._known:
            self._known[text] = self._put(pa.array([text], TEXT))
        return self._known[text]

    def _put(self, texts: Texts) -> int:
        """The number of the first of these texts; an array that was put before lies there."""
        if id(texts) not in self._begins:
            self._begins[id(texts)] = self._size  # which stays its own: the array is kept
            self._texts.append(texts)
            self._size += len(texts)
        return self._begins[id(texts)]


def _is_empty(piece: Piece) -> bool:
    return isinstance(piece, str) and not piece


def beside_each_other(pieces: Sequence[Piece]) -> Texts:
    """Pieces as one array of texts; null where one of them is."""
    some = [pa.scalar(p, TEXT) if isinstance(p, str) else p for p in pieces if not _is_empty(p)]
    return some[0] if len(some) == 1 else pc.binary_join_element_wise(*some, EMPTY)


def side_by_side(*ropes: Rope) -> Rope:
    """Ropes of the same rows, one after another in each row."""
    if all(rope.ends is None for rope in ropes):
        return Rope(np.hstack([rope.codes for rope in ropes]))
    widths = [r.codes.shape[1] if r.ends is None else np.diff(r.ends) for r in ropes]
    ends = counted(np.zeros(ropes[0].size, dtype=np.int64) + sum(widths))
    codes = np.empty(ends[-1], dtype=np.int32)
    at = ends[:-1].copy()  # where the next piece of each row stands
    for even, group in groupby(ropes, key=lambda rope: rope.ends is None):
        if even:
            lines = np.hstack([rope.codes for rope in group])
            codes[at[:, None] + np.arange(lines.shape[1])] = lines
            at += lines.shape[1]
            continue
        for rope in group:
            assert rope.ends is not None  # noqa: S101  (the key of the group)
            counts = np.diff(rope.ends)
            codes[np.repeat(at - rope.ends[:-1], counts) + np.arange(len(rope.codes))] = rope.codes
            at += counts
    return Rope(codes, ends)


def folded(rope: Rope, ends: Ends) -> Rope:
    """The texts of each owner's members as one rope."""
    if rope.ends is not None:
        return Rope(rope.codes, rope.ends[ends])
    if len(ends) == len(rope.codes) + 1 and (np.diff(ends) == 1).all():
        return rope
    return Rope(rope.codes.reshape(-1), ends * rope.codes.shape[1])
