"""What hangs together, and how surely do rows count?"""

from __future__ import annotations

import pytest

from kg.columns import Tables
from kg.errors import IdentifierError
from kg.index import build_index, open_index
from kg.model import Event, Place
from kg.query import View
from kg.temporal import UNDATED, Match
from tests.unit.query.county import DATASET, ask, day, ground, slugs, view, window


def test_records_by_id_and_by_slug():
    seen = view()
    assert seen.get("event/raid").id == "event/raid"
    assert seen.get("raid", "event").id == "event/raid"
    assert seen.get("role/conducts").id == "role/conducts"
    assert seen.get("event/none") is None
    assert seen.get("nothing/at-all") is None
    many = seen.get_many(["place/town", "event/none", "event/raid", "place/town"])
    assert [r and r.id for r in many] == ["place/town", None, "event/raid", "place/town"]
    assert many[0] is many[3]
    assert seen.get_many([]) == []
    with pytest.raises(IdentifierError, match="not a slug"):
        seen.get("Not A Slug", "event")


def test_all_of_a_kind_or_scheme():
    assert [p.id for p in view().all("place")] == [
        *("place/abroad", "place/county", "place/nation", "place/state", "place/town"),
    ]
    assert [c.id for c in view().all("event-kind")] == [
        *("event-kind/enforcement", "event-kind/raid", "event-kind/vote"),
    ]
    assert all(isinstance(r, Event) for r in view().all("event"))
    assert view().all("tombstone") == []


def test_extent_of_a_date():
    raid = view().get("event/raid")
    assert view().extent(raid.time).bounds == (17932, 17932, 17936, 17936)
    assert view().extent(None) is UNDATED


def test_parts_and_places():
    assert [e.id for e in view().parts_of("event/raid")] == ["event/arrest"]
    assert [p.id for p in view().places_in("place/state")] == ["place/county"]
    assert view().above(["place/town"], "within") == [
        *("place/town", "place/county", "place/state", "place/nation"),
    ]
    assert isinstance(view().get("place/town"), Place)


def test_masks_count_rows_for_the_network():
    seen, february = view(), window("2019-02-01", "2019-02-28")

    def counted(table: str, *args) -> dict[str, int]:
        levels = seen.mask(table, *args)
        return {i: int(n) for i, n in zip(seen.ids(table, range(len(levels))), levels, strict=True)}

    events = counted("event", february)
    assert (events["event/raid"], events["event/term"]) == (2, 1)
    assert (events["event/vote"], events["event/rumour"]) == (0, 0)
    assert counted("event")["event/mistake"] == 0
    assert counted("tenure", february) == {"tenure/ines": 1, "tenure/otto": 0}
    assert counted("relation", february) == {"relation/team": 1, "relation/won": 0}
    assert set(counted("office", february).values()) == {2}
    certain = seen.mask("event", window("2019-02-01", "2019-02-28", match=Match.CERTAIN))
    assert set(certain.tolist()) == {0, 2}
    assert view(as_of="2018-01-01").mask("relation").tolist() == [0, 0]
    assert day("2019-02-01") == 17928


def test_stored_index_answers_alike():
    made = ground()
    index = open_index(made.tables, Tables(build_index(made.tables)))
    again = type(made)(digest=made.digest, dataset=DATASET, tables=made.tables, index=index)
    assert slugs(ask(View(again), text="sheriff")) == slugs(ask(text="sheriff"))
    assert [h.record.id for h in View(again).search("inés")] == ["actor/ines"]
