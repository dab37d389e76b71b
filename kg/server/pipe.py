"""How does a thread write to a client that reads at its own pace?

The thread writes into a bounded pipe and waits when it is full; the response reads from
it. When the client goes, or reads nothing for too long, the next write fails and the
work ends.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as Late
from typing import Any, BinaryIO, Final, NamedTuple, cast

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from kg.server.pool import Pool

CHUNK: Final = 64 * 1024
AHEAD: Final = 8


class Patience(NamedTuple):
    """How long a reader may let one chunk wait, and how long the whole may take.

    Units: seconds.
    """

    chunk: float
    whole: float


class Gone(OSError):  # noqa: N818 (it is an outcome)
    """Nobody reads any more."""


class Pipe(io.RawIOBase):
    """A binary file that a thread writes and a coroutine reads, `AHEAD` chunks apart."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._loop = asyncio.get_running_loop()
        self._chunks: asyncio.Queue[bytes | None] = asyncio.Queue(AHEAD)
        self._seconds = seconds
        self._part = bytearray()
        self._left = False

    def writable(self) -> bool:
        """It can be written."""
        return True

    def write(self, data: Any, /) -> int:
        """Take bytes; wait while the reader is behind. Raises: Gone when nobody reads."""
        self._part += data
        while len(self._part) >= CHUNK:
            chunk = bytes(self._part[:CHUNK])
            del self._part[:CHUNK]
            self._put(chunk)
        return len(data)

    def finish(self) -> None:
        """Hand over what is left, and the end."""
        if self._part:
            self._put(bytes(self._part))
        self._put(None)

    def leave(self) -> None:
        """Read no more; the next write fails. Called on the event loop."""
        self._left = True
        while not self._chunks.empty():
            self._chunks.get_nowait()

    async def read_chunk(self) -> bytes | None:
        """The next chunk; None at the end."""
        return await self._chunks.get()

    def _put(self, chunk: bytes | None) -> None:
        if self._left or self._loop.is_closed():
            raise Gone("nobody reads any more")
        put = asyncio.run_coroutine_threadsafe(self._chunks.put(chunk), self._loop)
        try:
            put.result(self._seconds)
        except (Late, CancelledError):
            put.cancel()
            raise Gone("the reader has stopped") from None


async def streamed(
    pool: Pool,
    work: Callable[[BinaryIO], None],
    patience: Patience,
    headers: dict[str, str],
    media_type: str,
) -> Response:
    """A response that a thread writes while it is sent.

    Nothing is answered before the first chunk is there, so that an error before it can be
    told properly; an error after it breaks the connection off.
    Raises: BusyError; whatever the work raises before its first chunk.
    """
    pipe = Pipe(patience.chunk)

    def run() -> None:
        work(cast("BinaryIO", pipe))
        pipe.finish()

    writing = await pool.start(run)
    first = asyncio.ensure_future(pipe.read_chunk())
    either: set[asyncio.Future[Any]] = {first, writing}
    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    if writing.done() and writing.exception() is not None:
        first.cancel()
        writing.result()
    return _Streamed(pipe, writing, await first, patience, headers, media_type)


class _Streamed(Response):
    def __init__(
        self,
        pipe: Pipe,
        writing: asyncio.Future[None],
        first: bytes | None,
        patience: Patience,
        headers: dict[str, str],
        media_type: str,
    ) -> None:
        self.pipe, self.writing, self.first, self.patience = pipe, writing, first, patience
        self.status_code, self.media_type, self.background = 200, media_type, None
        self.init_headers(headers)
        self.raw_headers = [h for h in self.raw_headers if h[0] != b"content-length"]

    async def __call__(
        self,
        scope: Scope,  # noqa: ARG002  (what ASGI calls it with)
        receive: Receive,
        send: Send,
    ) -> None:
        """Send the chunks as they come; a reader that takes none for too long is left."""
        listener = asyncio.create_task(_disconnected(receive))
        try:
            async with asyncio.timeout(self.patience.whole):
                await self._send(send, listener)
        finally:
            listener.cancel()
            self.pipe.leave()
            if not self.writing.done():
                self.writing.add_done_callback(_forget)

    async def _send(self, send: Send, listener: asyncio.Task[None]) -> None:
        start = {
            "type": "http.response.start",
            "status": self.status_code,
            "headers": self.raw_headers,
        }
        await send(start)
        async for chunk in self._chunks(listener):
            body = {"type": "http.response.body", "body": chunk, "more_body": True}
            # Not `wait_for`: before Python 3.12 it loses a cancellation that comes while the
            # chunk is just sent, and with it the end of the time for the whole.
            async with asyncio.timeout(self.patience.chunk):
                await send(body)
        if not listener.done():
            await self.writing
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _chunks(self, listener: asyncio.Task[None]) -> AsyncIterator[bytes]:
        chunk = self.first
        while chunk is not None:
            yield chunk
            reading = asyncio.ensure_future(self.pipe.read_chunk())
            waited: set[asyncio.Future[Any]] = {reading, listener, self.writing}
            if self.writing.done():
                # When it failed there is no end in the pipe to wait for.
                waited.discard(reading if self.writing.exception() else self.writing)
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
            if listener.done():
                reading.cancel()
                return
            if self.writing.done() and self.writing.exception() is not None:
                reading.cancel()
                self.writing.result()
            chunk = await reading


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _forget(writing: asyncio.Future[None]) -> None:
    """Take note of how abandoned work ended, so that nobody is warned of it."""
    if not writing.cancelled():
        writing.exception()
