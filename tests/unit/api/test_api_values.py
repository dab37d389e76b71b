"""Values at the border: scalars, references, plain words, pages and cursors."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.api import Limits, plain_question
from kg.api.context import references
from kg.api.identity import identifier_of, node_id
from kg.api.scalars import EDTF, SCALARS, URI, Day, LanguageTag, Ref
from kg.errors import DateError, FilterError, IdentifierError
from kg.model import Obtained, PlaceRole, Status
from kg.model.ids import KINDS, is_slug
from kg.model.records import CLASSES
from kg.model.references import references as all_references
from kg.query import Clocks, Order, Qualified, TimelineQuestion, View
from kg.temporal import Match, Relation, parse_day
from tests.endtoend.world import ask, data, snapshot

BASE = "https://alder.example/"


def read(sort: object, value: object) -> object:
    parse_value = SCALARS[sort].parse_value
    assert parse_value is not None
    return parse_value(value)


@pytest.mark.parametrize(
    ("sort", "value"),
    [
        (EDTF, "2019-02-05"),
        (EDTF, "2018?/.."),
        (Day, "2019-02-05"),
        (Day, "-0043-03-15"),
        (URI, "https://alder.example/event/first-run"),
        (URI, "urn:x"),
        (LanguageTag, "es-MX"),
        (Ref, "night-bus-vote"),
    ],
)
def test_a_scalar_takes_what_has_its_form(sort, value):
    assert read(sort, value) == value


@pytest.mark.parametrize(
    ("sort", "value", "error"),
    [
        (EDTF, "soon", DateError),
        (EDTF, 2019, FilterError),
        (EDTF, "2" * 2_000, FilterError),
        (Day, "2019-02", DateError),
        (Day, "2019-02-30", DateError),
        (Day, "\u0662\u0660\u0661\u0669-02-05", DateError),
        (Day, None, FilterError),
        (URI, "no iri", IdentifierError),
        (URI, "1a:b", IdentifierError),
        (LanguageTag, "en_GB", FilterError),
        (LanguageTag, "", FilterError),
        (LanguageTag, "a" * 36, FilterError),
        (Ref, "", IdentifierError),
        (Ref, ["a"], FilterError),
    ],
)
def test_a_scalar_refuses_all_else(sort, value, error):
    with pytest.raises(error):
        read(sort, value)


@pytest.mark.parametrize("kind", KINDS)
def test_a_node_id_is_opaque_and_leads_back(kind):
    identifier = f"{kind}/a-slug_1.~"
    opaque = node_id(identifier)
    assert not is_slug(opaque)
    assert "/" not in opaque
    assert identifier_of(opaque, BASE) == identifier


@pytest.mark.parametrize("text", ["first-run", "event/first-run", f"{BASE}event/first-run"])
def test_four_writings_of_one_id(text):
    assert identifier_of(text, BASE, ("event",)) == "event/first-run"
    assert identifier_of(node_id("event/first-run"), BASE, ("event",)) == "event/first-run"


@pytest.mark.parametrize(
    "text",
    [
        "place/alder",
        "first run",
        "event/First-Run",
        "event/a/b",
        "https://elsewhere.example/event/first-run",
        "////",
        "ZXZlbnQ",
        "\ud800",
        "é",
    ],
)
def test_what_names_no_event_is_refused(text):
    with pytest.raises(IdentifierError):
        identifier_of(text, BASE, ("event",))


def test_a_slug_needs_a_kind():
    with pytest.raises(IdentifierError):
        identifier_of("first-run", BASE)


def test_plain_words_ask_what_the_filter_asks():
    words = {
        "from": ["2019-02"],
        "to": ["2019-02"],
        "relation": ["within"],
        "match": ["CERTAIN"],
        "kind": ["vote", "event-kind/deployment"],
        "status": ["happened"],
        "actor": ["alder-county"],
        "role": ["votes"],
        "office": ["clerk"],
        "place": [f"{BASE}place/alder"],
        "placeRole": ["at"],
        "instrument": ["night-bus-rule"],
        "source": ["gazette"],
        "partOf": ["night-bus-runs"],
        "text": ["bus"],
        "obtained": ["stated"],
        "qualified": ["exclude"],
        "disputed": ["false"],
        "includeParts": ["1"],
        "includeUndated": ["true"],
        "order": ["time_desc"],
        "asOf": ["2019-03-01"],
        "knownAt": ["2020-02-01"],
        "reportedBy": ["2020-03-01"],
    }
    view, question = plain_question(snapshot(), words, Limits())
    assert view.clocks == Clocks(
        as_of=parse_day("2019-03-01"),
        known_at=parse_day("2020-02-01"),
        reported_by=parse_day("2020-03-01"),
    )
    assert question.window is not None
    assert (question.window.from_day, question.window.to_day) == (
        parse_day("2019-02-01"),
        parse_day("2019-02-28"),
    )
    assert (question.window.relation, question.window.match) == (Relation.WITHIN, Match.CERTAIN)
    assert question.kinds == ("event-kind/vote", "event-kind/deployment")
    assert question.status == (Status.HAPPENED,)
    assert question.actors is not None
    assert question.actors.any_of == ("actor/alder-county",)
    assert question.actors.include_parts
    assert question.places is not None
    assert question.places.in_ == ("place/alder",)
    assert question.places.role == (PlaceRole.AT,)
    assert question.obtained == (Obtained.STATED,)
    assert question.qualified is Qualified.EXCLUDE
    assert (question.disputed, question.include_undated) == (False, True)
    assert question.order is Order.TIME_DESC


def test_no_words_ask_for_everything():
    view, question = plain_question(snapshot(), {"text": [""], "kind": [""]}, Limits())
    assert question == TimelineQuestion()
    assert view.clocks == Clocks()


@pytest.mark.parametrize(
    "words",
    [
        {"form": ["2019"]},
        {"from": ["2019", "2020"]},
        {"from": ["soon"]},
        {"relation": ["near"]},
        {"disputed": ["perhaps"]},
        {"asOf": ["2019"]},
    ],
)
def test_words_that_cannot_be_used_are_named(words):
    with pytest.raises((FilterError, DateError, IdentifierError)) as refused:
        plain_question(snapshot(), words, Limits())
    assert refused.value.where["argument"] == next(iter(words))


WALK = """
query Walk(
  $first: Int, $after: String, $last: Int, $before: String, $order: TimelineOrder! = TIME_ASC
) {
  timeline(
    first: $first, after: $after, last: $last, before: $before, order: $order, includeUndated: true
  ) {
    totalCount edges { cursor node { ref } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""


@pytest.mark.parametrize("order", ["TIME_ASC", "TIME_DESC"])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_pages_walk_the_whole_in_both_directions(order, size):
    whole = [e["node"]["ref"] for e in data(WALK, order=order)["timeline"]["edges"]]
    assert len(whole) == 7
    forward: list[str] = []
    after = None
    while True:
        page = data(WALK, first=size, after=after, order=order)["timeline"]
        forward += [e["node"]["ref"] for e in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert forward == whole
    backward: list[str] = []
    before = None
    while True:
        page = data(WALK, last=size, before=before, order=order)["timeline"]
        backward = [e["node"]["ref"] for e in page["edges"]] + backward
        before = page["pageInfo"]["startCursor"]
        if not page["pageInfo"]["hasPreviousPage"]:
            break
    assert backward == whole


def test_a_cursor_of_another_snapshot_goes_on_and_says_so(monkeypatch):
    (edge, *_) = data(WALK, first=1)["timeline"]["edges"]
    other = replace(snapshot(), digest="f" * 64)
    monkeypatch.setattr("tests.endtoend.world.snapshot", lambda: other)
    found = ask(WALK, first=1, after=edge["cursor"])
    assert found["extensions"] == {"snapshotChanged": True}
    assert len(found["data"]["timeline"]["edges"]) == 1


def test_a_cursor_of_another_order_is_refused():
    (edge, *_) = data(WALK, first=1)["timeline"]["edges"]
    found = ask(WALK, first=1, after=edge["cursor"], order="TIME_DESC")
    assert {e["extensions"]["code"] for e in found["errors"]} == {"BAD_CURSOR"}


def test_nested_fields_inherit_the_clocks():
    text = """{ actor(slug: "alder-county", knownAt: "2020-01-01") {
      timeline(filter: { kinds: ["policy-adoption"] }) { nodes { time { edtf } } }
      participations { event { ref time { edtf } } } } }"""
    found = data(text)["actor"]
    assert found["timeline"]["nodes"] == [{"time": {"edtf": "2019-02-10"}}]
    assert {"ref": "event/fare-set", "time": {"edtf": "2019-02-10"}} in [
        p["event"] for p in found["participations"]
    ]


def test_labels_fall_back_by_language():
    text = """query($l: LanguageTag) {
      event(slug: "first-run") { label(lang: $l) }
      place(slug: "alder") { label(lang: $l) }
    }"""
    assert data(text, l="es") == {
        "event": {"label": "First run of the night bus"},
        "place": {"label": "Condado de Alder"},
    }
    assert data(text, l="qu")["place"] == {"label": "Alder County"}
    assert data(text)["place"] == {"label": "Alder County"}


def test_malformed_ids_leave_a_hole_and_an_error_each():
    found = ask('{ nodes(ids: ["event/first-run", "!!", "event/never"]) { id } }')
    assert [bool(n) for n in found["data"]["nodes"]] == [True, False, False]
    (error,) = found["errors"]
    assert error["path"] == ["nodes", 1]
    assert error["extensions"]["code"] == "BAD_IDENTIFIER"


def test_references_are_those_of_the_query_room():
    for kind in CLASSES:
        if kind != "concept":
            for record in View(snapshot()).all(kind):
                assert set(references(record)) == {record.id, *all_references(record)}


def test_the_dataset_counts_what_is_seen():
    found = data("{ dataset { counts { kind count } } }")["dataset"]["counts"]
    counts = {entry["kind"]: entry["count"] for entry in found}
    assert counts.pop("CONCEPT") == len(View(snapshot()).every("concept"))
    assert counts == {
        "EVENT": 7,
        "ACTOR": 5,
        "OFFICE": 1,
        "TENURE": 2,
        "PLACE": 3,
        "INSTRUMENT": 1,
        "RELATION": 2,
        "CLAIM": 3,
        "SOURCE": 3,
        "EVIDENCE": 4,
        "TOMBSTONE": 1,
    }
    early = data('{ dataset(knownAt: "2019-12-31") { counts { count } } }')["dataset"]["counts"]
    assert {entry["count"] for entry in early[:-1]} == {0}


def test_events_are_not_listed_by_id():
    found = ask("{ records(kind: EVENT) { totalCount } }")
    assert found["errors"][0]["extensions"]["hint"] == "use timeline"
