"""Pairs of datasets of which the second came from the first by all that can become of a record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from kg.model import Clock, Dataset, FieldType, Many, Obtained, Record, When, canonical, fields_of
from tests import small
from tests.strategies import datasets

WAYS = (
    "keep",
    "keep",
    "recorded again",
    "confirm",
    "attest earlier",
    "cite otherwise",
    "replace",
    "mix",
    "withdraw",
    "drop",
    "withdraw before",
    "drop before",
)


@st.composite
def pairs(
    draw: st.DrawFn,
) -> tuple[tuple[Dataset, list[Record]], tuple[Dataset, list[Record]]]:
    """Two datasets: all versions of the records before, and after."""
    (one, before), (two, other) = draw(datasets(most=1)), draw(datasets(most=1))
    others = {record.id: record for record in other}
    old, new = [], []
    first = draw(st.integers(0, len(WAYS) - 1))
    for number, (identifier, versions) in enumerate(_by_id(before).items(), first):
        way = WAYS[number % len(WAYS)]
        was, became = _turned(way, versions, others.get(identifier), draw)
        old += was
        new += became
    known = {record.id for record in before}
    new += [record for record in other if record.id not in known]
    return (one, old), (two if draw(st.booleans()) else one, new)


def planted(way: str) -> tuple[tuple[Dataset, list[Record]], tuple[Dataset, list[Record]]]:
    """The dataset that is known by heart, and what it is when one way is taken by every record."""
    old, new = [], []
    for versions in _by_id(small.RECORDS).values():
        was, became = _turned(way, versions, None, None)
        old += was
        new += became
    return (small.DATASET, old), (small.DATASET, new)


def _turned(
    way: str, versions: list[Record], other: Record | None, draw: st.DrawFn | None
) -> tuple[list[Record], list[Record]]:
    """All versions of a record before, and after."""
    if way in ("confirm", "attest earlier"):
        versions = [*versions[:-1], parts(versions[-1], _begun)]
    return _of_before(way, versions), _of_after(way, versions, other, draw)


def _by_id(records: tuple[Record, ...]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        found[record.id].append(record)
    return found


def _of_before(way: str, versions: list[Record]) -> list[Record]:
    if way == "drop before":
        return []
    return _withdrawn(versions) if way == "withdraw before" else versions


def _of_after(
    way: str, versions: list[Record], other: Record | None, draw: st.DrawFn | None
) -> list[Record]:
    last = versions[-1]
    if way == "drop":
        return []
    if way == "withdraw":
        return _withdrawn(versions)
    if way == "recorded again":
        return _followed(versions, last)
    if way == "confirm":
        return _followed(versions, parts(last, _attested(30)))
    if way == "attest earlier":
        return _followed(versions, parts(last, _attested(-30)))
    if way == "cite otherwise":
        return _followed(versions, parts(last, _cited))
    if way == "replace" and other is not None:
        return _followed(versions, other)
    if way == "mix" and other is not None and draw is not None:  # a few fields of the other one
        names = [f.name for f in fields_of(type(last)) if f.name not in ("id", "clock")]
        some = draw(st.sets(st.sampled_from(names), max_size=2))
        taken = {name: getattr(other, name) for name in some}
        return _followed(versions, replace(last, **taken))
    return versions


def _withdrawn(versions: list[Record]) -> list[Record]:
    last = versions[-1]
    gone = replace(last.clock, withdrawn=last.clock.withdrawn or "2029-01-01", reason="an error")
    return [*versions[:-1], replace(last, clock=gone)]


def _followed(versions: list[Record], new: Record) -> list[Record]:
    """The versions, withdrawn, and a further one that says what `new` says."""
    number = versions[-1].clock.version + 1
    clock = Clock(recorded="2030-01-01", version=number)
    return [*_withdrawn(versions), canonical(replace(new, clock=clock))]


def parts(part: Any, change: Callable[[Any], dict[str, Any]]) -> Any:
    """A record with `change` made to it and to every part in it."""
    values = {}
    for field in fields_of(type(part)):
        value = getattr(part, field.name)
        if field.sort is FieldType.PART and value is not None and field.part is not Clock:
            many = field.many is Many.MANY
            values[field.name] = (
                tuple(parts(one, change) for one in value) if many else parts(value, change)
            )
    return replace(part, **values, **change(part))


def _begun(part: Any) -> dict[str, Any]:
    """Let every date be of something that goes on."""
    if not isinstance(part, When):
        return {}
    day = None if part.attested is None and part.ongoing else "2026-01-01"
    going = {"ongoing": True, "attested": day, "ended": None, "calendar": None}
    return {"edtf": "2019", "obtained": Obtained.STATED, **going}


def _attested(days: int) -> Callable[[Any], dict[str, Any]]:
    def change(part: Any) -> dict[str, Any]:
        if not isinstance(part, When) or not part.ongoing:
            return {}
        if part.attested is None:
            return {"attested": "2030-06-01"} if days > 0 else {}
        day = date.fromisoformat(part.attested) + timedelta(days=days)
        return {"attested": day.isoformat()}

    return change


def _cited(part: Any) -> dict[str, Any]:
    given = getattr(part, "evidence", None)
    return {} if not given else {"evidence": ("evidence/other",)}
