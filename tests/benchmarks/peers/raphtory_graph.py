"""The program that the Python with Raphtory runs: make graphs of tables, or serve one.

    python -I raphtory_graph.py build TABLES FOLDER
    python -I raphtory_graph.py serve FOLDER PORT CORE

It knows nothing of Daybook: TABLES are the Parquet files of `raphtory_tables.py`. Two graphs are
made. In `natural` events, actors and places are nodes, with one edge from an event to each of its
actors (with the list of the roles) and one to its place (with the kind of the event), at the
event's first day. In `pairs`, an index by hand, an event has an edge to one node for each pair of
a place and a kind. Rows come in timeline order and one thread makes the nodes, so that the
neighbours of a node stand in timeline order and no page need be sorted. Each layer costs some
900 bytes a node (51 layers, for roles and kinds, took 4.8 GB for 100,000 events), so there is one.
"""

import os
import sys
import time
from pathlib import Path

os.environ["RAYON_NUM_THREADS"] = "1"  # read when Raphtory is imported

from pyarrow import parquet
from raphtory import Graph
from raphtory.graphql import GraphServer

SORTS = {"event": ["label", "edtf", "first", "last"], "actor": ["label"], "place": ["label"]}


def natural(tables: Path) -> Graph:
    """Events, actors and places, and who took part where."""
    graph = Graph()
    for kind, kept in SORTS.items():
        table = parquet.read_table(tables / f"{kind}.parquet")
        graph.load_nodes(table, time="time", id="id", node_type=kind, metadata=kept)
    for name, kept in (("participation", ["roles"]), ("at", ["kind"])):
        table = parquet.read_table(tables / f"{name}.parquet")
        graph.load_edges(table, time="time", src="event", dst=name, metadata=kept)
    return graph


def pairs(tables: Path) -> Graph:
    """Events, and one node for each pair of a place and a kind."""
    graph = Graph()
    events = parquet.read_table(tables / "event.parquet")
    graph.load_nodes(events, time="time", id="id", node_type="event", metadata=["label", "edtf"])
    table = parquet.read_table(tables / "at.parquet")
    graph.load_edges(table, time="time", src="event", dst="pair")
    return graph


def build(tables: Path, folder: Path) -> None:
    """Make both graphs, and say how long it took."""
    for make in (natural, pairs):
        begun = time.monotonic()
        (folder / make.__name__).mkdir(parents=True)
        make(tables).save_to_file(str(folder / make.__name__ / "g"))
        took = time.monotonic() - begun
        sys.stdout.write(f"  Raphtory, graph {make.__name__}: made in {took:.0f} s\n")


def serve(folder: Path, port: int, core: int) -> None:
    """Serve the graph `g` of a folder on one core, until a signal comes."""
    os.sched_setaffinity(0, {core})
    GraphServer(folder, log_level="error").run(port=port)


if __name__ == "__main__":
    if sys.argv[1] == "build":
        build(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        serve(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
