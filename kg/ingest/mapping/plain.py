"""Which records does a table give, read the plain way?

Row by row, record by record, with dictionaries: the slow twin of the whole vectorised road,
for tests and for who wants to follow one row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from kg.ingest.mapping.across import Described
from kg.ingest.mapping.merging import finished, merged
from kg.ingest.mapping.parts import State
from kg.ingest.mapping.pieces import twice
from kg.ingest.mapping.roads import Opened, plainly
from kg.ingest.mapping.rows import Made
from kg.ingest.tables.form import Reject
from kg.model import Dataset
from kg.model.circles import circles
from kg.model.integrity import findings
from kg.model.references import references
from kg.model.rules import broken


def records_of(found: Opened, state: State, described: Described) -> tuple[list[Any], list[Reject]]:
    """The records of one state, and the rows that could not be used.

    `described` are the other records of the folder.
    Equals: the pieces and rejects of kg.ingest.mapping.folder.read_tables for one state
    """
    known = described.names
    made, rejects, _ = plainly(found, state)
    rejects = [*found.table.rejects, *rejects]
    rows: dict[str, int] = {}
    records: dict[str, Any] = {}
    shared: dict[str, Counter[Any]] = {}
    first: dict[str, int] = {}
    for one in made:
        if one.template.shared:
            shared.setdefault(one.record.id, Counter())[finished(one.record)] += 1
            first.setdefault(one.record.id, one.row)
    for one in made:
        if not one.template.shared:
            _keep(one, known, records, rows, rejects)
    for identifier, variants in shared.items():
        whole = merged(variants)
        fault = next(broken(whole, found.plan.dataset), None)
        if fault is not None:
            rejects.append(Reject(first[identifier], None, None, fault[1].message))
        elif identifier not in known and identifier not in records:
            records[identifier] = whole
            rows[identifier] = first[identifier]
    for record in found.given:
        if record.id not in known:
            records[record.id] = record
            rows[record.id] = 0
    _uncircled(records, rows, rejects, described)
    _agreeing(records, rows, rejects, described, found.plan.dataset)
    _anchored(records, rows, rejects, known - described.withdrawn.keys())
    return list(records.values()), sorted(rejects, key=lambda reject: (reject.row, reject.reason))


def _keep(
    one: Made,
    known: Collection[str],
    records: dict[str, Any],
    rows: dict[str, int],
    rejects: list[Reject],
) -> None:
    identifier = one.record.id
    if identifier in known or identifier in records:
        reason = twice(identifier, None if identifier in known else rows[identifier])
        rejects.append(Reject(one.row, None, None, reason))
        return
    records[identifier] = finished(one.record)
    rows[identifier] = one.row


def _uncircled(
    records: dict[str, Any], rows: dict[str, int], rejects: list[Reject], described: Described
) -> None:
    every = [*described.newest.values(), *records.values()]
    bad = {record.id for _, circle in circles(every) for record in circle}
    for identifier in bad & records.keys():
        del records[identifier]
        reason = f"{identifier} contains itself"
        rejects.append(Reject(rows[identifier], None, None, reason))


def _agreeing(
    records: dict[str, Any],
    rows: dict[str, int],
    rejects: list[Reject],
    described: Described,
    dataset: Dataset,
) -> None:
    """What the rules of records written by hand say: all but that references lead somewhere."""
    every = [*described.newest.values(), *records.values()]
    for one, _, error in list(findings(every, dataset, all_excused=True)):
        if records.pop(one.id, None) is not None:
            rejects.append(Reject(rows[one.id], None, None, error.message))


def _anchored(
    records: dict[str, Any],
    rows: dict[str, int],
    rejects: list[Reject],
    known: Collection[str],
) -> None:
    while True:
        there = {*known, *records}
        bad = {i: name for i, r in records.items() if (name := _lost(r, there))}
        if not bad:
            return
        for identifier, name in bad.items():
            del records[identifier]
            rejects.append(Reject(rows[identifier], None, name, f"there is no {name}"))


def _lost(record: Any, there: Collection[str]) -> str | None:
    """The first reference of a record that leads nowhere."""
    return next((name for name in references(record) if name not in there), None)
