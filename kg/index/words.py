"""Which records say these words?

Texts are folded (case, accents, compatibility forms), cut at everything that is neither
letter nor digit, and each word keeps the list of records that say it. The words lie sorted,
so that the records of all words with one beginning are one stretch. Whole texts are kept
folded in the same way, for *is called so* and *begins so*.

Records are numbered across tables (`doc`): rows of the first table, then of the second …
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.columns import Tables, words
from kg.index.postings import NO_ROWS, Ints, Postings, Rows, merged, postings

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
_NAMES: Final = ("labels", "aliases", "names", "inverse")
_PROSE: Final = ("descriptions", "definitions")
_WORD: Final = re.compile(r"[^\W_]+")
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
    return _WORD.findall(fold(text))


def kept_words(text: str) -> set[str]:
    """The words under which a text is found: also those that punctuation cuts, in one piece.

    `Sheriff's` is found as sheriff, s and sheriffs; `287(g)` as 287, g and 287g.
    """
    found: set[str] = set()
    for chunk in fold(text).split():
        pieces = _WORD.findall(chunk)
        found.update(pieces)
        if len(pieces) > 1:
            found.add("".join(pieces))
    return found


class Lexicon:
    """Sorted texts without one Python object each.

    Shape: `data` uint8, the UTF-8 of all texts end to end; `ends` int64, one more than texts.
    """

    def __init__(self, data: npt.NDArray[np.uint8], ends: Ints) -> None:
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


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """Words and whole names, each with the docs that have it.

    Shape: `bases` int64, the doc of the first row of each of `TEXT_TABLES`, and their total.
    """

    bases: Ints
    lexicon: Lexicon
    names: Postings  # words of labels, aliases and names
    prose: Postings  # words of descriptions and definitions
    phrases: Lexicon
    called: Postings

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
        whole = self.called.span(*self.phrases.find(phrase))
        begun = self.called.span(*self.phrases.beginning(phrase))
        return np.unique(whole), np.unique(begun)

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


def read_words(tables: Tables) -> Words:
    """Read all texts of a dataset.

    Cost: O(characters), each distinct text once in Python.
    """
    counts = [tables.count(table) for table in TEXT_TABLES]
    bases = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    names, name_docs = _texts(tables, bases, _NAMES)
    prose, prose_docs = _texts(tables, bases, _PROSE)
    called = names.dictionary.to_pylist()
    spoken = [kept_words(text) for text in called]
    told = [kept_words(text) for text in prose.dictionary.to_pylist()]
    lexicon = _lexicon(word for group in (*spoken, *told) for word in group)
    phrases = [" ".join(words_of(text)) for text in called]
    known = _lexicon(phrase for phrase in phrases if phrase)
    return Words(
        bases,
        lexicon,
        _listed(lexicon, spoken, names, name_docs),
        _listed(lexicon, told, prose, prose_docs),
        known,
        _listed(known, [{phrase} if phrase else set() for phrase in phrases], names, name_docs),
    )


def _texts(tables: Tables, bases: Ints, fields: Sequence[str]) -> tuple[Any, Rows]:
    """All texts of these lists, coded, and the doc of each."""
    texts, docs = [], []
    have = set(tables.names)
    for at, table in enumerate(TEXT_TABLES):
        for name in (f"{table}.{field}" for field in fields):
            if name in have:
                texts.append(tables.table(name).column("text").combine_chunks().cast(pa.utf8()))
                docs.append(tables.column(name, "owner") + bases[at])
    whole = pa.concat_arrays(texts) if texts else pa.array([], pa.utf8())
    placed = np.concatenate(docs).astype(np.uint32) if docs else NO_ROWS
    return words(whole), placed


def _lexicon(texts: Iterable[str]) -> Lexicon:
    ordered = sorted({text.encode() for text in texts})
    ends = np.concatenate(([0], np.cumsum([len(text) for text in ordered]))).astype(np.int64)
    return Lexicon(np.frombuffer(b"".join(ordered), dtype=np.uint8), ends)


def _listed(lexicon: Lexicon, groups: Sequence[set[str]], texts: Any, docs: Rows) -> Postings:
    """The docs of each entry: `groups` are the entries of each distinct text of `texts`."""
    entries = pa.array([lexicon[at].decode() for at in range(len(lexicon))], pa.utf8())
    flat = pa.array([entry for group in groups for entry in sorted(group)], pa.utf8())
    codes = pc.index_in(flat, value_set=entries).to_numpy(zero_copy_only=False)
    sizes = np.array([len(group) for group in groups], dtype=np.int64)
    starts = np.concatenate(([0], np.cumsum(sizes)))[:-1]
    used = texts.indices.to_numpy(zero_copy_only=False)
    counts = sizes[used]
    begin = np.repeat(starts[used] - (np.cumsum(counts) - counts), counts)
    picked = codes[begin + np.arange(int(counts.sum()))] if len(codes) else codes
    return postings(picked, np.repeat(docs, counts), len(lexicon))
