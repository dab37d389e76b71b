"""How fast are questions about ties, in the query room?

    python -m tests.benchmarks.bench_ties [DATA | EVENTS] [--requests N]

DATA is a data folder with a synthetic snapshot (`seed.synth`); else one of so many events is
built. Each kind of question is asked with other actors (by skew) and windows (at random) every
time. Answers are first compared with what whole columns give, by numpy and scipy, and the ties
that were touched are counted; only then is it timed: microseconds of CPU for one question,
records not read.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import shortest_path

from kg.errors import LimitExceededError
from kg.query import View, Window
from kg.query.neighbourhoods import neighbourhood
from kg.query.paths import InTime, paths
from kg.query.relationships import co_participants
from kg.query.scene import Scene, Through
from kg.snapshot import Snapshot, open_snapshot
from seed.synth import FIRST_DAY, LAST_DAY
from tests.benchmarks.bench_graphql import data_of, taken

HOPS: Final = 6


class Asker:
    """Draws questions about one snapshot."""

    def __init__(self, snapshot: Snapshot, seed: int) -> None:
        self.snapshot = snapshot
        self.random = Random(seed)  # noqa: S311  (a draw, not a secret)
        tables = snapshot.tables
        self.many = max(50, min(50_000, tables.count("event") // 20))

    def actor(self) -> str:
        """Somebody, the busy ones far more often."""
        while True:
            name = f"actor/actor-{int((self.many + 1) ** self.random.random()) - 1}"
            if len(self.snapshot.tables.rows_of(name)):
                return name

    def window(self) -> Window:
        """One to three years."""
        first = self.random.randint(FIRST_DAY, LAST_DAY - 3 * 365)
        return Window(from_day=first, to_day=first + self.random.randint(365, 3 * 365))

    def view(self) -> View:
        """A view for one request."""
        return View(self.snapshot)


class Whole:
    """The same answers from whole columns, at any cost."""

    def __init__(self, snapshot: Snapshot) -> None:
        tables = snapshot.tables
        self.owner = tables.column("event.participations", "owner")
        self.actor = tables.column("event.participations", "actor")
        self.names = tables.words("event.participations", "actor")
        self.times = snapshot.index.times("event")
        self.tables = tables

    def pairs(self, window: Window) -> tuple[Any, Any]:
        """Distinct events in a window and who took part."""
        inside = (self.times.start_earliest <= window.to_day) & (
            self.times.end_latest >= window.from_day
        )
        mask = inside[self.owner] & (self.actor >= 0)
        packed = np.unique(self.owner[mask].astype(np.int64) << 32 | self.actor[mask])
        return packed >> 32, packed & 0xFFFFFFFF

    def code(self, name: str) -> int:
        """The code of an actor."""
        found = self.tables.code("event.participations", "actor", name)
        return -1 if found is None else found

    def shared(self, name: str, window: Window) -> dict[str, int]:
        """How many events everybody shares with an actor."""
        event, actor = self.pairs(window)
        own = event[actor == self.code(name)]
        found, counts = np.unique(actor[np.isin(event, own)], return_counts=True)
        texts = self.names.many(found.tolist())
        return {t: int(n) for t, n in zip(texts, counts, strict=True) if t and t != name}

    def hops(self, one: str, two: str, window: Window) -> int | None:
        """How many hops lie between two actors."""
        event, actor = self.pairs(window)
        size = len(self.names)
        shape = (int(event.max(initial=0)) + 1, size)
        joined = sparse.csr_matrix((np.ones(len(event)), (event, actor)), shape=shape)
        graph = sparse.bmat([[None, joined.T], [joined, None]], format="csr")
        lengths = shortest_path(graph, unweighted=True, indices=self.code(one), method="D")
        found = lengths[self.code(two)]
        return None if np.isinf(found) else int(found) // 2


def check(snapshot: Snapshot, count: int) -> None:
    """Answers are those of whole columns; few ties are touched for them."""
    whole, asker, total = Whole(snapshot), Asker(snapshot, 1), 0
    for _ in range(count):
        actor, window = asker.actor(), asker.window()
        found = co_participants(asker.view(), actor, Through(window=window))
        wanted = whole.shared(actor, window)
        assert [c.possible for c in found] == sorted(wanted.values(), reverse=True)[:20]
        assert all(wanted[c.actor] == c.possible for c in found)
        other = asker.actor()
        if other != actor:
            chains = paths(asker.view(), actor, other, Through(window=window), HOPS)
            hops = whole.hops(actor, other, window)
            assert [len(p.hops) for p in chains] == ([] if hops is None or hops > HOPS else [hops])
        scene = Scene(asker.view(), Through(window=window), of=actor)
        if scene.ends[0] is not None:
            scene.walk.events_of(scene.ends[0])
        total += scene.walk.touched
    share = total / count / len(whole.owner)
    sys.stdout.write(f"          answers agree; an actor's events are {share:.2%} of the parts\n")


def answered_or_refused(ask: Callable[[], int]) -> int:
    """An answer, or -1 where the budget of ties refuses it: that has to be quick as well."""
    try:
        return ask()
    except LimitExceededError:
        return -1


def cost(ask: Callable[[], object], count: int) -> tuple[float, float]:
    """Microseconds of CPU for one question, in the mean and at most."""
    taken = []
    for _ in range(count):
        before = time.thread_time()
        ask()
        taken.append(time.thread_time() - before)
    return sum(taken) / count * 1e6, max(taken) * 1e6


def measure(snapshot: Snapshot, count: int) -> None:
    """Time each kind of question."""
    asker = Asker(snapshot, 2)
    busy = "actor/actor-0"

    def through() -> Through:
        return Through(window=asker.window())

    def ordinary() -> str:
        return f"actor/actor-{asker.many // 10 + asker.random.randrange(asker.many // 10)}"

    kinds: dict[str, tuple[Callable[[], object], int]] = {
        "top 20 co-participants in a window": (
            lambda: co_participants(asker.view(), asker.actor(), through()),
            count,
        ),
        "shortest path in a window, 6 hops": (
            lambda: paths(asker.view(), asker.actor(), asker.actor(), through(), HOPS),
            count,
        ),
        "shortest path in time, 4 hops": (
            lambda: paths(
                asker.view(), asker.actor(), asker.actor(), through(), 4, in_time=InTime()
            ),
            max(1, count // 20),
        ),
        "two hops around an ordinary actor": (
            lambda: neighbourhood(asker.view(), ordinary(), 2, through()).total(),
            max(1, count // 20),
        ),
        "two hops around the busiest": (
            lambda: answered_or_refused(
                lambda: neighbourhood(asker.view(), busy, 2, through()).total()
            ),
            max(1, count // 100),
        ),
    }
    for name, (ask, times) in kinds.items():
        cost(ask, max(1, times // 20))
        mean, most = cost(ask, times)
        sys.stdout.write(f"{snapshot.tables.count('event'):>9,}  {name:<36} {mean:>8.0f} µs")
        sys.stdout.write(f"  at most {most:>9.0f} µs  {1e6 / mean:>8,.0f} a second\n")


def main(words: list[str]) -> int:
    """Check and measure."""
    count = int(taken(words, "--requests", "2000"))
    for word in words or ["100000"]:
        with tempfile.TemporaryDirectory() as place:
            snapshot = open_snapshot(data_of(word, Path(place)))
            check(snapshot, 10)
            measure(snapshot, count)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
