"""Every case: a question, and the answer that it must get.

A case is a folder with `question.graphql`, perhaps `variables.json`, and `answer.json`.
`python -m tests bless` writes the answers anew; the diff is reviewed.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from kg.api import execute
from tests.endtoend.world import CASES, snapshot

FOUND = sorted(path for path in CASES.iterdir() if path.is_dir())


def test_there_are_cases():
    assert len(FOUND) >= 12


@pytest.mark.golden
@pytest.mark.parametrize("case", FOUND, ids=lambda path: path.name)
def test_case(case: Path):
    question = (case / "question.graphql").read_text(encoding="utf-8")
    given = case / "variables.json"
    variables = json.loads(given.read_text(encoding="utf-8")) if given.exists() else None
    answer = execute(snapshot(), question, variables)
    wanted = case / "answer.json"
    if os.environ.get("KG_BLESS"):
        wanted.write_text(json.dumps(answer, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert answer == json.loads(wanted.read_text(encoding="utf-8"))
    # GraphQL keeps the order in which fields were asked for.
    assert json.dumps(answer) == json.dumps(json.loads(wanted.read_text(encoding="utf-8")))
