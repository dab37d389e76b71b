"""Operations drawn from the schema itself, valid in form, with right and faulty values.

A `Drawer` walks the types of the schema and prefers what it has drawn seldom, so that a few
hundred operations come by nearly everything: fields, arguments, input keys, values of
enumerations; fragments with and without names, merged selections, aliases, variables with
and without defaults, nulls, directives. Ids are those of the dataset that is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any, Final, NamedTuple

import msgspec
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_required_argument,
)

from kg.api.schema import core, schema

GRAPHQL: Final = core(schema())
KIND_OF_SLOT: Final = {
    **dict.fromkeys(("actor", "anyOf", "allOf", "noneOf", "speaker", "publisher"), "actor"),
    **dict.fromkeys(("issuer", "from", "to"), "actor"),
    **dict.fromkeys(("office", "offices", "inCapacityOf"), "office"),
    **dict.fromkeys(("in", "within", "jurisdiction"), "place"),
    **dict.fromkeys(("instruments",), "instrument"),
    **dict.fromkeys(("sources", "document"), "source"),
    **dict.fromkeys(("partOf",), "event"),
    **dict.fromkeys(("topic",), "topic"),
    **dict.fromkeys(("role", "roles"), "role"),
    "event": "event",
    "duringTenure": "tenure",
    "whileInForce": "instrument",
}
VALUES: Final[dict[str, tuple[Any, ...]]] = {
    "Day": ("2019-02-05", "2020-06-01", "2018-12-03", "2026-02-01", "1999-01-01"),
    "EDTF": ("2019-02", "2018/2019", "2019-02-20~/2019-03", "201X", "2019-02-05", "1950/2030"),
    "LanguageTag": ("es", "en-GB", "qu", "en"),
    "Boolean": (True, False),
    "Int": (0, 1, 2, 3, 5),
    "Float": (0.5,),
    "String": ("operation", "number", "a", "time"),
}
ODD: Final[dict[str, tuple[Any, ...]]] = {
    "Day": ("-0043-03-15", "2019", "2019-02-30"),
    "EDTF": ("../2019", "never", "XXXX", "2019/2018", "Y17E17"),
    "LanguageTag": ("", "en_GB"),
    "URI": ("urn:none", "no iri"),
    "Int": (-1, 101, 2147483647),
    "String": ("", "WyJ4Il0", "a b c d", "x" * 300),
    "Ref": ("no-such-thing", "No Slug", "a/b/c", ""),
    "ID": ("no-such-thing", "a/b/c", ""),
}
_TYPES: Final = {
    kind: kind.capitalize()
    for kind in (
        *("event", "actor", "office", "tenure", "place", "instrument"),
        *("relation", "claim", "source", "evidence", "tombstone"),
    )
}
CURSORS: Final = frozenset({"after", "before"})
ONE_OF: Final = frozenset({"id", "slug", "iri"})


class Operation(NamedTuple):
    """A query and its variables."""

    text: str
    variables: dict[str, Any]


class Code(str):
    """A member of an enumeration, which is written without quotes."""

    __slots__ = ()


@dataclass
class Drawer:
    """Draws operations against one dataset.

    `drawn` counts what was drawn: `Type.field`, `Type.field(argument)`, `Input.key`,
    `Enum.VALUE`; `reached` what was answered. `cursors` are cursors that an answer gave.
    """

    random: Random
    ids: Mapping[str, Sequence[str]]
    base: str
    cursors: list[str] = field(default_factory=list)
    drawn: Counter[str] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)
    faulty: float = 0.02

    def operation(self, depth: int = 5, width: int = 4) -> Operation:
        """One query, always valid in form."""
        self._begin()
        return self._end(self._selected(GRAPHQL.query_type, depth, width, apart=False))

    def _begin(self) -> None:
        self._aliases = 0
        # Every second operation has few arguments: with many, little is left to be shown.
        self._often = self.random.choice((0.03, 0.25))
        self._fragments: list[str] = []
        self._spreads: dict[tuple[str, bool], list[str]] = {}
        self._declared: list[str] = []
        self._given: dict[str, Any] = {}
        self._anew: dict[str, Callable[[], Any]] = {}

    def _end(self, body: str) -> Operation:
        declared = f"({', '.join(self._declared)})" if self._declared else ""
        text = f"query Drawn{declared} {body}"
        self._text = "\n".join([text, *self._fragments])
        return Operation(self._text, self._given)

    def again(self) -> Operation:
        """The last operation with other values of the variables that were given."""
        return Operation(self._text, {name: _plain(self._anew[name]()) for name in self._given})

    def tour(self) -> Operation:
        """One query that visits a record of every kind."""
        self._begin()
        parts = []
        for at, kind in enumerate(sorted(self.ids)):
            shown = GRAPHQL.get_type(_TYPES.get(kind, "Concept"))
            inner = self._selected(shown, 2, 9, apart=True)
            ref = _literal(self._id(kind))
            parts.append(f"r{at}: record(ref: {ref}) {{ ... on {shown} {inner} }}")
        return self._end("{ " + " ".join(parts) + " }")

    def _selected(self, parent: Any, depth: int, width: int, *, apart: bool) -> str:
        """One pair of braces. `apart`: siblings of other types may use the same names."""
        parts: list[str] = []
        chosen = self._names(parent, depth)
        for name in chosen[: self.random.randint(1, width)]:
            parts.append(self._field(parent, name, depth, width, apart=apart))
            if self.random.random() < 0.03:
                parts.append("__typename")
        if depth and is_abstract_type(parent):
            parts += self._by_type(parent, depth, width)
        elif depth and self.random.random() < 0.15:
            parts.append(self._fragment(parent, depth, max(1, width // 2), apart=apart))
        return "{ " + (" ".join(parts) or "__typename") + " }"

    def _names(self, parent: Any, depth: int) -> list[str]:
        names = [
            n
            for n, told in parent.fields.items()
            if depth or not is_composite_type(get_named_type(told.type))
        ]
        seldom = {n: self._often_seen(parent, n) * self.random.random() for n in names}
        return sorted(names, key=seldom.__getitem__)

    def _often_seen(self, parent: Any, name: str) -> float:
        """How often a field was asked for, and above all how often it had something to show."""
        key = f"{parent.name}.{name}"
        shown, reached = get_named_type(parent.fields[name].type), self.reached[key]
        if isinstance(shown, GraphQLObjectType):
            reached = min(reached, sum(self.reached[f"{shown.name}.{n}"] for n in shown.fields))
        return float((1 + reached) * (1 + self.drawn[key]) ** 0.5)

    def _by_type(self, parent: Any, depth: int, width: int) -> list[str]:
        possible = list(GRAPHQL.get_possible_types(parent)) + list(
            GRAPHQL.get_implementations(parent).interfaces
        )
        chosen = self.random.sample(possible, self.random.randint(0, min(3, len(possible))))
        return [self._fragment(one, depth - 1, max(1, width - 1), apart=True) for one in chosen]

    def _fragment(self, condition: Any, depth: int, width: int, *, apart: bool) -> str:
        """A fragment: inline with or without a condition, or by name, old or new."""
        known = self._spreads.get((condition.name, apart), [])
        directive = self._directive()
        if known and self.random.random() < 0.3:
            return f"...{self.random.choice(known)}{directive}"
        inner = self._selected(condition, depth, width, apart=apart)
        if self.random.random() < 0.4:
            name = f"F{len(self._fragments)}"
            self._fragments.append(f"fragment {name} on {condition.name} {inner}")
            self._spreads.setdefault((condition.name, apart), []).append(name)
            return f"...{name}{directive}"
        if not apart and self.random.random() < 0.3:
            return f"...{directive} {inner}"
        return f"... on {condition.name}{directive} {inner}"

    def _directive(self) -> str:
        if self.random.random() > 0.06:
            return ""
        name = self.random.choice(("skip", "include"))
        flag = self.random.random() < 0.5
        if self.random.random() < 0.5:
            return f" @{name}(if: {str(flag).lower()})"
        flags = partial(self.random.choice, (True, False))
        if self.random.random() < 0.03:
            return f" @{name}(if: {self._nothing(flag)})"
        return f" @{name}(if: {self._variable('Boolean!', flag, flags)})"

    def _nothing(self, default: bool) -> str:
        """A variable that may be null where it must not: validation trusts its default."""
        name = f"v{len(self._declared)}"
        self._declared.append(f"${name}: Boolean = {_literal(default)}")
        self._given[name] = None
        self._anew[name] = partial(self.random.choice, (True, False, None))
        return f"${name}"

    def _field(self, parent: Any, name: str, depth: int, width: int, *, apart: bool) -> str:
        self.drawn[f"{parent.name}.{name}"] += 1
        told = parent.fields[name]
        arguments = self._arguments(parent, name, told)
        alias = ""
        if arguments or apart or self.random.random() < 0.2:
            self._aliases += 1
            alias = f"a{self._aliases}: "
        head = f"{alias}{name}{arguments}"
        named = get_named_type(told.type)
        if not is_composite_type(named):
            return head + self._directive()
        below = max(0, depth - 1)
        text = f"{head}{self._directive()} {self._selected(named, below, width, apart=apart)}"
        if self.random.random() < 0.05:  # the same field again: both selections are merged
            text += f" {head} {self._selected(named, 0, width, apart=apart)}"
        return text

    def _arguments(self, parent: Any, name: str, told: Any) -> str:
        chosen = dict(told.args)
        one = [n for n in chosen if n in ONE_OF]
        if len(one) > 1 and self.random.random() > self.faulty:
            keep = min(one, key=lambda n: self.drawn[f"{parent.name}.{name}({n})"])
            for other in set(one) - {keep}:
                del chosen[other]
        parts = []
        for argument, slot in chosen.items():
            key = f"{parent.name}.{name}({argument})"
            likely = min(self._often, 0.06) if argument in CURSORS else self._often
            likely *= 1 if self.drawn[key] else 2

            if is_required_argument(slot) or argument in ONE_OF or self.random.random() < likely:
                self.drawn[key] += 1
                value = self._argument(slot, argument, name)
                parts.append(f"{argument}: {value}")
        return f"({', '.join(parts)})" if parts else ""

    def _argument(self, slot: Any, argument: str, of: str) -> str:
        value = self._value(slot.type, argument, of)
        if self.random.random() > 0.25:
            return _literal(value)
        wanted = str(slot.type)
        if wanted.endswith("!") and not is_required_argument(slot) and self.random.random() < 0.5:
            wanted = wanted[:-1]
            value = None if self.random.random() < 0.2 else value
        return self._variable(wanted, value, partial(self._value, slot.type, argument, of))

    def _variable(self, wanted: str, value: Any, anew: Callable[[], Any]) -> str:
        """A variable of a type with a value; `anew` draws others."""
        name = f"v{len(self._declared)}"
        default = ""
        if self.random.random() < 0.2 and not (value is None and wanted.endswith("!")):
            default = f" = {_literal(value)}"
        self._declared.append(f"${name}: {wanted}{default}")
        if not (default or not wanted.endswith("!")) or self.random.random() < 0.8:
            self._given[name] = _plain(value)
            self._anew[name] = anew
        return f"${name}"

    def _value(self, wanted: Any, slot: str, of: str) -> Any:
        if isinstance(wanted, GraphQLNonNull):
            return self._value(wanted.of_type, slot, of)
        if self.random.random() < 0.02:
            return None if not isinstance(wanted, GraphQLEnumType) else self._code(wanted)
        if isinstance(wanted, GraphQLList):
            count = self.random.choice((0, 1, 1, 2))
            return [self._sure(wanted.of_type, slot, of) for _ in range(count)]
        return self._sure(wanted, slot, of)

    def _sure(self, wanted: Any, slot: str, of: str) -> Any:
        """A value that is not null."""
        inner = wanted.of_type if isinstance(wanted, GraphQLNonNull) else wanted
        if isinstance(inner, GraphQLEnumType):
            return self._code(inner)
        if isinstance(inner, GraphQLInputObjectType):
            return self._input(inner, of)
        if self.random.random() < self.faulty and inner.name in ODD:
            return self.random.choice(ODD[inner.name])
        if slot in CURSORS and self.cursors:
            return self.random.choice(self.cursors[-50:])
        if slot in {"slug", "iri"}:
            found = self._id(of)
            return found.partition("/")[2] if slot == "slug" else self.base + found
        if inner.name in VALUES:
            return self.random.choice(VALUES[inner.name])
        return self._id(KIND_OF_SLOT.get(slot, of))

    def _id(self, kind: str) -> str:
        found = self.ids.get(kind) or self.ids[self.random.choice(sorted(self.ids))]
        return self.random.choice(found)

    def _code(self, wanted: GraphQLEnumType) -> Code:
        name = min(
            wanted.values,
            key=lambda n: (self.drawn[f"{wanted.name}.{n}"] + 1) * self.random.random(),
        )
        self.drawn[f"{wanted.name}.{name}"] += 1
        return Code(name)

    def _input(self, wanted: GraphQLInputObjectType, of: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        seldom = sorted(
            wanted.fields,
            key=lambda k: (self.drawn[f"{wanted.name}.{k}"] + 1) * self.random.random(),
        )
        for key in seldom[: self.random.randint(0, 2)]:
            self.drawn[f"{wanted.name}.{key}"] += 1
            told = wanted.fields[key].type
            take = self._sure if isinstance(told, GraphQLNonNull) else self._value
            found[key] = take(told, key, of)
        return found


def _literal(value: Any) -> str:
    """A value as a document writes it."""
    if isinstance(value, Code):
        return str.__str__(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {_literal(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_literal, value)) + "]"
    return msgspec.json.encode(value).decode()


def _plain(value: Any) -> Any:
    """A value as a client sends it."""
    return msgspec.json.decode(msgspec.json.encode(_bare(value)))


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _bare(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_bare(inner) for inner in value]
    return str.__str__(value) if isinstance(value, Code) else value
