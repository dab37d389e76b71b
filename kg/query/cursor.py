"""Where in an answer is a reader?

A cursor is the order, the key and the id of a row, and the digest of the snapshot, as JSON
in base64url. It names a place, not a row: where the record is gone or has moved, reading
goes on at that place. It is no secret and nothing is trusted: whatever it holds is compared,
never looked up by position.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

import msgspec

from kg import native
from kg.errors import CursorError
from kg.temporal import NEG_INF, POS_INF

_BYTES: Final = 3  # that many bytes are so many letters of base64: cursors end without a rest
_LETTERS: Final = 4
DIGITS: Final = 16  # of the digest: enough to tell snapshots apart
_URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")
_HINT: Final = "use the cursor of an edge as it was given, with the order it was given for"


class Place(NamedTuple):
    """A row of an answer by its key and id.

    Order: as the rows of an ascending answer.
    """

    key: tuple[int, ...]
    id: str


class _Cursor(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    order: str
    key: tuple[int, ...]
    id: str
    digest: str


def write_cursor(order: str, place: Place, digest: str) -> str:
    """The cursor of a row."""
    packed = msgspec.json.encode(_Cursor(order, place.key, place.id, digest[:DIGITS]))
    return base64.urlsafe_b64encode(packed + b" " * (-len(packed) % _BYTES)).decode("ascii")


def write_cursors(
    order: str, width: int, places: Iterable[tuple[tuple[int, ...], str]], digest: str
) -> list[str]:
    """The cursors of many rows, whose keys have so many numbers.

    Equals: write_cursor(order, place, digest) for each; ids and orders need no escapes
    """
    if native.there():
        return native.cursors.write(order, width, places, digest[:DIGITS])
    form = f'["{order}",[{",".join(["%d"] * width)}],"%s","{digest[:DIGITS]}"]'
    texts = [form % (*key, name) for key, name in places]
    padded = [text + " " * (-len(text) % _BYTES) for text in texts]
    packed = binascii.b2a_base64("".join(padded).encode("ascii"), newline=False)
    whole = packed.translate(_URL_SAFE).decode("ascii")
    ends = accumulate(len(text) // _BYTES * _LETTERS for text in padded)
    return [whole[begin:end] for begin, end in pairwise((0, *ends))]


def read_cursor(
    text: str, order: str, width: int, digest: str, *, argument: str, longest: int
) -> tuple[Place, bool]:
    """The place that a cursor names, and whether it is from another snapshot.

    `width` is how many numbers the keys of this order have.
    Raises: CursorError when it is broken, or from another order.
    """
    found = _decoded(text, argument, longest)
    if found.order != order:
        raise CursorError(
            f"{argument} is a cursor of the order {found.order!r:.40}, this answer has {order!r}",
            hint=_HINT,
            argument=argument,
        )
    if len(found.key) != width or not all(NEG_INF <= n <= POS_INF for n in found.key):
        raise _broken(text, argument)
    return Place(found.key, found.id), found.digest != digest[:DIGITS]


def _decoded(text: str, argument: str, longest: int) -> _Cursor:
    if len(text) > longest:
        raise _broken(text, argument)
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        packed = base64.b64decode(padded, altchars=b"-_", validate=True)
        return msgspec.json.decode(packed, type=_Cursor)
    except (UnicodeEncodeError, binascii.Error, msgspec.DecodeError) as error:
        raise _broken(text, argument) from error


def _broken(text: str, argument: str) -> CursorError:
    shown = ascii(text if len(text) <= 40 else text[:37] + "...")
    return CursorError(f"{argument} is no cursor: {shown}", hint=_HINT, argument=argument)
