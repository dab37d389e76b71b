"""How do rows of a table stand for the objects that resolvers want?

A batch of rows is read by column steps. Where a field has none, the rows become records in
the types of the schema, as a resolver would have made them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

from graphql import GraphQLObjectType

from kg.api.compiled.layers import ObjectOf
from kg.api.compiled.plan import FieldPlan
from kg.api.context import Scope
from kg.api.schema import core, schema
from kg.api.wrapping import SHOWN
from kg.columns.layout import Listed, Shape, Single, Whole, layout
from kg.model.records import CLASSES
from kg.query.columns_of import columns_of


class Kind(NamedTuple):
    """What a row is: a table, what its columns begin with, and the path to its lists."""

    table: str
    prefix: str
    path: str


class Rows:
    """Sources that are rows of a table, as they are seen now."""

    __slots__ = ("_made", "_make", "columns", "kind", "rows", "scope")

    def __init__(
        self,
        scope: Scope,
        kind: Kind,
        rows: Any,
        make: Callable[[], Sequence[Any]] | None = None,
    ) -> None:
        self.scope, self.kind, self.rows = scope, kind, rows
        self.columns = columns_of(scope.view)
        self._make = make
        self._made: Sequence[Any] | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def objects(self) -> Sequence[Any]:
        """The records, shown; of parts what `make` makes."""
        if self._made is None:
            self._made = self._records() if self._make is None else self._make()
        return self._made

    def _records(self) -> list[Any]:
        records = self.scope.view.records(self.kind.table, self.rows)
        self.scope.known(records)
        shown, scope = shown_class(self.kind.table), self.scope
        return [shown(record=record, scope=scope) for record in records]


@cache
def record_kind(table: str) -> Kind:
    """The rows of a table of records."""
    return Kind(table, "", table)


@cache
def shown_class(table: str) -> type[Any]:
    """The type that shows the records of a table."""
    return SHOWN[CLASSES[table]]


@cache
def shown_type(table: str) -> GraphQLObjectType:
    """The same in GraphQL."""
    found: Any = core(schema()).type_map[shown_type_name(CLASSES[table])]
    shown: GraphQLObjectType = found
    return shown


@cache
def table_shown(named: str) -> str | None:
    """The table whose records a type shows; None for other types."""
    return next((t for t, cls in CLASSES.items() if shown_type_name(cls) == named), None)


def shown_type_name(record: type[Any]) -> str:
    """The name of the type that shows records of a class."""
    shown: Any = SHOWN[record]
    name: str = shown.__strawberry_definition__.name
    return name


@cache
def shape_of(kind: Kind) -> Shape | None:
    """How what the rows stand for lies in its columns."""
    shape = layout()[kind.table].shape
    while shape is not None and shape.prefix != kind.prefix:
        inside = (w.shape for w in shape.wholes if kind.prefix.startswith(w.shape.prefix))
        shape = next(inside, None)
    return shape


@cache
def item_of(kind: Kind, name: str) -> Single | Whole | Listed | None:
    """Where the field of a record or part is kept."""
    shape = shape_of(kind)
    if shape is None:
        return None
    items: tuple[Any, ...] = (*shape.singles, *shape.wholes, *shape.lists)
    return next((item for item in items if item.field.name == name), None)


def one_type(field: FieldPlan) -> GraphQLObjectType | None:
    """The object type that a field shows, where it is always the same."""
    layer: Any = field.layer
    while not isinstance(layer, ObjectOf):
        if not hasattr(layer, "item"):
            return None
        layer = layer.item
    named = layer.named
    return named if isinstance(named, GraphQLObjectType) else None
