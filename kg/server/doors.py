"""What does every answer carry, and what is written down of every request?

One layer around the application, in plain ASGI so that streams pass untouched: the
headers that tell browsers what not to do, who may read from other pages, and one line in
the log.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote

import msgspec
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.server.express import Client, Quick, Sent, lines
from kg.server.head import Head
from kg.server.problems import of, problem
from kg.server.replies import More, Reply
from kg.settings import Settings

LOG: Final = logging.getLogger("kg.access")
CLOSE: Final = (b"connection", b"close")
HEADS_KEPT: Final = 256
Answer = Callable[[Head, bytes], Reply | None]
Raw = list[tuple[bytes, bytes]]
NOTHING: Final = b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
ALWAYS: Final[Raw] = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"cross-origin"),
]
POLICY: Final = b"content-security-policy"
METHODS: Final = "GET, HEAD, POST, OPTIONS"
MAY_SEND: Final = "Accept, Content-Type, If-None-Match"
MAY_READ: Final = b"Content-Disposition, ETag, Retry-After"


class Doors:
    """The layer: headers out, one log line per request, nothing unmasked."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request through."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1003})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        seen = _Seen()
        origin = _header(scope, b"origin")

        async def out(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen.status = message["status"]
                given = message.get("headers", ())
                message["headers"] = self._guarded(scope["method"], seen.status, given, origin)
            else:
                seen.sent += len(message.get("body", b""))
            await send(message)

        try:
            early = self._early(scope, origin)
            await (early or self.app)(scope, receive, out)
        except Exception as error:
            if not seen.status:
                await of(error)(scope, receive, out)
            elif not isinstance(error, TimeoutError):
                # A stream that was broken off has no status to change any more.
                of(error)
                raise
            # Else the reader has stopped or the stream took too long: uvicorn breaks it off.
        finally:
            self._log(scope["method"], scope["path"], scope.get("client"), seen)

    def quick(self, answer: Answer) -> Quick:
        """The same layer around what is answered at once.

        A head that is too large, and a preflight, are no question: they come by `__call__`.
        """

        @lru_cache(maxsize=HEADS_KEPT)
        def head_of(
            status: int,
            media: str,
            more: More,
            method: str,
            origin: str | None,
        ) -> tuple[bytes, bool]:
            given = Reply(status, b"", media, more).headers()
            from_ = None if origin is None else origin.encode("latin-1")
            headers = self._guarded(method, status, given, from_)
            return lines(h for h in headers if h != CLOSE), CLOSE in headers

        def through(head: Head, body: bytes, client: Client) -> Sent | None:
            seen = _Seen() if LOG.isEnabledFor(logging.INFO) else None
            try:
                reply = answer(head, body)
            except Exception:  # noqa: BLE001  (asked again, it goes wrong again and is told)
                return None
            if reply is None:
                return None
            if seen is not None:
                seen.status, seen.sent = reply.status, len(reply.body)
                self._log(head.method, head.path, client, seen)
            said = reply.status, reply.media, reply.more, head.method, head.get(b"origin")
            return Sent(reply.status, *head_of(*said), reply.body)

        return through

    def _early(self, scope: Scope, origin: bytes | None) -> Response | None:
        """An answer that needs no application: a head that is too large, a preflight."""
        size = sum(len(name) + len(value) + 4 for name, value in scope["headers"])
        size += len(scope.get("raw_path") or b"") + len(scope["query_string"])
        if size > self.settings.max_header_bytes:
            allowed = self.settings.max_header_bytes
            hint = "send a long query with POST (max_header_bytes)"
            title = f"the head of the request has more than {allowed} bytes"
            return problem(431, "LIMIT_EXCEEDED", title, hint=hint, asked=size, allowed=allowed)
        if scope["method"] == "OPTIONS":
            allow = {"Allow": METHODS}
            if self._allowed(origin):
                allow |= {
                    "Access-Control-Allow-Methods": METHODS,
                    "Access-Control-Allow-Headers": MAY_SEND,
                    "Access-Control-Max-Age": "86400",
                }
            return Response(status_code=204, headers=allow)
        return None

    def _allowed(self, origin: bytes | None) -> bytes | None:
        """The origin that may read, as it is answered; never with credentials."""
        origins = self.settings.cors_origins
        if "*" in origins:
            return b"*"
        return origin if origin and origin.decode("latin-1") in origins else None

    def _guarded(
        self, method: str, status: int, given: Iterable[tuple[bytes, bytes]], origin: bytes | None
    ) -> Raw:
        """The headers of an answer, with those that every answer carries."""
        headers = [*given, *ALWAYS]
        if all(name != POLICY for name, _ in headers):
            headers.append((POLICY, NOTHING))
        allowed = self._allowed(origin)
        if allowed:
            headers.append((b"access-control-allow-origin", allowed))
            headers.append((b"access-control-expose-headers", MAY_READ))
        if self.settings.cors_origins and allowed != b"*":
            headers.append((b"vary", b"Origin"))  # a second one adds to the first
        if status >= 400 and method not in {"GET", "HEAD"}:
            # The body may be unread, and must not be taken for the next request.
            headers.append(CLOSE)
        return headers

    def _log(self, method: str, path: str, client: Client, seen: _Seen) -> None:
        """One line, or one JSON object. The query string stays out: it may hold what was
        searched for.
        """
        if not LOG.isEnabledFor(logging.INFO):
            return
        taken = (time.monotonic() - seen.begun) * 1000
        entry: dict[str, Any] = {
            "id": secrets.token_hex(6),
            "client": client[0] if client else None,
            "method": method[:20],
            "path": quote(path[:200], safe="/~-._"),
            "status": seen.status,
            "bytes": seen.sent,
            "ms": round(taken, 1),
        }
        if self.settings.log_json:
            LOG.info("%s", msgspec.json.encode(entry).decode())
        else:
            LOG.info("%(client)s %(method)s %(path)s %(status)s %(bytes)s B %(ms)s ms", entry)


def _header(scope: Scope, wanted: bytes) -> bytes | None:
    return next((value for name, value in scope["headers"] if name == wanted), None)


class _Seen:
    """What passed on its way out."""

    def __init__(self) -> None:
        self.begun = time.monotonic()
        self.status = 0
        self.sent = 0
