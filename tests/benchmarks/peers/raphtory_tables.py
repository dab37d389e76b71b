"""The records of a snapshot as Parquet files, as a graph of Raphtory is made of them.

Times are the milliseconds of an event's first day: Raphtory's edges have one moment, not bounds.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

import kg
from tests.benchmarks.peers.postgres import labels, slugs

DAY: Final = 86_400_000  # milliseconds


def write_tables(data: Path, folder: Path) -> None:
    """One file for each sort of node and edge; events in timeline order."""
    ds = kg.open(data)
    event, people, places = (
        ds.table(name) for name in ("event", "event.participations", "event.places")
    )
    ids, times = text(event["id"]), pc.multiply(event["time_start_earliest"], DAY)
    kinds = text(ds.table("event.kinds")["value"])
    at = text(places["place"])
    found = {
        "event": {
            "id": ids,
            "time": times,
            "label": labels(ds, "event").cast(pa.string()),
            "edtf": event["time_edtf"].cast(pa.string()),
            "first": event["time_start_earliest"],
            "last": event["time_end_latest"],
        },
        "participation": joined_roles(
            ids.take(people["owner"]),
            times.take(people["owner"]),
            text(people["actor"]),
            text(people["role"]),
        ),
        "at": {
            "event": ids.take(places["owner"]),
            "time": times.take(places["owner"]),
            "at": at,
            "kind": kinds,
            "pair": pc.binary_join_element_wise(at, kinds, " "),
        },
    }
    for kind in ("actor", "place"):
        named = ds.table(kind)["id"]
        found[kind] = {
            "id": text(named),
            "time": pa.array([0] * len(named), pa.int64()),
            "label": labels(ds, kind).cast(pa.string()),
        }
    for name, columns in found.items():
        pyarrow.parquet.write_table(pa.table(columns), folder / f"{name}.parquet")


def joined_roles(events: Any, times: Any, actors: Any, roles: Any) -> dict[str, Any]:
    """One row for each event and actor, with the list of the roles: an edge holds it as one."""
    named = {"event": events, "time": times, "participation": actors, "roles": roles}
    keys = [name for name in named if name != "roles"]
    table = pa.table(named).group_by(keys, use_threads=False).aggregate([("roles", "list")])
    return dict(zip(named, (*(table[key] for key in keys), table["roles_list"]), strict=True))


def text(ids: Any) -> Any:
    """What follows the kind in ids, as plain strings."""
    return slugs(ids.cast(pa.string()))
