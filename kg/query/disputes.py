"""Which claims contradict each other, by what their recorders wrote?

Authored links only: `contradicts` between two claims that are both seen. Nothing is computed
from what they say.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from kg.index import Rows, gathered, merged
from kg.model import Claim, ClaimLink, Dimension, LinkKind
from kg.query.rows import Chosen, leveled
from kg.query.sight import Sight

LINKS = "claim.links"


class Disagreement(NamedTuple):
    """Claims of one topic and dimension, and the links by which they contradict each other.

    Where the two sides differ in dimension, the one that stands first in `Dimension` counts.
    `links` are pairs: the id of the claim that has the link, and the link.
    """

    dimension: Dimension
    topic: str | None
    claims: tuple[Claim, ...]
    links: tuple[tuple[str, ClaimLink], ...]


def disputed_claims(sight: Sight) -> Chosen:
    """Claims that contradict another, or are contradicted; certain where both are certain.

    Cost: O(authored links), a little Python for each claim that is linked to.
    """
    code = sight.tables.code(LINKS, "kind", LinkKind.CONTRADICTS)
    wanted = sight.tables.column(LINKS, "kind") == (-2 if code is None else code)
    links = np.flatnonzero(wanted).astype(np.uint32)
    owner: Rows = sight.tables.column(LINKS, "owner")[links]
    targets = sight.tables.view(LINKS, "claim").take(links)
    names = sorted(set(targets))
    at = dict(zip(names, sight.rows("claim", names), strict=True))
    other = np.array([-1 if (row := at[t]) is None else row for t in targets], dtype=np.int64)
    ones, twos = owner[other >= 0], other[other >= 0].astype(np.uint32)
    level = np.minimum(sight.levels("claim", ones), sight.levels("claim", twos))
    return leveled(np.concatenate([ones, twos]), np.concatenate([level, level]))


def disputed_events(sight: Sight) -> Chosen:
    """Events about which there is a disputed claim."""
    return events_of_claims(sight, disputed_claims(sight))


def events_of_claims(sight: Sight, claims: Chosen) -> Chosen:
    """The event rows that these claims are about or speak of."""
    rows, counts = gathered(sight.index.claim_events, claims.rows)
    levels = np.repeat(claims.certain.astype(np.int8) + np.int8(1), counts)
    return leveled(rows, levels)


def claims_about(sight: Sight, identifier: str) -> list[Claim]:
    """The claims about a record, or with it as subject or object; by id."""
    families = ("claim.about", "claim.subject", "claim.object")
    rows = merged([sight.find(family, [identifier]) for family in families])
    return sight.records("claim", sight.seen("claim", rows))


def disagreements(sight: Sight, identifier: str) -> list[Disagreement]:
    """The contradictions in which claims about a record stand, by topic and dimension.

    A claim on the other side of a link belongs to it, also when it is not about the record.
    Order: by topic (none last), dimension.
    """
    about = claims_about(sight, identifier)
    linked = _contradictions(sight, about)
    groups: dict[tuple[bool, str, str], dict[tuple[str, str], tuple[Claim, ClaimLink, Claim]]] = {}
    order = list(Dimension)
    for one, link, other in linked:
        lead, second = sorted((one, other), key=lambda c: (order.index(c.dimension), c.id))
        topic = lead.topic or second.topic
        key = (topic is None, topic or "", str(lead.dimension))
        groups.setdefault(key, {})[one.id, link.key] = (one, link, other)
    found = []
    for (_, topic, dimension), members in sorted(groups.items()):
        claims = {c.id: c for one, _, other in members.values() for c in (one, other)}
        found.append(
            Disagreement(
                Dimension(dimension),
                topic or None,
                tuple(claims[i] for i in sorted(claims)),
                tuple((owner, members[owner, key][1]) for owner, key in sorted(members)),
            )
        )
    return found


def _contradictions(sight: Sight, claims: Iterable[Claim]) -> list[tuple[Claim, ClaimLink, Claim]]:
    """Every link of contradiction from or to these claims, with both ends."""
    own = {claim.id: claim for claim in claims}
    parts = sight.find("claim.linked", sorted(own))
    owners = sight.seen("claim", np.unique(sight.tables.column(LINKS, "owner")[parts]))
    for claim in sight.records("claim", owners):
        own.setdefault(claim.id, claim)
    about = {claim.id for claim in claims}
    pairs = [
        (claim, link)
        for claim in own.values()
        for link in claim.links
        if link.kind is LinkKind.CONTRADICTS and (claim.id in about or link.claim in about)
    ]
    others = sight.get_many([link.claim for _, link in pairs])
    return [
        (claim, link, other)
        for (claim, link), other in zip(pairs, others, strict=True)
        if isinstance(other, Claim)
    ]
