"""In which order do rows lie?

Rows are sorted by one key after another, each only among the rows that are still equal, and
each by one sort of whole numbers. A text is a row of keys: eight bytes of it at a time, the
beginning that all share left out, so that a million ids are sorted without comparing texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.columns.strings import Rows

Key = Callable[[Rows], npt.NDArray[Any]]  # the values of some rows, whole numbers or flags
_WORD: Final = 8  # bytes of a text that are compared at a time
_ROOM: Final = 2**64


def ordered(keys: Iterable[Key], size: int) -> tuple[Rows, Rows]:
    """The rows 0 … size - 1 sorted by these keys, and those that no key tells from another.

    Cost:   one sort of integers for each key, over the rows that the keys before leave equal.
    Equals: sorted(range(size), key=all keys of the row); equal rows stay as they came
    """
    order = np.arange(size, dtype=np.uint32)
    # The places that are not settled, and the run each belongs to: a single row has its place.
    open_at = np.arange(size if size > 1 else 0)
    runs = np.zeros(len(open_at), dtype=np.int64)
    for key in keys:
        if not len(open_at):
            break
        values = key(order[open_at])
        if not ((values[1:] != values[:-1]) & (runs[1:] == runs[:-1])).any():
            continue  # it tells none from another: the end of an event is often its start
        by = _argsort(runs, values)
        order[open_at], values = order[open_at][by], values[by]
        fresh = np.ones(len(by) + 1, dtype=bool)
        fresh[1:-1] = (values[1:] != values[:-1]) | (runs[1:] != runs[:-1])
        shared = ~(fresh[:-1] & fresh[1:])
        runs, open_at = np.cumsum(fresh[:-1])[shared], open_at[shared]
    return order, order[open_at]


def _argsort(runs: npt.NDArray[np.int64], values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """How to sort by run, then value, then place. Shape: `runs` ascend.

    One number holds all three where 64 bits suffice: such numbers are sorted four times as
    fast as places are.
    """
    span, values = _from_zero(values)
    bits, several = np.uint64(len(values).bit_length()), int(runs[-1]) + 1
    if span * several << int(bits) > _ROOM:
        distinct, values = np.unique(values, return_inverse=True)
        span = len(distinct)
    if span * several << int(bits) > _ROOM:
        return np.lexsort((values, runs))
    packed = runs.astype(np.uint64) * np.uint64(span) + values.astype(np.uint64)
    packed = packed << bits | np.arange(len(values), dtype=np.uint64)
    packed.sort()
    return (packed & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)


def _from_zero(values: npt.NDArray[Any]) -> tuple[int, npt.NDArray[np.uint64]]:
    """How many values there may be, and the values as steps from the lowest."""
    low, high = int(values.min()), int(values.max())
    if values.dtype in (np.bool_, np.uint64):
        return high - low + 1, values.astype(np.uint64) - np.uint64(low)
    # Two's complement: steps beyond 63 bits come out right in unsigned numbers.
    return high - low + 1, values.astype(np.int64).view(np.uint64) - np.int64(low).view(np.uint64)


def text_keys(texts: pa.Array) -> Iterator[Key]:
    """The keys that sort texts by code point: eight bytes at a time, then the lengths.

    Shape: a text array without nulls, in one piece.
    """
    texts = texts.cast(pa.large_utf8())
    if not len(texts):
        return
    _, offsets, data = texts.buffers()
    ends = np.frombuffer(offsets, dtype=np.int64)[texts.offset : texts.offset + len(texts) + 1]
    octets = np.frombuffer(data or b"", dtype=np.uint8)[ends[0] : ends[-1]]
    begins, ends = ends[:-1] - ends[0], ends[1:] - ends[0]
    skip = _shared(texts)
    longest = int((ends - begins).max())
    # Every place as the beginning of a big-endian number, without a copy of eight times.
    padded = np.concatenate((octets, np.zeros(_WORD, dtype=np.uint8)))
    words: npt.NDArray[Any] = np.ndarray(len(octets) + 1, ">u8", padded, strides=(1,))
    for at in range(skip, longest, _WORD):
        yield _word_key(words, begins + at, ends)
    yield lambda rows: ends[rows] - begins[rows]  # a text sorts before what it begins


def _word_key(words: npt.NDArray[Any], begins: Any, ends: Any) -> Key:
    def key(rows: Rows) -> npt.NDArray[np.uint64]:
        left = ends[rows] - begins[rows]
        found: npt.NDArray[np.uint64] = words[np.minimum(begins[rows], len(words) - 1)].astype("u8")
        unused = np.clip(_WORD - left, 0, _WORD - 1).astype(np.uint64) * np.uint64(8)
        found = (found >> unused) << unused
        found[left <= 0] = 0
        return found

    return key


def _shared(texts: pa.Array) -> int:
    """How many bytes all texts begin with: what the first and the last of them share."""
    ends = pc.min_max(texts)
    first, last = (ends[side].as_py().encode() for side in ("min", "max"))
    differ = (at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b)
    return next(differ, min(len(first), len(last)))


def text_order(texts: pa.Array) -> Rows:
    """The rows of a text array without nulls, sorted by code point.

    Equals: sorted(range(len(texts)), key=the text of the row)
    """
    return ordered(text_keys(texts), len(texts))[0]
