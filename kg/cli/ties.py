"""kg ask WORD: questions about ties, without GraphQL.

Each word asks one GraphQL question (`kg.cli.asked`) and shows the answer as a table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final

import typer

from kg.cli.asked import Shown, told
from kg.cli.options import (
    AfterOption,
    FirstOption,
    ForceOn,
    FromOption,
    HeldOn,
    JsonOption,
    MatchOption,
    QueryOption,
    Record,
    ReportedOption,
    RoleOption,
    TieOption,
    ToOption,
    clocks,
    code,
    codes,
    window,
)
from kg.cli.terminal import DATA, AsOfOption, DataOption, KnownAtOption


def co_participants(  # noqa: PLR0913  (the options of the word)
    actor: Annotated[str, typer.Argument(metavar="ACTOR", help="Whose: a slug, or actor/slug.")],
    *,
    start: FromOption = None,
    to: ToOption = None,
    match: MatchOption = None,
    role: RoleOption = None,
    first: FirstOption = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    reported_by: ReportedOption = None,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    show_query: QueryOption = False,
) -> None:
    """Who took part in the same events as an actor, most shared events first.

    Beside each stands the first event that they share. With --from or --to undated events do not
    count.
    """
    asked: dict[str, Any] = {"actor": actor, "roles": role, "first": first}
    asked |= {"window": window(start, to, match)} | clocks(as_of, known_at, reported_by)
    told("co-participants", asked, Shown(data, as_json, show_query))


def neighbourhood(  # noqa: PLR0913  (as above)
    of: Record,
    *,
    depth: Annotated[int, typer.Option(help="In how many steps at most: 1 to 3.")] = 1,
    start: FromOption = None,
    to: ToOption = None,
    match: MatchOption = None,
    tie: TieOption = None,
    role: RoleOption = None,
    first: FirstOption = None,
    after: AfterOption = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    reported_by: ReportedOption = None,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    show_query: QueryOption = False,
) -> None:
    """What a record is tied to, nearest and most tied first.

    The search does not go on from a record with very many ties: "ties not followed" says how
    many of them it left. With --from or --to undated events do not count.
    """
    asked: dict[str, Any] = {"of": of, "depth": depth, "first": first, "after": after}
    asked |= {"roles": role, "ties": codes(tie)}
    asked |= {"window": window(start, to, match)} | clocks(as_of, known_at, reported_by)
    told("neighbourhood", asked, Shown(data, as_json, show_query))


def paths(  # noqa: PLR0913  (as above)
    origin: Annotated[str, typer.Argument(metavar="FROM", help="From which record: kind/slug.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="To which record: kind/slug.")],
    *,
    max_hops: Annotated[int, typer.Option(help="Over how many ties at most: up to 8.")] = 6,
    time_respecting: Annotated[
        bool,
        typer.Option(
            "--time-respecting",
            help="Only ties that can follow one another in time; the next four go with it.",
        ),
    ] = False,
    after: Annotated[
        str | None, typer.Option(metavar="DAY", help="Setting out on DAY or later.")
    ] = None,
    by: Annotated[
        str | None, typer.Option(metavar="DAY", help="Arriving on DAY or sooner.")
    ] = None,
    prefer: Annotated[
        str,
        typer.Option(metavar="WHICH", help="fewest-hops, earliest-arrival or latest-departure."),
    ] = "fewest-hops",
    include_undated: Annotated[
        bool, typer.Option("--include-undated", help="Undated ties may stand at any time.")
    ] = False,
    start: FromOption = None,
    to: ToOption = None,
    match: MatchOption = None,
    tie: TieOption = None,
    role: RoleOption = None,
    first: Annotated[
        int | None, typer.Option("--first", "-n", help="At most so many paths; by default 1.")
    ] = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    reported_by: ReportedOption = None,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    show_query: QueryOption = False,
) -> None:
    """How one record is connected to another: chains of ties, shortest first.

    The first table has the hops: by what each goes, how many records tie its ends, how many
    passages of sources show it, and its support, the number of independent origins that say so
    (a + where only the first records were looked at). The second has the first of these records.
    With --from or --to undated events do not count.
    """
    asked: dict[str, Any] = {"from": origin, "to": target, "maxHops": max_hops, "first": first}
    asked |= {"timeRespecting": time_respecting, "after": after, "by": by}
    asked |= {"prefer": code(prefer), "includeUndated": include_undated}
    asked |= {"roles": role, "ties": codes(tie)}
    asked |= {"window": window(start, to, match)} | clocks(as_of, known_at, reported_by)
    told("paths", asked, Shown(data, as_json, show_query))


def office_holders(  # noqa: PLR0913  (as above)
    office: Annotated[
        str | None, typer.Argument(metavar="OFFICE", help="Of this office: a slug, or office/slug.")
    ] = None,
    *,
    jurisdiction: Annotated[
        str | None,
        typer.Option(
            metavar="PLACE", help="Instead of OFFICE: of all offices that serve this place."
        ),
    ] = None,
    include_contained: Annotated[
        bool, typer.Option("--include-contained", help="And of the places that lie in it.")
    ] = False,
    on: HeldOn = None,
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
    """Who held an office, or the offices of a place, on a day or in a window.

    "match" says how surely: a date that is vague makes a holder possible.
    """
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
        typer.Option(
            metavar="STATE",
            help="In this state, of in-force (default), adopted, published, scheduled, suspended, "
            "ended; may be repeated.",
        ),
    ] = None,
    on: ForceOn = None,
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
    """Which laws, agreements and policies were in force, on a day or in a window.

    Those of the places that contain PLACE apply there too. It takes --on, --from or --to, or
    --as-of. "match" says how surely: a date that is vague makes it possible.
    """
    asked: dict[str, Any] = {"jurisdiction": jurisdiction, "on": on, "states": codes(state)}
    asked |= {"window": window(start, to, match)} | clocks(as_of, known_at, reported_by)
    told("in-force", asked, Shown(data, as_json, show_query))


def chain(  # noqa: PLR0913  (as above)
    event: Annotated[str, typer.Argument(metavar="EVENT", help="Of which: a slug, or kind/slug.")],
    *,
    depth: Annotated[int, typer.Option(help="In how many steps at most: 1 to 8.")] = 3,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND",
            help="Relations of this kind instead of responds-to, as causes; may be repeated.",
        ),
    ] = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    reported_by: ReportedOption = None,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    show_query: QueryOption = False,
) -> None:
    """What an event is said to respond to, and what is said to respond to it.

    Under each link stands who says so and who contests it, with their stance and the claim.
    """
    asked: dict[str, Any] = {"event": event, "depth": depth, "kinds": kind}
    asked |= clocks(as_of, known_at, reported_by)
    told("chain", asked, Shown(data, as_json, show_query))


def measures(  # noqa: PLR0913  (as above)
    measure: Annotated[
        str,
        typer.Argument(
            metavar="MEASURE", help="degree, weighted-degree, pagerank, core or component."
        ),
    ],
    *,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND",
            help="Of actor (default), event, place, office, instrument; may be repeated.",
        ),
    ] = None,
    start: FromOption = None,
    to: ToOption = None,
    match: MatchOption = None,
    earlier: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="Compare with this day, month or year: before and change."
        ),
    ] = None,
    by_change: Annotated[
        bool, typer.Option("--by-change", help="The largest rise since --earlier first.")
    ] = False,
    tie: TieOption = None,
    role: RoleOption = None,
    first: FirstOption = None,
    after: AfterOption = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    reported_by: ReportedOption = None,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    show_query: QueryOption = False,
) -> None:
    """Who is in the middle of the network, and since when.

    --json tells how the measure is defined. With --from or --to undated events do not count.
    """
    asked: dict[str, Any] = {"measure": code(measure), "kinds": codes(kind), "first": first}
    asked |= {"after": after, "roles": role, "ties": codes(tie)}
    asked |= {"order": "CHANGE" if by_change else "VALUE"}
    asked |= {"window": window(start, to, match)} | clocks(as_of, known_at, reported_by)
    asked |= {"earlier": window(earlier, earlier, match) if earlier else None}
    told("measures", asked, Shown(data, as_json, show_query))


WORDS: Final[dict[str, Callable[..., None]]] = {
    "co-participants": co_participants,
    "neighbourhood": neighbourhood,
    "paths": paths,
    "office-holders": office_holders,
    "in-force": in_force,
    "chain": chain,
    "measures": measures,
}
