"""What is the answer to this operation?

One pipeline for every transport: read, measure, validate, execute within a budget, word
the errors, write with a bound on the bytes. Resolvers are synchronous and never touch a
file; whoever serves many at once calls this from threads.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, NamedTuple, cast

import msgspec
from graphql import GraphQLError
from graphql.execution.values import VariableValues
from msgspec import Struct

from kg.api import faults
from kg.api.budget import Budget, Cancelled, LateError, SpentError
from kg.api.compiled.conduct import performed
from kg.api.compiled.operation import Compiled
from kg.api.compiled.plan import Plan
from kg.api.context import Request
from kg.api.documents import Document, Documents
from kg.api.limits import Limits
from kg.api.schema import core, schema
from kg.errors import KgError, LimitExceededError, OperationError
from kg.query import NOW, View
from kg.snapshot import Snapshot


class Answer(NamedTuple):
    """What goes back: the body, and whether the operation was executed at all.

    `executed` False is a request error: the body has errors and no data. `refused` names the
    kind of operation where that is none that can be asked (`mutation`, `subscription`).
    """

    body: dict[str, Any]
    executed: bool
    refused: str | None = None


class Asked(Struct):
    """An operation as a client sends it."""

    query: str
    variables: Mapping[str, Any] | None = None
    operation_name: str | None = None
    cancelled: threading.Event | None = None


class Written(Struct, frozen=True):
    """An answer as it is sent; the rest as in `Answer`.

    `lasting` says that it holds for as long as the snapshot does: there are no errors in it.
    """

    text: bytes
    executed: bool
    refused: str | None = None
    lasting: bool = False


QUICK: Final = 0.005
"""Seconds for which Python lets a thread run before another gets its turn
(`sys.getswitchinterval`): work that is shorter keeps the others waiting just as long in a
thread of its own."""
PATIENCE: Final = 0.025
LOOKED_THROUGH: Final = 2_000, 10, 10
"""When Python looks for circles: so many new objects, and each tenth time further back."""

_Road = Callable[[Request, Asked, Compiled], Answer | Written]
"""What performs an operation. An answer without errors may be written already."""


@cache
def documents() -> Documents:
    """The documents read lately, of this process."""
    return Documents(core(schema()))


def execute(
    snapshot: Snapshot,
    query: str,
    variables: Mapping[str, Any] | None = None,
    operation_name: str | None = None,
    limits: Limits | None = None,
) -> dict[str, Any]:
    """The answer as the endpoint would give it: `data`, and `errors` where there are any."""
    return answer(snapshot, Asked(query, variables, operation_name), limits or Limits()).body


def answer(snapshot: Snapshot, asked: Asked, limits: Limits) -> Answer:
    """The answer to one operation. Never raises: what goes wrong is part of the answer."""
    found = _answer(snapshot, asked, limits, _compiled)
    if isinstance(found, Written):
        return Answer(msgspec.json.decode(found.text), executed=True)
    data = found.body.get("data")
    if isinstance(data, msgspec.Raw):
        found.body["data"] = msgspec.json.decode(data)
    return found


def answered(snapshot: Snapshot, asked: Asked, limits: Limits) -> Written:
    """The same answer as JSON, written without ever being a dictionary."""
    return written(_answer(snapshot, asked, limits, _compiled), limits)


def answered_at_once(snapshot: Snapshot, asked: Asked, limits: Limits) -> Written | None:
    """The same again, if it is quick; else None, and nothing is lost but a little time.

    Whoever must not be kept waiting asks this first. It is quick when the same operation has
    been performed and took less than `QUICK` seconds of late; should it take longer than
    `PATIENCE` now, it is broken off.
    Equals: answered(snapshot, asked, limits)
    """
    document = documents().known(asked.query, limits)
    pace = document.pace(asked.operation_name) if document else None
    if pace is None or pace > QUICK:
        return None
    try:
        return written(_answer(snapshot, asked, limits, _hastily, document), limits)
    except LateError:
        return None


def stock_answer(snapshot: Snapshot, asked: Asked, limits: Limits) -> Answer:
    """The same answer by stock execution: the slow twin of `answer` and `answered`."""
    return cast("Answer", _answer(snapshot, asked, limits, _stock))  # which writes nothing


def _answer(
    snapshot: Snapshot, asked: Asked, limits: Limits, road: _Road, known: Document | None = None
) -> Answer | Written:
    """By one of the roads; `known` is the document where it has been looked up already."""
    try:
        return _judged(snapshot, asked, limits, road, known)
    except LateError:
        raise  # from `_hastily` alone: by any other road it is part of the answer
    except KgError as error:
        refused = error.where.get("kind") if isinstance(error, OperationError) else None
        body = {"errors": [faults.of(error)]}
        return Answer(body, executed=False, refused=str(refused) if refused else None)
    except GraphQLError as error:
        return Answer({"errors": [faults.told(error)]}, executed=False)
    except Exception as error:  # noqa: BLE001  (the door of the house: nothing passes unmasked)
        return Answer({"errors": [faults.masked(error)]}, executed=False)


def _judged(
    snapshot: Snapshot, asked: Asked, limits: Limits, road: _Road, known: Document | None
) -> Answer | Written:
    document = known or documents().read(asked.query, limits)
    compiled = document.allowed(asked.operation_name, limits)
    if compiled is None:
        library = documents()
        operation = document.query(asked.operation_name)
        objections = library.judge(document, operation, asked.variables or {}, limits)
        if objections:
            errors = faults.many(objections, otherwise=faults.VALIDATION)
            return Answer({"errors": errors}, executed=False)
        compiled = document.compiled(library.schema, operation)
        document.allow(asked.operation_name, limits, compiled)
    budget = Budget(limits, asked.cancelled)
    request = Request(View(snapshot, NOW, limits.query), budget, document.nodes)
    try:
        return road(request, asked, compiled)
    finally:
        request.scopes.clear()  # they name the request: a circle would outlast the answer


def _compiled(request: Request, asked: Asked, operation: Compiled) -> Answer | Written:
    """By the plan of the operation; by stock execution where there is none."""
    try:
        return _performed(request, asked, operation)
    except (SpentError, Cancelled) as error:
        return Answer({"errors": [faults.of(error)], "data": None}, executed=True)


def _hastily(request: Request, asked: Asked, operation: Compiled) -> Answer | Written:
    """The same. Raises: LateError."""
    _hurry(request.budget)
    try:
        return _performed(request, asked, operation)
    except LateError:
        operation.broken_off(PATIENCE)
        raise
    except SpentError as error:
        return Answer({"errors": [faults.of(error)], "data": None}, executed=True)


def _hurry(budget: Budget) -> None:
    """Leave the operation no more time than it may have on the event loop."""
    budget.seconds = min(PATIENCE, budget.limits.max_seconds)


def _performed(request: Request, asked: Asked, operation: Compiled) -> Answer | Written:
    variables = operation.variables.coerced(asked.variables or {})
    if isinstance(variables, list):
        return _told(request, None, variables)
    plan = operation.plan(variables.coerced)
    if plan is None:
        return _stock(request, asked, operation)
    if operation.pace is None:
        with operation.first():
            return _by_plan(request, asked, operation, plan, variables)
    return _by_plan(request, asked, operation, plan, variables)


def _by_plan(
    request: Request, asked: Asked, operation: Compiled, plan: Plan, variables: VariableValues
) -> Answer | Written:
    begun = time.perf_counter()
    try:
        data, errors, _ = performed(plan, request, variables)
    except RecursionError:  # fragments in fragments, too deep: as above
        request.begin_anew()
        return _stock(request, asked, operation)
    operation.took(time.perf_counter() - begun)
    if errors or request.snapshot_changed:
        return _told(request, msgspec.Raw(b"".join(data)), errors)
    return Written(b"".join([b'{"data":', *data, b"}"]), executed=True, lasting=True)


def _stock(request: Request, asked: Asked, _operation: Compiled) -> Answer:
    result = schema().execute_sync(
        asked.query,
        variable_values=dict(asked.variables or {}),
        context_value=request,
        operation_name=asked.operation_name or None,
    )
    return _told(request, result.data, result.errors or [])


def _told(request: Request, data: Any, errors: list[GraphQLError]) -> Answer:
    spent = any(isinstance(e.original_error, SpentError | Cancelled) for e in errors)
    body: dict[str, Any] = {}
    if errors:
        body["errors"] = faults.many(errors)
    # Variables that do not fit are found before anything runs: a request error.
    executed = data is not None or any(e.path is not None for e in errors)
    if executed:
        body["data"] = None if spent else data
    if request.snapshot_changed:
        body["extensions"] = {"snapshotChanged": True}
    return Answer(body, executed)


def written(found: Answer | Written, limits: Limits) -> Written:
    """The answer as JSON; above `max_answer_bytes` it becomes an error that says so."""
    if isinstance(found, Answer):
        text, lasting = msgspec.json.encode(found.body), "errors" not in found.body
        found = Written(text, found.executed, found.refused, found.executed and lasting)
    size, allowed = len(found.text), limits.max_answer_bytes
    if size <= allowed:
        return found
    error = LimitExceededError(
        f"the answer has {size} bytes; {allowed} are allowed",
        asked=size,
        allowed=allowed,
        hint="ask for smaller pages or fewer fields (max_answer_bytes)",
    )
    text = msgspec.json.encode({"errors": [faults.of(error)]})
    return Written(text, executed=False, refused=found.refused)


def warm() -> None:
    """Build the schema now, so that the first question need not wait for it.

    What has been loaded by then lives as long as the process: Python's collector of circles
    need not look through it again and again. What comes later it must look through often enough:
    a document that is no longer kept is such a circle, and a large one.
    """
    documents()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*LOOKED_THROUGH)
    gc.enable()
