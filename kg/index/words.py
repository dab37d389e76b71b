"""Which records say these words?

Texts are folded (case, accents, compatibility forms), cut at everything that is neither
letter nor digit, and each word keeps the list of records that say it. The words lie sorted,
so that the records of all words with one beginning are one stretch. Whole names lie sorted
by their words, for *is called so* and *begins so*.

Records are numbered across tables (`doc`): rows of the first table, then of the second …
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from kg.columns import Tables, layout
from kg.columns.postings import NO_ROWS, Ints, Postings, Rows, merged

TEXT_TABLES: Final = (
    "actor",
    "office",
    "place",
    "instrument",
    "event",
    "source",
    "claim",
    "concept",
)
NAME_TABLES: Final = tuple(
    name
    for table in TEXT_TABLES
    for field in ("labels", "aliases", "names", "inverse")
    if (name := f"{table}.{field}") in layout()
)
PROSE_TABLES: Final = tuple(
    name
    for table in TEXT_TABLES
    for field in ("descriptions", "definitions")
    if (name := f"{table}.{field}") in layout()
)
WORD: Final = re.compile(r"[^\W_]+")
_PLAIN: Final = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "\u0131": "i", "æ": "ae", "œ": "oe"}
)


def fold(text: str) -> str:
    """Small letters without accents, compatibility forms made plain."""
    if text.isascii():
        return text.lower()
    open_form = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(c for c in open_form if not unicodedata.combining(c)).translate(_PLAIN)


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order. Cost: O(length)."""
    return WORD.findall(fold(text))


def kept_words(text: str) -> set[str]:
    """The words under which a text is found: also those that punctuation cuts, in one piece.

    `Sheriff's` is found as sheriff, s and sheriffs; `287(g)` as 287, g and 287g.
    """
    found: set[str] = set()
    for chunk in fold(text).split():
        pieces = WORD.findall(chunk)
        found.update(pieces)
        if len(pieces) > 1:
            found.add("".join(pieces))
    return found


class Lexicon:
    """Sorted texts without one Python object each.

    Shape: `data` uint8, the UTF-8 of all texts end to end; `ends` one more than texts.
    """

    def __init__(self, data: npt.NDArray[np.uint8], ends: npt.NDArray[Any]) -> None:
        self.data, self.ends = data, ends
        self._bytes = np.ascontiguousarray(data).data

    def __len__(self) -> int:
        """How many texts."""
        return len(self.ends) - 1

    def __getitem__(self, at: int) -> bytes:
        """One text."""
        return bytes(self._bytes[self.ends[at] : self.ends[at + 1]])

    def find(self, text: str) -> tuple[int, int]:
        """The stretch of texts equal to this one: empty or one long. Cost: O(log n)."""
        wanted = text.encode()
        at = bisect_left(self, wanted)
        return at, at + (at < len(self) and self[at] == wanted)

    def beginning(self, text: str) -> tuple[int, int]:
        """The stretch of texts that begin with this one. Cost: O(log n)."""
        wanted = text.encode()
        return bisect_left(self, wanted), bisect_left(self, wanted + b"\xff")


class Called:
    """Whole names, folded, in their order: only the order is kept, the names are read again.

    Shape: names are numbered across `tables`: rows of the first, then of the second …;
           `starts` int64, the number of the first row of each, and their total; `order`
           uint32, the names that have a word, sorted by their words; `bases` as `starts`
           counts, for the docs that own the rows.
    """

    def __init__(self, tables: Tables, starts: Ints, order: Rows, bases: Ints) -> None:
        self._tables, self.starts, self.order, self._bases = tables, starts, order, bases

    def __len__(self) -> int:
        """How many names."""
        return len(self.order)

    def __getitem__(self, at: int) -> bytes:
        """One name, folded."""
        number = int(self.order[at])
        table = int(np.searchsorted(self.starts, number, "right")) - 1
        text = self._tables.words(NAME_TABLES[table], "text").get(number - int(self.starts[table]))
        return " ".join(words_of(text or "")).encode()

    def whole(self, phrase: str) -> Rows:
        """The docs that are called so. Cost: O(log n) names are folded; and the answer."""
        wanted = phrase.encode()
        return self._docs(bisect_left(self, wanted), bisect_right(self, wanted))

    def beginning(self, phrase: str) -> Rows:
        """The docs that have a name that begins so. Cost: as `whole`."""
        wanted = phrase.encode()
        return self._docs(bisect_left(self, wanted), bisect_left(self, wanted + b"\xff"))

    def _docs(self, first: int, stop: int) -> Rows:
        """Ascending, each once."""
        numbers = self.order[first:stop]
        tables = np.searchsorted(self.starts, numbers, "right") - 1
        found = [NO_ROWS]
        for table in np.unique(tables).tolist():
            rows = numbers[tables == table] - self.starts[table]
            name = NAME_TABLES[table]
            base = self._bases[TEXT_TABLES.index(name.partition(".")[0])]
            found.append((self._tables.column(name, "owner")[rows] + base).astype(np.uint32))
        return np.unique(np.concatenate(found))


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """Words and whole names, each with the docs that have it.

    Shape: `bases` int64, the doc of the first row of each of `TEXT_TABLES`, and their total.
    """

    bases: Ints
    lexicon: Lexicon
    names: Postings  # words of labels, aliases and names
    prose: Postings  # words of descriptions and definitions
    called: Called

    def saying(self, asked: Sequence[str], *, prose: bool) -> Rows:
        """The docs that have all these words, the last one perhaps only begun.

        With `prose` the words may stand in descriptions too. Order: ascending.
        Cost:  O(lists of the words), binary searches besides.
        """
        found: Rows | None = None
        for place, word in enumerate(asked):
            last = place == len(asked) - 1
            first, stop = self.lexicon.beginning(word) if last else self.lexicon.find(word)
            lists = [self.names.span(first, stop)]
            if prose:
                lists.append(self.prose.span(first, stop))
            docs = merged(lists)  # one list is ascending already; those of a stretch are not
            docs = np.unique(docs) if stop - first > 1 else docs
            found = docs if found is None else np.intersect1d(found, docs, assume_unique=True)
        return NO_ROWS if found is None else found

    def named(self, asked: Sequence[str]) -> tuple[Rows, Rows]:
        """The docs that have a name of exactly these words, and those with one that begins so."""
        phrase = " ".join(asked)
        return self.called.whole(phrase), self.called.beginning(phrase)

    def doc(self, table: str, rows: Rows) -> Rows:
        """The docs of rows of a table."""
        docs: Rows = (rows + self.bases[TEXT_TABLES.index(table)]).astype(np.uint32)
        return docs

    def within(self, docs: Rows, table: str) -> Rows:
        """Those of ascending docs that are rows of a table, as rows."""
        at = TEXT_TABLES.index(table)
        low, high = np.searchsorted(docs, self.bases[at : at + 2], "left")
        rows: Rows = (docs[low:high] - self.bases[at]).astype(np.uint32)
        return rows
