"""What is kept of an operation once it is compiled?

Its variables, and a plan for each setting of what decides its selections (`@skip`,
`@include`). It is kept with the document, and goes when that goes: no bound of its own is
needed but that on the plans.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from graphql import DocumentNode, GraphQLSchema, OperationDefinitionNode

from kg.api.compiled.arguments import Variables
from kg.api.compiled.collect import condition_names, fragments_of
from kg.api.compiled.plan import Plan, UncoveredError

PLANS_KEPT: Final = 8
LATEST: Final = 0.1  # how much the last performance weighs among all
PATIENCE: Final = 1.0  # seconds for which the first performance is waited for


class Compiled:
    """One operation of a document, ready to be run with whatever variables.

    `pace` is how long its performances of late took in the mean, in seconds; None before the
    first. `most_plans` is how many plans of it may be kept.
    """

    pace: float | None = None

    def __init__(
        self, graphql: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
    ) -> None:
        self._graphql, self._document, self._operation = graphql, document, operation
        self.variables = Variables(graphql, operation)
        self._deciding = condition_names(operation, fragments_of(document))
        self.most_plans = min(PLANS_KEPT, 1 << len(self._deciding))
        self._plans: dict[tuple[Any, ...], Plan | None] = {}
        self._first = threading.Lock()

    def plan(self, values: Mapping[str, Any]) -> Plan | None:
        """The plan for these values of the variables; None for stock execution."""
        key = tuple([values.get(name) for name in self._deciding])
        if None in key:
            return None  # a condition that is null is an error, for which stock execution has words
        if key not in self._plans:
            if len(self._plans) >= PLANS_KEPT:
                self._plans.clear()
            self._plans[key] = self._made(dict(zip(self._deciding, key, strict=True)))
        return self._plans[key]

    @contextmanager
    def first(self) -> Iterator[None]:
        """For whoever performs it before it is known how long that takes: one after another, but
        none waits longer than `PATIENCE`.

        What the first one makes of a snapshot is kept for all, and would be made by each of them.
        """
        alone = self._first.acquire(timeout=PATIENCE)
        try:
            yield
        finally:
            if alone:
                self._first.release()

    def took(self, seconds: float) -> None:
        """Note how long a performance took."""
        pace = seconds if self.pace is None else self.pace
        self.pace = pace + (seconds - pace) * LATEST

    def broken_off(self, seconds: float) -> None:
        """Note that a performance took longer than it might; this weighs more than others."""
        self.pace = max(seconds, self.pace or 0)

    def _made(self, conditions: Mapping[str, Any]) -> Plan | None:
        try:
            return Plan(self._graphql, self._document, self._operation, conditions)
        except (UncoveredError, RecursionError):  # stock execution has words for the latter
            return None
