"""How may a client ask?

GraphQL over a `kg.query.View`. Strawberry and graphql-core are loaded by the first call,
since whoever only asks for help should not wait for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.api.explain import Explanation, explained
    from kg.api.graphiql import GraphiQLPage, graphiql_page
    from kg.api.limits import Limits, limits_of
    from kg.api.plainly import plain_question
    from kg.api.run import (
        Answer,
        Asked,
        Written,
        answer,
        answered,
        answered_at_once,
        execute,
        stock_answer,
        warm,
        written,
    )
    from kg.api.schema import sdl

__all__ = [
    "Answer",
    "Asked",
    "Explanation",
    "GraphiQLPage",
    "Limits",
    "Written",
    "answer",
    "answered",
    "answered_at_once",
    "execute",
    "explained",
    "graphiql_page",
    "limits_of",
    "plain_question",
    "sdl",
    "stock_answer",
    "warm",
    "written",
]

_HOME = {
    "Explanation": "kg.api.explain",
    "explained": "kg.api.explain",
    "GraphiQLPage": "kg.api.graphiql",
    "graphiql_page": "kg.api.graphiql",
    "Limits": "kg.api.limits",
    "limits_of": "kg.api.limits",
    "plain_question": "kg.api.plainly",
    "sdl": "kg.api.schema",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for; it is here from then on."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415  (only needed here)

    found = globals()[name] = getattr(import_module(_HOME.get(name, "kg.api.run")), name)
    return found
