"""kg ask: a question from the command line, in GraphQL or by a word of its own."""

from __future__ import annotations

import json
import re
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from kg.cli import ties
from kg.cli.terminal import DATA, DataOption, limits
from kg.errors import QuestionError

NAME = "ask"
GRAPHQL = "graphql"


_WORD = re.compile(r"[A-Za-z][\w-]*")


class Words(TyperGroup):
    """The words of `kg ask`; what begins with none of them is GraphQL."""

    def _near(self, word: str) -> str:
        """The words that are written alike, or all."""
        asked = re.sub(r"(?<=[a-z])(?=[A-Z])|_", "-", word).lower()
        near = [known for known in self.commands if known in asked or asked in known]
        near = near or get_close_matches(asked, self.commands, n=2)
        return (
            f"did you mean {' or '.join(near)}?" if near else f"one of {', '.join(self.commands)}"
        )

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments, with the word that was left out."""
        if args and args[0] not in {*self.commands, *ctx.help_option_names}:
            if _WORD.fullmatch(args[0]):  # no GraphQL is one word
                raise QuestionError(f"there is no word {args[0]!r}", hint=self._near(args[0]))
            args = [GRAPHQL, *args]
        return super().parse_args(ctx, args)


HELP = """\
Answer a question from the current snapshot: GraphQL, or a word about ties.

\b
  kg ask '{ event(slug: "nc-operation-2019") { label time { edtf } } }'
  kg ask co-participants actor/ice --from 2019 --to 2019
  kg ask paths actor/gerald-baker actor/sean-gallagher --time-respecting
  kg ask office-holders --jurisdiction wake-county --on 2019-02-05

GraphQL is the same as at http://127.0.0.1:8000/graphql, without a server; `kg ask graphql
--help` has its options. Each word prints tables in which long labels are cut, with --json the
answer as GraphQL gives it, with --show-query the GraphQL that it asks. The limits on a question
are those of `kg serve` (KG_MAX_PAGE, KG_MAX_TIES …). Exit status 2 when the answer has errors.
"""
app = typer.Typer(cls=Words, help=HELP, no_args_is_help=True, rich_markup_mode=None)
QueryArgument = Annotated[
    str, typer.Argument(help="GraphQL text, @FILE to read it from a file, or - for a pipe.")
]
VariablesOption = Annotated[
    str | None, typer.Option("--variables", "-v", metavar="JSON", help="Values of $variables.")
]
OperationOption = Annotated[
    str | None, typer.Option(help="Which operation, when the text holds several.")
]


@app.command(GRAPHQL)
def graphql(
    query: QueryArgument,
    variables: VariablesOption = None,
    operation: OperationOption = None,
    data: DataOption = DATA,
) -> None:
    """Answer a GraphQL question, as JSON. The word `graphql` may be left out.

    The same schema as http://127.0.0.1:8000/graphql, without a server. Exit status 2 when the
    answer has errors.

    \b
      kg ask '{ event(slug: "nc-operation-2019") { label time { edtf } } }'
    """
    from kg.front import open as open_daybook  # noqa: PLC0415  (--help must not load the engine)

    asked = text_of(query), variables_of(variables), operation
    answer = open_daybook(data).graphql(*asked, limits=limits())
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


for word, ask in ties.WORDS.items():
    app.command(word)(ask)
