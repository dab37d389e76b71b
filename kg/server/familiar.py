"""Which requests begin as one did before?

A client that goes on asking over its connections sends the same head again and again, byte
for byte, but for the length of what it asks. What uvicorn once made of a head is remembered:
a request that begins so is not read anew, and needs none of what uvicorn sets up to answer
one. Only what came whole, was answered at once and left the connection as it was is
remembered, so that there is nothing to know of a request but its head and its body.
Equals: `kg.server.express.Express`, for requests whose heads it has not seen
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from kg.server.express import PATH, Quick, Sent, whole
from kg.server.head import Head

END: Final = b"\r\n\r\n"
LONGEST: Final = 2_048
"""Bytes of a head that is remembered."""
REMEMBERED: Final = 256
UNLIKE: Final = frozenset({b"expect", b"transfer-encoding", b"upgrade", b"connection"})
"""Headers with which there is more to a request than its bytes, but for `USUAL`."""
USUAL: Final = (b"connection", b"keep-alive")
"""What browsers say to every server, though it goes without saying."""


class Known(NamedTuple):
    """What is known of a head: what it says, and how many bytes of a body come after it."""

    head: Head
    length: int


class Familiar:
    """A layer over the other ones: what begins as a request before it did is answered first.

    `heads` are those of all connections, `most` bytes are short.
    """

    heads: dict[bytes, Known]
    quick: Quick
    most: int
    flow: Any
    loop: Any
    cycle: Any
    scope: Any
    timer: Any
    client: Any
    pipeline: Any = ()  # h11 has none
    connections: Any
    tasks: Any
    transport: Any
    waited_for: int
    server_state: Any
    limit_concurrency: int | None
    timeout_keep_alive: float
    timeout_keep_alive_task: Any
    answered = 0.0

    def data_received(self, data: bytes) -> None:
        """Answer what is familiar; learn what is not."""
        idle = len(data) <= self.most and self._idle()
        sent = self._sent(data) if idle else None
        if sent is not None:
            own = self.server_state.default_headers
            self.transport.write(whole(sent, own, keep_alive=not sent.closing))
            self.server_state.total_requests += 1
            self.answered = self.loop.time()
            if sent.closing:
                self.transport.close()
            return
        before = self.cycle
        super().data_received(data)  # type: ignore[misc]  # of the layers below
        if idle and self.cycle is not before:
            self._learn(data)

    def _idle(self) -> bool:
        """Whether nothing is on its way in or out, so that a request begins with the next byte.

        A scope that is not the one of the last request is of one whose head has begun: what
        comes next would be taken for a head of its own, and remembered with what it is not.
        """
        cycle = self.cycle
        return (
            cycle is not None
            and cycle.scope is self.scope
            and cycle.response_complete
            and not cycle.more_body
            and not self.waited_for
            and self.timer is None
            and not self.pipeline
            and not self.flow.write_paused
            and not self.transport.is_closing()
            and (
                self.limit_concurrency is None
                or max(len(self.connections), len(self.tasks)) < self.limit_concurrency
            )
        )

    def _sent(self, data: bytes) -> Sent | None:
        """The answer to a request that begins as another did, if it is quick."""
        begins = data.find(END) + len(END)
        known = self.heads.get(data[:begins])
        if known is None or len(data) - begins != known.length:
            return None
        return self.quick(known.head, data[begins:], self.client)

    def _learn(self, data: bytes) -> None:
        """Remember the head of a request that has just been answered, if that is all there was."""
        cycle, begins = self.cycle, data.find(END) + len(END)
        if not self._idle() or not cycle.keep_alive or begins > LONGEST:
            return
        scope, length = cycle.scope, len(data) - begins
        more = [one for one in scope["headers"] if one[0] in UNLIKE and one != USUAL]
        lengths = [value for name, value in scope["headers"] if name == b"content-length"]
        if (
            scope["method"] == "POST"
            and scope["path"] == PATH
            and scope["http_version"] == "1.1"
            and lengths == [b"%d" % length]
            and not more
            and cycle.body == data[begins:]
        ):
            if len(self.heads) >= REMEMBERED:
                self.heads.clear()
            self.heads[data[:begins]] = Known(Head(scope), length)

    def timeout_keep_alive_handler(self) -> None:
        """Close the connection if nothing came for its time; uvicorn knows of its own answers."""
        left = self.answered + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self.timeout_keep_alive_task = self.loop.call_later(
                left, self.timeout_keep_alive_handler
            )
        else:
            super().timeout_keep_alive_handler()  # type: ignore[misc]  # of the protocol below
