"""In which form does an answer of `/graphql` leave?

`application/json` says 200 to every request that was well formed,
`application/graphql-response+json` 400 where nothing was executed.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
from starlette.types import ASGIApp, Receive, Scope, Send

from kg.server.asked import Question, UnknownDocumentError
from kg.server.head import HTML, LEGACY, MODERN, READING, Head
from kg.server.negotiate import GZIP
from kg.server.pages import graphiql
from kg.server.pool import RETRY_SECONDS, BusyError
from kg.server.problems import RequestError
from kg.snapshot import Snapshot

UTF8: Final = "; charset=utf-8"
METHODS: Final = READING | {"POST"}
PACKED: Final = b"\x1f\x8b"
"""How gzip begins, and no JSON."""
More = tuple[tuple[str, str], ...]
"""Headers of an answer, by name and value."""
_VARIES: Final = ("vary", "Accept, Accept-Encoding")
_ANEW: Final = (("cache-control", "no-store"), _VARIES)
_AGAIN: Final = (("cache-control", "no-cache"), _VARIES)


class Reply(msgspec.Struct, frozen=True):
    """An answer on its way out."""

    status: int
    body: bytes
    media: str
    more: More = ()

    def headers(self) -> list[tuple[bytes, bytes]]:
        """What is said of it, but for its length."""
        own = () if self.status == 304 else (("content-type", self.media + UTF8),)
        return [(name.encode(), value.encode()) for name, value in (*own, *self.more)]

    async def __call__(
        self,
        scope: Scope,  # noqa: ARG002  (what ASGI calls it with)
        receive: Receive,  # noqa: ARG002  (as above)
        send: Send,
    ) -> None:
        """Send it."""
        headers = self.headers()
        if self.status != 304:
            headers.append((b"content-length", b"%d" % len(self.body)))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


class Wanted(msgspec.Struct, frozen=True):
    """What is asked of which snapshot, and in which form the answer is wanted.

    `tag` is that of the answer to a GET: who sends a POST asks anew.
    """

    question: Question
    snapshot: Snapshot
    media: str
    gzip: bool
    tag: str | None

    def reply(self, text: bytes, *, executed: bool = True) -> Reply:
        """The answer in that form."""
        more: More = _AGAIN if self.tag else _ANEW
        if self.tag and executed:
            more += (("etag", self.tag),)
        if text.startswith(PACKED):
            more += (("content-encoding", GZIP),)
        return Reply(400 if not executed and self.media == MODERN else 200, text, self.media, more)

    def unchanged(self) -> Reply:
        """That the client has the answer already."""
        return Reply(304, b"", self.media, (*_AGAIN, ("etag", self.tag or "")))


def at_sight(head: Head) -> ASGIApp | None:
    """The answer to a request of which no more than the head need be known."""
    if head.method not in METHODS:
        allow = ("allow", ", ".join(sorted(METHODS)))
        return _refused(LEGACY, 405, "ask with POST or GET", (allow,))
    if head.media is None:
        return _refused(LEGACY, 406, f"answers are {LEGACY} or {MODERN}")
    return graphiql() if head.media == HTML else None


def told(head: Head, error: RequestError | BusyError) -> Reply:
    """A request that cannot be taken, in words."""
    media = head.media or LEGACY
    if isinstance(error, BusyError):
        wait = ("retry-after", str(RETRY_SECONDS))
        return _refused(media, 503, "too much is being asked at once", (wait,), code="BUSY")
    if isinstance(error, UnknownDocumentError):
        status = 400 if media == MODERN else 200  # as of any request that was well formed
        return _refused(media, status, error.message, hint=error.hint, code=error.code)
    more: More = (("allow", "POST"),) if error.status == 405 else ()
    return _refused(media, error.status, error.message, more, hint=error.hint)


def _refused(
    media: str,
    status: int,
    message: str,
    more: More = (),
    *,
    hint: str | None = None,
    code: str = "BAD_REQUEST",
) -> Reply:
    """A request that was not even tried, said as GraphQL says errors."""
    extensions: dict[str, Any] = {"code": code} | ({"hint": hint} if hint else {})
    body = {"errors": [{"message": message, "extensions": extensions}]}
    return Reply(status, msgspec.json.encode(body), media, more + _ANEW)
