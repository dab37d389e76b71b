"""What are the sources of a selection?

Either objects, as resolvers make and want them, or rows of a table that become such objects
only when a field asks for them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Texts = list[str | None]
"""One JSON text for each value; None where an error makes what is around it null."""
Step = Callable[[Any, Any, Any, Any], "Texts | None"]
"""A run, a field, a batch and its places, to a text for each source; None when it cannot."""
Finder = Callable[[Any, Any], "Step | None"]
"""A field and a batch to the step that reads it off columns."""


@dataclass(frozen=True, slots=True)
class Straight:
    """The step of a root field that is answered at one go, where nothing stands in the way.

    `pieces` gives the bytes of its value for a run and a field, None where something does;
    `otherwise` finds out what.
    """

    pieces: Callable[[Any, Any], list[bytes] | None]
    otherwise: Step

    def __call__(self, run: Any, field: Any, batch: Any, places: Any) -> Texts | None:
        """The value beside those of other fields."""
        found = self.pieces(run, field) if run.straight else None
        if found is None:
            return self.otherwise(run, field, batch, places)
        return [b"".join(found).decode()]


class Batch(Protocol):
    """Sources of one concrete type."""

    kind: Any
    """What columns are there to be read; None for objects."""

    def __len__(self) -> int:
        """How many sources."""
        ...

    def objects(self) -> Sequence[Any]:
        """The sources as resolvers want them."""
        ...


class Objects:
    """Sources that are objects already."""

    __slots__ = ("_found",)
    kind: Any = None

    def __init__(self, found: Sequence[Any]) -> None:
        self._found = found

    def __len__(self) -> int:
        return len(self._found)

    def objects(self) -> Sequence[Any]:
        """The objects."""
        return self._found
