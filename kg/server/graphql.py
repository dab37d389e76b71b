"""How is a GraphQL operation asked over HTTP?

GraphQL over HTTP: POST with JSON, GET with parameters; `application/json` answers well
formed requests with 200, `application/graphql-response+json` says 400 where nothing was
executed. A browser that opens the address gets a page to type in.

The road from the socket to the plan: which form is wanted, what is asked, has the client
the answer already, is it kept, is it quick, else to a thread. All but the last waits for
nothing, so that `kg.server.express` can go it without a task.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from sys import getsizeof
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import astuple
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from kg import __version__
from kg.server.asked import Question, check_media, question_of
from kg.server.body import read_body
from kg.server.head import HTML, LEGACY, Head
from kg.server.library import Library, trusted_documents
from kg.server.negotiate import compressed, etag, has_already, has_any
from kg.server.pool import BusyError
from kg.server.problems import RequestError
from kg.server.replies import Reply, Wanted, at_sight, told
from kg.server.shelf import Shelf
from kg.server.state import State

if TYPE_CHECKING:
    from kg.api import Asked, Written

SMALL: Final = 8 * 1024
"""Bytes of variables; more are brought into shape in a thread, since that takes its time."""
LARGE: Final = 256 * 1024
"""Bytes from which an answer is compressed in a thread."""


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
        reply = await self._reply(Head(scope), Request(scope, receive))
        await reply(scope, receive, send)

    async def _reply(self, head: Head, request: Request) -> ASGIApp:
        settings, body = self.state.settings, b""
        found = at_sight(head)
        if found is not None:
            return found
        try:
            if head.method == "POST":
                check_media(head)
                body = await read_body(request, settings.max_body_bytes, settings.body_seconds)
            wanted = self._wanted(head, body, head.media or LEGACY)
            return self._soon(wanted, head) or await self._later(wanted, head, request)
        except (RequestError, BusyError) as error:
            return told(head, error)

    def at_once(self, head: Head, body: bytes) -> Reply | None:
        """The answer to a request whose body is here, if nothing need be waited for.

        Equals: kg.server.graphql.GraphQL.__call__
        """
        media = head.media
        if media is None or media == HTML or len(body) > self.state.settings.max_body_bytes:
            return None
        try:
            if head.method == "POST":
                check_media(head)
            return self._soon(self._wanted(head, body, media), head)
        except RequestError as error:
            return told(head, error)

    def _wanted(self, head: Head, body: bytes, media: str) -> Wanted:
        """What a request asks. Raises: RequestError."""
        question = question_of(head, body, self.state, self.library)
        snapshot = self.state.current.get()
        gzip = head.gzip and bool(self.state.settings.gzip_bytes)
        tag = None
        if head.reads:
            tag = etag(snapshot.digest, __version__, media, gzip, *astuple(question))
        return Wanted(question, snapshot, media, gzip, tag)

    def _soon(self, wanted: Wanted, head: Head) -> Reply | None:
        """The answer if the client has it, if it is kept or if it is quick.

        Raises: RequestError.
        """
        if wanted.tag and has_already(head.get(b"if-none-match"), wanted.tag):
            return wanted.unchanged()
        kept = self._kept(wanted) if self.answers.most else None
        if kept is not None:
            return wanted.unchanged() if _holds_any(wanted, head) else wanted.reply(kept)
        if len(wanted.question.variables) > SMALL:
            return None
        found = _api().answered_at_once(wanted.snapshot, _asked(wanted), self.state.limits)
        if found is None or (wanted.gzip and len(found.text) >= LARGE):
            return None
        _allowed(found, head)
        text = compressed(found.text) if self._packs(wanted, found) else found.text
        return self._leaves(wanted, head, found, text)

    async def _later(self, wanted: Wanted, head: Head, request: Request) -> Reply:
        """The answer out of a thread.

        Raises: RequestError, BusyError.
        """
        asked, pool = _asked(wanted), self.state.pool
        asked.cancelled = gone = threading.Event()
        async with _while_connected(request, gone):
            found = await pool.run(_api().answered, wanted.snapshot, asked, self.state.limits)
        _allowed(found, head)
        text = found.text
        if self._packs(wanted, found):
            text = compressed(text) if len(text) < LARGE else await pool.run(compressed, text)
        return self._leaves(wanted, head, found, text)

    def _packs(self, wanted: Wanted, found: Written) -> bool:
        return wanted.gzip and len(found.text) >= self.state.settings.gzip_bytes

    def _leaves(self, wanted: Wanted, head: Head, found: Written, text: bytes) -> Reply:
        """The answer, kept if it may be."""
        if found.lasting and self.answers.most:
            self._keep(wanted, text)
        if found.executed and _holds_any(wanted, head):
            return wanted.unchanged()
        return wanted.reply(text, executed=found.executed)

    def _kept(self, wanted: Wanted) -> bytes | None:
        if self._digest != wanted.snapshot.digest:
            self.answers.clear()
            self._digest = wanted.snapshot.digest
        return self.answers.get((wanted.question, wanted.gzip))

    def _keep(self, wanted: Wanted, text: bytes) -> None:
        """Keep an answer, unless another snapshot came while it was worked out."""
        question = wanted.question
        if self._digest == wanted.snapshot.digest:
            size = len(text) + getsizeof(question.text) + len(question.variables)
            self.answers.put((question, wanted.gzip), text, size)


@cache
def _api() -> Any:
    """What answers; it is loaded by the first question."""
    from kg import api  # noqa: PLC0415  (half a second)

    return api


def _asked(wanted: Wanted) -> Asked:
    """The operation. Raises: RequestError for variables that are none."""
    question = wanted.question
    asked: Asked = _api().Asked(question.text, question.values(), question.operation)
    return asked


def _holds_any(wanted: Wanted, head: Head) -> bool:
    return wanted.tag is not None and has_any(head.get(b"if-none-match"))


def _allowed(found: Written, head: Head) -> None:
    if found.refused and head.reads:
        raise RequestError(405, "only queries can be asked with GET", hint="send it with POST")


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
