"""Does the five-minute example of seed/README.md do what it says?"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.ingest import ReadLimits, read_folder, verify
from kg.ingest.items import LISTS
from kg.ingest.mapping.derive import CASES, STEPS
from kg.ingest.mapping.head import KEYS, read_mapping
from kg.ingest.mapping.parts import Gone, Twice, Unread
from kg.ingest.mapping.timing import KEYS as TIMES
from kg.ingest.records import Scope, spellings
from kg.ingest.report import Report, Suggester
from kg.ingest.seedfile import parse
from kg.ingest.tables.dateforms import NAMED_FORMS
from kg.model import SCHEMES, Calendar, record_class
from tests.commands import kg

ROOT = Path(__file__).resolve().parents[3]
TEXT = (ROOT / "seed" / "README.md").read_text(encoding="utf-8")
RECORDS, TABLES = TEXT.split("\n## Tables\n")
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


@pytest.mark.parametrize("number", range(len(COMMANDS.findall(TEXT))))
def test_the_commands_print_what_is_written(home, number):
    found = COMMANDS.findall(TEXT)
    for body in found[1 : number + 1] if number else found[:1]:
        for part in re.split(r"^\$ ", body, flags=re.M)[1:]:
            command, _, expected = part.partition("\n")
            program, *words = shlex.split(command)
            assert program == "kg"
            done = kg(home, *words)
            assert done.status == 0, done.err
            pattern = ".*?".join(re.escape(words) for words in expected.strip().split("…"))
            printed = (done.err + done.out).strip()
            assert re.fullmatch(pattern, printed, re.S), f"$ {command}\n{printed}"


def test_the_proposal_for_the_table_is_used_as_it_is(home):
    mapping = home / "ferry" / "protests.yaml"
    mapping.unlink()
    said = kg(home, "map", "ferry/protests.csv", "-o", "ferry/protests.yaml")
    assert said.status == 0, said.err
    assert "6 rows, 6 used, 0 rejected" in kg(home, "check", "ferry").err


def test_the_whole_mappings_can_be_read():
    faults: list[KgError] = []
    report = Report(10)
    found = [m["body"] for m in SNIPPETS.finditer(TABLES)]
    assert found
    for body in found:
        scope = Scope(report, Suggester(), ReadLimits(), "en", "snippet.yaml")
        root = parse(body.encode(), ReadLimits(), faults)
        assert root is not None
        assert read_mapping(root, scope, None) is not None
    assert not faults


def test_every_word_of_the_mapping_language_is_named():
    prose = re.sub(r"```.*?```", "", TABLES, flags=re.S)
    named = set(re.findall(r"[a-z]+", " ".join(re.findall(r"`([^`]+)`", prose))))
    words = {*KEYS, *TIMES, *STEPS, *CASES, "from", "first", "text", "count", "each", "columns"}
    words |= {"split", "duplicates", "row", *Gone, *Twice, *Unread, *Calendar, *NAMED_FORMS}
    assert sorted(words - named) == []


def test_the_snippets_fit_the_example(home):
    snippets = [m["body"] for m in SNIPPETS.finditer(RECORDS) if "title:" not in m["body"]]
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
