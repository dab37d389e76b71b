"""The command line as a person meets it, in a folder of its own.

Where a process of its own, or what goes through a pipe, makes the difference it is started.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests import commands
from tests.endtoend.world import bundled_data

ROOT = Path(__file__).resolve().parents[2]
ENV = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100"}
KG = [sys.executable, "-m", "kg.cli"]


def kg(folder, *words, check=0):
    done = commands.kg(folder, *words)
    assert done.status == check, done.err
    return done.out if check == 0 else done.said


def started(folder, *words, check=0, stdin=None):
    """As `kg`, in a process of its own."""
    done = subprocess.run(
        [*KG, *words],
        cwd=folder,
        env=ENV,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == check, done.stderr
    return done.stdout if check == 0 else done.stdout + done.stderr


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    shutil.copytree(bundled_data(), folder / ".daybook")
    return folder


@pytest.fixture
def server(home, tmp_path):
    shutil.copytree(home, tmp_path / "home")
    with subprocess.Popen(
        [*KG, "serve", "--port", "0", "--log-json"],
        cwd=tmp_path / "home",
        env=ENV,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        line = process.stderr.readline()
        assert "serving on http://127.0.0.1:" in line
        yield process, line.rsplit(" ", 1)[1].strip()
        process.send_signal(signal.SIGTERM)
        # uvicorn drains, then lets the signal end the process as it would have.
        assert process.wait(timeout=20) in (0, -signal.SIGTERM)
        assert "Traceback" not in process.stderr.read()


def post(url, query):
    request = urllib.request.Request(  # noqa: S310  (loopback, our own server)
        url, json.dumps({"query": query}).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  (as above)
        return json.load(answer)


def get(url):
    with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310  (as above)
        return answer.headers["content-type"], answer.read()


def test_help_teaches_and_loads_nothing_heavy(tmp_path):
    text = kg(tmp_path, "--help")
    for word in ("build", "check", "diff", "serve", "ask", "export", "verify", "info"):
        assert word in text
        assert len(kg(tmp_path, word, "--help")) > 200
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import kg, sys; print(len([m for m in sys.modules if m.startswith('kg')]))",
        ],
        env=ENV,
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout.strip() == "1"


def test_a_word_reads_the_limits_without_loading_the_server(home):
    script = """
import sys
from kg.cli.main import run
sys.argv[1:] = ["ask", "neighbourhood", "actor/ice"]
try:
    run()
except SystemExit as ended:
    assert not ended.code
print([name for name in sys.modules if name.startswith(("kg.server", "starlette", "uvicorn"))])
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=home,
        env={**ENV, "KG_MAX_PAGE": "3"},
        capture_output=True,
        text=True,
        check=True,
    )
    *_, note, loaded = done.stdout.splitlines()
    assert note.startswith("3 of ")
    assert loaded == "[]"


def test_the_version_is_told_and_a_port_that_cannot_be_is_refused(tmp_path):
    assert started(tmp_path, "--version").startswith("Daybook ")
    said = kg(tmp_path, "serve", "--port", "99999", check=2)
    assert "65535" in said
    assert "Traceback" not in said


def test_without_a_snapshot_the_hint_says_what_to_do(tmp_path):
    said = kg(tmp_path, "info", check=3)
    assert "kg build" in said
    assert "Traceback" not in said


def test_info_verifies_every_byte_and_names_what_was_changed(home, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(home / ".daybook", data)
    assert re.search(r"verified +\d+ files, ", kg(home, "info", "--verify", "--data", str(data)))
    (path,) = data.glob("snapshots/*/tables/claim.arrow")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    said = kg(home, "info", "--verify", "--data", str(data), check=3)
    assert "tables/claim.arrow was changed after it was written" in said
    assert "kg build" in said
    assert "Traceback" not in said


def test_ask_reads_arguments_files_and_pipes(home, tmp_path):
    query = "query Q($s: String!) { event(slug: $s) { label } }"
    values = '{"s": "nc-operation-2019"}'
    (tmp_path / "q.graphql").write_text(query)
    answers = {
        kg(home, "ask", query, "-v", values),
        kg(home, "ask", f"@{tmp_path / 'q.graphql'}", "-v", values),
        started(home, "ask", "-", "-v", values, stdin=query),
    }
    (answer,) = answers
    assert json.loads(answer)["data"]["event"]["label"].startswith("ICE operation")
    assert "nosuch" in kg(home, "ask", "{ nosuch }", check=2)
    assert "not JSON" in kg(home, "ask", query, "-v", "{s", check=2)


@pytest.mark.parametrize("form", ["turtle", "jsonld", "trig", "nquads", "graphml", "gexf"])
def test_export_to_a_file_is_what_goes_down_a_pipe(home, tmp_path, form):
    target = tmp_path / "graph.out"
    kg(home, "export", "--format", form, "-o", str(target))
    assert target.read_text() == kg(home, "export", "-f", form)
    assert [p.name for p in tmp_path.iterdir()] == ["graph.out"]


def test_a_network_leaves_with_the_ties_that_are_asked_for(home):
    whole, tenures = (
        kg(home, "export", "-f", "gexf", *more).count("<edge ")
        for more in ((), ("--ties", "tenure"))
    )
    assert 0 < tenures < whole
    window = kg(home, "export", "-f", "gexf", "--from", "2019", "--to", "2019", "--ties", "place")
    assert 0 < window.count("<edge ") < whole
    folded = kg(home, "export", "-f", "gexf", "--simple")
    assert 0 < folded.count("<edge ") < whole
    assert "<spell start=" in folded
    assert "--simple" in kg(home, "export", "-f", "turtle", "--simple", check=2)
    assert "hearsay" in kg(home, "export", "-f", "graphml", "--ties", "hearsay", check=2)
    assert "--ties" in kg(home, "export", "-f", "turtle", "--ties", "tenure", check=2)


def test_export_writes_to_a_pipe_and_through_a_link_and_replaces_neither(home, tmp_path):
    pipe, link, target = tmp_path / "pipe", tmp_path / "link", tmp_path / "graph.ttl"
    os.mkfifo(pipe)
    link.symlink_to(target)
    read = tmp_path / "read"
    with read.open("wb") as out, subprocess.Popen(["cat", str(pipe)], stdout=out) as reader:
        kg(home, "export", "-f", "turtle", "-o", str(pipe))
        assert reader.wait(60) == 0
    kg(home, "export", "-f", "turtle", "-o", str(link))
    assert read.read_text() == target.read_text() == started(home, "export", "-f", "turtle")
    assert pipe.is_fifo()
    assert link.is_symlink()
    assert len(list(tmp_path.iterdir())) == 4


def test_export_as_parquet_is_a_new_folder_with_every_table(home, tmp_path):
    kg(home, "export", "-f", "parquet", "-o", str(tmp_path / "tables"))
    assert {p.suffix for p in (tmp_path / "tables").iterdir()} == {".parquet"}
    assert (tmp_path / "tables" / "event.participations.parquet").exists()
    again = kg(home, "export", "-f", "parquet", "-o", str(tmp_path / "tables"), check=2)
    assert "is not empty" in again
    part = kg(home, "export", "-f", "parquet", "-o", str(tmp_path / "x"), "--from", "2019", check=2)
    assert "all tables, whole" in part


def test_export_refuses_what_it_does_not_know(home, tmp_path):
    assert "no format" in kg(home, "export", "-o", str(tmp_path / "graph.xyz"), check=2)
    assert "DAY" in kg(home, "export", "--help")
    said = kg(home, "export", "--known-at", "2019-13-01", check=2)
    assert "2019-13-01" in said


def test_verify_needs_documents_and_counts(home, tmp_path):
    said = kg(home, "verify", "--documents", str(tmp_path), check=1)
    assert said.strip().endswith("gone")


def test_check_tells_every_fault_and_ends_with_one(tmp_path):
    (tmp_path / "dataset.yaml").write_text("id: x\ntitle: X\nbase: https://example.org/\n")
    (tmp_path / "e.yaml").write_text("events:\n  - {id: a, lable: A}\n  - {id: b, time: 2019-13}\n")
    said = kg(tmp_path, "check", ".", check=1)
    assert "e.yaml:2" in said
    assert "e.yaml:3" in said
    assert "label" in said
    assert "faults" in said


def test_serve_answers_soon_and_stops_when_told(server):
    _, url = server
    begin = time.monotonic()
    assert post(url, "{ dataset { label } }")["data"]["dataset"]["label"]
    assert time.monotonic() - begin < 20  # a bound against a hang, not a measurement
    base = url.removesuffix("/graphql")
    kind, turtle = get(f"{base}/export.ttl")
    assert kind.startswith("text/turtle")
    assert turtle.startswith(b"@base")
    kind, _ = get(f"{base}/export.jsonld")
    assert kind.startswith("application/ld+json")
    _, items = get(f"{base}/timeline.vis.json?from=2019-02&to=2019-02&match=CERTAIN")
    shown = json.loads(items)
    assert any("nc-operation-2019" in json.dumps(i) for i in shown["items"])


def test_a_running_server_follows_a_build(server, tmp_path):
    _, url = server
    before = post(url, "{ dataset { label } }")["data"]["dataset"]["label"]
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "dataset.yaml").write_text(
        "id: other\ntitle: Another dataset\nbase: https://example.org/\nrecorded: 2026-01-01\n"
    )
    started(tmp_path / "home", "build", str(folder))
    until = time.monotonic() + 15
    while time.monotonic() < until:
        label = post(url, "{ dataset { label } }")["data"]["dataset"]["label"]
        if label != before:
            break
        time.sleep(0.2)
    assert label == "Another dataset"


def test_the_seed_script_writes_three_files(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "seed"],
        cwd=tmp_path,
        env=ENV,
        capture_output=True,
        text=True,
        check=True,
    )
    assert [line.split()[0] for line in done.stdout.splitlines()] == [
        "graph.ttl",
        "graph.jsonld",
        "graph.graphml",
    ]
    for name in ("graph.ttl", "graph.jsonld", "graph.graphml"):
        assert (tmp_path / name).stat().st_size > 10_000
