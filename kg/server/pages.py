"""What does a browser see?

Pages of our own, whole on this server: nothing is fetched from anywhere else, and their
policy forbids it. The one exception is the well-known GraphiQL, for who asks for it.
"""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from kg import __version__
from kg.model import label_in
from kg.server.negotiate import etag, has_already
from kg.server.state import state_of

STATIC: Final = Path(__file__).parent / "static"
KINDS: Final = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


async def landing(request: Request) -> Response:
    """What is here, in plain HTML."""
    snapshot = state_of(request).current.get()
    dataset = snapshot.dataset
    title = label_in(dataset.labels, *dataset.languages)
    about = label_in(dataset.descriptions, *dataset.languages)
    page = _template("landing.html").substitute(
        lang=escape(title.lang if title else "en", quote=True),
        title=escape(title.text if title else dataset.id),
        about=escape(about.text if about else ""),
        licence=escape(dataset.licence or "not stated"),
        creator=escape(dataset.creator or "not stated"),
        digest=escape(snapshot.digest),
        version=escape(__version__),
    )
    return _page(page)


def graphiql() -> Response:
    """A page to type a question in, run it, and read the schema."""
    return _page(_template("graphiql.html").substitute())


async def known_graphiql(request: Request) -> Response:
    """The GraphiQL that everybody knows; the browser loads its parts from elsewhere."""
    from kg.api import graphiql_page  # noqa: PLC0415  (Strawberry's page)

    page = await state_of(request).pool.run(graphiql_page)
    hosts = " ".join(page.origins)
    policy = (
        "default-src 'none'; "
        f"script-src 'unsafe-inline' {hosts}; style-src 'unsafe-inline' {hosts}; "
        f"img-src 'self' data:; font-src data: {hosts}; worker-src blob:; connect-src 'self'; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )
    return _page(page.html, policy)


async def static(request: Request) -> Response:
    """A script or style of the pages."""
    name = request.path_params["name"]
    if name not in _static_names():
        raise HTTPException(404)
    body = _text(name).encode()
    tag = etag(__version__, name, body)
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if has_already(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=KINDS[Path(name).suffix])


async def schema(request: Request) -> Response:
    """The schema in GraphQL's own writing."""
    from kg.api import sdl  # noqa: PLC0415  (loads Strawberry)

    text = await state_of(request).pool.run(sdl)
    return PlainTextResponse(text, headers={"Cache-Control": "no-cache"})


@cache
def _static_names() -> frozenset[str]:
    """The files that may be asked for; a name from outside is only ever compared."""
    return frozenset(file.name for file in STATIC.iterdir() if file.suffix in KINDS)


@cache
def _text(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


def _template(name: str) -> Template:
    return Template(_text(name))


def _page(text: str, policy: str = POLICY) -> Response:
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-cache", "Vary": "Accept"}
    return HTMLResponse(text, headers=headers)
