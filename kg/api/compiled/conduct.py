"""How is a plan carried out?

By columns first. Should a column step come upon something that it was not made for, all is
done anew by resolvers alone: what they say counts, errors and all.
"""

from __future__ import annotations

import logging
from typing import Final

from graphql import GraphQLError
from graphql.execution.values import VariableValues

from kg.api.budget import Cancelled, SpentError
from kg.api.compiled.batch import Finder
from kg.api.compiled.plan import Plan
from kg.api.compiled.run import CrowdedError, Run
from kg.api.compiled.steps import step_of
from kg.api.compiled.work import Work
from kg.api.context import Request

LOG: Final = logging.getLogger("kg.api")


def _data(run: Run, plan: Plan, request: Request) -> list[bytes]:
    """The JSON of `data` in pieces; field by field where the limit of records may be met."""
    try:
        return run.data(plan)
    except CrowdedError:
        request.begin_anew()
        run.begin_anew()
        return run.data(plan)


def performed(
    plan: Plan, request: Request, variables: VariableValues, steps: Finder | None = step_of
) -> tuple[list[bytes], list[GraphQLError], Work]:
    """The JSON of `data` in pieces, the errors beside it, and what it cost.

    Raises: SpentError, Cancelled.
    """
    run = Run(request, variables, steps)
    try:
        data = _data(run, plan, request)
    except (SpentError, Cancelled):
        raise
    except Exception:
        if steps is None:
            raise
        LOG.warning("columns gave way to resolvers", exc_info=True)
        request.begin_anew()
        run = Run(request, variables)
        data = run.data(plan)
        run.work.again = True
    run.work.bytes = sum(map(len, data))
    return data, run.faults.told() if run.faults else [], run.work
