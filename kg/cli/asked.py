"""What does each word of `kg ask` ask in GraphQL?"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import typer

from kg import settings
from kg.cli import answers
from kg.cli.terminal import limits, say
from kg.cli.wording import worded


class Question(NamedTuple):
    """A question: its field, the arguments with their types, what is selected, and its lines.

    `first`: how many are asked for when nothing is said, where it takes a number. `within`:
    how many are looked at inside, by variables that the field itself does not take.
    """

    field: str
    arguments: str
    selected: str
    lines: Callable[[Any, dict[str, Any]], Iterable[str]]
    first: int | None = None
    within: Mapping[str, int] = {}

    @property
    def text(self) -> str:
        """The GraphQL."""
        given = [one.split(":") for one in f"{self.arguments} {CLOCKS}".split()]
        inside = [(name, "Int!") for name in self.within]
        declared = ", ".join(f"${name}: {kind}" for name, kind in (*given, *inside))
        passed = ", ".join(f"{name}: ${name}" for name, _ in given)
        return f"query ({declared}) {{\n  {self.field}({passed}) {{ {self.selected} }}\n}}"

    def variables(self, asked: Mapping[str, Any], page: int) -> dict[str, Any]:
        """The values: those that were given, and numbers that a page may have for the others."""
        numbers = dict(self.within) if self.first is None else {"first": self.first, **self.within}
        given = {name: value for name, value in asked.items() if value is not None}
        return {name: min(number, page) for name, number in numbers.items()} | given


class Shown(NamedTuple):
    """Where the snapshot is, and how the answer is to be shown."""

    data: Path
    as_json: bool
    show_query: bool


CLOCKS: Final = "asOf:Day knownAt:Day reportedBy:Day"
WINDOW: Final = "window:WindowInput"
TIES: Final = "ties:[TieKind!] roles:[Ref!]"
NODE: Final = "ref label"
PAGE: Final = "totalCount pageInfo { hasNextPage endCursor }"
CLAIM: Final = f"{{ {NODE} stance speaker {{ {NODE} }} document {{ {NODE} }} }}"
DATED: Final = (
    "... on Event { time { edtf } } ... on Tenure { time { edtf } } "
    "... on Relation { stood: time { edtf } }"
)
HOP: Final = (
    f"kinds match count support contested origin {{ {NODE} }} target {{ {NODE} }} "
    f"records(first: $records) {{ {NODE} {DATED} }} "
    f"evidence(first: $looked) {{ ref start end source {{ {NODE} }} }}"
)

QUESTIONS: Final = {
    "co-participants": Question(
        "coParticipants",
        f"actor:Ref! {WINDOW} roles:[Ref!] first:Int!",
        f"possible certain actor {{ {NODE} }} "
        f"events(first: $shared) {{ nodes {{ {NODE} time {{ edtf }} }} }}",
        answers.co_participants,
        20,
        {"shared": answers.SHOWN},
    ),
    "neighbourhood": Question(
        "neighbourhood",
        f"of:Ref! depth:Int! {WINDOW} {TIES} first:Int! after:String",
        f"{PAGE} members {{ distance ties more node {{ {NODE} }} }}",
        answers.neighbourhood,
        20,
    ),
    "paths": Question(
        "paths",
        f"from:Ref! to:Ref! {WINDOW} {TIES} maxHops:Int! timeRespecting:Boolean! after:Day "
        "by:Day prefer:PathPreference! includeUndated:Boolean! first:Int!",
        f"length match departure arrival weakest {{ origin {{ ref }} target {{ ref }} }} "
        f"hops {{ {HOP} }}",
        answers.paths,
        1,
        {"records": answers.SHOWN, "looked": answers.LOOKED_AT},
    ),
    "office-holders": Question(
        "officeHolders",
        f"office:Ref jurisdiction:Ref includeContained:Boolean! on:EDTF {WINDOW}",
        f"match office {{ {NODE} }} holder {{ {NODE} }} tenure {{ ref time {{ edtf }} }}",
        answers.office_holders,
    ),
    "in-force": Question(
        "instrumentsInForce",
        f"jurisdiction:Ref on:EDTF {WINDOW} states:[ForceState!]",
        f"match state instrument {{ {NODE} }} period {{ time {{ edtf }} }}",
        answers.in_force,
    ),
    "chain": Question(
        "chain",
        "event:Ref! depth:Int! kinds:[Ref!]",
        " ".join(
            f"{side} {{ depth parent again node {{ {NODE} }} relation {{ ref kind {{ label }} }} "
            f"saidIn {CLAIM} contestedIn {CLAIM} }}"
            for side in ("before", "after")
        ),
        answers.chain,
    ),
    "measures": Question(
        "measures",
        f"measure:Measure! {WINDOW} earlier:WindowInput kinds:[RecordKind!] {TIES} "
        "order:MeasureOrder! first:Int! after:String",
        f"definition {PAGE} edges {{ rank value before change node {{ {NODE} }} }}",
        answers.measures,
        20,
    ),
}


def told(word: str, asked: Mapping[str, Any], shown: Shown) -> None:
    """Ask, and show the answer. Raises: typer.Exit with 2 when the answer has errors."""
    question = QUESTIONS[word]
    variables = question.variables(asked, settings.read(os.environ).max_page)
    if shown.show_query:
        typer.echo(f"{question.text}\n\n{json.dumps(variables, ensure_ascii=False)}")
        return
    from kg.front import open as open_daybook  # noqa: PLC0415  (--help must not load the engine)

    answer = open_daybook(shown.data).graphql(question.text, variables, limits=limits())
    if shown.as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    elif not answer.get("errors"):
        found = answer["data"][question.field]
        lines = question.lines(found, variables) if found else ()
        typer.echo("\n".join(lines) or "nothing found")
    errors = () if shown.as_json else answer.get("errors", ())
    for message, hint in dict.fromkeys(worded(word, error) for error in errors):
        say(f"kg: {message}")
        if hint:
            say(f"    {hint}")
    if answer.get("errors"):
        raise typer.Exit(2)
