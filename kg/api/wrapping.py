"""Which type of the schema shows this record?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeVar

from kg.api.context import Scope
from kg.errors import InternalError

T = TypeVar("T")
SHOWN: Final[dict[type[Any], type[Any]]] = {}


def shows(record: type[Any]) -> Callable[[type[T]], type[T]]:
    """Mark the type that shows records of a class."""

    def mark(cls: type[T]) -> type[T]:
        SHOWN[record] = cls
        return cls

    return mark


def wrap(scope: Scope, record: Any | None) -> Any:
    """The record as its type of the schema; None stays None."""
    if record is None:
        return None
    try:
        return SHOWN[type(record)](record=record, scope=scope)
    except KeyError:
        raise InternalError(f"no type of the schema shows {type(record).__name__}") from None


def wrap_id(scope: Scope, identifier: str | None) -> Any:
    """The record of that id as its type, or None."""
    return None if identifier is None else wrap(scope, scope.get(identifier))


def wrap_ids(scope: Scope, identifiers: Sequence[str]) -> list[Any]:
    """The records of those ids that are there."""
    return [wrap(scope, record) for record in scope.get_many(identifiers)]


def wrap_kept(scope: Scope, records: Iterable[Any]) -> list[Any]:
    """Records that a view handed over, announced for what they refer to."""
    found = list(records)
    scope.keep(found)
    return [wrap(scope, record) for record in found]
