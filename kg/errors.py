"""What can go wrong, and what to do about it?

Every error of Daybook is a `KgError`: a stable `code`, a message that says what
happened with the offending value, a hint that says what to try, and `where` it
happened, added on the way up by `located`. Many faults are collected and raised
once, as `Faults`. `kg.server.problems` and `kg.cli` map codes to HTTP and exit
statuses from the one table below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar, NamedTuple


class Outcome(NamedTuple):
    """How one error code looks from outside."""

    http: int
    exit: int
    means: str


class KgError(Exception):
    """An error with a code, a message, a hint, and the place where it happened."""

    code: ClassVar[str] = "ERROR"

    def __init__(self, message: str, *, hint: str | None = None, **where: object) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.where: dict[str, object] = {k: v for k, v in where.items() if v is not None}

    def __str__(self) -> str:
        """One line: place, message, hint."""
        place = self.place()
        text = f"{place}: {self.message}" if place else self.message
        return f"{text} ({self.hint})" if self.hint else text

    def place(self) -> str:
        """`file:line: record: field`, as far as they are known."""
        w = self.where
        file = str(w["file"]) if "file" in w else ""
        if file and "line" in w:
            file = f"{file}:{w['line']}"
        parts = [file, str(w.get("record", "")), str(w.get("field", ""))]
        return ": ".join(p for p in parts if p)


class InputError(KgError):
    """Something that came in is not as it must be."""

    code = "BAD_INPUT"


class DateError(InputError):
    """A date is not EDTF, or lies outside the days that can be counted."""

    code = "BAD_DATE"

    def __init__(
        self, message: str, *, column: int | None = None, hint: str | None = None, **where: object
    ) -> None:
        super().__init__(message, hint=hint, column=column, **where)
        self.column = column


class IdentifierError(InputError):
    """An id, slug or IRI is malformed, or names nothing."""

    code = "BAD_IDENTIFIER"


class SeedError(InputError):
    """A file of a seed folder says something that cannot be taken in."""

    code = "BAD_SEED"


class CommandError(InputError):
    """What a command was told cannot be done here: a port is taken, a file cannot be written."""

    code = "BAD_COMMAND"


class FormatError(InputError):
    """A format is not known, or its text is broken."""

    code = "BAD_FORMAT"


class QuestionError(InputError):
    """A question cannot be understood."""

    code = "BAD_QUESTION"


class OperationError(QuestionError):
    """The document does not say which operation to run, or says one that cannot be run."""

    code = "BAD_OPERATION"


class FilterError(QuestionError):
    """A filter contradicts itself or has a value that it cannot take."""

    code = "BAD_FILTER"


class CursorError(QuestionError):
    """A cursor is broken or belongs to another order."""

    code = "BAD_CURSOR"


class LimitExceededError(QuestionError):
    """More was asked than is allowed."""

    code = "LIMIT_EXCEEDED"

    def __init__(
        self, message: str, *, asked: int, allowed: int, hint: str | None = None, **where: object
    ) -> None:
        super().__init__(message, hint=hint, asked=asked, allowed=allowed, **where)
        self.asked = asked
        self.allowed = allowed


class NotFoundError(QuestionError):
    """The one thing that a command or page must have is not there."""

    code = "NOT_FOUND"


class ConformanceError(KgError):
    """Records break the shapes."""

    code = "NOT_CONFORMANT"


class Faults(KgError):  # noqa: N818 (a collection of errors, not one)
    """Many faults, collected and raised once."""

    code = "FAULTS"

    def __init__(self, faults: Sequence[KgError], *, hint: str | None = None) -> None:
        count = len(faults)
        super().__init__(f"{count} fault{'' if count == 1 else 's'}", hint=hint)
        self.faults = tuple(faults)


class StoreError(KgError):
    """The SPARQL store failed."""

    code = "STORE_FAILED"


class StoreBusyError(StoreError):
    """Another process holds the store, or a query ran out of time."""

    code = "STORE_BUSY"


class StoreUnavailableError(StoreError):
    """A remote store does not answer."""

    code = "STORE_UNAVAILABLE"


class SnapshotError(KgError):
    """A snapshot cannot be used."""

    code = "SNAPSHOT_UNUSABLE"


class SnapshotMissingError(SnapshotError):
    """There is no snapshot where one was looked for."""

    code = "SNAPSHOT_MISSING"


class SnapshotMismatchError(SnapshotError):
    """A snapshot is not the one that was expected, or was changed after it was written."""

    code = "SNAPSHOT_MISMATCH"


class SegmentVersionError(SnapshotError):
    """A snapshot was written by another version of the layout."""

    code = "SNAPSHOT_VERSION"


class BuildBusyError(KgError):
    """Another build is writing to the same folder."""

    code = "BUILD_BUSY"


class InternalError(KgError):
    """An invariant of the program itself is broken."""

    code = "INTERNAL"


OUTCOMES: Mapping[str, Outcome] = MappingProxyType(
    {
        KgError.code: Outcome(500, 1, "unexpected failure"),
        InputError.code: Outcome(400, 1, "an input is not as it must be"),
        DateError.code: Outcome(400, 2, "a date is not EDTF or is out of range"),
        IdentifierError.code: Outcome(400, 1, "an id is malformed or names nothing"),
        SeedError.code: Outcome(400, 1, "a seed file is not as it must be"),
        CommandError.code: Outcome(400, 2, "what a command was told cannot be done here"),
        FormatError.code: Outcome(406, 2, "a format is not known or its text is broken"),
        QuestionError.code: Outcome(400, 2, "a question cannot be understood"),
        OperationError.code: Outcome(
            400, 2, "there is no such operation, or it is no query (405 to GET)"
        ),
        FilterError.code: Outcome(400, 2, "a filter is contradictory or has an unusable value"),
        CursorError.code: Outcome(400, 2, "a cursor is broken or belongs to another order"),
        LimitExceededError.code: Outcome(400, 2, "more was asked than is allowed"),
        NotFoundError.code: Outcome(404, 2, "what was asked for is not there"),
        ConformanceError.code: Outcome(422, 1, "records break the shapes"),
        Faults.code: Outcome(422, 1, "several faults, listed one by one"),
        StoreError.code: Outcome(500, 3, "the SPARQL store failed"),
        StoreBusyError.code: Outcome(503, 3, "the store is busy or a query ran out of time"),
        StoreUnavailableError.code: Outcome(503, 3, "a remote store does not answer"),
        SnapshotError.code: Outcome(500, 3, "a snapshot cannot be used"),
        SnapshotMissingError.code: Outcome(503, 3, "there is no snapshot yet: run kg build"),
        SnapshotMismatchError.code: Outcome(500, 3, "a snapshot was changed after it was written"),
        SegmentVersionError.code: Outcome(500, 3, "a snapshot has another layout: build again"),
        BuildBusyError.code: Outcome(503, 3, "another build is writing to the same folder"),
        InternalError.code: Outcome(500, 70, "a fault of Daybook itself: please report it"),
    }
)


class located:  # noqa: N801  (read as a word: with located(…))
    """Adds a place (`file`, `line`, `record`, `field`) to every KgError that passes by."""

    __slots__ = ("_where",)

    def __init__(self, **where: object) -> None:
        self._where = where

    def __enter__(self) -> None:
        """Nothing yet."""

    def __exit__(self, _kind: object, error: object, _trace: object) -> None:
        """Add to an error, and let it pass."""
        if isinstance(error, KgError):
            for key, value in self._where.items():
                if value is not None:
                    error.where.setdefault(key, value)
