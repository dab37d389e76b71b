"""How fast are compiled operations, beside stock execution of the same?

    python -m tests.benchmarks.bench_graphql [EVENTS …] [--requests N] [--ties]

For each size a synthetic snapshot is built, every operation is asked with different variables
each time (actors by skew, windows at random), both answers are compared to the byte, and only
then timed: microseconds of CPU for one request, without HTTP, and how many times stock
execution takes. `--ties` asks about ties instead of timelines.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, Final

import msgspec

from kg.api import Asked, Limits, answered, stock_answer, warm
from kg.query import NOW, View
from kg.snapshot import Snapshot, build, open_snapshot
from kg.temporal import iso_day
from seed.synth import FIRST_DAY, LAST_DAY, write

LIMITS: Final = Limits()
EVENT: Final = """
  slug label time { edtf words start end startState endState obtained }
  places { role place { slug label } }
  participations { role { slug label } actor { slug label } }
"""
OPERATIONS: Final = {
    "page of an actor in a window": f"""
query ($actor: Ref!, $from: EDTF, $to: EDTF) {{
  timeline(filter: {{actors: {{anyOf: [$actor]}}, window: {{from: $from, to: $to}}}}, first: 50) {{
    edges {{ cursor match node {{ {EVENT} }} }}
    pageInfo {{ hasNextPage endCursor }}
  }}
}}""",
    "page, total, histogram": """
query ($kind: Ref!, $place: Ref!, $from: EDTF, $to: EDTF) {
  timeline(
    filter: {kinds: [$kind], places: {in: [$place]}, window: {from: $from, to: $to}}, first: 20
  ) {
    totalCount
    histogram(unit: MONTH) { unit bins { start certain possible } }
    edges { match node { slug label time { edtf start end } } }
  }
}""",
    "one event": f"query ($event: String!) {{ event(slug: $event) {{ {EVENT} }} }}",
}
TIES: Final = {
    "top 20 co-participants": """
query ($one: Ref!, $from: EDTF, $to: EDTF) {
  coParticipants(actor: $one, window: {from: $from, to: $to}, first: 20) {
    actor { slug label } certain possible
  }
}""",
    "shortest path, 6 hops": """
query ($one: Ref!, $two: Ref!, $from: EDTF, $to: EDTF) {
  paths(from: $one, to: $two, window: {from: $from, to: $to}, maxHops: 6) {
    length match hops { count target { slug label } }
  }
}""",
    "two hops around": """
query ($around: Ref!, $from: EDTF, $to: EDTF) {
  neighbourhood(of: $around, depth: 2, window: {from: $from, to: $to}, first: 50) {
    totalCount members { distance ties node { slug label } }
  }
}""",
}
"""Questions about ties: each in a window, of actors by skew."""


def variables(random: Random, events: int) -> dict[str, Any]:
    """Variables of all operations; what one does not declare is left out for it."""
    first = random.randint(FIRST_DAY, LAST_DAY - 3 * 365)

    def skewed(many: int) -> int:
        return int((many + 1) ** random.random()) - 1

    actors = max(50, min(50_000, events // 20))
    busy = actors * 3 // 5  # of whom each took part in something
    return {
        "actor": f"actor-{skewed(busy)}",
        "kind": f"kind-{skewed(40)}",
        "place": f"place-{skewed(max(20, min(3_000, events // 30)))}",
        "event": f"e{random.randrange(events):09d}",
        "from": iso_day(first),
        "to": iso_day(first + random.randint(365, 3 * 365)),
        "one": f"actor/actor-{skewed(busy)}",
        "two": f"actor/actor-{skewed(busy)}",
        "around": f"actor/actor-{random.randrange(actors // 10, actors // 5)}",
    }


def asked(text: str, events: int, count: int, seed: int) -> Iterator[Asked]:
    """Requests that differ in their variables, and name records that there are."""
    random = Random(seed)  # noqa: S311  (a draw, not a secret)
    for _ in range(count):
        given = variables(random, events)
        yield Asked(text, {name: v for name, v in given.items() if f"${name}:" in text})


def equal(snapshot: Snapshot, requests: list[Asked]) -> None:
    """Compiled answers are stock answers, to the byte, and none is an error."""
    for one in requests:
        stock = msgspec.json.encode(stock_answer(snapshot, one, LIMITS).body)
        assert answered(snapshot, one, LIMITS).text == stock, one


def cost(answer: Any, snapshot: Snapshot, requests: list[Asked]) -> float:
    """Microseconds of CPU for one request."""
    before = time.process_time()
    for one in requests:
        answer(snapshot, one, LIMITS)
    return (time.process_time() - before) / len(requests) * 1e6


def measure(snapshot: Snapshot, operations: dict[str, str], count: int) -> None:
    """Compare, then time, every operation."""
    events = snapshot.tables.count("event")
    for name, text in operations.items():
        equal(snapshot, list(asked(text, events, max(10, count // 40), seed=1)))
        for one in asked(text, events, count, seed=2):
            answered(snapshot, one, LIMITS)
        ours = cost(answered, snapshot, list(asked(text, events, count, seed=3)))
        stock = cost(stock_answer, snapshot, list(asked(text, events, max(10, count // 20), 3)))
        sizes = [len(answered(snapshot, a, LIMITS).text) for a in asked(text, events, 20, seed=3)]
        line = f"{events:>9,}  {name:<30} {ours:>8.0f} µs  stock {stock:>9.0f} µs"
        sys.stdout.write(f"{line}  {stock / ours:>6.1f} times  {sum(sizes) // 20:>7,} bytes\n")


def chosen(words: list[str]) -> dict[str, str]:
    """The operations that the words of a command line ask for; `--ties` is taken out of them."""
    if "--ties" not in words:
        return OPERATIONS
    words.remove("--ties")
    return TIES


def taken(words: list[str], option: str, default: str) -> str:
    """The value of an option of a command line; both are taken out of it."""
    if option not in words:
        return default
    at = words.index(option)
    value = words[at + 1]
    del words[at : at + 2]
    return value


def data_of(word: str, place: Path) -> Path:
    """The data folder that a word names, or one of so many synthetic events, built here."""
    if Path(word).is_dir():
        return Path(word)
    write(place / "seed" / word, int(word))
    build(place / "seed" / word, place / word)
    return place / word


def main(words: list[str]) -> int:
    """Build and measure each size."""
    count = int(taken(words, "--requests", "2000"))
    operations = chosen(words)
    warm()
    for word in words or ["10000", "100000"]:
        with tempfile.TemporaryDirectory() as place:
            snapshot = open_snapshot(data_of(word, Path(place)))
            View(snapshot, NOW)
            measure(snapshot, operations, count)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
