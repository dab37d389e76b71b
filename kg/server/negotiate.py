"""In which form does the client want the answer, and has it got it already?"""

from __future__ import annotations

import hashlib
import zlib
from functools import lru_cache
from typing import Final

GZIP: Final = "gzip"
PLAIN: Final = "identity"


@lru_cache(maxsize=128)
def accepted(header: str | None, offers: tuple[str, ...]) -> str | None:
    """The offer that an Accept header likes best; None when it takes none of them.

    The first offer wins a tie, and stands for a missing header. Cost: O(len(header)).
    """
    if header is None or not header.strip():
        return offers[0]
    ranges = [_range(part) for part in header[:2_000].split(",")]
    liked: list[tuple[float, int, str]] = []
    for place, offer in enumerate(offers):
        kind = offer.partition("/")[0]
        quality = 0.0
        exactness = -1
        for name, q in ranges:
            exact = 2 if name == offer else 1 if name == f"{kind}/*" else 0 if name == "*/*" else -1
            if exact > exactness:
                exactness, quality = exact, q
        if quality > 0:
            liked.append((-quality, place, offer))
    return min(liked)[2] if liked else None


def _range(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    quality = 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                quality = float(value[:10])
            except ValueError:
                quality = 0.0
    return name, quality


@lru_cache(maxsize=128)
def takes_gzip(header: str | None) -> bool:
    """Whether an Accept-Encoding header likes gzip no less than the plain bytes."""
    ranges = dict(map(_range, (header or "")[:2_000].split(",")))
    q = ranges.get(GZIP, ranges.get("*", 0.0))
    return q > 0 and q >= ranges.get(PLAIN, 0.0)


def compressed(text: bytes) -> bytes:
    """The bytes in gzip, quickly rather than as small as can be."""
    return zlib.compress(text, level=1, wbits=31)


def etag(digest: str, *variant: object) -> str:
    """A strong entity tag: the same for the same data and the same question only."""
    text = "\0".join((digest, *map(str, variant)))
    return f'"{hashlib.sha256(text.encode(errors="replace")).hexdigest()[:32]}"'


def has_already(header: str | None, tag: str) -> bool:
    """Whether an If-None-Match header says that the client holds the answer with this tag.

    Whether there is an answer need not be known: who asks what cannot be answered has no tag.
    """
    return header is not None and tag in _held(header)


def has_any(header: str | None) -> bool:
    """Whether such a header says that the client holds whatever answer there is."""
    return header is not None and "*" in _held(header)


def _held(header: str) -> list[str]:
    return [item.strip().removeprefix("W/") for item in header[:4_000].split(",")]
