"""What is too much is refused over HTTP before it is compiled, and nothing of it is kept."""

from __future__ import annotations

import json

import pytest

from kg.api import guards, run
from kg.api.compiled import operation
from kg.api.documents import KEPT, MOST_KEPT

QUERY = "{ dataset { id } }"


def chain(length: int) -> str:
    """Fragments that would write out to 2^length fields."""
    parts = (
        f"fragment F{n} on Query {{ a{n}: __typename ...F{n + 1} ...F{n + 1} }}"
        for n in range(length)
    )
    return " ".join(["{ ...F0 }", *parts, f"fragment F{length} on Query {{ __typename }}"])


TOO_MUCH = {
    "a chain of fragments": chain(60),
    "many aliases": "{ " + " ".join(f"a{n}: dataset {{ id }}" for n in range(10_000)) + " }",
    "a huge document": "{ " + "dataset { id } " * 60_000 + "}",
    "deep nesting": '{ event(slug: "x") ' + "{ whole " * 60 + "{ slug }" + " }" * 61,
    "nesting beyond reading": "{ a " * 9_000 + "}" * 9_000,
    "large pages in large pages": "{ timeline(first: 100) { nodes { claims(first: 100) { nodes {"
    " claims(first: 100) { nodes { slug } } } } } } }",
}


@pytest.mark.parametrize("what", TOO_MUCH)
def test_too_much_is_refused_before_it_is_compiled(client, monkeypatch, what):
    def never(*_: object) -> None:
        raise AssertionError(what)

    monkeypatch.setattr(operation, "Plan", never)
    monkeypatch.setattr(run, "performed", never)
    (error,) = client.post("/graphql", json={"query": TOO_MUCH[what]}).json()["errors"]
    expected = {"LIMIT_EXCEEDED"} | ({"GRAPHQL_PARSE_FAILED"} if "beyond" in what else set())
    assert error["extensions"]["code"] in expected


def test_a_body_above_its_limit_is_not_read(client):
    answer = client.post("/graphql", json={"query": "#" * 2_000_000 + QUERY})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ('{"ids": [' + ",".join(['"event/x"'] * 60_000) + "]}", "LIMIT_EXCEEDED"),
        ('{"ids": ' + "[" * 500 + "]" * 500 + "}", "BAD_USER_INPUT"),
        ('{"ids": ' + "[" * 90_000 + "]" * 90_000 + "}", "BAD_REQUEST"),
        ('{"ids": "' + "x" * 900_000 + '"}', None),
        ('{"ids": ' + "9" * 900_000 + "}", "BAD_REQUEST"),
        ('{"ids": {' + ",".join(f'"a{n}": 1' for n in range(50_000)) + "}}", "BAD_USER_INPUT"),
    ],
)
def test_huge_variables_have_a_coded_answer(client, variables, code):
    text = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    body = f'{{"query": {json.dumps(text)}, "variables": {variables}}}'
    for _ in range(2):
        answer = client.post(
            "/graphql", content=body, headers={"Content-Type": "application/json"}
        ).json()
        assert len(json.dumps(answer)) < 5_000
        codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
        assert "INTERNAL" not in codes
        assert code is None or codes == {code}


def test_hundreds_of_documents_stay_within_every_budget(client_of):
    client = client_of(cache_bytes=100_000)
    endpoint = next(r for r in client.app.routes if r.path == "/graphql/").app
    documents = run.documents()
    for n in range(KEPT + 250):
        text = f"query Q{n} {{ a{n}: dataset {{ id }} " + "# " * (n % 400) + "\n}"
        assert "data" in client.post("/graphql", json={"query": text}).json()
        assert len(documents._kept) <= KEPT
        assert documents._length <= MOST_KEPT
        assert endpoint.answers.held <= 100_000


def test_a_document_that_is_known_is_not_read_again(client_of, monkeypatch):
    client = client_of(cache_bytes=0)
    text = "query Again($n: Int) { timeline(first: $n) { nodes { slug } } }"
    client.post("/graphql", json={"query": text, "variables": {"n": 1}})

    def never(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("kg.api.documents.parse", never)
    monkeypatch.setattr("kg.api.documents.validate", never)
    monkeypatch.setattr(operation, "Plan", never)
    for n in range(1, 4):
        answer = client.post("/graphql", json={"query": text, "variables": {"n": n}}).json()
        assert len(answer["data"]["timeline"]["nodes"]) == n


def test_sizes_are_kept_by_page_sizes_alone(client_of, monkeypatch):
    client = client_of(cache_bytes=0)
    text = """query Sizes($n: Int, $support: Int) {
      timeline(first: $n, filter: {minIndependentSupport: $support}) { nodes { slug } } }"""
    measured = []
    whole = guards.measure
    monkeypatch.setattr(
        "kg.api.guards.measure", lambda *given: (measured.append(1), whole(*given))[1]
    )
    for support in range(20):
        variables = {"n": 2, "support": support}
        client.post("/graphql", json={"query": text, "variables": variables})
    assert len(measured) == 1
