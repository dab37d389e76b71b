"""Which records leave when something is exported?

Without clocks and question all of them, withdrawn versions and foreign statements too.
With clocks, the versions that counted then, as they stood then: a later withdrawal was
not known. With a question, the events of the answer and what hangs together with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from kg.model import KINDS, Dataset, FieldType, Many, Record, fields_of, kind_of
from kg.model.records import CLASSES
from kg.query.ask import NOW, TimelineQuestion
from kg.query.view import View
from kg.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Extract:
    """What leaves: the dataset's own record, the records in order, foreign lines."""

    dataset: Dataset
    records: tuple[Record, ...]
    foreign: tuple[str, ...]


def extract(snapshot: Snapshot, view: View, question: TimelineQuestion | None = None) -> Extract:
    """The records to export for a view, and for a question where there is one.

    Order: events, then the other kinds as in `kg.model.KINDS`, concepts last; by id, version.
    Cost:  O(records that leave).
    """
    if question is None and view.clocks == NOW:
        return Extract(snapshot.dataset, _sorted(_everything(snapshot)), snapshot.foreign)
    if question is None:
        events = _events(view, TimelineQuestion(include_undated=True))
        others = (r for kind in CLASSES if kind != "event" for r in view.all(kind))
        return Extract(snapshot.dataset, _sorted(map(_as_known, [*events, *others])), ())
    chosen = _closure(view, _events(view, question))
    return Extract(snapshot.dataset, _sorted(map(_as_known, chosen)), ())


def references(value: Any) -> Iterator[str]:
    """Every record id that a record or part refers to, its own excepted."""
    for field in fields_of(type(value)):
        inner = getattr(value, field.name)
        values = inner if field.many is Many.MANY else (inner,) if inner is not None else ()
        if field.sort is FieldType.REF and field.name != "id":
            yield from values
        elif field.sort is FieldType.PART:
            for part in values:
                yield from references(part)


def _everything(snapshot: Snapshot) -> Iterator[Record]:
    for kind in CLASSES:
        rows = range(snapshot.tables.table(kind).num_rows)
        yield from snapshot.tables.assemble(kind, rows)


def _events(view: View, question: TimelineQuestion) -> list[Record]:
    found = view.get_many(view.timeline(question).ids())
    return [event for event in found if event is not None]


def _closure(view: View, events: list[Record]) -> list[Record]:
    """The events with claims about them, relations between them, and all these refer to.

    Claims and relations reach out from the events only, so that one busy actor does not
    bring in everything that was ever said of it.
    """
    kept = {e.id: e for e in events}
    for event in events:
        for claim in view.claims_about(event.id):
            kept[claim.id] = claim
        for relation in view.relations_of(event.id):
            kept[relation.id] = relation
    frontier = list(kept.values())
    while frontier:
        wanted = {i for record in frontier for i in references(record)} - kept.keys()
        frontier = [r for r in view.get_many(sorted(wanted)) if r is not None]
        kept |= {r.id: r for r in frontier}
    return list(kept.values())


def _as_known(record: Record) -> Record:
    """The version as it stood when it counted: nothing of its later withdrawal."""
    clock = replace(record.clock, withdrawn=None, reason=None, by=None)
    return replace(record, clock=clock) if clock != record.clock else record


def _sorted(records: Iterable[Record]) -> tuple[Record, ...]:
    rank = {kind: place for place, kind in enumerate(KINDS)}
    return tuple(sorted(records, key=lambda r: (rank[kind_of(r.id)], r.id, r.clock.version)))
