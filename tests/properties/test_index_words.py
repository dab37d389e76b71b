"""The words of many texts, cut by kernels, are those of each text alone."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.columns import Tables
from kg.columns.postings import Postings, gathered
from kg.index import index_of, postings, words_of
from kg.index.tokens import cut, say, spelt
from kg.index.words import NAME_TABLES, PROSE_TABLES, TEXT_TABLES, Words, kept_words
from kg.model import Clock, Dataset, Label, Place, canonical

DATASET = Dataset(id="d", base="https://d.example/", labels=(Label("en", "D"),))
CLOCK = Clock(recorded="2024-01-01")
odd = st.sampled_from(
    " \t\x1c\x85\u00a0\u2003\u2028\u200b\u00b4\u0301'(_ßİﬁ№Ⅻø中aB9\0\u0345\u1e9b\u0323"
)
texts = st.lists(odd | st.characters(exclude_categories=("Cs",)), max_size=10).map("".join)
texts |= st.sampled_from(("287(g) deal", "Sheriff's", "sheriff s", "***", "", "a", "a b", "a-b"))


@settings(max_examples=300, deadline=None)
@given(st.lists(texts, max_size=5))
@example(["a\x1ca"])
def test_chunks_say_what_their_texts_say(found):
    chunks = cut([pa.array(found[:2], pa.utf8()), pa.array(found[2:], pa.large_utf8())])
    said = say(chunks.distinct)
    entries = [said.lexicon[at].decode() for at in range(len(said.lexicon))]
    assert entries == sorted({word for text in found for word in kept_words(text)})
    for at, text in enumerate(found):
        codes, _ = chunks.block(at, at + 1)
        kept = [entries[word] for code in codes for word in said.kept.of(code)]
        pieces = [entries[word] for code in codes for word in said.pieces.of(code)]
        assert set(kept) == kept_words(text)
        assert pieces == words_of(text)


places = st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(places, st.lists(texts.map(words_of), max_size=4))
def test_the_words_of_a_dataset_are_those_of_each_record(drawn, asked):
    records = [
        canonical(
            Place(
                id=f"place/{at}",
                labels=(Label("en", label), Label("es", other)),
                descriptions=(Label("en", prose),),
                clock=CLOCK,
            )
        )
        for at, (label, other, prose) in enumerate(drawn)
    ]
    words = index_of(Tables.of(records, DATASET)).words
    names = [{record.labels[0].text, record.labels[1].text} for record in records]
    prose = [{record.descriptions[0].text} for record in records]
    assert listed(words, words.names) == by_word(names)
    assert listed(words, words.prose) == by_word(prose)
    phrases = [{" ".join(words_of(text)) for text in group} for group in names]
    for wanted in [*asked, *(words_of(label) for label, _, _ in drawn)]:
        phrase = " ".join(wanted)
        whole, begun = (words.within(docs, "place").tolist() for docs in words.named(wanted))
        assert whole == [at for at, group in enumerate(phrases) if phrase and phrase in group]
        assert begun == [
            at for at, group in enumerate(phrases) if any(p and p.startswith(phrase) for p in group)
        ]


def listed(words: Words, lists) -> dict[str, list[int]]:
    found = {}
    for at in range(len(words.lexicon)):
        if len(lists.of(at)):
            found[words.lexicon[at].decode()] = words.within(lists.of(at), "place").tolist()
    return found


def by_word(groups: list[set[str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for at, group in enumerate(groups):
        for word in sorted({word for text in group for word in kept_words(text)}):
            found.setdefault(word, []).append(at)
    return dict(sorted(found.items()))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(-1, 4), st.integers(0, 6)), max_size=20))
def test_lists_are_the_sets_of_their_rows(pairs):
    codes, rows = (np.array([pair[at] for pair in pairs], dtype=np.int32) for at in (0, 1))
    lists = postings(codes, rows, 5)
    assert [lists.of(code).tolist() for code in range(5)] == [
        sorted({row for c, row in pairs if c == code}) for code in range(5)
    ]


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 9), max_size=3), min_size=1, max_size=5), st.data())
def test_words_of_texts_are_those_of_their_chunks(pieces, data):
    """Most chunks are one word, some are none or several; a text may have no chunk."""
    ends = np.cumsum([0, *map(len, pieces)]).astype(np.uint32)
    lists = Postings(ends, np.array([w for some in pieces for w in some], dtype=np.uint32))
    chunk = st.integers(0, len(pieces) - 1)
    texts = data.draw(st.lists(st.lists(chunk, max_size=3), max_size=5))
    codes = np.array([code for text in texts for code in text], dtype=np.int32)
    sizes = np.array(list(map(len, texts)), dtype=np.int64)
    words, counts = spelt(lists, codes, sizes)
    assert words.tolist() == gathered(lists, codes)[0].tolist()
    assert counts.tolist() == [sum(len(pieces[code]) for code in text) for text in texts]


def test_every_table_of_texts_is_read():
    assert {name.partition(".")[0] for name in NAME_TABLES} == set(TEXT_TABLES)
    assert "event.descriptions" in PROSE_TABLES
    assert "concept.inverse" in NAME_TABLES
