"""The same events in PostgreSQL, with the tables and indexes that a careful person would make.

The server is started in a folder of its own, as a plain user, on a socket in that folder; it
ends with the block.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

import kg

SQL: Final = Path(__file__).parent / "schema.sql"
SETTINGS: Final = {
    "listen_addresses": "",
    "shared_buffers": "1GB",
    "work_mem": "64MB",
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "0",  # one core
    "jit": "off",
    "fsync": "off",
}


def binaries() -> Path | None:
    """The folder of PostgreSQL's programs, where it is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@contextmanager
def running(place: Path, core: int) -> Iterator[tuple[str, int]]:
    """A server of its own: how it is connected to, and its process."""
    programs = binaries()
    assert programs is not None
    plain: dict[str, Any] = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        plain = {"user": "postgres", "group": "postgres"}
        shutil.chown(place, "postgres", "postgres")
    store = place / "store"
    make = [programs / "initdb", "-D", store, "-A", "trust", "-U", "peer", "-E", "UTF8"]
    subprocess.run(make, check=True, stdout=subprocess.DEVNULL, **plain)
    options = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
    command = [programs / "postgres", "-D", store, "-k", place, *options]
    with (place / "log").open("w") as log:
        server = subprocess.Popen(command, stderr=log, **plain)
    os.sched_setaffinity(server.pid, {core})
    try:
        address = f"postgresql://peer@/postgres?host={place}"
        for _ in range(200):
            if subprocess.run([programs / "pg_isready", "-q", "-h", place], check=False).returncode:
                time.sleep(0.05)
        yield address, server.pid
    finally:
        server.terminate()
        server.wait(60)


def fill(address: str, data: Path, place: Path) -> None:
    """Copy the records of a snapshot into tables, then make the indexes."""
    tables = written(data, place)
    before, _, after = SQL.read_text("utf-8").partition("-- indexes\n")
    copies = "".join(
        f"\\copy {name} from '{path}' with (format csv)\n" for name, path in tables.items()
    )
    command = ["psql", "-q", "-v", "ON_ERROR_STOP=1", address]
    subprocess.run(command, input=before + copies + after, text=True, check=True)


def written(data: Path, place: Path) -> dict[str, Path]:
    """The tables as CSV files. An event's number is its row: the order of the timeline."""
    ds = kg.open(data)
    named = {
        kind: (ds.table(kind)["id"].combine_chunks(), labels(ds, kind))
        for kind in ("actor", "place", "concept")
    }
    ids, texts = named.pop("concept")
    for kind, start in (("kind", "event-kind/"), ("role", "role/")):
        mask = pc.starts_with(ids.cast(pa.string()), start)
        named[kind] = ids.filter(mask), texts.filter(mask)
    codes = {kind: ids for kind, (ids, _) in named.items()}
    event, people = ds.table("event"), ds.table("event.participations")
    places, kinds = ds.table("event.places"), ds.table("event.kinds")
    days = ("start_earliest", "start_latest", "end_earliest", "end_latest")
    found = {kind: [range(len(ids)), slugs(ids), texts] for kind, (ids, texts) in named.items()}
    found["event"] = [
        range(event.num_rows),
        slugs(event["id"]),
        labels(ds, "event"),
        event["time_edtf"],
        code(kinds["value"], codes["kind"]),
        *(event[f"time_{day}"] for day in days),
    ]
    numbers = [people["owner"], code(people["actor"], codes["actor"])]
    found["participation"] = [range(people.num_rows), *numbers, code(people["role"], codes["role"])]
    of_places = [places["owner"], code(places["place"], codes["place"]), places["role"]]
    found["event_place"] = of_places
    paths = {}
    for name, columns in found.items():
        paths[name] = place / f"{name}.csv"
        arrays = [pa.array(c) if isinstance(c, range) else c for c in columns]
        table = pa.table(arrays, names=[str(n) for n in range(len(arrays))])
        options = pyarrow.csv.WriteOptions(include_header=False)
        pyarrow.csv.write_csv(table, paths[name], options)
        paths[name].chmod(0o644)
    return paths


def slugs(ids: Any) -> Any:
    """What follows the kind in an id."""
    return pc.replace_substring_regex(ids, "^[^/]*/", "")


def labels(ds: Any, kind: str) -> Any:
    """The first label of each record."""
    table = (
        ds.table(f"{kind}.labels")
        .select(["owner", "text"])
        .cast(pa.schema([("owner", pa.int64()), ("text", pa.string())]))
    )
    firsts = table.group_by("owner", use_threads=False).aggregate([("text", "first")])
    numbers = pa.table({"owner": pa.array(range(ds.table(kind).num_rows))})
    return numbers.join(firsts, "owner").sort_by("owner")["text_first"].combine_chunks()


def code(ids: Any, known: Any) -> Any:
    """The numbers of ids."""
    return pc.index_in(ids.cast(pa.string()), known.cast(pa.string()))
