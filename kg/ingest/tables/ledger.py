"""What was noticed while a table was read, and which rows could not be?

The bytes are mended before anyone knows where rows begin; so what is seen there is written
down by its place in the text, and the row is found when that part is read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kg.errors import SeedError
from kg.ingest.limits import ReadLimits
from kg.ingest.tables.form import Reject

_SHOWN = 200  # characters of a value that a reject repeats


@dataclass(slots=True)
class _Seen:
    count: int
    first: int | None
    row: int | None = None


class Ledger:
    """The rejects and notes of one reading."""

    def __init__(self, limits: ReadLimits) -> None:
        self.limits = limits
        self.rejects: list[Reject] = []
        self._count = 0
        self._seen: dict[str, _Seen] = {}

    def reject(self, row: int, column: str | None, value: str | None, reason: str) -> None:
        """Write down a row that cannot be read.

        Raises: SeedError when these are too many for a table that is read as it should be.
        """
        self._count += 1
        if self._count > self.limits.rejects:
            raise SeedError(
                f"more than {self.limits.rejects} rows cannot be read; row {row}: {reason}",
                hint="look at its separator, quote and header",
            )
        self.rejects.append(Reject(row, column, shown(value), reason))

    def see(self, what: str, count: int, *, at: int | None = None, row: int | None = None) -> None:
        """Note `count` times `what`, the first at the byte `at` of the text or in `row`."""
        seen = self._seen.get(what)
        if seen is None:
            self._seen[what] = _Seen(count, at, row)
        else:
            seen.count += count

    def saw(self, what: str) -> bool:
        """Whether that was noted already."""
        return what in self._seen

    def place(self, start: int, end: int, row_at: Callable[[int], int]) -> None:
        """Say in which rows the things stand that were seen from `start` to `end`.

        `row_at` gives the row of a place, counted from `start`.
        """
        for seen in self._seen.values():
            if seen.row is None and seen.first is not None and start <= seen.first < end:
                seen.row = row_at(seen.first - start)

    def notes(self) -> list[str]:
        """One line for each thing that was noticed, in the order of noticing."""
        return [_told(what, seen) for what, seen in self._seen.items()]


def shown(value: str | None) -> str | None:
    """A value as a message repeats it: its beginning, and only what can be written."""
    if value is None:
        return None
    value = value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
    return value.encode("utf-8", "replace").decode("utf-8")


def _told(what: str, seen: _Seen) -> str:
    text = f"{seen.count} {what}"
    if seen.row is None:
        return text
    return f"{text}; the first in " + (f"row {seen.row}" if seen.row else "the header")
