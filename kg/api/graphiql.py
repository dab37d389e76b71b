"""Where is the GraphiQL that everybody knows?

Strawberry ships its page; its parts are loaded by the browser from a public network of
copies, each with a digest that the browser checks. Nothing of it is fetched by the server.
"""

from __future__ import annotations

from importlib import resources
from typing import NamedTuple
from urllib.parse import urlsplit


class GraphiQLPage(NamedTuple):
    """The page, and the origins that its parts come from."""

    html: str
    origins: tuple[str, ...]


def graphiql_page() -> GraphiQLPage:
    """Strawberry's GraphiQL page; it asks the address that it was loaded from."""
    text = resources.files("strawberry.static").joinpath("graphiql.html").read_text("utf-8")
    addresses = (urlsplit(word) for word in text.split('"') if word.startswith("https://"))
    origins = sorted({f"{address.scheme}://{address.netloc}" for address in addresses})
    html = text.replace("{{ SUBSCRIPTION_ENABLED }}", "false")
    return GraphiQLPage(html.replace("Strawberry GraphiQL", "Daybook GraphiQL"), tuple(origins))
