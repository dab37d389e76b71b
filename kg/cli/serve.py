"""kg serve: the snapshot on the web."""

from __future__ import annotations

import gc
import os
import socket
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.terminal import DATA, DataOption, bundled_seed, progress, say
from kg.errors import CommandError, InternalError, SnapshotMissingError

if TYPE_CHECKING:
    from kg.snapshot import Current

NAME = "serve"


def run(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Seed folder to build first; without it the snapshot as it is."),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            help="Port to listen on; 0 takes a free one.", envvar="KG_PORT", min=0, max=65535
        ),
    ] = None,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on.", envvar="KG_HOST")
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(help="Processes that answer; default 1.", envvar="KG_WORKERS", min=1),
    ] = None,
    documents: Annotated[
        Path | None,
        typer.Option(
            help="Trusted documents, asked by id: a JSON file or a folder of .graphql files.",
            envvar="KG_DOCUMENTS",
        ),
    ] = None,
    data: DataOption = DATA,
    log_json: Annotated[  # noqa: FBT002  (an option, given by name)
        bool, typer.Option("--log-json", help="Log one JSON object per request.")
    ] = False,
) -> None:
    """Serve the current snapshot: GraphQL, exports, timeline items.

    Where there is no snapshot yet, the bundled example is built first. A running server
    follows `kg build`: it looks for a new snapshot each second. Every setting has an
    environment variable, KG_ and its name (KG_PORT, KG_CORS_ORIGINS …).

    \b
      http://127.0.0.1:8000/graphql           questions, and a page to try them in
      http://127.0.0.1:8000/export.ttl        also .jsonld .trig .nq
      http://127.0.0.1:8000/timeline.vis.json items for vis-timeline
    """
    gc.disable()  # until all is loaded (`kg.api.warm`): none of it is to go
    from kg import settings  # noqa: PLC0415  (--help must not load the engine)
    from kg.server import serve  # noqa: PLC0415  (as above)

    options = {"port": port, "host": host, "data": str(data), "log_json": log_json or None}
    options |= {"workers": workers, "documents": str(documents) if documents else None}
    given: Any = {name: value for name, value in options.items() if value is not None}
    chosen = replace(settings.read(os.environ), **given)
    if chosen.workers > 1 and not (hasattr(os, "fork") and hasattr(socket, "SO_REUSEPORT")):
        raise CommandError("this system cannot share a port", hint="leave --workers out")
    current = _current(data, folder)
    label = current.get().dataset.id
    try:
        serve(current, chosen, ready=lambda address: say(f"{label}: serving on {address}"))
    except ChildProcessError as error:
        raise InternalError(str(error)) from error
    except OSError as error:
        raise CommandError(
            f"cannot listen on {chosen.host}:{chosen.port}: {error.strerror}",
            hint="another program may hold the port: try --port 0",
        ) from error


def _current(data: Path, folder: Path | None) -> Current:
    """The snapshot of the data folder, built first where it is asked for or missing."""
    from kg.snapshot import Current, build  # noqa: PLC0415  (--help must not load the engine)

    if folder is None:
        try:
            return Current(data)
        except SnapshotMissingError:
            say(f"there is no snapshot in {data} yet: building the bundled example")
            folder = bundled_seed()
    gc.enable()
    with progress() as tell:
        snapshot = build(folder, data, progress=tell)
    say(f"built {snapshot.digest[:12]} in {data}")
    return Current(data)
