"""Who says that a record ties two others, and who contests it?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from kg.index import Mask, Rows, merged
from kg.model import Claim, Event, Instrument, LinkKind, Office, Place, Relation
from kg.query.sight import Sight

DENYING: Final = ("denies", "declines")
"""The stances of claims that assert no relation."""
_TOLD_OF_MORE: Final = (Event, Instrument, Office, Place)
"""Records about which much is claimed that has nothing to do with a tie through them."""


def sides_of(sight: Sight, record: Any, ends: tuple[str, str]) -> tuple[list[Claim], list[Claim]]:
    """The claims that say that a record ties its ends, and those that contest it; by id.

    It is said by the claims that the record rests on, by those with two of its ends as subject
    and object, and those about the record, where it is nothing but a tie. What denies it
    contests it, and what contradicts a claim that says it or is contradicted by one.
    """
    own = set(getattr(record, "claims", ()))
    there = [*ends, record.id]
    rows = merged([sight.find(f"claim.{slot}", there) for slot in ("subject", "object")])
    alone = not isinstance(record, _TOLD_OF_MORE)
    if alone:
        rows = merged([rows, sight.find("claim.about", [record.id])])
    near: list[Claim] = sight.records("claim", sight.seen("claim", rows))
    found = {c.id: c for c in sight.get_many(sorted(own)) if isinstance(c, Claim)}
    found |= {
        c.id: c
        for c in near
        if {c.subject, c.object} <= {*there} or (alone and record.id in c.about)
    }
    said = {i: c for i, c in found.items() if c.stance not in DENYING}
    against = {i: c for i, c in found.items() if i not in said}
    for claim in _contradictions(sight, said):
        if claim.id not in said:
            against[claim.id] = claim
    return [said[i] for i in sorted(said)], [against[i] for i in sorted(against)]


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
    """Which relations somebody asserts: with evidence of their own, or without any claims, or with
    a claim that is seen and does not deny them.

    The claim may be one that the relation rests on, or another that says it (`sides_of`).
    """
    claimed, counts = sight.tables.lists("relation.claims").of(rows)
    if not len(claimed):
        return np.ones(len(rows), dtype=bool)
    _, cited = sight.tables.lists("relation.evidence").of(rows)
    found: Mask = (counts == 0) | (cited > 0)
    texts = sight.tables.view("relation.claims", "value").take(claimed)
    owner = np.repeat(np.arange(len(rows)), counts)
    open_ = ~found[owner]
    names = [text for text, wanted in zip(texts, open_.tolist(), strict=True) if wanted]
    rows_of = sight.rows("claim", names)
    there = [at for at, row in enumerate(rows_of) if row is not None]
    stances = sight.tables.view("claim", "stance").take(
        np.array([rows_of[at] for at in there], dtype=np.uint32)
    )
    saying = [at for at, stance in zip(there, stances, strict=True) if stance not in DENYING]
    found[owner[open_][saying]] = True
    for at in np.flatnonzero(~found).tolist():
        (relation,) = sight.records("relation", [int(rows[at])])
        found[at] = bool(_said(sight, relation))
    return found


def _said(sight: Sight, relation: Relation) -> list[Claim]:
    return sides_of(sight, relation, (relation.subject, relation.object))[0]
