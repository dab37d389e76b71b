"""Which IRIs may be written relative to the base of the dataset?"""

from __future__ import annotations

import re
from typing import Final

_SEGMENT: Final = r"(?!\.{1,2}(?:/|\Z))[A-Za-z0-9._~-]+"
_BELOW: Final = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*")


def relative(iri: str, base: str) -> str | None:
    """The IRI as written after `@base`, or None when it must be written in full.

    Only plain path segments below a base that ends in a slash are cut off: every parser
    puts them together again to the same IRI. Dots that stand for folders, empty segments
    and colons are read differently by some.
    """
    if not base.endswith("/") or "?" in base or "#" in base or not iri.startswith(base):
        return None
    return iri[len(base) :] if _BELOW.fullmatch(iri, len(base)) else None
