"""kg info: what is in the snapshot?"""

from __future__ import annotations

import typer

from kg.cli.terminal import DATA, DataOption
from kg.model import label_in

NAME = "info"


def run(data: DataOption = DATA) -> None:
    """Tell what the current snapshot holds: title, licence, digest, records of each kind."""
    from kg.front import open as open_daybook  # noqa: PLC0415  (--help must not load the engine)
    from kg.model.records import CLASSES  # noqa: PLC0415  (as above)

    found = open_daybook(data)
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
    typer.echo("")
    for kind in CLASSES:
        typer.echo(f"{found.table(kind).num_rows:>9,}  {kind}")
