"""Which version of a record counts, and do its versions follow one another?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from kg.errors import InputError, KgError, SeedError
from kg.model.clock import Clock
from kg.model.records import Record
from kg.temporal import parse_day

Fault = tuple[Any, str, KgError]


def counts(clock: Clock, day: int) -> bool:
    """Whether a version counts on a day: recorded by then, and not withdrawn by then."""
    return parse_day(clock.recorded) <= day and (
        clock.withdrawn is None or day < parse_day(clock.withdrawn)
    )


def latest(records: Iterable[Record]) -> dict[str, Record]:
    """The newest version of each record, withdrawn or not."""
    newest: dict[str, Record] = {}
    for record in records:
        other = newest.get(record.id)
        if other is None or record.clock.version > other.clock.version:
            newest[record.id] = record
    return newest


def version_faults(records: Iterable[Record]) -> Iterator[Fault]:
    """What is wrong with the clocks of the versions: the version, its field, the fault.

    Later versions are recorded on later days, and one is withdrawn before or when the next
    is recorded. Numbers may be missing: Turtle carries only the version that counts.
    """
    by_id: dict[str, list[Any]] = defaultdict(list)
    for record in records:
        by_id[record.id].append(record)
    for versions in by_id.values():
        versions.sort(key=lambda record: record.clock.version)
        previous = None
        for record in versions:
            yield from _alone(record)
            if previous is not None:
                yield from _pair(previous, record)
            previous = record


def _alone(record: Any) -> Iterator[Fault]:
    clock = record.clock
    recorded, withdrawn = _day(clock.recorded), _day(clock.withdrawn)
    if recorded is not None and withdrawn is not None and withdrawn < recorded:
        yield (
            record,
            "withdrawn",
            InputError(
                f"withdrawn on {clock.withdrawn}, before it was recorded on {clock.recorded}",
                hint="the day of withdrawal is the same or later",
            ),
        )
    if clock.withdrawn is None and (clock.reason or clock.by):
        yield (
            record,
            "withdrawn",
            SeedError("a reason is given, but no day of withdrawal", hint="add on: and the day"),
        )


def _pair(one: Any, two: Any) -> Iterator[Fault]:
    old, new = one.clock, two.clock
    if new.version == old.version:
        yield (
            two,
            "version",
            SeedError(f"version {new.version} stands twice", hint="number them 1, 2, 3 …"),
        )
        return
    before, day, gone = _day(old.recorded), _day(new.recorded), _day(old.withdrawn)
    if before is not None and day is not None and day <= before:
        yield (
            two,
            "recorded",
            InputError(
                f"version {new.version} is recorded on {new.recorded}, "
                f"version {old.version} on {old.recorded}",
                hint=f"give version {new.version} a later recorded: day",
            ),
        )
    elif day is not None and (gone is None or gone > day):
        yield (
            one,
            "withdrawn",
            InputError(
                f"version {old.version} still counts when version {new.version} is recorded on "
                f"{new.recorded}",
                hint="withdraw it by that day, or leave withdrawn: out",
            ),
        )


def _day(text: str | None) -> int | None:
    try:
        return None if text is None else parse_day(text)
    except InputError:  # reported as a fault of form, where the text stands
        return None
