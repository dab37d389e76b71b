"""How was a question answered?

The steps of the plan with how many events each found or left, certainly and at most.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kg.query.plan import found
from kg.query.rows import Chosen
from kg.query.run import TimelineAnswer


@dataclass(frozen=True, slots=True)
class Explained:
    """One step: what it did, with what, and how many events there were after it.

    `what` is "find" for a step that gave rows, "keep" for one that kept some, "and" for the
    meeting of what all finding steps gave.
    """

    what: str
    name: str
    detail: str
    certain: int
    possible: int


def explain(answer: TimelineAnswer) -> list[Explained]:
    """The steps of an answer in order, performed anew and counted."""
    sets = [step.rows(answer.plan.reach) for step in answer.plan.finds]
    shown = [
        _shown("find", step.name, step.detail, rows)
        for step, rows in zip(answer.plan.finds, sets, strict=True)
    ]
    rows = found(sets)
    if len(sets) > 1:
        shown.append(_shown("and", "all", f"in each of the {len(sets)}", rows))
    for step in answer.plan.keeps:
        rows = step.apply(rows)
        shown.append(_shown("keep", step.name, step.detail, rows))
    return shown


def _shown(what: str, name: str, detail: str | Callable[[], str], rows: Chosen) -> Explained:
    detail = detail if isinstance(detail, str) else detail()
    return Explained(what, name, detail, int(np.count_nonzero(rows.certain)), len(rows.rows))
