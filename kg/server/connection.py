"""How long may a client take to say what it wants, and how much may it say first?

uvicorn waits for ever for the end of a request's head, and httptools takes one of any
size. This layer over its protocol counts the bytes and the seconds until the head is
complete. Bodies are watched in `kg.server.body`, answers in `kg.server.pipe`.
"""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar, Final

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


def http_protocol(seconds: float, most: int) -> type[Any]:
    """The quickest protocol that is installed, guarded."""
    limits = {"seconds": seconds, "most": most}
    return type("GuardedHttp", (HeadGuard, _quickest()), limits)


def _quickest() -> type[Any]:
    try:
        from uvicorn.protocols.http.httptools_impl import (  # noqa: PLC0415  (where it has wheels)
            HttpToolsProtocol,
        )
    except ImportError:
        from uvicorn.protocols.http.h11_impl import H11Protocol  # noqa: PLC0415  (always there)

        return H11Protocol
    return HttpToolsProtocol
