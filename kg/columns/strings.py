"""How are texts kept, and read back by row?

Texts that return are kept once, in a dictionary sorted by code point: equal texts have
equal codes, and codes sort as their texts do. UTF-8 bytes sort as code points do, and so do
Python's strings, so that all three orders are one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.errors import SnapshotMismatchError

Rows = npt.NDArray[np.uint32]
KEEP: Final = 4096  # dictionaries up to this size are decoded once, whole
FEW: Final = 512  # texts: beyond, Arrow is faster than Python


def words(texts: Any) -> Any:
    """A text array as a dictionary array with sorted, distinct, used texts only.

    Shape: dictionary<int32, utf8>; the code under a null is 0 (Polars refuses -1 there).
    Cost:  O(n + d log d) for d distinct texts.
    """
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    if pa.types.is_dictionary(texts.type):
        texts = texts.dictionary_decode()
    coded = texts.cast(pa.utf8()).dictionary_encode()
    order = pc.array_sort_indices(coded.dictionary).to_numpy()
    place = np.zeros(max(1, len(order)), dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    codes = place[coded.indices.fill_null(0).to_numpy()]
    missing = coded.indices.is_null().to_numpy(zero_copy_only=False)
    codes[missing] = 0
    indices = pa.array(codes, mask=missing if missing.any() else None)
    return pa.DictionaryArray.from_arrays(indices, coded.dictionary.take(pa.array(order)))


def words_of(texts: Sequence[str | None]) -> Any:
    """Texts of Python's own as `words` keeps them.

    Cost:   of few texts a sixth: each step of Arrow takes its time, however little there is.
    Equals: words(pa.array(texts, pa.utf8()))
    """
    if len(texts) > FEW:
        return words(pa.array(texts, pa.utf8()))
    known = sorted({text for text in texts if text is not None})
    place: dict[str | None, int] = {text: code for code, text in enumerate(known)}
    codes = np.array([place.get(text, 0) for text in texts], dtype=np.int32)
    missing = np.array([text is None for text in texts]) if None in texts else None
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=missing), pa.array(known, pa.utf8()))


def common(dictionaries: Sequence[pa.Array]) -> tuple[pa.Array, list[npt.NDArray[np.int32]]]:
    """The distinct texts of several dictionaries of one type, and where those of each stand.

    Cost: O(texts).
    """
    known = pa.concat_arrays(dictionaries).dictionary_encode()
    ends = np.cumsum([len(dictionary) for dictionary in dictionaries])
    return known.dictionary, np.split(known.indices.to_numpy(), ends[:-1])


def sound(data: Any) -> Any:
    """An array or table whose offsets, codes and texts are all what they must be.

    Arrow's own code trusts what lies in a file: it would read beyond the end of it.
    Cost:   O(bytes of texts + codes).
    Raises: SnapshotMismatchError when something is not.
    """
    try:
        data.validate(full=True)
    except pa.ArrowException as error:
        raise damaged("a column of the snapshot") from error
    return data


def damaged(what: str) -> SnapshotMismatchError:
    """The error for bytes of a snapshot that cannot be what was written."""
    return SnapshotMismatchError(
        f"{what} is damaged", hint="kg info --verify names the file; kg build writes it anew"
    )


class Strings:
    """The texts of one array, by position, without an Arrow object for each.

    Shape:  `array` is utf8 or large_utf8 in one piece; nulls read as None.
    Cost:   O(1) for each text asked for; small arrays are decoded once and kept.
    Raises: SnapshotMismatchError when what is asked for is no text.
    """

    __slots__ = ("_data", "_kept", "_offsets", "_size", "_valid", "array")

    def __init__(self, array: Any) -> None:
        self.array = array
        self._size = len(array)
        wide = pa.types.is_large_string(array.type)
        bitmap, offsets, data = array.buffers()
        start, stop = array.offset, array.offset + self._size + 1
        self._offsets: npt.NDArray[Any] = (
            np.frombuffer(offsets, dtype=np.int64 if wide else np.int32)[start:stop]
            if self._size
            else np.zeros(1, dtype=np.int32)
        )
        self._data = memoryview(data) if data is not None else memoryview(b"")
        self._valid = Bits(bitmap, array.offset, self._size) if array.null_count else None
        self._kept: list[str | None] | None = None

    def __len__(self) -> int:
        """How many texts."""
        return self._size

    @property
    def laid(self) -> tuple[npt.NDArray[Any], npt.NDArray[np.uint8], Bits | None]:
        """Where each text begins and ends, in which bytes, and which are there; None for all."""
        return self._offsets, np.frombuffer(self._data, dtype=np.uint8), self._valid

    def get(self, place: int) -> str | None:
        """The text at one place."""
        if self._kept is not None:
            return self._kept[place]
        if self._valid is not None and not self._valid.at(place):
            return None
        try:
            return str(self._data[self._offsets[place] : self._offsets[place + 1]], "utf-8")
        except UnicodeDecodeError as error:
            raise damaged("a text of the snapshot") from error

    def many(self, places: Sequence[int] | npt.NDArray[Any]) -> list[str | None]:
        """The texts at these places, in this order."""
        if self._kept is None and self._size <= KEEP:
            self._kept = sound(self.array).to_pylist()
        if len(places) == 1:  # by far the most frequent number, and worth most of the time
            return [self.get(int(places[0]))]
        asked = np.asarray(places, dtype=np.int64)
        if self._kept is not None:
            kept = self._kept
            return [kept[place] for place in asked.tolist()]
        data = self._data
        begins, ends = self._offsets[asked].tolist(), self._offsets[asked + 1].tolist()
        try:
            texts: list[str | None] = [
                str(data[a:b], "utf-8") for a, b in zip(begins, ends, strict=True)
            ]
        except UnicodeDecodeError as error:
            raise damaged("a text of the snapshot") from error
        if self._valid is not None:
            for hole in np.flatnonzero(~self._valid.many(asked)).tolist():
                texts[hole] = None
        return texts


class Bits:
    """A bitmap of Arrow, read where asked.

    Shape: bit i of the buffer, from `offset` on, says row i.
    """

    __slots__ = ("_bytes", "_offset", "_size")

    def __init__(self, buffer: Any, offset: int, size: int) -> None:
        self._bytes = np.frombuffer(buffer, dtype=np.uint8)
        self._offset = offset
        self._size = size

    @property
    def laid(self) -> tuple[npt.NDArray[np.uint8], int, int]:
        """The bytes, the bit among them that says the first row, and how many rows there are."""
        return self._bytes, self._offset, self._size

    def at(self, row: int) -> bool:
        """The bit of one row."""
        place = row + self._offset
        return bool(self._bytes[place >> 3] >> (place & 7) & 1)

    def many(self, rows: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
        """The bits of these rows."""
        places = rows.astype(np.int64) + self._offset
        bits: npt.NDArray[np.bool_] = (self._bytes[places >> 3] >> (places & 7) & 1).astype(bool)
        return bits

    def all(self) -> npt.NDArray[np.bool_]:
        """All of them. Cost: one byte for each row, copied."""
        first, last = self._offset, self._offset + self._size
        bits = np.unpackbits(self._bytes[first >> 3 : (last + 7) >> 3], bitorder="little")
        return bits[first & 7 :][: self._size].astype(bool)
