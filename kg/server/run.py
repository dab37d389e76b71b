"""How is the server started, logged and stopped?"""

from __future__ import annotations

import asyncio
import ctypes
import logging
import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Final

import uvicorn

from kg.server.app import create_app
from kg.server.connection import http_protocol
from kg.server.state import Current
from kg.server.workers import Workers
from kg.settings import Settings

BACKLOG: Final = 2_048
ARENA_MAX: Final = -8


def listen(settings: Settings, *options: int) -> socket.socket:
    """A socket bound to the address of the settings, with more options set.

    Raises: OSError when the address is taken or not ours.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    for option in (socket.SO_REUSEADDR, *options):
        bound.setsockopt(socket.SOL_SOCKET, option, 1)
    try:
        bound.bind((settings.host, settings.port))
        bound.listen(BACKLOG)
    except OSError:
        bound.close()
        raise
    return bound


def listen_together(settings: Settings) -> list[socket.socket]:
    """A socket for each worker, all bound to the same address: connections are dealt out.

    At one socket for all, whoever wakes first takes every connection that waits there.
    Raises: as `listen`.
    """
    first = listen(settings)  # none but ours may be bound to it
    port = first.getsockname()[1]
    first.close()
    chosen = replace(settings, port=port)
    return [listen(chosen, socket.SO_REUSEPORT) for _ in range(settings.workers)]


def serve(
    current: Current,
    settings: Settings,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve until a signal says stop; open requests get `shutdown_seconds` to finish.

    `ready` is told the address of GraphQL once the door is open.
    Raises: OSError when the address is taken or not ours; ChildProcessError when workers
            cannot start.
    """
    doors = [listen(settings)] if settings.workers == 1 else listen_together(settings)
    logs(settings)
    one_heap()
    tell = partial(ready or _say_nothing, address(doors[0]))
    try:
        told = config(current, settings)
        if settings.workers > 1:
            _serve_many(current, told, doors, tell)
        else:
            _Server(told, tell).run(sockets=doors)
    finally:
        for door in doors:
            door.close()


def _serve_many(
    current: Current,
    told: uvicorn.Config,
    doors: list[socket.socket],
    ready: Callable[[], None],
) -> None:
    from kg.api import warm  # noqa: PLC0415  (once, for all of them)

    parent = os.getpid()

    def work(which: int) -> None:
        current.refresh()  # a worker that takes another's place may come much later
        _Server(told, _say_nothing, parent).run(sockets=[doors[which]])

    warm()
    ready()
    Workers(work, len(doors)).run()


def _say_nothing(*_: object) -> None:
    """For who need not be told."""


def config(current: Current, settings: Settings) -> uvicorn.Config:
    """What uvicorn is told: every limit that it knows, and nothing that it need not say."""
    app = create_app(current, settings)
    head = settings.header_seconds, settings.max_header_bytes
    return uvicorn.Config(
        app,
        http=http_protocol(*head, settings.send_seconds, app.state.quick),
        h11_max_incomplete_event_size=settings.max_header_bytes,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=settings.connections,
        timeout_keep_alive=settings.keep_alive_seconds,
        timeout_graceful_shutdown=settings.shutdown_seconds,
        backlog=BACKLOG,
    )


def one_heap() -> None:
    """Have all threads of this process share one heap of the C library.

    By default glibc gives each a heap of its own, which keeps what was once in use: 100 MB
    more at a million events, for threads that Python lets run one at a time anyway.
    Source: mallopt(3), `M_ARENA_MAX`.
    """
    with suppress(AttributeError, OSError, TypeError):  # another C library, or none
        ctypes.CDLL(None).mallopt(ARENA_MAX, 1)


def address(bound: socket.socket) -> str:
    """Where GraphQL is asked."""
    host, port = bound.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/graphql"


def logs(settings: Settings) -> None:
    """One line per request on standard error; warnings and faults of everything else."""
    handler = logging.StreamHandler(sys.stderr)
    form = "%(message)s" if settings.log_json else "%(asctime)s %(levelname)s %(message)s"
    handler.setFormatter(logging.Formatter(form))
    handler.addFilter(_not_ended_by_us)
    for name, level in (("kg", logging.INFO), ("uvicorn", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(level)
        logger.propagate = False


def _not_ended_by_us(record: logging.LogRecord) -> bool:
    """Whether a line tells of more than work that was ended because the server stops."""
    return not (record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError))


class _Server(uvicorn.Server):
    """uvicorn's server; it stops as well when `parent`, where there is one, is gone."""

    def __init__(
        self, told: uvicorn.Config, ready: Callable[[], object], parent: int | None = None
    ) -> None:
        super().__init__(told)
        self._ready, self._parent = ready, parent

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the door, and say so."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def on_tick(self, counter: int) -> bool:
        """Whether to stop; uvicorn asks ten times a second."""
        orphaned = self._parent is not None and os.getppid() != self._parent
        return await super().on_tick(counter) or orphaned
