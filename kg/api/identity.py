"""Which record does this text name?

Four writings of one id: the slug where the kind is clear, `kind/slug`, the IRI, and the
opaque node id. Node ids are base64url of the id; they name the record, not a version.
"""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from typing import Final

from kg.errors import IdentifierError
from kg.model.ids import KINDS, RECORDS, is_slug, record_id

HINT: Final = "write a slug, kind/slug, an IRI of this dataset, or an id that an answer gave"


def node_id(identifier: str) -> str:
    """The opaque id of a record."""
    return urlsafe_b64encode(identifier.encode()).decode().rstrip("=")


@lru_cache(maxsize=8_192)
def identifier_of(text: str, base: str, kinds: tuple[str, ...] = ()) -> str:
    """The record id (`kind/slug`) that a text names; a bare slug needs exactly one kind.

    Raises: IdentifierError when it names nothing, or a record of another kind.
    """
    found = _whole(text, base)
    if found is None:
        if not is_slug(text):
            raise IdentifierError(f"{text[:100]!r} names no record", hint=HINT)
        if len(kinds) != 1:
            raise IdentifierError(
                f"{text[:100]!r} does not say of which kind it is",
                hint=f"write the kind before it: one of {', '.join(kinds or RECORDS)}",
            )
        return record_id(kinds[0], text)
    kind, _, slug = found.partition("/")
    if kinds and kind not in kinds:
        raise IdentifierError(
            f"{text[:100]!r} names {found[:200]}, not one of kind {', '.join(kinds)}", hint=HINT
        )
    return record_id(kind, slug)


def reference_of(text: str, base: str) -> str:
    """The record id that a text names, or the slug that it is: who knows the records says more.

    Raises: IdentifierError when it can name nothing.
    """
    return text if is_slug(text) else identifier_of(text, base)


def _whole(text: str, base: str) -> str | None:
    """The id in a text that says its kind, or None."""
    if text.startswith(base):
        text = text.removeprefix(base)
    if "/" in text:
        return text
    if is_slug(text):
        return None
    try:
        whole = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return whole if whole.partition("/")[0] in KINDS else None
