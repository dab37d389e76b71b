"""What may a seed file say, as JSON Schema for editors?

Made of the same field descriptions and shorthands as the reader. It is a little wider than
the reader, which alone knows dates, references and what must fit together.
"""

from __future__ import annotations

from typing import Any

from kg.ingest.described import DAY, SLUG, TEXT, Described, Schema, first_line
from kg.ingest.items import LISTS
from kg.ingest.mapping.schema import mapping_schema
from kg.model import SCHEMES, Dataset, Evidence, record_class
from kg.model.integrity import EVIDENCED


def seed_schema() -> Schema:
    """The JSON Schema (2020-12) of a seed file, of a mapping of a table and of dataset.yaml.

    Equals: schema/seed.schema.json
    """
    parts: dict[str, Schema] = {}
    described = Described(parts)
    lists = {
        name: {
            "type": "array",
            "description": first_line(_class_of(kind)),
            "items": _record(kind, described),
        }
        for name, kind in LISTS.items()
    }
    parts["file"] = {
        "type": "object",
        "properties": {"recorded": DAY, **lists},
        "additionalProperties": False,
    }
    parts["mapping"] = mapping_schema(parts)
    parts["dataset"] = _dataset(described)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Daybook seed file",
        "description": "A YAML file of a seed folder: dataset.yaml is the one with a base, "
        "a mapping the one with a table or its states.",
        "if": {"required": ["base"]},
        "then": {"$ref": "#/$defs/dataset"},
        "else": {
            "if": {"anyOf": [{"required": ["table"]}, {"required": ["states"]}]},
            "then": {"$ref": "#/$defs/mapping"},
            "else": {"$ref": "#/$defs/file"},
        },
        "$defs": dict(sorted(parts.items())),
    }


def _class_of(kind: str) -> type[Any]:
    return record_class(f"{SCHEMES[0] if kind == 'concept' else kind}/x")


def _record(kind: str, described: Described) -> Schema:
    cls = _class_of(kind)
    schema = described.whole(cls)
    prefix = f"({'|'.join(SCHEMES)})/" if kind == "concept" else f"({kind}/)?"
    schema["properties"] |= {
        "id": {"type": ["string", "integer"], "pattern": f"^{prefix}{SLUG}$"},
        "version": {"type": "integer", "minimum": 1},
        "recorded": DAY,
        "withdrawn": {
            "anyOf": [
                DAY,
                {
                    "type": "object",
                    "properties": {"on": DAY, "reason": TEXT, "by": TEXT},
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
    return described.put(cls.__name__, schema)


def _dataset(described: Described) -> Schema:
    schema = described.whole(Dataset)
    properties = schema["properties"]
    properties["title"] = properties["titles"] = properties["labels"]
    schema["required"] = ["base"]
    del schema["allOf"]
    schema["anyOf"] = [{"required": [name]} for name in ("title", "titles", "label", "labels")]
    return schema
