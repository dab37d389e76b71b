"""What is kept of answers, how they are packed, and which are given at once."""

from __future__ import annotations

import gzip
import json
import threading
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from kg.api import Asked, Limits, answered, answered_at_once, run
from kg.server import Fixed, create_app
from kg.server.asked import Question
from kg.server.graphql import GraphQL
from kg.server.negotiate import compressed, takes_gzip
from kg.server.pool import Pool
from kg.server.replies import Wanted
from kg.server.state import State
from kg.settings import Settings
from tests.endtoend.world import snapshot

QUERY = "{ dataset { id } }"
LONG = "{ timeline(first: 50) { nodes { id slug label time { edtf words } } } }"


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """Whatever takes less than a minute is quick, so that no answer waits for a busy machine."""
    monkeypatch.setattr(run, "QUICK", 60.0)
    monkeypatch.setattr(run, "PATIENCE", 60.0)


def shown(client) -> GraphQL:
    """The endpoint of a client's server."""
    return next(r for r in client.app.routes if r.path == "/graphql/").app


def counted(monkeypatch) -> list[str]:
    """The texts that are worked out from now on."""
    found: list[str] = []
    real = run._judged

    def judged(snapshot, asked, *more):
        found.append(asked.query)
        return real(snapshot, asked, *more)

    monkeypatch.setattr(run, "_judged", judged)
    return found


def test_an_answer_is_worked_out_once_for_a_snapshot(client_of, monkeypatch):
    client, worked = client_of(), counted(monkeypatch)
    first = client.post("/graphql", json={"query": LONG})
    for _ in range(3):
        again = client.post("/graphql", json={"query": LONG})
        assert again.content == first.content
        assert again.headers["cache-control"] == "no-store"
    assert client.get("/graphql", params={"query": LONG}).json() == first.json()
    assert worked == [LONG]
    client.post("/graphql", json={"query": LONG, "variables": {"unused": 1}})
    assert worked == [LONG, LONG]


def test_what_variables_and_names_tell_apart_is_kept_apart(client_of):
    client = client_of()
    text = "query A($s: String) { event(slug: $s) { slug } } query B { dataset { id } }"
    for _ in range(2):
        found = [
            client.post("/graphql", json={"query": text} | more).json()
            for more in (
                {"operationName": "A", "variables": {"s": "first-run"}},
                {"operationName": "A", "variables": {"s": "night-bus-vote"}},
                {"operationName": "B", "variables": {"s": "first-run"}},
            )
        ]
        assert [one["data"] for one in found] == [
            {"event": {"slug": "first-run"}},
            {"event": {"slug": "night-bus-vote"}},
            {"dataset": {"id": "alder"}},
        ]


@pytest.mark.parametrize(
    "text", ["{ nothing }", "{", "{ timeline(first: -1) { nodes { slug } } }", "mutation { a }"]
)
def test_no_error_is_kept(client_of, monkeypatch, text):
    client, worked = client_of(), counted(monkeypatch)
    for _ in range(2):
        assert "errors" in client.post("/graphql", json={"query": text}).json()
    assert len(worked) == 2
    assert len(shown(client).answers) == 0


def test_another_snapshot_drops_what_is_kept():
    class Place(Fixed):
        digest = "a" * 64

        def get(self):
            return replace(super().get(), digest=self.digest)

    place = Place(snapshot())
    with TestClient(create_app(place)) as client:
        asked = {"query": "{ dataset { digest } }"}
        assert client.post("/graphql", json=asked).json()["data"]["dataset"]["digest"] == "a" * 64
        place.digest = "b" * 64
        assert client.post("/graphql", json=asked).json()["data"]["dataset"]["digest"] == "b" * 64
        assert len(shown(client).answers) == 1


def test_an_answer_of_a_snapshot_that_is_gone_is_not_kept():
    endpoint = GraphQL(State(Fixed(snapshot()), Settings(), Limits()))
    endpoint._digest = "another"
    question = Question("{ dataset { id } }", None, b"")
    endpoint._keep(Wanted(question, snapshot(), "application/json", False, None), b"{}")
    assert len(endpoint.answers) == 0


def test_answers_stay_within_their_budget(client_of):
    client = client_of(cache_bytes=60_000)
    answers = shown(client).answers
    most = 0
    for n in range(400):
        text = f"query A{n} {{ timeline(first: {n % 7 + 1}) {{ nodes {{ slug label }} }} }}"
        assert "data" in client.post("/graphql", json={"query": text}).json()
        assert answers.held <= 60_000
        most = max(most, len(answers))
    assert 10 < most < 150
    none = client_of(cache_bytes=0)
    none.post("/graphql", json={"query": QUERY})
    assert len(shown(none).answers) == 0


def test_an_answer_is_compressed_for_who_takes_it(client_of):
    client = client_of(gzip_bytes=100)
    for _ in range(2):
        packed = client.post("/graphql", json={"query": LONG}, headers={"Accept-Encoding": "gzip"})
        plain = client.post(
            "/graphql", json={"query": LONG}, headers={"Accept-Encoding": "identity"}
        )
        assert packed.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in plain.headers
        assert packed.json() == plain.json()
        assert int(packed.headers["content-length"]) < int(plain.headers["content-length"])
        assert packed.headers["vary"] == plain.headers["vary"] == "Accept, Accept-Encoding"
    short = client.post("/graphql", json={"query": QUERY}, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in short.headers


def test_a_large_answer_is_compressed_too(client_of, monkeypatch):
    monkeypatch.setattr("kg.server.graphql.LARGE", 1)
    client = client_of(gzip_bytes=1)
    packed = client.post("/graphql", json={"query": LONG}, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "data" in packed.json()


def test_the_tag_tells_encodings_apart(client_of):
    client = client_of(gzip_bytes=100)
    tags = {
        client.get("/graphql", params={"query": LONG}, headers={"Accept-Encoding": how}).headers[
            "etag"
        ]
        for how in ("gzip", "identity")
    }
    assert len(tags) == 2


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        (None, False),
        ("", False),
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("gzip;q=0", False),
        ("*", True),
        ("*;q=0", False),
        ("gzip;q=0.2, identity", False),
        ("deflate", False),
        (";;,q=", False),
    ],
)
def test_who_takes_gzip(header, taken):
    assert takes_gzip(header) is taken


def test_what_was_quick_is_answered_without_a_thread(client_of, monkeypatch):
    client, hops = client_of(cache_bytes=0), []
    real = Pool.start

    async def start(self, work, *args, **kwargs):
        hops.append(work)
        return await real(self, work, *args, **kwargs)

    monkeypatch.setattr(Pool, "start", start)
    text = "query Quick($s: String) { event(slug: $s) { slug label } }"
    for slug in ("first-run", "night-bus-vote", "nothing"):
        body = {"query": text, "variables": {"s": slug}}
        expected = json.loads(answered(snapshot(), Asked(text, {"s": slug}), Limits()).text)
        assert client.post("/graphql", json=body).json() == expected
    assert len(hops) == 0  # `answered` above was the first performance of each
    unknown = {"query": "{ quickly: dataset { id } }"}
    client.post("/graphql", json=unknown)
    client.post("/graphql", json=unknown)
    assert len(hops) == 1


def test_what_was_slow_goes_to_a_thread(monkeypatch):
    asked = Asked("{ slowly: dataset { id } }")
    assert answered_at_once(snapshot(), asked, Limits()) is None
    first = answered(snapshot(), asked, Limits())
    assert answered_at_once(snapshot(), asked, Limits()) == first
    compiled = next(iter(run.documents().known(asked.query, Limits())._compiled.values()))
    compiled.broken_off(run.QUICK * 1.5)
    assert answered_at_once(snapshot(), asked, Limits()) is None
    for _ in range(8):  # a slow one is forgotten by and by
        answered(snapshot(), asked, Limits())
    assert answered_at_once(snapshot(), asked, Limits()) == first


def test_what_takes_long_on_the_loop_is_broken_off_and_done_anew(monkeypatch, client_of):
    text = "{ late: timeline(first: 3) { nodes { slug } } }"
    whole = answered(snapshot(), Asked(text), Limits())
    monkeypatch.setattr(run, "_hurry", lambda budget: setattr(budget, "seconds", 0))
    assert answered_at_once(snapshot(), Asked(text), Limits()) is None
    compiled = next(iter(run.documents().known(text, Limits())._compiled.values()))
    assert compiled.pace == run.PATIENCE
    client = client_of(cache_bytes=0)
    assert client.post("/graphql", json={"query": text}).content == whole.text


def test_errors_at_once_are_the_same(client):
    text = "query At($n: Int) { timeline(first: $n) { totalCount nodes { slug } } }"
    answered(snapshot(), Asked(text, {"n": 2}), Limits())
    for n in (-1, "x", 10**6, 10**12, 0):
        asked = Asked(text, {"n": n})
        assert answered_at_once(snapshot(), asked, Limits()) == answered(
            snapshot(), asked, Limits()
        )
    spent = Limits(max_records=1)
    answered(snapshot(), Asked(text, {"n": 5}), spent)
    assert answered_at_once(snapshot(), Asked(text, {"n": 5}), spent) == answered(
        snapshot(), Asked(text, {"n": 5}), spent
    )
    both = "query A { dataset { id } } query B { dataset { id } }"
    answered(snapshot(), Asked(both, None, "A"), Limits())
    for name in (None, "C"):
        assert answered_at_once(snapshot(), Asked(both, None, name), Limits()) is None


def test_an_operation_in_progress_ends_when_the_client_goes():
    gone = threading.Event()
    gone.set()
    asked = Asked("{ timeline(first: 5) { nodes { slug } } }", cancelled=gone)
    assert json.loads(answered(snapshot(), asked, Limits()).text)["data"] is None


def test_compressed_bytes_are_gzip():
    assert gzip.decompress(compressed(b"x" * 5_000)) == b"x" * 5_000
