"""How fast does RDF leave and come in, beside Oxigraph and rdflib, and in how much memory?

    python -m tests.benchmarks.bench_rdf [EVENTS …]

Answers are checked before anything is timed: ten thousand events leave as the same bytes by
rows as by records, and Oxigraph reads as many statements as there should be. Each size is
measured in a process of its own over mapped files, so that its memory is its own; `RssAnon`
leaves out the pages of the files, which belong to all.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyoxigraph as ox

from kg.columns import Tables, write_tables
from kg.export import Chosen, pieces, row_pieces, write_rows
from kg.model.records import CLASSES
from kg.rdf import read_batches
from kg.rdf.parsing import parse
from kg.store import loaded_store, rdflib_dataset
from tests.benchmarks.tiled import DATASET, tables

SIZES: Final = (100_000, 400_000)
CHECKED: Final = 10_000
PEERS: Final = 10_000  # events whose statements the others get
SLICE: Final = 100_000  # statements for rdflib
ON_DISK: Final = "Oxigraph: dump from disk"  # where a snapshot is too
IN_MEMORY: Final = "Oxigraph: dump from memory"
PARSERS: Final = {
    "nquads": ox.RdfFormat.N_QUADS,
    "turtle": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
}


def say(line: str) -> None:
    """One line of the report."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def everything(found: Tables) -> Chosen:
    """All rows."""
    rows = {name: np.arange(found.count(name), dtype=np.uint32) for name in CLASSES}
    return Chosen(DATASET, found, rows)


class Sink(io.RawIOBase):
    """Counts what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.size = 0

    def write(self, data: Any, /) -> int:
        self.size += len(data)
        return len(data)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """The seconds that the work takes, and what it gives."""
    begin = time.perf_counter()
    found = work()
    return time.perf_counter() - begin, found


@contextmanager
def peak() -> Iterator[list[int]]:
    """The most memory of the process's own while something runs, in kB."""
    seen, done = [0], threading.Event()

    def look() -> None:
        while not done.wait(0.02):
            status = Path("/proc/self/status").read_text(encoding="ascii")
            line = next(line for line in status.splitlines() if line.startswith("RssAnon"))
            seen[0] = max(seen[0], int(line.split()[1]))

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield seen
    finally:
        done.set()
        watcher.join()


def check() -> None:
    """Assert the answers."""
    chosen = everything(tables(CHECKED))
    for form, parser in PARSERS.items():
        rows = b"".join(map(bytes, row_pieces(form, chosen)))
        records = b"".join(pieces(form, DATASET, chosen.records()))
        assert rows == records, f"{form} by rows is not {form} by records"
        said = set(ox.parse(rows, format=parser))
        if form == "nquads":
            expected = said
            assert len(said) == rows.count(b"\n")
        elif form == "turtle":
            plain = ox.DefaultGraph()
            assert said == {quad for quad in expected if quad.graph_name == plain}
        else:
            assert said == expected
    say(f"checked: {CHECKED:,} events, {len(expected):,} statements, the same bytes by both roads")


def child(folder: Path) -> dict[str, Any]:
    """Measure one size; runs in a process of its own."""
    chosen = everything(Tables.open(folder))
    lines = sum(bytes(piece).count(b"\n") for piece in row_pieces("nquads", chosen))
    found: dict[str, Any] = {"statements": lines}
    for form in ("nquads", "turtle", "trig", "jsonld"):
        with peak() as most:
            sink = Sink()
            seconds, _ = timed(lambda form=form, sink=sink: write_rows(form, chosen, sink))
        found[form] = {"seconds": seconds, "bytes": sink.size, "peak": most[0]}
    return found


def measured(events: int) -> dict[str, Any]:
    """Measure one size in a fresh process."""
    with tempfile.TemporaryDirectory() as folder:
        made = tables(events)
        write_tables({name: made.table(name) for name in made.names}, Path(folder))
        del made
        command = [sys.executable, "-m", "tests.benchmarks.bench_rdf", "--child", folder]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def from_disk(text: bytes) -> float:
    """Seconds in which Oxigraph dumps these statements from a store in files."""
    with tempfile.TemporaryDirectory() as place:
        store = ox.Store(place)
        store.bulk_load(text, format=ox.RdfFormat.N_QUADS)
        seconds, _ = timed(lambda: store.dump(Sink(), format=ox.RdfFormat.N_QUADS))
    return seconds


def peers() -> dict[str, float]:
    """Statements a second of Oxigraph and rdflib over the same statements, and of reading."""
    chosen = everything(tables(PEERS))
    text = b"".join(map(bytes, row_pieces("nquads", chosen)))
    count = text.count(b"\n")
    rates = {}
    seconds, store = timed(lambda: loaded_store(row_pieces("nquads", chosen)))
    assert len(store) == count
    rates["Oxigraph: bulk load"] = count / seconds
    seconds, _ = timed(lambda: store.dump(Sink(), format=ox.RdfFormat.N_QUADS))
    rates[IN_MEMORY] = count / seconds
    rates[ON_DISK] = count / from_disk(text)
    some = rdflib_dataset(islice(parse(text, "nquads"), SLICE)).default_graph
    seconds, _ = timed(lambda: some.serialize(Sink(), format="nt", encoding="utf-8"))
    rates["rdflib: N-Triples"] = len(some) / seconds
    seconds, records = timed(
        lambda: sum(len(b.records) for b in read_batches(io.BytesIO(text), "nquads"))
    )
    assert records == len(chosen)
    rates["read back: statements"] = count / seconds
    rates["read back: records"] = records / seconds
    return rates


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Check, measure, and print a table."""
    check()
    rates = peers()
    memory, disk = rates[IN_MEMORY], rates[ON_DISK]
    for name, rate in rates.items():
        say(f"{name:<28}{rate:>12,.0f}/s")
    for events in sizes:
        found = measured(events)
        count = found.pop("statements")
        say(f"{events:,} events, {count:,} statements")
        for form, one in found.items():
            rate = count / one["seconds"]
            say(
                f"  {form:<8}{rate:>12,.0f}/s {rate / disk:>6.1f} x dump from disk"
                f" {rate / memory:>6.1f} x dump from memory"
                f" {one['bytes'] / one['seconds'] / 1e6:>6.0f} MB/s"
                f" {one['peak'] / 1024:>6.0f} MB at most"
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        say(json.dumps(child(Path(sys.argv[2]))))
    else:
        main(tuple(map(int, sys.argv[1:])) or SIZES)
