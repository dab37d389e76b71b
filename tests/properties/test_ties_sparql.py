"""Ties are those that SPARQL finds in the RDF face of the same records, as it is held true now."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from kg.model import canonical
from kg.network import TieKind, ties_among
from kg.query.scene import Scene, Through
from kg.query.ties import Tie
from kg.rdf import quads
from kg.store import memory_store
from tests.properties.test_ties import shown
from tests.properties.ties_brute import by_event, tied_world

PREFIXES = """
PREFIX kg: <https://daybook.example/ns#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX schema: <https://schema.org/>
"""
LISTED = """SELECT DISTINCT ?event ?member WHERE {
  { ?event kg:participation/kg:actor ?member }
  UNION { ?event kg:participation ?part . ?part kg:inCapacityOf/org:member ?member
          FILTER NOT EXISTS { ?part kg:actor ?other } }
  UNION { ?event kg:eventPlace/kg:place ?member }
}"""
RELATED = (
    """SELECT DISTINCT ?event WHERE { ?relation a kg:Relation ; kg:subject|kg:object ?event }"""
)
DIRECT = """SELECT DISTINCT ?record ?one ?two WHERE {
  { ?record a kg:Relation ; kg:subject ?one ; kg:object ?two
    FILTER (NOT EXISTS { ?record kg:claim ?claim } || EXISTS { ?record kg:evidence ?passage }
      || EXISTS { ?record kg:claim ?claim . ?claim a schema:Claim .
                  FILTER NOT EXISTS { VALUES ?no { kg:stance-denies kg:stance-declines }
                                      ?claim kg:stance ?no } }) }
  UNION { ?record a org:Membership ; org:member ?one ; kg:post ?two }
  UNION { ?record a org:Post ; org:postIn ?two BIND (?record AS ?one) }
  UNION { ?record dcterms:creator ?two BIND (?record AS ?one)
          FILTER (CONTAINS(STR(?record), "/instrument/")) }
  UNION { ?record schema:containedInPlace ?two BIND (?record AS ?one) }
}"""
KINDS = frozenset(TieKind) - {TieKind.USE, TieKind.PARTY, TieKind.JURISDICTION}


@pytest.mark.parametrize("seed", range(4))
def test_ties_are_those_that_sparql_finds(seed: int):
    made = tied_world(seed)
    store = memory_store(quads(made.dataset, [canonical(record) for record in made.records]))

    def asked(query: str, *names: str) -> list[tuple[str, ...]]:
        base = made.dataset.base
        rows = store.query(PREFIXES + query)
        return [tuple(row[n].value.removeprefix(base) for n in names) for row in rows]

    related = {event for (event,) in asked(RELATED, "event") if event.startswith("event/")}
    members: dict[str, set[str]] = {}
    for event, member in asked(LISTED, "event", "member"):
        members.setdefault(event, {event} & related).add(member)
    expected: dict[tuple[str, str], set[str]] = {}
    seen = {r.id for kind in ("event", "actor", "office", "place", "instrument")
            for r in made.view().all(kind)}  # fmt: skip
    for event, there in members.items():
        for ends in combinations(sorted(there & seen), 2):
            if by_event(*ends) is not None:
                expected.setdefault(ends, set()).add(event)
    for record, one, two in asked(DIRECT, "record", "one", "two"):
        if {one, two} <= seen and one != two:
            expected.setdefault((min(one, two), max(one, two)), set()).add(record)

    scene = Scene(made.view(), Through(ties=KINDS))
    every = np.unique(np.concatenate([np.arange(scene.net.dense), scene.net.tied]))
    mask = scene.members(every)
    every = every if mask is None else every[mask]
    found = {}
    for steps in ties_among(scene.walk, every, every):
        one, two = sorted(scene.net.identifiers([steps.one, steps.two]))
        found[one, two] = {name for name, _ in shown(Tie(scene, one, two, steps))}
    assert found == expected
    assert len(found) > 10
