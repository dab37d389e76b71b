"""How is a GraphQL operation asked over HTTP?

GraphQL over HTTP: POST with JSON, GET with parameters; `application/json` answers well
formed requests with 200, `application/graphql-response+json` says 400 where nothing was
executed. A browser that opens the address gets a page to type in.

The road from the socket to the plan, in plain ASGI: which form is wanted, what is asked, has
the client the answer already, is it kept, is it quick, else to a thread.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from sys import getsizeof
from typing import TYPE_CHECKING, Any, Final

import msgspec
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from kg import __version__
from kg.server.asked import Question, UnknownDocumentError, question_of
from kg.server.library import Library, trusted_documents
from kg.server.negotiate import GZIP, accepted, compressed, etag, has_already, takes_gzip
from kg.server.pages import graphiql
from kg.server.pool import RETRY_SECONDS, BusyError
from kg.server.problems import RequestError
from kg.server.shelf import Shelf
from kg.server.state import State
from kg.snapshot import Snapshot

if TYPE_CHECKING:
    from kg.api import Written

LEGACY: Final = "application/json"
MODERN: Final = "application/graphql-response+json"
HTML: Final = "text/html"
UTF8: Final = "; charset=utf-8"
READING: Final = frozenset({"GET", "HEAD"})
METHODS: Final = READING | {"POST"}
LARGE: Final = 256 * 1024
"""Bytes from which an answer is compressed in a thread."""
PACKED: Final = b"\x1f\x8b"
"""How gzip begins, and no JSON."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer on its way out."""

    status: int
    body: bytes
    media: str
    more: dict[str, str]

    async def __call__(
        self,
        scope: Scope,  # noqa: ARG002  (what ASGI calls it with)
        receive: Receive,  # noqa: ARG002  (as above)
        send: Send,
    ) -> None:
        """Send it."""
        headers = {"content-type": self.media + UTF8, "content-length": str(len(self.body))}
        if self.status == 304:
            headers = {}
        raw = [(n.encode(), v.encode()) for n, v in (headers | self.more).items()]
        await send({"type": "http.response.start", "status": self.status, "headers": raw})
        await send({"type": "http.response.body", "body": self.body})


class GraphQL:
    """The endpoint.

    `answers` are kept by question and encoding, for one snapshot at a time.
    """

    def __init__(self, state: State) -> None:
        settings = state.settings
        trusted = trusted_documents(Path(settings.documents)) if settings.documents else {}
        self.state = state
        self.library = Library(trusted, settings.registered_bytes)
        self.answers: Shelf[tuple[Question, bool], bytes] = Shelf(settings.cache_bytes)
        self._digest: str | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        reply = await self._reply(Request(scope, receive))
        await reply(scope, receive, send)

    async def _reply(self, request: Request) -> ASGIApp:
        get = request.method in READING
        offers = (LEGACY, MODERN, HTML) if get else (LEGACY, MODERN)
        media = accepted(request.headers.get("accept"), offers)
        if request.method not in METHODS:
            allow = {"allow": ", ".join(sorted(METHODS))}
            return _refused(LEGACY, 405, "ask with POST or GET", allow)
        if media is None:
            return _refused(LEGACY, 406, f"answers are {LEGACY} or {MODERN}", {})
        if media == HTML:
            return graphiql()
        try:
            return await self._answer(request, media)
        except UnknownDocumentError as error:
            status = 400 if media == MODERN else 200  # as of any request that was well formed
            return _refused(media, status, error.message, {}, hint=error.hint, code=error.code)
        except RequestError as error:
            headers = {"allow": "POST"} if error.status == 405 else {}
            return _refused(media, error.status, error.message, headers, hint=error.hint)
        except BusyError:
            headers = {"retry-after": str(RETRY_SECONDS)}
            return _refused(media, 503, "too much is being asked at once", headers, code="BUSY")

    async def _answer(self, request: Request, media: str) -> Reply:
        get = request.method in READING
        question = await question_of(request, self.state, self.library)
        snapshot = self.state.current.get()
        gzip = self._gzip(request)
        # Who sends a POST asks anew, so its answer carries no tag.
        headers = {"cache-control": "no-cache" if get else "no-store"}
        headers["vary"] = "Accept, Accept-Encoding"
        tag = etag(snapshot.digest, __version__, media, gzip, *question) if get else None
        if tag and has_already(request, tag):
            return Reply(304, b"", media, headers | {"etag": tag})
        text, executed = self._kept(snapshot, question, gzip=gzip), True
        if text is None:
            text, executed = await self._made(request, snapshot, question, gzip=gzip)
        if tag and executed:
            headers["etag"] = tag
        if text.startswith(PACKED):
            headers["content-encoding"] = GZIP
        return Reply(400 if not executed and media == MODERN else 200, text, media, headers)

    def _gzip(self, request: Request) -> bool:
        if not self.state.settings.gzip_bytes:
            return False
        return takes_gzip(request.headers.get("accept-encoding"))

    async def _made(
        self, request: Request, snapshot: Snapshot, question: Question, *, gzip: bool
    ) -> tuple[bytes, bool]:
        """The answer, kept if it may be; and whether the operation was executed."""
        found = await self._worked_out(request, snapshot, question)
        if found.refused and request.method in READING:
            raise RequestError(405, "only queries can be asked with GET", hint="send it with POST")
        text = await self._packed(found.text, gzip=gzip)
        if found.lasting:
            self._keep(snapshot, question, text, gzip=gzip)
        return text, found.executed

    async def _worked_out(
        self, request: Request, snapshot: Snapshot, question: Question
    ) -> Written:
        """At once where it is quick, else in a thread."""
        from kg.api import Asked, answered, answered_at_once  # noqa: PLC0415  (by the first question)

        asked = Asked(question.text, question.values(), question.operation)
        found = answered_at_once(snapshot, asked, self.state.limits)
        if found is not None:
            return found
        asked.cancelled = gone = threading.Event()
        async with _while_connected(request, gone):
            return await self.state.pool.run(answered, snapshot, asked, self.state.limits)

    async def _packed(self, text: bytes, *, gzip: bool) -> bytes:
        if not gzip or len(text) < self.state.settings.gzip_bytes:
            return text
        if len(text) < LARGE:
            return compressed(text)
        return await self.state.pool.run(compressed, text)

    def _kept(self, snapshot: Snapshot, question: Question, *, gzip: bool) -> bytes | None:
        if self._digest != snapshot.digest:
            self.answers.clear()
            self._digest = snapshot.digest
        return self.answers.get((question, gzip))

    def _keep(self, snapshot: Snapshot, question: Question, text: bytes, *, gzip: bool) -> None:
        """Keep an answer, unless another snapshot came while it was worked out."""
        if self._digest == snapshot.digest:
            size = len(text) + getsizeof(question.text) + len(question.variables)
            self.answers.put((question, gzip), text, size)


@asynccontextmanager
async def _while_connected(request: Request, gone: threading.Event) -> AsyncIterator[None]:
    """Sets an event when the client goes away, so that the work stops."""

    async def watch() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        gone.set()

    watcher = asyncio.create_task(watch())
    try:
        yield
    finally:
        watcher.cancel()
        gone.set()  # also when this request is cut short: the thread need not go on


def _refused(
    media: str,
    status: int,
    message: str,
    headers: dict[str, str],
    *,
    hint: str | None = None,
    code: str = "BAD_REQUEST",
) -> Reply:
    """A request that was not even tried, said as GraphQL says errors."""
    extensions: dict[str, Any] = {"code": code} | ({"hint": hint} if hint else {})
    body = {"errors": [{"message": message, "extensions": extensions}]}
    return Reply(status, msgspec.json.encode(body), media, headers)
