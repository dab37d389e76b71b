"""kg check: what is wrong with a seed folder?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.tables import tell_tables
from kg.cli.terminal import bundled_seed, progress

NAME = "check"


def run(
    folder: Annotated[
        Path | None, typer.Argument(help="Seed folder; without it, the bundled example.")
    ] = None,
    recorded: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="Record day, instead of the one in dataset.yaml."),
    ] = None,
    strict: Annotated[  # noqa: FBT002  (typer reads the default)
        bool, typer.Option("--strict", help="Rows of tables that cannot be used are faults.")
    ] = False,
) -> None:
    """Do all that `kg build` does but write.

    The faults of the folder are told in one run: file, line, field, what is wrong, what to
    do. Exit status 1 when there is any.
    """
    from kg.snapshot import check  # noqa: PLC0415  (--help must not load the engine)

    with progress() as tell:
        summary = check(folder or bundled_seed(), recorded=recorded, strict=strict, progress=tell)
    tell_tables(summary.mapped, None)
    typer.echo(f"no faults in {sum(summary.counts.values()):,} records")
