"""What does one column say of these rows?

A view reads one column of one table where it lies: numbers and codes as numpy arrays
without a copy (where some rows have no word, codes are copied once; flags, being bits, are
unpacked), texts by position.
"""

from __future__ import annotations

from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kg.columns.layout import ColumnType
from kg.columns.strings import KEEP, Bits, Rows, Strings, damaged, sound

_BLOCK: Final = 65_536  # rows counted at a time, to bound the memory


class ColumnView(Protocol):
    """One column, to read by row."""

    def take(self, rows: Rows) -> list[Any]:
        """The values of these rows as Python objects, None where there is none."""
        ...

    def numpy(self) -> npt.NDArray[Any]:
        """The whole column: numbers, flags, or the codes of words (-1 where there is none)."""
        ...

    def valid(self) -> npt.NDArray[np.bool_]:
        """Which rows have a value."""
        ...

    def bits(self) -> list[Bits] | None:
        """Bitmaps that all say yes where a row has a value, or a yes; None where no row has."""
        ...


class _View:
    """What all views share: the array, and which rows have a value."""

    def __init__(self, array: pa.Array) -> None:
        self.array = array
        self.holes = int(array.null_count)
        self._bits = Bits(array.buffers()[0], array.offset, len(array)) if self.holes else None

    def valid(self) -> npt.NDArray[np.bool_]:
        """Which rows have a value."""
        return np.ones(len(self.array), dtype=bool) if self._bits is None else self._bits.all()

    def bits(self) -> list[Bits] | None:
        """None at all where every row has a value."""
        return [] if self._bits is None else [self._bits]

    def _emptied(self, values: list[Any], rows: Rows) -> list[Any]:
        if self._bits is not None:
            for hole in np.flatnonzero(~self._bits.many(rows)).tolist():
                values[hole] = None
        return values


class NumberView(_View):
    """Whole and real numbers."""

    def __init__(self, array: pa.Array) -> None:
        super().__init__(array)
        kind = np.dtype(str(array.type).replace("double", "float64"))  # Arrow's names are numpy's
        data = array.buffers()[1]
        whole = np.frombuffer(data, dtype=kind) if data is not None else np.zeros(0, dtype=kind)
        self._values: npt.NDArray[Any] = whole[array.offset : array.offset + len(array)]

    def numpy(self) -> npt.NDArray[Any]:
        """The numbers, where they lie; under a null stands a zero."""
        return self._values

    def take(self, rows: Rows) -> list[Any]:
        """The numbers of these rows."""
        return self._emptied(self._values[rows].tolist(), rows)


class ConstantView(_View):
    """A number that stands in every row, kept once."""

    def __init__(self, array: pa.Array) -> None:
        super().__init__(array)
        self._value = array.dictionary[0].as_py()
        self._values: npt.NDArray[Any] = np.broadcast_to(np.array(self._value), len(array))

    def numpy(self) -> npt.NDArray[Any]:
        """The number for each row. Cost: O(1), no memory."""
        return self._values

    def take(self, rows: Rows) -> list[Any]:
        """The number, as often as rows are asked for."""
        return [self._value] * len(rows)


class FlagView(_View):
    """Yes or no, one bit each."""

    def __init__(self, array: pa.Array) -> None:
        super().__init__(array)
        data = array.buffers()[1]
        self._flags = Bits(data if data is not None else b"", array.offset, len(array))

    def numpy(self) -> npt.NDArray[Any]:
        """The flags, unpacked; False under a null. Cost: a copy of one byte for each row."""
        flags = self._flags.all()
        return flags if self._bits is None else flags & self._bits.all()

    def bits(self) -> list[Bits] | None:
        """The flags, and which of them there are."""
        return [self._flags] if self._bits is None else [self._flags, self._bits]

    def take(self, rows: Rows) -> list[Any]:
        """The flags of these rows."""
        return self._emptied(self._flags.many(rows).tolist(), rows)


class TextView(_View):
    """Texts, each where it lies."""

    def __init__(self, array: pa.Array) -> None:
        super().__init__(array)
        self.strings = Strings(array)

    def numpy(self) -> npt.NDArray[Any]:
        """The texts as Python objects. Cost: O(bytes); meant for small tables."""
        return np.array(sound(self.array).to_pylist(), dtype=object)

    def take(self, rows: Rows) -> list[Any]:
        """The texts of these rows."""
        return self.strings.many(rows)


class WordView(_View):
    """Words, kept once each: codes into a dictionary sorted by code point."""

    def __init__(self, array: pa.Array) -> None:
        super().__init__(array)
        self.words = Strings(array.dictionary)
        self._codes = NumberView(array.indices).numpy()
        self._none = self._codes.dtype.type(-1)
        self._all: npt.NDArray[Any] | None = None
        self._kept: list[str | None] | None = None

    def numpy(self) -> npt.NDArray[Any]:
        """The codes, in as few bytes as they need; -1 where there is no word.

        Cost: where they lie when every row has a word; else a copy, made once.
        """
        if self._bits is None:
            return self._codes
        if self._all is None:
            self._all = np.where(self._bits.all(), self._codes, self._none)
            self._all.flags.writeable = False
        return self._all

    def take(self, rows: Rows) -> list[Any]:
        """The words of these rows. Raises: SnapshotMismatchError for a code without a word."""
        codes = self._codes[rows]
        if self._bits is not None:
            codes = np.where(self._bits.many(rows), codes, self._none)
        elif codes.min(initial=0) < 0:
            raise damaged("a code of the snapshot")
        try:
            if len(self.words) <= KEEP:
                if self._kept is None:
                    self._kept = [*self.words.many(range(len(self.words))), None]
                kept = self._kept  # a code of -1 finds the None at the end
                return [kept[code] for code in codes.tolist()]
            return self._emptied(self.words.many(np.maximum(codes, 0)), rows)
        except IndexError as error:
            raise damaged("a code of the snapshot") from error

    def code(self, word: str) -> int | None:
        """The code of a word, None when no row has it. Cost: O(log n)."""
        low, high = 0, len(self.words)
        while low < high:
            middle = (low + high) // 2
            if (self.words.get(middle) or "") < word:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self.words) and self.words.get(low) == word else None


class NoneView:
    """A column in which no row has a value: the file has only its name (Arrow's null type)."""

    def __init__(self, size: int, kind: ColumnType) -> None:
        self._size = size
        dtype, filler = _EMPTY[kind]
        self._filler = np.array(filler, dtype=dtype)
        self._texts = kind is ColumnType.TEXT

    def numpy(self) -> npt.NDArray[Any]:
        """As many -1 (words), zeros (numbers) or False (flags). Cost: O(1), no memory."""
        return np.broadcast_to(self._filler, self._size)

    @property
    def words(self) -> Strings:
        """No words at all; of a text column, a None for each row."""
        return Strings(pa.nulls(self._size if self._texts else 0, pa.utf8()))

    def valid(self) -> npt.NDArray[np.bool_]:
        """No row has a value."""
        return np.zeros(self._size, dtype=bool)

    def bits(self) -> list[Bits] | None:
        """No row has a value."""
        return None

    def take(self, rows: Rows) -> list[Any]:
        """None for each row."""
        return [None] * len(rows)


_EMPTY: Final[dict[ColumnType, tuple[Any, Any]]] = {
    ColumnType.TEXT: (object, None),
    ColumnType.WORD: (np.int32, -1),
    ColumnType.NUMBER: (np.int64, 0),
    ColumnType.REAL: (np.float64, 0.0),
    ColumnType.FLAG: (np.bool_, False),
    ColumnType.ROW: (np.uint32, 0),
}


class Lists:
    """The rows of a list table, by the rows of their owners.

    Shape: `owner` uint32, ascending, below `owners`.
    """

    def __init__(self, owner: Rows, owners: int) -> None:
        self.owner, self._owners = owner, owners
        self._begins: Rows | None = None
        self._alike: bool | None = None

    @property
    def alike(self) -> bool:
        """Whether every owner has one row, with the same number. Cost: O(rows), once."""
        if self._alike is None:
            owner, size = self.owner, self._owners
            likely = len(owner) == size and (not size or int(owner[-1]) == size - 1)
            self._alike = likely and bool((owner[1:] > owner[:-1]).all())
        return self._alike

    def begins(self) -> Rows:
        """Where the rows of each owner begin, and at the end how many there are.

        Cost:   O(owners), once; four bytes for each are kept.
        Raises: SnapshotMismatchError when an owner is none.
        """
        if self._begins is None:
            begins = np.zeros(self._owners + 1, dtype=np.uint32)
            for at in range(0, len(self.owner), _BLOCK):
                some = self.owner[at : at + _BLOCK]
                if (some[1:] < some[:-1]).any() or some[-1] >= self._owners:
                    raise damaged("a list of the snapshot")
                counts = np.bincount(some - some[0]).astype(np.uint32)
                begins[some[0] + 1 : some[-1] + 2] += counts
            self._begins = np.cumsum(begins, dtype=np.uint32, out=begins)
        return self._begins

    def of(self, rows: Rows) -> tuple[Rows, npt.NDArray[np.int64]]:
        """The rows that belong to these owners, one after another, and how many to each.

        Cost: O(k + answer); owners may come in any order, and more than once.
        """
        asked = np.asarray(rows, dtype=np.int64)  # as an index twice as fast as any other
        begins = self.begins()
        first = begins[asked].astype(np.int64)
        counts = begins[asked + 1] - first
        ends = counts.cumsum()
        total = int(ends[-1]) if len(ends) else 0
        flat = np.arange(total) + (first - ends + counts).repeat(counts)
        return flat.astype(np.uint32), counts


def view(array: pa.Array) -> ColumnView:
    """The view that fits an array in one piece."""
    if pa.types.is_dictionary(array.type):
        return WordView(array) if pa.types.is_string(array.type.value_type) else ConstantView(array)
    if pa.types.is_boolean(array.type):
        return FlagView(array)
    if pa.types.is_string(array.type) or pa.types.is_large_string(array.type):
        return TextView(array)
    return NumberView(array)
