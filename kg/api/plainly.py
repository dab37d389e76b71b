"""What do these plain words ask of the timeline?

The keys of the timeline filter, flat, as an address or a form gives them. They become the
same input as in GraphQL, and so the same question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, TypeVar

from graphql import parse

from kg.api.budget import Budget
from kg.api.context import Request
from kg.api.inputs import ActorsInput, PlacesInput, TimelineFilter, WindowInput
from kg.api.limits import Limits
from kg.api.questions import clocked, timeline_question
from kg.api.scalars import EDTF, SCALARS, Day, Ref
from kg.errors import FilterError, located
from kg.model import Obtained, PlaceRole, Status
from kg.query import NOW, Order, Qualified, TimelineQuestion, View
from kg.snapshot import Snapshot
from kg.temporal import Match, Relation

C = TypeVar("C", bound=StrEnum)
Words = Mapping[str, Sequence[str]]

ONE: Final = (
    *("from", "to", "relation", "match", "text", "qualified", "order"),
    *("asOf", "knownAt", "reportedBy", "disputed", "includeParts", "includeUndated"),
)
MANY: Final = (
    *("kind", "status", "actor", "role", "office", "place", "placeRole"),
    *("instrument", "source", "partOf", "obtained"),
)


def plain_question(
    snapshot: Snapshot, words: Words, limits: Limits
) -> tuple[View, TimelineQuestion]:
    """The view and the question that the words ask.

    Raises: FilterError, DateError, IdentifierError, naming the word.
    """
    view = View(snapshot, NOW, limits.query)
    scope = Request(view, Budget(limits), parse("{__typename}")).at(NOW)
    asked = _Words(words)
    window = WindowInput(
        from_=asked.scalar("from", EDTF),
        to=asked.scalar("to", EDTF),
        relation=asked.code("relation", Relation) or Relation.OVERLAPS,
        match=asked.code("match", Match) or Match.POSSIBLE,
    )
    for name in ("relation", "match"):
        if asked.one(name) and not (window.from_ or window.to):
            raise FilterError(f"{name} needs a window", hint="give from, to or both", argument=name)
    actors, role = asked.refs("actor"), asked.refs("role")
    places, place_role = asked.refs("place"), asked.codes("placeRole", PlaceRole)
    wanted = TimelineFilter(
        window=window if window.from_ or window.to else None,
        kinds=asked.refs("kind"),
        status=asked.codes("status", Status),
        actors=ActorsInput(
            any_of=actors, role=role, include_parts=asked.flag("includeParts") or False
        )
        if actors or role
        else None,
        offices=asked.refs("office"),
        places=PlacesInput(in_=places, role=place_role) if places or place_role else None,
        instruments=asked.refs("instrument"),
        sources=asked.refs("source"),
        part_of=asked.refs("partOf"),
        text=asked.one("text"),
        disputed=asked.flag("disputed"),
        qualified=asked.code("qualified", Qualified) or Qualified.INCLUDE,
        obtained=asked.codes("obtained", Obtained),
        as_of=asked.scalar("asOf", Day),
        known_at=asked.scalar("knownAt", Day),
        reported_by=asked.scalar("reportedBy", Day),
    )
    scope = clocked(scope, wanted)
    question = timeline_question(
        scope,
        wanted,
        asked.code("order", Order) or Order.TIME_ASC,
        include_undated=asked.flag("includeUndated") or False,
    )
    return scope.view, question


class _Words:
    def __init__(self, words: Words) -> None:
        known = (*ONE, *MANY)
        for name in words:
            if name not in known:
                raise FilterError(
                    f"there is no parameter {name[:60]!r}",
                    hint=f"one of {', '.join(sorted(known))}",
                    argument=name[:60],
                )
        self.words = words

    def one(self, name: str) -> str | None:
        found = [word for word in self.words.get(name, ()) if word]
        if len(found) > 1:
            raise FilterError(f"{name} is given {len(found)} times", argument=name)
        return found[0] if found else None

    def scalar(self, name: str, sort: object) -> Any:
        text = self.one(name)
        return None if text is None else _parsed(name, sort, text)

    def refs(self, name: str) -> list[Ref] | None:
        words = [word for word in self.words.get(name, ()) if word]
        return [_parsed(name, Ref, word) for word in words] or None

    def code(self, name: str, codes: type[C]) -> C | None:
        text = self.one(name)
        return None if text is None else _code(name, codes, text)

    def codes(self, name: str, codes: type[C]) -> list[C] | None:
        return [_code(name, codes, word) for word in self.words.get(name, ()) if word] or None

    def flag(self, name: str) -> bool | None:
        text = self.one(name)
        if text is None:
            return None
        if text.lower() not in {"true", "false", "1", "0"}:
            raise FilterError(f"{name} is {text[:40]!r}", hint="true or false", argument=name)
        return text.lower() in {"true", "1"}


def _parsed(name: str, sort: object, text: str) -> Any:
    read = SCALARS[sort].parse_value
    with located(argument=name):
        return read(text) if read else text


def _code(name: str, codes: type[C], text: str) -> C:
    for code in codes:
        if text.upper() == code.name:
            return code
    raise FilterError(
        f"{name} is {text[:40]!r}", hint=f"one of {', '.join(c.name for c in codes)}", argument=name
    )
