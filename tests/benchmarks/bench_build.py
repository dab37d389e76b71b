"""How long does it take from tables to a snapshot that answers, and how much memory and disk?

    python -m tests.benchmarks.bench_build [EVENTS …] [--csv]

Answers are checked before a size counts: as many events and participations as the tables have,
nothing rejected, ten events and the busiest actor as DuckDB-free arithmetic over the tables
gives them. For ten thousand events both roads give one digest. Beside it, in the same run,
Oxigraph's bulk loader reads the same records as N-Quads, ten thousand of them.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

import kg
from kg.store import loaded_store
from seed.synth import write
from tests.properties.mapping_world import read_both

SIZES: Final = ("1e4", "1e5", "1e6")
SMALL: Final = 10_000


def say(line: str) -> None:
    """One line of the report."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def run(events: int, *, csv: bool) -> None:
    """Make, build, check and open one size."""
    with tempfile.TemporaryDirectory() as place:
        folder, data = Path(place) / "seed", Path(place) / "data"
        write(folder, events, csv=csv)
        begin = time.perf_counter()
        peak = _built(folder, data)
        took = time.perf_counter() - begin
        begin = time.perf_counter()
        found = kg.open(data)
        opened = time.perf_counter() - begin
        people = _table(folder, "people", csv=csv)
        _check(found, events, people)
        size = sum(file.size for file in found.snapshot.manifest.files.values())
        say(
            f"{events:>12,} events, {people.num_rows:,} participations: {took:.1f} s, "
            f"{events / took:,.0f} events/s, peak {peak / 1e9:.2f} GB, "
            f"{size / 1e6:,.0f} MB ({size / events:.0f} bytes an event), opens in "
            f"{opened * 1e3:.0f} ms"
        )
        if events <= SMALL:
            _twins(folder)
            _peer(found, events, took)


def _built(folder: Path, data: Path) -> int:
    """Build in a process of its own, as a user would; its peak memory in bytes."""
    code = (
        "import resource, sys; from kg.cli.main import run\n"
        f"sys.argv = ['kg', 'build', {str(folder)!r}, '--data', {str(data)!r}]\n"
        "try:\n    run()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert ", 0 rejected" in done.stderr, done.stderr
    return int(done.stdout.split()[-1])


def _table(folder: Path, name: str, *, csv: bool) -> pa.Table:
    path = folder / f"{name}.{'csv' if csv else 'parquet'}"
    return pa.csv.read_csv(path) if csv else pq.read_table(path)


def _check(found: Any, events: int, people: pa.Table) -> None:
    """What the snapshot says is what the tables say."""
    tables = found.snapshot.tables
    assert tables.count("event") == events
    distinct = pc.count_distinct(
        pc.binary_join_element_wise(people["event"], people["actor"], people["role"], " ")
    )
    assert tables.count("event.participations") == distinct.as_py()
    counts = people["actor"].value_counts().to_pylist()
    busiest = max(counts, key=lambda one: (one["counts"], one["values"]))["values"]
    own = people.filter(pc.equal(people["actor"], busiest))
    assert len(found.timeline(actors=[busiest], undated=True)) == len(pc.unique(own["event"]))
    for row in np.linspace(0, events - 1, 10).astype(int).tolist():
        event = found.get(f"event/e{row:09}")
        own = people.filter(pc.equal(people["event"], f"e{row:09}"))
        there = {(p.actor, p.role) for p in event.participations}
        pairs = zip(own["actor"].to_pylist(), own["role"].to_pylist(), strict=True)
        assert there == {(f"actor/{actor}", f"role/{role}") for actor, role in pairs}


def _twins(folder: Path) -> None:
    """Both roads give the same."""
    dataset, mapping = ((folder / n).read_bytes() for n in ("dataset.yaml", "synthetic.yaml"))
    slow, fast = read_both(folder, mapping.decode(), dataset)
    assert slow[:2] == fast[:2]
    say(f"{SMALL:>12,} events: both roads give one digest")


def _peer(found: Any, events: int, took: float) -> None:
    """Oxigraph's bulk loader over the same records, in the same run."""
    import io  # noqa: PLC0415  (only the smallest size pays for it)

    out = io.BytesIO()
    found.export("nquads", out)
    begin = time.perf_counter()
    store = loaded_store([out.getvalue()])
    other = time.perf_counter() - begin
    say(
        f"{'':>12} Oxigraph loads the {len(store):,} quads of the same in {other:.1f} s: "
        f"{other / took:.1f} times as long as the whole build"
    )
    assert events


def main(words: list[str]) -> int:
    """Each size in turn; a wrong answer ends the run."""
    csv = "--csv" in words
    sizes = [word for word in words if not word.startswith("--")] or SIZES
    for size in sizes:
        run(int(float(size)), csv=csv)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
