"""Which texts are the same each time a record is met?

What is selected of a record is *pure* when it depends on the record alone: plain columns,
labels in a fixed language, references to records of which the same holds. Such a text is
kept with the snapshot, for as long as its plan lives and there is room.
"""

from __future__ import annotations

from typing import Any, Final
from weakref import WeakKeyDictionary

from kg.api.compiled.plan import FieldPlan, Selection
from kg.api.compiled.rows import Kind, item_of, one_type, record_kind, shown_type, table_shown
from kg.api.compiled.steps_plain import leaf_step
from kg.api.compiled.table import followed
from kg.columns.layout import Listed, Single, Whole
from kg.query.columns_of import Columns

_FIELDS: Final = "fields"


def pure(field: FieldPlan, table: str) -> bool:
    """Whether what a field selects of the records of a table is pure."""
    key = ("pure", table)
    if key not in field.steps:
        field.steps[key] = False  # while it is looked at
        field.steps[key] = _selection(field.below(shown_type(table)), record_kind(table))
    found: bool = field.steps[key]
    return found


def _selection(selection: Selection, kind: Kind) -> bool:
    return all(_field(field, kind) for field in selection.fields)


def _field(field: FieldPlan, kind: Kind) -> bool:
    constant = field.arguments.constant
    if constant is None or isinstance(constant, Exception):
        return False
    shown = one_type(field)
    if shown is None:
        return leaf_step(field, kind) is not None
    name = followed(field)
    if name is None or any(value is not None for value in constant.values()):
        return False
    item = item_of(kind, name)
    if isinstance(item, Whole) and item.given is None:
        inner = Kind(kind.table, item.shape.prefix, f"{kind.path}.{item.field.name}")
        return _selection(field.below(shown), inner)
    if isinstance(item, Listed) and item.shape is not None:
        return _selection(field.below(shown), Kind(item.table, "", item.table))
    target = table_shown(shown.name)
    return isinstance(item, Single | Listed) and target is not None and pure(field, target)


def kept_texts(columns: Columns, field: FieldPlan, where: tuple[str, str]) -> dict[Any, Any]:
    """The texts of a field by the code of the record, those that are kept."""
    plans: Any = columns.texts
    plans = plans.setdefault(_FIELDS, WeakKeyDictionary())
    found: dict[Any, Any] | None = plans.get(field)
    if found is None:
        found = plans.setdefault(field, {})
    inner: dict[Any, Any] = found.setdefault(where, {})
    return inner
