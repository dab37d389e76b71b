"""kg build: from a seed folder to a snapshot."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.tables import tell_tables
from kg.cli.terminal import DATA, DataOption, bundled_seed, progress

NAME = "build"


def run(
    folder: Annotated[
        Path | None, typer.Argument(help="Seed folder; without it, the bundled example.")
    ] = None,
    data: DataOption = DATA,
    recorded: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="Record day, instead of the one in dataset.yaml."),
    ] = None,
    strict: Annotated[  # noqa: FBT002  (typer reads the default)
        bool, typer.Option("--strict", help="Refuse a table that has rows which cannot be used.")
    ] = False,
    sparql: Annotated[  # noqa: FBT002  (typer reads the default)
        bool, typer.Option("--sparql", help="Fill the store for SPARQL now, not when first asked.")
    ] = False,
    fresh: Annotated[  # noqa: FBT002  (typer reads the default)
        bool, typer.Option("--fresh", help="Keep nothing of earlier states of tables.")
    ] = False,
) -> None:
    """Compile a seed folder into a snapshot.

    Reads the folder, checks every record and the SHACL shapes, writes the columns and
    indexes, and only then makes the new snapshot the current one. When anything is wrong,
    every fault is told with its file, line and field, and the old snapshot stays.

    Rows of tables that cannot become what their mapping says are counted, and lie in
    rejects.csv beside the snapshots, each with its reason.
    """
    from kg.ingest.mapping.roads import Mapped  # noqa: PLC0415  (--help must not load the engine)
    from kg.snapshot import build  # noqa: PLC0415  (as above)
    from kg.snapshot.place import REJECTS  # noqa: PLC0415  (as above)

    tables: list[Mapped] = []
    with progress() as tell:
        snapshot = build(
            folder or bundled_seed(),
            data,
            recorded=recorded,
            strict=strict,
            fresh_start=fresh,
            progress=tell,
            counted=tables.extend,
        )
    tell_tables(tables, data / REJECTS)
    if sparql:
        from kg.front import Daybook  # noqa: PLC0415  (as above)

        Daybook(snapshot).keep_store()
    typer.echo(f"{snapshot.digest}")
    for kind in ("event", "actor", "place", "instrument", "claim", "relation", "evidence"):
        typer.echo(f"{snapshot.tables.count(kind):>9,}  {kind}")
