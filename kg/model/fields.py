"""What is a record made of?

One description of every record class, read off its annotations. Seven types of field,
each once (`ONE`), perhaps (`OPTIONAL`) or many times (`MANY`):

text, number (int), real (float), flag (bool), code (a StrEnum), ref (a record id) and
part (a nested dataclass; in a list it has a `key`). A list of `Label` is a part list
without keys.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import Enum, StrEnum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from kg.errors import InternalError
from kg.model.ids import Ref, Text

Part = type[Any]


class FieldType(Enum):
    """What one value of a field is."""

    TEXT = "text"
    NUMBER = "number"
    REAL = "real"
    FLAG = "flag"
    CODE = "code"
    REF = "ref"
    PART = "part"


class Many(Enum):
    """How often a field holds a value."""

    ONE = "one"
    OPTIONAL = "optional"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record class.

    `kinds` are the targets of a ref, `form` the form of a text (`kg.model.ids.Text`),
    `part` the class of a part, `codes` that of a code; `default` is MISSING where a value
    must be given. A list is a tuple whose order carries no meaning: `canonical` sorts it.
    """

    name: str
    sort: FieldType
    many: Many
    default: Any = MISSING
    kinds: tuple[str, ...] = ()
    form: str | None = None
    part: Part | None = None
    codes: type[StrEnum] | None = None

    @property
    def required(self) -> bool:
        """Whether a value must be given."""
        return self.default is MISSING


_SEEN: dict[type[Any], tuple[Field, ...]] = {}


def fields_of(record: type[Any]) -> tuple[Field, ...]:
    """The fields of a record or part class, in declared order. Cost: read once per class."""
    if record not in _SEEN:
        _SEEN[record] = _read(record)
    return _SEEN[record]


def _read(record: type[Any]) -> tuple[Field, ...]:
    hints = get_type_hints(record, include_extras=True)
    return tuple(
        _field(
            f.name,
            hints[f.name],
            f.default_factory() if f.default_factory is not MISSING else f.default,
        )
        for f in fields(record)
    )


def _field(name: str, hint: Any, default: Any) -> Field:
    many = Many.ONE
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (a for a in get_args(hint) if a is not type(None))
        many = Many.OPTIONAL
    if get_origin(hint) is tuple:
        hint = get_args(hint)[0]
        many = Many.MANY
    if get_origin(hint) is Annotated:
        mark = get_args(hint)[1]
        if isinstance(mark, Ref):
            return Field(name, FieldType.REF, many, default, kinds=mark.kinds)
        if isinstance(mark, Text):
            return Field(name, FieldType.TEXT, many, default, form=mark.form)
    plain = {
        str: FieldType.TEXT,
        int: FieldType.NUMBER,
        float: FieldType.REAL,
        bool: FieldType.FLAG,
    }
    if hint in plain:
        return Field(name, plain[hint], many, default)
    if is_dataclass(hint) and isinstance(hint, type):
        return Field(name, FieldType.PART, many, default, part=hint)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return Field(name, FieldType.CODE, many, default, codes=hint)
    raise InternalError(f"field {name} has a type that no face of a record knows: {hint!r}")
