"""Which fields are selected of a type?

CollectFields of the specification, done when an operation is compiled: fragments are merged
by their type condition, and fields by their response name, in the order of the document.
Source: GraphQL specification, 6.3.2 CollectFields; 3.13 @skip and @include.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    NamedTypeNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    is_abstract_type,
)

Nodes = tuple[FieldNode, ...]
Conditions = Mapping[str, Any]
"""The values of the variables that `@skip` and `@include` look at."""
_DECIDING: Final = {"skip": True, "include": False}


@dataclass(frozen=True, slots=True)
class Collector:
    """Collects the fields of one document, at one setting of its conditions."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    conditions: Conditions

    def fields(
        self, parent: GraphQLObjectType, sets: Sequence[SelectionSetNode]
    ) -> dict[str, Nodes]:
        """The field nodes of these selection sets by response name, in the order of the answer."""
        found: dict[str, list[FieldNode]] = {}
        seen: set[str] = set()
        for one in sets:
            self._visit(one, parent, found, seen)
        return {key: tuple(nodes) for key, nodes in found.items()}

    def _visit(
        self,
        selected: SelectionSetNode,
        parent: GraphQLObjectType,
        found: dict[str, list[FieldNode]],
        seen: set[str],
    ) -> None:
        for node in selected.selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                key = node.alias.value if node.alias else node.name.value
                found.setdefault(key, []).append(node)
            elif isinstance(node, InlineFragmentNode):
                if self._fits(node.type_condition, parent):
                    self._visit(node.selection_set, parent, found, seen)
            elif isinstance(node, FragmentSpreadNode):
                fragment = self.fragments[node.name.value]
                if node.name.value not in seen and self._fits(fragment.type_condition, parent):
                    seen.add(node.name.value)
                    self._visit(fragment.selection_set, parent, found, seen)

    def _fits(self, condition: NamedTypeNode | None, parent: GraphQLObjectType) -> bool:
        if condition is None or condition.name.value == parent.name:
            return True
        wanted = self.schema.get_type(condition.name.value)
        return is_abstract_type(wanted) and self.schema.is_sub_type(wanted, parent)

    def _included(self, node: SelectionNode) -> bool:
        for directive in node.directives or ():
            unwanted = _DECIDING.get(directive.name.value)
            if unwanted is not None and self._said(directive) is unwanted:
                return False
        return True

    def _said(self, directive: DirectiveNode) -> Any:
        value = _condition(directive)
        return self.conditions[value.name.value] if isinstance(value, VariableNode) else value.value


def _condition(directive: DirectiveNode) -> Any:
    """What `@skip` or `@include` looks at: a flag, or a variable."""
    (argument,) = directive.arguments or ()
    return argument.value


def fragments_of(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    """The fragments of a document by name."""
    found = (d for d in document.definitions if isinstance(d, FragmentDefinitionNode))
    return {fragment.name.value: fragment for fragment in found}


def condition_names(
    operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> tuple[str, ...]:
    """The variables that decide what an operation selects, sorted. Cost: O(document)."""
    names: set[str] = set()
    seen: set[str] = set()
    pending: list[SelectionSetNode] = [operation.selection_set]
    while pending:
        for node in pending.pop().selections:
            for directive in node.directives or ():
                if directive.name.value in _DECIDING:
                    value = _condition(directive)
                    names |= {value.name.value} if isinstance(value, VariableNode) else set()
            if isinstance(node, FragmentSpreadNode):
                if node.name.value not in seen:
                    seen.add(node.name.value)
                    pending.append(fragments[node.name.value].selection_set)
            elif isinstance(node, FieldNode | InlineFragmentNode) and node.selection_set:
                pending.append(node.selection_set)
    return tuple(sorted(names))
