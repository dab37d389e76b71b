"""How is a GraphQL operation asked over HTTP?

GraphQL over HTTP: POST with JSON, GET with parameters; `application/json` answers well
formed requests with 200, `application/graphql-response+json` says 400 where nothing was
executed. A browser that opens the address gets a page to type in.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from kg import __version__
from kg.server.body import json_of, read_body
from kg.server.negotiate import accepted, etag, has_already
from kg.server.pages import graphiql
from kg.server.pool import RETRY_SECONDS, BusyError
from kg.server.problems import RequestError
from kg.server.state import State, state_of
from kg.snapshot import Snapshot

LEGACY: Final = "application/json"
MODERN: Final = "application/graphql-response+json"
HTML: Final = "text/html"
UTF8: Final = "; charset=utf-8"


async def endpoint(request: Request) -> Response:
    """Answer one request to /graphql."""
    header = request.headers.get("accept")
    if request.method in {"GET", "HEAD"}:
        offers = (LEGACY, MODERN, HTML)
        media = accepted(header, offers)
        if media == HTML:
            return graphiql()
    else:
        media = accepted(header, (LEGACY, MODERN))
    if media is None:
        return _refused(LEGACY, 406, f"answers are {LEGACY} or {MODERN}", {})
    try:
        return await _answer(request, media)
    except RequestError as error:
        headers = {"Allow": "POST"} if error.status == 405 else {}
        return _refused(media, error.status, error.message, headers, hint=error.hint)
    except BusyError:
        headers = {"Retry-After": str(RETRY_SECONDS)}
        return _refused(media, 503, "too much is being asked at once", headers, code="BUSY")


async def _answer(request: Request, media: str) -> Response:
    state = state_of(request)
    get = request.method in {"GET", "HEAD"}
    asked = _from_address(request) if get else await _from_body(request)
    snapshot = state.current.get()
    # A POST is never answered from a cache, so it carries no tag.
    headers = {"Cache-Control": "no-cache" if get else "no-store", "Vary": "Accept"}
    tag = etag(snapshot.digest, __version__, media, *asked.values()) if get else None
    if tag and has_already(request, tag):
        return Response(status_code=304, headers=headers | {"ETag": tag})
    async with _while_connected(request) as gone:
        text, executed, refused = await state.pool.run(_work, snapshot, asked, state, gone)
    if refused and get:
        raise RequestError(405, "only queries can be asked with GET", hint="send it with POST")
    if tag and executed:
        headers["ETag"] = tag
    status = 400 if not executed and media == MODERN else 200
    return Response(text, status, headers, media + UTF8)


def _work(
    snapshot: Snapshot, asked: Mapping[str, Any], state: State, gone: threading.Event
) -> tuple[bytes, bool, str | None]:
    """What runs in a thread: execute and write."""
    from kg.api import Asked, answered  # noqa: PLC0415  (loaded by the first question)

    found = answered(
        snapshot,
        Asked(asked["query"], asked["variables"], asked["operationName"], gone),
        state.limits,
    )
    return found.text, found.executed, found.refused


@asynccontextmanager
async def _while_connected(request: Request) -> AsyncIterator[threading.Event]:
    """An event that is set when the client goes away, so that the work stops."""
    gone = threading.Event()

    async def watch() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        gone.set()

    watcher = asyncio.create_task(watch())
    try:
        yield gone
    finally:
        watcher.cancel()
        gone.set()  # also when this request is cut short: the thread need not go on


async def _from_body(request: Request) -> dict[str, Any]:
    state = state_of(request)
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    if kind.strip().lower() != LEGACY:
        raise RequestError(415, "a request is sent as JSON", hint=f"Content-Type: {LEGACY}")
    charset = parameters.lower().replace(" ", "").replace('"', "")
    if "charset=" in charset and "charset=utf-8" not in charset:
        raise RequestError(415, "a request is sent in UTF-8", hint="charset=utf-8")
    settings = state.settings
    text = await read_body(request, settings.max_body_bytes, settings.body_seconds)
    return _checked(json_of(text, "the body"))


def _from_address(request: Request) -> dict[str, Any]:
    given: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if given.get(name):
            given[name] = json_of(given[name], name)
        else:
            given.pop(name, None)
    return _checked(given)


def _checked(given: Any) -> dict[str, Any]:
    """The members of a request, each of the sort that it must be.

    Raises: RequestError 400.
    """
    if not isinstance(given, dict):
        raise RequestError(
            400, "the body is not a JSON object", hint='{"query": "…", "variables": {…}}'
        )
    if not isinstance(given.get("query"), str):
        raise RequestError(400, "`query` is not there, or is no text", hint='{"query": "{ … }"}')
    for name, sort, word in (
        ("operationName", str, "a text"),
        ("variables", dict, "an object"),
        ("extensions", dict, "an object"),
    ):
        if given.get(name) is not None and not isinstance(given[name], sort):
            raise RequestError(400, f"`{name}` is not {word}", hint="or leave it out")
    return {name: given.get(name) for name in ("query", "variables", "operationName")}


def _refused(
    media: str,
    status: int,
    message: str,
    headers: Mapping[str, str],
    *,
    hint: str | None = None,
    code: str = "BAD_REQUEST",
) -> Response:
    """A request that was not even tried, said as GraphQL says errors."""
    extensions = {"code": code} | ({"hint": hint} if hint else {})
    body = {"errors": [{"message": message, "extensions": extensions}]}
    return Response(msgspec.json.encode(body), status, dict(headers), media + UTF8)
