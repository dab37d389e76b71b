"""Which question do arguments ask that are written out in the operation?

Where only their leaves are variables, it is known beforehand which keys can ask anything, and
their values go straight into the question, without an input being made of them first.
Equals: `kg.api.compiled.arguments.Arguments.values`, then `kg.api.questions.timeline_question`,
        or `kg.api.network.sharing_of`
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from graphql import (
    FieldNode,
    NullValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    is_non_null_type,
)

from kg.api.compiled.convert import Coerced, Fixed, Make, UnfitError, slot_value
from kg.api.identity import identifier_of
from kg.api.questions import ACTORS, REFERENCES, first_day, last_day
from kg.query import ActorFilter, PlaceFilter, TimelineQuestion, View, Window, answerable
from kg.query.scene import Through

Read = Callable[[View, Coerced], Any]
"""A view and the coerced variables to a value of a question; None and `Undefined` ask nothing.

Raises: UnfitError, and what the resolver raises for values that do not fit.
"""
Part = Read | Fixed | None
"""What reads a value, the value itself, or nothing where it is left out."""
Stretch = tuple[int | None, str | None, int | None, str | None]


class Inquiry(NamedTuple):
    """What reads the question that `timeline` is asked, and what its page."""

    question: Callable[[View, Coerced], TimelineQuestion]
    stretch: Callable[[View, Coerced], Stretch]


def inquiry_of(node: FieldNode, slots: Mapping[str, Any]) -> Inquiry | None:
    """How `timeline` is asked for at a node; None where its arguments must be made first."""
    given = _Given(slots, {one.name.value: one.value for one in node.arguments or ()})
    try:
        parts = {"order": given.leaf("order"), "include_undated": given.leaf("includeUndated")}
        asked = given.below("filter")
        parts |= {} if asked is None else _filter(asked)
        page = {name: given.leaf(name) for name in ("first", "after", "last", "before")}
        return Inquiry(_maker(TimelineQuestion, parts), _maker(_stretch, page))
    except UnfitError:
        return None


def sharing_inquiry(node: FieldNode, slots: Mapping[str, Any]) -> Read | None:
    """How `coParticipants` is asked for at a node, as arguments of
    `kg.query.relationships.sharing`; None where its own must be made first.
    """
    given = _Given(slots, {one.name.value: one.value for one in node.arguments or ()})
    try:
        window = given.below("window")
        through = {"roles": given.ids("roles", "role")}
        through |= {} if window is None else {"window": _window(window)}
        parts = {"actor": given.id("actor", "actor"), "first": given.leaf("first")}
        given.nothing_else()
    except UnfitError:
        return None
    return _maker(dict, parts | {"through": _maker(Through, through)})


def _stretch(
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> Stretch:
    return first, after, last, before


def _filter(asked: _Given) -> dict[str, Part]:
    """The parts of a question that a filter asks for. Raises: UnfitError."""
    parts = {name: asked.ids(key, *kinds) for name, kinds, key in REFERENCES}
    parts |= {name: asked.many(name) for name in ("status", "obtained")}
    parts |= {name: asked.leaf(name) for name in ("text", "disputed", "qualified")}
    window, actors, places = map(asked.below, ("window", "actors", "places"))
    if window is not None:
        parts["window"] = _window(window)
    if actors is not None:
        who = {name: actors.ids(key, kind) for name, kind, key in ACTORS}
        parts["actors"] = _maker(ActorFilter, who | {"include_parts": actors.leaf("includeParts")})
    if places is not None:
        where = {"in_": places.ids("in", "place"), "role": places.many("role")}
        parts["places"] = _maker(PlaceFilter, where)
    asked.nothing_else()
    return parts


def _window(given: _Given) -> Read:
    parts = {name: given.leaf(name) for name in ("relation", "match")}
    parts["from_day"] = given.day("from", first_day)
    parts["to_day"] = given.day("to", last_day)
    make = _maker(Window, parts)
    return lambda view, coerced: answerable(make(view, coerced))


def _maker(cls: Callable[..., Any], parts: Mapping[str, Part]) -> Callable[[View, Coerced], Any]:
    """What makes a class of those of its parts that are given and ask something."""
    fixed = {name: part.value for name, part in parts.items() if isinstance(part, Fixed)}
    reads = [(name, part) for name, part in parts.items() if part and not isinstance(part, Fixed)]

    if not reads:
        always = cls(**fixed)
        return lambda _view, _coerced: always

    def make(view: View, coerced: Coerced) -> Any:
        values = fixed.copy()
        for name, read in reads:
            value = read(view, coerced)
            if value is not None and value is not Undefined:
                values[name] = value
        return cls(**values)

    return make


def _make(part: Make | Fixed) -> Make:
    if not isinstance(part, Fixed):
        return part
    value = part.value
    return lambda _coerced: value


class _Given:
    """What is written for the keys of an input, or for arguments; which were read is known."""

    def __init__(self, slots: Mapping[str, Any], given: Mapping[str, ValueNode]) -> None:
        self._slots, self._given = slots, given
        self._read: set[str] = set()

    def _leaf(self, name: str) -> Make | Fixed | None:
        self._read.add(name)
        found = slot_value(self._slots[name], self._given.get(name))
        return None if found == Fixed(None) else found

    def leaf(self, name: str) -> Part:
        """The value of a key, as resolvers take it."""
        found = self._leaf(name)
        if found is None or isinstance(found, Fixed):
            return found
        make = found
        return lambda _view, coerced: make(coerced)

    def many(self, name: str) -> Part:
        """The values of a key that is a list."""
        found = self._leaf(name)
        if found is None or isinstance(found, Fixed):
            return found and Fixed(tuple(found.value))
        make = found
        return lambda _view, coerced: tuple(make(coerced) or ())

    def ids(self, name: str, *kinds: str) -> Part:
        """The record ids in a key that is a list of references."""
        found = self._leaf(name)
        if found is None:
            return None
        make = _make(found)

        def ids(view: View, coerced: Coerced) -> tuple[str, ...]:
            refs, base = make(coerced), view.dataset.base
            return tuple([identifier_of(ref, base, kinds) for ref in refs]) if refs else ()

        return ids

    def id(self, name: str, kind: str) -> Part:
        """The record id in a key that is a reference."""
        found, kinds = self._leaf(name), (kind,)
        if found is None:
            return None
        make = _make(found)
        return lambda view, coerced: identifier_of(make(coerced), view.dataset.base, kinds)

    def day(self, name: str, number: Callable[[View, str, str], int]) -> Part:
        """The first or last day of the date in a key."""
        found = self._leaf(name)
        if found is None:
            return None
        make = _make(found)

        def day(view: View, coerced: Coerced) -> int | None:
            said = make(coerced)
            return number(view, said, name) if said else None

        return day

    def below(self, name: str) -> _Given | None:
        """What is written for the keys of an input that stands in a key; None where none does.

        Raises: UnfitError where it is a variable as a whole.
        """
        self._read.add(name)
        node = self._given.get(name)
        if node is None or isinstance(node, NullValueNode):
            return None
        if not isinstance(node, ObjectValueNode):
            raise UnfitError(name)
        wanted = self._slots[name].type
        inner = wanted.of_type if is_non_null_type(wanted) else wanted
        return _Given(inner.fields, {one.name.value: one.value for one in node.fields})

    def nothing_else(self) -> None:
        """Raises: UnfitError where something else is written (a clock)."""
        for name, node in self._given.items():
            if name not in self._read and not isinstance(node, NullValueNode):
                raise UnfitError(name)
