"""Do events look to vis-timeline as it needs them?"""

from __future__ import annotations

import pytest

from kg.export import Entry, vis_items
from kg.export.vis import FIRST_DAY, LAST_DAY, vis_day
from kg.model import Event, Label, Status, When
from kg.temporal import Match, parse_day
from tests.small import CLOCK, DATASET


def event(edtf: str | None, label: str = "An event", **more: object) -> Event:
    """An event with a date."""
    time = When(edtf=edtf, **more)
    return Event(id="event/x", labels=(Label("en", label),), time=time, clock=CLOCK)


def item(edtf: str, **more: object) -> dict:
    """The one item of an event."""
    (found,) = vis_items([Entry(event(edtf, **more))], DATASET)["items"]
    return {key: found.get(key) for key in ("start", "end", "type", "className")}


@pytest.mark.parametrize(
    ("edtf", "start", "end", "kind", "marks"),
    [
        ("2019-02-05", "2019-02-05", None, "point", ""),
        ("2019-02-05/2019-02-09", "2019-02-05", "2019-02-10", "range", ""),
        ("1900", "1900-01-01", "1901-01-01", "range", " vague"),
        ("0000", "0000-01-01", "0001-01-01", "range", " vague"),
        ("-0043-03-15", "-000043-03-15", None, "point", ""),
        ("Y12345", "+012345-01-01", "+012346-01-01", "range", " vague"),
        ("2019/..", "2019-01-01", "2020-01-01", "range", " open-end clipped vague"),
        ("2019/", "2019-01-01", "2020-01-01", "range", " unknown-end clipped vague"),
        ("/2019", "2019-01-01", "2020-01-01", "range", " unknown-start clipped vague"),
        ("{1960,1962}", "1960-01-01", "1963-01-01", "range", " vague gaps"),
    ],
)
def test_what_is_drawn(edtf, start, end, kind, marks):
    assert item(edtf) == {
        "start": start,
        "end": end,
        "type": kind,
        "className": f"obtained-stated{marks}",
    }


def test_ends_without_bound_are_clipped_to_the_window():
    window = (parse_day("2018-06-01"), parse_day("2021-12-31"))
    (found,) = vis_items([Entry(event("2019/.."))], DATASET, window=window)["items"]
    assert (found["start"], found["end"]) == ("2019-01-01", "2022-01-01")
    (found,) = vis_items([Entry(event("../2019"))], DATASET, window=window)["items"]
    assert (found["start"], found["end"]) == ("2018-06-01", "2020-01-01")


def test_ends_without_bound_are_clipped_to_the_others():
    other = Event(id="event/o", labels=(), time=When(edtf="2025-06-01"), clock=CLOCK)
    found = vis_items([Entry(event("2019/..")), Entry(other)], DATASET)["items"]
    assert found[0]["end"] == "2025-06-02"


def test_days_that_javascript_cannot_count_are_clipped_or_set_apart():
    assert item("Y-300000/2019")["start"] == vis_day(FIRST_DAY) == "-271821-04-20"
    assert "clipped" in item("Y-300000/2019")["className"]
    found = vis_items([Entry(event("Y-300000"))], DATASET)
    assert found["items"] == []
    assert found["undated"][0]["className"] == "obtained-stated beyond"
    assert vis_day(LAST_DAY + 1) == "+275760-09-13"


def test_the_undated_have_a_list_of_their_own():
    found = vis_items([Entry(event(None)), Entry(event("XXXX"))], DATASET)
    assert found["items"] == []
    assert [one["className"] for one in found["undated"]] == ["obtained-stated undated"] * 2
    assert all("start" not in one for one in found["undated"])


def test_texts_are_never_html():
    entry = Entry(event("2019-02-05", '<img src=x onerror=alert(1)> & "co"'))
    (found,) = vis_items([entry], DATASET, label_of=lambda _: "<b>")["items"]
    assert "<" not in found["content"] + found["title"]
    assert found["content"].startswith("&lt;img src=x")
    assert '"' not in found["title"]
    (group,) = vis_items([entry], DATASET, label_of=lambda _: "<b>")["groups"]
    assert group == {"id": "other", "content": "&lt;b&gt;"}


def test_match_and_status_are_classes_and_kinds_are_groups():
    one = Event(
        id="event/x",
        labels=(Label("en", "X"), Label("es", "Equis")),
        kinds=("event-kind/vote", "event-kind/election"),
        time=When(edtf="2019-02-05"),
        clock=CLOCK,
    )
    entry = Entry(one, Match.POSSIBLE, Status.ANNOUNCED)
    found = vis_items([entry], DATASET, lang="es", label_of={"event-kind/election": "Voto"}.get)
    assert found["items"][0]["className"] == "possible status-announced obtained-stated"
    assert found["items"][0]["content"] == "Equis"
    assert found["items"][0]["group"] == "event-kind/election"
    assert found["groups"] == [{"id": "event-kind/election", "content": "Voto"}]


def test_words_say_the_date():
    (found,) = vis_items([Entry(event("2019-02~"))], DATASET)["items"]
    assert found["title"] == "An event (about February 2019)"
    assert found["edtf"] == "2019-02~"
