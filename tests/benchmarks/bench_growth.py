"""Does an answer of the same size cost more where there are more events?

    python -m tests.benchmarks.bench_growth [EVENTS or FOLDER …] [--requests N]

A full page of an actor (fifty events with places and participants, from a random day on) and
one event, in snapshots of 10^4, 10^5 and 10^6 events: microseconds of the median request, in
process and over HTTP (p50 at 1 and 8 connections, response cache off), the sizes in turn so
that all meet the same noise, and the ratio to the smallest. Answers are compared with stock
execution first, and pages that are not full are not asked.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from random import Random
from typing import Final

import msgspec

from kg.api import Asked, answered, warm
from kg.snapshot import Snapshot, open_snapshot
from kg.temporal import iso_day
from seed.synth import FIRST_DAY, LAST_DAY
from tests.benchmarks.bench_graphql import (
    EVENT,
    LIMITS,
    OPERATIONS,
    asked,
    data_of,
    equal,
    taken,
)
from tests.benchmarks.bench_http import CLIENT, SERVER, body, serving
from tests.benchmarks.load import load, request

SIZES: Final = ("10000", "100000", "1000000")
FULL: Final = 50
BUSY: Final = 20
"""So many of the actors with most events: only theirs fill a page at every size."""
PAGE: Final = f"""
query ($actor: Ref!, $from: EDTF) {{
  timeline(filter: {{actors: {{anyOf: [$actor]}}, window: {{from: $from}}}}, first: {FULL}) {{
    edges {{ cursor match node {{ {EVENT} }} }}
    pageInfo {{ hasNextPage endCursor }}
  }}
}}"""
ROUND: Final = 50
ROUNDS: Final = 7
SECONDS: Final = 1.0


def full_pages(snapshot: Snapshot, seed: int) -> Iterator[Asked]:
    """Requests whose answer is a full page; without end."""
    random = Random(seed)  # noqa: S311  (a draw, not a secret)
    while True:
        day = iso_day(random.randint(FIRST_DAY, (FIRST_DAY + LAST_DAY) // 2))
        one = Asked(PAGE, {"actor": f"actor-{random.randrange(BUSY)}", "from": day})
        page = msgspec.json.decode(answered(snapshot, one, LIMITS).text)["data"]["timeline"]
        if len(page["edges"]) == FULL:
            yield one


def points(snapshot: Snapshot, seed: int) -> Iterator[Asked]:
    """Requests for one event."""
    events = snapshot.tables.count("event")
    return asked(OPERATIONS["one event"], events, 10**9, seed)


def median(snapshots: list[Snapshot], requests: list[list[Asked]]) -> list[float]:
    """Microseconds of the median request of each snapshot, a round of each in turn."""
    times: list[list[float]] = [[] for _ in snapshots]
    for begin in range(0, len(requests[0]), ROUND):
        for snapshot, chosen, found in zip(snapshots, requests, times, strict=True):
            for one in chosen[begin : begin + ROUND]:
                before = time.perf_counter()
                answered(snapshot, one, LIMITS)
                found.append(time.perf_counter() - before)
    return [statistics.median(one) * 1e6 for one in times]


def over_http(data: list[Path], requests: list[list[Asked]], connections: int) -> list[float]:
    """Microseconds of the median request to a server of each snapshot: the middle of some rounds,
    a round of each in turn.
    """
    times: list[list[float]] = [[] for _ in data]
    with ExitStack() as running:
        servers = [running.enter_context(serving("compiled", one)) for one in data]
        for turn in range(ROUNDS + 1):
            for (port, pid), chosen, found in zip(servers, requests, times, strict=True):
                asked_for = [request(body(one)) for one in chosen]
                seen = load(port, asked_for, connections, SECONDS, [pid])
                if turn:  # the first is for warming up
                    found.append(seen.wait(0.5) * 1e3)
    return [statistics.median(one) for one in times]


def say(snapshots: list[Snapshot], name: str, how: str, found: list[float]) -> None:
    """A line for each size."""
    for snapshot, one in zip(snapshots, found, strict=True):
        events, ratio = snapshot.tables.count("event"), one / found[0]
        line = f"{events:>9,}  {name:<24}{how:<24}{one:>8.0f} µs  {ratio:>5.2f} times\n"
        sys.stdout.write(line)


def measure(data: list[Path], count: int) -> None:
    """Compare, warm, time, print."""
    snapshots = list(map(open_snapshot, data))
    for name, drawn in (("full page of an actor", full_pages), ("one event", points)):
        for snapshot in snapshots:
            equal(snapshot, list(islice(drawn(snapshot, 1), 10)))
            for one in islice(drawn(snapshot, 2), count):
                answered(snapshot, one, LIMITS)
        requests = [list(islice(drawn(snapshot, 3), count)) for snapshot in snapshots]
        say(snapshots, name, "in process", median(snapshots, requests))
        for connections in (1, 8):
            how = f"HTTP, {connections} connections"
            say(snapshots, name, how, over_http(data, requests, connections))


def main(words: list[str]) -> int:
    """Open each size and measure all together."""
    count = int(taken(words, "--requests", "1000"))
    if CLIENT != SERVER:
        os.sched_setaffinity(0, {CLIENT})
    warm()
    with tempfile.TemporaryDirectory() as place:
        measure([data_of(word, Path(place)) for word in words or SIZES], count)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
