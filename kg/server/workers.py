"""How do several processes answer at one address?

The first process loads everything, opens the snapshot and the door, and forks. What it has
loaded is shared with the others for as long as nobody writes to it, and so are the mapped
files. It answers nothing itself: it waits for the others, replaces one that dies, and passes
the signal to stop on. Each of the others follows new snapshots on its own.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Final, NoReturn

LOG: Final = logging.getLogger("kg.server")
TOO_SOON: Final = 5.0
"""Seconds; a worker that ends before is taken for one that cannot start."""
TRIES: Final = 5
STOPPING: Final = (signal.SIGTERM, signal.SIGINT)


class Workers:
    """Processes that each run `work`, kept at the same number until a signal says stop.

    `work` is told which of them it is, from 0; one that takes another's place has its number.
    """

    def __init__(self, work: Callable[[int], None], count: int) -> None:
        self._work, self._count = work, count
        self._begun: dict[int, tuple[int, float]] = {}
        self._stopping = False
        self._failed = 0

    def run(self) -> None:
        """Start them, and stay until the last has ended.

        Raises: ChildProcessError when they end again and again as soon as they have started.
        """
        for number in STOPPING:
            signal.signal(number, self._stop)
        for which in range(self._count):
            self._start(which)
        while self._begun:
            # A signal interrupts the waiting, is handled, and the waiting goes on.
            pid, status = os.waitpid(-1, 0)
            begun = self._begun.pop(pid, None)
            if begun is not None and not self._stopping:
                self._replace(pid, status, *begun)
        if self._failed >= TRIES:
            raise ChildProcessError(f"{TRIES} workers in a row ended as soon as they had started")

    def _start(self, which: int) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        # A signal waits until either side knows what it is.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
        pid = os.fork()
        if pid == 0:
            self._be_one(which)
        self._begun[pid] = which, time.monotonic()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
        if self._stopping:
            os.kill(pid, signal.SIGTERM)

    def _be_one(self, which: int) -> NoReturn:
        """Work in the new process, and end it: nothing of the first one's may go on here."""
        status = 1
        try:
            for number in STOPPING:
                signal.signal(number, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
            self._work(which)
            status = 0
        except Exception:
            LOG.exception("a worker cannot go on")
        finally:
            sys.stderr.flush()
            os._exit(status)

    def _replace(self, pid: int, status: int, which: int, begun: float) -> None:
        lived = time.monotonic() - begun
        why = os.waitstatus_to_exitcode(status)
        LOG.warning("worker %d ended with status %d after %.0f s", pid, why, lived)
        self._failed = self._failed + 1 if lived < TOO_SOON else 0
        if self._failed >= TRIES:
            self._tell_all()
        else:
            self._start(which)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._tell_all()

    def _tell_all(self) -> None:
        self._stopping = True
        for pid in self._begun:
            os.kill(pid, signal.SIGTERM)
