"""Which JSON Schema do the fields of a class give?

Made of the same field descriptions and shorthands as the reader. What stands for one value
(`one`) and what a part is called (`name`) may be said otherwise by who inherits: a mapping of
a table has cells where a seed file has values.
"""

from __future__ import annotations

from typing import Any, Final

from kg.ingest.records import spellings
from kg.model import (
    SCHEMES,
    Absence,
    ClaimLink,
    ConceptMatch,
    Confidence,
    EventPlace,
    EventStatus,
    Field,
    FieldType,
    ForcePeriod,
    Identifier,
    Label,
    LinkKind,
    Many,
    Name,
    Party,
    Quantity,
    When,
    fields_of,
)

Schema = dict[str, Any]
SLUG: Final = "[a-z0-9][a-z0-9._~-]{0,199}"
TEXT: Final[Schema] = {"type": ["string", "number"]}
DAY: Final[Schema] = {"type": "string", "pattern": "^[+-]?[0-9]{4,}-[0-9]{2}-[0-9]{2}$"}
LANG: Final = "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"
_FORMS: Final[dict[str | None, Schema]] = {
    None: TEXT,
    "day": DAY,
    "lang": {"type": "string", "pattern": LANG},
    "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "iri": {"type": "string", "format": "iri"},
    "key": {"type": ["string", "integer"], "pattern": f"^{SLUG}$"},
    "edtf": {"type": ["string", "integer"]},
}
_SCALARS: Final[dict[type[Any], str]] = {
    Absence: "aspect",
    Confidence: "level",
    EventPlace: "place",
    EventStatus: "status",
    ForcePeriod: "state",
    Party: "actor",
}


class Described:
    """Makes schemas of classes; those of parts go to `parts`, so that each stands there once."""

    def __init__(self, parts: dict[str, Schema]) -> None:
        self.parts = parts

    def name(self, cls: type[Any]) -> str:
        """The name of a class among the parts."""
        return cls.__name__

    def needed(self, cls: type[Any]) -> list[Field]:
        """The fields that must be written."""
        return [f for f in fields_of(cls) if f.required and f.name != "key"]

    def needs(self, cls: type[Any]) -> Schema:
        """That they are written, in one of their spellings."""
        keys = spellings(cls)
        required: list[str] = []
        either: list[Schema] = []
        for f in self.needed(cls):
            names = [key for key, one in keys.items() if one is f]
            if len(names) == 1:
                required.append(f.name)
            elif names:
                either.append({"anyOf": [{"required": [name]} for name in names]})
        return {"required": required} | ({"allOf": either} if either else {})

    def whole(self, cls: type[Any]) -> Schema:
        """A mapping with the fields of a class, each in all its spellings."""
        schema: Schema = {
            "type": "object",
            "description": first_line(cls),
            "properties": {key: self.value(f) for key, f in spellings(cls).items()},
            "additionalProperties": False,
        }
        return schema | self.needs(cls)

    def value(self, f: Field) -> Schema:
        """What may stand in a field: one value, or a list of them."""
        one = self.part(f.part) if f.part is not None else self.one(f)
        if f.many is not Many.MANY:
            return one
        return some(one)

    def one(self, f: Field) -> Schema:
        """One value of a field that is no part."""
        if f.sort is FieldType.TEXT:
            return _FORMS[f.form]
        if f.sort is FieldType.REF:
            whole = f"({'|'.join(f.kinds)})/"
            optional = len(f.kinds) == 1 or set(f.kinds) == set(SCHEMES)
            return {
                "type": ["string", "integer"],
                "pattern": f"^({whole}){'?' if optional else ''}{SLUG}$",
            }
        if f.sort is FieldType.CODE and f.codes is not None:
            return {"enum": [str(code) for code in f.codes]}
        plain = {FieldType.NUMBER: "integer", FieldType.REAL: "number", FieldType.FLAG: "boolean"}
        return {"type": plain[f.sort]}

    def part(self, cls: type[Any]) -> Schema:
        """A part, in full or shorter."""
        name = self.name(cls)
        if name not in self.parts:
            self.parts[name] = {}  # parts may hold one another
            whole = self.of_part(cls)
            short = self.short(cls)
            self.parts[name] = {"anyOf": [whole, *short]} if short else whole
        return {"$ref": f"#/$defs/{name}"}

    def of_part(self, cls: type[Any]) -> Schema:
        """A part in full."""
        whole = self.whole(cls)
        if cls is Quantity:
            whole["properties"]["value"] = {"type": ["number", "string"]}
        if cls is Name:
            whole["required"] = ["text"]
        return whole

    def short(self, cls: type[Any]) -> list[Schema]:
        """The shorter ways to write a part (`kg.ingest.shorthands`)."""
        fields = {f.name: f for f in fields_of(cls)}
        if cls in _SCALARS:
            short = [self.value(fields[_SCALARS[cls]])]
            if cls is Absence:
                state = self.one(fields["state"])
                short.append(mapped(None, {"anyOf": [state, {"type": "object"}]}))
            return short
        if cls is Label:
            return [TEXT, mapped(LANG, some(TEXT))]
        if cls in (Name, When):
            return [TEXT]
        if cls is Quantity:
            return [{"type": ["number", "string"]}]
        if cls is ClaimLink:
            kinds = "|".join(LinkKind)
            return [mapped(f"^({kinds})$", some(self.one(fields["claim"])))]
        if cls in (Identifier, ConceptMatch):
            return [mapped(None, some(TEXT))]
        return []

    def put(self, name: str, schema: Schema) -> Schema:
        """A schema under a name of its own."""
        self.parts[name] = schema
        return {"$ref": f"#/$defs/{name}"}


def some(one: Schema) -> Schema:
    """One of these, or a list of them."""
    return {"anyOf": [one, {"type": "array", "items": one}]}


def mapped(pattern: str | None, value: Schema) -> Schema:
    """A mapping whose keys are data."""
    if pattern is None:
        return {"type": "object", "additionalProperties": value}
    return {"type": "object", "patternProperties": {pattern: value}, "additionalProperties": False}


def first_line(cls: type[Any]) -> str:
    """What a class is, in one line."""
    return (cls.__doc__ or cls.__name__).strip().splitlines()[0]
