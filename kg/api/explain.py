"""What would this operation cost, and what does it?

The estimate is what the guards go by before anything runs. What is counted comes from
performing the operation once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError

from kg.api import faults
from kg.api.budget import Budget
from kg.api.compiled.explain import ExplainedStep, NotingRun, counts
from kg.api.compiled.steps import step_of
from kg.api.context import Request
from kg.api.guards import Size
from kg.api.limits import Limits
from kg.api.run import Asked, documents
from kg.errors import QuestionError
from kg.query import NOW, View
from kg.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Explanation:
    """An operation explained.

    `compiled` False: it is answered by stock execution, which counts nothing. `errors` are those
    of the answer.
    """

    estimated: Size
    compiled: bool
    counted: dict[str, int]
    steps: list[ExplainedStep]
    errors: list[dict[str, Any]]

    def told(self) -> dict[str, Any]:
        """The same in plain values, for JSON."""
        steps = [
            {
                "path": list(step.path),
                "field": f"{step.parent}.{step.name}",
                "by": step.by,
                "sources": step.sources,
                "rows": step.rows,
                "columns": step.columns,
                "kept": step.kept,
                "called": step.called,
                "bytes": step.bytes,
            }
            for step in self.steps
        ]
        return {
            "estimated": self.estimated._asdict(),
            "compiled": self.compiled,
            "counted": self.counted,
            "steps": steps,
            "errors": self.errors,
        }


def explained(snapshot: Snapshot, asked: Asked, limits: Limits) -> Explanation:
    """An operation, performed once for what it costs.

    Raises: QuestionError, LimitExceededError as the answer to it would tell.
    """
    library = documents()
    try:
        document = library.read(asked.query, limits)
    except GraphQLError as error:
        (at,) = error.locations or (None,)
        place = f"line {at.line}, column {at.column}: " if at else ""
        raise QuestionError(f"{place}{error.message}", hint="correct the document") from error
    operation = document.query(asked.operation_name)
    given = asked.variables or {}
    objections = library.judge(document, operation, given, limits)
    if objections:
        raise QuestionError("; ".join(e.message for e in objections), hint="kg ask tells the same")
    size = document.size(library.schema, operation, given)
    compiled = document.compiled(library.schema, operation)
    variables = compiled.variables.coerced(given)
    if isinstance(variables, list):
        raise QuestionError("; ".join(e.message for e in variables), hint="look at --variables")
    plan = compiled.plan(variables.coerced)
    if plan is None:
        return Explanation(size, compiled=False, counted={}, steps=[], errors=[])
    budget = Budget(limits, asked.cancelled)
    request = Request(View(snapshot, NOW, limits.query), budget, document.nodes)
    run = NotingRun(request, variables, step_of)
    try:
        run.work.bytes = sum(map(len, run.data(plan)))
    finally:
        request.scopes.clear()
    errors = faults.many(run.faults.told()) if run.faults else []
    counted = {name: n for name, n in counts(run.work).items() if name != "again"}
    records = {"records": budget.records}
    return Explanation(size, True, counted | records, [*run.steps.values()], errors)  # noqa: FBT003  (in the order of the fields)
