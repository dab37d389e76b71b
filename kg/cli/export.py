"""kg export: how the records leave."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from kg.cli.terminal import DATA, AsOfOption, DataOption, KnownAtOption, counting
from kg.errors import CommandError, FormatError

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "export"


class Format(StrEnum):
    """The formats, and the short names that they also go by."""

    TURTLE = "turtle"
    TTL = "ttl"
    JSONLD = "jsonld"
    TRIG = "trig"
    NQUADS = "nquads"
    NQ = "nq"
    GRAPHML = "graphml"
    GEXF = "gexf"
    YAML = "yaml"
    PARQUET = "parquet"


def run(  # noqa: PLR0913, PLR0917  (the options of the command)
    form: Annotated[Format | None, typer.Option("--format", "-f", help="What to write.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File; without it, standard output.")
    ] = None,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="Only events from DATE on.")
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Only events up to DATE.")
    ] = None,
    ties: Annotated[
        list[str] | None,
        typer.Option("--ties", metavar="SORT", help="Of a network, only ties of this sort; again."),
    ] = None,
    simple: Annotated[  # noqa: FBT002  (a flag of the command)
        bool, typer.Option("--simple", help="Of a network, one weighed tie for each pair.")
    ] = False,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    data: DataOption = DATA,
) -> None:
    """Write the dataset: RDF (turtle, jsonld, trig, nquads), graphml, gexf, YAML or Parquet.

    TriG, N-Quads and JSON-LD carry everything, withdrawn versions and foreign statements
    too; Turtle carries what is held true now. With --from or --to only the events that may
    overlap those days leave, with all that they refer to. A file is replaced only when all
    of it was written. YAML is a new seed folder, all of it; Parquet a new folder with a file
    for each table.

    \b
      kg export --format turtle -o graph.ttl
      kg export -o 2019.jsonld --from 2019 --to 2019
      kg export -o 2019.gexf --from 2019 --to 2019 --ties participation --ties relation
      kg export --format yaml -o my-folder
      kg export --format parquet -o tables
    """
    from kg.front import open as open_daybook  # noqa: PLC0415  (--help must not load the engine)

    chosen = form or _by_ending(output)
    found = open_daybook(data)
    if (ties or simple) and chosen not in (Format.GRAPHML, Format.GEXF):
        option = "--ties" if ties else "--simple"
        raise FormatError(f"only a network has {option}", hint="--format gexf or graphml")
    if chosen is Format.YAML:
        if output is None or from_ or to:
            raise FormatError("a YAML export is a folder, whole", hint="-o NEW-FOLDER, no window")
        found.save(output, as_of=as_of, known_at=known_at)
        return
    if chosen is Format.PARQUET:
        if output is None or from_ or to or as_of or known_at:
            raise FormatError("a Parquet export is all tables, whole", hint="only -o NEW-FOLDER")
        found.export_parquet(output)
        return
    with _destination(output) as out, counting("records") as tell:
        clocks = {"as_of": as_of, "known_at": known_at}
        found.export(
            str(chosen), out, from_=from_, to=to, ties=ties, simple=simple, tell=tell, **clocks
        )


def _by_ending(output: Path | None) -> Format:
    """The format that a file's ending names."""
    if output is None:
        return Format.TURTLE
    try:
        return Format(output.suffix.lstrip("."))
    except ValueError:
        raise FormatError(
            f"the ending of {output.name!r} names no format",
            hint=f"say --format, one of {', '.join(Format)}",
        ) from None


@contextmanager
def _destination(output: Path | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that appears whole or not at all."""
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    # A device or pipe is written to: putting a file in its place would destroy it.
    special = output.exists() and not output.is_file()
    target = output if special else output.resolve()
    written = target if special else target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with written.open("wb") as out:
            yield out
            out.flush()
            if not special:
                os.fsync(out.fileno())
        if not special:
            written.replace(target)
    except OSError as error:
        raise CommandError(
            f"{output} cannot be written: {error.strerror}", hint="choose another place"
        ) from error
    finally:
        if not special:
            written.unlink(missing_ok=True)
