"""Ties among coded events of 2014, counted again with pandas and plain Python.

    python -m tests.endtoend.test_ties_icews 100

asks as many random questions of each kind of the whole set.
"""

from __future__ import annotations

import sys
import tempfile
from collections import deque
from pathlib import Path
from random import Random

import pandas as pd
import pytest

import kg
from kg.temporal import iso_day
from tests.endtoend.test_examples_tables import laid_out, table_of

LINES = 6_000
HOPS = 4


class Coded:
    """The rows and the snapshot that was built of them; actors by name."""

    def __init__(self, place: Path, lines: int | None) -> None:
        self.ds = kg.build(laid_out("icews14", place, lines), place / "data")
        rows = pd.DataFrame(table_of("icews14", "icews14.csv.gz"))
        self.rows = rows if lines is None else rows.iloc[: lines - 1]
        actors = self.ds.table("actor")
        labels = self.ds.table("actor.labels").to_pandas()
        ids = actors["id"].to_pylist()
        self.ids = {t: ids[o] for o, t in zip(labels["owner"], labels["text"], strict=True)}
        self.ids = {t: i for t, i in self.ids.items() if i.startswith("actor/")}
        busy = pd.concat([self.rows["subject"], self.rows["object"]]).value_counts()
        self.busy = [name for name in busy.index if name in self.ids]

    def within(self, first: str, last: str) -> pd.DataFrame:
        return self.rows[(self.rows["date"] >= first) & (self.rows["date"] <= last)]

    def pairs(self, first: str, last: str) -> pd.DataFrame:
        """Each event with two different actors, from both sides."""
        some = self.within(first, last)
        some = some[some["subject"] != some["object"]]
        one = some.rename(columns={"subject": "one", "object": "two"})
        two = some.rename(columns={"subject": "two", "object": "one"})
        return pd.concat([one, two])[["one", "two", "date"]]


def days(random: Random) -> tuple[str, str]:
    first = random.randint(1, 300)
    day = pd.Timestamp("2014-01-01") + pd.Timedelta(days=first)
    return str(day.date()), str((day + pd.Timedelta(days=random.randint(10, 60))).date())


def ask(coded: Coded, random: Random) -> None:
    """One random question of each kind."""
    window = days(random)
    pairs = coded.pairs(*window)
    if pairs.empty:
        window = ("2014-01-01", "2014-12-31")
        pairs = coded.pairs(*window)
    names = sorted(set(pairs["one"]))
    one, two = random.choice(names), random.choice(names)
    shared = pairs[pairs["one"] == one]["two"].value_counts()
    found = coded.ds.co_participants(coded.ids[one], window=window, first=100)
    counts = {c.actor: c.possible for c in found}
    wanted = {coded.ids[name]: int(n) for name, n in shared.items()}
    assert {k: wanted[k] for k in counts} == counts
    assert sorted(wanted.values(), reverse=True)[:100] == [c.possible for c in found]
    assert [c.events().total() for c in found[:3]] == [c.possible for c in found[:3]]
    near = coded.ds.neighbourhood(coded.ids[one], window=window)
    assert near.total() == len(wanted)
    distances = spread(pairs, one)
    paths = coded.ds.paths(coded.ids[one], coded.ids[two], window=window, max_hops=HOPS)
    there = distances.get(two)
    assert [len(p.hops) for p in paths] == ([there] if there and there <= HOPS else [])
    in_time = coded.ds.paths(
        *(coded.ids[one], coded.ids[two]),
        window=window,
        max_hops=HOPS,
        time_respecting=True,
        prefer="earliest-arrival",
    )
    arrival = earliest(pairs, one).get(two) if one != two else None
    assert [iso_day(p.arrival) for p in in_time] == ([] if arrival is None else [arrival])


def spread(pairs: pd.DataFrame, start: str) -> dict[str, int]:
    """Hops from one actor to each other."""
    near = pairs.groupby("one")["two"].agg(set).to_dict()
    found, queue = {start: 0}, deque([start])
    while queue:
        name = queue.popleft()
        for other in near.get(name, ()):
            if other not in found:
                found[other] = found[name] + 1
                queue.append(other)
    return found


def earliest(pairs: pd.DataFrame, start: str) -> dict[str, str]:
    """The first day on which each actor can be reached in at most HOPS hops, hop by hop."""
    best = {start: ""}
    for _ in range(HOPS):
        came = pairs[pairs["one"].isin(best)]
        came = came[came["date"] >= came["one"].map(best)]
        after = came.groupby("two")["date"].min().to_dict()
        best = {n: min(best.get(n, "9"), after.get(n, "9")) for n in {*best, *after}}
    return {name: day for name, day in best.items() if name != start}


@pytest.fixture(scope="module")
def coded(tmp_path_factory):
    return Coded(tmp_path_factory.mktemp("icews"), LINES)


@pytest.mark.parametrize("seed", range(12))
def test_coded_events_tie_actors_as_pandas_counts(coded, seed: int):
    ask(coded, Random(seed))  # noqa: S311 (nothing secret)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        whole = Coded(Path(place), None)
        for number in range(int(sys.argv[1])):
            ask(whole, Random(number))  # noqa: S311 (nothing secret)
        sys.stdout.write(f"{sys.argv[1]} questions of each kind agree\n")
