"""How fast is a question answered over HTTP?

    python -m tests.benchmarks.bench_http [EVENTS or FOLDER …] [--seconds S] [--kinds K,…] [--ties]

Beside Daybook as it is served stand, in the same run on the same core: stock Strawberry
execution of the same schema, and a bare Starlette endpoint that returns the same bytes. The
response cache is off and every request has other variables; what the cache gives is printed
apart, marked `cached`. The client runs on the other core. Answers are compared to the byte with
stock execution first. Where other programs run, look at the microseconds of the server's CPU,
and at ratios. `--ties` asks about ties instead of timelines.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from kg.api import Asked, stock_answer, warm
from kg.query import NOW, View
from kg.snapshot import Snapshot, open_snapshot
from tests.benchmarks.bench_graphql import LIMITS, asked, chosen, data_of, taken
from tests.benchmarks.load import Load, body_of, connect, load, memory_of, request

CONNECTIONS: Final = (1, 8)
DIFFERENT: Final = 3_000
COMPARED: Final = 12
SERVER, CLIENT = (0, 1) if (os.cpu_count() or 1) > 1 else (0, 0)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


@contextmanager
def serving(kind: str, data: Path, bodies: Path | None = None) -> Iterator[tuple[int, int]]:
    """A server of a kind: its port and process."""
    port = free_port()
    words = [sys.executable, "-m", "tests.benchmarks.servers", kind, str(port), str(SERVER)]
    server = subprocess.Popen([*words, str(data), *([str(bodies)] if bodies else [])])
    with answering(server, port):
        yield port, server.pid


@contextmanager
def answering(server: subprocess.Popen[bytes], port: int) -> Iterator[None]:
    """A server from when its door is open; it is ended afterwards."""
    try:
        for _ in range(600):
            try:
                connect(port).close()
                break
            except ConnectionError:
                time.sleep(0.05)
        yield
    finally:
        server.terminate()
        server.wait(30)


def body(one: Asked) -> bytes:
    """What is sent for an operation."""
    return msgspec.json.encode({"query": one.query, "variables": one.variables})


def compared(port: int, snapshot: Snapshot, ones: list[Asked]) -> None:
    """Answers are those of stock execution, to the byte."""
    with connect(port) as connection:
        for one in ones:
            expected = msgspec.json.encode(stock_answer(snapshot, one, LIMITS).body)
            # Twice: the first goes through a thread, the second is answered at once.
            for _ in range(2):
                assert body_of(connection, request(body(one))) == expected, one


def row(kind: str, connections: int, found: Load, base: dict[tuple[str, int], Load]) -> str:
    """One line of the table."""
    base[kind, connections] = found
    beside = [
        f"{found.rate / base[other, connections].rate:>7.2f} x {other}"
        for other in ("bare", "stock")
        if other != kind and (other, connections) in base
    ]
    return (
        f"  {kind:<9}{connections:>3} {found.rate:>8.0f}/s {found.cost:>8.0f} µs CPU "
        f" p50 {found.wait(0.5):>7.2f} ms  p99 {found.wait(0.99):>7.2f} ms {'  '.join(beside)}\n"
    )


def measure(data: Path, operations: dict[str, str], kinds: list[str], seconds: float) -> None:
    """Every operation on every kind of server."""
    snapshot = open_snapshot(data)
    View(snapshot, NOW)
    events = snapshot.tables.count("event")
    for name, text in operations.items():
        ones = list(asked(text, events, DIFFERENT, seed=5))
        sent = [request(body(one)) for one in ones]
        base: dict[tuple[str, int], Load] = {}
        with tempfile.TemporaryDirectory() as place:
            ready = Path(place) / "bodies"
            with serving("compiled", data) as (port, _), connect(port) as connection:
                bodies = [body_of(connection, one) for one in sent[:500]]
            ready.write_bytes(b"\n".join(bodies))
            mean = sum(map(len, bodies)) // len(bodies)
            sys.stdout.write(f"{events:,} events, {name}: {mean:,} bytes an answer\n")
            for kind in kinds:
                with serving(kind, data, ready) as (port, pid):
                    if kind not in {"bare"}:
                        compared(port, snapshot, ones[:COMPARED])
                    those = sent[:100] if kind == "cached" else sent
                    load(port, those, 8, seconds / 2, [pid])
                    for connections in CONNECTIONS:
                        found = load(port, those, connections, seconds, [pid])
                        sys.stdout.write(row(kind, connections, found, base))
                        sys.stdout.flush()
                    memory = memory_of(pid)
                    sys.stdout.write(f"  {kind:<9}    {memory['Pss']:>8.0f} MB PSS\n")


def main(words: list[str]) -> int:
    """Build and measure each size."""
    seconds = float(taken(words, "--seconds", "3"))
    kinds = taken(words, "--kinds", "bare,stock,compiled,cached").split(",")
    operations = chosen(words)
    if CLIENT != SERVER:
        os.sched_setaffinity(0, {CLIENT})
    warm()
    for word in words or ["10000", "100000"]:
        with tempfile.TemporaryDirectory() as place:
            measure(data_of(word, Path(place)), operations, kinds, seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
