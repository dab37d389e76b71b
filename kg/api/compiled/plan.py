"""What is to be done for an operation?

A plan is made of selections: of one concrete type, its fields in the order of the answer, and
the template that puts them together. Selections below a field are made when a value of their
type is first met, and each once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    DocumentNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from kg.api.compiled.arguments import Arguments
from kg.api.compiled.collect import Collector, Nodes, fragments_of
from kg.api.compiled.layers import Layer, layer_of
from kg.api.compiled.places import Step
from kg.api.compiled.template import Template
from kg.api.compiled.write import quoted
from kg.api.fields import read

TYPENAME: Final = "__typename"
Resolver = Callable[[Any, Mapping[str, Any], Any], Any]
"""A source, arguments and what `info` would be, to a value."""


class UncoveredError(Exception):
    """The operation asks for something that only stock execution answers."""


@dataclass(slots=True, eq=False, weakref_slot=True)
class FieldPlan:
    """One field of a selection: where it stands, how it is worked out and completed.

    `plain` is the name in the record of a field that only reads it; `steps` are those that
    were found for it, by what its sources are, `selections` those below it, by type.
    """

    parent: str
    name: str
    nodes: Nodes
    step: Step
    layer: Layer
    arguments: Arguments
    resolve: Resolver
    plain: str | None
    plan: Plan
    steps: dict[Any, Any] = field(default_factory=dict)
    selections: dict[str, Selection] = field(default_factory=dict)

    def below(self, runtime: GraphQLObjectType) -> Selection:
        """What is selected of a value of this type."""
        found = self.selections.get(runtime.name)
        if found is None:
            found = self.selections[runtime.name] = self.plan.selection(runtime, self.nodes)
        return found


@dataclass(slots=True, eq=False)
class Selection:
    """What is selected of one concrete type.

    What is the same for every value (`__typename`) stands in the template already.
    """

    type: str
    fields: tuple[FieldPlan, ...]
    template: Template


class Plan:
    """An operation, compiled at one setting of what decides its selections.

    Raises: UncoveredError when it is for stock execution.
    """

    def __init__(
        self,
        graphql: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        conditions: Mapping[str, Any],
    ) -> None:
        self.graphql = graphql
        self._collector = Collector(graphql, fragments_of(document), conditions)
        self._selections: dict[tuple[Any, ...], Selection] = {}
        root = graphql.query_type
        if root is None:
            raise UncoveredError
        self.root = self._made(root, self._collector.fields(root, [operation.selection_set]))

    def selection(self, parent: GraphQLObjectType, nodes: Nodes) -> Selection:
        """What these field nodes select of a type."""
        key = (parent.name, *map(id, nodes))
        found = self._selections.get(key)
        if found is None:
            sets = [node.selection_set for node in nodes if node.selection_set]
            found = self._made(parent, self._collector.fields(parent, sets))
            self._selections[key] = found
        return found

    def _made(self, parent: GraphQLObjectType, chosen: Mapping[str, Nodes]) -> Selection:
        fields: list[FieldPlan] = []
        literals, before = [], "{"
        for order, (key, nodes) in enumerate(chosen.items()):
            before += f"{',' if order else ''}{quoted(key)}:"
            if nodes[0].name.value == TYPENAME:
                before += quoted(parent.name)
                continue
            literals.append(before)
            before = ""
            fields.append(self._field(parent, key, nodes, order))
        return Selection(parent.name, tuple(fields), Template([*literals, before + "}"]))

    def _field(self, parent: GraphQLObjectType, key: str, nodes: Nodes, order: int) -> FieldPlan:
        name = nodes[0].name.value
        definition = parent.fields.get(name)
        if definition is None:
            raise UncoveredError(name)  # the schema asked about itself
        shown = shown_by(definition)
        layer = layer_of(self.graphql, definition.type, f"{parent.name}.{name}")
        return FieldPlan(
            parent=parent.name,
            name=name,
            nodes=nodes,
            step=Step(order, key, layer.nullable),
            layer=layer,
            arguments=Arguments.of(definition, shown, nodes[0]),
            resolve=resolver_of(shown),
            plain=None if shown.base_resolver else shown.python_name,
            plan=self,
        )


def shown_by(definition: GraphQLField) -> StrawberryField:
    """Strawberry's own description of a field."""
    found: StrawberryField = definition.extensions[GraphQLCoreConverter.DEFINITION_BACKREF]
    return found


def resolver_of(shown: StrawberryField) -> Resolver:
    """What works a field out, called without Strawberry or graphql-core around it.

    Raises: UncoveredError for what Daybook's schema has nowhere.
    """
    behind = shown.base_resolver
    if behind is None:
        name = shown.python_name
        return lambda source, _arguments, _info: read(source, name)
    if shown.extensions or shown.is_async or behind.parent_parameter or behind.root_parameter:
        raise UncoveredError(shown.python_name)
    function: Any = behind.wrapped_func
    if behind.info_parameter is None:
        return lambda source, arguments, _info: function(source, **arguments)
    info_name = behind.info_parameter.name
    if behind.self_parameter:
        return lambda source, arguments, info: function(source, **arguments, **{info_name: info})
    return lambda _source, arguments, info: function(**arguments, **{info_name: info})
