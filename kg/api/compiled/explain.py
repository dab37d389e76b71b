"""What does an operation do, and what does each step of it cost?

A plan is performed once by a run that takes notes. What it costs is counted, not timed, so
that it is the same tomorrow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graphql.execution.values import VariableValues
from msgspec.structs import asdict

from kg.api.compiled.batch import Batch, Finder, Texts
from kg.api.compiled.places import Places
from kg.api.compiled.plan import FieldPlan
from kg.api.compiled.run import Run
from kg.api.compiled.work import Work
from kg.api.context import Request


@dataclass(slots=True)
class ExplainedStep:
    """One field of a selection, over all batches in which it was asked.

    `sources` are the values that it was asked of; `rows`, `columns`, `kept` and `called` are its
    own work as in `Work`, without that of the fields below it; `bytes` what it wrote, with them.
    """

    path: tuple[str, ...]
    parent: str
    name: str
    sources: int = 0
    rows: int = 0
    columns: int = 0
    kept: int = 0
    called: int = 0
    bytes: int = 0

    @property
    def by(self) -> str:
        """How it was worked out: by `columns`, or by calling a `resolver`."""
        return "resolver" if self.called else "columns"


class NotingRun(Run):
    """A run that notes what each field cost, in the order in which they are performed."""

    bound = False

    def __init__(self, request: Request, variables: VariableValues, steps: Finder | None) -> None:
        super().__init__(request, variables, steps)
        self.steps: dict[tuple[Any, ...], ExplainedStep] = {}
        self._path: tuple[str, ...] = ()
        self._below = Work()  # what the fields below the present one have cost

    def field(self, field: FieldPlan, batch: Batch, places: Places) -> Texts:
        """As of any run."""
        outer, below = self._path, self._below
        self._path, self._below = (*outer, str(field.step.key)), Work()
        step = self.steps.setdefault(
            (self._path, field.parent), ExplainedStep(self._path, field.parent, field.name)
        )
        before = counts(self.work)
        texts = super().field(field, batch, places)
        spent = {name: now - before[name] for name, now in counts(self.work).items()}
        own = counts(self._below)
        step.sources += len(batch)
        step.bytes += sum(len(text.encode()) for text in texts if text)
        for name in ("rows", "columns", "kept", "called"):
            setattr(step, name, getattr(step, name) + spent[name] - own[name])
        for name, number in spent.items():
            setattr(below, name, getattr(below, name) + number)
        self._path, self._below = outer, below
        return texts


def counts(work: Work) -> dict[str, int]:
    """What is counted of some work."""
    return asdict(work)
