"""Which kinds, roles, predicates and units travel with the program?"""

from __future__ import annotations

from functools import cache
from typing import Final

from kg.model import Concept, Dataset
from kg.rdf.assets import asset
from kg.rdf.decode import decode
from kg.rdf.parsing import parse
from kg.rdf.vocab import NS

FILES: Final = ("kinds.ttl", "roles.ttl")
HOME: Final = Dataset(id="vocabulary", base=NS, labels=())


@cache
def bundled_concepts() -> tuple[Concept, ...]:
    """The concepts of `schema/kinds.ttl` and `schema/roles.ttl`, sorted by id.

    They count from 0001-01-01, so that every record of every dataset may use them.
    Cost: read once.
    """
    found: list[Concept] = []
    for name in FILES:
        records = decode(parse(asset(name), "turtle"), HOME).records
        found += [record for record in records if isinstance(record, Concept)]
    return tuple(sorted(found, key=lambda concept: concept.id))


@cache
def bundled_ids() -> frozenset[str]:
    """Their ids: these have IRIs of the program's own, not of the dataset."""
    return frozenset(concept.id for concept in bundled_concepts())
