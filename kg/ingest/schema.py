"""What may a seed file say, as JSON Schema for editors?

Made of the same field descriptions and shorthands as the reader. It is a little wider than
the reader, which alone knows dates, references and what must fit together.
"""

from __future__ import annotations

from typing import Any, Final

from kg.ingest.items import LISTS
from kg.ingest.records import spellings
from kg.model import (
    SCHEMES,
    Absence,
    ClaimLink,
    ConceptMatch,
    Confidence,
    Dataset,
    EventPlace,
    EventStatus,
    Evidence,
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
    record_class,
)
from kg.model.integrity import EVIDENCED

Schema = dict[str, Any]
SLUG: Final = "[a-z0-9][a-z0-9._~-]{0,199}"
_TEXT: Final[Schema] = {"type": ["string", "number"]}
_DAY: Final[Schema] = {"type": "string", "pattern": "^[+-]?[0-9]{4,}-[0-9]{2}-[0-9]{2}$"}
_LANG: Final = "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"
_FORMS: Final[dict[str | None, Schema]] = {
    None: _TEXT,
    "day": _DAY,
    "lang": {"type": "string", "pattern": _LANG},
    "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "iri": {"type": "string", "format": "iri"},
    "key": {"type": ["string", "integer"], "pattern": f"^{SLUG}$"},
    "edtf": {"type": ["string", "integer"]},
}


def seed_schema() -> Schema:
    """The JSON Schema (2020-12) of a seed file and of dataset.yaml.

    Equals: schema/seed.schema.json
    """
    parts: dict[str, Schema] = {}
    lists = {
        name: {
            "type": "array",
            "description": _first_line(_class_of(kind)),
            "items": _record(kind, parts),
        }
        for name, kind in LISTS.items()
    }
    parts["file"] = {
        "type": "object",
        "properties": {"recorded": _DAY, **lists},
        "additionalProperties": False,
    }
    parts["dataset"] = _dataset(parts)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Daybook seed file",
        "description": "A YAML file of a seed folder; dataset.yaml is the one with a base.",
        "if": {"required": ["base"]},
        "then": {"$ref": "#/$defs/dataset"},
        "else": {"$ref": "#/$defs/file"},
        "$defs": dict(sorted(parts.items())),
    }


def _class_of(kind: str) -> type[Any]:
    return record_class(f"{SCHEMES[0] if kind == 'concept' else kind}/x")


def _record(kind: str, parts: dict[str, Schema]) -> Schema:
    cls = _class_of(kind)
    schema = _object(cls, parts)
    prefix = f"({'|'.join(SCHEMES)})/" if kind == "concept" else f"({kind}/)?"
    schema["properties"] |= {
        "id": {"type": ["string", "integer"], "pattern": f"^{prefix}{SLUG}$"},
        "version": {"type": "integer", "minimum": 1},
        "recorded": _DAY,
        "withdrawn": {
            "anyOf": [
                _DAY,
                {
                    "type": "object",
                    "properties": {"on": _DAY, "reason": _TEXT, "by": _TEXT},
                    "required": ["on"],
                    "additionalProperties": False,
                },
            ]
        },
    }
    if cls in EVIDENCED:
        schema["required"].append("evidence")
    if cls is Evidence:
        numbers = {"type": "integer", "minimum": 0}
        schema["properties"]["at"] = {
            "type": "array",
            "items": numbers,
            "minItems": 2,
            "maxItems": 2,
        }
        schema["dependentRequired"] = {
            "at": ["sha256"],
            "start": ["end", "sha256"],
            "end": ["start", "sha256"],
        }
    return _named(cls.__name__, schema, parts)


def _dataset(parts: dict[str, Schema]) -> Schema:
    schema = _object(Dataset, parts)
    properties = schema["properties"]
    properties["title"] = properties["titles"] = properties["labels"]
    schema["required"] = ["base"]
    del schema["allOf"]
    schema["anyOf"] = [{"required": [name]} for name in ("title", "titles", "label", "labels")]
    return schema


def _object(cls: type[Any], parts: dict[str, Schema]) -> Schema:
    """A mapping with the fields of a class, each in all its spellings."""
    keys = spellings(cls)
    required: list[str] = []
    either: list[Schema] = []
    for f in fields_of(cls):
        names = [key for key, one in keys.items() if one is f]
        if not f.required or f.name == "key" or not names:
            continue
        if len(names) == 1:
            required.append(f.name)
        else:
            either.append({"anyOf": [{"required": [name]} for name in names]})
    schema: Schema = {
        "type": "object",
        "description": _first_line(cls),
        "properties": {key: _value(f, parts) for key, f in keys.items()},
        "required": required,
        "additionalProperties": False,
    }
    return schema | ({"allOf": either} if either else {})


def _value(f: Field, parts: dict[str, Schema]) -> Schema:
    one = _part(f.part, parts) if f.part is not None else _one(f)
    if f.many is not Many.MANY:
        return one
    return {"anyOf": [one, {"type": "array", "items": one}]}


def _one(f: Field) -> Schema:
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


def _part(cls: type[Any], parts: dict[str, Schema]) -> Schema:
    if cls.__name__ not in parts:
        parts[cls.__name__] = {}  # parts may hold one another
        whole = _object(cls, parts)
        if cls is Quantity:
            whole["properties"]["value"] = {"type": ["number", "string"]}
        if cls is Name:
            whole["required"] = ["text"]
        short = _short(cls, parts)
        parts[cls.__name__] = {"anyOf": [whole, *short]} if short else whole
    return {"$ref": f"#/$defs/{cls.__name__}"}


def _named(name: str, schema: Schema, parts: dict[str, Schema]) -> Schema:
    parts[name] = schema
    return {"$ref": f"#/$defs/{name}"}


def _short(cls: type[Any], parts: dict[str, Schema]) -> list[Schema]:
    """The shorter ways to write a part (`kg.ingest.shorthands`)."""
    fields = {f.name: f for f in fields_of(cls)}
    scalar = {
        Absence: "aspect",
        Confidence: "level",
        EventPlace: "place",
        EventStatus: "status",
        ForcePeriod: "state",
        Party: "actor",
    }
    if cls in scalar:
        short = [_value(fields[scalar[cls]], parts)]
        if cls is Absence:
            state = _one(fields["state"])
            short.append(_map(None, {"anyOf": [state, {"type": "object"}]}))
        return short
    if cls is Label:
        return [_TEXT, _map(_LANG, _some(_TEXT))]
    if cls in (Name, When):
        return [_TEXT]
    if cls is Quantity:
        return [{"type": ["number", "string"]}]
    if cls is ClaimLink:
        kinds = "|".join(LinkKind)
        return [_map(f"^({kinds})$", _some(_one(fields["claim"])))]
    if cls in (Identifier, ConceptMatch):
        return [_map(None, _some(_TEXT))]
    return []


def _some(one: Schema) -> Schema:
    return {"anyOf": [one, {"type": "array", "items": one}]}


def _map(pattern: str | None, value: Schema) -> Schema:
    if pattern is None:
        return {"type": "object", "additionalProperties": value}
    return {"type": "object", "patternProperties": {pattern: value}, "additionalProperties": False}


def _first_line(cls: type[Any]) -> str:
    return (cls.__doc__ or cls.__name__).strip().splitlines()[0]
