"""Everything that is not GraphQL: pages, exports, timeline items, headers, logs."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path

import pyoxigraph
import pytest
from starlette.testclient import TestClient

from kg.api import sdl
from kg.export import write
from kg.query import View
from kg.query.extract import extract
from kg.server.doors import Doors
from kg.server.pages import STATIC
from kg.settings import Settings
from tests.endtoend.world import snapshot

FORMATS = {
    "ttl": ("turtle", pyoxigraph.RdfFormat.TURTLE, "text/turtle; charset=utf-8"),
    "jsonld": ("jsonld", pyoxigraph.RdfFormat.JSON_LD, "application/ld+json"),
    "trig": ("trig", pyoxigraph.RdfFormat.TRIG, "application/trig; charset=utf-8"),
    "nq": ("nquads", pyoxigraph.RdfFormat.N_QUADS, "application/n-quads; charset=utf-8"),
}


def test_health_names_the_data(client):
    answer = client.get("/health")
    assert answer.json() == {"status": "ok", "version": "0.1.0", "digest": snapshot().digest}


def test_the_landing_page_escapes_what_the_data_say(client, monkeypatch):
    page = client.get("/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1>Alder County records</h1>" in page.text
    evil = '<script>alert("x")</script>'
    label = snapshot().dataset.labels[0]
    object.__setattr__(label, "text", evil)
    try:
        page = client.get("/")
    finally:
        object.__setattr__(label, "text", "Alder County records")
    assert evil not in page.text
    assert "&lt;script&gt;" in page.text


@pytest.mark.parametrize("path", ["/", "/graphql"])
def test_pages_fetch_nothing_from_elsewhere(client, path):
    page = client.get(path, headers={"Accept": "text/html"})
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert not re.findall(r'(?:src|href)="(?!/|#)', page.text)
    assert "<style" not in page.text
    assert "style=" not in page.text
    assert not re.search(r"<script(?! src=)", page.text)
    for asset in re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text):
        assert client.get(asset).status_code == 200


def test_static_files_have_tags_and_nothing_else_is_found(client):
    for file in STATIC.iterdir():
        answer = client.get(f"/static/{file.name}")
        assert answer.status_code == (404 if file.suffix == ".html" else 200)
    tag = client.get("/static/page.js").headers["etag"]
    again = client.get("/static/page.js", headers={"If-None-Match": tag})
    assert again.status_code == 304
    for name in ("..%2fapp.py", "%2e%2e/app.py", "app.py", "page.js%00"):
        assert client.get(f"/static/{name}").status_code == 404


def test_the_schema_is_there_to_read(client):
    assert client.get("/schema.graphql").text == sdl()


@pytest.mark.parametrize("ending", FORMATS)
def test_an_export_is_what_the_room_writes(client, ending, tmp_path):
    form, parser, media = FORMATS[ending]
    answer = client.get(f"/export.{ending}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media
    assert "content-length" not in answer.headers
    assert answer.headers["content-disposition"] == f'inline; filename="alder.{ending}"'
    chosen = extract(snapshot(), View(snapshot()))
    with (tmp_path / "out").open("wb") as out:
        write(form, chosen.dataset, chosen.records(), chosen.foreign, out)
    assert answer.content == Path(tmp_path / "out").read_bytes()
    assert len(list(pyoxigraph.parse(answer.content, format=parser))) > 300
    tag = answer.headers["etag"]
    again = client.get(f"/export.{ending}", headers={"If-None-Match": f'"x", {tag}'})
    assert again.status_code == 304
    head = client.head(f"/export.{ending}")
    assert (head.status_code, head.headers["etag"], head.content) == (200, tag, b"")


def test_an_export_takes_the_filter(client):
    whole = client.get("/export.nq").text
    part = client.get("/export.nq", params={"from": "2019-02-05", "to": "2019-02-05"}).text
    assert "/event/night-bus-vote>" in part
    assert "/event/old-bus>" in whole
    assert "/event/old-bus>" not in part
    assert len(part) < len(whole)


def test_an_export_takes_the_clocks(client):
    early = client.get("/export.ttl", params={"knownAt": "2020-01-01"}).text
    late = client.get("/export.ttl").text
    assert "2019-02-10" in early
    assert "2019-02-10" not in late
    assert "2019-04-10" in late
    assert early != late
    assert client.get("/export.ttl", params={"knownAt": "2019-01-01"}).status_code == 200


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/export.ttl?colour=red", "BAD_FILTER"),
        ("/export.ttl?from=soon", "BAD_DATE"),
        ("/export.ttl?kind=riot", "BAD_FILTER"),
        ("/export.ttl?knownAt=2019", "BAD_DATE"),
        ("/timeline.vis.json?first=0", "BAD_FILTER"),
        ("/timeline.vis.json?first=many", "BAD_FILTER"),
        ("/timeline.vis.json?first=1&first=2", "BAD_FILTER"),
        ("/timeline.vis.json?lang=en&lang=es", "BAD_FILTER"),
        ("/timeline.vis.json?match=CERTAIN", "BAD_FILTER"),
        ("/export.ttl?relation=WITHIN", "BAD_FILTER"),
        ("/timeline.vis.json?first=1001", "LIMIT_EXCEEDED"),
        ("/timeline.vis.json?lang=%3Cb%3E", "BAD_FILTER"),
        ("/timeline.vis.json?from=2020&to=2019", "BAD_FILTER"),
        ("/timeline.vis.json?text=" + "x" * 4_001, "LIMIT_EXCEEDED"),
    ],
)
def test_a_bad_parameter_is_a_problem(client, path, code):
    answer = client.get(path)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == code
    assert answer.json()["title"]
    if path.startswith("/export"):
        assert client.head(path).status_code == 400


def test_no_other_export_and_no_other_path(client):
    for path in ("/export.csv", "/export.html", "/nothing", "/graphql/x", "/export."):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.json()["code"] == "NOT_FOUND"
    posted = client.post("/export.ttl")
    assert posted.status_code == 405
    assert posted.json()["code"] == "METHOD_NOT_ALLOWED"


def test_timeline_items(client):
    params = {"from": "2019-02", "to": "2019-02", "lang": "es"}
    answer = client.get("/timeline.vis.json", params=params)
    found = answer.json()
    assert found["total"] == 4
    assert found["digest"] == snapshot().digest
    by_id = {item["id"]: item for item in found["items"]}
    vote = by_id["event/night-bus-vote"]
    assert vote["content"] == "El condado vota sobre el autobús nocturno"
    assert vote["start"] == "2019-02-05"
    assert "certain" in vote["className"]
    assert "possible" in by_id["event/bus-depot-built"]["className"]
    assert {group["id"] for group in found["groups"]} >= {"event-kind/vote"}
    tag = answer.headers["etag"]
    again = client.get("/timeline.vis.json", params=params, headers={"If-None-Match": tag})
    assert again.status_code == 304


def test_timeline_items_are_as_many_as_asked_for(client):
    found = client.get("/timeline.vis.json", params={"first": 2, "includeUndated": "true"}).json()
    assert len(found["items"]) == 2
    assert found["total"] == 7
    undated = client.get("/timeline.vis.json", params={"includeUndated": "true"}).json()["undated"]
    assert [item["id"] for item in undated] == ["event/old-bus"]


@pytest.mark.parametrize("path", ["/", "/graphql", "/health", "/export.nq", "/nothing"])
def test_every_answer_is_guarded(client, path):
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in headers
    assert "server" not in headers


def test_preflight(client):
    asked = {"Origin": "https://page.example", "Access-Control-Request-Method": "POST"}
    answer = client.options("/graphql", headers=asked)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "Content-Type" in answer.headers["access-control-allow-headers"]


def test_cors_can_be_narrowed_and_switched_off(client_of):
    some = client_of(cors_origins=("https://page.example",))
    good = some.get("/health", headers={"Origin": "https://page.example"}).headers
    assert good["access-control-allow-origin"] == "https://page.example"
    assert good["vary"] == "Origin"
    bad = some.get("/health", headers={"Origin": "https://other.example"}).headers
    assert "access-control-allow-origin" not in bad
    assert bad["vary"] == "Origin"
    none = client_of(cors_origins=())
    answer = none.options("/graphql", headers={"Origin": "https://page.example"})
    assert "access-control-allow-origin" not in answer.headers
    assert "access-control-allow-methods" not in answer.headers


def test_a_long_head_is_431(client_of):
    client = client_of(max_header_bytes=2_000)
    answer = client.get("/graphql", params={"query": "{ dataset { id } } #" + "x" * 2_000})
    assert answer.status_code == 431
    assert answer.json()["code"] == "LIMIT_EXCEEDED"
    assert client.get("/health", headers={"X-Long": "y" * 2_000}).status_code == 431


def test_one_line_per_request_without_what_was_asked(client_of, caplog):
    client = client_of()
    with caplog.at_level(logging.INFO, "kg.access"):
        client.get("/health?private=yes")
        client.get("/nothing%0d%0aforged")
    first, second = (record.getMessage() for record in caplog.records)
    assert re.fullmatch(r"testclient GET /health 200 \d+ B [\d.]+ ms", first)
    assert "private" not in first
    assert "\n" not in second
    assert "%0D%0A" in second


def test_lines_are_json_on_demand(client_of, caplog):
    client = client_of(log_json=True)
    with caplog.at_level(logging.INFO, "kg.access"):
        client.post("/graphql", json={"query": "{ dataset { id } }"})
    entry = json.loads(caplog.records[0].getMessage())
    assert entry["method"] == "POST"
    assert entry["path"] == "/graphql"
    assert entry["status"] == 200
    assert entry["bytes"] > 20
    assert len(entry["id"]) == 12


def test_what_fails_in_the_server_is_masked(caplog):
    async def broken(scope, receive, send):
        raise RuntimeError("/srv/hidden")

    app = Doors(broken, Settings())
    answer = TestClient(app, raise_server_exceptions=False).get("/health")
    assert answer.status_code == 500
    assert answer.json()["code"] == "INTERNAL"
    assert "/srv/hidden" not in answer.text
    assert answer.json()["id"] in caplog.text
    assert "/srv/hidden" in caplog.text


def test_the_known_graphiql_may_load_its_parts_and_asks_here(client):
    page = client.get("/graphiql")
    assert page.status_code == 200
    assert "GraphiQL.createFetcher" in page.text
    assert "SUBSCRIPTION_ENABLED" not in page.text
    policy = page.headers["content-security-policy"]
    assert "connect-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    answer = client.post("/graphiql", json={"query": "{ dataset { digest } }"})
    assert answer.json()["data"]["dataset"]["digest"]
