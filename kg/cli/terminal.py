"""How does the command line speak: faults, progress, where things lie?"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg import settings
from kg.errors import Faults, KgError, NotFoundError

if TYPE_CHECKING:
    from kg.api import Limits

Progress = Callable[[str], None]
Counted = Callable[[int, int], None]
DataOption = Annotated[
    Path,
    typer.Option("--data", help="Folder that holds the snapshots.", envvar="KG_DATA"),
]
AsOfOption = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DAY", help="Names, tenures, force and status as on DAY."),
]
KnownAtOption = Annotated[
    str | None, typer.Option("--known-at", metavar="DAY", help="Only what was recorded by DAY.")
]
DATA = Path(".daybook")


def complain(error: KgError) -> None:
    """Say on standard error what is wrong and what to do, one line per fault."""
    faults = error.faults if isinstance(error, Faults) else (error,)
    for fault in faults:
        place = fault.place()
        say(f"{place}: {fault.message}" if place else f"kg: {fault.message}")
        if fault.hint:
            say(f"    {fault.hint}")
    if isinstance(error, Faults):
        say(f"{error.message}{f': {error.hint}' if error.hint else ''}")


def say(line: str) -> None:
    """One line on standard error; what a file says can neither steer the terminal nor add lines."""
    sys.stderr.write(plain(line) + "\n")


def plain(line: str) -> str:
    """A line in which whatever cannot be printed is written out."""
    if line.isprintable():
        return line
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in line)


@contextmanager
def progress() -> Iterator[Progress | None]:
    """A line that tells which stage is under way: in a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415  (0.1 s that a pipe does not pay)

    with Console(stderr=True).status("reading") as status:
        yield status.update


@contextmanager
def counting(what: str) -> Iterator[Counted | None]:
    """A bar that tells how many of how many are done, and how fast: in a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415  (as above)
    from rich.progress import (  # noqa: PLC0415  (as above)
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
    )

    columns = (
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.speed:,.0f}/s"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def limits() -> Limits:
    """The limits of a question that the environment sets, as those of `kg serve`.

    Raises: CommandError when a variable does not fit.
    """
    from kg.api import limits_of  # noqa: PLC0415  (--help must not load the engine)

    return limits_of(settings.read(os.environ))


def bundled_seed() -> Path:
    """The example folder: of the checkout, else of the installed package.

    Raises: NotFoundError when the package was installed without it.
    """
    package = Path(str(resources.files("kg")))
    for folder in (package.parent / "seed" / "data", package / "_bundled" / "seed"):
        if (folder / "dataset.yaml").is_file():
            return folder
    raise NotFoundError(
        "the bundled example is not where it should be", hint="install daybook-kg again"
    )
