"""Which requests are answered without a task, and how?

uvicorn starts a task for each request before its body is there, and an application waits in
it for the body and for each part of the answer to be taken. A question that is short, whole
and quick needs none of that: it is answered where its bytes come in. Everything else goes
the way of ASGI, from the beginning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final

from msgspec import Struct

from kg.server.head import Head

PATH: Final = "/graphql"
METHODS: Final = frozenset({"GET", "POST"})
NOT_MODIFIED: Final = HTTPStatus.NOT_MODIFIED.value


class Sent(Struct, frozen=True):
    """A whole answer. `head` are the lines of its headers, but for those of the connection."""

    status: int
    head: bytes
    closing: bool
    body: bytes


Client = tuple[str, int] | None
Quick = Callable[[Head, bytes, Client], Sent | None]
"""What answers a request with its body, of a client, if nothing need be waited for."""


class Express:
    """A layer over an HTTP protocol of uvicorn: what `quick` answers leaves at once.

    No more than `most` bytes are short, with the `waited_for` of a head that came in pieces.
    Equals: `kg.server.app.create_app`, the application behind it
    """

    app: Any
    flow: Any
    most: int
    waited_for: int
    server_state: Any
    transport: Any
    held: Any = None
    receiving: bool = False

    @staticmethod
    def quick(_head: Head, _body: bytes, _client: Client) -> Sent | None:
        """The answer that can be given at once; `http_protocol` says by whom."""
        return None

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        """Hold a request back until the bytes that have come are read.

        uvicorn calls this when a head is complete, and for requests that stood in a queue: of
        these the rest may never come, and it is the task that waits no longer than it may.
        """
        scope = cycle.scope
        if self.receiving and cycle.more_body and app is self.app and scope["path"] == PATH:
            self.held = cycle
        else:
            super()._start_asgi_task(cycle, app)  # type: ignore[misc]  # of the protocol below

    def data_received(self, data: bytes) -> None:
        """Answer what came whole."""
        self.receiving = True
        try:
            super().data_received(data)  # type: ignore[misc]  # of the protocol below
        finally:
            self.receiving = False
        cycle, self.held = self.held, None
        if cycle is None or self.transport.is_closing():
            return
        sent = None
        short = self.waited_for + len(data) <= self.most and cycle.scope["method"] in METHODS
        if short and not (cycle.more_body or self.flow.write_paused):
            head = Head(cycle.scope)
            sent = self.quick(head, bytes(cycle.body), cycle.scope["client"])
        if sent is None:
            super()._start_asgi_task(cycle, self.app)  # type: ignore[misc]  # of the protocol below
            return
        self._leave(cycle, sent)

    def _leave(self, cycle: Any, sent: Sent) -> None:
        """Send an answer in one piece, and go on as after any other.

        uvicorn writes head and body one by one.
        """
        cycle.keep_alive = cycle.keep_alive and not sent.closing
        own = self.server_state.default_headers
        self.transport.write(whole(sent, own, keep_alive=cycle.keep_alive))
        cycle.response_started = cycle.response_complete = True
        cycle.message_event.set()
        if not cycle.keep_alive:
            self.transport.close()
        cycle.on_response()


def whole(sent: Sent, own: Iterable[tuple[bytes, bytes]], *, keep_alive: bool) -> bytes:
    """An answer as it goes over the wire; `own` are the headers of the server itself."""
    parts = [_STATUS[sent.status], _own_lines(tuple(own)), sent.head]
    if sent.status != NOT_MODIFIED:
        parts.append(b"content-length: %d\r\n" % len(sent.body))
    parts += [b"\r\n" if keep_alive else b"connection: close\r\n\r\n", sent.body]
    return b"".join(parts)


@lru_cache(maxsize=4)
def _own_lines(own: tuple[tuple[bytes, bytes], ...]) -> bytes:
    """The date among them is of the second."""
    return lines(own)


def lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Headers as they are sent."""
    return b"".join([b"%b: %b\r\n" % one for one in headers])


_STATUS: Final = {
    one.value: b"HTTP/1.1 %d %b\r\n" % (one.value, one.phrase.encode()) for one in HTTPStatus
}
