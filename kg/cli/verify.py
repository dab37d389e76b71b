"""kg verify: do the passages still stand where the locators say?"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.terminal import DATA, DataOption

NAME = "verify"


def run(
    documents: Annotated[Path, typer.Option(help="Folder that holds the documents.")],
    data: DataOption = DATA,
) -> None:
    """Re-read every locator in its document: same, moved, changed or gone.

    No text of a document is shown or stored. Exit status 1 unless all are the same.
    """
    from kg.front import open as open_daybook  # noqa: PLC0415  (--help must not load the engine)
    from kg.ingest import verify  # noqa: PLC0415  (as above)

    found = open_daybook(data)
    verdicts = verify([*found.now.all("evidence"), *found.now.all("source")], documents)
    for verdict in verdicts:
        if verdict.state != "same":
            typer.echo(f"{verdict.state:<8} {verdict.evidence}  {verdict.detail}")
    counts = Counter(str(v.state) for v in verdicts)
    order = ("same", "moved", "changed", "gone")
    typer.echo(", ".join(f"{counts[state]} {state}" for state in order))
    if counts["same"] < len(verdicts):
        raise typer.Exit(1)
