"""Does the JSON Schema for editors say what the reader reads?"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from kg.ingest import seed_schema

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = ROOT / "schema" / "seed.schema.json"
GOOD = sorted((ROOT / "schema" / "examples" / "good").rglob("*.yaml"))
SEED = sorted((ROOT / "seed" / "data").rglob("*.yaml"))
BAD = ROOT / "schema" / "examples" / "bad"
SEEN = (  # what a schema without dates and references can see
    "bad-code",
    "bad-digest",
    "bad-slug",
    "claim-without-document",
    "event-without-evidence",
    "missing-field",
    "not-a-list",
    "unknown-field",
    "unknown-list",
    "wrong-kind",
)


class Core(yaml.SafeLoader):
    """YAML 1.2, as editors read it: days are texts, `no` is no boolean."""


Core.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in found if not tag.endswith(":timestamp")]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    if first not in "yYnNoO"
}


def load(file: Path) -> Any:
    return yaml.load(file.read_text(encoding="utf-8"), Core)  # noqa: S506  (Core is a SafeLoader)


def text() -> str:
    return json.dumps(seed_schema(), indent=2, ensure_ascii=False) + "\n"


@pytest.fixture(scope="module")
def validator():
    schema = seed_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.golden
def test_the_file_is_what_the_model_says():
    if os.environ.get("KG_BLESS"):
        GOLDEN.write_text(text(), encoding="utf-8")
    assert GOLDEN.read_text(encoding="utf-8") == text()


@pytest.mark.parametrize("file", [*GOOD, *SEED], ids=lambda file: file.name)
def test_what_the_reader_takes_fits(file, validator):
    assert [error.message for error in validator.iter_errors(load(file))] == []


@pytest.mark.parametrize("name", SEEN)
def test_what_can_be_seen_without_the_other_records_does_not_fit(name, validator):
    assert not validator.is_valid(load(BAD / name / f"{name}.yaml"))
