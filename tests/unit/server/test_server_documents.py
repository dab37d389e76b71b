"""Documents by their ids: handed in at the start, or registered by clients."""

from __future__ import annotations

import hashlib
import json

import pytest

from kg.errors import InputError
from kg.server.library import Library, hashed, trusted_documents
from kg.server.shelf import OVERHEAD, Shelf

QUERY = "query Q { dataset { id } }"
EVENT = "query E($slug: String) { event(slug: $slug) { slug } }"
ANSWER = {"data": {"dataset": {"id": "alder"}}}
MODERN = {"Accept": "application/graphql-response+json"}


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def automatic(text: str, query: str | None = None) -> dict[str, object]:
    """What an Apollo client sends for a document: the hash, and the text when it must."""
    body: dict[str, object] = {"extensions": {"persistedQuery": {"version": 1}}}
    body["extensions"]["persistedQuery"]["sha256Hash"] = sha(text)
    return body | ({"query": query} if query is not None else {})


@pytest.fixture
def documents(tmp_path):
    path = tmp_path / "documents.json"
    path.write_text(json.dumps({f"sha256:{sha(EVENT)}": EVENT, "dataset": QUERY}))
    return str(path)


def test_a_trusted_document_is_asked_by_its_id(client_of, documents):
    client = client_of(documents=documents)
    asked = {"documentId": hashed(EVENT), "variables": {"slug": "first-run"}}
    expected = {"data": {"event": {"slug": "first-run"}}}
    assert client.post("/graphql", json=asked).json() == expected
    assert client.get("/graphql", params={"documentId": "dataset"}).json() == ANSWER
    # Every document has its hash as an id.
    assert client.post("/graphql", json={"documentId": hashed(QUERY)}).json() == ANSWER
    params = asked | {"variables": json.dumps(asked["variables"])}
    found = client.get("/graphql", params=params)
    assert found.json() == expected
    again = client.get("/graphql", params=params, headers={"If-None-Match": found.headers["etag"]})
    assert again.status_code == 304


def test_a_document_that_is_not_here_is_one_error(client):
    asked = {"documentId": hashed("{ nothing }")}
    for headers, status in (({}, 200), (MODERN, 400)):
        answer = client.post("/graphql", json=asked, headers=headers)
        assert answer.status_code == status
        (error,) = answer.json()["errors"]
        assert error["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
    both = client.post("/graphql", json=asked | {"query": QUERY})
    assert both.status_code == 400


def test_a_client_registers_a_document_by_its_hash(client_of):
    client = client_of()
    unknown = client.post("/graphql", json=automatic(QUERY)).json()["errors"][0]
    assert unknown["message"] == "PersistedQueryNotFound"
    assert unknown["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
    assert client.post("/graphql", json=automatic(QUERY, QUERY)).json() == ANSWER
    assert client.post("/graphql", json=automatic(QUERY)).json() == ANSWER
    extensions = json.dumps(automatic(QUERY)["extensions"])
    assert client.get("/graphql", params={"extensions": extensions}).json() == ANSWER
    wrong = client.post("/graphql", json=automatic(QUERY, EVENT))
    assert wrong.status_code == 400
    assert wrong.json()["errors"][0]["extensions"]["hint"] == hashed(EVENT)


@pytest.mark.parametrize(
    "extensions",
    [{"persistedQuery": 1}, {"persistedQuery": {"version": 1}}, {"persistedQuery": []}],
)
def test_an_extension_that_is_not_as_it_must_be_is_400(client, extensions):
    assert client.post("/graphql", json={"extensions": extensions}).status_code == 400
    found = client.get("/graphql", params={"extensions": json.dumps(extensions)})
    assert found.status_code == 400


def test_only_trusted_documents_where_it_is_so_set(client_of, documents):
    client = client_of(documents=documents, documents_only=True)
    assert client.post("/graphql", json={"documentId": "dataset"}).json() == ANSWER
    assert client.post("/graphql", json={"query": QUERY}).json() == ANSWER
    for body in ({"query": "{ dataset { id } }"}, automatic("{ a }", "{ a }")):
        answer = client.post("/graphql", json=body)
        assert answer.status_code == 403
        assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


def test_registered_documents_stay_within_their_budget(client_of):
    client = client_of(registered_bytes=20_000)
    texts = [f"{{ a{n}: dataset {{ id }} }}" for n in range(300)]
    for text in texts:
        assert "data" in client.post("/graphql", json=automatic(text, text)).json()
    assert "data" in client.post("/graphql", json=automatic(texts[-1])).json()
    assert "errors" in client.post("/graphql", json=automatic(texts[0])).json()
    none = client_of(registered_bytes=0)
    none.post("/graphql", json=automatic(QUERY, QUERY))
    assert "errors" in none.post("/graphql", json=automatic(QUERY)).json()


def test_a_library_never_grows_past_its_budget():
    library = Library({"a": QUERY}, 10_000)
    for n in range(2_000):
        library.register(f"sha256:{n}", f"{{ a{n} }}" * (n % 50 + 1))
        assert library.registered.held <= 10_000
    assert 0 < len(library.registered) < 25
    assert library.text("a") == QUERY
    assert library.trusts(QUERY)
    assert not library.trusts(EVENT)


def test_a_shelf_forgets_what_was_not_asked_for_longest():
    shelf: Shelf[str, int] = Shelf(3 * (OVERHEAD + 10))
    for number, key in enumerate("abc"):
        shelf.put(key, number, 10)
    assert shelf.get("a") == 0
    shelf.put("d", 3, 10)
    assert [shelf.get(key) for key in "abcd"] == [0, None, 2, 3]
    shelf.put("a", 9, 5)
    assert (shelf.get("a"), shelf.held) == (9, 3 * OVERHEAD + 25)
    shelf.put("large", 1, shelf.most)
    assert shelf.get("large") is None
    shelf.clear()
    assert (len(shelf), shelf.held) == (0, 0)


def test_documents_are_read_from_a_folder_and_from_manifests(tmp_path):
    (tmp_path / "town.graphql").write_text(QUERY)
    (tmp_path / "notes.txt").write_text("not read")
    assert trusted_documents(tmp_path) == {"town": QUERY, hashed(QUERY): QUERY}
    apollo = tmp_path / "apollo.json"
    operations = [{"id": "x1", "name": "Q", "type": "query", "body": QUERY}]
    apollo.write_text(
        json.dumps(
            {"format": "apollo-persisted-query-manifest", "version": 1, "operations": operations}
        )
    )
    assert trusted_documents(apollo) == {"x1": QUERY, hashed(QUERY): QUERY}


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"a": 1}',
        '{"operations": [{"id": "a"}]}',
        '{"operations": [1]}',
        "\xff",
        "[" * 100_000,
        json.dumps({"sha256:" + "0" * 64: QUERY}),
    ],
)
def test_documents_that_cannot_be_used_are_told(tmp_path, text):
    path = tmp_path / "documents.json"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(InputError) as refused:
        trusted_documents(path)
    assert refused.value.hint


def test_documents_that_are_not_there_are_told(tmp_path):
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(InputError):
            trusted_documents(path)
