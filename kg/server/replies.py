"""In which form does an answer of `/graphql` leave?

`application/json` says 200 to every request that was well formed,
`application/graphql-response+json` 400 where nothing was executed.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import msgspec
from starlette.types import ASGIApp, Receive, Scope, Send

from kg.server.asked import Question, UnknownDocumentError
from kg.server.head import Head
from kg.server.negotiate import GZIP, accepted
from kg.server.pages import graphiql
from kg.server.pool import RETRY_SECONDS, BusyError
from kg.server.problems import RequestError
from kg.snapshot import Snapshot

LEGACY: Final = "application/json"
MODERN: Final = "application/graphql-response+json"
HTML: Final = "text/html"
UTF8: Final = "; charset=utf-8"
READING: Final = frozenset({"GET", "HEAD"})
METHODS: Final = READING | {"POST"}
PACKED: Final = b"\x1f\x8b"
"""How gzip begins, and no JSON."""
_OFFERS: Final = {True: (LEGACY, MODERN, HTML), False: (LEGACY, MODERN)}


class Reply(msgspec.Struct, frozen=True):
    """An answer on its way out."""

    status: int
    body: bytes
    media: str
    more: dict[str, str]

    def headers(self) -> list[tuple[bytes, bytes]]:
        """What is said of it, but for its length."""
        own = {} if self.status == 304 else {"content-type": self.media + UTF8}
        return [(n.encode(), v.encode()) for n, v in (own | self.more).items()]

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


class Wanted(NamedTuple):
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
        headers = self._headers()
        if self.tag and executed:
            headers["etag"] = self.tag
        if text.startswith(PACKED):
            headers["content-encoding"] = GZIP
        return Reply(
            400 if not executed and self.media == MODERN else 200, text, self.media, headers
        )

    def unchanged(self) -> Reply:
        """That the client has the answer already."""
        return Reply(304, b"", self.media, self._headers() | {"etag": self.tag or ""})

    def _headers(self) -> dict[str, str]:
        stay = "no-cache" if self.tag else "no-store"
        return {"cache-control": stay, "vary": "Accept, Accept-Encoding"}


def at_sight(head: Head) -> ASGIApp | None:
    """The answer to a request of which no more than the head need be known."""
    media = media_of(head)
    if head.method not in METHODS:
        return _refused(LEGACY, 405, "ask with POST or GET", {"allow": ", ".join(sorted(METHODS))})
    if media is None:
        return _refused(LEGACY, 406, f"answers are {LEGACY} or {MODERN}", {})
    return graphiql() if media == HTML else None


def media_of(head: Head) -> str | None:
    """The form that is wanted; None when it is none that there is."""
    return accepted(head.get(b"accept"), _OFFERS[head.method in READING])


def told(head: Head, error: RequestError | BusyError) -> Reply:
    """A request that cannot be taken, in words."""
    media = media_of(head) or LEGACY
    if isinstance(error, BusyError):
        headers = {"retry-after": str(RETRY_SECONDS)}
        return _refused(media, 503, "too much is being asked at once", headers, code="BUSY")
    if isinstance(error, UnknownDocumentError):
        status = 400 if media == MODERN else 200  # as of any request that was well formed
        return _refused(media, status, error.message, {}, hint=error.hint, code=error.code)
    headers = {"allow": "POST"} if error.status == 405 else {}
    return _refused(media, error.status, error.message, headers, hint=error.hint)


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
