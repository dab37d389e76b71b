"""What does the schema look like as a whole?"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import cache
from typing import Final

import strawberry
from graphql import (
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    Undefined,
    lexicographic_sort_schema,
    print_schema,
)
from strawberry.extensions import SchemaExtension

import kg.api.relations
import kg.api.tombstones  # noqa: F401  (types that nothing else names)
from kg.api.fields import read
from kg.api.root import Query
from kg.api.scalars import config
from kg.api.wrapping import SHOWN

_ONE_AT_A_TIME: Final = threading.Lock()


class Schema(strawberry.Schema):
    """Strawberry's schema; it logs nothing itself, since `kg.api.faults` tells and logs."""

    def process_errors(self, errors: object, execution_context: object = None) -> None:
        """Leave errors to whoever words them."""


class Prepared(SchemaExtension):
    """Hands Strawberry the document that was read, measured and validated already."""

    def on_parse(self) -> Iterator[None]:
        """Put the document in the place of the text."""
        self.execution_context.graphql_document = self.execution_context.context.document
        yield

    def on_validate(self) -> Iterator[None]:
        """Nothing is left to object to."""
        self.execution_context.pre_execution_errors = []
        yield

    def _warn_for_federation_directives(self) -> None:
        """Leave the module of federation unloaded: nothing is federated here."""


def schema() -> Schema:
    """The schema, built once: whoever asks while it is built waits for the same one.

    Cost: about a quarter of a second.
    """
    with _ONE_AT_A_TIME:
        return _schema()


@cache
def _schema() -> Schema:
    """Build it. It is sorted only where it is shown: sorting makes the enumerations anew as
    plain ones, which hand on bare texts in the place of members.
    """
    built = Schema(
        query=Query,
        types=[*SHOWN.values()],
        extensions=[Prepared],
        config=config(default_resolver=read),
    )
    _without_null_defaults(core(built))
    return built


def core(built: strawberry.Schema) -> GraphQLSchema:
    """The GraphQL schema under Strawberry's."""
    return built._schema  # noqa: SLF001  (Strawberry has no public name for it)


def sdl() -> str:
    """The schema in GraphQL's own writing, sorted; kept in `schema/schema.graphql`."""
    return print_schema(lexicographic_sort_schema(core(schema()))) + "\n"


def _without_null_defaults(graphql: GraphQLSchema) -> None:
    """Show an argument that may be left out as such, not as one that is null by default."""
    for shown in graphql.type_map.values():
        if isinstance(shown, GraphQLObjectType | GraphQLInterfaceType):
            slots = [arg for f in shown.fields.values() for arg in f.args.values()]
        elif isinstance(shown, GraphQLInputObjectType):
            slots = list(shown.fields.values())
        else:
            continue
        for slot in slots:
            if slot.default_value is None:
                slot.default_value = Undefined
