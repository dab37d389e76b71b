"""Is this operation small enough to be run?

Everything here is linear in the document. Fragments are put in order once, so that each
is measured after those it spreads, exactly once however often it is spread: a chain of
fragments that would write out to 2^n fields is counted by adding n numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from operator import le
from typing import Any, Final, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    NullValueNode,
    OperationDefinitionNode,
    SchemaMetaFieldDef,
    SelectionSetNode,
    TypeMetaFieldDef,
    ValueNode,
    VariableNode,
    get_named_type,
    introspection_types,
    is_abstract_type,
)

from kg.api.limits import DEFAULT_PAGE, Limits
from kg.errors import LimitExceededError

PAGE_SIZES: Final = frozenset({"first", "last"})
_SELECTING: Final = OperationDefinitionNode | FragmentDefinitionNode


class Size(NamedTuple):
    """What a selection comes to: levels below it, aliases, fields, records reached."""

    depth: int = 0
    aliases: int = 0
    fields: int = 0
    cost: int = 0

    def beside(self, other: Size) -> Size:
        """Both selections in one set."""
        return Size(
            max(self.depth, other.depth),
            self.aliases + other.aliases,
            self.fields + other.fields,
            self.cost + other.cost,
        )


def check(size: Size, limits: Limits) -> None:
    """Compare an operation's size with the limits.

    Raises: LimitExceededError with what was asked and what is allowed.
    """
    most = limits.max_depth, limits.max_aliases, limits.max_fields, limits.max_cost
    if all(map(le, size, most)):
        return
    for what, asked, allowed, hint in (
        ("levels deep", size.depth, limits.max_depth, "ask in two operations (max_depth)"),
        ("aliases", size.aliases, limits.max_aliases, "ask in several operations (max_aliases)"),
        ("fields", size.fields, limits.max_fields, "select fewer fields (max_fields)"),
        (
            "records within reach",
            size.cost,
            limits.max_cost,
            "page sizes multiply: ask for a smaller `first`, above all in nested lists (max_cost)",
        ),
    ):
        if asked > allowed:
            raise LimitExceededError(
                f"the operation asks for {_said(asked)} {what}; {allowed} are allowed",
                asked=min(asked, 2**53),
                allowed=allowed,
                hint=hint,
            )


def measure(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
) -> Size:
    """The size of one operation of a document that has been parsed but not validated.

    Fields that the schema does not know count as fields, and reach no records.
    Cost: O(document); every fragment is measured once.
    """
    fragments = {
        d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)
    }
    defaults = {
        v.variable.name.value: v.default_value for v in operation.variable_definitions or ()
    }
    ruler = _Ruler(schema, variables, defaults)
    for name in _spread_first(operation.selection_set, fragments):
        fragment = fragments[name]
        parent = schema.get_type(fragment.type_condition.name.value)
        ruler.known[name] = ruler.selection(fragment.selection_set, parent)
    root = schema.get_root_type(operation.operation)
    return ruler.selection(operation.selection_set, root)


def page_variables(document: DocumentNode) -> tuple[str, ...]:
    """The variables that are page sizes anywhere in a document, each once.

    Cost: O(document), iterative.
    """
    found: dict[str, None] = {}
    pending = [d.selection_set for d in document.definitions if isinstance(d, _SELECTING)]
    while pending:
        for node in pending.pop().selections:
            if isinstance(node, FieldNode):
                sizes = (a.value for a in node.arguments or () if a.name.value in PAGE_SIZES)
                found |= {v.name.value: None for v in sizes if isinstance(v, VariableNode)}
            if isinstance(node, FieldNode | InlineFragmentNode) and node.selection_set:
                pending.append(node.selection_set)
    return tuple(found)


def page_size(handed: object) -> int | None:
    """The page size that the value of a variable says, as GraphQL reads whole numbers.

    None when it says nothing; 0 for what is none, which is refused before anything is read.
    """
    if handed is None:
        return None
    if isinstance(handed, float) and handed.is_integer():
        return int(handed)
    return handed if isinstance(handed, int) and not isinstance(handed, bool) else 0


@cache
def lists_of(schema: GraphQLSchema) -> Mapping[str, int]:
    """How many entries the lists have that the schema shows of itself, by field: of types and
    directives all, of what hangs from these as many as the longest has.
    """
    types = schema.type_map.values()
    fields = [[*getattr(one, "fields", {}).values()] for one in types]
    return {
        "types": len(schema.type_map),
        "directives": len(schema.directives),
        "fields": max(map(len, fields)),
        "inputFields": max(map(len, fields)),
        "args": max(len(getattr(one, "args", ())) for each in fields for one in each),
        "enumValues": max(len(getattr(one, "values", ())) for one in types),
        "possibleTypes": max(
            len(schema.get_possible_types(t)) for t in types if is_abstract_type(t)
        ),
        "interfaces": max(len(getattr(one, "interfaces", ())) for one in types),
    }


@dataclass(slots=True)
class _Ruler:
    schema: GraphQLSchema
    variables: Mapping[str, Any]
    defaults: Mapping[str, ValueNode | None]
    known: dict[str, Size]

    def __init__(
        self,
        schema: GraphQLSchema,
        variables: Mapping[str, Any],
        defaults: Mapping[str, ValueNode | None],
    ) -> None:
        self.schema, self.variables, self.defaults = schema, variables, defaults
        self.known = {}

    def selection(self, selected: SelectionSetNode, parent: GraphQLNamedType | None) -> Size:
        """Everything in one pair of braces. The parser bounds how deep this recurses."""
        size = Size()
        for node in selected.selections:
            if isinstance(node, FieldNode):
                size = size.beside(self.field(node, parent))
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                inner = self.schema.get_type(condition.name.value) if condition else parent
                size = size.beside(self.selection(node.selection_set, inner))
            elif isinstance(node, FragmentSpreadNode):
                # A spread that is not known yet closes a cycle; validation says so.
                size = size.beside(self.known.get(node.name.value, Size()))
        return size

    def field(self, node: FieldNode, parent: GraphQLNamedType | None) -> Size:
        """One field with what is selected under it."""
        found = self.definition(node.name.value, parent)
        inner = Size()
        if node.selection_set:
            named = get_named_type(found.type) if found else None
            inner = self.selection(node.selection_set, named)
        page = self.page(node, found, parent) if found else 0
        return Size(
            depth=inner.depth + 1,
            aliases=inner.aliases + (node.alias is not None),
            fields=inner.fields + 1,
            cost=page + (page or 1) * inner.cost,
        )

    def definition(self, name: str, parent: GraphQLNamedType | None) -> GraphQLField | None:
        """What the schema says of a field; the two meta fields lead into the schema itself."""
        if name == "__schema":
            return SchemaMetaFieldDef
        if name == "__type":
            return TypeMetaFieldDef
        if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            found: GraphQLField | None = parent.fields.get(name)
            return found
        return None

    def page(self, node: FieldNode, found: GraphQLField, parent: GraphQLNamedType | None) -> int:
        """How many records a field can give: the page size written, or its default; 0 for none."""
        if "first" not in found.args:
            itself = parent is not None and parent.name in introspection_types
            return lists_of(self.schema).get(node.name.value, 0) if itself else 0
        sizes = [
            self.number(argument.value)
            for argument in node.arguments or ()
            if argument.name.value in PAGE_SIZES
        ]
        written = [size for size in sizes if size is not None]
        if written:
            return max(0, *written)
        default = found.args["first"].default_value
        return default if isinstance(default, int) else DEFAULT_PAGE

    def number(self, value: ValueNode | None) -> int | None:
        """A page size as written or handed in; None when it says nothing."""
        if isinstance(value, VariableNode):
            name = value.name.value
            if name not in self.variables:
                return self.number(self.defaults.get(name))
            return page_size(self.variables[name])
        if isinstance(value, IntValueNode):
            # Python refuses to read numbers of thousands of digits; so long is simply too much.
            return int(value.value) if len(value.value) < 20 else 10**20
        return None if value is None or isinstance(value, NullValueNode) else 0


def _spread_first(
    start: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> list[str]:
    """The fragments that `start` reaches, each after those that it spreads itself.

    Iterative, since a chain of fragments may be as long as the document.
    """
    order: list[str] = []
    seen: set[str] = set()
    stack: list[tuple[str | None, Iterator[str]]] = [(None, _spreads(start))]
    while stack:
        name, rest = stack[-1]
        for spread in rest:
            if spread in fragments and spread not in seen:
                seen.add(spread)
                stack.append((spread, _spreads(fragments[spread].selection_set)))
                break
        else:
            stack.pop()
            if name is not None:
                order.append(name)
    return order


def _spreads(selected: SelectionSetNode) -> Iterator[str]:
    pending = [selected]
    while pending:
        for node in pending.pop().selections:
            if isinstance(node, FragmentSpreadNode):
                yield node.name.value
            elif isinstance(node, FieldNode | InlineFragmentNode) and node.selection_set:
                pending.append(node.selection_set)


def _said(number: int) -> str:
    return str(number) if number < 10**15 else "more than 10^15"
