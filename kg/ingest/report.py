"""What is wrong with what came in, all of it?

Reading never stops at the first fault: it is written down here with its place, and all
are raised once at the end.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from kg.errors import Faults, KgError

if TYPE_CHECKING:
    from collections.abc import Iterable

_COSTLY = 100  # suggestions are looked for this often, then no more
_CANDIDATES = 20_000


class Report:
    """The faults and warnings of one reading; `most` are kept, the rest is counted."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.faults: list[KgError] = []
        self.count = 0
        self.warnings: list[str] = []
        self.excused: set[str] = set()
        self.all_excused = False

    def add(self, fault: KgError, **where: object) -> None:
        """Write down a fault; `where` fills what it does not know yet of its place."""
        for key, value in where.items():
            if value is not None:
                fault.where.setdefault(key, value)
        self.count += 1
        if len(self.faults) < self.most:
            self.faults.append(fault)

    def excuse(self, identifier: str) -> None:
        """Remember a record that was refused, so that what refers to it is not blamed."""
        self.excused.add(identifier)

    def finish(self) -> None:
        """Raise all faults at once, in the order of their places.

        Raises: Faults when there is any.
        """
        if not self.faults:
            return
        more = self.count - len(self.faults)
        hint = f"and {more} more that are not listed" if more else None
        raise Faults(sorted(self.faults, key=_place), hint=hint)


class Suggester:
    """Finds what was probably meant. Cost: linear in the candidates, for the first faults only."""

    def __init__(self) -> None:
        self._asked = 0

    def nearest(self, word: str, candidates: Iterable[str]) -> str | None:
        """The candidate most like `word`, when one is like it at all.

        Of whole ids only the slugs are compared: a kind in common makes no likeness.
        """
        self._asked += 1
        if self._asked > _COSTLY:
            return None
        slug = word.rpartition("/")[2]
        near = [c for c in candidates if abs(len(c) - len(word)) <= 4][:_CANDIDATES]
        whole = {candidate.rpartition("/")[2]: candidate for candidate in reversed(near)}
        found = get_close_matches(slug, whole, n=1, cutoff=0.7)
        return whole[found[0]] if found else None


def _place(fault: KgError) -> tuple[str, int, int, str, str]:
    where = fault.where
    line, column = where.get("line"), where.get("column")
    return (
        str(where.get("file", "")),
        line if isinstance(line, int) else 0,
        column if isinstance(column, int) else 0,
        str(where.get("record", "")),
        str(where.get("field", "")),
    )
