"""How do arguments with variables become what a resolver takes, without reading types again?

What an argument is made of is read once: which parts are fixed, which are variables, and of
which classes inputs are. Where a variable is missing or does not fit, nothing is made here:
graphql-core and Strawberry go the whole way, and say what is wrong.
Equals: `kg.api.compiled.arguments._values`: get_argument_values, then convert_arguments
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, NamedTuple

from graphql import (
    FieldNode,
    GraphQLField,
    ListValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    is_input_object_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from graphql.utilities.coerce_input_value import coerce_default_value, coerce_input_literal
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

Coerced = Mapping[str, Any]
Make = Callable[[Coerced], Any]
"""The coerced variables to a value. Raises: UnfitError."""


class UnfitError(Exception):
    """The long way has to be gone."""


def maker_of(definition: GraphQLField, shown: StrawberryField, node: FieldNode) -> Make | None:
    """What makes the arguments of a field by their names in Python; None where it cannot."""
    given = {argument.name.value: argument.value for argument in node.arguments or ()}
    names = {a.graphql_name or _camel(a.python_name): a.python_name for a in shown.arguments}
    try:
        return _keyed(dict, definition.args, names, given)
    except (UnfitError, KeyError):
        return None


def _keyed(
    cls: type[Any],
    slots: Mapping[str, Any],
    names: Mapping[str, str],
    given: Mapping[str, ValueNode],
) -> Make:
    """What makes an input, or the arguments themselves, of values by name."""
    filled = _filler(cls)
    fixed: dict[str, Any] = {}
    makes: list[tuple[str, Make]] = []
    for name, slot in slots.items():
        found = slot_value(slot, given.get(name))
        if isinstance(found, Fixed):
            fixed[names[name]] = found.value
        elif found is not None:
            makes.append((names[name], found))

    def make(coerced: Coerced) -> Any:
        values = fixed.copy()
        for name, make in makes:
            value = make(coerced)
            if value is not Undefined:
                values[name] = value
        return filled(values)

    return make


def _filler(cls: type[Any]) -> Callable[[dict[str, Any]], Any]:
    """What makes a class of its attributes by name.

    Of a plain class whose fields all have defaults the attributes are the values themselves.
    Cost: less than half of `cls(**values)`, which it equals
    """
    own = fields(cls) if is_dataclass(cls) else ()
    has_more = hasattr(cls, "__post_init__") or hasattr(cls, "__slots__")
    if not own or has_more or any(field.default is MISSING for field in own):
        return cls if cls is dict else lambda values: cls(**values)

    def filled(values: dict[str, Any]) -> Any:
        one = object.__new__(cls)
        one.__dict__ = values
        return one

    return filled


class Fixed(NamedTuple):
    """A value that no variable changes."""

    value: Any


def slot_value(slot: Any, node: ValueNode | None) -> Make | Fixed | None:
    """A value, or the default of its place; None where it is left out for good."""
    fixed = _converted(slot.type, coerce_default_value(slot), default=Undefined)
    if node is None:
        return None if fixed is Undefined else Fixed(fixed)
    if not varies(node):
        return Fixed(_converted(slot.type, coerce_input_literal(node, slot.type)))
    if not isinstance(node, VariableNode) or _is_required(slot):
        return _value(slot.type, node)
    name, make = node.name.value, _value(slot.type, node)
    if is_leaf_type(slot.type):  # which any value fits
        return lambda coerced: coerced.get(name, fixed)
    return lambda coerced: make(coerced) if name in coerced else fixed


def varies(value: ValueNode) -> bool:
    """Whether a variable is in it."""
    if isinstance(value, ListValueNode):
        return any(map(varies, value.values))
    if isinstance(value, ObjectValueNode):
        return any(varies(item.value) for item in value.fields)
    return isinstance(value, VariableNode)


def _is_required(slot: Any) -> bool:
    """Whether something must be given."""
    without = slot.default is None and slot.default_value is Undefined
    return is_non_null_type(slot.type) and without


def _value(wanted: Any, node: ValueNode) -> Make:
    if isinstance(node, VariableNode):
        return _variable(wanted, node.name.value)
    inner = wanted.of_type if is_non_null_type(wanted) else wanted
    if isinstance(node, ListValueNode) and is_list_type(inner):
        members = [_value(inner.of_type, member) for member in node.values]
        return lambda coerced: [member(coerced) for member in members]
    if isinstance(node, ObjectValueNode) and is_input_object_type(inner):
        written = {item.name.value: item.value for item in node.fields}
        cls, names = _input(inner)
        return _keyed(cls, inner.fields, names, written)
    fixed = _converted(wanted, coerce_input_literal(node, wanted))
    return lambda _coerced: fixed


def _variable(wanted: Any, name: str) -> Make:
    needed = is_non_null_type(wanted)
    simple = is_leaf_type(wanted.of_type if needed else wanted)

    def make(coerced: Coerced) -> Any:
        value = coerced.get(name, Undefined)
        if value is Undefined or (value is None and needed):
            raise UnfitError(name)
        return value if simple else _converted(wanted, value)

    return make


def _converted(wanted: Any, value: Any, default: Any = None) -> Any:
    """A coerced value as Strawberry hands it on: inputs as their classes."""
    if value is Undefined:
        if default is Undefined:
            return Undefined
        raise UnfitError
    if value is None:
        return None
    inner = wanted.of_type if is_non_null_type(wanted) else wanted
    if is_list_type(inner):
        return [_converted(inner.of_type, member) for member in value]
    if is_input_object_type(inner):
        cls, names = _input(inner)
        fields = inner.fields
        return cls(**{names[k]: _converted(fields[k].type, v) for k, v in value.items()})
    return value


def _input(wanted: Any) -> tuple[type[Any], dict[str, str]]:
    """The class of an input, and the names of its keys in Python."""
    definition = wanted.extensions[GraphQLCoreConverter.DEFINITION_BACKREF]
    bare = (f for f in definition.fields if f.default is MISSING and f.default_factory is MISSING)
    if definition.is_one_of or definition.from_input is not None or any(True for _ in bare):
        raise UnfitError(wanted.name)
    names = {
        name: slot.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].python_name
        for name, slot in wanted.fields.items()
    }
    return definition.origin, names


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)
