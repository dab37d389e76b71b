"""Are words folded, kept and found?"""

from __future__ import annotations

import numpy as np
import pytest

from kg.index import Words, fold, words_of
from kg.index.words import TEXT_TABLES, Lexicon, kept_words
from tests.unit.query.county import ground


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Señor Ñandú", "senor nandu"),
        ("STRASSE Straße", "strasse strasse"),
        ("Ørsted Łódź Æon Œuvre Đuro \u0131", "orsted lodz aeon oeuvre duro i"),
        ("ﬁne № Ⅻ", "fine no xii"),
        ("cafe\u0301", "cafe"),
        ("Жёлтый Й", "желтыи и"),
        ("", ""),
    ],
)
def test_folding(text: str, folded: str):
    assert fold(text) == folded


def test_words_are_cut_at_punctuation_and_kept_whole_too():
    assert words_of("The Sheriff's 287(g)_deal, 2019") == [
        *("the", "sheriff", "s", "287", "g", "deal", "2019"),
    ]
    assert kept_words("Sheriff's 287(g)") == {"sheriff", "s", "sheriffs", "287", "g", "287g"}
    assert words_of("中文 テスト") == ["中文", "テスト"]
    assert words_of("*** --") == []


def lexicon(*texts: str) -> Lexicon:
    data = [text.encode() for text in sorted(texts)]
    ends = np.cumsum([0, *map(len, data)]).astype(np.int64)
    return Lexicon(np.frombuffer(b"".join(data), dtype=np.uint8), ends)


def test_lexicon_finds_texts_and_beginnings():
    found = lexicon("arrest", "arrests", "art", "zèbre")
    assert len(found) == 4
    assert found.find("arrest") == (0, 1)
    assert found.find("arres") == (0, 0)
    assert found.beginning("arr") == (0, 2)
    assert found.beginning("z") == (3, 4)
    assert found.beginning("") == (0, 4)
    assert lexicon().beginning("a") == (0, 0)


def ids(words: Words, docs: np.ndarray[tuple[int], np.dtype[np.uint32]]) -> list[str]:
    tables = ground().tables
    found: list[str] = []
    for table in TEXT_TABLES:
        rows = words.within(docs, table)
        assert words.doc(table, rows).tolist() == [
            d for d in docs.tolist() if d in words.doc(table, rows)
        ]
        found += [i or "" for i in tables.words(table, "id").many(rows)]
    return found


def test_docs_that_say_words_and_are_called_so():
    words = ground().index.words
    assert ids(words, words.saying(["federal", "ag"], prose=False)) == ["actor/agency"]
    assert ids(words, words.saying(["federal", "nothing"], prose=True)) == []
    whole, begun = words.named(["sheriff"])
    assert ids(words, whole) == ids(words, begun) == ["office/sheriff"]
    assert ids(words, words.saying([], prose=True)) == []
