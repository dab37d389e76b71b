"""kg diff: what changed between two snapshots or seed folders?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from kg.cli.terminal import plain, progress
from kg.model.differences import Fate

if TYPE_CHECKING:
    from kg.snapshot import Differences, Entry, Side

NAME = "diff"
_SHOWN: Final = 20
_WIDTH: Final = 72  # of a value: what differs is shown, not all of a long text


def run(
    before: Annotated[
        Path, typer.Argument(metavar="A", help="Seed folder, data folder, snapshot.")
    ],
    after: Annotated[Path, typer.Argument(metavar="B", help="The same, as it is now.")],
    *,
    kind: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND", help="Only records of this kind (event …); may be repeated."),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(min=0, help=f"Records told of each kind and fate; {_SHOWN} in text."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Tell every record.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="JSON, every record unless --limit.")
    ] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit status 1 when anything differs.")
    ] = False,
    recorded: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="Record day of seed folders, as for kg build."),
    ] = None,
) -> None:
    """Tell what changed from A to B: seed folders, data folders or single snapshots.

    A seed folder is compiled in memory; nothing is written. Of each record that counts:

    \b
      changed     it says something else; field by field
      added       it was not there before
      reinstated  it was withdrawn, and counts again
      withdrawn   it counted, and only withdrawn versions are left; day and reason
      gone        not even a withdrawn version is left: erased, or another dataset
      cited       the same statement, on other evidence
      confirmed   the same, attested on a later day: a list was published again

    A record that was only recorded anew has not changed. Exit status 0 when A and B are
    equal or different alike; with --exit-code 1 when they differ.

    \b
      kg diff my-folder .daybook
      kg diff .daybook/snapshots/3f2a… .daybook --kind event --json
    """
    from kg.front import diff  # noqa: PLC0415  (--help must not load the engine)

    with progress() as tell:
        found = diff(before, after, kinds=kind or (), recorded=recorded, progress=tell)
    most = None if every or (as_json and limit is None) else _SHOWN if limit is None else limit
    for line in _json(found, most) if as_json else _text(found, most):
        typer.echo(line)
    if exit_code and found:
        raise typer.Exit(1)


# ---- for people


def _text(found: Differences, most: int | None) -> Iterator[str]:
    yield plain(f"A  {_side(found.before)}: {found.compared[0]:,} records that count")
    yield plain(f"B  {_side(found.after)}: {found.compared[1]:,}")
    if not found:
        yield "no difference"
        return
    yield from _table(found)
    if found.dataset:
        yield from ("", "dataset changed")
        yield from (f"    {_change(c.path, c.before, c.after)}" for c in found.dataset)
    for what, lines in (("lost", found.lost), ("gained", found.gained)):
        if lines:
            yield from ("", f"statements outside the vocabulary {what}: {len(lines):,}")
            yield from (plain(f"    {_cut(line)}") for line in lines[:most])
            yield from _more(len(lines), most)
    for kind, fates in found.counts().items():
        for fate, count in fates.items():
            yield from ("", f"{kind} {fate}: {count:,}")
            for entry in found.entries(kind, fate, most):
                yield from _entry(entry)
            yield from _more(count, most)


def _more(count: int, most: int | None) -> Iterator[str]:
    if most is not None and count > most:
        yield f"  … {count - most:,} more: --limit N, or --all"


def _side(side: Side) -> str:
    digest = f"snapshot {side.digest[:12]}" if side.digest else "seed folder"
    return f"{side.path} ({digest}, {side.dataset.id})"


def _table(found: Differences) -> Iterator[str]:
    """How many records of each kind met each fate; what no record met has no column."""
    counts = found.counts()
    fates = [fate for fate in Fate if any(fate in of_kind for of_kind in counts.values())]
    if fates:
        yield ""
        yield f"{'':<11}" + "".join(f"{fate:>12}" for fate in fates)
    for kind, of_kind in counts.items():
        yield f"{kind:<11}" + "".join(f"{of_kind.get(fate, 0):>12,}" for fate in fates)


def _entry(entry: Entry) -> Iterator[str]:
    yield plain(f"  {entry.id}  {entry.label or ''}").rstrip()
    for change in entry.changes:
        yield f"    {_change(change.path, change.before, change.after)}"
    if entry.clock is not None:
        why = f": {entry.clock.reason}" if entry.clock.reason else ""
        yield plain(f"    withdrawn on {entry.clock.withdrawn}{why}")
    if entry.tombstone is not None:
        stone = entry.tombstone
        yield plain(f"    removed on {stone.removed} ({stone.reason}): {stone.id}")


def _change(path: str, before: Any, after: Any) -> str:
    """One difference on one line: `time.edtf: 2025-05-08 -> 2025-05-09`."""
    member = path.endswith("]")
    if member and before is None:
        return plain(f"{path}: added {_cut(_value(after), 0, 2 * _WIDTH)}")
    if member and after is None:
        return plain(f"{path}: removed {_cut(_value(before), 0, 2 * _WIDTH)}")
    one, two = _value(before), _value(after)
    start = _first_difference(one, two)
    return plain(f"{path}: {_cut(one, start)} -> {_cut(two, start)}")


def _value(value: Any) -> str:
    if value is None:
        return "(none)"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_value(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return value if isinstance(value, str) else json.dumps(value)


def _first_difference(one: str, two: str) -> int:
    pairs = enumerate(zip(one, two, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(two)))


def _cut(text: str, start: int = 0, width: int = _WIDTH) -> str:
    """A long text, around the place from which on it differs."""
    if len(text) <= width:
        return text
    begin = max(0, min(start - width // 3, len(text) - width))
    end = begin + width
    return f"{'…' if begin else ''}{text[begin:end]}{'…' if end < len(text) else ''}"


# ---- for machines


def _json(found: Differences, most: int | None) -> Iterator[str]:
    """One JSON object, a line for each record, so that a million are never held at once.

    Shape: `before` and `after` (path, dataset, digest, records: how many count); `counts`
           and `records` by kind and fate; `dataset`, changes; `foreign`, lost and gained
           lines. A record is `id` and `label` with, as its fate is, `changes` (path, before,
           after), `withdrawn` (day), `reason` and `by`, or `tombstone`. Keys are in a fixed
           order, kinds and fates without records are left out.
    """
    sides = zip((found.before, found.after), found.compared, strict=True)
    before, after = ({**_described(side), "records": count} for side, count in sides)
    changed = [{"path": c.path, "before": c.before, "after": c.after} for c in found.dataset]
    head = {
        "before": before,
        "after": after,
        "counts": found.counts(),
        "dataset": changed,
        "foreign": {"lost": found.lost, "gained": found.gained},
    }
    yield _dumped(head)[:-1] + ',"records":{'
    for number, (kind, fates) in enumerate(found.counts().items()):
        yield f'{"," if number else ""}"{kind}":{{'
        for place, fate in enumerate(fates):
            yield f'{"," if place else ""}"{fate}":['
            yield from _listed(found.entries(kind, fate, most))
            yield "]"
        yield "}"
    yield "}}"


def _listed(entries: Iterator[Entry]) -> Iterator[str]:
    for number, entry in enumerate(entries):
        yield ("," if number else "") + _dumped(entry.said())


def _described(side: Side) -> dict[str, Any]:
    return {"path": str(side.path), "dataset": side.dataset.id, "digest": side.digest}


def _dumped(value: Any) -> str:
    """JSON on one line, in which nothing can steer a terminal."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text if text.isprintable() else json.dumps(value, separators=(",", ":"))
