"""Which JSON-LD contexts do we follow?

Embedded ones, and ours by its IRI, which is read from the package. Any other would have to be
fetched, and nothing is fetched.
"""

from __future__ import annotations

import json
from typing import Any, Final

from kg.errors import FormatError
from kg.rdf.assets import asset
from kg.rdf.vocab import CONTEXT_IRI

MAX_NESTING: Final = 64


def our_context() -> dict[str, Any]:
    """The terms of `schema/context.jsonld`."""
    terms: dict[str, Any] = json.loads(asset("context.jsonld"))["@context"]
    return terms


def contexts_embedded(data: bytes) -> bytes:
    """The document with the IRI of our context replaced by the context itself.

    Raises: FormatError when it is no JSON, or names any other context.
    """
    try:
        document = json.loads(data)
        return json.dumps(_embedded(document, MAX_NESTING)).encode()
    except json.JSONDecodeError as error:
        raise FormatError(f"is not JSON: {error.msg}", line=error.lineno) from None
    except RecursionError:
        raise FormatError(f"is nested more than {MAX_NESTING} levels deep") from None
    except ValueError as error:  # not UTF-8, or a number of thousands of digits
        raise FormatError(f"is not JSON that can be read: {str(error)[:80]}") from None


def _embedded(value: Any, depth: int) -> Any:
    if depth == 0:
        raise FormatError(f"is nested more than {MAX_NESTING} levels deep")
    if isinstance(value, list):
        return [_embedded(item, depth - 1) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _context(item, depth - 1) if key == "@context" else _embedded(item, depth - 1)
        for key, item in value.items()
    }


def _context(value: Any, depth: int) -> Any:
    if isinstance(value, list):
        return [_context(item, depth - 1) for item in value]
    if isinstance(value, dict) and "@import" not in value:
        return _embedded(value, depth)
    if value is None:
        return None
    if value == CONTEXT_IRI:
        return our_context()
    name = value.get("@import") if isinstance(value, dict) else value
    raise FormatError(
        f"names the context {name!r}, which is not read over the network",
        hint=f"embed it, or name {CONTEXT_IRI}",
    )
