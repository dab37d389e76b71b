"""What does a request to GraphQL ask?"""

from __future__ import annotations

from typing import Any, Final

import msgspec
from starlette.datastructures import QueryParams

from kg.server.head import LEGACY, Head
from kg.server.library import HASHED, Library, hashed
from kg.server.problems import RequestError
from kg.server.state import State


class Persisted(msgspec.Struct, rename="camel"):
    """Apollo's extension: the hash of the document."""

    version: int
    sha256_hash: str


class Extensions(msgspec.Struct, rename="camel"):
    """The members of `extensions` that count."""

    persisted_query: Persisted | None = None


class Sent(msgspec.Struct, rename="camel"):
    """The members of a request as they are sent; variables are read when they are needed."""

    query: str | None = None
    document_id: str | None = None
    operation_name: str | None = None
    variables: msgspec.Raw = msgspec.Raw()
    extensions: Extensions | None = None


class Question(msgspec.Struct, frozen=True):
    """A document, the operation of it that is meant, and the variables in JSON."""

    text: str
    operation: str | None
    variables: bytes

    def values(self) -> dict[str, Any] | None:
        """The variables. Raises: RequestError 400."""
        found: dict[str, Any] | None = _VARIABLES(self.variables) if self.variables else None
        return found


class UnknownDocumentError(RequestError):
    """A document that is asked for by an id and is not here."""

    code = "PERSISTED_QUERY_NOT_FOUND"


def question_of(head: Head, body: bytes, state: State, library: Library) -> Question:
    """What a request asks: with POST in its body, else in its address.

    Raises: RequestError.
    """
    sent: Sent = _SENT(body) if head.method == "POST" else _from_address(head)
    return Question(_document(sent, state, library), sent.operation_name, bytes(sent.variables))


def check_media(head: Head) -> None:
    """See that the body of a request will be JSON in UTF-8.

    Raises: RequestError 415.
    """
    header = head.get(b"content-type") or ""
    if header == LEGACY:
        return
    kind, _, parameters = header.partition(";")
    if kind.strip().lower() != LEGACY:
        raise RequestError(415, "a request is sent as JSON", hint=f"Content-Type: {LEGACY}")
    charset = parameters.lower().replace(" ", "").replace('"', "")
    if "charset=" in charset and "charset=utf-8" not in charset:
        raise RequestError(415, "a request is sent in UTF-8", hint="charset=utf-8")


def _from_address(head: Head) -> Sent:
    given = QueryParams(head.query)
    extensions = given.get("extensions")
    return Sent(
        query=given.get("query"),
        document_id=given.get("documentId"),
        operation_name=given.get("operationName"),
        variables=msgspec.Raw(given.get("variables", "").encode(errors="replace")),
        extensions=_EXTENSIONS(extensions) if extensions else None,
    )


def _document(sent: Sent, state: State, library: Library) -> str:
    """The text of the document: as it was sent, or looked up."""
    persisted = sent.extensions.persisted_query if sent.extensions else None
    if sent.document_id is not None:
        return _known(sent.document_id, sent.query, library)
    if persisted is not None:
        return _registered(persisted, sent.query, state, library)
    if sent.query is None:
        raise RequestError(400, "`query` is not there", hint='{"query": "{ … }"}')
    return _allowed(sent.query, state, library)


def _known(identifier: str, query: str | None, library: Library) -> str:
    if query is not None:
        raise RequestError(400, "there is a `query` beside `documentId`", hint="send one of them")
    found = library.text(identifier)
    if found is None:
        raise UnknownDocumentError(
            400, f"there is no document {identifier[:80]!r}", hint="send its text as `query`"
        )
    return found


def _registered(persisted: Persisted, query: str | None, state: State, library: Library) -> str:
    """Apollo's way: the hash alone, or hash and text when the hash was not known."""
    identifier = HASHED + persisted.sha256_hash
    if query is None:
        found = library.text(identifier)
        if found is None:
            raise UnknownDocumentError(400, "PersistedQueryNotFound")  # clients look for the word
        return found
    text = _allowed(query, state, library)
    if library.text(identifier) != text:
        if hashed(text) != identifier:
            raise RequestError(400, "the hash is not that of the document", hint=hashed(text))
        library.register(identifier, text)
    return text


def _allowed(text: str, state: State, library: Library) -> str:
    if state.settings.documents_only and not library.trusts(text):
        raise RequestError(
            403, "this server answers trusted documents only", hint="ask by documentId"
        )
    return text


def _reader(sort: Any, what: str) -> Any:
    """What reads JSON of a sort. It raises RequestError 400."""
    decode = msgspec.json.Decoder(sort).decode

    def read(text: bytes | str) -> Any:
        try:
            return decode(text)
        except msgspec.ValidationError as error:
            raise RequestError(400, f"{what} is not as it must be: {error}", hint=_SHAPE) from None
        except (msgspec.DecodeError, RecursionError, ValueError) as error:
            reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
            raise RequestError(400, f"{what} is not JSON: {reason[:200]}") from None

    return read


_SHAPE: Final = '{"query": "…", "variables": {…}, "operationName": "…"}'
_SENT: Final = _reader(Sent, "the body")
_EXTENSIONS: Final = _reader(Extensions | None, "extensions")
_VARIABLES: Final = _reader(dict[str, Any] | None, "variables")
