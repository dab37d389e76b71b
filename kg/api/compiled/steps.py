"""Which fields are read off columns?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from kg.api.compiled.batch import Batch, Step
from kg.api.compiled.plan import FieldPlan
from kg.api.compiled.rows import item_of
from kg.api.compiled.steps_follow import follow, status
from kg.api.compiled.steps_plain import leaf_step
from kg.api.compiled.steps_root import ROOT
from kg.api.compiled.steps_ties import OF_SHARING, SHARING, TIES, sharing
from kg.api.compiled.steps_timeline import BINS, EDGES, OF_BINS, OF_EDGES, TIMELINE
from kg.api.compiled.straight import straight
from kg.api.compiled.table import followed

MADE: Final[dict[tuple[str, str], Callable[[FieldPlan], Step]]] = {
    ("Query", "timeline"): straight,
    ("Query", "coParticipants"): sharing,
}
"""The fields of which a step is made, going by how they are asked for."""


def step_of(field: FieldPlan, batch: Batch) -> Step | None:
    """The step that reads a field off columns, for sources of this kind."""
    steps, kind = field.steps, batch.kind
    if kind not in steps:
        steps[kind] = _found(field, batch)
    found: Step | None = steps[kind]
    return found


def _found(field: FieldPlan, batch: Batch) -> Step | None:
    if batch.kind is None:
        key = field.parent, field.name
        if key in MADE:
            return MADE[key](field)
        return ROOT.get(key) or TIMELINE.get(key) or TIES.get(key)
    if batch.kind is EDGES:
        return OF_EDGES.get(field.name)
    if batch.kind is SHARING:
        return OF_SHARING.get(field.name)
    if batch.kind is BINS:
        return OF_BINS.get(field.name)
    if (field.parent, field.name) == ("Event", "status"):
        return status
    name = followed(field)
    if name is not None and item_of(batch.kind, name) is not None:
        found: Step = follow(name)
        return found
    return leaf_step(field, batch.kind)
