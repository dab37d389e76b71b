"""kg explain: what a GraphQL question costs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.ask import OperationOption, QueryArgument, VariablesOption, text_of, variables_of
from kg.cli.terminal import DATA, DataOption, limits

if TYPE_CHECKING:
    from kg.api import Explanation

NAME = "explain"


def run(
    query: QueryArgument,
    variables: VariablesOption = None,
    operation: OperationOption = None,
    data: DataOption = DATA,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,  # noqa: FBT002  (an option, given by name)
) -> None:
    """Tell how a GraphQL question is answered, and what each step of it costs.

    The estimate is what the limits go by; the rest is counted while the question is answered
    once: rows read, columns taken, resolvers called, texts that were ready, bytes written. A
    step counts its own work; its bytes are those of all below it too.

    \b
      kg explain '{ timeline(first: 5) { nodes { label } } }'
    """
    from kg.front import open as open_daybook  # noqa: PLC0415  (--help must not load the engine)

    asked = text_of(query), variables_of(variables), operation
    found = open_daybook(data).explain(*asked, limits=limits())
    typer.echo(json.dumps(found.told(), indent=2) if as_json else "\n".join(_lines(found)))


def _lines(found: Explanation) -> list[str]:
    size, counted = found.estimated, found.counted
    reach = f"{size.cost} records within reach, {size.fields} fields"
    lines = [f"estimated  {reach}, {size.depth} levels, {size.aliases} aliases"]
    if not found.compiled:
        return [*lines, "compiled   no: it asks about the schema, and goes to stock execution"]
    words = {"records": "records", "rows": "rows read", "columns": "columns taken"}
    words |= {"called": "resolvers called", "kept": "texts ready", "bytes": "bytes"}
    lines.append(f"counted    {', '.join(f'{counted[n]} {w}' for n, w in words.items())}")
    heads = f"{'by':<9}{'of':>6}{'rows':>7}{'columns':>9}{'ready':>7}{'bytes':>8}"
    lines += ["", f"{'':<44}{heads}"]
    for step in found.steps:
        name = f"{'  ' * (len(step.path) - 1)}{step.path[-1]}"
        kind = "" if len(step.path) == 1 else f" ({step.parent})"
        shown = f"{name}{kind}" if len(name + kind) < 44 else name[:43]
        lines.append(
            f"{shown:<44}{step.by:<9}{step.sources:>6}{step.rows:>7}"
            f"{step.columns:>9}{step.kept:>7}{step.bytes:>8}"
        )
    return lines + [f"error      {error['message']}" for error in found.errors]
