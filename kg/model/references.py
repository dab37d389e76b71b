"""Which other records does a record name?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg.model.fields import FieldType, Many, fields_of


def references(value: Any) -> Iterator[str]:
    """Every record id that a record or part refers to, its own excepted."""
    for field in fields_of(type(value)):
        inner = getattr(value, field.name)
        values = inner if field.many is Many.MANY else (inner,) if inner is not None else ()
        if field.sort is FieldType.REF and field.name != "id":
            yield from values
        elif field.sort is FieldType.PART:
            for part in values:
                yield from references(part)
