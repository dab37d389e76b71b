"""How fast do tables become a snapshot's files, and how large are they?

    python -m tests.benchmarks.bench_columns 1e4 1e5 1e6 [1e7]

Each size runs in a process of its own, so that its peak of memory is its own: parts are
made, merged, laid down and let go one table after another, indexed from the mapped files,
and opened. Answers are asserted before a figure is printed.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import numpy as np

from kg.columns import Tables, Written, derived, digest, lay_down, merge, spilled, write_tables
from kg.index import Index, build_index, open_index
from tests.benchmarks.columns_world import DATASET, EVIDENCE, ground, parts

SIZES = ("1e4", "1e5", "1e6")
SMALL = 20_000  # up to here the slow twins are run as well
IN_MEMORY = 2_000_000  # beyond, the parts wait in files


class Times:
    """Seconds of the wall and of both cores, and the peak of memory, stage by stage."""

    def __init__(self, events: int) -> None:
        self.events = events

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure what is done within."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rate = self.events / wall
        say(f"  {name:<12}{wall:9.3f} s{cpu:9.3f} s cpu{rate:14,.0f} events/s{peak:9,.0f} MB peak")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def run(events: int) -> None:
    """One size, from parts to an opened snapshot."""
    say(f"{events:,} events")
    times = Times(events)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for inner in ("tables", "index", "parts"):
            (folder / inner).mkdir()
        with times.stage("make parts"):
            made = chain([ground()], parts(events))
            kept = [*(spilled(made, folder / "parts") if events > IN_MEMORY else made)]
        waiting = iter([kept.pop(0) for _ in range(len(kept))])
        with times.stage("merge, write"):
            number, written = lay_down(merge(waiting), folder / "tables")
        with times.stage("index"):
            built = build_index(Tables.open(folder / "tables"))
        with times.stage("write index"):
            indexed = write_tables(built, folder / "index")
        del built
        with times.stage("open"):
            tables = Tables.open(folder / "tables")
            index = open_index(tables, Tables.open(folder / "index"))
            assert tables.dataset() == DATASET
        check(events, tables, index)
        if events <= SMALL:
            check_twins(events, number, written)
        sizes("tables", written, events)
        sizes("index", indexed, events)


def check(events: int, tables: Tables, index: Index) -> None:
    """Counts, look-ups and lists are those of the columns, read plainly."""
    assert tables.count("event") == events
    starts = tables.column("event", "time_start_earliest")
    assert (starts[1:] >= starts[:-1]).all()
    rng = np.random.default_rng(5)
    for row in rng.integers(0, events, 50).tolist():
        found = tables.words("event", "id").get(row) or ""
        assert tables.rows_of(found).tolist() == [row]
        label = tables.words("event.labels", "text").get(row) or ""
        assert row in index.words.within(index.words.named(label.split())[0], "event")
    for family, table, column in (
        ("event.actor", "event.participations", "actor"),
        ("event.place", "event.places", "place"),
        ("event.kind", "event.kinds", "value"),
    ):
        codes = tables.column(table, column)
        for code in rng.choice(np.unique(codes), 5).tolist():
            assert np.array_equal(index.family(family).now.of(code), np.flatnonzero(codes == code))
    (evidence,) = tables.rows_of(EVIDENCE).tolist()
    assert len(index.event_evidence.now.of(evidence)) == events


def check_twins(events: int, number: str, written: dict[str, Written]) -> None:
    """The same of all tables at once, in memory."""
    whole = dict(merge([ground(), *parts(events)]))
    assert digest(whole) == number
    with tempfile.TemporaryDirectory() as folder:
        assert write_tables(whole | derived(whole), Path(folder)) == written


def sizes(what: str, written: dict[str, Written], events: int) -> None:
    """Bytes for each event, the largest files by name."""
    total = sum(file.size for file in written.values())
    say(f"  {what}: {total / events:.1f} bytes per event, {total / 1e6:,.1f} MB")
    for name, file in sorted(written.items(), key=lambda item: -item[1].size)[:10]:
        say(f"    {file.size / events:8.1f}  {name}")


def main(words: list[str]) -> int:
    """Each size in a process of its own; one that fails is told at the end."""
    if words[:1] == ["--here"]:
        run(int(float(words[1])))
        return 0
    command = [sys.executable, "-m", "tests.benchmarks.bench_columns", "--here"]
    done = [subprocess.run([*command, size], check=False) for size in words or SIZES]
    return max(one.returncode for one in done)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
