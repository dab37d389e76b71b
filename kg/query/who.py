"""In which events did these actors, roles and offices take part?

The role belongs to the same participation as the actor. A participation that names only a
tenure is its holder's. Rows of participations are found first, their events last.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kg.index import Judged, Mask, Reach, Rows, merged
from kg.query.ask import ActorFilter
from kg.query.rows import Chosen, either, leveled
from kg.query.sight import Sight
from kg.query.spans import ALWAYS, Span, during, span_of, weaker

PARTS = "event.participations"
MEMBERSHIPS = ("relation-kind/member-of", "relation-kind/part-of", "relation-kind/subordinate-to")


def with_actors(
    sight: Sight, asked: ActorFilter, reach: Reach | None = None
) -> tuple[list[Chosen], list[Chosen]]:
    """Sets of events that all must contain a hit, and sets that none may be in.

    `asked` has whole ids, and roles with their narrower ones; events out of `reach` are left out.
    """
    roles = list(asked.role) if asked.role else None

    def events(actors: Sequence[str]) -> Chosen:
        found = (members(sight, a) if asked.include_parts else {a: [ALWAYS]} for a in actors)
        return either([_of_actors(sight, spans, roles, reach) for spans in found])

    wanted = [events([actor]) for actor in asked.all_of]
    if asked.any_of:
        wanted.append(events(asked.any_of))
    unwanted = [events(asked.none_of)] if asked.none_of else []
    if roles and not (wanted or unwanted):
        wanted.append(to_events(sight, _within(sight, sight.find("event.role", roles), reach)))
    return wanted, unwanted


def in_office(sight: Sight, offices: Sequence[str]) -> Chosen:
    """Events with a participation for an office, or by somebody who held it at that time."""
    tenures = sight.find("tenure.office", offices)
    levels = sight.levels("tenure", tenures)
    tenures, levels = tenures[levels > 0], levels[levels > 0]
    named = merged(
        [
            sight.find("event.office", offices),
            sight.find("event.tenure", sight.ids("tenure", tenures)),
        ]
    )
    sets = [to_events(sight, named)]
    times = sight.index.times("tenure")
    holders = sight.tables.view("tenure", "holder").take(tenures)
    for row, level, holder in zip(tenures.tolist(), levels.tolist(), holders, strict=True):
        span = weaker(span_of(times, row), level)
        parts = parts_of_actor(sight, holder)
        sets.append(to_events(sight, parts, during(sight, parts, span)))
    return either(sets)


def parts_of_actor(sight: Sight, actor: str) -> Rows:
    """The participations of an actor: by name, or by a tenure alone."""
    direct = sight.find("event.actor", [actor])
    tenures = sight.ids("tenure", sight.found("tenure.holder", [actor]))
    if not tenures:
        return direct
    implied = sight.find("event.tenure", tenures)
    unnamed = sight.tables.column(PARTS, "actor")[implied] < 0
    return merged([direct, implied[unnamed]])


def to_events(sight: Sight, parts: Rows, judged: Judged | None = None) -> Chosen:
    """The events of these participations; a part that was not yet reported does not count."""
    levels = np.full(len(parts), 2, dtype=np.int8)
    if judged is not None:
        levels = judged.possible.astype(np.int8) + judged.certain.astype(np.int8)
    owner = sight.tables.column(PARTS, "owner")[parts]
    return leveled(owner, np.minimum(levels, part_levels(sight, PARTS, parts)))


def part_levels(sight: Sight, table: str, parts: Rows) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
    """How surely parts of records were reported: as their own evidence, else as the record."""
    if sight.reported is None:
        return np.full(len(parts), 2, dtype=np.int8)
    own = sight.reported.listed(f"{table}.evidence", parts)
    return np.where(own < 0, np.int8(2), own)


def _of_actors(
    sight: Sight,
    spans: dict[str, list[Span]],
    roles: list[str] | None,
    reach: Reach | None,
) -> Chosen:
    sets = []
    for one, holds in spans.items():
        rows = _within(sight, parts_of_actor(sight, one), reach)
        if roles is not None:
            rows = rows[_has_role(sight, rows, roles)]
        for span in holds:
            judged = None if span == ALWAYS else during(sight, rows, span)
            sets.append(to_events(sight, rows, judged))
    return either(sets)


def _within(sight: Sight, parts: Rows, reach: Reach | None) -> Rows:
    return parts if reach is None else reach.parts(sight.tables.lists(PARTS), parts)


def _has_role(sight: Sight, parts: Rows, roles: list[str]) -> Mask:
    codes = sight.index.codes("event.role", roles)
    mask: Mask = np.isin(sight.tables.column(PARTS, "role")[parts], codes)
    return mask


def members(sight: Sight, actor: str) -> dict[str, list[Span]]:
    """An actor, its members and parts at any depth, and when each belonged to it.

    A relation without a date holds always; along a chain all must hold at once.
    """
    kinds = set(sight.below("concept.broader", MEMBERSHIPS))
    found: dict[str, list[Span]] = {actor: [ALWAYS]}
    level = [(actor, ALWAYS)]
    while level:
        below: list[tuple[str, Span]] = []
        for whole, span in level:
            for member, held in _members(sight, whole, kinds):
                met = span.meet(held)
                if met is not None and not _covered(met, found.setdefault(member, [])):
                    found[member].append(met)
                    below.append((member, met))
        level = below
    return found


def _covered(span: Span, known: list[Span]) -> bool:
    """Whether another span says at least as much; circles end here."""
    return any(
        other.possible_from <= span.possible_from
        and span.possible_to <= other.possible_to
        and (
            span.certain_from > span.certain_to
            or (other.certain_from <= span.certain_from and span.certain_to <= other.certain_to)
        )
        for other in known
    )


def _members(sight: Sight, whole: str, kinds: set[str]) -> list[tuple[str, Span]]:
    rows = sight.find("relation.object", [whole])
    levels = sight.levels("relation", rows)
    rows, levels = rows[levels > 0], levels[levels > 0]
    times = sight.index.times("relation")
    subjects = sight.tables.view("relation", "subject").take(rows)
    of_kind = sight.tables.view("relation", "kind").take(rows)
    return [
        (subject, weaker(span_of(times, row) if times.dated[row] else ALWAYS, level))
        for row, level, subject, kind in zip(
            rows.tolist(), levels.tolist(), subjects, of_kind, strict=True
        )
        if kind in kinds
    ]
