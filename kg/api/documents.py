"""What does this text ask, and may it be run?

size → parse → measure → validate, in this order: nothing dearer than counting is done
to a document before its size is known to be bearable. What was found is kept per text,
for the most recent texts only.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    parse,
    validate,
)

from kg.api import guards
from kg.api.compiled.operation import Compiled
from kg.api.limits import Limits
from kg.errors import LimitExceededError, OperationError

KEPT: Final = 256
LONGEST_KEPT: Final = 16_384
MOST_KEPT: Final = 200_000
"""Characters of all texts that are kept: a parsed one takes some 300 times its length."""
MOST_FIELDS: Final = 5_000
"""Fields of all operations that are kept, written out: a compiled one takes some 8,000 bytes."""
SIZES_KEPT: Final = 64
"""Sizes of one document that are kept, for as many settings of its page sizes."""
OBJECTIONS: Final = 20
"""Errors at which validation ends: each may repeat, and so may cost, the whole document."""


@dataclass(slots=True)
class Document:
    """A parsed text, and what validation said of it once it was asked.

    `key` is what it is kept by; `fields` are those of its operations that were `weighed`.
    """

    nodes: DocumentNode
    key: tuple[str, int]
    fields: int = 0
    errors: list[GraphQLError] | None = None
    _queries: dict[str | None, OperationDefinitionNode] = field(default_factory=dict)
    _compiled: dict[int, Compiled] = field(default_factory=dict)
    _sizes: dict[tuple[Any, ...], guards.Size] = field(default_factory=dict)
    _paging: tuple[str, ...] | None = None
    weighed: set[int] = field(default_factory=set)
    _allowed: dict[str | None, tuple[Limits, Compiled]] = field(default_factory=dict)

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation to run.

        Raises: OperationError when there is none, several and no name, or none so named.
        """
        found = [d for d in self.nodes.definitions if isinstance(d, OperationDefinitionNode)]
        names = ", ".join(d.name.value for d in found if d.name)
        if not found:
            raise OperationError("the document has no operation", hint="write a query: { … }")
        if name is None or name == "":
            if len(found) > 1:
                raise OperationError(
                    f"the document has {len(found)} operations and no operationName",
                    hint=f"send operationName; one of {names}" if names else "send one operation",
                )
            return found[0]
        for definition in found:
            if definition.name and definition.name.value == name:
                return definition
        raise OperationError(
            f"the document has no operation named {name[:80]!r}",
            hint=f"it has {names}" if names else "its operations have no names",
        )

    def query(self, name: str | None) -> OperationDefinitionNode:
        """The operation to run, which must be a query: there is nothing to change here.

        Raises: OperationError.
        """
        found = self._queries.get(name)
        if found is None:
            found = self._queries[name] = self._query(name)
        return found

    def _query(self, name: str | None) -> OperationDefinitionNode:
        chosen = self.operation(name)
        if chosen.operation is not OperationType.QUERY:
            raise OperationError(
                f"{chosen.operation.value} operations are not offered",
                hint="send a query; records change by kg build alone",
                kind=chosen.operation.value,
            )
        return chosen

    def compiled(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> Compiled:
        """The plans of one of its operations, which must have passed validation."""
        key = id(operation)
        found = self._compiled.get(key)
        if found is None:
            found = self._compiled.setdefault(key, Compiled(schema, self.nodes, operation))
        return found

    def allowed(self, name: str | None, limits: Limits) -> Compiled | None:
        """The operation, if it was found to be within these limits whatever its variables say."""
        judged_by, found = self._allowed.get(name, _NOT_YET)
        return found if judged_by is limits else None

    def allow(self, name: str | None, limits: Limits, compiled: Compiled) -> None:
        """Note that an operation was found to be within these limits."""
        if not self._paging:
            self._allowed[name] = limits, compiled

    def pace(self, name: str | None) -> float | None:
        """How long the operation takes, at most, going by its last performances.

        None where that is not known: it has not been performed, or there is none to perform.
        """
        operation = self._queries.get(name)
        compiled = None if operation is None else self._compiled.get(id(operation))
        return None if compiled is None else compiled.pace

    def size(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
    ) -> guards.Size:
        """The size of one of its operations, measured once for each setting of page sizes."""
        if self._paging is None:
            self._paging = guards.page_variables(self.nodes)
        given = [variables.get(name, _LEFT_OUT) for name in self._paging]
        sizes = [v if v is _LEFT_OUT else guards.page_size(v) for v in given]
        key = (id(operation), *sizes)
        found = self._sizes.get(key)
        if found is None:
            found = guards.measure(schema, self.nodes, operation, variables)
            if len(self._sizes) >= SIZES_KEPT:
                self._sizes.clear()
            self._sizes[key] = found
        return found


_ABORTED: Final = "Validation aborted."
"""What graphql-core says when comparing fields, or following fragments, takes too long."""
_TANGLED: Final = (
    "the document takes too long to validate: too many fields repeat each other, or too many "
    "fragments follow from each other; write each field once"
)
_NOT_YET: Final = None, None
_LEFT_OUT: Final = object()


@dataclass(slots=True)
class Documents:
    """The documents read lately, by their text. Shared by threads."""

    schema: GraphQLSchema
    _kept: OrderedDict[tuple[str, int], Document] = field(default_factory=OrderedDict)
    _length: int = 0
    _fields: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self, text: str, limits: Limits) -> Document:
        """The parsed document.

        Raises: GraphQLError when it is no GraphQL; LimitExceededError above `max_tokens`.
        """
        known = self.known(text, limits)
        if known is not None:
            return known
        key = (text, limits.max_tokens)
        document = Document(_parse(text, limits), key)
        if len(text) <= LONGEST_KEPT:
            with self._lock:
                if key not in self._kept:
                    self._kept[key] = document
                    self._length += len(text)
                document = self._kept[key]  # perhaps of another thread
                self._drop()
        return document

    def _drop(self) -> None:
        """Let go of what was not asked for longest, until the bounds are kept."""
        kept = self._kept
        while len(kept) > KEPT or self._length > MOST_KEPT or self._fields > MOST_FIELDS:
            (oldest, _), document = kept.popitem(last=False)
            self._length -= len(oldest)
            self._fields -= document.fields

    def _weigh(self, document: Document, operation: OperationDefinitionNode, fields: int) -> None:
        """Count what an operation takes once it is compiled, at most; each once."""
        most = fields * document.compiled(self.schema, operation).most_plans
        with self._lock:
            if id(operation) not in document.weighed:
                document.weighed.add(id(operation))
                document.fields += most
                if self._kept.get(document.key) is document:
                    self._fields += most
                    self._drop()

    def known(self, text: str, limits: Limits) -> Document | None:
        """The parsed document, if it is kept."""
        key = (text, limits.max_tokens)
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def judge(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
        limits: Limits,
    ) -> list[GraphQLError]:
        """What the schema says against the document; empty when it may be run.

        Raises: LimitExceededError when the operation is too large.
        """
        size = document.size(self.schema, operation, variables)
        guards.check(size, limits)
        if document.errors is None:
            found = validate(self.schema, document.nodes, max_errors=OBJECTIONS)
            document.errors = [
                GraphQLError(_TANGLED) if e.message == _ABORTED else e for e in found
            ]
        if not document.errors and id(operation) not in document.weighed:
            self._weigh(document, operation, size.fields)
        return document.errors


def _parse(text: str, limits: Limits) -> DocumentNode:
    try:
        return parse(text, max_lexical_tokens=limits.max_tokens)
    except GraphQLError as error:
        if f"more than {limits.max_tokens} tokens" in error.message:
            raise LimitExceededError(
                f"the document has more than {limits.max_tokens} tokens",
                asked=limits.max_tokens + 1,
                allowed=limits.max_tokens,
                hint="send a shorter document; pass values as variables (max_tokens)",
            ) from error
        raise
