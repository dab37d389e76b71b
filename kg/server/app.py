"""Which addresses are there, and what stands behind each?"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from kg import __version__
from kg.api import limits_of
from kg.errors import KgError
from kg.server import pages
from kg.server.doors import Doors
from kg.server.exports import FORMS, export, vis_timeline
from kg.server.express import PATH
from kg.server.graphql import GraphQL
from kg.server.pool import BusyError, Pool
from kg.server.problems import handle, logged
from kg.server.state import Current, State, state_of
from kg.settings import Settings

LOG: Final = logging.getLogger("kg.server")


def create_app(current: Current, settings: Settings | None = None) -> Starlette:
    """The whole server as an ASGI application.

    `current` tells which snapshot counts (`kg.snapshot.Current`, or `Fixed`); requests that
    have begun finish on the one that they began with.
    """
    chosen = settings or Settings()
    state = State(current, chosen, limits_of(chosen))
    graphql = GraphQL(state)
    app = Starlette(
        routes=_routes(graphql),
        middleware=[
            Middleware(Doors, settings=chosen),
            Middleware(Lane, path=PATH, endpoint=graphql),
        ],
        exception_handlers={
            KgError: handle,
            HTTPException: handle,
            BusyError: handle,
        },
        lifespan=_lifespan,
    )
    app.router.redirect_slashes = False
    app.state.kg = state
    app.state.quick = Doors(app, chosen).quick(graphql.at_once)
    return app


class Lane:
    """One path that goes straight to its endpoint, past all that routes a request."""

    def __init__(self, app: ASGIApp, path: str, endpoint: ASGIApp) -> None:
        self.app, self.path, self.endpoint = app, path, endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        direct = scope["type"] == "http" and scope["path"] == self.path
        await (self.endpoint if direct else self.app)(scope, receive, send)


def _routes(graphql: GraphQL) -> list[Route]:
    return [
        Route("/", pages.landing),
        Route("/graphql/", graphql),
        Route("/graphiql", pages.known_graphiql),
        Route("/graphiql", graphql, methods=["POST"]),
        Route("/static/{name}", pages.static),
        Route("/schema.graphql", pages.schema),
        *(Route(f"/export.{ending}", partial(export, ending=ending)) for ending in FORMS),
        Route("/timeline.vis.json", vis_timeline),
        Route("/health", health),
    ]


async def health(request: Request) -> Response:
    """Whether the server is up, and on which data."""
    snapshot = state_of(request).current.get()
    body = {"status": "ok", "version": __version__, "digest": snapshot.digest}
    return JSONResponse(body, headers={"Cache-Control": "no-store"})


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    """Warm up, watch for new snapshots, let the work end."""
    state: State = app.state.kg
    settings = state.settings
    pools = [
        Pool(threads, settings.queue, settings.queue_seconds)
        for threads in (settings.threads, settings.export_threads)
    ]
    state.threads, state.export_threads = pools
    watcher = asyncio.create_task(_watch(state))
    warming = asyncio.create_task(asyncio.to_thread(_warm))
    try:
        yield
    finally:
        watcher.cancel()
        warming.cancel()
        for pool in pools:
            pool.close()


def _warm() -> None:
    """Load and build what the first question would otherwise wait for."""
    from kg.api import warm  # noqa: PLC0415  (half a second, while the door opens already)

    warm()


def _renewed(current: Current) -> bool:
    """Whether another snapshot counts now; the files of the one before are let go of.

    What is kept with a snapshot refers to it: without help such circles may stay for long.
    """
    before = current.get()
    if not current.refresh():
        return False
    before.index.kept.clear()
    del before
    gc.collect()
    return True


async def _watch(state: State) -> None:
    """Look for a newer snapshot, again and again; a look that fails changes nothing."""
    failed = False
    while True:
        await asyncio.sleep(state.settings.watch_seconds)
        try:
            if await asyncio.to_thread(_renewed, state.current):
                LOG.info("now serving snapshot %s", state.current.get().digest[:12])
            failed = False
        except KgError as error:
            if not failed:
                LOG.warning("no newer snapshot can be opened: %s", error)
            failed = True
        except Exception as error:  # noqa: BLE001  (the watch must go on)
            if not failed:
                logged(error)
            failed = True
