"""Which slug names what a cell says?

Small letters without accents, and a hyphen for everything that may not stand in a slug, so
that spellings that differ in case, accents or punctuation name one record. Letters of
another script are no part of it: then a digest of the text is.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from typing import Final

from kg.model.ids import MAX_SLUG

_NO_SLUG: Final = re.compile(r"[^a-z0-9._~]+")
_PLAIN: Final = str.maketrans({"ß": "ss", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae",
                               "œ": "oe", "þ": "th", "\u0131": "i"})  # fmt: skip
_DIGITS: Final = 12  # of the digest: 48 bits


@lru_cache(maxsize=65_536)
def slugged(text: str) -> str:
    """The slug of a text: never empty, never too long."""
    plain, lost = text.lower(), False
    if not plain.isascii():
        opened = unicodedata.normalize("NFKD", plain.casefold()).translate(_PLAIN)
        plain = "".join(c for c in opened if not unicodedata.combining(c))
        lost = any(c.isalnum() and not c.isascii() for c in plain)
    slug = _NO_SLUG.sub("-", plain).strip("-._~")
    if lost or not slug:
        slug = f"{slug[: MAX_SLUG // 2] or 'x'}-{_digest(text)}"
    if len(slug) > MAX_SLUG - 60:
        return f"{slug[: MAX_SLUG - 60 - _DIGITS]}-{_digest(text)}"
    return slug


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
