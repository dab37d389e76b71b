"""How is the answer to a word of `kg ask` laid out in lines?

Each word has its table. What is too wide for the line loses the ends of its longest labels
and dates; ids and numbers are never cut. A page that is not the whole says how to go on.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from shutil import get_terminal_size
from typing import Any, Final

from kg.cli.terminal import plain

Row = tuple[Any, ...]
Data = dict[str, Any]
WIDTH: Final = 120
"""Columns of a line that a table keeps to; a wider terminal gives it more."""
SHOWN: Final = 3
"""Records of a tie, claims of a link and shared events that are shown."""
LOOKED_AT: Final = 20
"""Records of a tie by which its support and its passages are told."""
LEAST: Final = {"time": 23} | dict.fromkeys(
    ("record", "actor", "office", "holder", "tied by", "shared first"), 12
)
"""What may be cut, and how many letters of it are left."""


def co_participants(found: Sequence[Data], asked: Data) -> Iterator[str]:
    """Who, and the first event that they shared with its date."""
    rows = []
    for one in found:
        shared = one["events"]["nodes"]
        first = (_time(shared[0]), shared[0]["label"]) if shared else ("", "")
        rows.append((one["possible"], one["certain"], *_named(one["actor"]), *first))
    yield from table("possible, certain, actor, ref, time, shared first", rows)
    yield from _full(found, asked)


def neighbourhood(found: Data, _: Data) -> Iterator[str]:
    """Who is near; of busy members how many ties were not gone along."""
    rows = [
        (one["distance"], one["ties"], one["more"] or "", *_named(one["node"]))
        for one in found["members"]
    ]
    yield from table("steps, ties, ties not followed, record, ref", rows)
    yield from _page(found, len(rows))


def paths(found: Sequence[Data], asked: Data) -> Iterator[str]:
    """The hops of each path, what to know of it, and what ties the ends of its hops."""
    hops: list[Row] = []
    ties: list[Row] = []
    for number, path in enumerate(found, 1):
        name = number if len(found) > 1 else ""
        start = _named(path["hops"][0]["origin"]) if path["hops"] else ("", "")
        hops.append((name, 0, _code(path["match"]), *[""] * 5, *start))
        for at, hop in enumerate(path["hops"], 1):
            hops.append((name, at, *_hop(hop, asked)))
            ties += [(name, at, *row) for row in _tied(hop)]
    yield from table("path, hop, match, by, records, passages, support, said, record, ref", hops)
    for number, path in enumerate(found, 1):
        yield from _told(path, f" of path {number}" if len(found) > 1 else "")
    if ties:
        yield ""
        yield from table("path, hop, time, tied by, ref", ties)
    yield from _full(found, asked)


def office_holders(found: Sequence[Data], _: Data) -> Iterator[str]:
    """Who held which office, when."""
    rows = [
        (_code(o["match"]), _time(o["tenure"]), o["office"]["label"] or "", *_named(o["holder"]))
        for o in found
    ]
    yield from table("match, time, office, holder, ref", rows)


def in_force(found: Sequence[Data], _: Data) -> Iterator[str]:
    """What was in which state, when."""
    rows = [
        (_code(o["match"]), _code(o["state"]), _time(o["period"]), *_named(o["instrument"]))
        for o in found
    ]
    yield from table("match, state, time, record, ref", rows)


def chain(found: Data, _: Data) -> Iterator[str]:
    """Each link, and under it who says so and who contests it."""
    rows: list[Row] = []
    for side in ("before", "after"):
        for one in found[side]:
            label, ref = _named(one["node"])
            indented = f"{'  ' * (one['depth'] - 1)}{label}{' (again)' if one['again'] else ''}"
            rows.append((side, one["relation"]["kind"]["label"] or "", "", indented, ref))
            rows += _said("said by", one["saidIn"])
            rows += _said("contested by", one["contestedIn"])
    yield from table("side, relation, stance, record, ref", rows)


def measures(found: Data, _: Data) -> Iterator[str]:
    """Who is in the middle."""
    rows = [
        (o["rank"], *(_number(o[key]) for key in ("value", "before", "change")), *_named(o["node"]))
        for o in found["edges"]
    ]
    yield from table("rank, value, before, change, record, ref", rows)
    yield from _page(found, len(rows))


def table(heads: str, rows: Sequence[Row]) -> Iterator[str]:
    """Rows under their heads, numbers to the right; columns in which nothing stands left out."""
    if not rows:
        return
    names = heads.split(", ")
    texts = [[plain(str(value)) for value in row] for row in rows]
    kept = [at for at in range(len(names)) if any(row[at] for row in texts)]
    widths = {at: max(len(names[at]), *(len(row[at]) for row in texts)) for at in kept}
    _narrow(widths, {at: LEAST[names[at]] for at in kept if names[at] in LEAST})
    right = {at for at in kept if all(row[at][:1] in "-0123456789" for row in texts)}
    right -= {at for at in kept if names[at] == "time"}
    for row in (names, *texts):
        put = {at: str.rjust if at in right else str.ljust for at in kept}
        yield "  ".join(put[at](_cut(row[at], widths[at]), widths[at]) for at in kept).rstrip()


def _narrow(widths: dict[int, int], least: dict[int, int]) -> None:
    """Take from the widest of what may be cut what the line has too much."""
    wide = max(WIDTH, get_terminal_size().columns) if sys.stdout.isatty() else WIDTH
    for _ in range(sum(widths.values()) + 2 * (len(widths) - 1) - wide):
        ample = [at for at in least if widths[at] > least[at]]
        if not ample:
            return
        widths[max(ample, key=lambda at: widths[at])] -= 1


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1].rstrip()}…"


def _page(found: Data, shown: int) -> Iterator[str]:
    """Where the page is not the end: how many there are, and how to go on."""
    page = found["pageInfo"]
    if page["hasNextPage"]:
        yield f"{shown} of {found['totalCount']}; --after {page['endCursor']} for more"


def _full(found: Sequence[Data], asked: Data) -> Iterator[str]:
    """Where as many were found as were asked for: that there may be others."""
    if found and len(found) == asked["first"]:
        yield f"{len(found)} shown, as many as asked for; a larger --first may find more"


def _hop(hop: Data, asked: Data) -> Row:
    """The columns of a hop: how sure, by what, how often, how well shown, and where to."""
    kinds = " ".join(_code(kind) for kind in hop["kinds"])
    passages, support = len(hop["evidence"]), hop["support"]
    shown = f"{passages}+" if hop["count"] > asked["looked"] else passages
    said = f"{support}+" if hop["count"] > LOOKED_AT else support
    contested = "contested" if hop["contested"] else ""
    numbers = (hop["count"], shown, said)
    return (_code(hop["match"]), kinds, *numbers, contested, *_named(hop["target"]))


def _told(path: Data, which: str) -> Iterator[str]:
    """The weakest hop of several; in time, the days of departure and arrival."""
    hops, weakest = path["hops"], path["weakest"]
    ends = [(hop["origin"]["ref"], hop["target"]["ref"]) for hop in hops]
    if len(hops) > 1:
        weak = ends.index((weakest["origin"]["ref"], weakest["target"]["ref"])) + 1
        yield f"weakest: hop {weak}{which}"
    days = [
        f"{name}{which}: {path[name]} at the {bound}"
        for name, bound in (("departure", "latest"), ("arrival", "earliest"))
        if path[name]
    ]
    if days:
        yield "; ".join(days)


def _tied(hop: Data) -> Iterator[Row]:
    """The first records that tie the ends of a hop, and how many more there are."""
    for record in hop["records"]:
        yield (_time(record) or _time(record, "stood"), *_named(record))
    if more := hop["count"] - len(hop["records"]):
        yield ("", f"+{more} more", "")


def _said(how: str, claims: Sequence[Data]) -> Iterator[Row]:
    """Who makes the first claims, or else where they stand, and how many more there are."""
    for claim in claims[:SHOWN]:
        who, _ = _named(claim["speaker"] or claim["document"])
        yield ("", f"  {how}", _code(claim["stance"]), who, claim["ref"])
    if more := len(claims) - len(claims[:SHOWN]):
        yield ("", f"  {how}", "", f"+{more} more", "")


def _named(record: Data | None) -> tuple[str, str]:
    return ("", "") if record is None else (record["label"] or "", record["ref"])


def _time(record: Data, name: str = "time") -> str:
    return (record.get(name) or {}).get("edtf") or ""


def _code(text: str | None) -> str:
    """A code of GraphQL as the command line writes it."""
    return (text or "").lower().replace("_", "-")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"
