"""How are a million texts cut into words?

Most texts share their words, so that only distinct chunks (what stands between white space)
are looked at: those of ASCII by kernels of Arrow, the others one by one. A text is then a
row of numbers: of its chunks, and through them of its words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.columns import Key, Tables, common, ordered, text_order
from kg.columns.cores import spread
from kg.columns.postings import Ints, Postings, Rows, flat, narrow, postings, postings_of
from kg.index.words import (
    NAME_TABLES,
    PROSE_TABLES,
    TEXT_TABLES,
    WORD,
    Called,
    Lexicon,
    Words,
    fold,
)

_BLOCK: Final = 1 << 17  # texts at a time, to bound the memory
_OTHER: Final = "[^a-z0-9]+"  # what cuts the small letters and digits of ASCII


class Chunks(NamedTuple):
    """Texts cut at white space.

    Shape: `codes` are places in `distinct`, text after text; `ends`, from 0 on, where those
           of each text end.
    """

    distinct: pa.Array
    codes: npt.NDArray[np.int32]
    ends: Ints

    def block(self, first: int, stop: int) -> tuple[npt.NDArray[np.int32], Ints]:
        """The codes of some texts, and how many each has."""
        ends = self.ends[first : stop + 1]
        return self.codes[ends[0] : ends[-1]], np.diff(ends)


class Said(NamedTuple):
    """The words of distinct chunks, by their place in the lexicon.

    Shape: the lists of `pieces` are as written, those of `kept` sets that also hold the
           pieces of one chunk as one word.
    """

    lexicon: Lexicon
    pieces: Postings
    kept: Postings


def read_words(tables: Tables) -> Words:
    """Read all texts of a dataset.

    Cost:   O(characters), vectorised; chunks that are not ASCII one by one, each once.
    Equals: `kg.index.words.kept_words` and `kg.index.words.words_of` of each text
    """
    counts = [tables.count(table) for table in TEXT_TABLES]
    bases = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    whole = [*NAME_TABLES, *PROSE_TABLES]
    starts = np.concatenate(([0], np.cumsum([tables.count(name) for name in whole])))
    docs = np.concatenate([_docs(tables, name, bases) for name in whole])
    chunks = cut(tables.words(name, "text").array for name in whole)
    said = say(chunks.distinct)
    names = int(starts[len(NAME_TABLES)])
    stages: tuple[Callable[[], Any], ...] = (
        lambda: called_order(said, chunks, names),
        lambda: _listed(said, chunks, docs, 0, names),
        lambda: _listed(said, chunks, docs, names, len(docs)),
    )
    called, in_names, in_prose = spread(lambda stage: stage(), stages, len(docs))
    return Words(
        bases,
        said.lexicon,
        in_names,
        in_prose,
        Called(tables, starts[: len(NAME_TABLES) + 1], called, bases),
    )


def _docs(tables: Tables, name: str, bases: Ints) -> Rows:
    base = bases[TEXT_TABLES.index(name.partition(".")[0])]
    docs: Rows = tables.column(name, "owner") + np.uint32(base)
    return docs


def cut(texts: Iterable[pa.Array]) -> Chunks:
    """Cut texts at white space of ASCII; other white space stays within a chunk."""
    blocks = [array.slice(at, _BLOCK) for array in texts for at in range(0, len(array), _BLOCK)]
    found = spread(_cut, [pa.array([], pa.utf8()), *blocks], sum(map(len, blocks)))
    distinct, places = common([coded.dictionary for coded, _ in found])
    codes = spread(
        lambda one: one[1][one[0][0].indices.to_numpy()], list(zip(found, places, strict=True))
    )
    ends = np.cumsum(np.concatenate([[0], *(sizes for _, sizes in found)]), dtype=np.int64)
    return Chunks(distinct, np.concatenate(codes), ends)


def _cut(texts: pa.Array) -> tuple[Any, Any]:
    """The chunks of some texts, coded, and how many each text has."""
    lists = pc.ascii_split_whitespace(texts.cast(pa.large_utf8()))
    return lists.flatten().dictionary_encode(), lists.value_lengths().to_numpy()


def spelt(lists: Postings, codes: npt.NDArray[Any], sizes: Ints) -> tuple[Rows, Ints]:
    """The words of texts, from the chunks of each, and how many words each text has.

    Cost:   a few look-ups for each chunk; most are one word.
    Equals: `kg.columns.postings.gathered`, and how many words those of each text are
    """
    counts = np.diff(lists.offsets).astype(np.int32)[codes]
    at = lists.offsets[codes]
    odd = np.flatnonzero(counts != 1)
    if not len(odd):
        return lists.rows[at], sizes
    text = np.searchsorted(np.cumsum(sizes), odd, "right")
    more = counts[odd].astype(np.int64) - 1
    at = np.repeat(at, counts)
    begins = odd + np.cumsum(more) - more  # where the words of these chunks begin among all
    at[flat(begins, more + 1)] += flat(np.zeros(len(odd), dtype=np.int64), more + 1).astype(
        at.dtype
    )
    lengths = sizes.copy()
    np.add.at(lengths, text, more)
    return lists.rows[at], lengths


def say(chunks: pa.Array) -> Said:
    """The words of distinct chunks.

    Equals: `kg.index.words.words_of` and `kg.index.words.kept_words` of each chunk
    """
    found = [*_plain(chunks), *_folded(chunks)]
    known, ranks = common([words for _, words, _ in found])
    by = text_order(known)
    rank = np.empty(len(known), dtype=np.int64)
    rank[by] = np.arange(len(known))
    at = np.concatenate([at for at, _, _ in found])
    word = rank[np.concatenate(ranks)]
    piece = np.concatenate([np.full(len(at), piece) for at, _, piece in found])
    order = np.argsort(at[piece], kind="stable")  # the pieces of a chunk stay as written
    ends = np.searchsorted(at[piece][order], np.arange(len(chunks) + 1))
    pieces = Postings(narrow(ends), word[piece][order].astype(np.uint32))
    return Said(_lexicon(known.take(pa.array(by))), pieces, postings(at, word, len(chunks)))


def _is_plain(chunks: pa.Array) -> pa.Array:
    """Which chunks are ASCII, without the white space in it that Arrow does not cut at."""
    odd = pc.match_substring_regex(chunks, "[\x1c-\x1f]")
    return pc.and_not(pc.string_is_ascii(chunks), odd)


Found = tuple[npt.NDArray[Any], pa.Array, bool]  # places of chunks, a word of each, a piece?


def _plain(chunks: pa.Array) -> Iterator[Found]:
    """The words of chunks that are plain."""
    plain = _is_plain(chunks)
    at = np.flatnonzero(plain.to_numpy(zero_copy_only=False))
    lower = pc.ascii_lower(chunks.filter(plain))
    whole = pc.ascii_is_alnum(lower)
    is_whole = whole.to_numpy(zero_copy_only=False)
    yield at[is_whole], lower.filter(whole), True
    at, rest = at[~is_whole], lower.filter(pc.invert(whole))
    lists = pc.ascii_split_whitespace(
        pc.ascii_trim_whitespace(pc.replace_substring_regex(rest, _OTHER, " "))
    )
    counts, words = lists.value_lengths().to_numpy(), lists.flatten()
    some = pc.not_equal(words, "")  # a chunk without any letter or digit gives one empty piece
    yield np.repeat(at, counts)[some.to_numpy(zero_copy_only=False)], words.filter(some), True
    several = counts > 1
    joined = pc.replace_substring_regex(rest.filter(pa.array(several)), _OTHER, "")
    yield at[several], joined, False


def _folded(chunks: pa.Array) -> Iterator[Found]:
    """The words of all other chunks."""
    other = pc.invert(_is_plain(chunks))
    at, pieces, joined_at, joined = [], [], [], []
    places = np.flatnonzero(other.to_numpy(zero_copy_only=False)).tolist()
    for place, text in zip(places, chunks.filter(other).to_pylist(), strict=True):
        for chunk in fold(text).split():  # there is more white space than ASCII has
            words = WORD.findall(chunk)
            at += [place] * len(words)
            pieces += words
            if len(words) > 1:
                joined_at.append(place)
                joined.append("".join(words))
    yield np.array(at, dtype=np.int64), pa.array(pieces, pa.large_utf8()), True
    yield np.array(joined_at, dtype=np.int64), pa.array(joined, pa.large_utf8()), False


def _lexicon(texts: pa.Array) -> Lexicon:
    _, offsets, data = texts.buffers()
    ends = np.frombuffer(offsets, dtype=np.int64)[: len(texts) + 1] if len(texts) else np.zeros(1)
    octets = np.frombuffer(data, dtype=np.uint8)[: int(ends[-1])] if len(texts) else np.zeros(0)
    return Lexicon(octets.astype(np.uint8, copy=False), narrow(ends))


def _listed(said: Said, chunks: Chunks, docs: Rows, first: int, stop: int) -> Postings:
    """The docs of each word, of the texts from `first` up to `stop`."""

    def pairs() -> Iterator[tuple[Rows, Rows]]:
        for at in range(first, stop, _BLOCK):
            end = min(at + _BLOCK, stop)
            words, sizes = spelt(said.kept, *chunks.block(at, end))
            yield words, np.repeat(docs[at:end], sizes)

    return postings_of(pairs(), len(said.lexicon))


def called_order(said: Said, chunks: Chunks, names: int) -> Rows:
    """The first `names` texts sorted by their words, those without a word left out.

    A space sorts before all that words are made of, so that texts lie as their words do.
    Equals: sorting by the folded words of each text (`kg.index.words.words_of`), then by number
    """
    words, lengths = spelt(said.pieces, *chunks.block(0, names))
    begins = np.cumsum(lengths) - lengths

    def key_of(at: int) -> Key:
        def key(rows: Rows) -> Ints:
            inside = lengths[rows] > at
            found = np.full(len(rows), -1, dtype=np.int64)
            found[inside] = words[begins[rows[inside]] + at]
            return found

        return key

    longest = int(lengths.max()) if names else 0
    order, _ = ordered((key_of(at) for at in range(longest)), names)
    return order[lengths[order] > 0]
