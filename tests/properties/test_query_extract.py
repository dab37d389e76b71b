"""Are the rows that leave those of the records that hang together?"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.export import as_known
from kg.model import Record
from kg.model.references import references
from kg.query.ask import NOW, TimelineQuestion
from kg.query.extract import extract
from kg.query.view import View
from tests.properties.query_world import clocks, question, world

some = settings(max_examples=60, deadline=None)


def by_records(view: View, asked: TimelineQuestion) -> set[Record]:
    """The slow twin: record by record, reference by reference."""
    events = [view.get(identifier) for identifier in view.timeline(asked).ids()]
    kept = {event.id: event for event in events if event is not None}
    for identifier in list(kept):
        for record in (*view.claims_about(identifier), *view.relations_of(identifier)):
            kept[record.id] = record
    frontier = list(kept.values())
    while frontier:
        wanted = {i for record in frontier for i in references(record)} - kept.keys()
        frontier = [r for r in view.get_many(sorted(wanted)) if r is not None]
        kept |= {r.id: r for r in frontier}
    return {as_known(record) for record in kept.values()}


@some
@given(st.integers(0, 10**6), st.integers(0, 10**6), st.booleans())
def test_a_question_brings_what_its_events_refer_to(seed, other, now):
    made = world(seed % 12)
    view = View(made.ground, NOW if now else clocks(other))
    asked = question(other)
    found = list(extract(made.ground, view, asked).records())
    assert len(found) == len({record.id for record in found})
    assert set(found) == by_records(view, asked)


@some
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_without_a_question_all_that_is_seen_leaves(seed, other):
    made = world(seed % 12)
    at = clocks(other)
    chosen = extract(made.ground, View(made.ground, at))
    if at == NOW:
        assert sorted(chosen.records(), key=repr) == sorted(made.ground.tables.records(), key=repr)
        return
    view = View(made.ground, at)
    every = [r for name in chosen.rows if name != "event" for r in view.all(name)]
    events = view.timeline(TimelineQuestion(include_undated=True)).ids()
    expected = [*view.get_many(events), *every]
    assert list(chosen.records()) == [as_known(record) for record in expected]
