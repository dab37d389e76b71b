"""Whatever stands in a table, is what `kg map` writes a mapping that can be used?"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from kg.errors import SeedError
from kg.ingest import ReadLimits, seed_schema
from kg.ingest.mapping.head import read_mapping
from kg.ingest.mapping.propose import propose
from kg.ingest.mapping.roads import opened, plainly
from kg.ingest.records import Scope
from kg.ingest.report import Report, Suggester
from kg.ingest.seedfile import parse
from kg.model import Dataset

LIMITS = ReadLimits()
ABOUT = Dataset(id="one", base="https://one.example/", labels=())
SCHEMA = Draft202012Validator(seed_schema())
NASTY = st.sampled_from(
    [
        *(
            "{a}",
            "}",
            "{",
            "# not",
            "a: b",
            "- x",
            "'",
            '"',
            "\\",
            "\x07",
            "\x85",
            "\u2028",
            "\ufeff",
        ),
        *(
            "%",
            "&a",
            "*a",
            "!x",
            "<<",
            "a\nb",
            "\t",
            "row",
            "null",
            "yes",
            "...",
            "---",
            "\U0001f600",
        ),
    ]
)
NAMES = st.one_of(
    st.sampled_from(
        [
            *(
                "id",
                "date",
                "start",
                "end",
                "year",
                "month",
                "day",
                "city",
                "state",
                "name",
                "type",
            ),
            *("source1", "source2", "source#", "lat", "lon", "row", "size_low", "size_high"),
            *("killed", "sender", "sender_id", "fips", "status", "notes", "url", "precision"),
        ]
    ),
    NASTY,
    st.text(max_size=6),
    st.builds("".join, st.lists(NASTY, min_size=1, max_size=3)),
)
CELLS = st.one_of(
    st.sampled_from(
        [
            *("2025-03-04", "4/3/2025", "March 2025", "12", "1,200", "1e5", "-3", "NA", "?", "-"),
            *("https://a.example/x", "https://a.example/ x", "Q42", "happened", "x" * 250, "", "0"),
            *("a; b", "1.200", "{x}", "present", "05/082025"),
        ]
    ),
    NASTY,
    st.text(max_size=8),
)


class Core(yaml.SafeLoader):
    """YAML 1.2, as editors read it: days are texts, `no` is no boolean."""


Core.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in found if not tag.endswith(":timestamp")]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    if first not in "yYnNoO"
}


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    names = draw(st.lists(NAMES, min_size=1, max_size=6, unique=True))
    pools = [draw(st.lists(CELLS, min_size=1, max_size=3)) for _ in names]
    count = draw(st.integers(0, 8))
    return names, [[draw(st.sampled_from(pool)) for pool in pools] for _ in range(count)]


def used(folder: Path, file: str) -> tuple[int, int]:
    """How many rows there are, and how many cannot be used, by the mapping that is proposed."""
    text = propose(folder / file)
    assert text == propose(folder / file)
    assert SCHEMA.is_valid(yaml.load(text, Core))  # noqa: S506  (Core is a SafeLoader)
    report, faults = Report(100), []
    scope = Scope(report, Suggester(), LIMITS, "en", "table.yaml")
    root = parse(text.encode(), LIMITS, faults)
    assert root is not None
    mapping = read_mapping(root, scope, "2026-01-10")
    report.finish()
    assert not faults
    assert mapping is not None
    found = opened(mapping, mapping.states[0], folder, ABOUT, LIMITS, scope)
    report.finish()
    assert found is not None
    made, rejects, _ = plainly(found, mapping.states[0])
    return len({one.row for one in made}), len(rejects)


@settings(max_examples=60, deadline=None)
@given(tables())
def test_any_separated_table_gives_a_mapping(table):
    names, rows = table
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([names, *rows])
    with tempfile.TemporaryDirectory() as home:
        path = Path(home) / "t.csv"
        path.write_text(out.getvalue(), "utf-8", errors="replace", newline="")
        try:
            used(Path(home), "t.csv")
        except SeedError as error:  # the file is no table: not the mapping's fault
            assert error.where.get("file") == "t.csv"  # noqa: PT017  (most tables raise nothing)


@settings(max_examples=40, deadline=None)
@given(tables(), st.integers(0, 3))
def test_any_lines_of_objects_give_a_mapping(table, listed):
    names, rows = table
    lines = []
    for row in rows:
        cells: list[object] = [*row]
        if listed < len(cells):
            cells[listed] = [cells[listed], "b"]
        lines.append(json.dumps(dict(zip(names, cells, strict=True))))
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / "t.jsonl").write_text("\n".join([*lines, ""]), "utf-8", errors="replace")
        try:
            used(Path(home), "t.jsonl")
        except SeedError as error:
            assert error.where.get("file") == "t.jsonl"  # noqa: PT017  (most tables raise nothing)
