"""What may a mapping of a table say, as JSON Schema for editors?

The lists are those of a seed file, with room for cells: wherever a value stands, a text with
`{column}` may stand, and wherever a reference stands, the record itself.
"""

from __future__ import annotations

from typing import Any, Final

from kg.ingest.described import DAY, TEXT, Described, Schema, first_line, mapped, some
from kg.ingest.items import LISTS
from kg.ingest.mapping.derive import CASES, ORIGINS, STEPS
from kg.ingest.mapping.parts import Gone, Twice, Unread
from kg.ingest.mapping.scalars import FLAGS
from kg.ingest.mapping.timing import KEYS
from kg.ingest.tables.dateforms import NAMED_FORMS
from kg.ingest.tables.datenames import NAMES
from kg.ingest.tables.form import SUFFIXES
from kg.model import SCHEMES, Claim, Evidence, Field, FieldType, When, record_class
from kg.model.time import Calendar

_CELL: Final[Schema] = {"type": "string", "pattern": r"\{[^{}]+\}"}
_VALUE: Final[Schema] = {"type": ["string", "number", "boolean"]}
_FLAG: Final[Schema] = {"enum": [True, False, *FLAGS]}
_NUMBER: Final[Schema] = {"type": "integer", "minimum": 0}
_SAYS: Final = {
    "table": "The file of the table, from where this mapping lies.",
    "states": "The table as it was on several days, the earliest first.",
    "recorded": "The day from which its records count; else that of dataset.yaml.",
    "absence": "What it means that a later state has a row no longer.",
    "missing": "Words that stand for an empty cell, instead of NA, N/A, #N/A, NULL, None, NaN.",
    "source": "What the table is: a source record; everything from the table cites it.",
    "columns": "New columns, made of those of the file.",
    "repairs": "Cells that are known to be wrong, and what they are read as.",
    "with": "Other tables whose rows belong to rows of this one, by their names.",
}


class _Templates(Described):
    """Schemas of records and parts in which cells may stand."""

    def name(self, cls: type[Any]) -> str:
        """As in a seed file, of rows."""
        return f"Row{cls.__name__}"

    def needed(self, cls: type[Any]) -> list[Field]:
        """Evidence is that of the table where none is written, and a claim's document too."""
        given = {Claim: ("document", "evidence"), Evidence: ("evidence", "id")}.get(
            cls, ("evidence",)
        )
        return [f for f in super().needed(cls) if f.name not in given]

    def one(self, f: Field) -> Schema:
        """A value, a text with cells, or the record that is meant."""
        if f.sort is FieldType.REF:
            return self.reference(f)
        return _VALUE if f.sort is FieldType.TEXT else {"anyOf": [super().one(f), _CELL]}

    def reference(self, f: Field) -> Schema:
        """A reference, or the record that is meant."""
        kind = f.kinds[0] if len(f.kinds) == 1 else None
        if set(f.kinds) == set(SCHEMES):  # a concept refers to its own scheme
            kind = SCHEMES[0]
        name = f"RefTo-{kind or 'any'}"
        if name not in self.parts:
            self.parts[name] = {}  # records may hold one another
            record = self.chosen(f) if kind is None else self.inline(kind)
            self.parts[name] = {"anyOf": [super().one(f), _CELL, record]}
        return {"$ref": f"#/$defs/{name}"}

    def chosen(self, f: Field) -> Schema:
        """A record of one of several kinds, under its kind."""
        return {
            "type": "object",
            "properties": {**{kind: self.inline(kind) for kind in f.kinds}, "each": self.each()},
            "additionalProperties": False,
            "minProperties": 1,
            "maxProperties": 2,
        }

    def of_part(self, cls: type[Any]) -> Schema:
        """A part, perhaps one for each of several cells."""
        if cls is When:
            return self.time()
        whole = super().of_part(cls)
        whole["properties"]["each"] = self.each()
        return whole

    def record(self, kind: str) -> Schema:
        """A record that a row makes."""
        return {**self.fields(kind), **self.needs(_class_of(kind))}

    def inline(self, kind: str) -> Schema:
        """A record where it is referred to: the id alone, or all of it."""
        bare = {"properties": {"id": True, "each": True}, "additionalProperties": False}
        needs = self.needs(_class_of(kind))
        return {**self.fields(kind), "if": bare, "then": {"required": ["id"]}, "else": needs}

    def fields(self, kind: str) -> Schema:
        """The fields of a record."""
        cls = _class_of(kind)
        name = f"{cls.__name__}OfRows"
        if name not in self.parts:
            self.parts[name] = {}  # records may hold one another
            own = {
                "id": {"description": "Columns that tell one from another.", **some(TEXT)},
                "each": self.each(),
                "duplicates": {"enum": [*Twice], "description": "If a second row has this id."},
            }
            schema = self.whole(cls)
            self.parts[name] = {
                "type": "object",
                "properties": {**schema["properties"], **own},
                "additionalProperties": False,
            }
        return {"$ref": f"#/$defs/{name}"}

    def each(self) -> Schema:
        """One for each of several cells, pieces of a cell, or rows of another table."""
        names = some({"type": "string"})
        whole = {
            "type": "object",
            "properties": {
                "columns": names,
                "column": names,
                "split": TEXT,
                "align": {"enum": ["left"]},
                "rows": TEXT,
            },
            "anyOf": [{"required": [name]} for name in ("columns", "column", "rows")],
            "additionalProperties": False,
        }
        text = "One for each: numbered columns (source#), pieces of a cell, rows of a table."
        return self.put("each", {"description": text, "anyOf": [names, whole]})

    def time(self) -> Schema:
        """A date as cells give it."""
        forms = {name: value for name, value in _dates().items() if name in KEYS}
        return {
            "type": "object",
            "description": "A date: one cell, a start and an end, or year, month and day.",
            "properties": {
                **dict.fromkeys(KEYS, _VALUE),
                **forms,
                "between": {"type": "array", "items": TEXT, "minItems": 2, "maxItems": 2},
                "otherwise": {"enum": [*Unread]},
            },
            "minProperties": 1,
            "additionalProperties": False,
        }


def mapping_schema(parts: dict[str, Schema]) -> Schema:
    """The JSON Schema of a mapping; its parts go to `parts`."""
    rows = _Templates(parts)
    lists = {
        name: some(rows.record(kind)) | {"description": first_line(_class_of(kind))}
        for name, kind in LISTS.items()
    }
    own: dict[str, Schema] = {
        "table": TEXT,
        "states": {"type": "array", "items": _state(), "minItems": 1},
        "recorded": DAY,
        "absence": {"enum": [*Gone]},
        "missing": some(TEXT),
        "source": rows.record("source"),
        "columns": mapped(None, {"anyOf": [_VALUE, _derived()]}),
        "repairs": some(_repair()),
        "with": mapped(None, _related()),
    }
    for name, text in _SAYS.items():
        own[name] = {"description": text, **own[name]}
    return {
        "type": "object",
        "description": "A mapping: which records the rows of a table make.",
        "properties": {**own, **_form(), **_dates(), **lists},
        "required": ["source"],
        "oneOf": [{"required": ["table"]}, {"required": ["states"]}],
        "anyOf": [{"required": [name]} for name in LISTS],
        "additionalProperties": False,
    }


def _class_of(kind: str) -> type[Any]:
    return record_class(f"{SCHEMES[0] if kind == 'concept' else kind}/x")


def _form() -> dict[str, Schema]:
    return {
        "format": {"enum": sorted(set(SUFFIXES.values()))},
        "separator": {"type": "string", "description": "One character, or tab."},
        "encoding": some({"type": "string"}),
        "quote": {"type": "string", "maxLength": 1},
        "header": _FLAG,
        "skip": {**_NUMBER, "description": "Lines before the header."},
        "comment": {"type": "string", "minLength": 1},
    }


def _dates() -> dict[str, Schema]:
    form = {"anyOf": [{"enum": [*NAMED_FORMS]}, {"type": "string", "pattern": "%"}]}
    return {
        "forms": {"description": "How dates are written, tried in order.", **some(form)},
        "calendar": {"enum": [*Calendar]},
        "convert": _FLAG,
        "century": {**_NUMBER, "maximum": 9900},
        "languages": some({"enum": [*NAMES]}),
    }


def _object(properties: dict[str, Schema], required: list[str]) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _state() -> Schema:
    files = mapped(None, TEXT)
    return _object({"file": TEXT, "recorded": DAY, "with": files}, ["file", "recorded"])


def _repair() -> Schema:
    names = ["column", "cell", "to", "reason"]
    return _object({**dict.fromkeys(names, _VALUE), "where": mapped(None, _VALUE)}, names)


def _related() -> Schema:
    on = {"anyOf": [TEXT, {**mapped(None, TEXT), "minProperties": 1, "maxProperties": 1}]}
    return _object({"table": TEXT, "on": on, **_form()}, ["table", "on"])


def _derived() -> Schema:
    pairs = mapped(None, _VALUE)
    cells = some(_VALUE)
    steps: dict[str, Schema] = {
        "replace": pairs,
        "lookup": pairs,
        "rename": pairs,
        "case": {"enum": [*CASES]},
        "pad": {"type": "integer", "minimum": 1, "maximum": 64},
        "decode": {"enum": ["percent"]},
        "decimal": {"enum": [",", "."]},
        **dict.fromkeys(("only", "except", "having", "lacking"), cells),
    }
    origins = {name: TEXT if name == "text" else some(TEXT) for name in ORIGINS}
    schema = _object({**origins, **{name: steps.get(name, _VALUE) for name in STEPS}}, [])
    return schema | {"oneOf": [{"required": [name]} for name in ORIGINS]}
