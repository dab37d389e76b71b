"""What did the client send, if not too much and not too slowly?"""

from __future__ import annotations

import asyncio

from starlette.requests import Request

from kg.server.problems import RequestError


async def read_body(request: Request, most: int, seconds: float) -> bytes:
    """The whole body.

    Raises: RequestError 413 above `most` bytes, 408 when it takes longer than `seconds`.
    """
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length[:20]) > most:
        raise _too_large(most)
    read = bytearray()
    try:
        async with asyncio.timeout(seconds):
            more = True
            while more:
                message = await request.receive()
                if message["type"] == "http.disconnect":
                    raise RequestError(400, "the client went away")
                read += message.get("body", b"")
                if len(read) > most:
                    raise _too_large(most)
                more = message.get("more_body", False)
    except TimeoutError:
        raise RequestError(
            408,
            f"the body was not here after {seconds:g} seconds",
            hint="send it at once (body_seconds)",
        ) from None
    return bytes(read)


def _too_large(most: int) -> RequestError:
    return RequestError(
        413,
        f"the body has more than {most} bytes",
        hint="send less at once (max_body_bytes)",
    )
