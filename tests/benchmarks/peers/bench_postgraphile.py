"""How fast is Daybook beside PostGraphile 5 on PostgreSQL?

    python -m tests.benchmarks.peers.bench_postgraphile NODE_FOLDER [EVENTS or FOLDER …]
        [--seconds S] [--only WORDS]

NODE_FOLDER is where `npm install postgraphile graphql` was run; it wants node 22. The same
synthetic events, the same questions, the same answers, which are compared first; the same core
for either server, PostgreSQL and node sharing theirs; the client on the other. Without
PostgreSQL or node it says so and ends. `--only` asks the questions whose names hold one of some
words, joined by commas.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import msgspec

from kg.api import Asked, warm
from kg.snapshot import open_snapshot
from tests.benchmarks.bench_graphql import asked, data_of, taken
from tests.benchmarks.bench_http import SERVER, answering, body, free_port, serving
from tests.benchmarks.load import Load, body_of, connect, load, memory_of, request
from tests.benchmarks.peers.postgres import binaries, fill, running
from tests.benchmarks.peers.questions import QUESTIONS, Question

CONNECTIONS: Final = (1, 8)
COMPARED: Final = 40
DIFFERENT: Final = 2_000


@contextmanager
def postgraphile(folder: Path, address: str) -> Iterator[tuple[int, int]]:
    """The server: its port and process."""
    port = free_port()
    script = Path(__file__).with_name("postgraphile.cjs").resolve()
    env = {
        **os.environ,
        "PEER": address,
        "PORT": str(port),
        "NODE_ENV": "production",
        "GRAPHILE_ENV": "production",
    }
    server = subprocess.Popen(["node", script], cwd=folder, env=env)
    os.sched_setaffinity(server.pid, {SERVER})
    with answering(server, port):
        yield port, server.pid


def answers(port: int, ones: list[Asked], shape: Callable[[dict[str, Any]], Any]) -> list[Any]:
    """The answers to some questions, in the shape in which they are compared."""
    with connect(port) as connection:
        raw = [msgspec.json.decode(body_of(connection, request(body(one)))) for one in ones]
    for one in raw:
        assert "errors" not in one, one
    return [shape(one["data"]) for one in raw]


def measure(folder: Path, data: Path, questions: dict[str, Question], seconds: float) -> None:
    """Fill PostgreSQL, compare every answer, then time both."""
    events = open_snapshot(data).tables.count("event")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as made:
        place = Path(made)
        place.chmod(0o755)
        with running(place, SERVER) as (address, postgres):
            begun = time.monotonic()
            fill(address, data, place)
            sys.stdout.write(f"{events:,} events in PostgreSQL: {time.monotonic() - begun:.0f} s\n")
            for name, question in questions.items():
                texts = (question.ours, question.theirs)
                pair = [list(asked(text, events, DIFFERENT, seed=5)) for text in texts]
                given = [[one.variables for one in ones] for ones in pair]
                assert given[0] == given[1]
                with postgraphile(folder, address) as (port, node):
                    expected = answers(port, pair[1][:COMPARED], question.their_shape)
                    peer = timed(port, pair[1], seconds, [node, *family(postgres)])
                    memory = memory_of(node)["Pss"] + sum(
                        memory_of(pid)["Pss"] for pid in family(postgres)
                    )
                with serving("compiled", data) as (port, pid):
                    assert answers(port, pair[0][:COMPARED], question.our_shape) == expected
                    found = timed(port, pair[0], seconds, [pid])
                    told(name, found, peer, memory_of(pid)["Pss"], memory)


def family(pid: int) -> list[int]:
    """A process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [pid, *map(int, children.split())]


def timed(port: int, ones: list[Asked], seconds: float, pids: list[int]) -> list[Load]:
    """One load for each number of connections, after some that do not count."""
    sent = [request(body(one)) for one in ones]
    load(port, sent, 8, seconds, [])
    return [load(port, sent, many, seconds, pids) for many in CONNECTIONS]


def told(question: str, found: list[Load], peer: list[Load], mine: float, other: float) -> None:
    """One question's lines of the table."""
    sys.stdout.write(f"{question}\n")
    for many, one, two in zip(CONNECTIONS, found, peer, strict=True):
        sys.stdout.write(
            f"  {many} connections  daybook {one.rate:>7.0f}/s  p99 {one.wait(0.99):>7.2f} ms   "
            f"postgraphile {two.rate:>7.0f}/s  p99 {two.wait(0.99):>7.2f} ms   "
            f"{one.rate / two.rate:>6.1f} times; CPU {two.cost / one.cost:>6.1f} times less\n"
        )
    sys.stdout.write(
        f"  PSS            daybook {mine:>7.0f} MB   PostgreSQL and node {other:.0f} MB\n"
    )
    sys.stdout.flush()


def main(words: list[str]) -> int:
    """Build and measure each size."""
    seconds = float(taken(words, "--seconds", "3"))
    wanted = taken(words, "--only", "").split(",")
    questions = {n: q for n, q in QUESTIONS.items() if any(word in n for word in wanted)}
    folder = Path(words[0]).resolve() if words else Path()
    if not (binaries() and shutil.which("node") and shutil.which("psql")):
        sys.stdout.write("PostgreSQL or node is not installed: nothing to compare with\n")
        return 0
    if not (folder / "node_modules" / "postgraphile").is_dir():
        sys.stdout.write("name the folder in which `npm install postgraphile graphql` was run\n")
        return 0
    if (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {1})
    warm()
    for word in words[1:] or ["10000", "100000"]:
        with tempfile.TemporaryDirectory() as place:
            measure(folder, data_of(word, Path(place)), questions, seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
