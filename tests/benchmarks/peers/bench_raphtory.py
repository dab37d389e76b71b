"""How fast is Daybook beside Raphtory's GraphQL server?

    python -m tests.benchmarks.peers.bench_raphtory PYTHON [EVENTS or FOLDER …] [--seconds S]

PYTHON is the Python of a virtual environment in which `pip install raphtory pandas pyarrow` was
run; Raphtory is no dependency of Daybook. The same synthetic events, the same draws of variables,
8 connections, the best of three rounds. Either server stands on the same core, Raphtory with one
thread for its parallel parts and all its threads held to that core; the client runs on the other;
our response cache is off. Where other programs run, Raphtory's many threads get more of the core
than our one process: look at the CPU of a request then, not at the rates.
Labels of roles, cursors and whether a further page follows are asked of neither. Where Raphtory
cannot say the question, the nearest is asked and what that leaves out is printed; answers are
compared first, as `raphtory_questions.py` says. How its graphs are made stands in
`raphtory_graph.py`. Raphtory listens on every address of the machine; to keep it to the loopback:

    unshare -rn sh -c 'ip link set lo up && exec python -m tests.benchmarks.peers.bench_raphtory …'
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import msgspec

from kg.api import Asked, warm
from kg.snapshot import open_snapshot
from tests.benchmarks.bench_graphql import asked, data_of, taken
from tests.benchmarks.bench_http import SERVER, answering, body, free_port, serving
from tests.benchmarks.load import Load, body_of, connect, load, memory_of, request
from tests.benchmarks.peers.raphtory_questions import (
    PAGE,
    QUESTIONS,
    Question,
    Way,
    begins_in,
    binned,
    drawn,
    our_event,
)
from tests.benchmarks.peers.raphtory_tables import write_tables

CONNECTIONS: Final = 8
COMPARED: Final = 20
DIFFERENT: Final = 2_000
SEED: Final = 5
ROUNDS: Final = 3
LOADED: Final = 600.0  # seconds in which Raphtory must have read its graph
GRAPH: Final = Path(__file__).with_name("raphtory_graph.py").resolve()


@contextmanager
def raphtory(python: str, folder: Path) -> Iterator[tuple[int, int]]:
    """Their server, when it has read its graph: its port and process."""
    port, begun = free_port(), time.monotonic()
    words = [python, "-I", GRAPH, "serve", folder, str(port), str(SERVER)]
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    with answering(server, port):
        with connect(port) as connection:
            connection.settimeout(LOADED)
            one = Asked('{ graph(path: "g") { countNodes } }', None)
            body_of(connection, request(body(one), "/"))
        took = time.monotonic() - begun
        sys.stdout.write(f"  Raphtory, graph {folder.name}: ready after {took:.0f} s\n")
        yield port, server.pid


def answer(port: int, one: Asked, path: str = "/graphql") -> Any:
    """The answer to a question, which must not be an error."""
    with connect(port) as connection:
        found = msgspec.json.decode(body_of(connection, request(body(one), path)))
    assert "errors" not in found, found
    return found["data"]


def walked(port: int, question: Question, way: Way, given: dict[str, Any]) -> Iterator[Any]:
    """Our events, page by page, and whether Raphtory can find each in this way."""
    after, more = None, True
    while more:
        page = answer(port, Asked(question.walk, {**given, "after": after}))["timeline"]
        for node in page["nodes"]:
            yield node, way.bounds or begins_in(node, given["from"])
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]


def expected(port: int, question: Question, way: Way, one: Asked) -> tuple[Any, int, int]:
    """What Raphtory must answer, by our answers; the events of ours, and those it cannot find."""
    given, found = one.variables or {}, answer(port, one)
    if "event" in found:
        return our_event(found["event"]), 1, 0
    page, total = found["timeline"]["nodes"], found["timeline"].get("totalCount")
    nodes, kept = [], []
    for node, theirs in walked(port, question, way, given):
        nodes.append(node)
        kept += [node] if theirs else []
        if total is None and len(kept) == PAGE:
            break
    assert page[: len(nodes)] == nodes[: len(page)], given
    assert total in {None, len(nodes)}, given
    shape = [our_event(node) for node in kept] if total is None else binned(kept)
    return shape, len(nodes), len(nodes) - len(kept)


def compare(ours: int, theirs: int, question: Question, way: Way, events: int) -> None:
    """Their answers are ours, but for what they cannot say."""
    total = lacking = 0
    pair = (
        asked(question.text, events, COMPARED, SEED),
        drawn(way.text, events, COMPARED, SEED),
    )
    for one, two in zip(*pair, strict=True):
        shape, many, left = expected(ours, question, way, one)
        found = way.read(answer(theirs, two, "/"))
        assert found == shape, (one.variables, found, shape)
        total, lacking = total + many, lacking + left
    sys.stdout.write(
        f"  {COMPARED} answers compared: equal, but for {lacking:,} of {total:,} events of ours\n"
    )


Server = tuple[int, int]


def timed(servers: Sequence[Server], sent: Sequence[list[bytes]], seconds: float) -> list[Load]:
    """The best that each server bore in some rounds: other programs only take from it."""
    rounds = [
        [load(port, ones, CONNECTIONS, seconds, [pid]) for (port, pid), ones in both]
        for both in [list(zip(servers, sent, strict=True))] * (ROUNDS + 1)
    ]
    return [max(found, key=lambda one: one.rate) for found in zip(*rounds[1:], strict=True)]


def told(kind: str, found: Load, pid: int) -> None:
    """One server's line."""
    sys.stdout.write(
        f"    {kind:<9}{found.rate:>9.1f}/s  p50 {found.wait(0.5):>8.2f} ms  p99 "
        f"{found.wait(0.99):>8.2f} ms  CPU {found.cost:>8.0f} µs "
        f"({found.cpu / found.seconds:>4.0%} of the core)  PSS "
        f"{memory_of(pid)['Pss']:>6.0f} MB\n"
    )


def measure(python: str, data: Path, seconds: float) -> None:
    """Make their graphs, compare the answers, then time both."""
    events = open_snapshot(data).tables.count("event")
    sys.stdout.write(f"{events:,} events\n")
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        write_tables(data, place)
        subprocess.run(
            [python, "-I", GRAPH, "build", place, place], check=True, stderr=subprocess.DEVNULL
        )
        for graph in ("natural", "pairs"):
            with serving("compiled", data) as ours, raphtory(python, place / graph) as theirs:
                for question in QUESTIONS:
                    for way in question.ways:
                        if way.graph == graph:
                            beside(ours, theirs, question, way, events, seconds)


def beside(
    ours: Server,
    theirs: Server,
    question: Question,
    way: Way,
    events: int,
    seconds: float,
) -> None:
    """One question to both, in one way."""
    busy = f"load average {os.getloadavg()[0]:.1f}"
    sys.stdout.write(f"{question.name}: {way.name} (graph {way.graph}); {busy}\n")
    sys.stdout.write(f"  leaves out {way.lacks}\n")
    compare(ours[0], theirs[0], question, way, events)
    sent = (
        [request(body(one)) for one in asked(question.text, events, DIFFERENT, SEED)],
        [request(body(one), "/") for one in drawn(way.text, events, DIFFERENT, SEED)],
    )
    one, two = timed((ours, theirs), sent, seconds)
    told("daybook", one, ours[1])
    told("raphtory", two, theirs[1])
    less = two.cost / one.cost
    sys.stdout.write(f"    {one.rate / two.rate:.1f} times as many, {less:.1f} times less CPU\n")
    sys.stdout.flush()


def installed(python: str) -> bool:
    """Whether a Python has Raphtory."""
    words = [python, "-I", "-c", "import raphtory.graphql, pyarrow"]
    try:
        return not subprocess.run(words, capture_output=True, check=False).returncode
    except OSError:
        return False


def main(words: list[str]) -> int:
    """Build and measure each size."""
    seconds = float(taken(words, "--seconds", "3"))
    if not words or not installed(words[0]):
        sys.stdout.write("name a Python in which `pip install raphtory pandas pyarrow` was run\n")
        return 0
    if (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {1})
    warm()
    for word in words[1:] or ["10000"]:
        with tempfile.TemporaryDirectory() as place:
            measure(words[0], data_of(word, Path(place)), seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
