"""What is an event said to respond to, and what is said to respond to it?

Relations between records, followed as far as they go: backwards to what came first, forwards to
what came of it. Each is only said by somebody: who says so and who contests it goes with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kg.errors import LimitExceededError
from kg.model import Claim, Record, Relation
from kg.query.limits import within
from kg.query.names import named
from kg.query.said import asserts, sides_of
from kg.query.view import View

MAX_DEPTH: Final = 8
RESPONDS: Final = ("relation-kind/responds-to",)
FORWARD: Final = ("relation-kind/causes", "relation-kind/enables", "relation-kind/ended")
"""Kinds of relation whose subject comes first; of all others the object does."""


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a chain: the relation, and the record that it leads to.

    `parent` is the place of the link that it goes on from, None for the event itself; `again`
    says that the record stands above already, and the chain does not go on from it.
    """

    record: Record
    relation: Relation
    depth: int
    parent: int | None
    again: bool
    said: tuple[Claim, ...]
    contested: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """An event with what it is said to respond to, and with what is said to respond to it.

    Order: each tree from its root, a link before those that go on from it; then by relation.
    """

    event: Record
    before: tuple[Link, ...]
    after: tuple[Link, ...]


def chain(view: View, event: str, depth: int = 3, kinds: Sequence[str] = ()) -> Chain | None:
    """The chain of an event, or of another record by its whole id; None when it is not to be seen.

    `kinds` of relation, narrower ones included, are by default those of responding.
    Raises: FilterError; LimitExceededError when there is more than may be touched.
    """
    within(depth, MAX_DEPTH, "depth", "depth")
    (identifier,) = named(view, None if "/" in event else "event", [event], "event")
    root = view.get(identifier)
    if root is None:
        return None
    given = named(view, "relation-kind", kinds, "kinds") if kinds else list(RESPONDS)
    trees = _Trees(view, set(view.below("concept.broader", given)), depth)
    return Chain(root, trees.grown(root, back=True), trees.grown(root, back=False))


class _Trees:
    def __init__(self, view: View, kinds: set[str], depth: int) -> None:
        self.view, self.kinds, self.depth = view, kinds, depth
        self.forward = set(view.below("concept.broader", FORWARD))

    def grown(self, root: Record, *, back: bool) -> tuple[Link, ...]:
        """One tree, from its root."""
        found: list[Link] = []
        self._grow(root, None, [root.id], found, back=back)
        return tuple(found)

    def _grow(
        self, record: Record, parent: int | None, above: list[str], found: list[Link], *, back: bool
    ) -> None:
        if len(above) > self.depth:
            return
        relations = [r for r in self.view.relations_of(record.id) if r.kind in self.kinds]
        for relation in relations:
            first, later = relation.object, relation.subject
            if relation.kind in self.forward:
                first, later = later, first
            here, there = (later, first) if back else (first, later)
            other = self.view.get(there) if here == record.id else None
            if other is None:
                continue
            said, contested = sides_of(self.view, relation, (relation.subject, relation.object))
            if not asserts(self.view, relation, said):
                continue  # nobody says so, or not any more
            self._count(len(found) + 1)
            again = there in above
            link = Link(other, relation, len(above), parent, again, tuple(said), tuple(contested))
            found.append(link)
            if not again:
                self._grow(other, len(found) - 1, [*above, there], found, back=back)

    def _count(self, links: int) -> None:
        allowed = self.view.limits.page * 10
        if links > allowed:
            raise LimitExceededError(
                f"the chain has more than {allowed} links",
                asked=links,
                allowed=allowed,
                hint="ask for less depth or fewer kinds",
            )
