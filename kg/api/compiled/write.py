"""How is a value written as JSON?"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any, Final

import msgspec
from graphql import GraphQLEnumType, GraphQLLeafType

from kg.temporal import NEG_INF, POS_INF, iso_day

quoted: Callable[[str], str] = encode_basestring
"""A text as JSON. Equals: msgspec.json.encode, for every text that UTF-8 can write."""
TEXTS: Final = frozenset({"ID", "String", "Ref", "URI", "Day", "EDTF", "LanguageTag"})
"""The leaf types that show texts as they are."""
_LARGEST: Final = 2**31


@lru_cache(maxsize=8_192)
def day_text(day: int) -> str:
    """A day number as JSON; null where there is no bound."""
    return "null" if day in (NEG_INF, POS_INF) else f'"{iso_day(day)}"'


def writer_of(leaf: GraphQLLeafType) -> Callable[[Any], str]:
    """What writes the values of a leaf type.

    Equals: msgspec.json.encode(what the type's own coercion gives), which is asked for whatever
            is not plain
    Raises: when called, as the type does, for a value that the type cannot show.
    """

    def slow(value: Any) -> str:
        coerced = leaf.coerce_output_value(value)
        if coerced is None:
            raise TypeError(f"{leaf.name} shows {value!r} as null")
        return msgspec.json.encode(coerced).decode("utf-8")

    if isinstance(leaf, GraphQLEnumType):
        known = _codes(leaf)
        return lambda value: known[value] if value in known else slow(value)
    if leaf.name in TEXTS:
        return lambda value: quoted(value) if value.__class__ is str else slow(value)
    if leaf.name == "Int":
        return lambda value: (
            str(value) if value.__class__ is int and -_LARGEST <= value < _LARGEST else slow(value)
        )
    return slow


def _codes(leaf: GraphQLEnumType) -> dict[Any, str]:
    """The members of an enumeration of ours, as they are shown."""
    members = [value.value for value in leaf.values.values()]
    shown: Any = getattr(leaf, "wrapped_cls", None)
    if shown is None or not issubclass(shown, Enum):
        return {}
    by_value = {member.value: member for member in shown}
    names = zip(members, leaf.values, strict=True)
    return {by_value.get(value, value): quoted(name) for value, name in names}
