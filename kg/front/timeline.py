"""Which events, in the order of time?"""

from __future__ import annotations

from collections.abc import Iterator

from kg.model import Event, When
from kg.query import Hit, TimelineAnswer, TimelineQuestion, View
from kg.temporal import Extent

PAGE = 100


class Timeline:
    """The answer to one timeline question: hits in time order, read page by page."""

    def __init__(self, view: View, question: TimelineQuestion) -> None:
        self.view = view
        self.question = question
        self.answer: TimelineAnswer = view.timeline(question)

    def __repr__(self) -> str:
        """How many hits there are."""
        return f"<Timeline of {len(self)} events>"

    def __iter__(self) -> Iterator[Hit]:
        """Every hit: the event, its cursor, and whether it matches certainly or possibly."""
        after: str | None = None
        while True:
            page = self.answer.page(first=PAGE, after=after)
            yield from page.edges
            if not page.has_next:
                return
            after = page.end_cursor

    def __len__(self) -> int:
        """How many there are, without reading them."""
        return self.answer.total()

    @property
    def events(self) -> list[Event]:
        """The events alone."""
        return [hit.event for hit in self]

    def extent(self, when: When) -> Extent:
        """The bounds of a date of one of the events."""
        return self.view.extent(when)
