"""Does the index answer as SPARQL does over the RDF face of the same records?

Where the four bounds of a date do not say all, SPARQL says so (`hull`) and the date itself
decides, here as everywhere.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Event, canonical
from kg.model.records import CLASSES
from kg.query import ActorFilter, Clocks, PlaceFilter, TimelineQuestion, View, Window
from kg.rdf import Literal, context_of, quads
from kg.store import memory_store, select
from kg.temporal import Match, Relation, judge
from tests.properties.query_world import DAYS, FORCE, KINDS, KNOWN, World, world

worlds = st.integers(0, 7)
windows = st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).map(
    lambda two: Window(from_day=min(two), to_day=max(two))
)
Found = dict[str, Match]
NEAR = [day for mark in DAYS for day in range(mark - 1, mark + 2)]
GAPPED = {
    f"instrument/i{n}"
    for n, force in enumerate(FORCE)
    if any(text and text[0] in "[{" for _, text in force)
}


@cache
def stored(seed: int) -> tuple[World, View, Any]:
    made = world(seed)
    records = [canonical(record) for record in made.records]
    return made, made.view(), memory_store(quads(made.dataset, records))


def by_index(view: View, window: Window, **keys: Any) -> Found:
    hits = view.timeline(TimelineQuestion(window=window, **keys)).page(first=100).edges
    return {hit.event.id: hit.match for hit in hits if hit.match is not None}


def by_sparql(seed: int, name: str, window: Window, **parameters: str) -> Found:
    made, view, store = stored(seed)
    context = context_of(made.dataset)
    given = {key: context.record(value) for key, value in parameters.items()}
    rows = select(store, name, **{"from": window.from_day, "to": window.to_day}, **given)
    found: Found = {}
    for row in rows:
        identifier = context.identifier(row["event"])
        match = Match.CERTAIN if _true(row["certain"]) else Match.POSSIBLE
        if _true(row["hull"]):
            event = view.get(identifier)
            assert isinstance(event, Event)
            judged = judge(
                view.extent(event.time), Relation.OVERLAPS, window.from_day, window.to_day
            )
            if judged is None:
                continue
            match = judged
        found[identifier] = match
    return found


def _true(term: Any) -> bool:
    return isinstance(term, Literal) and term.value == "true"


@settings(max_examples=40, deadline=None)
@given(worlds, windows)
def test_window(seed: int, window: Window):
    _, view, _ = stored(seed)
    found = by_index(view, window)
    sparql = by_sparql(seed, "timeline_window", window)
    assert found == sparql
    assert list(found) == list(sparql)  # in one order, too


@settings(max_examples=40, deadline=None)
@given(worlds, windows, st.sampled_from(KINDS))
def test_kind_with_narrower_ones(seed: int, window: Window, kind: str):
    _, view, _ = stored(seed)
    expected = by_sparql(seed, "timeline_by_kind", window, kind=f"event-kind/{kind}")
    assert by_index(view, window, kinds=(kind,)) == expected


@settings(max_examples=40, deadline=None)
@given(worlds, windows, st.integers(0, 4))
def test_place_with_what_lies_in_it(seed: int, window: Window, place: int):
    _, view, _ = stored(seed)
    expected = by_sparql(seed, "timeline_by_place", window, place=f"place/p{place}")
    assert by_index(view, window, places=PlaceFilter(in_=(f"p{place}",))) == expected


@settings(max_examples=40, deadline=None)
@given(worlds, windows, st.integers(0, 4))
def test_actor_by_name(seed: int, window: Window, actor: int):
    _, view, _ = stored(seed)
    name = f"actor/a{actor}"
    expected = by_sparql(seed, "timeline_by_actor", window, actor=name)
    found = by_index(view, window, actors=ActorFilter(any_of=(name,)))
    by_tenure = {
        part.event.id for part in view.participations_of(name) if part.participation.actor is None
    }
    assert {i: m for i, m in found.items() if i in expected} == expected
    assert set(found) - set(expected) <= by_tenure  # the holder of a tenure that is named alone


@settings(max_examples=40, deadline=None)
@given(worlds, st.sampled_from(DAYS), st.integers(0, 1))
def test_office_holders(seed: int, day: int, office: int):
    made, view, store = stored(seed)
    base = made.dataset.base
    rows = select(store, "office_holders", office=f"{base}office/o{office}", on=day)
    expected = {row["tenure"].value.removeprefix(base): _true(row["certain"]) for row in rows}
    found = view.office_holders(f"o{office}", on=day)
    plain = {
        h.tenure.id: h.match is Match.CERTAIN
        for h in found
        if not view.extent(h.tenure.time).undated
    }
    gaps = {row["tenure"].value.removeprefix(base) for row in rows if _true(row["hull"])}
    assert {i: sure for i, sure in plain.items() if i not in gaps} == {
        i: sure for i, sure in expected.items() if i not in gaps
    }
    assert set(plain) <= set(expected)


@settings(max_examples=40, deadline=None)
@given(worlds, st.sampled_from(NEAR))
def test_instruments_in_force(seed: int, day: int):
    made, view, store = stored(seed)
    base = made.dataset.base
    expected: dict[str, bool] = {}
    gaps = set()
    for row in select(store, "instruments_in_force", on=day):
        name = row["instrument"].value.removeprefix(base)
        expected[name] = _true(row["certain"]) or expected.get(name, False)
        gaps |= {name} if _true(row["hull"]) else set()
    found: dict[str, bool] = {}
    for force in view.instruments_in_force(on=day):
        if view.extent(force.period.time).undated:
            continue
        name, sure = force.instrument.id, force.match is Match.CERTAIN
        found[name] = sure or found.get(name, False)
    assert len(gaps) < 3
    assert {i: sure for i, sure in found.items() if i not in GAPPED} == {
        i: sure for i, sure in expected.items() if i not in gaps
    }


@settings(max_examples=30, deadline=None)
@given(worlds, st.sampled_from(KNOWN))
def test_versions_known_on_a_day(seed: int, day: int):
    made, _, store = stored(seed)
    context = context_of(made.dataset)
    expected = {context.identifier(row["record"]) for row in select(store, "known_at", day=day)}
    seen = made.view(Clocks(known_at=day))
    assert {record.id for kind in CLASSES for record in seen.all(kind)} == expected


@settings(max_examples=30, deadline=None)
@given(worlds, st.integers(0, 7))
def test_claims_about_an_event(seed: int, event: int):
    made, view, store = stored(seed)
    base = made.dataset.base
    rows = select(store, "claims_about", record=f"{base}event/v{event}")
    expected = sorted({row["claim"].value.removeprefix(base) for row in rows})
    assert [claim.id for claim in view.claims_about(f"event/v{event}")] == expected
