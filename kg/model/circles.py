"""Does something contain itself?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from kg.model.records import Record
from kg.model.versions import latest

CONTAINERS: Final = ("within", "whole", "part_of", "broader", "derived_from")


def circles(records: Iterable[Record]) -> Iterator[tuple[str, list[Any]]]:
    """The field and the records of every circle of containment among the latest versions.

    Each step of a circle is named in `field` by the one before it. Cost: linear in records
    and references, without recursion.
    """
    newest = latest(records)
    for field in CONTAINERS:
        above = {
            identifier: _named(record, field)
            for identifier, record in newest.items()
            if hasattr(record, field)
        }
        for circle in _Walk(above).circles():
            yield field, [newest[identifier] for identifier in circle]


def _named(record: Any, field: str) -> tuple[str, ...]:
    value = getattr(record, field)
    return value if isinstance(value, tuple) else (value,) if value else ()


class _Walk:
    """A walk upwards, depth first: a circle is a step back onto the trail."""

    def __init__(self, above: Mapping[str, tuple[str, ...]]) -> None:
        self.above = above
        self.done: set[str] = set()
        self.trail: list[str] = []
        self.place: dict[str, int] = {}
        self.todo: list[Iterator[str]] = []

    def circles(self) -> Iterator[list[str]]:
        """One circle for every step that closes one."""
        for start in sorted(self.above):
            if start not in self.done:
                self._enter(start)
            while self.todo:
                step = next(self.todo[-1], None)
                if step is None:
                    self._leave()
                elif step in self.place:
                    yield self.trail[self.place[step] :]
                elif step in self.above and step not in self.done:
                    self._enter(step)

    def _enter(self, name: str) -> None:
        self.place[name] = len(self.trail)
        self.trail.append(name)
        self.todo.append(iter(self.above[name]))

    def _leave(self) -> None:
        self.todo.pop()
        name = self.trail.pop()
        del self.place[name]
        self.done.add(name)
