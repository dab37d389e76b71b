"""What is a client told when something goes wrong?

Two kinds. What the client can mend is told in our words, with `extensions.code`, `hint`
and what was asked and allowed. Everything else is masked: the client gets an id, the log
gets the same id with the whole story.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from typing import Any, Final

from graphql import GraphQLError, GraphQLSyntaxError

from kg.api.budget import SpentError
from kg.errors import OUTCOMES, InputError, InternalError, KgError

LOG: Final = logging.getLogger("kg.api")
PARSE: Final = "GRAPHQL_PARSE_FAILED"
VALIDATION: Final = "GRAPHQL_VALIDATION_FAILED"
USER_INPUT: Final = "BAD_USER_INPUT"
TOLD_AT_ONCE: Final = 50
LONGEST: Final = 1_000  # characters of a message or hint; GraphQL repeats what it was sent
TOLD: Final = ("asked", "allowed", "column", "argument", "field")


def told(
    error: GraphQLError, *, otherwise: str = USER_INPUT, logged: dict[str, str] | None = None
) -> dict[str, Any]:
    """One error as a client may see it; `otherwise` is the code of GraphQL's own complaints."""
    cause = _cause(error)
    entry: dict[str, Any]
    if cause is None:
        code = PARSE if isinstance(error, GraphQLSyntaxError) else otherwise
        entry = {"message": _short(error.message), "extensions": {"code": code}}
    elif isinstance(cause, KgError):
        entry = of(cause, message=error.message if _said_by_graphql(error, cause) else None)
    else:
        entry = masked(cause, logged)
    if error.locations:
        entry["locations"] = [
            {"line": place.line, "column": place.column} for place in error.locations
        ]
    if error.path is not None:
        entry["path"] = list(error.path)
    return entry


def of(error: KgError, *, message: str | None = None) -> dict[str, Any]:
    """One of our own errors as a client may see it.

    Errors of input are told as they are. Of the others only what their code means: their
    messages may name files.
    """
    if not isinstance(error, InputError):
        if isinstance(error, InternalError) or error.code not in OUTCOMES:
            return masked(error)
        reference = _log(error)
        means = OUTCOMES[error.code].means
        return {"message": means, "extensions": {"code": error.code, "id": reference}}
    extensions: dict[str, Any] = {"code": error.code}
    if error.hint:
        extensions["hint"] = _short(error.hint)
    extensions |= {key: error.where[key] for key in TOLD if key in error.where}
    return {"message": _short(message or error.message), "extensions": extensions}


def masked(error: BaseException, logged: dict[str, str] | None = None) -> dict[str, Any]:
    """An error that is none of the client's doing: an id here, the story in the log.

    `logged` are those of this answer that are logged already, by how they look.
    """
    known = {} if logged is None else logged
    look = f"{type(error).__name__}: {error}"
    if look not in known:
        known[look] = _log(error)
    reference = known[look]
    return {
        "message": f"something went wrong inside; it is logged as {reference}",
        "extensions": {"code": InternalError.code, "id": reference},
    }


def many(errors: Sequence[GraphQLError], *, otherwise: str = USER_INPUT) -> list[dict[str, Any]]:
    """Several errors as a client may see them: the first ones, and how many more there are.

    One that spends what is not there spoils the whole answer, so it alone is told. Faults
    of our own that look alike are logged once.
    """
    for error in errors:
        cause = _cause(error)
        if isinstance(cause, SpentError):
            return [of(cause)]
    references: dict[str, str] = {}
    found = [told(error, otherwise=otherwise, logged=references) for error in errors[:TOLD_AT_ONCE]]
    if len(errors) > TOLD_AT_ONCE:
        more = f"{len(errors) - TOLD_AT_ONCE} more errors"
        found.append({"message": more, "extensions": {"code": "MORE_ERRORS"}})
    return found


def _cause(error: GraphQLError) -> BaseException | None:
    """The exception of a resolver or scalar under GraphQL's wrappers."""
    cause: BaseException | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _said_by_graphql(error: GraphQLError, cause: KgError) -> bool:
    """Whether GraphQL put words of its own around ours, naming the variable or argument."""
    return cause.message in error.message


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _log(error: BaseException) -> str:
    reference = secrets.token_hex(6)
    LOG.error("fault %s", reference, exc_info=error)
    return reference
