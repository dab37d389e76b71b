"""What became of the passages of a document?"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest

from kg.errors import SeedError
from kg.ingest import ReadLimits, State, locate, verify
from kg.model import Clock, Evidence, Label, Record, Source

CLOCK = Clock(recorded="2026-01-01")
TEXT = "Ünïcode first.\r\nA passage that is said. A passage that is said again — 🗳️.\nThe end.\n"
SAID = "A passage that is said."


def passage(start: int, end: int, text: str = TEXT, name: str = "e") -> Evidence:
    digest = sha256(text[start:end].encode()).hexdigest()
    return Evidence(
        id=f"evidence/{name}",
        source="source/part",
        start=start,
        end=end,
        sha256=digest,
        clock=CLOCK,
    )


def sources(**values) -> list[Record]:
    whole = Source(id="source/whole", labels=(Label("en", "W"),), clock=CLOCK, **values)
    part = Source(id="source/part", labels=(Label("en", "P"),), part_of="source/whole", clock=CLOCK)
    return [whole, part]


@pytest.fixture
def documents(tmp_path):
    def _documents(text: str | bytes, name: str = "doc.txt"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return tmp_path

    return _documents


def one(documents, evidence: Evidence, file: str | None = "docs/doc.txt", **how):
    (verdict,) = verify([*sources(file=file), evidence], documents, **how)
    return verdict


def test_the_same_passage_at_the_same_place(documents):
    start = TEXT.index(SAID)
    verdict = one(documents(TEXT), passage(start, start + len(SAID)))
    assert verdict.state is State.SAME
    assert (verdict.document, verdict.found, verdict.note) == ("doc.txt", None, None)
    assert verdict.detail == f"doc.txt {start}-{start + len(SAID)}"


def test_offsets_are_code_points_and_line_ends_are_kept(documents):
    start = TEXT.index("🗳️")
    assert one(documents(TEXT), passage(start, start + 2)).state is State.SAME
    assert (
        one(documents(TEXT.replace("\r\n", "\n")), passage(start, start + 2)).state is State.MOVED
    )


def test_a_passage_that_moved_is_found_where_it_is(documents):
    start = TEXT.index(SAID)
    verdict = one(documents("New: " + TEXT), passage(start, start + len(SAID)))
    assert verdict.state is State.MOVED
    assert verdict.found == (start + 5, start + 5 + len(SAID))
    assert verdict.note == "by +5"
    assert "now" in verdict.detail


@pytest.mark.parametrize(
    ("text", "start", "found"), [("ab....", 1, 0), ("ab....ab", 5, 6), ("....ab.ab", 3, 4)]
)
def test_of_several_places_the_nearest_counts(documents, text, start, found):
    evidence = replace(passage(0, 2, "ab"), start=start, end=start + 2)
    assert one(documents(text), evidence).found == (found, found + 2)


def test_many_that_moved_alike_are_found_by_the_shift_of_the_first(documents):
    text = "".join(f"Sentence number {n}. " for n in range(200))
    found = [passage(m, m + 12, text, f"e{m}") for m in range(0, 2000, 40)]
    records = [*sources(file="doc.txt"), *found]
    verdicts = verify(records, documents("!" * 100 + text), limits=ReadLimits(windows=500))
    assert {verdict.note for verdict in verdicts} == {"by +100"}


def test_a_passage_that_is_not_there_any_more(documents):
    start = TEXT.index(SAID)
    verdict = one(documents(TEXT.replace("said", "told")), passage(start, start + len(SAID)))
    assert (verdict.state, verdict.note) == (State.CHANGED, None)


def test_a_locator_that_is_wrong_in_an_unchanged_document(documents):
    digest = sha256(TEXT.encode()).hexdigest()
    wrong = replace(passage(0, 9), sha256="0" * 64)
    (verdict,) = verify([*sources(file="doc.txt", sha256=digest), wrong], documents(TEXT))
    assert verdict.state is State.CHANGED
    assert verdict.note == "the document is the recorded one: the locator is wrong"


@pytest.mark.parametrize(
    ("text", "file", "note"),
    [
        ("short", "doc.txt", "the document ends at 5"),
        (TEXT, "other.txt", "there is no file other.txt"),
        (TEXT, None, "its source names no file"),
    ],
)
def test_what_is_gone(documents, text, file, note):
    verdict = one(documents(text), passage(16, 39), file)
    assert (verdict.state, verdict.note) == (State.GONE, note)


def test_what_cannot_be_read_is_not_called_the_same(documents):
    verdict = one(documents(TEXT.encode("utf-16")), passage(16, 39))
    assert (verdict.state, verdict.note) == (State.CHANGED, "byte 0 of the document is not UTF-8")
    verdict = one(documents(TEXT), passage(16, 39), limits=ReadLimits(document_bytes=9))
    assert verdict.note == "the document is larger than 9 bytes"
    wrong = replace(passage(16, 39), sha256="0" * 64)
    verdict = one(documents(TEXT), wrong, limits=ReadLimits(windows=3))
    assert verdict.note == "the document is too long to be searched to its end"


def test_of_two_documents_of_one_name_the_one_whose_path_fits_better_counts(documents):
    documents("other", "a/doc.txt")
    documents(TEXT, "b/docs/doc.txt")
    home = documents("other", "c/doc.txt")
    assert one(home, passage(16, 39)).document == "b/docs/doc.txt"


def test_every_version_of_a_locator_has_its_verdict(documents):
    first = replace(
        passage(0, 4), clock=Clock(recorded="2026-01-01", withdrawn="2026-02-02"), sha256="0" * 64
    )
    second = replace(passage(0, 4), clock=Clock(recorded="2026-02-02", version=2))
    verdicts = verify([*sources(file="doc.txt"), second, first], documents(TEXT))
    assert [(v.evidence, v.version, v.state) for v in verdicts] == [
        ("evidence/e", 1, State.CHANGED),
        ("evidence/e", 2, State.SAME),
    ]


def test_a_circle_of_parts_ends(documents):
    circle = [replace(source, part_of="source/part") for source in sources()]
    (verdict,) = verify([*circle, passage(0, 4)], documents(TEXT))
    assert verdict.state is State.GONE


def test_there_must_be_a_folder(tmp_path):
    with pytest.raises(SeedError, match="there is no folder 'x'"):
        verify([], tmp_path / "x")


def test_locating_gives_every_place():
    digest = sha256(b"aa").hexdigest()
    assert locate("aaa", "aa") == [(0, 2, digest), (1, 3, digest)]
    assert locate("aaa", "b") == []
    assert locate("aaa", "") == []
