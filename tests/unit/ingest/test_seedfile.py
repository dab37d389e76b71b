"""What does a YAML file say, on which line, and what may it not say?"""

from __future__ import annotations

import pytest
import yaml

from kg.errors import KgError, SeedError
from kg.ingest import ReadLimits
from kg.ingest.seedfile import Items, Mapping, Scalar, parse

LIMITS = ReadLimits()


def read(text: str | bytes, limits: ReadLimits = LIMITS) -> Mapping | None:
    faults: list[KgError] = []
    root = parse(text.encode() if isinstance(text, str) else text, limits, faults)
    assert faults == []
    return root


def fault(text: str | bytes, limits: ReadLimits = LIMITS) -> SeedError:
    with pytest.raises(SeedError) as caught:
        read(text, limits)
    return caught.value


def test_values_are_texts_and_know_their_lines():
    root = read("a: no\nb:\n  - 1.0\n  - 2019-02-05\nc: {d: ~, e: '', f: \"x\"}\n")
    assert root == Mapping(
        [
            (Scalar("a", 1), Scalar("no", 1)),
            (Scalar("b", 2), Items([Scalar("1.0", 3), Scalar("2019-02-05", 4)], 3)),
            (
                Scalar("c", 5),
                Mapping(
                    [
                        (Scalar("d", 5), Scalar("~", 5)),
                        (Scalar("e", 5), Scalar("", 5, plain=False)),
                        (Scalar("f", 5), Scalar("x", 5, plain=False)),
                    ],
                    5,
                ),
            ),
        ],
        1,
    )
    assert root.get("a") == Scalar("no", 1)
    assert root.get("z") is None
    assert root.keys() == ["a", "b", "c"]


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n", "\n\n"])
def test_an_empty_file_says_nothing(text):
    assert read(text) is None


def test_the_plain_loader_reads_the_same(monkeypatch):
    text = "a: no\nb: [1, {c: 'd'}]\ne: |\n  two\n  lines\n"
    quick = read(text)
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert read(text) == quick
    assert fault("a: [1\n").where["line"] == 2
    assert fault("a: \x07\n").message == "the character U+0007 may not stand in a seed file"
    assert fault("a: &x 1\n").where == {"line": 1, "column": 4}


def test_a_key_that_stands_twice_is_told_and_the_first_value_stays():
    faults: list[KgError] = []
    root = parse(b"a: 1\nb: 2\na: 3\n", LIMITS, faults)
    assert root is not None
    assert root.get("a") == Scalar("1", 1)
    assert [str(one.message) for one in faults] == ["the key 'a' stands twice, first on line 1"]
    assert faults[0].where == {"line": 3}


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("a: &x 1\nb: *x\n", 1, 4, "anchor"),
        ("a: 1\n<<: {b: 2}\n", 2, None, "merge key"),
        ("a: !!python/object:os.system x\n", 1, 4, "tag"),
        ("a: !x y\n", 1, 4, "tag"),
        ("a: 1\n---\nb: 2\n", 2, None, "second document"),
        ("a:\n\tb: 1\n", 2, 1, "tab"),
        ("a: 1\n b: 2\n", 2, 3, "mapping values"),
        ("a: 1\nb: >200 people\n", 2, 6, "comment or line break"),
        ("? [a]\n: b\n", 1, None, "a key is a list or mapping"),
        ("[a, b]\n", 1, None, "not a mapping"),
        ("just words\n", 1, None, "not a mapping"),
        ("a: x\x00y\n", 1, 5, "U+0000"),
        ("a: 1\nb: x\x07y\n", 2, 5, "U+0007"),
        ("é: x\u2028y\n", 1, 5, "U+2028"),
        ('a: "x\u0085y"\n', 1, 6, "U+0085"),
        ('a: "\\ud800"\n', 1, 7, "escape"),
        (b"\xef\xbb\xbfa: 1\n", 1, 1, "byte order mark"),
        (b"a: 1\nb: \xc3\xa9\xff\n", 2, 5, "0xff is not UTF-8"),
        ("a: 1\n".encode("utf-16"), 1, 1, "0xff is not UTF-8"),
    ],
)
def test_what_a_seed_file_may_not_have(text, line, column, said):
    found = fault(text)
    assert said in found.message
    assert found.hint
    assert found.where == {"line": line} | ({"column": column} if column else {})


def test_an_escape_gives_what_may_not_stand_there_itself():
    root = read('a: "x\\u2028\\u0085y"\n')
    assert root is not None
    assert root.get("a") == Scalar("x\u2028\u0085y", 1, plain=False)


def test_keys_that_stand_twice_are_bounded():
    faults: list[KgError] = []
    with pytest.raises(SeedError, match="than can be listed"):
        parse(b"a: 1\n" * 5, ReadLimits(faults=3), faults)
    assert len(faults) == 3


def test_nesting_and_values_are_counted_while_reading():
    assert read("a: [[1]]\n", ReadLimits(nesting=3)) is not None
    assert "more than 3 deep" in fault("a: [[[1]]]\n", ReadLimits(nesting=3)).message
    assert read("a: [1, 2]\n", ReadLimits(nodes=5)) is not None
    assert "more than 5 values" in fault("a: [1, 2, 3]\n", ReadLimits(nodes=5)).message


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_a_bomb_of_nesting_is_refused_at_its_beginning(opening):
    assert fault(opening * 100_000).where["line"] <= 26


def test_a_merge_bomb_is_refused_at_its_first_anchor():
    lines = ["a0: &a0 {k: v}"]
    lines += [f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}" for n in range(1, 30)]
    assert fault("\n".join(lines)).where == {"line": 1, "column": 5}
