"""How is a field of the schema written down?

A field's docstring is its description in the schema, so that nothing is said twice and
nothing goes unsaid: `field` for what is worked out, `plain` for what stands in the
record under the same name.

Modules of types have no `from __future__ import annotations`: Strawberry would parse and
compile every annotation as text again, a quarter of a second before the first answer.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar, dataclass_transform

import strawberry

import kg.api.codes  # noqa: F401  (enumerations must be described before a type uses them)
from kg.api.limits import DEFAULT_PAGE

T = TypeVar("T")


def field(resolver: Callable[..., Any]) -> Any:
    """A field that a method works out; its docstring is the description."""
    return strawberry.field(resolver, description=_doc(resolver))


def plain(doc: str, *, init: Literal[False] = False) -> Any:  # noqa: ARG001  (read by type checkers)
    """A field read from the record behind it, where it has the same name. See `read`."""
    return strawberry.field(description=doc, default=None)


def given(doc: str, *, name: str | None = None) -> Any:
    """A field whose value is handed in when the object is made; it is not called `record`."""
    return strawberry.field(description=doc, name=name)


def read(source: Any, name: str) -> Any:
    """The value of a plain field: of the record behind the source, else of the source."""
    record = getattr(source, "record", None)
    return getattr(source if record is None else record, name)


@dataclass_transform(kw_only_default=True, field_specifiers=(plain, given))
def described(cls: type[T]) -> type[T]:
    """An object type; its docstring is the description."""
    return strawberry.type(cls, description=_doc(cls))


@dataclass_transform(kw_only_default=True, field_specifiers=(plain, given))
def interface(cls: type[T]) -> type[T]:
    """An interface; its docstring is the description."""
    return strawberry.interface(cls, description=_doc(cls))


def _doc(thing: Any) -> str:
    text = inspect.getdoc(thing)
    if not text:
        raise TypeError(f"{thing} has no docstring, and so no description in the schema")
    return text


def says(text: str) -> Any:
    """The description of an argument."""
    return strawberry.argument(description=text)


First = Annotated[
    int | None,
    says(f"At most so many from the front; {DEFAULT_PAGE} when neither first nor last is given."),
]
After = Annotated[str | None, says("Only what comes after this cursor.")]
Last = Annotated[int | None, says("At most so many from the back.")]
Before = Annotated[str | None, says("Only what comes before this cursor.")]
