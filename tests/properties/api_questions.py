"""Operations drawn at random from the schema itself, small enough to be run.

Whatever the schema allows is asked sooner or later: every field, argument and input key,
with values that are right, wrong and odd.
"""

from __future__ import annotations

from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
)

from kg.api.schema import core, schema

GRAPHQL = core(schema())
VALUES: dict[str, list[str]] = {
    "Day": ['"2019-02-05"', '"2020-06-01"', '"2018-12-03"', '"2019-03-10"'],
    "EDTF": ['"2019-02"', '"2018/2019"', '"2019-02-20~/2019-03"', '"201X"', '"2019-02-05"'],
    "LanguageTag": ['"es"', '"en-GB"', '"qu"'],
    "URI": ['"https://alder.example/event/first-run"'],
    "Boolean": ["true", "false"],
    "Int": ["0", "1", "2", "5"],
    "Float": ["0.5"],
    "String": ['"bus"', '"number"', '"night bus"'],
}
ODD = {
    "Day": ['"-0043-03-15"', '"2019"', '"2019-02-30"', "2019", '"\u0662"'],
    "EDTF": ['"../2019"', '"never"', '"XXXX"', '"2019/2018"', '"Y17E17"', '"[..2019]"'],
    "LanguageTag": ['""', '"en_GB"'],
    "URI": ['"urn:none"', '"no iri"'],
    "Int": ["-1", "101", "2147483647", "99999999999"],
    "String": ['""', '"WyJ4Il0"', '"\\u0000"', '"a b c d"', '"' + "x" * 300 + '"'],
    "Ref": ['"no-such-thing"', '"No Slug"', '"a/b/c"', '"ZXZlbnQvZmlyc3QtcnVu"', '""'],
    "ID": ['"no-such-thing"', "7", '"a/b/c"', '"ZXZlbnQvZmlyc3QtcnVu"', '""'],
}
SLUGS = {
    "actor": "ada-fenn", "anyOf": "alder-county", "allOf": "bus-riders", "noneOf": "ben-oak",
    "speaker": "ada-fenn", "publisher": "gazette-press", "issuer": "alder-county",
    "office": "clerk", "offices": "clerk", "in": "westland", "within": "westland",
    "jurisdiction": "alder", "instruments": "night-bus-rule", "sources": "gazette",
    "document": "gazette", "partOf": "night-bus-runs", "topic": "why-the-bus", "role": "role/votes",
}  # fmt: skip
NAMES = [
    *("event/night-bus-runs", "event/night-bus-vote", "event/fare-set", "event/old-bus"),
    *("actor/ada-fenn", "actor/alder-county", "actor/bus-riders", "office/clerk"),
    *("place/alder", "place/westland", "instrument/night-bus-rule", "source/gazette"),
    *("claim/fenn-on-need", "topic/why-the-bus", "role/votes", "event-kind/vote"),
    *("relation-kind/enables", "tenure/ada-fenn-clerk", "tombstone/removed-person", "evidence/e1"),
]
CURSORS = frozenset({"after", "before"})
ONE_OF = frozenset({"id", "slug", "iri"})


def operation(random: Random, depth: int = 5, width: int = 4) -> str:
    """One query."""
    query = GRAPHQL.query_type
    assert query is not None
    return "{ " + _fields(random, query, depth, width) + " }"


def _fields(random: Random, parent: Any, depth: int, width: int) -> str:
    names = list(parent.fields)
    leaves = [n for n in names if not hasattr(get_named_type(parent.fields[n].type), "fields")]
    chosen = names if depth else leaves
    if not chosen:
        return "__typename"
    picked = random.sample(chosen, min(len(chosen), random.randint(1, width)))
    parts = [_field(random, parent.fields[n], n, depth, width) for n in picked]
    if isinstance(parent, GraphQLInterfaceType) and depth and random.random() < 0.5:
        shown = random.choice(sorted(GRAPHQL.get_possible_types(parent), key=lambda t: t.name))
        # Aliased, so that fields of one name and several types stay apart.
        field = random.choice(list(shown.fields))
        inner = _field(random, shown.fields[field], field, depth - 1, width)
        parts.append(f"... on {shown.name} {{ x{shown.name}{field}: {inner} }}")
    return " ".join(parts)


def _field(random: Random, field: Any, name: str, depth: int, width: int) -> str:
    arguments = dict(field.args)
    one = [n for n in arguments if n in ONE_OF]
    for other in random.sample(one, max(0, len(one) - 1)):
        del arguments[other]
    given = [
        f"{argument}: {_value(random, told.type, argument, name)}"
        for argument, told in arguments.items()
        if argument not in CURSORS or random.random() < 0.02
        if isinstance(told.type, GraphQLNonNull) or argument in ONE_OF or random.random() < 0.3
    ]
    text = name + (f"({', '.join(given)})" if given else "")
    named = get_named_type(field.type)
    if isinstance(named, GraphQLObjectType | GraphQLInterfaceType):
        text += " { " + _fields(random, named, max(0, depth - 1), width) + " }"
    return text


def _value(random: Random, wanted: Any, slot: str, of: str) -> str:
    if isinstance(wanted, GraphQLNonNull):
        return _value(random, wanted.of_type, slot, of)
    if random.random() < 0.01:
        return "null"
    if isinstance(wanted, GraphQLList):
        many = [_value(random, wanted.of_type, slot, of) for _ in range(random.randint(0, 2))]
        return f"[{', '.join(many)}]"
    if isinstance(wanted, GraphQLEnumType):
        return random.choice(list(wanted.values))
    if isinstance(wanted, GraphQLInputObjectType):
        keys = random.sample(list(wanted.fields), min(len(wanted.fields), random.randint(0, 2)))
        pairs = [f"{k}: {_value(random, wanted.fields[k].type, k, of)}" for k in keys]
        return f"{{{', '.join(pairs)}}}"
    if wanted.name in ODD and random.random() < 0.02:
        return random.choice(ODD[wanted.name])
    if wanted.name in VALUES and slot != "slug":
        return random.choice(VALUES[wanted.name])
    if slot == "slug":
        fitting = [n.partition("/")[2] for n in NAMES if n.startswith(f"{of}/")]
        return f'"{random.choice(fitting or ["none"])}"'
    fitting = [n for n in NAMES if n.startswith(f"{of}/")]
    return f'"{SLUGS.get(slot) or random.choice(fitting or NAMES)}"'
