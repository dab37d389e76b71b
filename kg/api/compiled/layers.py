"""What does a type of the schema make of a value?

A type read from the outside inwards: may it be null, is it a list and of what, is it a leaf
or an object.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as kept
from typing import Any

from graphql import (
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)

from kg.api.compiled.write import writer_of


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of a type. `field` is where it is used, for the words of errors.

    `null` is what stands for a value that is not there: nothing where there must be one.
    """

    nullable: bool
    field: str
    null: str | None = kept(init=False)

    def __post_init__(self) -> None:
        """Read what is asked of each value once."""
        object.__setattr__(self, "null", "null" if self.nullable else None)


@dataclass(frozen=True, slots=True)
class Leaf(Layer):
    """A scalar or an enumeration. `shows` is its name."""

    write: Callable[[Any], str]
    shows: str


@dataclass(frozen=True, slots=True)
class ListOf(Layer):
    """A list."""

    item: Layer


@dataclass(frozen=True, slots=True)
class ObjectOf(Layer):
    """An object, or one of several sorts of object."""

    graphql: GraphQLSchema
    named: Any
    known: dict[type[Any], GraphQLObjectType]

    def concrete(self, value: Any) -> GraphQLObjectType:
        """The object type of a value.

        Raises: TypeError when the field cannot show it.
        """
        cls = type(value)
        found = self.known.get(cls)
        if found is None:
            found = self.known[cls] = self._read(cls)
        return found

    def _read(self, cls: type[Any]) -> GraphQLObjectType:
        definition = getattr(cls, "__strawberry_definition__", None)
        if definition is None:
            raise TypeError(f"{self.field} cannot show a {cls.__name__}")
        if not is_abstract_type(self.named):
            shown: GraphQLObjectType = self.named
            if shown.interfaces and definition.name != shown.name:
                raise TypeError(f"{self.field} shows a {shown.name}, not a {definition.name}")
            return shown
        found = self.graphql.get_type(definition.name)
        if not isinstance(found, GraphQLObjectType) or not self.graphql.is_sub_type(
            self.named, found
        ):
            raise TypeError(f"{self.field} shows a {self.named}, not a {definition.name}")
        return found


def layer_of(graphql: GraphQLSchema, wanted: GraphQLOutputType, field: str) -> Layer:
    """The layers of a type."""
    nullable = not is_non_null_type(wanted)
    inner: Any = wanted if nullable else wanted.of_type  # type: ignore[union-attr]  # as just seen
    if is_list_type(inner):
        return ListOf(nullable, field, layer_of(graphql, inner.of_type, field))
    if is_leaf_type(inner):
        return Leaf(nullable, field, writer_of(inner), inner.name)
    return ObjectOf(nullable, field, graphql, get_named_type(inner), {})
