"""What is a client told when a request goes wrong outside GraphQL?

`application/problem+json` (RFC 9457), with the same codes and hints as everywhere.
"""

from __future__ import annotations

import logging
import secrets
from http import HTTPStatus
from typing import Any, Final

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import OUTCOMES, InputError, InternalError, KgError
from kg.server.pool import RETRY_SECONDS, BusyError

LOG: Final = logging.getLogger("kg.server")
MEDIA_TYPE: Final = "application/problem+json"
TOLD: Final = ("asked", "allowed", "argument", "column")


class RequestError(InputError):
    """An HTTP request that cannot be taken, with the status that says so."""

    code = "BAD_REQUEST"

    def __init__(self, status: int, message: str, *, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.status = status


def problem(
    status: int, code: str, title: str, *, hint: str | None = None, **more: Any
) -> Response:
    """A problem as a response."""
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "code": code}
    if hint:
        body["hint"] = hint
    body |= more
    headers = {"Retry-After": str(RETRY_SECONDS)} if status in (429, 503) else {}
    return Response(msgspec.json.encode(body), status, headers, MEDIA_TYPE)


def of(error: BaseException) -> Response:
    """An error as a problem: input is told as it is, all else only what its code means."""
    if isinstance(error, HTTPException):
        return _http(error)
    if isinstance(error, BusyError):
        return problem(503, "BUSY", "too much is being asked at once", hint="try again shortly")
    if isinstance(error, RequestError):
        return problem(error.status, error.code, error.message, hint=error.hint)
    if isinstance(error, InputError):
        told = {key: error.where[key] for key in TOLD if key in error.where}
        status = OUTCOMES[error.code].http if error.code in OUTCOMES else 400
        return problem(status, error.code, error.message, hint=error.hint, **told)
    reference = logged(error)
    if isinstance(error, KgError) and not isinstance(error, InternalError):
        outcome = OUTCOMES.get(error.code)
        if outcome:
            return problem(outcome.http, error.code, outcome.means, id=reference)
    return problem(500, InternalError.code, "something went wrong inside", id=reference)


def logged(error: BaseException) -> str:
    """Log an error that is none of the client's doing; the id that it is logged under."""
    reference = secrets.token_hex(6)
    LOG.error("fault %s", reference, exc_info=error)
    return reference


async def handle(_request: Request, error: Exception) -> Response:
    """What Starlette calls for an exception."""
    return of(error)


def _http(error: HTTPException) -> Response:
    status = HTTPStatus(error.status_code)
    response = problem(status, status.name, status.phrase)
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response
