"""Which options do the words of `kg ask` share, and what do they ask in GraphQL?"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from kg.errors import QuestionError

FromOption = Annotated[
    str | None,
    typer.Option("--from", metavar="DATE", help="Only what may lie on or after DATE's first day."),
]
ToOption = Annotated[
    str | None,
    typer.Option("--to", metavar="DATE", help="Only what may lie on or before DATE's last day."),
]
MatchOption = Annotated[
    str | None,
    typer.Option(
        "--match",
        metavar="HOW",
        help="With --from or --to: possible (default), or certain for what surely lies there.",
    ),
]
ReportedOption = Annotated[
    str | None,
    typer.Option("--reported-by", metavar="DAY", help="Only what sources dated by DAY say."),
]
TieOption = Annotated[
    list[str] | None,
    typer.Option(
        "--tie",
        metavar="KIND",
        help="Only ties of this kind, of shared-event, participation, place, use, relation, "
        "tenure, post, issuer, party, jurisdiction, within; may be repeated.",
    ),
]
RoleOption = Annotated[
    list[str] | None,
    typer.Option(
        "--role",
        metavar="ROLE",
        help="Only who took part in this role, or a narrower one; may be repeated.",
    ),
]
FirstOption = Annotated[
    int | None, typer.Option("--first", "-n", help="At most so many; by default 20.")
]
AfterOption = Annotated[
    str | None,
    typer.Option(
        "--after", metavar="CURSOR", help="Go on from CURSOR, which the page before ends with."
    ),
]
HeldOn = Annotated[
    str | None,
    typer.Option(
        "--on",
        metavar="DATE",
        help="On this day; a month or a year means throughout it. Without --on, --from, --to and "
        "--as-of all there ever were.",
    ),
]
ForceOn = Annotated[
    str | None,
    typer.Option(
        "--on", metavar="DATE", help="On this day; a month or a year means throughout it."
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="The whole answer as JSON, as GraphQL gives it.")
]
QueryOption = Annotated[
    bool, typer.Option("--show-query", help="Show the GraphQL that is asked, and do not ask.")
]
Record = Annotated[str, typer.Argument(metavar="RECORD", help="kind/slug, as in actor/ice.")]


def window(start: str | None, to: str | None, match: str | None) -> dict[str, Any] | None:
    """A window of GraphQL; None where nothing is said of one.

    Raises: QuestionError for a match without a window: it would leave out what is undated.
    """
    if match is not None and start is None and to is None:
        raise QuestionError("--match goes with --from or --to", hint="give one, or leave it out")
    given = {"from": start, "to": to, "match": code(match) if match else None}
    return {name: value for name, value in given.items() if value is not None} or None


def clocks(as_of: str | None, known_at: str | None, reported_by: str | None) -> dict[str, Any]:
    """The clocks as arguments of GraphQL."""
    return {"asOf": as_of, "knownAt": known_at, "reportedBy": reported_by}


def code(word: str) -> str:
    """A word of the command line as GraphQL writes it: `shared-event` is SHARED_EVENT."""
    return {"POSSIBLY": "POSSIBLE", "CERTAINLY": "CERTAIN"}.get(
        word.upper(), word.upper().replace("-", "_")
    )


def codes(words: list[str] | None) -> list[str] | None:
    """The same for several."""
    return [code(word) for word in words] if words else None
