"""The servers that the bench compares, each a process of its own.

    python -m tests.benchmarks.servers KIND PORT CORE DATA [BODIES]

`compiled` is what `kg serve` runs, `cached` the same with its response cache; `stock` answers
by stock Strawberry execution from a bare Starlette endpoint, with documents parsed and
validated once; `bare` is that endpoint with answers that are ready: those in the file BODIES,
one a line, in turn.
"""

from __future__ import annotations

import logging
import os
import sys
from itertools import cycle
from pathlib import Path
from typing import Any

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.api import Asked, Limits, stock_answer, warm
from kg.cli.main import WithoutPandas
from kg.server import serve
from kg.settings import Settings
from kg.snapshot import Current, open_snapshot

MEDIA = "application/json"


def bare(bodies: list[bytes]) -> Starlette:
    """An endpoint that reads the body of a request and answers what is ready."""
    ready = cycle(bodies)

    async def answer(request: Request) -> Response:
        await request.body()
        return Response(next(ready), media_type=MEDIA)

    return Starlette(routes=[Route("/graphql", answer, methods=["POST"])])


def stock(data: Path) -> Starlette:
    """The same endpoint with Strawberry behind it."""
    warm()
    snapshot, limits = open_snapshot(data), Limits()

    async def answer(request: Request) -> Response:
        sent: Any = msgspec.json.decode(await request.body())
        found = stock_answer(snapshot, Asked(sent["query"], sent.get("variables")), limits)
        return Response(msgspec.json.encode(found.body), media_type=MEDIA)

    return Starlette(routes=[Route("/graphql", answer, methods=["POST"])])


def main(words: list[str]) -> None:
    """Serve until a signal comes."""
    sys.meta_path.insert(0, WithoutPandas())
    kind, port, core, data = words[0], int(words[1]), int(words[2]), Path(words[3])
    if core >= 0:
        os.sched_setaffinity(0, {core})
    if kind in {"compiled", "cached"}:
        kept = Settings().cache_bytes if kind == "cached" else 0
        settings = Settings(port=port, data=str(data), cache_bytes=kept)
        logging.disable(logging.INFO)  # as the endpoints beside it
        serve(Current(data), settings)
        return
    app = bare(Path(words[4]).read_bytes().splitlines()) if kind == "bare" else stock(data)
    uvicorn.run(app, port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main(sys.argv[1:])
