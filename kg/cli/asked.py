"""What does each word of `kg ask` ask in GraphQL, and how is the answer shown?"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import typer

from kg.cli.terminal import plain, say

_CODES: Final = re.compile(r"does not exist in '(\w+)' enum")
Row = tuple[Any, ...]
Data = dict[str, Any]


class Question(NamedTuple):
    """A question: its field, the arguments with their types, what is selected, and a table."""

    field: str
    arguments: str
    selected: str
    heads: str
    rows: Callable[[Any], Iterable[Row]]

    @property
    def text(self) -> str:
        """The GraphQL."""
        given = [one.split(":") for one in f"{self.arguments} {CLOCKS}".split()]
        declared = ", ".join(f"${name}: {kind}" for name, kind in given)
        passed = ", ".join(f"{name}: ${name}" for name, _ in given)
        return f"query ({declared}) {{\n  {self.field}({passed}) {{ {self.selected} }}\n}}"


class Shown(NamedTuple):
    """Where the snapshot is, and how the answer is to be shown."""

    data: Path
    as_json: bool
    show_query: bool


CLOCKS: Final = "asOf:Day knownAt:Day reportedBy:Day"
WINDOW: Final = "window:WindowInput"
TIES: Final = "ties:[TieKind!] roles:[Ref!]"
NODE: Final = "ref label"


def _named(record: Data | None) -> Row:
    return ("", "") if record is None else (record["label"] or "", record["ref"])


def _near(found: Data) -> Iterator[Row]:
    for one in found["members"]:
        yield (one["distance"], one["ties"], one["more"], *_named(one["node"]))


def _paths(found: list[Data]) -> Iterator[Row]:
    for number, path in enumerate(found, 1):
        for at, hop in enumerate(path["hops"], 1):
            kinds = " ".join(kind.lower().replace("_", "-") for kind in hop["kinds"])
            said = "contested" if hop["contested"] else ""
            days = (path["departure"] or "", path["arrival"] or "") if at == 1 else ("", "")
            matched = path["match"].lower() if at == 1 else ""
            hops = (kinds, hop["count"], hop["support"], said)
            yield (number, at, matched, *days, *hops, *_named(hop["target"]))


def _holders(found: list[Data]) -> Iterator[Row]:
    for one in found:
        time = (one["tenure"]["time"] or {}).get("edtf") or ""
        holder = _named(one["holder"])
        yield ((one["match"] or "").lower(), time, one["office"]["label"] or "", *holder)


def _force(found: list[Data]) -> Iterator[Row]:
    for one in found:
        time = (one["period"]["time"] or {}).get("edtf") or ""
        state = one["state"].lower().replace("_", "-")
        yield ((one["match"] or "").lower(), state, time, *_named(one["instrument"]))


def _chain(found: Data) -> Iterator[Row]:
    for side in ("before", "after"):
        for one in found[side]:
            said = (len(one["saidIn"]), len(one["contestedIn"]))
            label, ref = _named(one["node"])
            indented = f"{'  ' * (one['depth'] - 1)}{label}{' (again)' if one['again'] else ''}"
            yield (side, one["relation"]["kind"]["label"] or "", *said, indented, ref)


def _measured(found: Data) -> Iterator[Row]:
    for one in found["edges"]:
        values = (_number(one[key]) for key in ("value", "before", "change"))
        yield (one["rank"], *values, *_named(one["node"]))


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"


QUESTIONS: Final = {
    "co-participants": Question(
        "coParticipants",
        f"actor:Ref! {WINDOW} roles:[Ref!] first:Int!",
        f"possible certain actor {{ {NODE} }}",
        "possible certain actor ref",
        lambda found: ((o["possible"], o["certain"], *_named(o["actor"])) for o in found),
    ),
    "neighbourhood": Question(
        "neighbourhood",
        f"of:Ref! depth:Int! {WINDOW} {TIES} first:Int!",
        f"totalCount members {{ distance ties more node {{ {NODE} }} }}",
        "steps ties more record ref",
        _near,
    ),
    "paths": Question(
        "paths",
        f"from:Ref! to:Ref! {WINDOW} {TIES} maxHops:Int! timeRespecting:Boolean! after:Day "
        "by:Day prefer:PathPreference! includeUndated:Boolean! first:Int!",
        f"length match departure arrival hops {{ kinds count support contested "
        f"origin {{ {NODE} }} target {{ {NODE} }} }}",
        "path hop match departure arrival by records support said record ref",
        _paths,
    ),
    "office-holders": Question(
        "officeHolders",
        f"office:Ref jurisdiction:Ref includeContained:Boolean! on:EDTF {WINDOW}",
        f"match office {{ {NODE} }} holder {{ {NODE} }} tenure {{ time {{ edtf }} }}",
        "match time office holder ref",
        _holders,
    ),
    "in-force": Question(
        "instrumentsInForce",
        f"jurisdiction:Ref on:EDTF {WINDOW} states:[ForceState!]",
        f"match state instrument {{ {NODE} }} period {{ time {{ edtf }} }}",
        "match state time instrument ref",
        _force,
    ),
    "chain": Question(
        "chain",
        "event:Ref! depth:Int! kinds:[Ref!]",
        " ".join(
            f"{side} {{ depth parent again node {{ {NODE} }} relation {{ kind {{ label }} }} "
            "saidIn { ref } contestedIn { ref } }"
            for side in ("before", "after")
        ),
        "side relation said contested record ref",
        _chain,
    ),
    "measures": Question(
        "measures",
        f"measure:Measure! {WINDOW} earlier:WindowInput kinds:[RecordKind!] {TIES} "
        "order:MeasureOrder! first:Int!",
        f"definition edges {{ rank value before change node {{ {NODE} }} }}",
        "rank value before change record ref",
        _measured,
    ),
}


def told(word: str, asked: Mapping[str, Any], shown: Shown) -> None:
    """Ask, and show the answer. Raises: typer.Exit with 2 when the answer has errors."""
    question = QUESTIONS[word]
    variables = {name: value for name, value in asked.items() if value is not None}
    if shown.show_query:
        typer.echo(f"{question.text}\n\n{json.dumps(variables, ensure_ascii=False)}")
        return
    from kg.front import open as open_daybook  # noqa: PLC0415  (--help must not load the engine)

    answer = open_daybook(shown.data).graphql(question.text, variables)
    if shown.as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    elif not answer.get("errors"):
        rows = list(question.rows(answer["data"][question.field] or []))
        typer.echo("\n".join(table(question.heads.split(), rows)) if rows else "nothing found")
    for error in () if shown.as_json else answer.get("errors", ()):
        say(f"kg: {error['message']}")
        if hint := _hint(error):
            say(f"    {hint}")
    if answer.get("errors"):
        raise typer.Exit(2)


def _hint(error: Mapping[str, Any]) -> str | None:
    """What to do: as the answer says, or the words that there are where one is none of them."""
    given: str | None = error.get("extensions", {}).get("hint")
    named = _CODES.search(error["message"])
    if given or named is None:
        return given
    from kg.api.schema import core, schema  # noqa: PLC0415  (loaded already: it has answered)

    codes: Any = core(schema()).type_map[named[1]]
    return f"one of {', '.join(code.lower().replace('_', '-') for code in codes.values)}"


def table(heads: Sequence[str], rows: Sequence[Row]) -> Iterator[str]:
    """Rows under their heads, numbers to the right; columns in which nothing stands left out."""
    texts = [[plain(str(value)) for value in row] for row in rows]
    kept = [at for at in range(len(heads)) if any(row[at] for row in texts)]
    widths = {at: max(len(heads[at]), *(len(row[at]) for row in texts)) for at in kept}
    right = {at for at in kept if all(row[at][:1] in "-0123456789" for row in texts)}
    for row in ([*heads], *texts):
        put = {at: str.rjust if at in right else str.ljust for at in kept}
        yield "  ".join(put[at](row[at], widths[at]) for at in kept).rstrip()
