"""What does the head of a request to `/graphql` say?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from starlette.types import Scope

from kg.server.negotiate import accepted, takes_gzip

LEGACY: Final = "application/json"
MODERN: Final = "application/graphql-response+json"
HTML: Final = "text/html"
READING: Final = frozenset({"GET", "HEAD"})
LISTS: Final = (b"accept", b"accept-encoding", b"if-none-match")
"""Headers that may be repeated: each adds to what the ones before it say (RFC 9110, 5.3)."""
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
        given = scope["headers"]
        self._headers = {name: value.decode("latin-1") for name, value in reversed(given)}
        if len(self._headers) < len(given):
            self._headers |= _lists(given)
        self.reads = self.method in READING
        self.media = accepted(self.get(b"accept"), _OFFERS[self.reads])
        self.gzip = takes_gzip(self.get(b"accept-encoding"))

    def get(self, name: bytes) -> str | None:
        """The value of a header, by its name in small letters.

        Of one that is repeated the first; of `LISTS` all.

        Cost: one look; Starlette reads the list of headers through for each
        """
        return self._headers.get(name)


def _lists(given: Iterable[tuple[bytes, bytes]]) -> dict[bytes, str]:
    """All that the lists among some headers say."""
    said: dict[bytes, list[str]] = {}
    for name, value in given:
        if name in LISTS:
            said.setdefault(name, []).append(value.decode("latin-1"))
    return {name: ", ".join(values) for name, values in said.items()}
