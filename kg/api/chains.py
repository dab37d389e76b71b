"""What is an event said to respond to, and who says so?"""

# What a wrapper shows is only known when the schema is built:
# mypy: disable-error-code="no-any-return"

import strawberry

from kg.api.context import Scope
from kg.api.fields import (
    described,
    field,
    plain,
)
from kg.api.nodes import Record
from kg.api.refs import ClaimRef, RelationRef
from kg.api.wrapping import wrap, wrap_kept
from kg.query.chains import Chain as ChainFound
from kg.query.chains import Link as LinkFound


@described
class ChainLink:
    """A step of a chain: a record, how it is said to be connected, and by whom."""

    record: strawberry.Private[LinkFound]
    scope: strawberry.Private[Scope]
    depth: int = plain("How many steps from the event.")
    parent: int | None = plain(
        "The place in this list, from 0, of the step that it goes on from; null from the event."
    )
    again: bool = plain("Whether the record stands above already: the chain ends there.")

    @field
    def node(self) -> Record:
        """The record."""
        return wrap(self.scope, self.record.record)

    @field
    def relation(self) -> RelationRef:
        """The relation, to be read from subject to object."""
        return wrap(self.scope, self.record.relation)

    @field
    def said_in(self) -> list[ClaimRef]:
        """The claims that say so."""
        return wrap_kept(self.scope, self.record.said)

    @field
    def contested_in(self) -> list[ClaimRef]:
        """The claims that deny it, or contradict one that says it."""
        return wrap_kept(self.scope, self.record.contested)


@described
class Chain:
    """An event, what it is said to respond to, and what is said to respond to it.

    Both are trees, written out from the event: a step stands before those that go on from it.
    """

    record: strawberry.Private[ChainFound]
    scope: strawberry.Private[Scope]

    @field
    def event(self) -> Record:
        """The event itself."""
        return wrap(self.scope, self.record.event)

    @field
    def before(self) -> list[ChainLink]:
        """What it is said to respond to, and what that is said to respond to, and so on."""
        return [ChainLink(record=link, scope=self.scope) for link in self.record.before]

    @field
    def after(self) -> list[ChainLink]:
        """What is said to respond to it, and what is said to respond to that, and so on."""
        return [ChainLink(record=link, scope=self.scope) for link in self.record.after]
