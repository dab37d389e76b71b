"""Which errors are told, when several make the same value null?

The first in document order stands, as it does where fields are worked out one after another:
whatever fails beneath a value that is null already is not told.
Source: GraphQL specification, 6.4.4 Handling Execution Errors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from graphql import GraphQLError, located_error

from kg.api.compiled.collect import Nodes
from kg.api.compiled.places import Path

FAILED: Final = object()
"""Stands for a value that could not be worked out; why is noted in `Faults`."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One failure: where, and what it was."""

    path: Path
    nodes: Nodes
    error: Exception


class Faults:
    """What went wrong in one operation."""

    def __init__(self) -> None:
        self._found: list[Fault] = []

    def __len__(self) -> int:
        return len(self._found)

    def note(self, path: Path, nodes: Nodes, error: Exception) -> None:
        """Keep a failure."""
        self._found.append(Fault(path, nodes, error))

    def told(self) -> list[GraphQLError]:
        """The errors that stand, in document order."""
        nulled: set[tuple[int, ...]] = set()
        errors = []
        for fault in sorted(self._found, key=_order):
            order = _order(fault)
            if any(order[:length] in nulled for length in range(len(order) + 1)):
                continue
            nulled.add(order[: _ends_at(fault.path)])
            errors.append(
                located_error(fault.error, list(fault.nodes), [step.key for step in fault.path])
            )
        return errors


def _order(fault: Fault) -> tuple[int, ...]:
    return tuple(step.order for step in fault.path)


def _ends_at(path: Path) -> int:
    """How many steps lead to the value that becomes null; 0 when it is all there is."""
    length = len(path)
    while length and not path[length - 1].nullable:
        length -= 1
    return length
