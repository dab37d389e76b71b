"""Does the five-minute example of seed/README.md do what it says?"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from kg.ingest import read_folder, verify
from kg.ingest.items import LISTS
from kg.ingest.records import spellings
from kg.model import SCHEMES, record_class

ROOT = Path(__file__).resolve().parents[3]
TEXT = (ROOT / "seed" / "README.md").read_text(encoding="utf-8")
FILES = re.compile(r"^File `(?P<name>[^`]+)`:\n\n```[a-z]*\n(?P<body>.*?)^```", re.M | re.S)
SNIPPETS = re.compile(r"(?<!`:\n)\n```yaml\n(?P<body>.*?)^```", re.M | re.S)
COMMANDS = re.compile(r"```console\n(?P<body>.*?)^```", re.S | re.M)


@pytest.fixture
def home(tmp_path):
    for found in FILES.finditer(TEXT):
        file = tmp_path / found["name"]
        file.parent.mkdir(exist_ok=True)
        file.write_text(found["body"], encoding="utf-8")
    return tmp_path


def test_the_example_is_read_and_its_passages_stand_where_it_says(home):
    folder = read_folder(home / "river")
    own = {identifier for identifier, _ in folder.origins}
    assert {"event/footbridge-vote", "claim/crowd-at-the-vote"} <= own
    assert folder.warnings == ()
    assert [v.state for v in verify(folder.records, home / "documents")] == ["same"] * 3


def test_the_commands_print_what_is_written(home):
    found = COMMANDS.search(TEXT)
    assert found is not None
    for part in re.split(r"^\$ ", found["body"], flags=re.M)[1:]:
        command, _, expected = part.partition("\n")
        program, *words = command.split()
        assert program == "kg"
        done = subprocess.run(
            [sys.executable, "-m", "kg.cli", *words],
            cwd=home,
            env={"PYTHONPATH": str(ROOT), "PATH": ""},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        pattern = ".*?".join(re.escape(words) for words in expected.strip().split("…"))
        assert done.returncode == 0, done.stderr
        assert re.fullmatch(pattern, done.stdout.strip(), re.S), done.stdout


def test_the_snippets_fit_the_example(home):
    snippets = [m["body"] for m in SNIPPETS.finditer(TEXT) if "title:" not in m["body"]]
    assert len(snippets) >= 3
    for number, body in enumerate(snippets):
        (home / "river" / f"snippet-{number}.yaml").write_text(body, encoding="utf-8")
    read = {record.id for record in read_folder(home / "river").records}
    assert {"event/opening", "tombstone/erased-1", "topic/crowd-size"} <= read


@pytest.mark.parametrize("kind", sorted(set(LISTS.values())))
def test_every_field_is_named(kind):
    cls = record_class(f"{SCHEMES[0] if kind == 'concept' else kind}/x")
    named = set(re.findall(r"`([a-z_0-9]+)`", TEXT))
    fields = {field.name for field in spellings(cls).values()}
    assert fields <= named
