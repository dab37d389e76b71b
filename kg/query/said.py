"""Who says that a record ties two others, and who contests it?"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from kg.index import Mask, Rows, merged
from kg.model import Claim, Dimension, Event, Instrument, LinkKind, Office, Place, Relation
from kg.query.reported import DENYING
from kg.query.sight import Sight

_TOLD_OF_MORE: Final = (Event, Instrument, Office, Place)
"""Records about which much is claimed that has nothing to do with a tie through them."""


def sides_of(sight: Sight, record: Any, ends: tuple[str, str]) -> tuple[list[Claim], list[Claim]]:
    """The claims that say that a record ties its ends, and those that contest it; by id.

    It is said by the claims that the record rests on, by those with two of its ends as subject
    and object, and those about the record: any, where it is nothing but a tie; else those on who
    took part or where, that name an end besides. What denies it contests it (of what happens
    also that it happened at all), and what contradicts a claim that says it or is contradicted.
    """
    own = set(getattr(record, "claims", ()))
    there = [*ends, record.id]
    rows = merged([sight.find(f"claim.{slot}", there) for slot in ("subject", "object")])
    rows = merged([rows, sight.find("claim.about", [record.id])])
    near: list[Claim] = sight.records("claim", sight.seen("claim", rows))
    found = {c.id: c for c in sight.get_many(sorted(own)) if isinstance(c, Claim)}
    found |= {c.id: c for c in near if _tells(c, record, {*ends})}
    said = {i: c for i, c in found.items() if c.stance not in DENYING}
    against = {i: c for i, c in found.items() if i not in said}
    for claim in _contradictions(sight, said):
        if claim.id not in said:
            against[claim.id] = claim
    return [said[i] for i in sorted(said)], [against[i] for i in sorted(against)]


def _tells(claim: Claim, record: Any, ends: set[str]) -> bool:
    """Whether a claim says or contests that a record ties its ends."""
    if {claim.subject, claim.object} <= {*ends, record.id}:
        return True
    named = {*claim.about, claim.subject, claim.object}
    if not isinstance(record, _TOLD_OF_MORE):
        return record.id in claim.about
    if isinstance(record, Event) and claim.dimension is Dimension.OCCURRENCE:
        return record.id in claim.about and claim.stance in DENYING
    whether = claim.dimension in (Dimension.PARTICIPANT, Dimension.PLACE)
    return whether and record.id in named and bool(named & (ends - {record.id}))


def _contradictions(sight: Sight, said: Mapping[str, Claim]) -> list[Claim]:
    """The claims that contradict one of these, or that one of these contradicts."""
    links = sight.find("claim.linked", sorted(said))
    owners: Rows = np.unique(sight.tables.column("claim.links", "owner")[links])
    found: list[Claim] = [
        claim
        for claim in sight.records("claim", sight.seen("claim", owners))
        if said.keys() & set(_contradicted(claim))
    ]
    others = {i for claim in said.values() for i in _contradicted(claim)}
    return [*found, *(c for c in sight.get_many(sorted(others)) if isinstance(c, Claim))]


def _contradicted(claim: Claim) -> list[str]:
    return [link.claim for link in claim.links if link.kind is LinkKind.CONTRADICTS]


def asserted(sight: Sight, rows: Rows) -> Mask:
    """Which relations somebody asserts: those without any claims, with evidence of their own that
    is seen, or with a claim that is seen and does not deny them.

    The claim may be one that the relation rests on, or another that says it (`sides_of`).
    Equals: kg.query.said.asserts, one by one
    """
    found: Mask = sight.tables.lists("relation.claims").of(rows)[1] == 0
    ways: dict[str, Callable[[Sight, list[str]], Container[str]]] = {
        "evidence": lambda sight, names: sight.rows_seen("evidence", names),
        "claims": _saying,
    }
    for kind, saying in ways.items():
        left = np.flatnonzero(~found)
        parts, counts = sight.tables.lists(f"relation.{kind}").of(rows[left])
        names = sight.tables.view(f"relation.{kind}", "value").take(parts)
        says = saying(sight, names)
        found[left.repeat(counts)[[name in says for name in names]]] = True
    left = np.flatnonzero(~found)
    for at, relation in zip(left.tolist(), sight.records("relation", rows[left]), strict=True):
        found[at] = bool(sides_of(sight, relation, (relation.subject, relation.object))[0])
    return found


def asserts(sight: Sight, relation: Relation, said: Sequence[Claim]) -> bool:
    """Whether somebody asserts a relation; `said` are the claims that say it (`sides_of`)."""
    return bool(not relation.claims or said or any(sight.get_many(relation.evidence)))


def _saying(sight: Sight, names: Iterable[str]) -> set[str]:
    """Those of these claims that are seen and do not deny."""
    rows = sight.rows_seen("claim", names)
    stances = sight.tables.view("claim", "stance").take(np.array([*rows.values()], dtype=np.uint32))
    return {name for name, stance in zip(rows, stances, strict=True) if stance not in DENYING}
