"""kg info: what is in the snapshot?"""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.terminal import DATA, DataOption
from kg.model import label_in

NAME = "info"


def run(
    data: DataOption = DATA,
    verify: Annotated[  # noqa: FBT002  (an option, given by name)
        bool,
        typer.Option("--verify", help="Compare every byte with what was written, file by file."),
    ] = False,
) -> None:
    """Tell what the current snapshot holds: title, licence, digest, records of each kind.

    With --verify a snapshot of which something was changed after it was built is refused
    with exit status 3, and each damaged file is named.
    """
    from kg.front import open as open_daybook  # noqa: PLC0415  (--help must not load the engine)
    from kg.model.records import CLASSES  # noqa: PLC0415  (as above)

    found = open_daybook(data, verify=verify)
    dataset = found.dataset
    label = label_in(dataset.labels, *dataset.languages)
    facts = {
        "title": label.text if label else dataset.id,
        "licence": dataset.licence or "not stated",
        "base": dataset.base,
        "languages": ", ".join(dataset.languages),
        "recorded": dataset.recorded or "by record",
        "digest": found.digest,
    }
    for name, value in facts.items():
        typer.echo(f"{name:<10} {value}")
    if verify:
        files = found.snapshot.manifest.files.values()
        size = sum(file.size for file in files)
        typer.echo(f"{'verified':<10} {len(files):,} files, {size:,} bytes")
    typer.echo("")
    for kind in CLASSES:
        typer.echo(f"{found.snapshot.tables.count(kind):>9,}  {kind}")
