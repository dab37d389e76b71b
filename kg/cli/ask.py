"""kg ask: a GraphQL question from the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from kg.cli.terminal import DATA, DataOption
from kg.errors import QuestionError

NAME = "ask"
QueryArgument = Annotated[
    str, typer.Argument(help="GraphQL text, @FILE to read it from a file, or - for a pipe.")
]
VariablesOption = Annotated[
    str | None, typer.Option("--variables", "-v", metavar="JSON", help="Values of $variables.")
]
OperationOption = Annotated[
    str | None, typer.Option(help="Which operation, when the text holds several.")
]


def run(
    query: QueryArgument,
    variables: VariablesOption = None,
    operation: OperationOption = None,
    data: DataOption = DATA,
) -> None:
    """Answer a GraphQL question from the current snapshot, as JSON.

    The same schema as http://127.0.0.1:8000/graphql, without a server. Exit status 2 when the
    answer has errors.

    \b
      kg ask '{ event(slug: "nc-operation-2019") { label time { edtf } } }'
    """
    from kg.front import open as open_daybook  # noqa: PLC0415  (--help must not load the engine)

    answer = open_daybook(data).graphql(text_of(query), variables_of(variables), operation)
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    if answer.get("errors"):
        raise typer.Exit(2)


def text_of(query: str) -> str:
    """The text of a question: as given, of a file, or of a pipe."""
    if query == "-":
        return sys.stdin.read()
    if not query.startswith("@"):
        return query
    path = Path(query[1:])
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionError(f"{path} cannot be read", hint="give a UTF-8 text file") from error


def variables_of(text: str | None) -> dict[str, Any] | None:
    """The variables of a question."""
    if text is None:
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise QuestionError(f"--variables is not JSON: {error}", hint='{"name": "value"}') from None
    if not isinstance(found, dict):
        raise QuestionError("--variables is not a JSON object", hint='{"name": "value"}')
    return found
