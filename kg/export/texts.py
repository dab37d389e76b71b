"""How are texts put together, a whole column at a time?

A column of texts is an Arrow array of `large_utf8`; a null in it is a text that is not
there. Every routine works on some thousand rows at once, without the interpreter's lock.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

TEXT: Final = pa.large_utf8()
Texts = Any  # an Arrow array of TEXT, or a scalar of it that stands for as many as needed
Ends = npt.NDArray[np.int64]  # where the members of each owner end; one more than owners
EMPTY: Final = pa.scalar("", TEXT)


def constant(text: str, size: int) -> Texts:
    """The same text `size` times."""
    return pa.repeat(pa.scalar(text, TEXT), size)


def joined(*pieces: Texts) -> Texts:
    """The pieces side by side; what is not there counts as nothing."""
    return pc.binary_join_element_wise(*pieces, EMPTY, null_handling="skip")


def wrapped(before: str, texts: Texts, after: str) -> Texts:
    """Each text between two others; what is not there stays so."""
    first, last = pa.scalar(before, TEXT), pa.scalar(after, TEXT)
    return pc.binary_join_element_wise(first, texts, last, EMPTY)


def owners(ends: Ends) -> Any:
    """For each member the place of its owner."""
    return pa.array(np.repeat(np.arange(len(ends) - 1), np.diff(ends)))


def counted(counts: npt.NDArray[Any]) -> Ends:
    """Where the members of each owner end, from how many each has."""
    return np.concatenate(([0], np.cumsum(counts)), dtype=np.int64)


class Escapes:
    """Escapes a column of texts by the routine for one, which most texts do not need.

    `unsafe` are the characters that the routine changes. A row is looked at only when one of
    the bytes that those characters begin with stands in it.
    Equals: `kg.rdf.syntax.quoted` of each text, or whatever the routine is, without its marks.
    """

    def __init__(self, routine: Callable[[str], str], unsafe: str) -> None:
        self._routine = routine
        self._unsafe = re.compile(f"[{re.escape(unsafe)}]".encode().decode())
        self._bytes = np.zeros(256, dtype=bool)
        self._bytes[[c.encode()[0] for c in unsafe]] = True

    def __call__(self, texts: Texts) -> Texts:
        """The texts, escaped, without quotation marks. Cost: 1 ns for each byte of most."""
        _, offsets, data = texts.buffers()
        if data is None or not len(texts):
            return texts
        ends = np.frombuffer(offsets, dtype=np.int64)[texts.offset : texts.offset + len(texts) + 1]
        content = np.frombuffer(data, dtype=np.uint8)[ends[0] : ends[-1]]
        found = np.flatnonzero(self._bytes[content])
        if not len(found):
            return texts
        rows = np.unique(np.searchsorted(ends, found + ends[0], "right") - 1)
        asked = pa.array(rows)
        done = [self._one(text) for text in texts.take(asked).to_pylist()]
        mask = np.zeros(len(texts), dtype=bool)
        mask[rows] = True
        return pc.replace_with_mask(texts, mask, pa.array(done, TEXT))

    def _one(self, text: str | None) -> str | None:
        if text is None or not self._unsafe.search(text):
            return text
        return self._routine(text)[1:-1]
