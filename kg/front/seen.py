"""What does a snapshot hold, seen at which clocks?"""

from __future__ import annotations

from functools import cached_property

from kg.front.words import last_day
from kg.model import Dataset, Record
from kg.query import Clocks, View
from kg.snapshot import Snapshot


class Seen:
    """One snapshot, at whatever clocks."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def __repr__(self) -> str:
        """Which dataset, and the beginning of its digest."""
        return f"<Daybook {self.dataset.id} {self.digest[:12]}>"

    @property
    def digest(self) -> str:
        """The sha256 that names the content."""
        return self.snapshot.digest

    @property
    def dataset(self) -> Dataset:
        """What the dataset says of itself."""
        return self.snapshot.dataset

    def view(
        self,
        *,
        as_of: str | None = None,
        known_at: str | None = None,
        reported_by: str | None = None,
    ) -> View:
        """The snapshot seen at the given clocks: states on a day, records known on a day."""
        return View(
            self.snapshot,
            Clocks(
                as_of=last_day(as_of, "as_of"),
                known_at=last_day(known_at, "known_at"),
                reported_by=last_day(reported_by, "reported_by"),
            ),
        )

    @cached_property
    def now(self) -> View:
        """The snapshot as it is held true now."""
        return self.view()

    def get(self, identifier: str, **clocks: str | None) -> Record | None:
        """The record of that id (`event/slug`), or None; the clocks as in `view`."""
        return self.view(**clocks).get(identifier)
