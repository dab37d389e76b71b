"""kg ask WORD: questions about ties, without GraphQL.

Each word asks one GraphQL question (`kg.cli.asked`) and shows the answer as a table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final

import typer

from kg.cli.asked import Shown, told
from kg.cli.terminal import DATA, AsOfOption, DataOption, KnownAtOption

FromOption = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help="A window from the first day of DATE.")
]
ToOption = Annotated[
    str | None, typer.Option("--to", metavar="DATE", help="A window to the last day of DATE.")
]
MatchOption = Annotated[
    str | None,
    typer.Option("--match", metavar="HOW", help="In the window possibly (default) or certainly."),
]
ReportedOption = Annotated[
    str | None, typer.Option("--reported-by", metavar="DAY", help="What sources said by DAY.")
]
TieOption = Annotated[
    list[str] | None,
    typer.Option("--tie", metavar="KIND", help="Only ties of this kind; may be repeated."),
]
RoleOption = Annotated[
    list[str] | None,
    typer.Option("--role", metavar="ROLE", help="Only participations in it; may be repeated."),
]
OnOption = Annotated[str | None, typer.Option("--on", metavar="DATE", help="On this day.")]
FirstOption = Annotated[int, typer.Option("--first", "-n", help="At most so many.")]
JsonOption = Annotated[bool, typer.Option("--json", help="As JSON.")]
QueryOption = Annotated[
    bool, typer.Option("--show-query", help="Show the GraphQL that is asked, and do not ask.")
]
Record = Annotated[str, typer.Argument(metavar="RECORD", help="kind/slug, as in actor/ice.")]


def co_participants(  # noqa: PLR0913  (the options of the word)
    actor: Annotated[str, typer.Argument(help="Whose: a slug, or actor/slug.")],
    *,
    start: FromOption = None,
    to: ToOption = None,
    match: MatchOption = None,
    role: RoleOption = None,
    first: FirstOption = 20,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    reported_by: ReportedOption = None,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    show_query: QueryOption = False,
) -> None:
    """Who took part in the same events as an actor, most shared events first."""
    asked: dict[str, Any] = {"actor": actor, "roles": role, "first": first}
    asked |= {"window": window(start, to, match)} | clocks(as_of, known_at, reported_by)
    told("co-participants", asked, Shown(data, as_json, show_query))


def neighbourhood(  # noqa: PLR0913  (as above)
    of: Record,
    *,
    depth: Annotated[int, typer.Option(help="In how many steps at most.")] = 1,
    start: FromOption = None,
    to: ToOption = None,
    match: MatchOption = None,
    tie: TieOption = None,
    role: RoleOption = None,
    first: FirstOption = 20,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    reported_by: ReportedOption = None,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    show_query: QueryOption = False,
) -> None:
    """What a record is tied to, nearest and most tied first."""
    asked: dict[str, Any] = {
        "of": of,
        "depth": depth,
        "first": first,
        "roles": role,
        "ties": codes(tie),
    }
    asked |= {"window": window(start, to, match)} | clocks(as_of, known_at, reported_by)
    told("neighbourhood", asked, Shown(data, as_json, show_query))


def paths(  # noqa: PLR0913  (as above)
    origin: Annotated[str, typer.Argument(metavar="FROM", help="From which record: kind/slug.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="To which.")],
    *,
    max_hops: Annotated[int, typer.Option(help="Over how many ties at most.")] = 6,
    time_respecting: Annotated[
        bool, typer.Option("--time-respecting", help="Ties must follow one another in time.")
    ] = False,
    after: Annotated[
        str | None, typer.Option(metavar="DAY", help="In time: setting out on DAY or later.")
    ] = None,
    by: Annotated[str | None, typer.Option(metavar="DAY", help="In time: arriving by DAY.")] = None,
    prefer: Annotated[
        str,
        typer.Option(
            metavar="WHICH", help="In time: fewest-hops, earliest-arrival or latest-departure."
        ),
    ] = "fewest-hops",
    include_undated: Annotated[
        bool, typer.Option("--include-undated", help="In time: undated ties may stand anywhere.")
    ] = False,
    start: FromOption = None,
    to: ToOption = None,
    match: MatchOption = None,
    tie: TieOption = None,
    role: RoleOption = None,
    first: FirstOption = 1,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    reported_by: ReportedOption = None,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    show_query: QueryOption = False,
) -> None:
    """How one record is connected to another: chains of ties, shortest first."""
    asked: dict[str, Any] = {"from": origin, "to": target, "maxHops": max_hops, "first": first}
    asked |= {"timeRespecting": time_respecting, "after": after, "by": by}
    asked |= {"prefer": code(prefer), "includeUndated": include_undated}
    asked |= {"roles": role, "ties": codes(tie)}
    asked |= {"window": window(start, to, match)} | clocks(as_of, known_at, reported_by)
    told("paths", asked, Shown(data, as_json, show_query))


def office_holders(  # noqa: PLR0913  (as above)
    office: Annotated[
        str | None, typer.Argument(metavar="OFFICE", help="Of this office: office/slug.")
    ] = None,
    *,
    jurisdiction: Annotated[
        str | None, typer.Option(metavar="PLACE", help="Of the offices that serve this place.")
    ] = None,
    include_contained: Annotated[
        bool, typer.Option("--include-contained", help="And of the places that lie in it.")
    ] = False,
    on: OnOption = None,
    start: FromOption = None,
    to: ToOption = None,
    match: MatchOption = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    reported_by: ReportedOption = None,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    show_query: QueryOption = False,
) -> None:
    """Who held an office, or the offices of a place, on a day or in a window."""
    asked: dict[str, Any] = {"office": office, "jurisdiction": jurisdiction, "on": on}
    asked |= {"includeContained": include_contained}
    asked |= {"window": window(start, to, match)} | clocks(as_of, known_at, reported_by)
    told("office-holders", asked, Shown(data, as_json, show_query))


def in_force(  # noqa: PLR0913  (as above)
    jurisdiction: Annotated[
        str | None, typer.Argument(metavar="PLACE", help="Where; everywhere if none is named.")
    ] = None,
    *,
    state: Annotated[
        list[str] | None,
        typer.Option(metavar="STATE", help="Another state, as suspended; may be repeated."),
    ] = None,
    on: OnOption = None,
    start: FromOption = None,
    to: ToOption = None,
    match: MatchOption = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    reported_by: ReportedOption = None,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    show_query: QueryOption = False,
) -> None:
    """Which laws, agreements and policies were in force, on a day or in a window."""
    asked: dict[str, Any] = {"jurisdiction": jurisdiction, "on": on, "states": codes(state)}
    asked |= {"window": window(start, to, match)} | clocks(as_of, known_at, reported_by)
    told("in-force", asked, Shown(data, as_json, show_query))


def chain(  # noqa: PLR0913  (as above)
    event: Annotated[str, typer.Argument(metavar="EVENT", help="Of which: event/slug.")],
    *,
    depth: Annotated[int, typer.Option(help="In how many steps at most.")] = 3,
    kind: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND", help="Kind of relation, not responds-to; may be repeated."),
    ] = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    reported_by: ReportedOption = None,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    show_query: QueryOption = False,
) -> None:
    """What an event is said to respond to, and what is said to respond to it."""
    asked: dict[str, Any] = {"event": event, "depth": depth, "kinds": kind}
    asked |= clocks(as_of, known_at, reported_by)
    told("chain", asked, Shown(data, as_json, show_query))


def measures(  # noqa: PLR0913  (as above)
    measure: Annotated[
        str, typer.Argument(help="degree, weighted-degree, pagerank, core or component.")
    ],
    *,
    kind: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND", help="Records of this kind, not actors; may be repeated."),
    ] = None,
    start: FromOption = None,
    to: ToOption = None,
    match: MatchOption = None,
    earlier: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="An earlier window: before and change tell of it."),
    ] = None,
    by_change: Annotated[
        bool, typer.Option("--by-change", help="The largest rise since then first.")
    ] = False,
    tie: TieOption = None,
    role: RoleOption = None,
    first: FirstOption = 20,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    reported_by: ReportedOption = None,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    show_query: QueryOption = False,
) -> None:
    """Who is in the middle of the network, and since when."""
    asked: dict[str, Any] = {"measure": code(measure), "kinds": codes(kind), "first": first}
    asked |= {"earlier": window(earlier, earlier, None), "roles": role, "ties": codes(tie)}
    asked |= {"order": "CHANGE" if by_change else "VALUE"}
    asked |= {"window": window(start, to, match)} | clocks(as_of, known_at, reported_by)
    told("measures", asked, Shown(data, as_json, show_query))


def window(start: str | None, to: str | None, match: str | None) -> dict[str, Any] | None:
    """A window of GraphQL; None where nothing is said of one."""
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


WORDS: Final[dict[str, Callable[..., None]]] = {
    "co-participants": co_participants,
    "neighbourhood": neighbourhood,
    "paths": paths,
    "office-holders": office_holders,
    "in-force": in_force,
    "chain": chain,
    "measures": measures,
}
