"""How fast is Daybook beside PostGraphile 5 on PostgreSQL?

    python -m tests.benchmarks.peers.bench_postgraphile NODE_FOLDER [EVENTS or FOLDER …]

NODE_FOLDER is where `npm install postgraphile graphql` was run; it wants node 22. The same
synthetic events, the same questions, the same answers, which are compared first; the same core
for either server, PostgreSQL and node sharing theirs; the client on the other. Without
PostgreSQL or node it says so and ends.
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
from kg.snapshot import build, open_snapshot
from seed.synth import write
from tests.benchmarks.bench_graphql import asked
from tests.benchmarks.bench_http import SERVER, answering, body, free_port, serving
from tests.benchmarks.load import Load, body_of, connect, load, memory_of, request
from tests.benchmarks.peers.postgres import binaries, fill, running

CONNECTIONS: Final = (1, 8)
COMPARED: Final = 40
DIFFERENT: Final = 2_000
OURS: Final = """slug label time { edtf } places { role place { slug label } }
  participations { role { slug label } actor { slug label } }"""
THEIRS: Final = """slug label edtf
  eventPlacesByEventId { nodes { role placeByPlaceId { slug label } } }
  participationsByEventId { nodes { roleByRoleId { slug label } actorByActorId { slug label } } }"""
QUESTIONS: Final = {
    "page of an actor in a window": (
        f"""query ($actor: Ref!, $from: EDTF, $to: EDTF) {{ timeline(
  filter: {{actors: {{anyOf: [$actor]}}, window: {{from: $from, to: $to}}}}, first: 50) {{
  nodes {{ {OURS} }} pageInfo {{ hasNextPage }} }} }}""",
        f"""query ($actor: String!, $from: Date!, $to: Date!) {{ timeline: actorTimeline(
  actor: $actor, from: $from, to: $to, first: 50) {{
  nodes {{ {THEIRS} }} pageInfo {{ hasNextPage }} }} }}""",
    ),
    "page, total, histogram": (
        """query ($kind: Ref!, $place: Ref!, $from: EDTF, $to: EDTF) { timeline(
  filter: {kinds: [$kind], places: {in: [$place]}, window: {from: $from, to: $to}}, first: 20) {
  nodes { slug label time { edtf } } totalCount
  histogram(unit: MONTH) { bins { start certain possible } } } }""",
        """query ($kind: String!, $place: String!, $from: Date!, $to: Date!) {
  timeline: kindTimeline(kind: $kind, place: $place, from: $from, to: $to, first: 20) {
    nodes { slug label edtf } totalCount }
  histogram: kindHistogram(kind: $kind, place: $place, from: $from, to: $to) {
    nodes { start certain possible } } }""",
    ),
    "one event": (
        f"query ($event: String!) {{ event(slug: $event) {{ {OURS} }} }}",
        f"query ($event: String!) {{ event: eventBySlug(slug: $event) {{ {THEIRS} }} }}",
    ),
}


def ours(data: dict[str, Any]) -> Any:
    """An answer of ours, in the shape in which the two are compared."""
    if "event" in data:
        return _our_event(data["event"])
    page = data["timeline"]
    bins = page.get("histogram", {}).get("bins", [])
    return [
        [_our_event(node) for node in page["nodes"]],
        page.get("totalCount"),
        page.get("pageInfo"),
        [(one["start"], one["certain"], one["possible"]) for one in bins],
    ]


def theirs(data: dict[str, Any]) -> Any:
    """The same for an answer of theirs."""
    if "event" in data:
        return _their_event(data["event"])
    page = data["timeline"]
    bins = data.get("histogram", {}).get("nodes", [])
    return [
        [_their_event(node) for node in page["nodes"]],
        page.get("totalCount"),
        page.get("pageInfo"),
        [(one["start"], one["certain"], one["possible"]) for one in bins],
    ]


def _our_event(node: dict[str, Any]) -> Any:
    people = [
        (one["role"]["slug"], one["role"]["label"], one["actor"]["slug"], one["actor"]["label"])
        for one in node.get("participations", [])
    ]
    places = [
        (one["role"].lower(), one["place"]["slug"], one["place"]["label"])
        for one in node.get("places", [])
    ]
    return node["slug"], node["label"], node["time"]["edtf"], sorted(places), sorted(people)


def _their_event(node: dict[str, Any]) -> Any:
    people = [
        tuple(one[side][word] for side in ("roleByRoleId", "actorByActorId") for word in WORDS)
        for one in node.get("participationsByEventId", {}).get("nodes", [])
    ]
    places = [
        (one["role"], *(one["placeByPlaceId"][word] for word in WORDS))
        for one in node.get("eventPlacesByEventId", {}).get("nodes", [])
    ]
    return node["slug"], node["label"], node["edtf"], sorted(places), sorted(people)


WORDS: Final = ("slug", "label")


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


def measure(folder: Path, data: Path, seconds: float) -> None:
    """Fill PostgreSQL, compare every answer, then time both."""
    events = open_snapshot(data).tables.count("event")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        place = Path(name)
        place.chmod(0o755)
        with running(place, SERVER) as (address, postgres):
            begun = time.monotonic()
            fill(address, data, place)
            sys.stdout.write(f"{events:,} events in PostgreSQL: {time.monotonic() - begun:.0f} s\n")
            for question, texts in QUESTIONS.items():
                pair = [list(asked(text, events, DIFFERENT, seed=5)) for text in texts]
                given = [[one.variables for one in ones] for ones in pair]
                assert given[0] == given[1]
                with postgraphile(folder, address) as (port, node):
                    expected = answers(port, pair[1][:COMPARED], theirs)
                    peer = timed(port, pair[1], seconds, [node, *family(postgres)])
                    memory = memory_of(node)["Pss"] + sum(
                        memory_of(pid)["Pss"] for pid in family(postgres)
                    )
                with serving("compiled", data) as (port, pid):
                    assert answers(port, pair[0][:COMPARED], ours) == expected
                    found = timed(port, pair[0], seconds, [pid])
                    told(question, found, peer, memory_of(pid)["Pss"], memory)


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
    seconds = 3.0
    if "--seconds" in words:
        at = words.index("--seconds")
        seconds = float(words[at + 1])
        del words[at : at + 2]
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
            data = Path(word)
            if not data.is_dir():
                data = Path(place) / "data"
                write(Path(place) / "seed", int(word))
                build(Path(place) / "seed", data)
            measure(folder, data, seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
