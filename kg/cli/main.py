"""The `kg` command: its words, and how it ends.

Exit status: 0 done; 1 something is wrong with the data; 2 something is wrong with the
question or the command; 3 the snapshot or store cannot be used; 70 a fault of Daybook.
"""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder
from typing import Annotated

import typer

import kg
from kg.cli import ask, build, check, diff, explain, export, info, serve, verify
from kg.cli import map as map_table
from kg.cli.terminal import complain
from kg.errors import OUTCOMES, KgError

HELP = """\
Daybook: dated events, who took part, and who says so, as one graph.

A seed folder (YAML files, tables with a mapping beside them, RDF that `kg export` wrote) is
compiled by `kg build` into a snapshot under `.daybook`; everything else reads the snapshot.

\b
  kg serve                      serve the bundled example on http://127.0.0.1:8000/graphql
  kg map my-folder/table.csv    a first mapping of a table
  kg check my-folder            what is wrong with it, all at once
  kg build my-folder            compile it
  kg diff .daybook my-folder    what changed since it was last compiled
  kg ask '{ dataset { label } }'
  kg ask paths actor/one actor/other    who is tied to whom, in words of its own
  kg export --format turtle -o graph.ttl
"""

app = typer.Typer(
    help=HELP,
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (map_table, build, check, diff, serve, explain, export, verify, info):
    app.command(command.NAME)(command.run)
app.add_typer(ask.app, name=ask.NAME)


def _version(asked: bool) -> None:  # noqa: FBT001  (typer calls it so)
    if asked:
        typer.echo(f"Daybook {kg.__version__}")
        raise typer.Exit


@app.callback()
def about(
    *,
    _: Annotated[
        bool,
        typer.Option(
            "--version", help="Show the version and exit.", callback=_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Take no more options than this: every other one belongs to a command."""


class WithoutPandas(MetaPathFinder):
    """Hides pandas from this process.

    Arrow loads it, where it is installed, to ask of its first array whether it is one of
    pandas: half a second and 40 MB for a no.
    """

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:  # noqa: ARG002  (what Python calls it with)
        """Nothing, so that others are asked; pandas is not found."""
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname)


def run() -> None:
    """Run the command line and exit with its status."""
    sys.meta_path.insert(0, WithoutPandas())
    try:
        app()
    except KgError as error:
        complain(error)
        sys.exit(OUTCOMES[error.code].exit)
    except KeyboardInterrupt:
        sys.stderr.write("stopped\n")
        sys.exit(130)
    except BrokenPipeError:
        # The reader of a pipe has gone (`kg export … | head`): nothing is wrong with that.
        sys.stderr.close()
        sys.exit(0)
