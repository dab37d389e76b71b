"""GraphQL over HTTP: methods, media types, statuses, and what is refused."""

from __future__ import annotations

import json

import pytest

from kg.server.negotiate import accepted, etag

MODERN = "application/graphql-response+json"
LEGACY = "application/json"
QUERY = "{ dataset { id } }"
ANSWER = {"data": {"dataset": {"id": "alder"}}}


def post(client, body, accept=LEGACY, **headers):
    content = body if isinstance(body, bytes | str) else json.dumps(body)
    sent = {"Content-Type": LEGACY, "Accept": accept} | headers
    return client.post("/graphql", content=content, headers=sent)


@pytest.mark.parametrize("path", ["/graphql", "/graphql/"])
@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (LEGACY, LEGACY),
        (MODERN, MODERN),
        ("*/*", LEGACY),
        ("application/*", LEGACY),
        (f"{MODERN}, {LEGACY};q=0.9", MODERN),
        (f"{MODERN};q=0.1, {LEGACY}", LEGACY),
    ],
)
def test_post_answers_in_the_media_type_that_is_liked_best(client, path, accept, media):
    answer = client.post(path, json={"query": QUERY}, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{media}; charset=utf-8"
    assert answer.json() == ANSWER
    assert answer.headers["cache-control"] == "no-store"


def test_get_asks_queries(client):
    params = {
        "query": "query Q($s: String) { event(slug: $s) { slug } } query R { dataset { id } }",
        "variables": '{"s": "first-run"}',
        "operationName": "Q",
    }
    answer = client.get("/graphql", params=params)
    assert answer.json() == {"data": {"event": {"slug": "first-run"}}}
    assert answer.headers["content-type"] == f"{LEGACY}; charset=utf-8"


@pytest.mark.parametrize("text", ["mutation { build }", "subscription { timeline }"])
def test_get_asks_nothing_else(client, text):
    answer = client.get("/graphql", params={"query": text})
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
    assert "data" not in answer.json()
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"query": "{ dataset {"}, "GRAPHQL_PARSE_FAILED"),
        ({"query": "{ nothing }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "query A { dataset { id } } query B { dataset { id } }"}, "BAD_OPERATION"),
        ({"query": "{ dataset { id } }", "operationName": "Z"}, "BAD_OPERATION"),
        ({"query": "query($a: Int!) { timeline(first: $a) { totalCount } }"}, "BAD_USER_INPUT"),
        ({"query": "mutation { build }"}, "BAD_OPERATION"),
    ],
)
def test_what_is_not_executed_is_400_in_the_new_media_type_only(client, body, code):
    modern = post(client, body, MODERN)
    assert modern.status_code == 400
    assert "data" not in modern.json()
    assert modern.json()["errors"][0]["extensions"]["code"] == code
    legacy = post(client, body, LEGACY)
    assert legacy.status_code == 200
    assert legacy.json()["errors"][0]["extensions"]["code"] == code


def test_a_field_that_fails_is_200_with_data(client):
    answer = post(client, {"query": "{ timeline(first: -1) { nodes { slug } } }"}, MODERN)
    assert answer.status_code == 200
    assert answer.json()["data"] == {"timeline": None}


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"",
        b"\xff\xfe",
        b"17",
        b"null",
        b'"query"',
        b"true",
        b"[]",
        b'[{"query": "{ dataset { id } }"}]',
        b"{}",
        b'{"query": 5}',
        b'{"query": null}',
        b'{"query": "{ dataset { id } }", "variables": []}',
        b'{"query": "{ dataset { id } }", "variables": "x"}',
        b'{"query": "{ dataset { id } }", "operationName": 7}',
        b'{"query": "{ dataset { id } }", "extensions": 1}',
        b'{"query": "{ dataset { id } }", "variables": {"a": 1e999}}',
        b'{"query": "{ dataset { id } }", "variables": {"a": ' + b"1" * 6_000 + b"}}",
        b'{"query": "\\ud800"}',
        b"[" * 200_000,
    ],
)
@pytest.mark.parametrize("accept", [LEGACY, MODERN])
def test_a_body_that_is_no_request_is_400(client, body, accept):
    answer = post(client, body, accept)
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["message"]
    assert error["extensions"]["code"] == "BAD_REQUEST"
    assert "Traceback" not in answer.text


def test_a_number_beyond_32_bits_is_a_coded_error(client):
    body = {"query": "query($n: Int) { timeline(first: $n) { totalCount } }"}
    answer = post(client, body | {"variables": {"n": 10**30}}, MODERN)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] in {"BAD_USER_INPUT", "LIMIT_EXCEEDED"}


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/json; charset=utf-8", 200),
        ("APPLICATION/JSON", 200),
        ('application/json; charset="UTF-8"', 200),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("application/graphql", 415),
        ("application/json; charset=utf-16", 415),
        ("", 415),
    ],
)
def test_only_json_is_taken(client, kind, status):
    answer = client.post(
        "/graphql", content=json.dumps({"query": QUERY}), headers={"Content-Type": kind}
    )
    assert answer.status_code == status
    assert ("errors" in answer.json()) is (status != 200)


def test_an_answer_that_cannot_be_given_is_406(client):
    answer = post(client, {"query": QUERY}, "text/csv")
    assert answer.status_code == 406
    assert MODERN in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_405(client, method):
    answer = client.request(method, "/graphql")
    assert answer.status_code == 405
    assert {"GET", "POST"} <= set(answer.headers["allow"].replace(" ", "").split(","))


def test_a_long_body_is_413_whether_or_not_it_says_so(client_of):
    client = client_of(max_body_bytes=1_000)
    body = json.dumps({"query": QUERY, "extensions": {"x": "y" * 2_000}})
    said = post(client, body)
    assert said.status_code == 413
    assert said.headers["connection"] == "close"

    def pieces():
        for at in range(0, len(body), 100):
            yield body[at : at + 100].encode()

    unsaid = client.post("/graphql", content=pieces(), headers={"Content-Type": LEGACY})
    assert unsaid.status_code == 413
    assert "1000 bytes" in unsaid.json()["errors"][0]["message"]


def test_settings_reach_the_pipeline(client_of):
    client = client_of(max_depth=2, max_page=5)
    deep = post(client, {"query": "{ timeline { nodes { slug } } }"}).json()["errors"][0]
    assert (deep["extensions"]["asked"], deep["extensions"]["allowed"]) == (3, 2)
    wide = post(client, {"query": "{ timeline(first: 6) { totalCount } }"}).json()
    assert wide == {"data": {"timeline": {"totalCount": 6}}}


def test_get_has_a_tag_and_answers_304(client):
    first = client.get("/graphql", params={"query": QUERY})
    tag = first.headers["etag"]
    again = client.get("/graphql", params={"query": QUERY}, headers={"If-None-Match": f"W/{tag}"})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == tag
    other = client.get("/graphql", params={"query": "{ dataset { licence } }"})
    assert other.headers["etag"] != tag
    modern = client.get("/graphql", params={"query": QUERY}, headers={"Accept": MODERN})
    assert modern.headers["etag"] != tag
    assert "etag" not in client.get("/graphql", params={"query": "{ nothing }"}).headers


def test_whoever_holds_any_answer_is_told_so_where_there_is_one(client):
    held = {"If-None-Match": "*"}
    for _ in range(3):  # from a thread, at once, out of the cache
        assert client.get("/graphql", params={"query": QUERY}, headers=held).status_code == 304
    for query, status in (("{ nothing }", 200), ("{", 200), ("mutation { a }", 405)):
        answer = client.get("/graphql", params={"query": query}, headers=held)
        assert (answer.status_code, "errors" in answer.json()) == (status, True)
        assert "etag" not in answer.headers


def test_what_is_refused_is_kept_by_no_cache(client):
    for answer in (
        client.get("/graphql", params={"documentId": "x"}),
        client.get("/graphql", params={"query": QUERY}, headers={"Accept": "image/png"}),
        client.put("/graphql"),
    ):
        assert answer.headers["cache-control"] == "no-store"
        assert "Accept" in answer.headers["vary"]


def test_a_header_that_is_a_list_may_come_in_several_lines(client):
    headers = [("Accept", "text/plain"), ("Accept", MODERN), ("Accept-Encoding", "identity;q=0.1")]
    answer = client.get("/graphql", params={"query": QUERY}, headers=headers)
    assert answer.headers["content-type"].startswith(MODERN)
    tag = answer.headers["etag"]
    held = [*headers, ("If-None-Match", '"x"'), ("If-None-Match", tag)]
    assert client.get("/graphql", params={"query": QUERY}, headers=held).status_code == 304


def test_a_browser_gets_a_page(client):
    answer = client.get("/graphql", headers={"Accept": "text/html,application/xml;q=0.9,*/*;q=0.8"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert '<textarea id="query"' in answer.text


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (None, "a/b"),
        ("", "a/b"),
        ("a/c", "a/c"),
        ("a/c, a/b", "a/b"),
        ("a/*;q=0.5, a/c", "a/c"),
        ("*/*;q=0.1, a/b;q=0", "a/c"),
        ("x/y", None),
        ("a/b;q=0", None),
        ("a/b;q=nonsense", None),
        (";;;,,q=", None),
    ],
)
def test_accept_headers_are_read(header, found):
    assert accepted(header, ("a/b", "a/c")) == found


def test_tags_tell_variants_apart():
    assert etag("d", "a", "b") == etag("d", "a", "b")
    assert (
        len({etag("d", "a", "b"), etag("d", "ab"), etag("d", "b", "a"), etag("e", "a", "b")}) == 4
    )
