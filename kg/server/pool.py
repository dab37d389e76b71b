"""How much work is done at once, and who has to wait?

The event loop only moves bytes. Work runs in a few threads; a few requests more may wait
for one, for a short time; the rest are told to come back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
RETRY_SECONDS: Final = 2


class BusyError(Exception):
    """Every thread is taken and the queue is full, or waiting took too long."""


class Pool:
    """A bounded number of threads with a bounded queue in front.

    A thread counts as taken until its work has ended, also when nobody waits for it.
    """

    def __init__(self, threads: int, queue: int, queue_seconds: float) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="kg")
        self._free = asyncio.Semaphore(threads)
        self._queue = queue
        self._seconds = queue_seconds
        self._waiting = 0

    async def start(
        self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> asyncio.Future[T]:
        """Begin the work as soon as a thread is free.

        Raises: BusyError when the queue is full, or no thread came free in time.
        """
        if self._free.locked():
            await self._wait()
        else:
            await self._free.acquire()
        loop = asyncio.get_running_loop()
        try:
            begun = self._threads.submit(work, *args, **kwargs)
        except RuntimeError:  # shutting down
            self._free.release()
            raise BusyError from None
        begun.add_done_callback(lambda _: _tell(loop, self._free.release))
        return asyncio.wrap_future(begun)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do the work in a thread. Raises: BusyError, and whatever the work raises."""
        return await (await self.start(work, *args, **kwargs))

    def close(self) -> None:
        """Take no more work; what has begun ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _wait(self) -> None:
        if self._waiting >= self._queue:
            raise BusyError
        self._waiting += 1
        try:
            async with asyncio.timeout(self._seconds):
                await self._free.acquire()
        except TimeoutError:
            raise BusyError from None
        finally:
            self._waiting -= 1


def _tell(loop: asyncio.AbstractEventLoop, release: Callable[[], None]) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(release)
