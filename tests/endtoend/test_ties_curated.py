"""The bundled example as a network: sheriffs and federal officials, said and contested."""

from __future__ import annotations

from itertools import product

import pytest

import kg
from kg.cli.terminal import bundled_seed
from kg.query import Window
from kg.query.force import IN_FORCE
from kg.query.holders import tenures_of
from kg.temporal import parse_day

FEDERAL = (
    *("us-president", "dhs-secretary", "ice-field-office-director"),
    "ice-southern-region-communications-director",
)


@pytest.fixture(scope="module")
def ds(tmp_path_factory):
    return kg.build(bundled_seed(), tmp_path_factory.mktemp("curated") / "data")


def sheriffs(ds) -> dict[str, list[str]]:
    """The holders of each office of sheriff."""
    offices = [o.id for o in ds.now.all("office") if "office-kind/sheriff" in o.kinds]
    return {
        o: [h.actor.id for h in ds.now.office_holders(office=o) if h.actor] for o in sorted(offices)
    }


def test_from_any_sheriff_to_any_federal_official_every_hop_cites_a_passage(ds):
    ours = [who for held in sheriffs(ds).values() for who in held]
    theirs = {
        h.actor.id for o in FEDERAL for h in ds.now.office_holders(office=f"office/{o}") if h.actor
    }
    assert len(ours) >= 5
    assert len(theirs) >= 4
    for one, two in product(sorted(set(ours)), sorted(theirs)):
        (path,) = ds.paths(one, two, first=1)
        for hop in path.hops:
            assert hop.records(20), (one, two)
            cited = ds.now.evidence(hop.evidence(20))
            assert any(item.start is not None for item in cited), (one, two, hop.kinds)
        assert path.weakest.support(20) == min(hop.support(20) for hop in path.hops) >= 1


def test_office_person_and_county_tell_the_same(ds):
    for office, holders in sheriffs(ds).items():
        county = ds.get(office).jurisdiction
        if county is not None:
            there = ds.now.office_holders(jurisdiction=county)
            mine = [h.actor.id for h in there if h.actor and h.office.id == office]
            assert sorted(mine) == sorted(holders)
        for who in holders:
            assert office in {t.office for t in tenures_of(ds.now, who)}
            tied = {m.record.id for m in ds.neighbourhood(who).page(first=100).edges}
            assert office in tied


def test_a_window_finds_the_holders_of_each_of_its_days(ds):
    office = "office/sheriff-of-mecklenburg-county"
    first, last = parse_day("2019-02-01"), parse_day("2019-02-28")
    through = ds.now.office_holders(office=office, window=Window(from_day=first, to_day=last))
    daily = {
        h.tenure.id
        for day in range(first, last + 1)
        for h in ds.now.office_holders(office=office, on=day)
    }
    assert {h.tenure.id for h in through} == daily != set()
    instruments = ds.now.instruments_in_force(window=Window(from_day=first, to_day=last))
    daily = {
        (f.instrument.id, f.period.key)
        for day in range(first, last + 1)
        for f in ds.now.instruments_in_force(on=day, states=IN_FORCE)
    }
    assert {(f.instrument.id, f.period.key) for f in instruments} == daily != set()


def test_what_the_operation_is_said_to_respond_to(ds):
    found = ds.chain("event/nc-operation-2019")
    links = {link.record.id: link for link in found.before}
    assert set(links) >= {
        *("event/nc-sheriff-elections-2018",),
        *("instrument/north-carolina-sheriffs-non-cooperation-policies",),
    }
    link = links["event/nc-sheriff-elections-2018"]
    assert "claim/s1-operation-reprisal" in {claim.id for claim in link.said}
    gallagher = "claim/s1-gallagher-operation-prompted-by-policies"
    assert [claim.id for claim in link.contested] == [gallagher]
    assert all(one.depth == 1 for one in found.before if one.parent is None)
    back = ds.chain("event/nc-sheriff-elections-2018")
    assert "event/nc-operation-2019" in {one.record.id for one in back.after}


def test_a_contested_tie_shows_both_sides(ds):
    (path,) = ds.paths(
        "event/nc-operation-2019", "event/nc-sheriff-elections-2018", ties=["relation"]
    )
    (hop,) = path.hops
    assert hop.contested(20)
    speakers = {claim.speaker for claim in hop.claims(20)}
    assert len(speakers) >= 2


def test_a_venue_has_a_neighbourhood(ds):
    around = ds.neighbourhood("place/durham-county")
    assert around.total() > 3
    shown = around.page(first=100).edges
    kinds = {kind for tie in around.ties(shown) for kind in tie.kinds}
    assert "place" in kinds or "jurisdiction" in kinds
