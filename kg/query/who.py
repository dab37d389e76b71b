"""In which events did these actors, roles and offices take part?

The role belongs to the same participation as the actor. A participation that names only a
tenure is its holder's. Rows of participations are found first, their events last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from kg.index import Judged, Reach, Rows, merged
from kg.query.ask import ActorFilter
from kg.query.reported import Levels
from kg.query.rows import Chosen, Posting, either, leveled, sure
from kg.query.said import asserted
from kg.query.sight import Sight
from kg.query.spans import during, held_in, relation_held
from kg.query.stated import part_levels
from kg.temporal import ALWAYS, Daily, all_of, any_of
from kg.temporal.daily import NEVER, weaker

PARTS = "event.participations"
MEMBERSHIPS = ("relation-kind/member-of", "relation-kind/part-of", "relation-kind/subordinate-to")


class Taken:
    """The events in which one of some actors took part, or one of some roles was taken."""

    def __init__(
        self, sight: Sight, actors: Sequence[str] | None, roles: Sequence[str], *, parts: bool
    ) -> None:
        self._sight, self._of_actors = sight, actors is not None
        self._roles = sight.index.codes("event.role", roles) if roles else None
        if actors is None:
            rows = sight.find("event.role", roles)
            self._found = [(rows, ALWAYS)]
            self._roles = None
        else:
            holds = [members(sight, a) if parts else {a: ALWAYS} for a in actors]
            pairs = (pair for one in holds for pair in one.items())
            self._found = [(parts_of_actor(sight, a), held) for a, held in pairs]

    @property
    def whole(self) -> Posting | None:
        """The list of participations of which each counts, where one says all."""
        if self._roles is not None or len(self._found) > 1 or self._sight.reported is not None:
            return None
        ((rows, held),) = self._found
        lists = self._sight.tables.lists(PARTS)
        return Posting.of_parts(rows, lists) if held == ALWAYS else None

    @property
    def lists(self) -> list[Rows]:
        """The participations among which they are found."""
        return [rows for rows, _ in self._found]

    def events(self, reach: Reach) -> Chosen:
        """Those within reach. Cost: O(answer)."""
        sight, sets = self._sight, []
        for whole, held in self._found:
            rows = reach.parts(sight.tables.lists(PARTS), whole)
            if self._roles is not None:
                role = sight.tables.column(PARTS, "role")[rows]
                rows = rows[np.isin(role, self._roles)]
            judged = None if held == ALWAYS else during(sight, rows, held)
            levels = taker_levels(sight, rows) if self._of_actors else None
            sets.append(to_events(sight, rows, judged, levels))
        return either(sets)


def with_actors(sight: Sight, asked: ActorFilter) -> tuple[list[Taken], list[Taken]]:
    """Sets of events that all must contain a hit, and sets that none may be in.

    `asked` has whole ids, and roles with their narrower ones.
    """

    def taken(actors: Sequence[str] | None) -> Taken:
        return Taken(sight, actors, asked.role, parts=asked.include_parts)

    wanted = [taken([actor]) for actor in asked.all_of]
    if asked.any_of:
        wanted.append(taken(asked.any_of))
    unwanted = [taken(asked.none_of)] if asked.none_of else []
    if asked.role and not (wanted or unwanted):
        wanted.append(taken(None))
    return wanted, unwanted


def in_office(sight: Sight, offices: Sequence[str]) -> Chosen:
    """Events with a participation for an office, or by somebody who held it at that time."""
    tenures = sight.found("tenure.office", offices)
    named = to_events(sight, sight.find("event.office", offices))
    return either([named, *_by_tenures(sight, tenures)])


def in_capacity(sight: Sight, posts: Sequence[str]) -> Chosen:
    """Events with a participation for one of these offices, by a tenure of one, or by one of these
    tenures.
    """
    offices = [post for post in posts if post.startswith("office/")]
    named = sight.find("event.office", offices)
    tenures = sight.ids("tenure", sight.found("tenure.office", offices))
    tenures += sight.rows_seen("tenure", [post for post in posts if post.startswith("tenure/")])
    by = sight.find("event.tenure", tenures)
    return either([to_events(sight, named), to_events(sight, by, levels=told_by_tenure(sight, by))])


def during_tenures(sight: Sight, tenures: Sequence[str]) -> Chosen:
    """Events in which somebody took part by one of these tenures, or while holding it."""
    seen = [row for row in sight.rows("tenure", tenures) if row is not None]
    return either([*_by_tenures(sight, np.array(seen, dtype=np.uint32))])


def _by_tenures(sight: Sight, tenures: Rows) -> Iterator[Chosen]:
    """The events with a participation that names one of these tenures, and those in which its
    holder took part at that time.
    """
    named = sight.find("event.tenure", sight.ids("tenure", tenures))
    yield to_events(sight, named, levels=told_by_tenure(sight, named))
    times, levels = sight.index.times("tenure"), sight.levels("tenure", tenures)
    holders = sight.tables.view("tenure", "holder").take(tenures)
    held: dict[str, list[Daily]] = {}
    for row, level, holder in zip(tenures.tolist(), levels.tolist(), holders, strict=True):
        held.setdefault(holder, []).append(weaker(held_in(times, row), level))
    for holder, days in held.items():
        parts = parts_of_actor(sight, holder)
        judged = during(sight, parts, any_of(days))
        yield to_events(sight, parts, judged, taker_levels(sight, parts))


def parts_of_actor(sight: Sight, actor: str) -> Rows:
    """The participations of an actor: by name, or by a tenure alone."""
    direct = sight.find("event.actor", [actor])
    if not sight.tables.count("tenure"):
        return direct
    tenures = sight.ids("tenure", sight.found("tenure.holder", [actor]))
    if not tenures:
        return direct
    implied = sight.find("event.tenure", tenures)
    unnamed = sight.tables.column(PARTS, "actor")[implied] < 0
    return merged([direct, implied[unnamed]])


def to_events(
    sight: Sight, parts: Rows, judged: Judged | None = None, levels: Levels | None = None
) -> Chosen:
    """The events of these participations; a part that was not yet reported does not count.

    `levels`: how surely each was reported, by default as `part_levels` says.
    """
    owner = sight.tables.column(PARTS, "owner")[parts]
    if judged is None and sight.reported is None:
        return sure(owner)
    found = part_levels(sight, PARTS, parts) if levels is None else levels
    return leveled(owner, found if judged is None else np.minimum(judged.levels, found))


def taker_levels(sight: Sight, parts: Rows) -> Levels:
    """How surely it was reported who took part: where a tenure alone tells, no surer than it was.

    Shape: as `parts`, each of which names an actor, or a tenure that is seen.
    """
    found = part_levels(sight, PARTS, parts)
    bare = sight.tables.column(PARTS, "actor")[parts] < 0
    if sight.reported is not None and bare.any():
        found[bare] = told_by_tenure(sight, parts[bare])
    return found


def told_by_tenure(sight: Sight, parts: Rows) -> Levels:
    """How surely participations were reported with the tenures that they name."""
    found = part_levels(sight, PARTS, parts)
    if sight.reported is None:
        return found
    names = sight.tables.view(PARTS, "tenure").take(parts)
    rows = sight.rows_seen("tenure", names)
    levels = sight.levels("tenure", np.array([*rows.values()], dtype=np.uint32))
    of = dict(zip(rows, levels.tolist(), strict=True))
    return np.minimum(found, np.array([of.get(name, 0) for name in names], dtype=np.int8))


def members(sight: Sight, actor: str) -> dict[str, Daily]:
    """An actor, its members and parts at any depth, and when each belonged to it.

    A relation without a date holds always; along a chain all must hold at once.
    """
    kinds = set(sight.below("concept.broader", MEMBERSHIPS))
    found = {actor: ALWAYS}
    level = [(actor, ALWAYS)]
    while level:
        below: list[tuple[str, Daily]] = []
        for whole, held in level:
            for member, belongs in _members(sight, whole, kinds):
                met, known = all_of(held, belongs), found.get(member, NEVER)
                if all_of(met, known) != met:  # circles end where nothing new is said
                    found[member] = any_of([known, met])
                    below.append((member, met))
        level = below
    return found


def _members(sight: Sight, whole: str, kinds: set[str]) -> list[tuple[str, Daily]]:
    rows = sight.find("relation.object", [whole])
    of_kind = sight.tables.view("relation", "kind").take(rows)
    rows = sight.seen("relation", rows[[kind in kinds for kind in of_kind]])
    rows = rows[asserted(sight, rows)]
    levels = sight.levels("relation", rows).tolist()
    held = relation_held(sight, rows)
    subjects = sight.tables.view("relation", "subject").take(rows)
    return [
        (subject, weaker(days, level))
        for days, level, subject in zip(held, levels, subjects, strict=True)
    ]
