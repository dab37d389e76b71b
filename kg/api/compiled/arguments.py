"""With which arguments is a resolver called?

Constant arguments are coerced and converted once, when the operation is compiled; those with
variables for each request, by graphql-core's and Strawberry's own functions, so that values
and complaints are theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    is_leaf_type,
    is_non_null_type,
    type_from_ast,
)
from graphql.execution.values import VariableValues, get_argument_values, get_variable_values
from graphql.utilities import coerce_input_value
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from kg.api.compiled.convert import Make, UnfitError, maker_of, varies
from kg.api.schema import schema

MOST_COERCION_ERRORS: Final = 50  # as stock execution
NOTHING: Final = VariableValues({}, {})


@cache
def _conversion() -> dict[str, Any]:
    """What Strawberry's conversion has to know of the schema."""
    whole = schema()
    return {"scalar_registry": whole.schema_converter.scalar_registry, "config": whole.config}


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of one selected field.

    `constant` are the values where no variable is among them, or the error that they are;
    `make` makes them quickly where there are variables.
    """

    definition: GraphQLField
    shown: StrawberryField
    node: FieldNode
    constant: Mapping[str, Any] | Exception | None
    make: Make | None = None

    @classmethod
    def of(cls, definition: GraphQLField, shown: StrawberryField, node: FieldNode) -> Arguments:
        """The arguments that stand at a node."""
        if not definition.args:
            return cls(definition, shown, node, {})
        if any(varies(argument.value) for argument in node.arguments or ()):
            return cls(definition, shown, node, None, maker_of(definition, shown, node))
        try:
            found: Any = _values(definition, shown, node, NOTHING)
        except Exception as error:  # noqa: BLE001  (it is told wherever the field is asked for)
            found = error
        return cls(definition, shown, node, found)

    def values(self, variables: VariableValues) -> Mapping[str, Any]:
        """The arguments by their names in Python.

        Raises: what graphql-core and Strawberry raise for values that do not fit.
        """
        found = self.constant
        if found is None:
            if self.make is not None:
                with suppress(UnfitError):
                    made: Mapping[str, Any] = self.make(variables.coerced)
                    return made
            return _values(self.definition, self.shown, self.node, variables)
        if isinstance(found, Exception):
            raise found
        return found


def _values(
    definition: GraphQLField, shown: StrawberryField, node: FieldNode, variables: VariableValues
) -> Mapping[str, Any]:
    raw = get_argument_values(definition, node, variables)
    return convert_arguments(raw, shown.arguments, **_conversion())


class Variables:
    """The variables of one operation, their types read once."""

    def __init__(self, graphql: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        self._graphql = graphql
        self._nodes = operation.variable_definitions or ()
        self._wanted: list[tuple[str, Callable[[Any], Any], bool]] = []
        for node in self._nodes:
            wanted: Any = type_from_ast(graphql, node.type)
            omissible = node.default_value is None and not is_non_null_type(wanted)
            self._wanted.append((node.variable.name.value, _fitter(wanted), omissible))

    def coerced(self, given: Mapping[str, Any]) -> VariableValues | list[GraphQLError]:
        """The values of the variables, or what is wrong with them.

        Equals: get_variable_values(self._graphql, self._nodes, given), which is asked for
                defaults, and for words when something does not fit
        """
        values: dict[str, Any] = {}
        for name, fitting, omissible in self._wanted:
            found = given.get(name, Undefined)
            if found is Undefined:
                if omissible:
                    continue
            else:
                found = fitting(found)
            if found is Undefined:
                return get_variable_values(
                    self._graphql, self._nodes, dict(given), max_errors=MOST_COERCION_ERRORS
                )
            values[name] = found
        return VariableValues({}, values)


def _fitter(wanted: Any) -> Callable[[Any], Any]:
    """What makes a value such as a type takes it, `Undefined` when it does not.

    Equals: coerce_input_value(value, wanted), of which it is the end for a scalar or a code
    """
    needed = is_non_null_type(wanted)
    leaf = wanted.of_type if needed else wanted

    def fitting(value: Any) -> Any:
        if value is None:
            return Undefined if needed else None
        try:
            return leaf.coerce_input_value(value)
        except Exception:  # noqa: BLE001  (as graphql-core does: what is wrong is said elsewhere)
            return Undefined

    def whole(value: Any) -> Any:
        try:
            return coerce_input_value(value, wanted)
        except (GraphQLError, RecursionError):
            return Undefined

    return fitting if is_leaf_type(leaf) else whole
