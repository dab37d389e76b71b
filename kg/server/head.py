"""What does the head of a request to `/graphql` say?"""

from __future__ import annotations

from typing import Final

from starlette.types import Scope

from kg.server.negotiate import accepted, takes_gzip

LEGACY: Final = "application/json"
MODERN: Final = "application/graphql-response+json"
HTML: Final = "text/html"
READING: Final = frozenset({"GET", "HEAD"})
_OFFERS: Final = {True: (LEGACY, MODERN, HTML), False: (LEGACY, MODERN)}


class Head:
    """Method, path, query and headers of one request.

    `media` is the form in which an answer is liked best, None when it is none that there is;
    `gzip` whether it may be compressed, `reads` whether nothing is sent.
    """

    __slots__ = ("_headers", "gzip", "media", "method", "path", "query", "reads")

    def __init__(self, scope: Scope) -> None:
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.query: bytes = scope["query_string"]
        given = reversed(scope["headers"])
        self._headers = {name: value.decode("latin-1") for name, value in given}
        self.reads = self.method in READING
        self.media = accepted(self.get(b"accept"), _OFFERS[self.reads])
        self.gzip = takes_gzip(self.get(b"accept-encoding"))

    def get(self, name: bytes) -> str | None:
        """The value of a header, by its name in small letters; of one that is repeated the first.

        Cost: one look; Starlette reads the list of headers through for each
        """
        return self._headers.get(name)
