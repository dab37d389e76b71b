"""How is a long answer read page by page?

Relay connections over keyset cursors. A page is read when something of it is selected,
and the total only when it is asked for.
"""

# What a wrapper shows is only known when the schema is built:
# mypy: disable-error-code="no-any-return"

from functools import cached_property
from typing import Any, Generic, TypeVar

import strawberry

from kg.api.context import Scope
from kg.api.fields import described, field, given
from kg.api.wrapping import wrap
from kg.model import Record as AnyRecord
from kg.query import Found, Listing, Page, RowPage
from kg.temporal import Match

T = TypeVar("T")
Stretch = tuple[int | None, str | None, int | None, str | None]
"""first, after, last, before."""


@described
class PageInfo:
    """Where a page lies in the whole answer (Relay)."""

    page: strawberry.Private[Page[Any] | RowPage]

    @field
    def has_next_page(self) -> bool:
        """Whether something comes after it."""
        return self.page.has_next

    @field
    def has_previous_page(self) -> bool:
        """Whether something comes before it."""
        return self.page.has_previous

    @field
    def start_cursor(self) -> str | None:
        """The cursor of its first edge."""
        return self.page.start_cursor

    @field
    def end_cursor(self) -> str | None:
        """The cursor of its last edge."""
        return self.page.end_cursor


@described
class Edge(Generic[T]):
    """A record in a page."""

    node: T = given("The record.")
    cursor: str = given("Where to go on from; it stays good when records are added.")
    match: Match | None = given(
        "POSSIBLE where the record only possibly belongs: an undated source under `reportedBy`, "
        "a vague period under `inForceOn`. Null otherwise."
    )


@described
class Connection(Generic[T]):
    """A page of records."""

    scope: strawberry.Private[Scope]
    listing: strawberry.Private[Listing[Any]]
    stretch: strawberry.Private[Stretch]

    @cached_property
    def page(self) -> Page[Found[AnyRecord]]:
        """The page, read once."""
        found = self.listing.page(*self.stretch)
        self.scope.keep(edge.record for edge in found.edges)
        self.scope.request.snapshot_changed |= found.snapshot_changed
        return found

    @field
    def edges(self) -> list[Edge[T]]:
        """The records with their cursors."""
        return [
            Edge(node=wrap(self.scope, edge.record), cursor=edge.cursor, match=edge.match)
            for edge in self.page.edges
        ]

    @field
    def nodes(self) -> list[T]:
        """The records alone."""
        return [wrap(self.scope, edge.record) for edge in self.page.edges]

    @field
    def page_info(self) -> PageInfo:
        """Where the page lies in the whole."""
        return PageInfo(page=self.page)

    @field
    def total_count(self) -> int:
        """How many there are in all; counted only when asked for."""
        return self.listing.total()
