"""What leaves at once is what the application would have sent, over the wire."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kg.api import Asked, Limits, answered, run
from kg.server import Fixed, familiar
from kg.server.connection import http_protocol, without_upgrade
from kg.server.express import Express
from kg.server.familiar import END, Familiar
from kg.server.head import Head
from kg.server.run import config, listen
from kg.settings import Settings
from tests.endtoend.world import snapshot

SOON = 20
QUERY = "query Q($n: Int) { timeline(first: $n) { totalCount nodes { slug label } } }"
Say = Callable[..., list[bytes]]


@contextmanager
def served(
    settings: Settings, *, at_once: bool, heads: dict[bytes, Any] | None = None
) -> Iterator[tuple[Say, list[str]]]:
    """Sends pieces over a new connection and gives the answers; and what left at once."""
    told, left = config(Fixed(snapshot()), settings), []
    if not at_once:
        told.http = http_protocol(10, 16_384, 10, Express.quick)
    else:
        real = told.http.quick

        def counting(head: Head, body: bytes, client: Any) -> Any:
            found = real(head, body, client)
            if found is not None:
                left.append(head.method)
            return found

        told.http.quick = staticmethod(counting)
        told.http.heads = {} if heads is None else heads
    door = listen(settings)
    server = uvicorn.Server(told)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
    thread.start()

    def say(*pieces: bytes, answers: int = 1) -> list[bytes]:
        with socket.create_connection(door.getsockname()[:2], timeout=SOON) as wire:
            file, found = wire.makefile("rb"), []
            for piece in pieces:
                wire.sendall(piece)
                threading.Event().wait(0.02)
            bodiless = pieces[0].startswith(b"HEAD ")
            found.extend(_read(file, bodiless=bodiless) for _ in range(answers))
            return found

    try:
        yield say, left
    finally:
        server.should_exit = True
        thread.join(SOON)
        door.close()


def _read(file: Any, *, bodiless: bool) -> bytes:
    """One answer with its headers sorted, but for the date."""
    first = file.readline()
    if not first:
        raise ConnectionError
    headers = []
    while (line := file.readline().lower()) not in {b"\r\n", b""}:
        headers.append(line)
    size = next((int(h.split(b":")[1]) for h in headers if h.startswith(b"content-length")), 0)
    body = re.sub(rb'"id":"[0-9a-f]{12}"', b"", b"" if bodiless else file.read(size))
    return first + b"".join(sorted(h for h in headers if not h.startswith(b"date:"))) + body


def post(body: bytes | dict[str, Any], head: str = "", version: str = "1.1") -> bytes:
    """A POST as it goes over the wire."""
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = f"POST /graphql HTTP/{version}\r\nHost: x\r\nContent-Length: {len(text)}\r\n{head}"
    kind = "" if "content-type" in head.lower() else "Content-Type: application/json\r\n"
    return (given + kind + "\r\n").encode() + text


def get(query: str, head: str = "", method: str = "GET") -> bytes:
    """A GET as it goes over the wire."""
    return f"{method} /graphql?{query} HTTP/1.1\r\nHost: x\r\n{head}\r\n".encode()


TYPENAME = "query=%7B__typename%7D"
DIGEST = "query=%7Bdataset%7Bdigest%7D%7D"
CHUNKED = (
    b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
    b'1e\r\n{"query": "{dataset{digest}}"}\r\n0\r\n\r\n'
)
PIECES = {
    "a question": (post({"query": QUERY, "variables": {"n": 3}}),),
    "large variables": (post({"query": QUERY, "variables": {"n": 3, "more": "x" * 9_000}}),),
    "one with an error": (post({"query": QUERY, "variables": {"n": -3}}),),
    "the newer form": (post({"query": QUERY}, "Accept: application/graphql-response+json\r\n"),),
    "nothing valid": (post({"query": "{ nothing }"}),),
    "no JSON": (post(b"{"),),
    "no query": (post({"variables": {}}),),
    "another media type": (post({"query": QUERY}, "Content-Type: text/plain\r\n"),),
    "a form nobody has": (post({"query": QUERY}, "Accept: image/png\r\n"),),
    "an unknown document": (post({"documentId": "sha256:0"}),),
    "compressed": (post({"query": QUERY}, "Accept-Encoding: gzip\r\n"),),
    "from a page": (post({"query": QUERY}, "Origin: https://example.org\r\n"),),
    "the last": (post({"query": QUERY}, "Connection: close\r\n"),),
    "the old protocol": (post({"query": QUERY}, version="1.0"),),
    "the old protocol, kept alive": (
        post({"query": QUERY}, "Connection: keep-alive\r\n", version="1.0"),
    ),
    "one that would go on in another protocol": (
        post({"query": QUERY}, "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"),
    ),
    "one in chunks": (CHUNKED,),
    "too much": (post(b" " * 40_000),),
    "by address": (get(DIGEST),),
    "by address, unchanged": (get(DIGEST, "If-None-Match: *\r\n"),),
    "the head alone": (get(DIGEST, method="HEAD"),),
    "another method": (get(DIGEST, method="PUT"),),
    "a preflight": (get(DIGEST, "Origin: https://example.org\r\n", method="OPTIONS"),),
    "a change": (get("query=mutation%7Ba%7D"),),
    "a page to type in": (get(TYPENAME, "Accept: text/html\r\n"),),
    "a head too large, in two pieces": (
        post({"query": QUERY}, f"X: {'y' * 9_000}\r\nZ: {'y' * 9_000}\r\n")[:9_500],
        post({"query": QUERY}, f"X: {'y' * 9_000}\r\nZ: {'y' * 9_000}\r\n")[9_500:],
    ),
    "in two pieces": (post({"query": QUERY})[:-20], post({"query": QUERY})[-20:]),
}
LATER = {
    "large variables",
    "nothing valid",
    "a form nobody has",
    "too much",
    "the head alone",
    "another method",
    "a preflight",
    "a change",
    "a page to type in",
    "in two pieces",
    "a head too large, in two pieces",
}
"""What is not answered at once: it must be worked out in a thread, or is none of its business."""


@pytest.fixture(scope="module", autouse=True)
def patience() -> Iterator[None]:
    """What was never asked, or took long of late, goes to a thread: these do no more."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "QUICK", 60.0)
        patch.setattr(run, "PATIENCE", 60.0)
        for text in (QUERY, "{dataset{digest}}"):
            answered(snapshot(), Asked(text), Limits())
        yield


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[Say, Say, list[str]]]:
    settings = Settings(port=0, max_body_bytes=30_000, cors_origins=("https://example.org",))
    with (
        served(settings, at_once=True) as (quick, left),
        served(settings, at_once=False) as (slow, _),
    ):
        yield quick, slow, left


@pytest.mark.parametrize("name", PIECES)
def test_what_leaves_at_once_is_what_the_application_sends(both, name):
    quick, slow, left = both
    before = len(left)
    found = quick(*PIECES[name])
    assert found == slow(*PIECES[name])
    assert found[0].startswith(b"HTTP/1.1 ")
    assert (len(left) > before) is (name not in LATER)


def test_who_offers_another_protocol_leaves_no_warning(both, caplog):
    quick, _, _ = both
    quick(*PIECES["one that would go on in another protocol"])
    assert not caplog.records


def test_requests_sent_together_are_answered_in_their_order(both):
    quick, slow, _ = both
    many = b"".join(post({"query": QUERY, "variables": {"n": n}}) for n in (1, 2, 3, 4))
    found = quick(many + get(DIGEST), answers=5)
    assert found == slow(many + get(DIGEST), answers=5)
    assert len(set(found)) == 5


def test_who_offers_another_protocol_is_asked_in_this_one(both):
    body = {"query": QUERY, "variables": {"n": 2}}
    for offer in ("h2c", "H2C"):
        head = f"Connection: Upgrade, HTTP2-Settings\r\nupgrade:  {offer}\r\nHTTP2-Settings: AA\r\n"
        for say in both[:2]:
            (found,) = say(post(body, head))
            assert found.startswith(b"HTTP/1.1 200")
            assert b'"totalCount":6' in found


def test_what_looks_like_an_offer_in_a_body_stays():
    data = post(b'{"query": "\r\nUpgrade: h2c\r\n"}')
    assert without_upgrade(data) == data
    assert without_upgrade(data[:30]) == data[:30]
    assert without_upgrade(b"Upgrade: h2c\r\n\r\n") == b"Upgrade: h2c\r\n\r\n"
    offered = data.replace(b"Host: x\r\n", b"Host: x\r\nUpgrade: h2c\r\n", 1)
    assert without_upgrade(offered) == data


def test_a_request_behind_another_one_waits_no_longer_than_one_alone():
    settings = Settings(port=0, body_seconds=1)
    slow = post({"query": "{ timeline { totalCount } again: dataset { label } }"})
    with served(settings, at_once=True) as (say, left):
        first, second = say(slow + post({"query": QUERY})[:-10], answers=2)
        assert left == []
    assert first.startswith(b"HTTP/1.1 200")
    assert second.startswith(b"HTTP/1.1 408")


def test_who_does_not_wait_for_leave_to_send_a_body_is_not_given_it(both):
    quick, _, _ = both
    asked = {"query": QUERY}
    assert quick(post(asked, "Expect: 100-continue\r\n")) == quick(post(asked))


def test_a_connection_serves_many(both):
    quick, _, left = both
    before = len(left)
    one = post({"query": QUERY, "variables": {"n": 2}})
    found = quick(one, one, post({"query": "{"}), answers=2) + quick(one)
    assert len(set(found)) == 1
    assert len(left) >= before + 3


def test_a_head_that_came_before_is_not_read_again(both, monkeypatch):
    quick, slow, left = both
    begun = []
    began = HttpToolsProtocol.on_message_begin
    monkeypatch.setattr(
        HttpToolsProtocol, "on_message_begin", lambda self: (begun.append(1), began(self))[1]
    )
    more = "X: familiar\r\nConnection: keep-alive\r\n"  # as browsers have it
    pieces = [post({"query": QUERY, "variables": {"n": n}}, more) for n in range(1, 7)]
    before = len(left)
    found = quick(*pieces, answers=6)
    assert len(left) == before + 6
    assert len(begun) == 2  # the first of a connection always is, and the first of a length
    assert found == slow(*pieces, answers=6)
    assert len(set(found)) == 6


@pytest.mark.parametrize(
    "other",
    [
        post({"query": QUERY}, "X: 1\r\nConnection: close\r\n"),
        post({"query": QUERY}, "X: 1\r\nConnection: keep-alive, close\r\n"),
        post({"query": QUERY}, "X: 1\r\nExpect: 100-continue\r\n"),
        post({"query": QUERY}, "X: 1\r\nContent-Length: 81\r\n"),
        post({"query": QUERY}, "X: 1\r\n", version="1.0"),
        post(b"{", "X: 1\r\n"),
        CHUNKED,
        get(DIGEST),
    ],
)
def test_a_head_that_says_more_is_read_each_time(other):
    heads: dict[bytes, Any] = {}
    settings = Settings(port=0)
    with served(settings, at_once=True, heads=heads) as (quick, _):
        first = post({"query": QUERY}, "X: 0\r\n")
        quick(first, first, other, answers=2)
        assert [*heads] == [first[: first.find(END) + len(END)]]
        quick(first, first + first, first[:90], first[90:], answers=4)
        assert len(heads) == 1


@pytest.mark.parametrize("begun", ["POST /graphql HTTP/1.1\r\nOrigin: https://b.org\r\nX: ", "PO"])
@pytest.mark.parametrize("known", [True, False])
def test_what_goes_on_with_a_head_that_has_begun_is_not_a_head(begun, known):
    settings = Settings(port=0, cors_origins=("https://a.org", "https://b.org"))
    heads: dict[bytes, Any] = {}
    one = post({"query": QUERY}, "Origin: https://a.org\r\n")
    with (
        served(settings, at_once=True, heads=heads) as (quick, left),
        served(settings, at_once=False) as (slow, _),
    ):
        if known:
            quick(one, one, answers=2)
        pieces = one + begun.encode(), one
        assert quick(*pieces, answers=2) == slow(*pieces, answers=2)
        assert len(heads) == known
        assert quick(one, one, one, answers=3) == slow(one, one, one, answers=3)
        assert len(left) >= 4


def test_what_closes_its_connection_is_answered_once(both):
    quick, slow, left = both
    one = post({"query": QUERY}, "X: once\r\n")
    begins = one.find(END) + len(END)
    broken = one[:begins] + b"{".ljust(len(one) - begins)
    before = len(left)
    found = quick(one, one, broken, answers=3)
    assert len(left) == before + 3
    assert found == slow(one, one, broken, answers=3)
    assert b"connection: close\r\n" in found[-1]
    with pytest.raises(ConnectionError):
        quick(one, one, broken, answers=4)


def test_who_asks_as_before_is_refused_while_too_much_is_worked_on(monkeypatch):
    learn = Familiar._learn

    def crowded(self: Any, data: bytes) -> None:
        learn(self, data)
        self.tasks = {1, 2}

    monkeypatch.setattr(Familiar, "_learn", crowded)
    one = post({"query": QUERY})
    with served(Settings(port=0, connections=2), at_once=True) as (quick, _):
        found = quick(one, one, one, answers=3)
    assert found[0] == found[1]
    assert found[2].startswith(b"HTTP/1.1 503 ")


def test_where_only_the_slower_parser_is_connections_serve_many_as_well(monkeypatch):
    monkeypatch.setattr("kg.server.connection._quickest", lambda: H11Protocol)
    one = post({"query": QUERY})
    with served(Settings(port=0), at_once=True) as (quick, _):
        found = quick(one, one, one, answers=3)
    assert len(set(found)) == 1
    assert found[0].startswith(b"HTTP/1.1 200 ")


def test_what_is_remembered_of_heads_is_bounded(monkeypatch):
    heads: dict[bytes, Any] = {}
    monkeypatch.setattr(familiar, "REMEMBERED", 3)
    with served(Settings(port=0), at_once=True, heads=heads) as (quick, _):
        for n in range(10):
            many = [post({"query": QUERY}, f"X: {n}{n * 'x'}\r\n") for _ in range(3)]
            assert len(set(quick(*many, answers=3))) == 1
            assert 0 < len(heads) <= 3
        long = post({"query": QUERY}, f"X: {'y' * familiar.LONGEST}\r\n")
        before = set(heads)
        quick(long, long, long, answers=3)
        assert set(heads) == before


def test_a_connection_that_rests_is_closed_in_its_time():
    settings = Settings(port=0, keep_alive_seconds=1)
    with served(settings, at_once=True) as (quick, left):
        one = post({"query": QUERY}, "X: rest\r\n")
        assert len(set(quick(*[one] * 90, answers=90))) == 1  # 1.8 s: it never rested for long
        assert len(left) == 90
        with pytest.raises(ConnectionError):
            quick(one, one, b"", *[b""] * 70, one, answers=3)


def test_a_fault_inside_is_told_by_the_application(monkeypatch, both):
    quick, _, left = both
    before = len(left)

    def broken(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("kg.server.graphql.question_of", broken)
    (found,) = quick(post({"query": QUERY}))
    assert found.startswith(b"HTTP/1.1 500 ")
    assert b"ZeroDivision" not in found
    assert len(left) == before
