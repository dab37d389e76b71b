"""Does the JSON Schema for editors say what the reader of mappings reads?"""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from kg.ingest import ReadLimits, seed_schema
from kg.ingest.items import LISTS
from kg.ingest.mapping.head import KEYS, read_mapping
from kg.ingest.mapping.timing import KEYS as TIMES
from kg.ingest.records import Scope
from kg.ingest.report import Report, Suggester
from kg.ingest.seedfile import parse

ROOT = Path(__file__).resolve().parents[3]
WORLD = runpy.run_path(str(ROOT / "tests" / "properties" / "mapping_world.py"))["MAPPING"]
EXAMPLES = sorted((ROOT / "seed" / "examples").rglob("*.yaml"))
HEAD = "table: t.csv\nsource: {id: t, label: A table}\n"
GOOD = {
    "the town": WORLD,
    "states": """
states:
  - {file: a.csv, recorded: 2025-05-16}
  - {file: b.csv, recorded: 2025-06-17, with: {people: c.csv}}
absence: ended
missing: ["#N/A", "-"]
source: {id: list, label: A list, publisher: {id: office, type: organisation, label: Office}}
with: {people: {table: people.tsv, on: id, separator: tab}}
events:
  - {id: "{id}", label: "{name}", time: {start: "{from}", end: "{to}", ongoing: true}}
""",
    "form": HEAD.replace("t.csv", "t.txt")
    + """
format: csv
separator: ";"
encoding: [utf-8, windows-1252]
quote: ""
header: false
skip: 2
comment: "#"
forms: [iso, "%d/%m/%y", words]
century: 1930
languages: [de, fr]
calendar: julian
convert: yes
events:
  id: "{row}"
  label: "{column1}"
  time: {year: "{column2}", month: "{column3}", otherwise: undated, between: [1500, 1600]}
""",
    "columns": HEAD
    + """
columns:
  a: "{x} {y}"
  b: {from: x, replace: {"-": " "}, case: lower, pad: 5, before: "(", after: ":", strip: "*"}
  c: {first: [x, y], lookup: {"1": left}, only: [http], decode: percent}
  d: {count: [x, y], rename: {"1": first}}
repairs: {column: x, cell: a, to: b, reason: a slip}
sources: [{id: "{x}", label: "{x}", duplicates: reject}]
""",
    "references": HEAD
    + """
events:
  - id: "{x}"
    label: {en: "{x}", es: "{y}"}
    kinds: [vote, {id: "{k}", label: "{k}"}]
    status: "{s}"
    time: "{d}"
    whole: "{w}"
    places: {place: {id: "{p}", label: "{p}", within: {id: "{q}", label: "{q}"}}, role: "{r}"}
    participations:
      - {each: "who#", actor: {id: "{who#}"}, role: member}
      - each: {column: a, split: ";"}
        actor: {id: "{a}", type: group, label: "{a}"}
        role: {id: r, label: R}
      - {each: people, office: "{people.office}", role: member}
    quantities: ["{n}", {low: "{l}", high: "{h}", unit: people}]
    evidence: {source: {id: "{url}", label: "{url}", url: "{url}", mentioned: true}}
relations:
  - id: "{x}"
    kind: {id: knows, label: Knows}
    subject: {actor: {id: "{a}", label: "{a}", type: person}}
    object: "actor/{b}"
claims:
  - {id: "c-{x}", label: "{x}", dimension: motive, stance: asserts, about: ["event/{x}"]}
""",
}
EVENT = 'events: [{id: "{x}", label: "{x}"'
BAD = {
    "no source": f'table: t.csv\n{EVENT}}}]\n',
    "table and states": f"{HEAD}states: [{{file: a.csv, recorded: 2025-01-01}}]\n{EVENT}}}]\n",
    "no records": HEAD,
    "strange key": f"{HEAD}tables: x\n{EVENT}}}]\n",
    "strange field": f"{HEAD}{EVENT}, lable: x}}]\n",
    "no label": f'{HEAD}events: [{{id: "{{x}}"}}]\n',
    "no id": f'{HEAD}events: [{{label: "{{x}}"}}]\n',
    "state without day": f"states: [{{file: a.csv}}]\nsource: {{id: t, label: T}}\n{EVENT}}}]\n",
    "absence": f"{HEAD}absence: gone\n{EVENT}}}]\n",
    "step": f"{HEAD}columns: {{a: {{from: x, upper: yes}}}}\n{EVENT}}}]\n",
    "two origins": f"{HEAD}columns: {{a: {{from: x, text: y}}}}\n{EVENT}}}]\n",
    "repair": f"{HEAD}repairs: [{{column: x, cell: a, to: b}}]\n{EVENT}}}]\n",
    "date": f'{HEAD}{EVENT}, time: {{dates: "{{d}}"}}}}]\n',
    "form": f'{HEAD}{EVENT}, time: {{date: "{{d}}", forms: [dd/mm/yyyy]}}}}]\n',
    "otherwise": f'{HEAD}{EVENT}, time: {{date: "{{d}}", otherwise: ignore}}}}]\n',
    "each": f'{HEAD}{EVENT}, kind: {{each: {{split: ";"}}, id: "{{k}}"}}}}]\n',
    "inline without label": f"{HEAD}{EVENT}, place: {{place: {{id: a, latitude: 1}}}}}}]\n",
    "code": f"{HEAD}{EVENT}, status: done}}]\n",
    "duplicates": f"{HEAD}{EVENT}, duplicates: drop}}]\n",
    "kind": f"{HEAD}relations: [{{id: x, kind: knows, subject: {{man: {{id: a}}}}, object: a/b}}]",
    "related": f"{HEAD}with: {{people: {{table: p.csv}}}}\n{EVENT}}}]\n",
}  # fmt: skip


class Core(yaml.SafeLoader):
    """YAML 1.2, as editors read it: days are texts, `no` is no boolean."""


Core.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in found if not tag.endswith(":timestamp")]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    if first not in "yYnNoO"
}


@pytest.fixture(scope="module")
def validator():
    return Draft202012Validator(seed_schema())


def told(text: str) -> int:
    """How many faults the reader finds."""
    report = Report(100)
    faults: list = []
    root = parse(text.encode(), ReadLimits(), faults)
    read_mapping(root, Scope(report, Suggester(), ReadLimits(), "en", "m.yaml"), "2026-01-10")
    return report.count + len(faults)


def shown(validator: Draft202012Validator, text: str) -> list[str]:
    """What the schema finds wrong."""
    said = yaml.load(text, Core)  # noqa: S506  (Core is a SafeLoader)
    return [error.message[:200] for error in validator.iter_errors(said)]


def test_every_key_is_described():
    parts = seed_schema()["$defs"]
    assert set(parts["mapping"]["properties"]) == {*KEYS, *LISTS}
    time = next(one for one in parts["RowWhen"]["anyOf"] if "properties" in one)
    assert set(time["properties"]) == set(TIMES)


@pytest.mark.parametrize("name", GOOD)
def test_what_the_reader_takes_fits(name, validator):
    assert told(GOOD[name]) == 0
    assert shown(validator, GOOD[name]) == []


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: f"{file.parent.name}-{file.name}")
def test_the_examples_fit(file, validator):
    assert shown(validator, file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", BAD)
def test_what_the_reader_refuses_does_not_fit(name, validator):
    assert told(BAD[name]) > 0
    assert shown(validator, BAD[name])
