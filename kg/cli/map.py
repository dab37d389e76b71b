"""kg map: a first mapping of a table."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.terminal import progress
from kg.errors import CommandError

NAME = "map"


def run(
    file: Annotated[
        Path, typer.Argument(help="CSV, TSV, JSON Lines or Parquet, plain, gzip or zstd.")
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="New file; without it, standard output.")
    ] = None,
    form: Annotated[
        str | None, typer.Option("--format", help="csv, tsv, jsonl, parquet; else by the suffix.")
    ] = None,
    separator: Annotated[
        str | None, typer.Option(help="Between cells: one character, or tab; else it is found.")
    ] = None,
    encoding: Annotated[
        list[str] | None,
        typer.Option(help="utf-8, then windows-1252 where a line is not; may be repeated."),
    ] = None,
    skip: Annotated[int, typer.Option(min=0, help="Lines before the header.")] = 0,
) -> None:
    """Look at a table and write a first mapping of it, with comments.

    A mapping says which events, actors and places the rows of a table make. This one can be
    built as it is; what is only guessed is marked, and what could be said instead stands
    beside it. seed/README.md tells all that a mapping can say.

    \b
      kg map my-folder/raids.csv > my-folder/raids.yaml    beside the table
      kg check my-folder                                   what cannot be used, row by row
      kg build my-folder
    """
    from kg.ingest.mapping.propose import propose  # noqa: PLC0415  (--help must not load it)
    from kg.ingest.tables import TableForm  # noqa: PLC0415  (as above)

    options = TableForm(
        format=form,
        separator="\t" if separator in ("tab", "\\t") else separator,
        encodings=tuple(encoding) if encoding else TableForm().encodings,
        skip=skip,
    )
    if output is not None and output.exists():
        raise CommandError(f"{output} is there already", hint="choose another name, or remove it")
    with progress() as tell:
        if tell is not None:
            tell(f"looking at {file.name}")
        text = propose(file, options, file=_from(output, file))
    if output is None:
        typer.echo(text, nl=False)
        return
    try:
        with output.open("x", encoding="utf-8", newline="\n") as out:
            out.write(text)
    except OSError as error:
        raise CommandError(
            f"{output} cannot be written: {error.strerror}", hint="choose another place"
        ) from error


def _from(output: Path | None, file: Path) -> str:
    """The file as the mapping names it: from where it lies, or else by its name."""
    if output is None:
        return file.name
    path = os.path.relpath(file.resolve(), output.resolve().parent)
    return file.name if path.startswith("..") else Path(path).as_posix()
