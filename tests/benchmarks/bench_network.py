"""How fast is NetworkX on the arrays of a network, beside NetworkX on its own dicts?

    python -m tests.benchmarks.bench_network [EVENTS]

A synthetic snapshot of so many events is built, and its simple network drawn twice: lazily,
as `ds.network(simple=True)` gives it, and plainly, as dicts. Every answer is compared, then both
are timed: the median of several runs, of the wall clock, in one process. What is asked for is
asserted: PageRank and cores 20 times, components and lengths from one source 5 times. The
default has some 100,000 ties.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import networkx as nx

import kg
from kg.network.lazy import Lazy
from seed.synth import write

EVENTS: Final = 68_000
WANTED: Final = {"pagerank": 20, "core_number": 20, "components": 5, "lengths": 5}


def median(call: Callable[[], Any], runs: int) -> float:
    """Milliseconds of one call."""
    taken = []
    for _ in range(runs):
        begin = time.perf_counter()
        call()
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken) * 1e3


def questions(source: Any) -> dict[str, Callable[[Any], Any]]:
    """What is asked of a graph, by name."""
    return {
        "pagerank": nx.pagerank,
        "core_number": nx.core_number,
        "components": lambda graph: list(nx.connected_components(graph)),
        "lengths": lambda graph: nx.shortest_path_length(graph, source),
    }


def equal(name: str, ours: Any, theirs: Any) -> bool:
    """The same answer, in the same order; PageRank to 1e-8."""
    if name != "pagerank":
        return bool(ours == theirs) and list(ours) == list(theirs)
    return list(ours) == list(theirs) and all(abs(ours[n] - theirs[n]) < 1e-8 for n in theirs)


def main(words: list[str]) -> int:
    """Build, compare, measure."""
    events = int(words[0]) if words else EVENTS
    with tempfile.TemporaryDirectory() as place:
        write(Path(place) / "seed", events)
        ds = kg.build(Path(place) / "seed", Path(place) / "data")
        begin = time.perf_counter()
        lazy = ds.network(simple=True)
        arrays = time.perf_counter() - begin
        plain = ds.network(simple=True)
        assert plain.adj  # touched, and so drawn
        assert not isinstance(plain, Lazy)
        drawn = time.perf_counter() - begin - arrays
        sys.stdout.write(
            f"{len(lazy):,} members, {lazy.number_of_edges():,} ties; "
            f"arrays {arrays * 1e3:.0f} ms, dicts {drawn * 1e3:.0f} ms\n"
        )
        assert lazy.number_of_edges() == plain.number_of_edges()
        source = max(dict(plain.degree()).items(), key=lambda pair: pair[1])[0]
        missed = []
        for name, ask in questions(source).items():
            assert equal(name, ask(lazy), ask(plain)), name
            ours, theirs = median(lambda ask=ask: ask(lazy), 9), median(lambda a=ask: a(plain), 5)
            sys.stdout.write(
                f"{name:<12} {ours:>8.2f} ms  plain {theirs:>8.2f} ms {theirs / ours:>6.1f} times\n"
            )
            if theirs < ours * WANTED[name]:
                missed.append(name)
        assert isinstance(lazy, Lazy), "something drew the graph"
    if missed:
        sys.stdout.write(f"slower than wanted: {', '.join(missed)}\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
