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

import numpy as np
import pyarrow.compute as pc

from kg.ingest.mapping.coded import (
    Coded,
    mapped,
    matching,
)
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


_SLUG: Final = r"\A[a-z0-9]{1,100}(?:[-._~][a-z0-9]{1,20}){0,2}\z"


def slug_words(column: Coded) -> Coded:
    """Cells as slugs.

    Equals: kg.ingest.mapping.slugs.slugged of each
    """
    lowered = Coded(column.codes, pc.utf8_lower(column.words))
    plain = pc.match_substring_regex(lowered.words, _SLUG)
    if pc.all(plain).as_py():
        return lowered
    keep = plain.to_numpy(zero_copy_only=False)
    used = np.zeros(len(column.words) + 1, dtype=bool)
    used[column.codes] = True
    if not (used[:-1] & ~keep).any():
        return lowered
    words = pc.if_else(plain, lowered.words, column.words)
    return mapped(Coded(column.codes, words), slugged, matching(_SLUG))[0]
