"""What may be written shorter, and what does it stand for?

Each shorthand rewrites what was written into the full form, a mapping of field names;
`kg.ingest.records` reads only full forms. A part with a shorthand has one entry below.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from kg.ingest.seedfile import Items, Mapping, Node, Scalar
from kg.model import (
    Absence,
    ClaimLink,
    ConceptMatch,
    Confidence,
    EventPlace,
    EventStatus,
    ForcePeriod,
    Identifier,
    Label,
    Name,
    Party,
    Quantity,
    When,
)

_NUMBER: Final = re.compile(r"\s*(>=|<=|=|>|<|~)\s*(\S.*)", re.DOTALL)
_SPAN: Final = re.compile(r"\s*(\S+?)\s*\.\.\s*(\S+)\s*")


def full(part: type[Any], node: Node, lang: str) -> list[Node]:
    """The full forms that `node`, written for one or more `part`s, stands for.

    Order: as written. What is no shorthand is handed back as it is.
    """
    if isinstance(node, Items):
        return [form for value in node.values for form in full(part, value, lang)]
    if isinstance(node, Mapping):
        if part is Name and node.get("lang") is None:
            key = Scalar("lang", node.line)
            return [Mapping([*node.entries, (key, Scalar(lang, node.line))], node.line)]
        rewrite = _MAPPINGS.get(part)
        return rewrite(node) if rewrite else [node]
    if part in (Label, Name):
        return [_mapping(node, text=node, lang=Scalar(lang, node.line))]
    if part is When:
        return [_when(node)]
    field = _SCALARS.get(part)
    if field is None:
        return [node]
    made = _mapping(node, **{field: node})
    return _quantity(made) if part is Quantity else [made]


def _mapping(at: Node, **values: Node) -> Mapping:
    return Mapping([(Scalar(name, at.line), value) for name, value in values.items()], at.line)


def _when(node: Scalar) -> Mapping:
    if node.text == "unknown":
        return _mapping(node, obtained=node)
    return _mapping(node, edtf=node)


def _labels(node: Mapping) -> list[Node]:
    """`{en: text, es: [text, text]}`; `{lang, text}` is the full form."""
    if set(node.keys()) == {"lang", "text"}:
        return [node]
    return [
        _mapping(text, lang=lang, text=text)
        for lang, value in node.entries
        for text in (value.values if isinstance(value, Items) else [value])
    ]


def _absences(node: Mapping) -> list[Node]:
    """`{number: unknown, outcome: {state: none, note: …}}`."""
    if node.get("aspect"):
        return [node]
    made: list[Node] = []
    for aspect, value in node.entries:
        entries = (
            value.entries if isinstance(value, Mapping) else [(Scalar("state", aspect.line), value)]
        )
        made.append(Mapping([(Scalar("aspect", aspect.line), aspect), *entries], aspect.line))
    return made


def _links(node: Mapping) -> list[Node]:
    """`{contradicts: [slug, slug]}`."""
    if node.get("kind") or node.get("claim"):
        return [node]
    return [_mapping(claim, kind=kind, claim=claim) for kind, claim in _pairs(node)]


def _identifiers(node: Mapping) -> list[Node]:
    """`{fips: "37063"}`."""
    if node.get("scheme") or node.get("value"):
        return [node]
    return [_mapping(value, scheme=scheme, value=value) for scheme, value in _pairs(node)]


def _matches(node: Mapping) -> list[Node]:
    """`{exact: https://…, close: [https://…]}`."""
    if node.get("relation") or node.get("iri"):
        return [node]
    return [_mapping(iri, relation=relation, iri=iri) for relation, iri in _pairs(node)]


def _pairs(node: Mapping) -> list[tuple[Scalar, Node]]:
    return [
        (key, one)
        for key, value in node.entries
        for one in (value.values if isinstance(value, Items) else [value])
    ]


def _quantity(node: Mapping) -> list[Node]:
    """`value: ">200"`, `value: 200..250`, `value: unknown`, `value: none`."""
    value = node.get("value")
    if not isinstance(value, Scalar):
        return [node]
    others = [(key, other) for key, other in node.entries if key.text != "value"]
    made = number_fields(value.text)
    line = value.line
    written = [(Scalar(name, line), Scalar(text, line)) for name, text in made.items()]
    return [Mapping([*others, *written], node.line)]


def number_fields(text: str) -> dict[str, str]:
    """The fields of a quantity that one text stands for, as texts."""
    if text in {"unknown", "none"}:
        return {"state": text}
    if span := _SPAN.fullmatch(text):
        return {"low": span[1], "high": span[2]}
    if number := _NUMBER.fullmatch(text):
        return {"comparator": number[1], "value": number[2].strip()}
    return {"value": text}


_SCALARS: Final[dict[type[Any], str]] = {
    Absence: "aspect",
    Confidence: "level",
    EventPlace: "place",
    EventStatus: "status",
    ForcePeriod: "state",
    Party: "actor",
    Quantity: "value",
}
_MAPPINGS: Final[dict[type[Any], Callable[[Mapping], list[Node]]]] = {
    Absence: _absences,
    ClaimLink: _links,
    ConceptMatch: _matches,
    Identifier: _identifiers,
    Label: _labels,
    Quantity: _quantity,
}
