"""Every command and example in the documents runs and prints what is written there.

A `console` block holds commands (`$ …`) and their output, where … stands for anything; all
blocks of one document run in one fresh folder, in order. What is only `kg` runs in this
process, whatever else a shell is needed for in a shell. A `python` block is a doctest. A
block after `<!-- not run: reason -->` is left out, and the reason is told.
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.cli.main import app
from tests.commands import kg

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ["README.md", "seed/README.md"]
PROSE = [
    *DOCUMENTS,
    "kg/ARCHITECTURE.md",
    *sorted(p.relative_to(ROOT).as_posix() for p in (ROOT / "kg/decisions").glob("*.md")),
]
FENCE = re.compile(
    r"(?P<skip><!-- not run: [^>]+ -->\n)?```(?P<lang>[a-z]*)\n(?P<body>.*?)^```", re.M | re.S
)


@dataclass
class Block:
    lang: str
    body: str
    skip: bool
    line: int


def blocks(name: str) -> list[Block]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return [
        Block(m["lang"], m["body"], bool(m["skip"]), text.count("\n", 0, m.start()) + 1)
        for m in FENCE.finditer(text)
    ]


def commands(body: str) -> list[tuple[str, str]]:
    """Commands with the output that is written under each."""
    found: list[tuple[str, str]] = []
    for part in re.split(r"^\$ ", body, flags=re.M)[1:]:
        lines = part.splitlines()
        end = 1
        while lines[end - 1].endswith("\\") or "\n".join(lines[:end]).count("'") % 2:
            end += 1
        found.append(("\n".join(lines[:end]), "\n".join(lines[end:]).strip("\n")))
    return found


def matches(expected: str, printed: str) -> bool:
    pattern = ".*?".join(re.escape(part) for part in expected.split("…"))
    return re.fullmatch(pattern, printed.strip("\n"), re.S) is not None


@pytest.fixture
def shell(tmp_path):
    """A folder with `kg` on the path, as after `pip install .`."""
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "kg").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kg.cli "$@"\n')
    (tools / "kg").chmod(0o755)
    (tools / "python").symlink_to(sys.executable)
    home = tmp_path / "home"
    home.mkdir()
    python = Path(sys.executable).parent
    env = {
        **os.environ,
        "PATH": f"{tools}:{python}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "100",
    }

    def run(command: str) -> str:
        if " && " in command:
            return "".join(map(run, command.split(" && ")))
        words = list(shlex.shlex(command, posix=True, punctuation_chars=True))
        if words[0] == "kg" and not any(set(word) <= set("();<>|&") for word in words):
            return kg(home, *shlex.split(command)[1:]).said
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=home,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        return done.stdout

    run.home = home
    return run


def test_matching_takes_anything_for_an_ellipsis_and_nothing_else():
    assert matches("a …\nb", "a 1 2\nb\n")
    assert not matches("a …\nb", "a 1 2\nc\n")
    assert commands("$ kg ask '\n{ a }'\nout\n$ kg info\n") == [
        ("kg ask '\n{ a }'", "out"),
        ("kg info", ""),
    ]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_examples_of(name, shell, monkeypatch):
    ran = 0
    names: dict[str, object] = {}
    for block in blocks(name):
        if block.skip:
            continue
        if block.lang == "console":
            for command, expected in commands(block.body):
                printed = shell(command)
                assert matches(expected, printed), f"{name}:{block.line}: $ {command}\n{printed}"
                ran += 1
        elif block.lang == "python":
            monkeypatch.chdir(shell.home)
            test = doctest.DocTestParser().get_doctest(block.body, names, name, name, block.line)
            runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
            report: list[str] = []
            runner.run(test, out=report.append, clear_globs=False)
            names = test.globs
            assert not runner.failures, "".join(report)
            assert test.examples, f"{name}:{block.line} has no examples"
            ran += 1
    names.clear()  # here, and not by a collector in another thread, for which Oxigraph's are not
    assert ran, f"{name} shows nothing that runs"


@pytest.mark.parametrize("name", PROSE)
def test_every_path_named_in(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    roots = ("kg/", "schema/", "seed/", "tests/", ".ci/")
    named = {p for p in re.findall(r"`([\w./-]+)`", text) if p.startswith(roots)}
    missing = sorted(p for p in named if not (ROOT / p).exists())
    assert not missing, f"{name} names what is not there: {missing}"


def test_every_command_named_in_the_readme_exists():
    known = {c.name for c in (*app.registered_commands, *app.registered_groups)}
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`kg ([a-z]+)", text))
    assert named
    assert named <= known
