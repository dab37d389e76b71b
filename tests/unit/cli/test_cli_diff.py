"""How differences look to a person: one line each, whatever the texts hold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kg.cli.diff import _change, _text
from kg.columns import Tables
from kg.model import Label, RemovalReason, Tombstone
from kg.snapshot import Side, diff
from tests.small import ANCIENT, DATASET, OPERATION

LONG = "a word and another " * 10


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (("whole", None, "event/e"), "whole: (none) -> event/e"),
        (("number", 1, None), "number: 1 -> (none)"),
        (("mentioned", False, True), "mentioned: false -> true"),
        (("aliases[en]", None, "A"), "aliases[en]: added A"),
        (("aliases[en]", "A", None), "aliases[en]: removed A"),
        (("aliases[en]", "A", "B"), "aliases[en]: A -> B"),
        (
            ("parties[k]", None, {"key": "k", "value": 2.5, "evidence": ["a", "b"]}),
            "parties[k]: added {key: k, value: 2.5, evidence: [a, b]}",
        ),
        (("value", "a\x1b[2Jb", "a\nb"), "value: a\\x1b[2Jb -> a\\x0ab"),
    ],
)
def test_a_change_is_one_line(change, line):
    assert _change(*change) == line


def test_of_long_texts_what_differs_is_shown():
    line = _change("labels[en]", LONG + "old" + LONG, LONG + "new" + LONG)
    one, two = line.removeprefix("labels[en]: ").split(" -> ")
    assert "old" in one
    assert "new" in two
    assert all(text[0] == text[-1] == "…" and len(text) < 80 for text in (one, two))
    begin = _change("labels[en]", "old" + LONG, "new" + LONG)
    assert begin.startswith("labels[en]: olda word")
    end = _change("labels[en]", LONG, LONG + "new")
    assert end.endswith("another new")
    assert len(_change("labels[en]", LONG, None)) < 180


def test_everything_that_can_differ_is_told():
    lines = [f"<urn:{n}> <urn:p> <urn:o> ." for n in "abcd"]
    stone = Tombstone(
        id="tombstone/ancient",
        removed="2026-02-02",
        reason=RemovalReason.VICTIM,
        clock=ANCIENT.clock,
    )
    other = replace(DATASET, labels=(Label("en", "Another"),))
    before = Side(
        Path("b\x07"), DATASET, Tables.of([ANCIENT, OPERATION], DATASET, lines[:1]), "0" * 64
    )
    after = Side(Path("after"), other, Tables.of([stone, OPERATION], other, lines[1:]))
    assert list(_text(diff(before, after), 2)) == [
        "A  b\\x07 (snapshot 000000000000, small): 2 records that count",
        "B  after (seed folder, small): 2",
        "",
        "                  added        gone",
        "event                 0           1",
        "tombstone             1           0",
        "",
        "dataset changed",
        "    labels[en]: A small dataset -> Another",
        "",
        "statements outside the vocabulary lost: 1",
        "    <urn:a> <urn:p> <urn:o> .",
        "",
        "statements outside the vocabulary gained: 3",
        "    <urn:b> <urn:p> <urn:o> .",
        "    <urn:c> <urn:p> <urn:o> .",
        "  … 1 more: --limit N, or --all",
        "",
        "event gone: 1",
        "  event/ancient  Ancient",
        "    removed on 2026-02-02 (victim): tombstone/ancient",
        "",
        "tombstone added: 1",
        "  tombstone/ancient",
    ]
