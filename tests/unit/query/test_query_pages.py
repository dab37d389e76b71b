"""Do cursors name places, and are bad ones refused?"""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import CursorError, FilterError, LimitExceededError, QuestionError
from kg.query import ClaimQuestion, Order, QueryLimits, TimelineQuestion, View
from kg.query.cursor import Place, read_cursor, write_cursor
from tests.properties.query_world import ground_of
from tests.unit.query.county import DATASET, ask, ground, records, slugs, view


def edited(cursor: str, **changes) -> str:
    names = ("order", "key", "id", "digest")
    packed = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    values = [changes.get(name, value) for name, value in zip(names, packed, strict=True)]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def test_first_page_and_the_next():
    answer = ask()
    page = answer.page(first=3)
    assert [h.event.id for h in page.edges] == ["event/vote", "event/handover", "event/term"]
    assert (page.has_previous, page.has_next, page.snapshot_changed) == (False, True, False)
    assert (page.start_cursor, page.end_cursor) == (page.edges[0].cursor, page.edges[2].cursor)
    after = answer.page(first=10, after=page.end_cursor)
    assert after.edges[0].event.id == "event/raid"
    assert (after.has_previous, after.has_next) == (True, False)


def test_between_two_cursors_and_last():
    answer = ask()
    edges = answer.page().edges
    between = answer.page(after=edges[0].cursor, before=edges[5].cursor, last=2)
    assert [h.cursor for h in between.edges] == [edges[3].cursor, edges[4].cursor]
    crossed = answer.page(after=edges[5].cursor, before=edges[0].cursor)
    assert crossed.edges == []


def test_nothing_asked_for_gives_the_default_and_none_gives_none():
    assert len(ask().page().edges) == 7
    empty = ask().page(first=0)
    assert (empty.edges, empty.has_next, empty.start_cursor) == ([], True, None)


def test_descending_is_the_reverse_and_undated_come_last():
    ascending = slugs(ask(include_undated=True))
    descending = slugs(ask(include_undated=True, order=Order.TIME_DESC))
    assert ascending[-1] == descending[-1] == "rumour"
    assert descending[:-1] == ascending[:-1][::-1]


@pytest.mark.parametrize(
    ("paging", "error", "message"),
    [
        ({"first": 1, "last": 1}, QuestionError, "first and last"),
        ({"first": -1}, FilterError, "first cannot be -1"),
        ({"last": -5}, FilterError, "last cannot be -5"),
        ({"first": 101}, LimitExceededError, "first is 101, above the limit of 100"),
        ({"last": 500}, LimitExceededError, "last is 500"),
        ({"after": "nonsense!"}, CursorError, "after is no cursor: 'nonsense!'"),
        ({"before": "é"}, CursorError, r"before is no cursor: '\\xe9'"),
        ({"after": ""}, CursorError, "after is no cursor: ''"),
        ({"after": "A" * 2000}, CursorError, "is no cursor: 'AAAA"),
    ],
)
def test_bad_paging_is_refused(paging, error, message):
    with pytest.raises(error, match=message) as caught:
        ask().page(**paging)
    assert caught.value.where["argument"] in paging


def test_limit_says_asked_and_allowed():
    answer = View(ground(), limits=QueryLimits(page=3, page_default=2)).timeline(TimelineQuestion())
    assert len(answer.page().edges) == 2
    with pytest.raises(LimitExceededError) as caught:
        answer.page(first=4)
    assert (caught.value.asked, caught.value.allowed) == (4, 3)


def test_cursor_of_another_order_is_refused():
    cursor = ask().page(first=1).end_cursor
    with pytest.raises(CursorError, match="'TIME_ASC', this answer has 'TIME_DESC'") as caught:
        ask(order=Order.TIME_DESC).page(after=cursor)
    assert "with the order it was given for" in (caught.value.hint or "")
    with pytest.raises(CursorError, match="'id of claim'"):
        view().claims(ClaimQuestion()).page(after=cursor)


@pytest.mark.parametrize(
    "changes",
    [
        {"key": [0, 1]},
        {"key": [0, 1, 2, 2**70]},
        {"key": ["a", "b", "c", "d"]},
        {"key": None},
        {"id": 7},
        {"digest": None},
        {"order": []},
    ],
)
def test_cursor_with_a_strange_part_is_refused(changes):
    cursor = edited(ask().page(first=1).end_cursor, **changes)
    with pytest.raises(CursorError, match="after is no cursor"):
        ask().page(after=cursor)


def test_cursor_names_a_place_not_a_record():
    edges = ask().page().edges
    gone = edited(edges[2].cursor, id="event/gone")
    assert ask().page(first=1, after=gone).edges[0].event.id == "event/term"
    far = edited(edges[2].cursor, key=[9, 0, 0, 0])
    assert ask().page(after=far).edges == []


def test_cursor_outlives_its_snapshot():
    cursor = ask().page(first=3).end_cursor
    left = tuple(r for r in records() if r.id != "event/term")
    later = View(ground_of(DATASET, left, "e" * 64)).timeline(TimelineQuestion())
    page = later.page(first=1, after=cursor)
    assert page.snapshot_changed
    assert [h.event.id for h in page.edges] == ["event/raid"]


def test_cursor_names_the_record_not_the_version():
    before = ask(view(known_at="2020-01-15"))
    now = ask()
    cursor = next(h.cursor for h in now.page().edges if h.event.id == "event/count")
    assert now.page(after=cursor).edges == []
    assert before.page(after=cursor).edges == []  # the earlier version lies before that place
    assert not now.page(first=1, after=before.page(first=1).end_cursor).snapshot_changed


@given(
    st.text(max_size=12),
    st.tuples(*[st.integers(-(2**63), 2**63 - 1)] * 4),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=40),
)
def test_what_is_written_is_read(order: str, key: tuple[int, ...], identifier: str):
    try:
        order.encode()
    except UnicodeEncodeError:
        return
    text = write_cursor(order, Place(key, identifier), "f" * 64)
    found = read_cursor(text, order, 4, "f" * 64, argument="after", longest=1000)
    assert found == (Place(key, identifier), False)


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda b: base64.b64encode(b).decode()))
def test_any_text_is_a_cursor_or_an_error(text: str):
    try:
        read_cursor(text, "TIME_ASC", 4, "f" * 64, argument="after", longest=1000)
    except CursorError as error:
        assert error.hint  # noqa: PT017 (whether it is raised is the other half)
