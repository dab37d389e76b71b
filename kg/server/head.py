"""What does the head of a request say?"""

from __future__ import annotations

from starlette.types import Scope


class Head:
    """Method, path, query and headers of one request. Of a header that is repeated the first
    counts.

    Cost: each name is looked up; Starlette reads the list of headers through for each
    """

    __slots__ = ("_headers", "method", "path", "query")

    def __init__(self, scope: Scope) -> None:
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.query: bytes = scope["query_string"]
        given = reversed(scope["headers"])
        self._headers = {name: value.decode("latin-1") for name, value in given}

    def get(self, name: bytes) -> str | None:
        """The value of a header, by its name in small letters."""
        return self._headers.get(name)
