"""How are a million cells kept and changed at once?

A column of texts is a column of codes into its distinct words: whatever is done to a text is
done once for each word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.errors import KgError
from kg.ingest.tables.parts import put_together

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]
Plain = Callable[[pa.Array], Mask]
"""Which of these words stay as they are. Shape: utf8 without nulls."""
NONE: Final = np.int32(-1)
_BLANK: Final = 0x20
_LOOK: Final = 4096  # texts that are looked at before all are hashed


class Coded(NamedTuple):
    """Texts: `codes` into `words`, -1 where there is none.

    Shape: `words` is utf8 without nulls; a word may stand in it twice.
    """

    codes: Codes
    words: pa.Array

    @property
    def size(self) -> int:
        """How many rows."""
        return len(self.codes)

    @property
    def given(self) -> Mask:
        """Which rows have a text."""
        return self.codes >= 0

    def take(self, rows: npt.NDArray[Any]) -> Coded:
        """These rows, in this order."""
        return Coded(self.codes[rows], self.words)

    def where(self, kept: Mask) -> Coded:
        """The same, missing where it is not kept."""
        return Coded(np.where(kept, self.codes, NONE), self.words)

    def texts(self) -> pa.Array:
        """One text for each row. Shape: utf8 with nulls."""
        return self.words.take(indices(self.codes))

    def word(self, row: int) -> str | None:
        """The text of one row."""
        code = int(self.codes[row])
        return None if code < 0 else self.words[code].as_py()

    def dictionary(self) -> pa.Array:
        """As an Arrow dictionary array."""
        return pa.DictionaryArray.from_arrays(indices(self.codes), self.words)


def indices(codes: Codes) -> pa.Array:
    """Codes as Arrow indices: null where there is none."""
    missing = codes < 0
    return pa.array(codes, mask=missing) if missing.any() else pa.array(codes)


def coded(texts: pa.Array | pa.ChunkedArray) -> Coded:
    """A text array as codes and words. Cost: one hash for each text."""
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    if not pa.types.is_dictionary(texts.type):
        texts = texts.cast(pa.utf8()).dictionary_encode()
    found = texts.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    return Coded(found, texts.dictionary.cast(pa.utf8()))


def read(texts: pa.Array) -> Coded:
    """A text array as `coded` gives it, without a hash where a look at some of it advises none.

    Where hardly any text of these comes twice, they are at most in the order of a key that
    has several rows: only neighbours are compared.
    """
    if pa.types.is_dictionary(texts.type) or len(texts) <= _LOOK:
        return coded(texts)
    some = texts.take(pa.array(np.arange(_LOOK) * (len(texts) // _LOOK)))
    if len(pc.unique(some)) < _LOOK - _LOOK // 50:
        return coded(texts)
    whole = plain(texts)
    fresh = _fresh(whole.words)
    if fresh.all():
        return whole
    run = np.cumsum(fresh, dtype=np.int32) - np.int32(1)
    return Coded(np.where(whole.given, run, NONE), whole.words.filter(pa.array(fresh)))


def constant(text: str | None, size: int) -> Coded:
    """One text in every row."""
    words = pa.array([] if text is None else [text], pa.utf8())
    return Coded(np.full(size, -1 if text is None else 0, dtype=np.int32), words)


def plain(texts: pa.Array) -> Coded:
    """A text array as its own words, when most differ. Cost: no hashing."""
    codes = np.arange(len(texts), dtype=np.int32)
    if texts.null_count:
        codes[texts.is_null().to_numpy(zero_copy_only=False)] = NONE
        texts = texts.fill_null("")
    return Coded(codes, texts.cast(pa.utf8()))


def distinct_words(words: pa.Array) -> tuple[pa.Array, Codes]:
    """The distinct ones of these words, and which of them each is.

    Cost: one hash for each that is not as the one before it: a table is often in the order
    of its key.
    """
    fresh = _fresh(words)
    if fresh.all():
        again = words.dictionary_encode()
        return again.dictionary, again.indices.to_numpy()
    again = words.filter(pa.array(fresh)).dictionary_encode()
    return again.dictionary, again.indices.to_numpy()[np.cumsum(fresh) - 1]


def _fresh(words: pa.Array) -> Mask:
    """Which words are not as the one before them."""
    fresh = np.ones(len(words), dtype=bool)
    if len(words):
        fresh[1:] = _mask(pc.not_equal(words[1:], words[:-1]))
    return fresh


def compact(column: Coded) -> Coded:
    """The same texts, with distinct and used words only."""
    used = np.zeros(len(column.words) + 1, dtype=bool)
    used[column.codes] = True
    used[-1] = False
    kept = np.flatnonzero(used)
    place = np.full(len(used), -1, dtype=np.int32)
    again = column.words.take(pa.array(kept)).dictionary_encode()
    place[kept] = again.indices.to_numpy().astype(np.int32)
    return Coded(place[column.codes], again.dictionary)


def joined(columns: Sequence[Coded]) -> Coded:
    """Columns one after another."""
    if len(columns) == 1:
        return columns[0]
    words, starts = put_together([c.words for c in columns])
    codes = [
        np.where(c.codes < 0, NONE, c.codes + np.int32(start)) if start else c.codes
        for c, start in zip(columns, starts, strict=True)
    ]
    return Coded(np.concatenate(codes), words)


def _those(words: pa.Array, places: Ints) -> pa.Array:
    return words if len(places) == len(words) else words.take(pa.array(places))


def either(columns: Sequence[Coded]) -> Coded:
    """In each row the first text that is there."""
    both = joined(columns)
    stacked = both.codes.reshape(len(columns), -1)
    found = stacked[0]
    for more in stacked[1:]:
        found = np.where(found < 0, more, found)
    return Coded(found, both.words)


def matching(pattern: str) -> Plain:
    """The words of a pattern (RE2)."""

    def found(words: pa.Array) -> Mask:
        return _mask(pc.match_substring_regex(words, pattern))

    return found


def tidy(pattern: str) -> Plain:
    """The words of a pattern that takes all ASCII signs, with no space around them.

    Equals: matching(pattern)
    """
    whole = matching(pattern)

    def found(words: pa.Array) -> Mask:
        kept = _mask(pc.ascii_is_printable(words)) & ~_spaced(words)
        left = np.flatnonzero(~kept)
        if len(left):
            kept[left] = whole(words.take(pa.array(left)))
        return kept

    return found


def _spaced(words: pa.Array) -> Mask:
    """Which words begin or end with a blank, or are empty.

    An empty one is told as such whatever stands beside it.
    """
    ends = ends_of(words)
    found: Mask = ends[1:] == ends[:-1]
    if found.all():
        return found
    signs = np.frombuffer(words.buffers()[2], dtype=np.uint8)
    last = len(signs) - 1  # an empty word may stand behind all signs
    found |= signs[np.minimum(ends[:-1], last)] == _BLANK
    found |= signs[np.maximum(ends[1:] - 1, 0)] == _BLANK
    return found


def ends_of(words: pa.Array) -> npt.NDArray[np.int32]:
    """Where each word begins, and where the last one ends. Shape: utf8 without nulls."""
    if not len(words):
        return np.zeros(1, dtype=np.int32)
    stop = words.offset + len(words) + 1
    return np.frombuffer(words.buffers()[1], dtype=np.int32)[words.offset : stop]


def _mask(found: pa.BooleanArray) -> Mask:
    mask: Mask = np.array(found.to_numpy(zero_copy_only=False))
    return mask


def mapped(
    column: Coded, change: Callable[[str], str | None], plain: Plain | None = None
) -> tuple[Coded, dict[int, KgError]]:
    """The column with each of its words changed; which words cannot be, and why.

    `plain` says which words stay as they are: only the others are asked one by one. None
    for a word makes its rows missing.
    Cost: one call for each distinct used word that is not plain.
    """
    used = np.zeros(len(column.words) + 1, dtype=bool)
    used[column.codes] = True
    used[-1] = False
    places = np.flatnonzero(used[:-1])
    if plain is not None and len(places):
        places = places[~plain(_those(column.words, places))]
    if not len(places):
        return column, {}
    faults: dict[int, KgError] = {}
    changed: list[str | None] = []
    words = _those(column.words, places).to_pylist()
    for place, word in zip(places.tolist(), words, strict=True):
        try:
            changed.append(change(word))
        except KgError as fault:
            faults[place] = fault
            changed.append(None)
    extra = pa.array([text for text in changed if text is not None], pa.utf8())
    move = np.arange(len(column.words) + 1, dtype=np.int32)
    move[-1] = NONE
    there = np.array([text is not None for text in changed], dtype=bool)
    target = np.full(len(places), -1, dtype=np.int32)
    target[there] = len(column.words) + np.arange(int(there.sum()), dtype=np.int32)
    move[places] = target
    return Coded(move[column.codes], pa.concat_arrays([column.words, extra])), faults
