"""How long may a client take to say what it wants, and how much may it say first?

uvicorn waits for ever for the end of a request's head, and httptools takes one of any
size. This layer over its protocol counts the bytes and the seconds until the head is
complete. Bodies are watched in `kg.server.body`, streams in `kg.server.pipe`.

uvicorn also waits for ever for a client that does not read its answer: the connection
and all that is still to be sent would stay. `ReadGuard` breaks it off.
"""

from __future__ import annotations

import asyncio
import logging
import re
from typing import Any, ClassVar, Final

from kg.server.express import Express, Quick
from kg.server.familiar import Familiar

LOG: Final = logging.getLogger("kg.server")
HEAD_END: Final = b"\r\n\r\n"
_OFFER: Final = re.compile(rb"(?<=\r\n)upgrade:[ \t]*h2c[ \t]*\r\n", re.IGNORECASE)
SLOWEST: Final = 4_096  # bytes a second; who reads less than that has stopped reading
TELL: Final = b"content-type: text/plain; charset=utf-8\r\nconnection: close\r\n"


class HeadGuard:
    """A layer over an HTTP protocol of uvicorn: closes it when the head does not come.

    `seconds` and `most` (bytes) are set by `http_protocol`.
    """

    seconds: ClassVar[float]
    most: ClassVar[int]
    transport: Any
    cycle: Any
    timer: asyncio.TimerHandle | None = None
    waited_for = 0

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Start the clock: a client that says nothing is no better than a slow one."""
        super().connection_made(transport)  # type: ignore[misc]  # of the protocol below
        self.wait()

    def data_received(self, data: bytes) -> None:
        """Count what comes until the head is complete."""
        before = self.cycle
        if before is None or before.response_complete:
            data = without_upgrade(data)
        super().data_received(data)  # type: ignore[misc]  # of the protocol below
        complete = self.cycle is not before
        answering = before is not None and not before.response_complete
        if self.transport.is_closing() or complete or answering:
            self.stop_waiting()
            return
        self.waited_for += len(data)
        if self.waited_for > self.most:
            self.refuse(b"431 Request Header Fields Too Large", b"the head is too large\n")
        elif self.timer is None:
            self.wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self.stop_waiting()
        super().connection_lost(exc)  # type: ignore[misc]  # of the protocol below

    def wait(self) -> None:
        """Give the client its seconds."""
        self.timer = asyncio.get_running_loop().call_later(self.seconds, self.too_late)

    def stop_waiting(self) -> None:
        """The head is complete, or the connection gone."""
        self.waited_for = 0
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def _unsupported_upgrade_warning(self) -> None:
        """Say nothing: who is offered another protocol need not take it."""

    def too_late(self) -> None:
        """The seconds are over."""
        self.refuse(b"408 Request Timeout", b"the head of the request did not come\n")

    def refuse(self, status: bytes, text: bytes) -> None:
        """Say why, and close."""
        self.stop_waiting()
        if not self.transport.is_closing():
            length = b"content-length: %d\r\n\r\n" % len(text)
            self.transport.write(b"HTTP/1.1 " + status + b"\r\n" + TELL + length + text)
            self.transport.close()


def without_upgrade(data: bytes) -> bytes:
    """A request without its offer to go on in HTTP/2, which Java's client makes with each.

    httptools would take all that comes after the head for that protocol, the body too.
    Source: RFC 9110, 7.8: a server may ignore the offer.
    """
    offered = _OFFER.search(data, 0, data.find(HEAD_END) + 2)
    return data if offered is None else data[: offered.start()] + data[offered.end() :]


class ReadGuard:
    """A layer over an HTTP protocol of uvicorn: ends it when the client stops reading.

    It looks each `patience` seconds from the moment that the transport asks for a pause
    until nothing is left to send, also after the transport was told to close.
    """

    patience: ClassVar[float]
    transport: Any
    unread_timer: asyncio.TimerHandle | None = None
    unread = 0
    moved = False
    running: Any = None

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        """Note which request is being answered; uvicorn's httptools protocol calls this."""
        self.running = cycle
        super()._start_asgi_task(cycle, app)  # type: ignore[misc]  # of the protocol below

    def pause_writing(self) -> None:
        """More waits to be sent than there should: start looking."""
        super().pause_writing()  # type: ignore[misc]  # of the protocol below
        if self.unread_timer is None:
            self._look_later()

    def resume_writing(self) -> None:
        """The client has read."""
        self.moved = True
        super().resume_writing()  # type: ignore[misc]  # of the protocol below

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop looking, and let every request of the connection know.

        uvicorn tells only the one that came last. Of several sent at once, the one that is
        answered would write to what is closed, and the others would still be worked on.
        """
        if self.unread_timer is not None:
            self.unread_timer.cancel()
        pipeline = getattr(self, "pipeline", None)
        if pipeline:
            pipeline.clear()
        if self.running is not None and not self.running.response_complete:
            self.running.disconnected = True
            self.running.message_event.set()
        super().connection_lost(exc)  # type: ignore[misc]  # of the protocol below

    def look(self) -> None:
        """Break the connection off unless the client has read since the last look."""
        self.unread_timer = None
        left = self.transport.get_write_buffer_size()
        if left == 0:
            return
        if self.moved or left <= self.unread - SLOWEST * self.patience:
            self._look_later()
        else:
            LOG.info("a client stopped reading; %d bytes were left", left)
            self.transport.abort()

    def _look_later(self) -> None:
        self.unread, self.moved = self.transport.get_write_buffer_size(), False
        loop = asyncio.get_running_loop()
        self.unread_timer = loop.call_later(self.patience, self.look)


def http_protocol(seconds: float, most: int, patience: float, quick: Quick) -> type[Any]:
    """The quickest protocol that is installed, guarded.

    `seconds` and `most` bytes are for the head of a request, `patience` seconds for a
    reader that does not read. `quick` answers what need not wait.
    """
    own = {"seconds": seconds, "most": most, "patience": patience, "quick": staticmethod(quick)}
    layers = (Familiar, HeadGuard, ReadGuard, Express, _quickest())
    return type("GuardedHttp", layers, own | {"heads": {}})


def _quickest() -> type[Any]:
    try:
        from uvicorn.protocols.http.httptools_impl import (  # noqa: PLC0415  (where it has wheels)
            HttpToolsProtocol,
        )
    except ImportError:
        from uvicorn.protocols.http.h11_impl import H11Protocol  # noqa: PLC0415  (always there)

        return H11Protocol
    return HttpToolsProtocol
